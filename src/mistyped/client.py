"""The clients: an `openai.OpenAI` and an `openai.AsyncOpenAI` that speak to Mistral."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TYPE_CHECKING

import openai
from openai import DEFAULT_MAX_RETRIES, NotGiven, Timeout, not_given
from typing_extensions import Unpack

from mistyped._openai.check_options import CheckMode
from mistyped._openai.not_offered import Beta, NotOffered
from mistyped._openai.portable import register
from mistyped._openai.requests import cached_property
from mistyped._openai.sending import AsyncTransport, SyncTransport
from mistyped._openai.signatures import with_signature_of
from mistyped._openai.token_counting import AsyncTokenCounting, TokenCounting
from mistyped.resources.client import AsyncResources, Resources

if TYPE_CHECKING:
    import httpx2

    from mistyped._compat.policy import CompatMode, OnChange, ResponsesMode
    from mistyped._openai.option_types import SdkOptions
    from mistyped.resources.chat import AsyncChat, Chat

register()


class Mistral(SyncTransport, NotOffered, TokenCounting, Resources):  # type: ignore[misc]  # what is not offered has no type in common
    """A client for Mistral's API that checks every request before it is sent.

    It is an `openai.OpenAI`: what takes one takes this.

    Args:
        api_key: The key, or a function that returns one; else `MISTRAL_API_KEY`.
        base_url: Where the API is; else `MISTRAL_BASE_URL`, else Mistral's own.
        check: `error` refuses what Mistral would refuse, `warn` warns and sends it,
            `off` checks nothing.
        waive: Ids of rules that do not apply to this client's requests.
        compat: `adapt` makes what OpenAI takes what Mistral takes, where nothing is
            lost; `adapt-lossy` also where something is. `strict` changes nothing.
        on_change: Is called with each change that was made in a request.
        responses: `chat` answers `client.responses` by chat completions; `native` sends
            it to Mistral's own preview.
        timeout: Seconds or a `Timeout`; by default 5 s to connect, 60 s to read.
        max_retries: How often to try again after an error that may pass.
        default_headers: Headers of every request.
        default_query: Query parameters of every request.
        http_client: The HTTP client to use.
        organization: As for an OpenAI client; nothing is taken from `OPENAI_ORG_ID`.
        project: As for an OpenAI client; nothing is taken from `OPENAI_PROJECT_ID`.
        **options: `limits`, how much of an answer is read; `context`, what to do if a
            prompt is too long; `allow_http`, whether key and prompt may go to another
            machine over plain http (else `MISTRAL_ALLOW_HTTP`); and whatever else the
            OpenAI client takes.

    Raises:
        APIKeyError: If there is no key, or it cannot be one.
        ValueError: If `check`, `compat` or `responses` is none of its modes, or
            `base_url` is no address to which a key may go.
    """

    @with_signature_of(openai.OpenAI.__init__)
    def __init__(
        self,
        *,
        api_key: str | Callable[[], str] | None = None,
        base_url: str | httpx2.URL | None = None,
        check: CheckMode = "error",
        waive: Collection[str] = (),
        compat: CompatMode = "strict",
        on_change: OnChange | None = None,
        responses: ResponsesMode = "chat",
        timeout: float | Timeout | None | NotGiven = not_given,
        max_retries: int = DEFAULT_MAX_RETRIES,
        default_headers: Mapping[str, str] | None = None,
        default_query: Mapping[str, object] | None = None,
        http_client: httpx2.Client | None = None,
        organization: str | None = None,
        project: str | None = None,
        **options: Unpack[SdkOptions],
    ) -> None:
        super().__init__(
            api_key=api_key,
            base_url=base_url,
            check=check,
            waive=waive,
            compat=compat,
            on_change=on_change,
            responses=responses,
            timeout=timeout,
            max_retries=max_retries,
            default_headers=default_headers,
            default_query=default_query,
            http_client=http_client,
            organization=organization,
            project=project,
            **options,
        )

    @cached_property
    def beta(self) -> Beta[Chat]:  # type: ignore[override]  # the SDK has more in it
        """OpenAI's beta endpoints: Mistral has chat alone, which is `client.chat`."""
        return Beta(self.chat)


class AsyncMistral(AsyncTransport, NotOffered, AsyncTokenCounting, AsyncResources):  # type: ignore[misc]  # what is not offered has no type in common
    """An asynchronous client for Mistral's API that checks every request first.

    It is an `openai.AsyncOpenAI`: what takes one takes this.

    Args:
        api_key: The key, or a function that returns one; else `MISTRAL_API_KEY`.
        base_url: Where the API is; else `MISTRAL_BASE_URL`, else Mistral's own.
        check: `error` refuses what Mistral would refuse, `warn` warns and sends it,
            `off` checks nothing.
        waive: Ids of rules that do not apply to this client's requests.
        compat: `adapt` makes what OpenAI takes what Mistral takes, where nothing is
            lost; `adapt-lossy` also where something is. `strict` changes nothing.
        on_change: Is called with each change that was made in a request.
        responses: `chat` answers `client.responses` by chat completions; `native` sends
            it to Mistral's own preview.
        timeout: Seconds or a `Timeout`; by default 5 s to connect, 60 s to read.
        max_retries: How often to try again after an error that may pass.
        default_headers: Headers of every request.
        default_query: Query parameters of every request.
        http_client: The HTTP client to use.
        organization: As for an OpenAI client; nothing is taken from `OPENAI_ORG_ID`.
        project: As for an OpenAI client; nothing is taken from `OPENAI_PROJECT_ID`.
        **options: `limits`, how much of an answer is read; `context`, what to do if a
            prompt is too long; `allow_http`, whether key and prompt may go to another
            machine over plain http (else `MISTRAL_ALLOW_HTTP`); and whatever else the
            OpenAI client takes.

    Raises:
        APIKeyError: If there is no key, or it cannot be one.
        ValueError: If `check`, `compat` or `responses` is none of its modes, or
            `base_url` is no address to which a key may go.
    """

    @with_signature_of(openai.AsyncOpenAI.__init__)
    def __init__(
        self,
        *,
        api_key: str | Callable[[], Awaitable[str]] | None = None,
        base_url: str | httpx2.URL | None = None,
        check: CheckMode = "error",
        waive: Collection[str] = (),
        compat: CompatMode = "strict",
        on_change: OnChange | None = None,
        responses: ResponsesMode = "chat",
        timeout: float | Timeout | None | NotGiven = not_given,
        max_retries: int = DEFAULT_MAX_RETRIES,
        default_headers: Mapping[str, str] | None = None,
        default_query: Mapping[str, object] | None = None,
        http_client: httpx2.AsyncClient | None = None,
        organization: str | None = None,
        project: str | None = None,
        **options: Unpack[SdkOptions],
    ) -> None:
        super().__init__(
            api_key=api_key,
            base_url=base_url,
            check=check,
            waive=waive,
            compat=compat,
            on_change=on_change,
            responses=responses,
            timeout=timeout,
            max_retries=max_retries,
            default_headers=default_headers,
            default_query=default_query,
            http_client=http_client,
            organization=organization,
            project=project,
            **options,
        )

    @cached_property
    def beta(self) -> Beta[AsyncChat]:  # type: ignore[override]  # the SDK has more in it
        """OpenAI's beta endpoints: Mistral has chat alone, which is `client.chat`."""
        return Beta(self.chat)
