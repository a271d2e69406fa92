"""The options of a client: what holds where one is left out."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from openai import Timeout

from mistyped._generated.other_names import ARGUMENTS
from mistyped._openai.keys import api_key_or_raise

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
    options: ClientOptions, api_key: object, base_url: str | httpx2.URL | None
) -> dict[str, Any]:
    """Return the options with those that say where and as whom a client connects.

    A provider or a workload identity brings its own; then only what is given is passed.

    Raises:
        APIKeyError: If there is no key, or it cannot be one.
        TypeError: If an option is another client's.
        ValueError: If an OpenAI region is asked for: a key of Mistral's would go there.
    """
    refuse_arguments(options)
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


def refuse_arguments(options: Collection[str]) -> None:
    """Tell who gives a client another client's arguments what they are called here.

    Raises:
        TypeError: If there is one.
    """
    for name in options:
        if name in ARGUMENTS:
            raise TypeError(f"{name}: clients have no such option; {ARGUMENTS[name]}")
