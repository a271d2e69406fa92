"""A function as a tool: its definition for a request, and how it is called."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping
from typing import Generic, ParamSpec, Protocol, TypeVar, overload, runtime_checkable

from pydantic import ValidationError

from mistyped._agents.docstrings import described
from mistyped._agents.signatures import Signature
from mistyped._generated.params.chat import FunctionTool
from mistyped._values.misfits import misfits
from mistyped.messages import function_tool

P = ParamSpec("P")
R_co = TypeVar("R_co", covariant=True)
_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}")


class ToolError(Exception):
    """What a tool raises to tell the model something; its text is the answer."""


@runtime_checkable
class AnyTool(Protocol):
    """What a `ToolSet` runs: a function of yours, or a tool of a server."""

    @property
    def name(self) -> str:
        """What the model calls it."""
        ...

    @property
    def definition(self) -> FunctionTool:
        """What stands in a request's `tools`."""
        ...

    @property
    def is_async(self) -> bool:
        """Whether `call` returns something to await."""
        ...

    @property
    def timeout(self) -> float | None:
        """Seconds after which a call is given up; None never."""
        ...

    @property
    def repeatable(self) -> bool:
        """Whether a call of which nobody knows if it ran may run again."""
        ...

    def call(self, arguments: Mapping[str, object]) -> object:
        """Call it with arguments as the model gave them."""
        ...


class Tool(Generic[P, R_co]):
    """A function that a model may call; it can be called as before.

    Attributes:
        name: What the model calls it.
        definition: What stands in a request's `tools`: name, description and the JSON
            Schema of the arguments.
        timeout: Seconds after which a call is given up; None never.
        repeatable: Whether a call that was interrupted may run again.
    """

    def __init__(
        self,
        function: Callable[P, R_co],
        *,
        name: str | None = None,
        description: str | None = None,
        strict: bool = True,
        timeout: float | None = None,
        repeatable: bool = False,
    ) -> None:
        self.function = function
        own: object = getattr(function, "__name__", type(function).__name__)
        self.name: str = name or str(own)
        if not _NAME.fullmatch(self.name):
            text = f"{self.name!r} is no name of a function for Mistral"
            raise TypeError(f"{text}: give name=, of letters, digits, _ and -")
        said = described(function)
        self._signature = Signature(function, self.name, said)
        self.definition: FunctionTool = function_tool(
            self.name,
            self._signature.schema(strict=strict),
            description if description is not None else said.text or None,
            strict=strict,
        )
        self.timeout = timeout
        self.repeatable = repeatable
        self.__doc__ = function.__doc__

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co:
        """Call the function itself."""
        return self.function(*args, **kwargs)

    @property
    def is_async(self) -> bool:
        """Whether the function is a coroutine function."""
        return inspect.iscoroutinefunction(self.function)

    def call(self, arguments: Mapping[str, object]) -> object:
        """Call the function with arguments as the model gave them.

        Raises:
            ToolError: If they do not fit.
        """
        try:
            args, kwargs = self._signature.bound(arguments)
        except ValidationError as error:
            why = misfits(error, "arguments")
            raise ToolError(f"the arguments do not fit: {why}") from error
        return _call(self.function, args, kwargs)


def _call(
    function: Callable[..., object], args: list[object], kwargs: dict[str, object]
) -> object:
    return function(*args, **kwargs)


class _Decorator(Protocol):
    def __call__(self, function: Callable[P, R_co], /) -> Tool[P, R_co]: ...


@overload
def tool(function: Callable[P, R_co], /) -> Tool[P, R_co]: ...
@overload
def tool(
    *,
    name: str | None = None,
    description: str | None = None,
    strict: bool = True,
    timeout: float | None = None,
    repeatable: bool = False,
) -> _Decorator: ...
def tool(
    function: Callable[..., object] | None = None,
    /,
    *,
    name: str | None = None,
    description: str | None = None,
    strict: bool = True,
    timeout: float | None = None,
    repeatable: bool = False,
) -> object:
    """Turn a typed function into a tool that a model may call.

    The schema comes from the annotations (also pydantic models, dataclasses, `Literal`,
    `Annotated[..., Field(...)]`), the descriptions from the docstring, whose sections
    are read with the extra `tools`.

    Args:
        function: The function, sync or async.
        name: What the model calls it; else the function's name.
        description: What it does; else the docstring.
        strict: Whether the model must keep to the schema, whose objects are closed.
        timeout: Seconds after which a call is given up.
        repeatable: Whether a call that was interrupted, so that nobody knows if it ran,
            may run again when a run is resumed.

    Raises:
        TypeError: If a parameter has no type, or an object in it cannot be closed.
    """

    def made(of: Callable[P, R_co], /) -> Tool[P, R_co]:
        return Tool(
            of,
            name=name,
            description=description,
            strict=strict,
            timeout=timeout,
            repeatable=repeatable,
        )

    return made if function is None else made(function)
