"""Whatever is given to the check, it says what is wrong with it, and ends."""

from __future__ import annotations

import itertools
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest

from mistyped import InvalidRequestError, Report, check
from mistyped._generated.operations import OPERATIONS
from mistyped._values.rows import ApiOperation
from tests.unit.support import PATH, USER, Wire, body

# pydantic tells so what it met in an object whose every attribute fails.
pytestmark = pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)


class Untouchable:
    """An object whose every attribute fails."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)


class Nameless(type):
    """A class that fails to say what it is called."""

    @property
    def __name__(cls) -> str:
        raise RuntimeError("no name")


class Dumping:
    """An object that looks like a pydantic model, and is none."""

    def __init__(self, dump: Callable[[], object]) -> None:
        self.dump = dump

    def model_dump(self, **_: object) -> object:
        """Return or raise anything."""
        return self.dump()


class OlderDump:
    """An object whose `model_dump` takes no arguments."""

    def model_dump(self) -> dict[str, object]:
        """Return nothing."""
        return {}


class List(list[object]):
    """A list that cannot be iterated."""

    def __iter__(self) -> Iterator[object]:
        raise LookupError("no items")


class Dict(dict[str, object]):
    """A dict that does not tell its items."""

    def items(self) -> Any:
        """Fail."""
        raise KeyError("no items")


class Endless(Mapping[str, object]):
    """A mapping of two members that does not end."""

    def __getitem__(self, key: str) -> object:
        return key

    def __iter__(self) -> Iterator[str]:
        return map(str, itertools.count())

    def __len__(self) -> int:
        return 2


class EndlessList(Sequence[Any]):
    """A list of two items that does not end."""

    def __getitem__(self, at: Any) -> Any:
        return USER

    def __len__(self) -> int:
        return 2


class Broken(Mapping[str, object]):
    """A mapping whose values cannot be had."""

    def __getitem__(self, key: str) -> object:
        raise OSError(key)

    def __iter__(self) -> Iterator[str]:
        return iter(["model", "messages", "file"])

    def __len__(self) -> int:
        return 3


class Text(str):
    """A text of a program's own, in which nothing works as in a text."""

    __hash__ = str.__hash__
    __slots__ = ()

    def encode(self, *_: object) -> bytes:
        """Fail."""
        raise RuntimeError("no bytes")

    def __eq__(self, other: object) -> bool:
        raise RuntimeError("no comparison")

    def __str__(self) -> str:
        raise RuntimeError("no text")


def raising() -> object:
    """Fail."""
    raise SystemError("odd")


def changing() -> dict[str, Any]:
    """Return an object that gets another member while it is read."""
    holder: dict[str, Any] = {}

    def change() -> object:
        holder[f"more{len(holder)}"] = 1
        return {}

    holder["first"] = Dumping(change)
    return holder


def long_key() -> dict[Any, object]:
    """Return an object with a key of 5,000 digits."""
    return {10**5_000: 1}


def cyclic() -> list[object]:
    """Return a list that contains itself."""
    found: list[object] = []
    found.append(found)
    return found


VALUES: dict[str, Callable[[], object]] = {
    "untouchable": Untouchable,
    "nameless": Nameless("X", (), {}),
    "a nameless class": lambda: Nameless("X", (), {}),
    "a dump that fails": lambda: Dumping(raising),
    "a dump that is none": lambda: Dumping(lambda: None),
    "a dump of a set": lambda: Dumping(lambda: {1, 2}),
    "a dump of untouchables": lambda: Dumping(lambda: [Untouchable()]),
    "an older dump": OlderDump,
    "a list": lambda: List([USER]),
    "a dict": lambda: Dict(role="user", content="x"),
    "an endless mapping": Endless,
    "an endless list": EndlessList,
    "a broken mapping": Broken,
    "a text": lambda: Text("x"),
    "a key that is a text": lambda: {Text("x"): 1},
    "a key": long_key,
    "a number": lambda: 10**5_000,
    "a changing dict": changing,
    "a cycle": cyclic,
    "half of a pair": lambda: "\ud800",
    "half of a pair as a key": lambda: {"\ud800": {"\udfff": 1}},
    "bytes": lambda: b"\xff",
    "an endless iterator": itertools.count,
    "a failing iterator": lambda: (raising() for _ in "ab"),
}
PLACES: dict[str, Callable[[object], object]] = {
    "body": lambda value: value,
    "messages": lambda value: body(messages=value),
    "message": lambda value: body(messages=[value]),
    "content": lambda value: body(messages=[{"role": "user", "content": value}]),
    "parameters": lambda value: body(
        tools=[{"type": "function", "function": {"name": "f", "parameters": value}}]
    ),
    "metadata": lambda value: body(metadata={"a": value}),
    "number": lambda value: body(temperature=value),
}


def judged(path: Any, request: object, method: Any = "POST") -> Report:
    """Check, and look whether everything in the report can be printed."""
    report = check(path, request, method=method)
    for each in report.problems:
        assert each.message
        str(each).encode()
    str(report).encode()
    return report


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("name", VALUES)
def test_any_value_anywhere(name: str, place: str) -> None:
    """It ends in a report, whatever the value's own code does."""
    judged(PATH, PLACES[place](VALUES[name]()))


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize(
    "operation",
    [each for each in OPERATIONS.values() if each.request],
    ids=lambda each: each.id,
)
def test_any_value_in_any_operation(name: str, operation: ApiOperation) -> None:
    """As the body, the form or the query, and as a member of it."""
    value = VALUES[name]
    for request in (value(), {"file": value()}, {"model": value(), "name": value()}):
        judged(operation.path, request, operation.method)


@pytest.mark.parametrize("name", ["untouchable", "a dump that fails", "a dict"])
def test_what_cannot_be_read_is_named(name: str) -> None:
    """By its place, as what JSON cannot carry."""
    report = judged(PATH, PLACES["message"](VALUES[name]()))
    assert [(p.path, p.rule) for p in report.errors] == [("messages[0]", "not-json")]
    assert "reading it raised" in report.errors[0].message


@pytest.mark.parametrize("name", ["an endless mapping", "a changing dict"])
def test_what_does_not_end_is_named(name: str) -> None:
    """A holder with more items than it says is not read on."""
    report = judged(PATH, body(metadata=VALUES[name]()))
    assert [each.path for each in report.errors] == ["metadata"]


@pytest.mark.parametrize("path", [PATH, "/v1/files"])
def test_a_generator_is_not_emptied(path: str) -> None:
    """Nobody could send it afterwards; the check says to give a list."""
    name, more = ("messages", "model") if path == PATH else ("purpose", "file")
    left = iter(["a", "b"])
    report = judged(path, {more: b"x" if more == "file" else "m", name: left})
    assert [(p.path, p.hint) for p in report.errors] == [(name, "give a list of it")]
    assert list(left) == ["a", "b"]


def test_a_client_sends_what_is_in_a_generator(wire: Wire) -> None:
    """It is copied once, as the OpenAI SDK does, and not emptied in silence."""
    messages: Any = (each for each in [USER, USER])
    wire.client().chat.completions.create(**body(messages=messages))
    assert wire.sent[0]["messages"] == [USER, USER]


def test_a_client_does_not_wait_for_an_end(wire: Wire) -> None:
    """An iterator without an end is refused after a hundred thousand items."""
    messages: Any = itertools.repeat(USER)
    with pytest.raises(InvalidRequestError, match="does not end after 100000 items"):
        wire.client().chat.completions.create(**body(messages=messages))
    assert wire.seen == []


WRONG = (None, 3, b"/v1/chat/completions", [], Untouchable, 1.5)


@pytest.mark.parametrize("value", WRONG)
def test_a_path_or_a_method_that_is_no_text(value: Any) -> None:
    """It is an error of the report, and no exception."""
    for report in (judged(value, body()), judged(PATH, body(), value)):
        assert [each.rule for each in report.errors] == ["unknown-operation"]
        assert type(value).__name__ in report.errors[0].message


@pytest.mark.parametrize(
    "path", ["", "/v1/\ud800", "http://[::1", "//", "a\nb", "/v1/" + "a/" * 10**5]
)
def test_a_path_that_is_none(path: str) -> None:
    """It is one that nobody knows, and the report is short."""
    report = judged(path, body())
    assert [each.rule for each in report.warnings] == ["unknown-operation"]
    assert len(str(report)) < 5_000
    assert judged(PATH, body(), path or "\ud800").warnings


@pytest.mark.parametrize("id_", ["a\ud800", "\udfff", "x" * 100_000])
def test_an_id_that_no_path_can_carry(id_: str, wire: Wire) -> None:
    """It is refused before anything is sent, and the error can be printed."""
    with pytest.raises(InvalidRequestError) as caught:
        wire.client().files.retrieve(id_)
    str(caught.value).encode()
    assert len(str(caught.value)) < 1_000
    assert [each.path for each in caught.value.problems] == ["file_id"]
    assert wire.seen == []


def test_the_digits_of_a_number_are_not_written() -> None:
    """Python refuses to: the limit is what it is by default."""
    assert 0 < sys.get_int_max_str_digits() < 5_000
    report = judged(PATH, body(metadata=long_key()))
    assert [each.rule for each in report.errors] == ["invalid-key"]
