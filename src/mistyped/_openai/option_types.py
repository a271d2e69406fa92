"""How the options of a client are typed; only type checkers load it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from openai import NotGiven, Timeout

from mistyped._generated.other_arguments import OtherArguments
from mistyped._openai.context_guard import ContextOptions
from mistyped._openai.limits import SafetyOptions
from mistyped._openai.resilience.options import ResilienceOptions

if TYPE_CHECKING:
    import httpx2


class CommonOptions(OtherArguments, total=False):
    """What an OpenAI client takes beside what Mistral needs; see its documentation."""

    admin_api_key: str | None
    workload_identity: object
    webhook_secret: str | None
    provider: object
    data_residency: object
    websocket_base_url: str | httpx2.URL | None
    _enforce_credentials: bool


class SdkOptions(
    CommonOptions,
    SafetyOptions,
    ContextOptions,
    ResilienceOptions,
    total=False,
    closed=True,
):
    """What a client takes beside its named arguments."""

    _strict_response_validation: bool


class _NamedOptions(CommonOptions, total=False):
    """What a client takes, but for its key, its address and the check."""

    http_client: object
    """An HTTP client of the same kind, synchronous or not."""

    timeout: float | Timeout | None | NotGiven
    default_headers: Mapping[str, str] | None
    default_query: Mapping[str, object] | None
    organization: str | None
    project: str | None


class ClientOptions(
    _NamedOptions,
    SafetyOptions,
    ContextOptions,
    ResilienceOptions,
    total=False,
    closed=True,
):
    """What `__init__` hands on to the OpenAI client."""

    max_retries: int
    _strict_response_validation: bool


class CopyOptions(_NamedOptions, ResilienceOptions, total=False, closed=True):
    """What `copy` and `with_options` take beside `check` and `waive`."""

    base_url: str | httpx2.URL | None | NotGiven
    max_retries: int | NotGiven
    set_default_headers: Mapping[str, str] | None
    set_default_query: Mapping[str, object] | None
    _extra_kwargs: Mapping[str, object]
