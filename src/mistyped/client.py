"""The clients: an `openai.OpenAI` and an `openai.AsyncOpenAI` that speak to Mistral."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, Self

import openai
from openai import DEFAULT_MAX_RETRIES, NotGiven, Timeout, not_given
from typing_extensions import Unpack

# Nearly every program uses chat, so its answers come with the client and not with the
# first call; the resources themselves are loaded on first use, as in the OpenAI SDK.
import mistyped._generated.responses.chat  # noqa: F401  # pyright: ignore[reportUnusedImport]
from mistyped._openai.answers import read_answer, warn_of_deprecation
from mistyped._openai.checking import prepare
from mistyped._openai.client_options import (
    CheckMode,
    CopyOptions,
    SdkOptions,
    check_mode,
    connection,
    refuse_residency,
    rule_ids,
    with_signature_of,
)
from mistyped._openai.frames import user_level
from mistyped._openai.not_offered import NotOffered
from mistyped._openai.setup import UrlCache, settle
from mistyped._openai.wire import QUERYSTRING, FinalRequestOptions, form_texts
from mistyped._values.error_bodies import reason
from mistyped.resources.client import AsyncResources, Resources

if TYPE_CHECKING:
    import httpx2


class _Checking:
    """What both clients do alike: they hold the check's options, and check."""

    check: CheckMode
    waive: frozenset[str]
    base_url: httpx2.URL
    api_key: str

    @with_signature_of(openai.OpenAI.copy)
    def copy(
        self,
        *,
        check: CheckMode | None = None,
        waive: Collection[str] | None = None,
        **options: Unpack[CopyOptions],
    ) -> Self:
        """Return a client with the same options but those given here.

        `default_headers` and `default_query` add to the client's own;
        `set_default_headers` and `set_default_query` replace them.

        Raises:
            ValueError: If `check` is none of its three modes, or an OpenAI region is
                asked for.
        """
        given: dict[str, object] = {**options}
        given.pop("_extra_kwargs", None)
        extra = {
            **options.get("_extra_kwargs", {}),
            "check": self.check if check is None else check,
            "waive": self.waive if waive is None else waive,
        }
        identity = getattr(self, "workload_identity", None)  # not in every SDK
        if self.api_key and not (identity or given.get("workload_identity")):
            refuse_residency(given)
        sdk: Any = super()
        copied: Self = sdk.copy(**given, _extra_kwargs=extra)
        return copied

    with_options = copy

    def _set_check(self, check: CheckMode, waive: Collection[str]) -> None:
        self.check = check_mode(check)
        self.waive = rule_ids(waive, user_level() + 1)
        self._urls = UrlCache()

    if not TYPE_CHECKING:

        def _prepare_url(self, url):
            return self._urls.get(self._base_url, url, super()._prepare_url)

        @property
        def qs(self):
            return QUERYSTRING

        def _serialize_multipartform(self, data):
            return form_texts(data)

        def _make_status_error(self, err_msg, *, body, response):
            if response.status_code in (400, 422):
                from mistyped._openai.refusals import refused

                return refused(body, response, str(self.base_url))
            said = reason(body)
            text = f"Error code: {response.status_code} - {said}" if said else err_msg
            error = super()._make_status_error(text, body=body, response=response)
            error.correlation_id = response.headers.get("mistral-correlation-id")
            return error

    def _checked(self, options: FinalRequestOptions) -> FinalRequestOptions:
        base = str(self.base_url)
        return prepare(options, base_url=base, check=self.check, waive=self.waive)


class Mistral(_Checking, NotOffered, Resources):  # type: ignore[misc]  # what is not offered has no type in common
    """A client for Mistral's API that checks every request before it is sent.

    It is an `openai.OpenAI`: what takes one takes this.

    Args:
        api_key: The key, or a function that returns one; else `MISTRAL_API_KEY`.
        base_url: Where the API is; else `MISTRAL_BASE_URL`, else Mistral's own.
        check: `error` refuses what Mistral would refuse, `warn` warns and sends it,
            `off` checks nothing.
        waive: Ids of rules that do not apply to this client's requests.
        timeout: Seconds or a `Timeout`; by default 5 s to connect, 60 s to read.
        max_retries: How often to try again after an error that may pass.
        default_headers: Headers of every request.
        default_query: Query parameters of every request.
        http_client: The HTTP client to use.
        organization: As for an OpenAI client; nothing is taken from `OPENAI_ORG_ID`.
        project: As for an OpenAI client; nothing is taken from `OPENAI_PROJECT_ID`.
        **options: Whatever else the OpenAI client takes.

    Raises:
        APIKeyError: If there is no key, or it cannot be one.
        ValueError: If `check` is none of its three modes.
    """

    @with_signature_of(openai.OpenAI.__init__)
    def __init__(
        self,
        *,
        api_key: str | Callable[[], str] | None = None,
        base_url: str | httpx2.URL | None = None,
        check: CheckMode = "error",
        waive: Collection[str] = (),
        timeout: float | Timeout | None | NotGiven = not_given,
        max_retries: int = DEFAULT_MAX_RETRIES,
        default_headers: Mapping[str, str] | None = None,
        default_query: Mapping[str, object] | None = None,
        http_client: httpx2.Client | None = None,
        organization: str | None = None,
        project: str | None = None,
        **options: Unpack[SdkOptions],
    ) -> None:
        self._set_check(check, waive)
        super().__init__(
            timeout=timeout,
            max_retries=max_retries,
            default_headers=default_headers,
            default_query=default_query,
            http_client=http_client,
            organization=organization,
            project=project,
            **connection(api_key, base_url, options),
        )
        settle(
            self,
            organization=organization,
            project=project,
            default_headers=default_headers,
            timeout=timeout,
            options=options,
        )

    if not TYPE_CHECKING:  # the SDK's signatures stay what type checkers see

        def request(self, cast_to, options, *, stream=False, stream_cls=None):
            """Check a request, then send it; every way to call ends here."""
            options = self._checked(options)
            return super().request(
                cast_to, options, stream=stream, stream_cls=stream_cls
            )

        def _process_response(self, *, cast_to, options, response, **arguments):
            warn_of_deprecation(response)
            answer = None
            if not arguments["stream"]:
                answer = read_answer(cast_to, options, response)
            return answer or super()._process_response(
                cast_to=cast_to, options=options, response=response, **arguments
            )


class AsyncMistral(_Checking, NotOffered, AsyncResources):  # type: ignore[misc]  # what is not offered has no type in common
    """An asynchronous client for Mistral's API that checks every request first.

    It is an `openai.AsyncOpenAI`: what takes one takes this.

    Args:
        api_key: The key, or a function that returns one; else `MISTRAL_API_KEY`.
        base_url: Where the API is; else `MISTRAL_BASE_URL`, else Mistral's own.
        check: `error` refuses what Mistral would refuse, `warn` warns and sends it,
            `off` checks nothing.
        waive: Ids of rules that do not apply to this client's requests.
        timeout: Seconds or a `Timeout`; by default 5 s to connect, 60 s to read.
        max_retries: How often to try again after an error that may pass.
        default_headers: Headers of every request.
        default_query: Query parameters of every request.
        http_client: The HTTP client to use.
        organization: As for an OpenAI client; nothing is taken from `OPENAI_ORG_ID`.
        project: As for an OpenAI client; nothing is taken from `OPENAI_PROJECT_ID`.
        **options: Whatever else the OpenAI client takes.

    Raises:
        APIKeyError: If there is no key, or it cannot be one.
        ValueError: If `check` is none of its three modes.
    """

    @with_signature_of(openai.AsyncOpenAI.__init__)
    def __init__(
        self,
        *,
        api_key: str | Callable[[], Awaitable[str]] | None = None,
        base_url: str | httpx2.URL | None = None,
        check: CheckMode = "error",
        waive: Collection[str] = (),
        timeout: float | Timeout | None | NotGiven = not_given,
        max_retries: int = DEFAULT_MAX_RETRIES,
        default_headers: Mapping[str, str] | None = None,
        default_query: Mapping[str, object] | None = None,
        http_client: httpx2.AsyncClient | None = None,
        organization: str | None = None,
        project: str | None = None,
        **options: Unpack[SdkOptions],
    ) -> None:
        self._set_check(check, waive)
        super().__init__(
            timeout=timeout,
            max_retries=max_retries,
            default_headers=default_headers,
            default_query=default_query,
            http_client=http_client,
            organization=organization,
            project=project,
            **connection(api_key, base_url, options),
        )
        settle(
            self,
            organization=organization,
            project=project,
            default_headers=default_headers,
            timeout=timeout,
            options=options,
        )

    if not TYPE_CHECKING:  # the SDK's signatures stay what type checkers see

        async def request(self, cast_to, options, *, stream=False, stream_cls=None):
            """Check a request, then send it; every way to call ends here."""
            options = self._checked(options)
            return await super().request(
                cast_to, options, stream=stream, stream_cls=stream_cls
            )

        async def _process_response(self, *, cast_to, options, response, **arguments):
            warn_of_deprecation(response)
            answer = None
            if not arguments["stream"]:
                answer = read_answer(cast_to, options, response)
            return answer or await super()._process_response(
                cast_to=cast_to, options=options, response=response, **arguments
            )
