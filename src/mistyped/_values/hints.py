"""The types that carry a hint into a type checker's message.

A hint has at most 50 characters, since pyright cuts a longer literal.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Never, Protocol, TypeAlias

from typing_extensions import TypeVar

HintT_co = TypeVar("HintT_co", bound=str, covariant=True)


class Unsupported(Protocol[HintT_co]):
    """The type of a parameter or key that Mistral refuses, with what to do instead.

    No value has this type, since `repr(x)` is a `str` and never the literal. It is a
    protocol for mypy's sake: on an overloaded call mypy looks for an overload that fits
    with type arguments erased. `Unsupported[Any]` fits everything, so mypy reports the
    one wrong argument with its hint; with a class it would print every signature. It is
    not `__str__`, as mypy takes None for whatever has that method alone.
    """

    def __repr__(self) -> HintT_co: ...


Unknown: TypeAlias = Unsupported[Literal["no such parameter"]]
"""The type of every parameter that there is not."""


if TYPE_CHECKING:
    NOT_GIVEN: Unsupported[Never]
    """The default of what Mistral refuses, which leaves it out."""


class NoEndpoint(Protocol[HintT_co]):
    """The type of an attribute of OpenAI's client that Mistral has nothing for.

    Type checkers print the hint when anything in it is called.
    """

    def __getattr__(self, name: str) -> Unsupported[HintT_co]: ...


class OtherName(Protocol[HintT_co]):
    """The type of an attribute that other clients have, with what it is called here.

    Type checkers print the hint when it is called, or anything in it.
    """

    def __getattr__(self, name: str) -> Unsupported[HintT_co]: ...
