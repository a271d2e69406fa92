"""The options of a client: what holds where one is left out."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from openai import Timeout

from mistyped._generated.other_names import ARGUMENTS
from mistyped._openai.keys import api_key_or_raise
from mistyped._values.addresses import address_hint, refuse_address
from mistyped.problems import InvalidRequestWarning

if TYPE_CHECKING:
    import httpx2

    from mistyped._openai.option_types import ClientOptions

BASE_URL = "https://api.mistral.ai/v1"
TIMEOUT = Timeout(60.0, connect=5.0, read=60.0, write=10.0, pool=5.0)
"""Seconds to connect, to wait for bytes, to send, and for a free connection."""
RESILIENCE = frozenset(
    {
        *("circuit_breaker", "deadline", "fallback_models", "middleware"),
        *("on_retry", "rate_limit", "retry"),
    }
)
"""The options for which a client loads `resilience`."""


def with_connection(
    options: ClientOptions,
    api_key: object,
    base_url: str | httpx2.URL | None,
    *,
    allow_http: bool = False,
) -> dict[str, Any]:
    """Return the options with those that say where and as whom a client connects.

    A provider or a workload identity brings its own; then only what is given is passed.

    Raises:
        APIKeyError: If there is no key, or it cannot be one.
        TypeError: If an option is another client's.
        ValueError: If an OpenAI region is asked for: a key of Mistral's would go there;
            or if `base_url` is no address, or one to which a key travels in clear.
    """
    refuse_arguments(options)
    brought = (options.get("provider"), options.get("workload_identity"))
    if base_url:
        _look_at(base_url, "base_url", allow_http=allow_http)
    if any(own is not None for own in brought):
        return {
            **options,
            **({} if api_key is None else {"api_key": api_key}),
            **({} if base_url is None else {"base_url": base_url}),
        }
    refuse_residency(options)
    enforce = options.get("_enforce_credentials", True)
    required = enforce and not options.get("admin_api_key")
    address = base_url or os.environ.get("MISTRAL_BASE_URL")
    if address and not base_url:
        _look_at(address, "MISTRAL_BASE_URL", allow_http=allow_http)
    return {
        **options,
        # Not None, for which the SDK would take OPENAI_API_KEY.
        "api_key": api_key_or_raise(api_key, required=required) or "",
        "base_url": address or BASE_URL,
    }


def _look_at(address: str | httpx2.URL, source: str, *, allow_http: bool) -> None:
    refuse_address(address, source, allow_http=allow_http)
    # A copy of a client gives the URL of the first, which was told already.
    hint = address_hint(address) if isinstance(address, str) else ""
    if hint:
        from mistyped._openai.user_warnings import warn_user

        warn_user(f"{source} is {hint}", InvalidRequestWarning)


def refuse_residency(options: Mapping[str, object]) -> None:
    """Keep a key of Mistral's from an OpenAI region.

    Raises:
        ValueError: If such a region is asked for.
    """
    if options.get("data_residency") is not None:
        raise ValueError(
            "data_residency selects OpenAI's regional endpoints; give base_url"
        )


def refuse_arguments(options: Collection[str]) -> None:
    """Tell who gives a client another client's arguments what they are called here.

    Raises:
        TypeError: If there is one.
    """
    for name in options:
        if name in ARGUMENTS:
            raise TypeError(f"{name}: clients have no such option; {ARGUMENTS[name]}")
