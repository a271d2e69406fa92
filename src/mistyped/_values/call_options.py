"""Options of one call that are about the transport, not about the request."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, NotRequired

from mistyped._values.other_options import OTHER_OPTIONS, OtherOptions

if TYPE_CHECKING:
    from openai import NotGiven, Omit, Timeout

    from mistyped._values.deadlines import Deadline


class CallOptions(OtherOptions):
    """What every method takes beside its parameters: the SDK's options, and ours."""

    extra_headers: NotRequired[Mapping[str, str | Omit] | None]
    """Headers for this call; they win over the client's."""
    extra_query: NotRequired[Mapping[str, object] | None]
    """Query parameters for this call."""
    extra_body: NotRequired[object | None]
    """An object that is merged into the body, and checked with it."""
    timeout: NotRequired[float | Timeout | None | NotGiven]
    """Seconds, or a `Timeout`; None waits for ever. It bounds each read, so that a
    server that sends a byte now and then never reaches it: that is for `deadline`."""
    deadline: NotRequired[float | Deadline | None]
    """Seconds for the whole call, retries included; for a stream until its first event
    and between events. None lifts the client's."""
    waive: NotRequired[Collection[str]]
    """Ids of rules that do not apply to this call, beside the client's own."""


OPTION_NAMES = frozenset(CallOptions.__annotations__) - OTHER_OPTIONS
