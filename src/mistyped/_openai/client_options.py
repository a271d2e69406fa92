"""What a client is made with: keys, addresses, and the options of the OpenAI SDK."""

from __future__ import annotations

import inspect
import os
import warnings
from collections.abc import Awaitable, Callable, Collection, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, TypeVar, cast, get_args

from openai import NotGiven, Timeout
from typing_extensions import TypedDict

from mistyped.errors import APIKeyError, InvalidRequestWarning

if TYPE_CHECKING:
    import httpx2

FunctionT = TypeVar("FunctionT", bound=Callable[..., object])
CheckMode: TypeAlias = Literal["error", "warn", "off"]
_OWN_HINTS = {"check": CheckMode | None, "waive": Collection[str] | None}
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


class SdkOptions(CommonOptions, total=False, closed=True):
    """What a client takes beside its named arguments."""

    _strict_response_validation: bool


class CopyOptions(CommonOptions, total=False, closed=True):
    """What `copy` and `with_options` take beside `check` and `waive`."""

    http_client: object
    """An HTTP client of the same kind, synchronous or not."""

    api_key: str | Callable[[], object] | None
    base_url: str | httpx2.URL | None | NotGiven
    timeout: float | Timeout | None | NotGiven
    max_retries: int | NotGiven
    default_headers: Mapping[str, str] | None
    set_default_headers: Mapping[str, str] | None
    default_query: Mapping[str, object] | None
    set_default_query: Mapping[str, object] | None
    organization: str | None
    project: str | None
    _extra_kwargs: Mapping[str, object]


def api_key_or_raise(api_key: object, *, required: bool) -> object:
    """Return the key to use, from the argument or from `MISTRAL_API_KEY`.

    Raises:
        APIKeyError: If there is none and one is required, or it cannot be a key.
    """
    key = os.environ.get("MISTRAL_API_KEY") if api_key is None else api_key
    if callable(key):
        return _checked_provider(cast("Callable[[], object]", key))
    if not key:
        if not required:
            return None
        raise APIKeyError(_missing())
    source = "MISTRAL_API_KEY" if api_key is None else "api_key"
    return checked_key(key, source)


def checked_key(key: object, source: str) -> str:
    """Return a key that can go into a header.

    Raises:
        APIKeyError: If it cannot; the message names the source and not the key.
    """
    if not isinstance(key, str):
        kind = type(key).__name__
        raise APIKeyError(
            f"api_key is a {kind}; give a string, or a function that returns one"
        )
    for position, character in enumerate(key, start=1):
        if character == " ":
            raise APIKeyError(
                f"character {position} of {len(key)} in {source} is a blank, and a key "
                'has none; give it without "Bearer" and quotes. It is not shown here.'
            )
        if not "!" <= character <= "~":
            raise APIKeyError(
                f"character {position} of {len(key)} in {source} is not printable "
                "ASCII, so it cannot be a key; look for blanks, line breaks and "
                "quotes. The key is not shown here."
            )
    return key


def _checked_provider(provide: Callable[[], object]) -> Callable[[], object]:
    """Check what a function of the caller's returns, each time it is asked."""
    if isinstance(provide, _CheckedProvider):
        return provide
    return _CheckedProvider(provide)


class _CheckedProvider:
    def __init__(self, provide: Callable[[], object]) -> None:
        self.provide = provide

    def __call__(self) -> object:
        key = self.provide()
        if inspect.isawaitable(key):
            return self._awaited(cast("Awaitable[object]", key))
        return self._checked(key)

    async def _awaited(self, key: Awaitable[object]) -> str:
        return self._checked(await key)

    def _checked(self, key: object) -> str:
        if not key:
            raise APIKeyError("the function that was given as api_key returned no key")
        return checked_key(key, "what the function given as api_key returned")


def _missing() -> str:
    text = "there is no API key: set MISTRAL_API_KEY, or pass api_key="
    if os.environ.get("OPENAI_API_KEY"):
        text += " (OPENAI_API_KEY is set; it is OpenAI's and never sent to Mistral)"
    return text


def with_signature_of(sdk: Callable[..., object]) -> Callable[[FunctionT], FunctionT]:
    """Show a method with the SDK's own parameters beside ours, at run time.

    Programs look at the signatures of `__init__` and `copy`, and the SDK's parameters
    differ from version to version.
    """

    def decorate(function: FunctionT) -> FunctionT:
        ours = inspect.signature(function)
        known = dict(inspect.signature(sdk).parameters)
        named = {
            k: p for k, p in ours.parameters.items() if p.kind is not p.VAR_KEYWORD
        }
        both = ours.replace(parameters=list((known | named).values()))
        vars(function)["__signature__"] = both
        function.__annotations__ = {**sdk.__annotations__, **_OWN_HINTS}
        vars(function)["__wrapped__"] = sdk  # where the SDK's hints are evaluated
        return function

    return decorate


def check_mode(check: CheckMode) -> CheckMode:
    """Return the mode.

    Raises:
        ValueError: If it is none of the three.
    """
    if check not in get_args(CheckMode):
        raise ValueError(f"check is {check!r}; use 'error', 'warn' or 'off'")
    return check


def rule_ids(waive: Collection[str], level: int = 2) -> frozenset[str]:
    """Return the ids of the rules to waive; warn of those that no rule has.

    An unknown id is no error, since a rule may be gone in a newer version. `level` is
    the stack level of the program, where the warning shall point.

    Raises:
        TypeError: If it is a single string, whose letters are no ids.
    """
    if isinstance(waive, str):
        raise TypeError(f"waive is a string; give a set of rule ids: {{{waive!r}}}")
    if waive:
        # It loads the tables of all areas, which a client does not need.
        from mistyped._check.explanations import unknown_rules

        for text in unknown_rules(waive):
            warnings.warn(f"waive: {text}", InvalidRequestWarning, stacklevel=level)
    return frozenset(waive)


def base_url_or_default(base_url: str | httpx2.URL | None) -> str | httpx2.URL:
    """Return the address to use: the argument, `MISTRAL_BASE_URL`, or Mistral's."""
    return base_url or os.environ.get("MISTRAL_BASE_URL") or BASE_URL


def refuse_residency(options: Mapping[str, object]) -> None:
    """Keep a key of Mistral's from an OpenAI region.

    Raises:
        ValueError: If such a region is asked for.
    """
    if options.get("data_residency") is not None:
        raise ValueError(
            "data_residency selects OpenAI's regional endpoints; give base_url"
        )


def connection(
    api_key: object, base_url: str | httpx2.URL | None, options: SdkOptions
) -> dict[str, Any]:
    """Return the arguments of an OpenAI client that say where and as whom it connects.

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
        "base_url": base_url_or_default(base_url),
    }
