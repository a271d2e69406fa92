"""Calls of tools as messages have them: which there are, their ids, their arguments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pydantic_core import from_json

from mistyped._values.guards import is_list, is_mapping, is_object

NULL_ID = "null"  # what Mistral sends where there is no id, and takes as one
NO_ID = ("", NULL_ID)


class FunctionCall(NamedTuple):
    """A call, where it stands in its message, and the function that it names."""

    place: int
    call: Mapping[object, object]
    function: Mapping[object, object]


def function_calls(message: object) -> Iterator[FunctionCall]:
    """Yield the calls of a message; what is none is left out."""
    calls = message.get("tool_calls") if is_mapping(message) else None
    for place, call in enumerate(calls if is_list(calls) else ()):
        function = call.get("function") if is_mapping(call) else None
        if is_mapping(call) and is_mapping(function):
            yield FunctionCall(place, call, function)


def read_arguments(given: object) -> dict[str, object]:
    """Return the arguments of a call, which came as JSON text or as an object.

    Raises:
        ValueError: If they are no whole JSON object.
    """
    if isinstance(given, str):
        try:
            given = from_json(given or "{}")  # of a call without arguments
        except ValueError as error:
            raise ValueError(f"the arguments are no whole JSON: {error}") from error
    if not is_object(given):
        raise ValueError(f"the arguments are no JSON object: {given!r}")
    return {str(name): value for name, value in given.items()}
