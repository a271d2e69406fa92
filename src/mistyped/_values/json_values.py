"""What JSON can carry: a quick test, and a plain copy with everything that is wrong.

The quick test runs inside the validators, on values of any shape such as the JSON
Schema of a tool. It may say no to what can be sent after all (a tuple, a model); then
`to_plain` decides, and says where the trouble is.
"""

from __future__ import annotations

import sys
from collections.abc import (
    Iterable,
    Iterator,
    KeysView,
    Mapping,
    Sequence,
    Sized,
    ValuesView,
)
from dataclasses import replace
from datetime import date
from enum import Enum
from typing import Final, Protocol, TypeGuard, TypeVar, cast
from uuid import UUID

import orjson
from pydantic_core import PydanticCustomError

from mistyped._values.guards import is_list, is_mapping, is_object
from mistyped.problems import Location, Problem

ItemT = TypeVar("ItemT")
MAX_DEPTH = 100
MAX_INTEGER = 2**63 - 1
MIN_INTEGER = -(2**63)
UNSENDABLE = frozenset(
    {
        "cycle",
        "integer-range",
        "invalid-key",
        "invalid-unicode",
        "not-finite",
        "not-json",
        "too-deep",
        "unreadable-file",
    }
)
"""The rules for what JSON, or a form, cannot carry."""
WHATEVER: Final[tuple[type[Exception], ...]] = (Exception,)
"""What the code of a program's own values may raise while they are read."""
_MOST_ITEMS = 100_000
"""Of what does not say how many it has."""
_LONGEST_KEY = 100
_QUICK_DEPTH = 64
_MOST_KNOWN = 512
_KNOWN = set[int]()
"""Hashes of values that were plain, as JSON: nothing of a request is kept alive."""
_AS_IT_IS = (
    orjson.OPT_PASSTHROUGH_DATACLASS
    | orjson.OPT_PASSTHROUGH_DATETIME
    | orjson.OPT_PASSTHROUGH_SUBCLASS
)


def require_json(value: object) -> object:
    """Return the value if it can be sent as it is; for use in a validator.

    Raises:
        PydanticCustomError: If `to_plain` has to look at it.
    """
    if not _is_known(value):
        raise PydanticCustomError("json_value", "not plain JSON")
    return value


JSON_VALUE: Final[dict[str, object]] = {
    "type": "function-plain",
    "function": {"type": "no-info", "function": require_json},
}
"""The core schema of any JSON value."""

JSON_OBJECT: Final[dict[str, object]] = {
    "type": "function-after",
    "schema": {"type": "dict"},
    "function": {"type": "no-info", "function": require_json},
}
"""The core schema of a JSON object with any keys."""


def _is_known(value: object) -> bool:
    """Tell whether a value is plain; one that was so before is not walked again.

    Most programs send the same tools with every request. What would be sent tells
    values apart, but for NaN, which would be sent as null.
    """
    try:
        dumped = orjson.dumps(value, option=_AS_IT_IS)
    except orjson.JSONEncodeError:
        return _is_plain(value)
    key = hash(dumped)
    if key in _KNOWN:
        return True
    if not _is_plain(value):
        return False
    if b"null" not in dumped:
        if len(_KNOWN) >= _MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN.add(key)
    return True


def _is_plain(value: object) -> bool:  # noqa: C901 - the hot path, unrolled
    """Walk a value level by level, which bounds the depth and ends any cycle."""
    level = [value]
    for _ in range(_QUICK_DEPTH):
        below: list[object] = []
        for each in level:
            if type(each) is dict:
                members = cast("dict[object, object]", each)
                for key in members:
                    if type(key) is not str:
                        return False
                children: Iterable[object] = members.values()
            else:
                children = cast("list[object]", each) if type(each) is list else (each,)
            for child in children:
                kind = type(child)
                if kind is str:  # most of all, so first
                    continue
                if kind is dict or kind is list:
                    below.append(child)
                elif kind is not bool and child is not None and not _is_number(child):
                    return False
        if not below:
            return True
        level = below
    return False


def _is_number(value: object) -> bool:
    if type(value) is int:
        return MIN_INTEGER <= value <= MAX_INTEGER
    return type(value) is float and value - value == 0


def child(value: object, item: str | int) -> object:
    """Return a member of an object or a list; None if there is none."""
    if is_object(value):
        return value.get(item)
    if is_list(value) and isinstance(item, int):
        return value[item] if item < len(value) else None
    return None


def with_members(value: object, members: Mapping[Location, object]) -> object:
    """Return a plain value with more members; what holds none is not copied."""
    for loc, each in members.items():
        value = _with_member(value, loc, each)
    return value


def _with_member(value: object, loc: Location, member: object) -> object:
    if not loc:
        return member
    inner = _with_member(child(value, loc[0]), loc[1:], member)
    if is_list(value):
        return [inner if at == loc[0] else each for at, each in enumerate(value)]
    return {**value, loc[0]: inner} if is_mapping(value) else value


class _Model(Protocol):
    def model_dump(
        self,
        *,
        exclude_unset: bool,
        exclude_none: bool,
        exclude: set[str] | None,
        by_alias: bool,
        warnings: bool,
    ) -> Mapping[object, object]: ...


def _is_model(value: object) -> TypeGuard[_Model]:
    """Tell whether a value is an instance of a pydantic model, or of one alike."""
    return hasattr(type(value), "model_dump")


def to_plain(value: object, *, empties: bool = True) -> tuple[object, list[Problem]]:
    """Return a copy of dicts, lists and scalars, and what is not in it.

    Mappings, sequences, iterators, pydantic models (what was set in them), enums, dates
    and UUIDs become their JSON form. The SDK's `omit` and `NOT_GIVEN` count as absent.
    A value that cannot be sent, or whose own code fails, stands as None in the copy,
    with an error; what an answer's message leaves behind has a warning.

    Args:
        value: Any value.
        empties: Whether an iterator may be read, which is then at its end.
    """
    walk = _Walk(
        _sdk_types("Omit", "NotGiven"), _sdk_types("BaseModel"), empties=empties
    )
    return walk.plain(value, ()), walk.problems


def _sdk_types(*names: str) -> tuple[type, ...]:
    """Return types of the SDK, if anybody has loaded it; this module does not."""
    sdk = sys.modules.get("openai")
    found = (getattr(sdk, name, None) for name in names)
    return tuple(each for each in found if isinstance(each, type))


class _Walk:
    def __init__(
        self, absent: tuple[type, ...], answers: tuple[type, ...], *, empties: bool
    ) -> None:
        self.absent = absent
        self.answers = answers
        self.empties = empties
        self.problems: list[Problem] = []
        self.parents: set[int] = set()

    def plain(self, value: object, loc: Location) -> object:
        if type(value) is str:  # most of all, so first
            return self.text(value, loc)
        kind = type(value)
        try:
            if kind is dict or kind is list:
                return self.container(value, loc)
            return self.plain_of(value, loc)
        except WHATEVER as error:
            why = str(error) if isinstance(error, _UnboundedError) else ""
            why = why or f"reading it raised {type(error).__name__}"
            return self.refuse("not-json", loc, why, "give plain dicts and lists")

    def plain_of(self, value: object, loc: Location) -> object:
        if isinstance(value, Enum):
            value = value.value
        elif _is_model(value):
            value = self.members_of(value, loc)
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self.text(value, loc)
        if isinstance(value, int | float):
            return self.number(value, loc)
        if isinstance(value, date | UUID):
            return value.isoformat() if isinstance(value, date) else str(value)
        if is_mapping(value) or _is_sequence(value):
            return self.container(value, loc)
        return self.refuse(
            "not-json", loc, f"{_name(value)} is no JSON value", _hint(value)
        )

    def members_of(self, model: _Model, loc: Location) -> object:
        """Return what a model stands for: what was set in it.

        Of an answer's message that is what a request takes back.
        """
        fields = getattr(type(model), "model_fields", {})
        answer = isinstance(model, self.answers)
        own: set[str] = getattr(model, "__api_exclude__", None) or set[str]()
        data = model.model_dump(
            # Models of mistralai leave out by themselves what was not set, and no tag.
            exclude_unset=not type(model).__module__.startswith("mistralai."),
            exclude_none=False,
            exclude={*own, "parsed", "parsed_arguments"} if answer else None,
            by_alias=True,
            warnings=False,
        )
        if not (answer and fields.keys() >= {"role", "content", "tool_calls"}):
            return data
        from mistyped._values.replay import as_request_message

        message, dropped = as_request_message(data)
        self.problems += [replace(each, loc=(*loc, *each.loc)) for each in dropped]
        return message

    def container(self, value: object, loc: Location) -> object:
        if not self.empties and isinstance(value, Iterator):
            why = "it can be read only once, which a check would do"
            return self.refuse("not-json", loc, why, "give a list of it")
        if id(value) in self.parents:
            return self.refuse("cycle", loc, "it contains itself", "break the cycle")
        if len(self.parents) >= MAX_DEPTH:
            return self.refuse(
                "too-deep",
                loc,
                f"it is nested more than {MAX_DEPTH} levels deep",
                "flatten it",
            )
        self.parents.add(id(value))
        try:
            if is_mapping(value):
                return dict(self.members(value, loc))
            assert _is_sequence(value)
            items = enumerate(bounded(value))
            return [self.plain(each, (*loc, i)) for i, each in items]
        finally:
            self.parents.discard(id(value))

    def members(
        self, value: Mapping[object, object], loc: Location
    ) -> Iterator[tuple[str, object]]:
        for key, child in bounded(value.items(), value):
            if isinstance(child, self.absent):
                continue
            if isinstance(key, str):
                place = (*loc, key)
                known = len(self.problems)
                text = self.text(key, place)
                if len(self.problems) == known:
                    yield text, self.plain(child, place)
            else:
                place = (*loc, _key_shown(key))
                self.refuse("invalid-key", place, "the key is no text", "give a string")

    def text(self, value: str, loc: Location) -> str:
        if str.isascii(value):  # a subclass may have another
            return str.__str__(value)
        try:
            str.encode(value)
        except UnicodeEncodeError as error:
            self.refuse(
                "invalid-unicode",
                loc,
                f"character {error.start} is half of a surrogate pair",
                "replace it; UTF-8 cannot carry it",
            )
            return str.encode(value, "utf-8", "replace").decode()
        return str.__str__(value)

    def number(self, value: float, loc: Location) -> object:
        if isinstance(value, int) and not MIN_INTEGER <= value <= MAX_INTEGER:
            return self.refuse(
                "integer-range",
                loc,
                "it does not fit into 64 bits",
                "give a smaller number",
            )
        if value - value != 0:
            return self.refuse(
                "not-finite", loc, f"{value} is no JSON number", "give a finite number"
            )
        return int(value) if isinstance(value, int) else float(value)

    def refuse(self, rule: str, loc: Location, message: str, hint: str) -> object:
        """Note a problem; the result stands for the value."""
        self.problems.append(Problem(rule, loc, message, hint))
        return None


class _UnboundedError(Exception):
    """A value has more items than it says, or does not end."""


def bounded(items: Iterable[ItemT], holder: object = None) -> Iterator[ItemT]:
    """Yield items, as many as their holder says, or a hundred thousand.

    Raises:
        Exception: If there are more.
    """
    sized = items if holder is None else holder
    most = len(sized) if isinstance(sized, Sized) else _MOST_ITEMS
    for number, each in enumerate(items):
        if number >= most:
            raise _UnboundedError(f"it changes, or does not end after {most} items")
        yield each


def _key_shown(key: object) -> str:
    try:
        return str(key)[:_LONGEST_KEY]
    except WHATEVER:
        return f"a key of type {type(key).__name__}"


def _is_sequence(value: object) -> TypeGuard[Sequence[object]]:
    return isinstance(
        value, Sequence | Iterator | KeysView | ValuesView
    ) and not isinstance(value, bytes | bytearray | memoryview)


def _hint(value: object) -> str:
    if isinstance(value, bytes | bytearray):
        return "decode it first, or encode it as base64"
    if isinstance(value, type):
        return "use parse(), or send the JSON Schema of the class"
    return "convert it to text, a number, a list or a dict first"


def _name(value: object) -> str:
    if isinstance(value, type):
        return f"the class {value.__name__}"
    name = type(value).__name__
    return f"{'an' if name[:1].lower() in 'aeiou' else 'a'} {name}"
