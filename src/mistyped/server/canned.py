"""What a script lets the model say.

What makes an answer does not know the call that it is for, so this stands in the
context of the call.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Literal, TypeAlias

FinishReason: TypeAlias = Literal[
    "stop", "length", "model_length", "error", "tool_calls"
]


@dataclass(frozen=True, slots=True)
class Canned:
    """One answer as it was told.

    Attributes:
        pieces: The text, one piece for each chunk of a stream.
        thinking: The reasoning before it.
        calls: Names of functions, each with its arguments as JSON text.
        finish_reason: Why it ends; follows from the rest if it is none.
    """

    pieces: tuple[str, ...] = ()
    thinking: str = ""
    calls: tuple[tuple[str, str], ...] = ()
    finish_reason: FinishReason | None = None

    @property
    def text(self) -> str:
        """The whole text."""
        return "".join(self.pieces)


_CANNED: ContextVar[Canned | None] = ContextVar("mistyped_canned", default=None)


def told() -> Canned | None:
    """Return what the model is to say; `None` leaves it to the server."""
    return _CANNED.get()


@contextmanager
def saying(canned: Canned | None) -> Generator[None, None, None]:
    """Let the model say something for the length of a `with` block."""
    token = _CANNED.set(canned)
    try:
        yield
    finally:
        _CANNED.reset(token)
