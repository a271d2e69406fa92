"""Addresses of an API: what can be one, and where a key may not travel in clear."""

from __future__ import annotations

import os
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

ALLOW_HTTP = "MISTRAL_ALLOW_HTTP"
_YES = ("1", "true", "yes", "on")
_SHOWN = 200


def refuse_address(address: object, source: str, *, allow_http: bool = False) -> None:
    """Stop at what is no address of an API, or would show the key on its way there.

    Args:
        address: A base URL.
        source: What it was given as, for the error.
        allow_http: Whether plain http may go to other machines; so does the variable
            `MISTRAL_ALLOW_HTTP`.

    Raises:
        ValueError: If it is none; the message says what to give instead.
    """
    text = str(address)
    why = _why_none(text)
    if not why and not (allow_http or _is_allowed()):
        why = _why_open(urlsplit(text))
    if why:
        raise ValueError(f"{source} is {_without_password(text)!r}: {why}")


def address_hint(address: str) -> str:
    """Say what an address on Mistral's host has wrong; empty if nothing is known."""
    parts = urlsplit(address)
    host, path = parts.hostname or "", parts.path.rstrip("/")
    if f".{host}".endswith(".mistral.ai") and (not path or path.startswith("/v1/")):
        right = f"{parts.scheme}://{host}/v1"
        return f"{address!r}, and Mistral's API is at {right!r}"
    return ""


def _why_none(text: str) -> str:
    if not text.isprintable() or " " in text:
        return "it has a blank or a control character; remove it"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        return f"it is no URL ({error})"
    if parts.scheme not in ("http", "https"):
        if "://" in text:
            return f"{parts.scheme} is no scheme of an API; give http or https"
        name = text.lstrip("/")
        local = _is_this_machine(urlsplit(f"//{name}").hostname or "")
        return f"it has no scheme; give '{'http' if local else 'https'}://{name}'"
    if not parts.hostname or port == 0:
        return "it names no host; give 'https://HOST/v1'"
    if parts.query or parts.fragment:
        return "it has a query or a fragment; give default_query for what all calls ask"
    return ""


def _why_open(parts: SplitResult) -> str:
    """Say why nothing is sent there; empty if it travels safely."""
    if parts.scheme == "https" or _is_this_machine(parts.hostname or ""):
        return ""
    return (
        "with plain http, key and prompt travel in clear; give https, or allow it, as "
        "in a network of your own, by allow_http=True or the variable "
        f"{ALLOW_HTTP}=1"
    )


def _is_this_machine(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        number = ip_address(host)
    except ValueError:
        return False
    number = getattr(number, "ipv4_mapped", None) or number
    return number.is_loopback or number.is_unspecified


def _is_allowed() -> bool:
    return os.environ.get(ALLOW_HTTP, "").strip().lower() in _YES


def _without_password(text: str) -> str:
    start, at, rest = text.rpartition("@")
    if not at:
        return text[:_SHOWN]
    scheme, _, name = start.rpartition("//")
    return f"{scheme}//{name.partition(':')[0]}:[redacted]@{rest}"[:_SHOWN]
