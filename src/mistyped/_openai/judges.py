"""What the check may be handed in the place of its own judgement."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from mistyped._check.preflight import Preflight
from mistyped._values.rows import ApiOperation, Learnt
from mistyped.changes import Change


class Judge(Protocol):
    """Checks a request, and may change it first.

    Attributes:
        changes: What was changed in the request.
    """

    changes: tuple[Change, ...]

    def preflight(
        self,
        operation: ApiOperation,
        body: object,
        *,
        waive: Collection[str] = ...,
        learnt: Learnt = ...,
    ) -> Preflight:
        """Check a request, and return what is to be sent."""
        ...
