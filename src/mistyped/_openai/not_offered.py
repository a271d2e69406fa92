"""What OpenAI's client has and Mistral has not: how it behaves.

What it is, and what to do instead, stands in `spec/not_offered.yaml`.
"""

from __future__ import annotations

from functools import cached_property, partial
from typing import Generic, NoReturn, TypeVar

from mistyped._generated.not_offered import ATTRIBUTES
from mistyped._generated.not_offered import NoItems as NoItems
from mistyped._generated.not_offered import NothingKept as NothingKept
from mistyped._generated.not_offered import NotInBeta as NotInBeta
from mistyped._generated.not_offered import NotOffered as NotOffered
from mistyped._generated.not_offered import NotProcessed as NotProcessed
from mistyped._generated.not_offered import NotStored as NotStored
from mistyped._generated.not_offered import NotTranslated as NotTranslated
from mistyped._generated.other_names import NAMES, BetaNames

ChatT = TypeVar("ChatT")


class Absent:
    """Stands for endpoints that Mistral does not have: calling it is an error.

    To type checkers it is a `NoEndpoint`, which has its hint.
    """

    def __init__(self, name: str, hint: str) -> None:
        self._name = name
        self._hint = hint

    def __getattr__(self, name: str) -> Absent:
        if name.startswith("_"):  # copy and pickle look for these before __init__ ran
            raise AttributeError(name)
        # Frameworks look at attributes that they may never call.
        below = f"{self._name}.{name}"
        return Absent(below, NAMES.get(below, self._hint))

    def __call__(self, *_: object, **__: object) -> NoReturn:
        """Raise, whatever is asked."""
        from mistyped.errors import UnsupportedEndpointError

        raise UnsupportedEndpointError(f"client.{self._name}: {self._hint}")

    def __repr__(self) -> str:
        return f"<not offered by Mistral: {self._name}; {self._hint}>"


class Beta(NotInBeta, BetaNames, Generic[ChatT]):
    """OpenAI's beta endpoints, where programs and frameworks look for chat.

    Attributes:
        chat: The client's chat.
    """

    def __init__(self, chat: ChatT) -> None:
        self.chat = chat


def _absent(name: str, hint: str, _: object) -> Absent:
    return Absent(name, hint)


def _install(cls: type, hints: dict[str, str]) -> None:
    """Give the attributes that a class declares their values, made on demand."""
    for full_name, hint in hints.items():
        name = full_name.rpartition(".")[2]
        made = cached_property(partial(_absent, full_name, hint))
        made.__set_name__(cls, name)
        setattr(cls, name, made)


for _cls, _hints in ATTRIBUTES.items():
    _install(_cls, _hints)
