"""What a function takes: a model of its arguments, and their strict JSON Schema."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from typing import Annotated, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.errors import PydanticSchemaGenerationError
from pydantic.json_schema import GenerateJsonSchema
from typing_extensions import override

from mistyped._agents.docstrings import Described
from mistyped._values.guards import is_object
from mistyped._values.open_schemas import closed, open_places

_UNNAMED = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)


class Arguments(BaseModel):
    """The base of the models of arguments: no others are taken."""

    model_config = ConfigDict(extra="forbid", arbitrary_types_allowed=False)


class _Untitled(GenerateJsonSchema):
    """Leaves out the titles of members, which say their names again."""

    @override
    def field_title_should_be_set(self, schema: object) -> bool:
        return False


class Signature:
    """The arguments of a function.

    Attributes:
        model: What validates them.

    Raises:
        TypeError: If a parameter has no type, or none that a schema can say.
    """

    def __init__(
        self, function: Callable[..., object], name: str, said: Described
    ) -> None:
        self._name = name
        self._parameters = inspect.signature(function).parameters
        self._names = {f"argument_{n}": p for n, p in enumerate(self._parameters)}
        hints = _hints(function, name)
        fields: dict[str, object] = {}
        for field, parameter in self._names.items():
            each = self._parameters[parameter]
            if each.kind in _UNNAMED:
                text = f"{name}(*{parameter}): a schema has no place for it"
                raise TypeError(f"{text}; give each argument a name")
            if parameter not in hints:
                text = f"{name}({parameter}) has no type, so no schema can be made"
                raise TypeError(f"{text}; annotate it, as in {parameter}: str")
            required = each.default is inspect.Parameter.empty
            told = said.parameters.get(parameter)
            info = Field(
                default=... if required else each.default,
                alias=parameter,
                description=told,
            )
            fields[field] = (Annotated[hints[parameter], info], info.default)
        try:
            make: Callable[..., type[Arguments]] = create_model
            self.model = make(name, __base__=Arguments, **fields)
        except PydanticSchemaGenerationError as error:
            text = f"{name} takes what no JSON can say: {error.message}"
            raise TypeError(text) from error

    def schema(self, *, strict: bool) -> dict[str, object]:
        """Return the JSON Schema of the arguments, its objects closed if it is strict.

        Raises:
            TypeError: If it is strict, and an object in it cannot be closed.
        """
        made: object = self.model.model_json_schema(schema_generator=_Untitled)
        if strict:
            made = closed(made)
            if where := open_places(made):
                raise TypeError(
                    f"{self._name} takes objects that may have any keys, which a strict"
                    f" schema cannot say: {', '.join(where)}; give them named members,"
                    " make them lists of pairs, or make the tool with strict=False"
                )
        schema = {str(k): v for k, v in made.items()} if is_object(made) else {}
        schema.pop("title", None)
        schema.pop("description", None)  # of the base
        schema.setdefault("properties", {})
        return schema

    def bound(
        self, arguments: Mapping[str, object]
    ) -> tuple[list[object], dict[str, object]]:
        """Return what the function is called with.

        Raises:
            pydantic.ValidationError: If the arguments do not fit.
        """
        made = self.model.model_validate(arguments)
        positional: list[object] = []
        named: dict[str, object] = {}
        for field, parameter in self._names.items():
            value: object = getattr(made, field)
            if self._parameters[parameter].kind is inspect.Parameter.POSITIONAL_ONLY:
                positional.append(value)
            else:
                named[parameter] = value
        return positional, named


def _hints(function: Callable[..., object], name: str) -> dict[str, object]:
    try:
        return dict(get_type_hints(_plain(function), include_extras=True))
    except NameError as error:
        text = f"{name} has an annotation that cannot be read: {error}"
        raise TypeError(f"{text}; define the type at the module's top") from error


def _plain(function: Callable[..., object]) -> Callable[..., object]:
    """Return what has the annotations: of an object that is called, its method."""
    if inspect.isroutine(function):
        return function
    call: Callable[..., object] = type(function).__call__
    return call
