"""The options of a client: how they are typed, and what holds where one is left out."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from openai import NotGiven, Timeout
from typing_extensions import TypedDict

from mistyped._openai.keys import api_key_or_raise
from mistyped._openai.limits import SafetyOptions

if TYPE_CHECKING:
    import httpx2

BASE_URL = "https://api.mistral.ai/v1"
TIMEOUT = Timeout(60.0, connect=5.0, read=60.0, write=10.0, pool=5.0)
"""Seconds to connect, to wait for bytes, to send, and for a free connection."""


class CommonOptions(TypedDict, total=False):
    """What an OpenAI client takes beside what Mistral needs; see its documentation."""

    admin_api_key: str | None
    workload_identity: object
    webhook_secret: str | None
    provider: object
    data_residency: object
    websocket_base_url: str | httpx2.URL | None
    _enforce_credentials: bool


class SdkOptions(CommonOptions, SafetyOptions, total=False, closed=True):
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


class ClientOptions(_NamedOptions, SafetyOptions, total=False, closed=True):
    """What `__init__` hands on to the OpenAI client."""

    max_retries: int
    _strict_response_validation: bool


class CopyOptions(_NamedOptions, total=False, closed=True):
    """What `copy` and `with_options` take beside `check` and `waive`."""

    api_key: str | Callable[[], object] | None
    base_url: str | httpx2.URL | None | NotGiven
    max_retries: int | NotGiven
    set_default_headers: Mapping[str, str] | None
    set_default_query: Mapping[str, object] | None
    _extra_kwargs: Mapping[str, object]


def with_connection(
    options: ClientOptions, api_key: object, base_url: str | httpx2.URL | None
) -> dict[str, Any]:
    """Return the options with those that say where and as whom a client connects.

    A provider or a workload identity brings its own; then only what is given is passed.

    Raises:
        APIKeyError: If there is no key, or it cannot be one.
        ValueError: If an OpenAI region is asked for: a key of Mistral's would go there.
    """
    brought = (options.get("provider"), options.get("workload_identity"))
    if any(own is not None for own in brought):
        own = {"api_key": api_key, "base_url": base_url}
        return {**options, **{k: v for k, v in own.items() if v is not None}}
    refuse_residency(options)
    enforce = options.get("_enforce_credentials", True)
    required = enforce and not options.get("admin_api_key")
    return {
        **options,
        # Not None, for which the SDK would take OPENAI_API_KEY.
        "api_key": api_key_or_raise(api_key, required=required) or "",
        "base_url": base_url or os.environ.get("MISTRAL_BASE_URL") or BASE_URL,
    }


def refuse_residency(options: Mapping[str, object]) -> None:
    """Keep a key of Mistral's from an OpenAI region.

    Raises:
        ValueError: If such a region is asked for.
    """
    if options.get("data_residency") is not None:
        raise ValueError(
            "data_residency selects OpenAI's regional endpoints; give base_url"
        )
