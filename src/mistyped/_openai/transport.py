"""What both clients do otherwise than the SDK's: options, addresses, errors."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Self

import openai
from openai import NotGiven, Timeout
from openai._base_client import BaseClient
from typing_extensions import Unpack, override

from mistyped._openai.bounded import Boundable
from mistyped._openai.building import Building
from mistyped._openai.check_options import CheckMode, check_mode, waived_rules
from mistyped._openai.checking import check_request
from mistyped._openai.client_options import (
    RESILIENCE,
    TIMEOUT,
    refuse_arguments,
    refuse_residency,
    with_connection,
)
from mistyped._openai.exchange import exchange_of, redirect_words
from mistyped._openai.headers import refuse_headers
from mistyped._openai.held import Held
from mistyped._openai.invalid_answers import refuse_invalid
from mistyped._openai.limits import DEFAULT, Limits
from mistyped._openai.signatures import with_signature_of
from mistyped._openai.url_cache import UrlCache
from mistyped._openai.wire import QUERYSTRING, form_texts
from mistyped._values.redaction import redacted, redacted_json, secrets_of

if TYPE_CHECKING:
    import httpx2
    from openai._qs import Querystring

    from mistyped._compat.policy import CompatMode, OnChange, Policy, ResponsesMode
    from mistyped._openai.compat import Adapter
    from mistyped._openai.context_guard import ContextMode
    from mistyped._openai.judges import Judge
    from mistyped._openai.option_types import ClientOptions, CopyOptions
    from mistyped._openai.over_chat import OverChat
    from mistyped._openai.wire import FinalRequestOptions
    from mistyped._values.rows import KnownModel


class Transport(Boundable, Held, Building, BaseClient[Any, Any]):
    """What both clients do otherwise than the OpenAI SDK's."""

    check: CheckMode
    waive: frozenset[str]
    compat: CompatMode
    on_change: OnChange | None
    responses_mode: ResponsesMode
    limits: Limits
    allow_http: bool
    context: ContextMode
    api_key: str
    admin_api_key: str | None
    organization: str | None
    project: str | None
    webhook_secret: str | None
    timeout: float | Timeout | None
    _ambient_authorizations: frozenset[str]

    def __init__(
        self,
        *,
        check: CheckMode,
        waive: Collection[str],
        compat: CompatMode,
        on_change: OnChange | None,
        responses: ResponsesMode,
        api_key: object,
        base_url: str | httpx2.URL | None,
        **options: Unpack[ClientOptions],
    ) -> None:
        # Nearly every program uses chat, so its answers come with a client and not with
        # its first call; resources are loaded on first use, as in the OpenAI SDK.
        import mistyped._generated.responses.chat  # noqa: F401  # pyright: ignore[reportUnusedImport]

        self.check = check_mode(check)
        self.waive = waived_rules(waive)
        self.compat = compat
        self.on_change = on_change
        self.responses_mode = responses
        if (compat, responses) != ("strict", "chat"):
            _ = self._policy  # refuses what is no mode
        self._urls = UrlCache()
        self._learnt: dict[str, KnownModel] = {}
        self.limits = options.pop("limits", DEFAULT)
        self.allow_http = options.pop("allow_http", False)
        self.context = options.pop("context", "off")
        if self.context != "off":
            from mistyped._openai.context_guard import context_mode

            context_mode(self.context)
        refuse_headers(options.get("default_headers"))
        made = with_connection(options, api_key, base_url, allow_http=self.allow_http)
        bounds = {name: made.pop(name) for name in RESILIENCE & made.keys()}
        super().__init__(**made)
        self._forget_openai(options)
        timeout = options.get("timeout")
        if isinstance(timeout, NotGiven) and self.timeout == openai.DEFAULT_TIMEOUT:
            self.timeout = TIMEOUT
        self._exchange = exchange_of(self._client, self.limits)
        if bounds:
            from mistyped._openai.resilience.clients import bind

            bind(self, bounds)

    def _forget_openai(self, options: ClientOptions) -> None:
        """Undo what the SDK took from OPENAI_* variables.

        Nothing in them is meant for Mistral: keys, organisations, headers.
        """
        self.organization = options.get("organization")
        self.project = options.get("project")
        self.webhook_secret = options.get("webhook_secret")
        self._custom_headers = dict(options.get("default_headers") or {})
        if hasattr(self, "admin_api_key"):  # not in every SDK
            self.admin_api_key = options.get("admin_api_key")
        if hasattr(self, "_ambient_authorizations"):
            self._ambient_authorizations = frozenset()

    @with_signature_of(openai.OpenAI.copy)
    def copy(
        self,
        *,
        check: CheckMode | None = None,
        waive: Collection[str] | None = None,
        compat: CompatMode | None = None,
        on_change: OnChange | None = None,
        responses: ResponsesMode | None = None,
        limits: Limits | None = None,
        context: ContextMode | None = None,
        allow_http: bool | None = None,
        api_key: str | Callable[[], object] | None = None,
        **options: Unpack[CopyOptions],
    ) -> Self:
        """Return a client with the same options but those given here.

        `default_headers` and `default_query` add to the client's own;
        `set_default_headers` and `set_default_query` replace them.

        Raises:
            TypeError: If an option is another client's.
            ValueError: If `check`, `compat` or `responses` is none of its modes, or an
                OpenAI region is asked for.
        """
        given: dict[str, object] = {**options}
        given.pop("_extra_kwargs", None)
        refuse_arguments(given)
        bounds = {name: given.pop(name) for name in RESILIENCE & given.keys()}
        extra = {
            **options.get("_extra_kwargs", {}),
            **self._resilience_options(),
            **bounds,
            "check": self.check if check is None else check,
            "waive": self.waive if waive is None else waive,
            "compat": self.compat if compat is None else compat,
            "on_change": self.on_change if on_change is None else on_change,
            "responses": self.responses_mode if responses is None else responses,
            "limits": limits or self.limits,
            "allow_http": self.allow_http if allow_http is None else allow_http,
            "context": context or self.context,
        }
        identity = getattr(self, "workload_identity", None)  # not in every SDK
        if self.api_key and not (identity or given.get("workload_identity")):
            refuse_residency(given)
        sdk: Any = super()
        copied: Self = sdk.copy(api_key=api_key, **given, _extra_kwargs=extra)
        copied._learnt = self._learnt  # what one is told all know
        return copied

    with_options = copy

    def checked(
        self, options: FinalRequestOptions, adapter: Judge | None = None
    ) -> FinalRequestOptions:
        """Check a request, adapted if there is an adapter."""
        ready = check_request(
            options,
            base_url=self._base_url,
            check=self.check,
            waive=self.waive,
            learnt=self._learnt,
            adapter=adapter,
        )
        if self.context != "off":
            from mistyped._openai.context_guard import guard_context

            guard_context(
                ready, base_url=self._base_url, mode=self.context, learnt=self._learnt
            )
        return ready

    def _adapter(self, options: FinalRequestOptions) -> Adapter | OverChat | None:
        """Return what adapts one request; None if it is only checked."""
        if (
            options.url == "/responses"
            and self.responses_mode == "chat"
            and options.method.upper() == "POST"
        ):
            from mistyped._openai.over_chat import OverChat

            return OverChat(self._policy)
        if self.compat == "strict":
            return None
        from mistyped._openai.compat import Adapter

        return Adapter(self._policy)

    @cached_property
    def _policy(self) -> Policy:
        from mistyped._compat.policy import Policy

        return Policy(self.compat, self.responses_mode, self.on_change)

    @property
    @override
    def qs(self) -> Querystring:
        return QUERYSTRING

    @override
    def _prepare_url(self, url: str) -> httpx2.URL:
        return self._urls.get(self._base_url, url, super()._prepare_url)

    if not TYPE_CHECKING:  # older SDKs have one of the two ways to ask for an `Auth`

        @property
        def custom_auth(self):
            """What each request goes through, at its HTTP client."""
            return self._around(super().custom_auth)

        def _custom_auth(self, security):
            return self._around(super()._custom_auth(security))

        def _around(self, own):
            exchange = self._exchange
            if own is None or exchange is None:
                return exchange or own
            return type(exchange)(self.limits, own)

        def _process_response_data(self, *, data, cast_to, response):
            refuse_invalid(cast_to, data, response)
            return super()._process_response_data(
                data=data, cast_to=cast_to, response=response
            )

    @override
    def _serialize_multipartform(
        self, data: Mapping[object, object]
    ) -> dict[str, object]:
        return form_texts({str(name): value for name, value in data.items()})

    @override
    def _make_status_error(
        self, err_msg: str, *, body: object, response: httpx2.Response
    ) -> openai.APIStatusError:
        secrets = secrets_of(response.request)
        body = redacted_json(body, secrets)
        if response.status_code in (400, 422):
            from mistyped._openai.refusals import explained_refusal

            return explained_refusal(body, response, str(self._base_url))
        from mistyped._values.error_bodies import reason

        said = redirect_words(response) or reason(body)
        if response.status_code == HTTPStatus.NOT_FOUND:
            from mistyped._check.missing_paths import with_reason

            asked = response.request
            said = with_reason(said, asked.method, asked.url.path)
        text = f"Error code: {response.status_code} - {said}" if said else err_msg
        if response.status_code == HTTPStatus.NOT_FOUND:
            from mistyped._openai.refusals import why_not_found

            note = why_not_found(response, str(self._base_url))
            text = f"{text} ({note})" if note else text
        text = redacted(text, secrets)
        error = super()._make_status_error(text, body=body, response=response)
        vars(error)["correlation_id"] = response.headers.get("mistral-correlation-id")
        return error
