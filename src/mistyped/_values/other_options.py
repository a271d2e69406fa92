"""Options that single calls have in other clients and not here."""

from __future__ import annotations

from typing import Literal, NotRequired, get_args, get_type_hints

from typing_extensions import TypedDict

from mistyped._values.hints import Unsupported


class OtherOptions(TypedDict):
    """What single calls take in other clients, with what to do instead."""

    accept_header_override: NotRequired[Unsupported[Literal["use extra_headers"]]]
    check: NotRequired[Unsupported[Literal["use client.with_options(check=...)"]]]
    http_headers: NotRequired[Unsupported[Literal["use extra_headers"]]]
    max_retries: NotRequired[
        Unsupported[Literal["use client.with_options(max_retries=...)"]]
    ]
    retries: NotRequired[
        Unsupported[Literal["use client.with_options(max_retries=...)"]]
    ]
    server_url: NotRequired[
        Unsupported[Literal["use client.with_options(base_url=...)"]]
    ]
    timeout_ms: NotRequired[Unsupported[Literal["use timeout, in seconds"]]]


OTHER_OPTIONS = frozenset(OtherOptions.__annotations__)


def way_out(option: str) -> str:
    """Return what to do instead of one of the other options."""
    hint: object = get_type_hints(OtherOptions)[option]
    while get_args(hint):
        (hint,) = get_args(hint)
    return str(hint)
