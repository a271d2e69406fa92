"""Rules on lists that have to hold something."""

from __future__ import annotations

from collections.abc import Iterator

from mistyped._check.request_view import Finding, RequestView

_MEMBERS = ("input", "input_files", "inputs", "requests")


def empty_list(request: RequestView) -> Iterator[Finding]:
    """Find lists with nothing in them."""
    for name in _MEMBERS:
        if request.body.get(name) == []:
            yield Finding((name,), "there is nothing in it")
