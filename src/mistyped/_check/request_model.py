"""The bases of the generated request models: what they are told is what a dict is told.

The check looks first, so pydantic only has to make models of what is inside.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, ClassVar, Final, Self

from pydantic import (
    BaseModel,
    ConfigDict,
    GetPydanticSchema,
    ModelWrapValidatorHandler,
    ValidatorFunctionWrapHandler,
    field_validator,
    model_validator,
)
from pydantic_core import (
    InitErrorDetails,
    PydanticCustomError,
    ValidationError,
    core_schema,
)
from typing_extensions import override

from mistyped._check.preflight import preflight, told
from mistyped._generated.operations import OPERATIONS
from mistyped._values.guards import is_mapping
from mistyped._values.operations import ApiOperation
from mistyped.problems import Problem

if TYPE_CHECKING:
    from mistyped._generated.params.batch import BatchRequest

AS_GIVEN: Final = GetPydanticSchema(lambda _source, _: core_schema.any_schema())
"""Marks what is kept as it is, such as a file."""
BY_REQUEST = {each.request: each for each in OPERATIONS.values()}
"""Operations by the schema of their request."""
# The model that is being built: it has been checked, and so all that is inside.
_BUILT: ContextVar[type[BaseModel] | None] = ContextVar("_BUILT", default=None)


class RequestModel(BaseModel):
    """A part of a request, checked as it is built.

    What was not set is not sent; a tag such as `type` is always sent. Construction and
    assignment raise pydantic's `ValidationError` for what Mistral refuses, with the
    words of `mistyped.check`; rules on a whole request are asked when it is sent.
    """

    if TYPE_CHECKING:  # they refuse what they do not know; else the check judges it
        model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)
    else:
        model_config = ConfigDict(
            extra="allow",
            populate_by_name=True,
            validate_assignment=True,
            protected_namespaces=(),
        )
    place: ClassVar[str] = ""
    """The area and the name of its schema."""

    @model_validator(mode="wrap")
    @classmethod
    def _check(cls, data: object, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if _BUILT.get() or not is_mapping(data):
            return handler(data)
        members = {cls._wire_name(str(k)): value for k, value in data.items()}
        cls._refuse(cls._tags() | members)
        with _building(cls):
            return handler(data)

    @field_validator("*", mode="wrap")
    @classmethod
    def _make(cls, value: object, handler: ValidatorFunctionWrapHandler) -> object:
        """Make models of dicts; what the check only warns of stays as it is."""
        try:
            made: object = handler(value)
        except ValidationError:
            if _BUILT.get() is not cls:
                raise  # another model may fit
            return value
        return made

    @override
    def model_post_init(self, context: object, /) -> None:
        """Count tags as set: they are what tells one kind of object from another."""
        self.__pydantic_fields_set__.update(self._tags())

    if not TYPE_CHECKING:  # for type checkers to know what is not there

        def __setattr__(self, name: str, value: object) -> None:
            """Assign what Mistral takes."""
            wire = self._wire_name(name)
            self._refuse(self.members() | {wire: value}, only=wire)
            with _building(type(self)):
                super().__setattr__(name, value)

    def members(self) -> dict[str, object]:
        """Return what was set, by the names on the wire."""
        kept = {
            name: getattr(self, name)
            for name, field in type(self).model_fields.items()
            if AS_GIVEN in field.metadata and name in self.model_fields_set
        }
        dumped = self.model_dump(
            exclude={*kept}, exclude_unset=True, by_alias=True, warnings=False
        )
        return dumped | kept

    @classmethod
    def _tags(cls) -> dict[str, object]:
        fields = cls.model_fields.items()
        return {name: f.default for name, f in fields if isinstance(f.default, str)}

    @classmethod
    def _wire_name(cls, name: str) -> str:
        field = cls.model_fields.get(name)
        return (field and field.alias) or name

    @classmethod
    def _refuse(cls, members: Mapping[str, object], only: str = "") -> None:
        """Raise what the check has against these members, or against one of them."""
        area, _, name = cls.place.partition(".")
        schema = BY_REQUEST.get(name) or ApiOperation(name, "", "", area, name, "json")
        # The schema alone: a conversation may still be on its way.
        report = told(preflight(schema._replace(ruled=frozenset()), members).report)
        found = [e for e in report.errors if not only or e.loc[:1] == (only,)]
        if found:
            lines = [_line(problem, members) for problem in found]
            raise ValidationError.from_exception_data(cls.__name__, lines)


class Request(RequestModel):
    """All that an operation is asked."""

    def params(self) -> Mapping[str, object]:
        """Return the keyword arguments for the operation's method."""
        return self.members()

    def batch_line(self, custom_id: str) -> BatchRequest:
        """Return the request as one of a batch job, or as a line of its file."""
        return {"custom_id": custom_id, "body": self.members()}


@contextmanager
def _building(model: type[BaseModel]) -> Generator[None, None, None]:
    token = _BUILT.set(model)
    try:
        yield
    finally:
        _BUILT.reset(token)


def _line(problem: Problem, members: Mapping[str, object]) -> InitErrorDetails:
    words = {"text": problem.advice, "rule": problem.rule}
    error = PydanticCustomError("mistral_refuses", "{text}", words)
    return InitErrorDetails(type=error, loc=problem.loc, input=members)
