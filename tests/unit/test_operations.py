"""Every operation: what each has to have, so that none is added without it."""

from __future__ import annotations

import builtins
import inspect
import re
from collections.abc import Callable, Iterator
from functools import reduce
from typing import Any

import openai
import openai.pagination
import openai.types.responses
import pytest

from mistyped import AsyncMistral, InvalidRequestError, Mistral, check, types
from mistyped._generated.operations import OPERATIONS
from mistyped._values.rows import ApiOperation
from mistyped.server.routes import handlers, handles
from tests.operations import ANSWERS, ROWS, TABLE
from tests.unit.answers import ANY_ANSWER
from tests.unit.support import HTTPX, KEY, Wire

pytestmark = pytest.mark.anyio

ALL = {operation.id: operation for operation in OPERATIONS.values()}
FORMS = ("with_raw_response", "with_streaming_response")
BAD_IDS = ("", "..", "a/b", "../a", "a?b", "a\n")
NATIVE = {"responses": "native"}
NAMING = {id_: each for id_, each in ALL.items() if "{" in each.path}
ASKING = {id_: each for id_, each in ALL.items() if each.request}
operations = pytest.mark.parametrize("operation", ALL.values(), ids=ALL)
asking = pytest.mark.parametrize("operation", ASKING.values(), ids=ASKING)
"""Those that take more than ids."""
naming = pytest.mark.parametrize("operation", NAMING.values(), ids=NAMING)
"""Those that take ids."""


def ids_of(operation: ApiOperation) -> list[str]:
    """Return the names of the ids in an operation's path."""
    return re.findall(r"\{(\w+)\}", operation.path)


def found(owner: Any, path: str) -> Any:
    """Return what a dotted path leads to."""
    return reduce(getattr, path.split("."), owner)


def ways(
    client: Any, operation: ApiOperation
) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Yield an operation's method, and each of its forms from each of its holders."""
    yield operation.id, found(client, operation.id)
    parts = operation.id.split(".")
    for form in FORMS:
        for at in range(len(parts)):
            path = ".".join([*parts[:at], form, *parts[at:]])
            yield path, found(client, path)


def positional(method: Callable[..., Any]) -> list[str]:
    """Return the names of the parameters that may be given without a name."""
    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    parameters = inspect.signature(method).parameters.values()
    return [each.name for each in parameters if each.kind is kind]


async def finished(result: Any) -> None:
    """Make a call go as far as it goes: await it, or enter its context."""
    if hasattr(result, "__aenter__"):
        async with result:
            return
    if hasattr(result, "__enter__"):
        with result:
            return
    await result


async def refused(way: Callable[..., Any], *ids: str, **arguments: Any) -> Any:
    """Call a method that refuses, and return the one problem that it names."""
    with pytest.raises(InvalidRequestError) as caught:
        await finished(way(*ids, **arguments))
    assert not caught.value.sent
    (problem,) = caught.value.problems
    return problem


@pytest.mark.parametrize("kind", [Mistral, AsyncMistral])
@operations
def test_method(operation: ApiOperation, kind: type) -> None:
    """Both clients have it, documented, and the path's ids stand in front."""
    method = found(kind(api_key=KEY), operation.id)
    text = inspect.getdoc(method) or ""
    first = positional(method)
    assert len(first) == len(ids_of(operation))
    for name in first:
        assert f"    {name}: " in text
    assert "Raises:" in text
    assert "InvalidRequestError: " in text


@operations
def test_methods_agree(operation: ApiOperation) -> None:
    """The asynchronous method takes what the other takes."""
    methods = [
        inspect.signature(found(kind(api_key=KEY), operation.id))
        for kind in (Mistral, AsyncMistral)
    ]
    one, two = ([str(each) for each in m.parameters.values()] for m in methods)
    assert one == two


def test_an_operation_takes_something() -> None:
    """Ids, or what the tests of wrong requests are about."""
    assert all(ids_of(each) for id_, each in ALL.items() if id_ not in ASKING)


@asking
async def test_wrong_request(operation: ApiOperation) -> None:
    """It is refused, sync and async, in every form, and nothing is sent."""
    wrong, wire = ROWS[operation.id].wrong, Wire()
    ids = ["x1"] * len(ids_of(operation))
    for client in (wire.client(), wire.async_client()):
        for name, way in ways(client, operation):
            problem = await refused(way, *ids, **wrong.arguments)
            assert (problem.path, problem.rule) == (wrong.path, wrong.rule), name
    assert wire.seen == []


@pytest.mark.parametrize("bad", BAD_IDS)
@naming
async def test_id_that_changes_the_path(operation: ApiOperation, bad: str) -> None:
    """It is refused wherever it stands, and nothing is sent."""
    wire = Wire()
    names = positional(found(wire.client(), operation.id))
    wanted = ROWS[operation.id].wrong.arguments if operation.request else {}
    for client in (wire.client(), wire.async_client()):
        for _, way in ways(client, operation):
            for at, name in enumerate(names):
                ids = [bad if at == each else "x1" for each in range(len(names))]
                problem = await refused(way, *ids, **wanted)
                assert (problem.path, problem.rule) == (name, "path-id")
    assert wire.seen == []


@asking
def test_check(operation: ApiOperation) -> None:
    """`mistyped.check` finds the same, by method and path."""
    wrong = ROWS[operation.id].wrong
    path = re.sub(r"\{\w+\}", "x1", operation.path)
    report = check(path, wrong.arguments, method=operation.method)
    assert [(each.path, each.rule) for each in report.errors] == [
        (wrong.path, wrong.rule)
    ]


@operations
async def test_request_on_the_wire(operation: ApiOperation) -> None:
    """It arrives at its path as it was given, from both clients."""
    given_back = [] if ANSWERS[operation.id].whole.endswith("List") else ANY_ANSWER
    wire = Wire(lambda _: HTTPX.Response(200, json=given_back))
    given = ROWS[operation.id].least if operation.request else {}
    ids = ["x1"] * len(ids_of(operation))
    for client in (wire.client(**NATIVE), wire.async_client(**NATIVE)):
        answer = found(client, operation.id)(*ids, **given)
        if inspect.isawaitable(answer):
            await answer
    assert len(wire.seen) == 2
    for request in wire.seen:
        path = re.sub(r"\{\w+\}", "x1", operation.path)
        assert (request.method, request.url.path) == (operation.method, path)
    if operation.carrier == "json" and operation.request:
        assert wire.sent == [given] * 2


@asking
def test_least_request(operation: ApiOperation) -> None:
    """`mistyped.check` has nothing against the fewest arguments of an operation."""
    path = re.sub(r"\{\w+\}", "x1", operation.path)
    least = ROWS[operation.id].least
    assert check(path, least, method=operation.method).problems == ()


def test_every_row_is_of_an_operation() -> None:
    """The table has no operation that is not called."""
    assert TABLE.keys() >= ALL.keys()
    assert ROWS.keys() == {each.id for each in ALL.values() if each.request}
    assert len(ALL) == len(OPERATIONS)


def test_the_server_answers_every_operation() -> None:
    """It has a handler for each, and no other."""
    assert handlers().keys() == ALL.keys()


def test_an_operation_has_one_handler() -> None:
    """A second one is an error where it is defined, and changes nothing."""
    before = dict(handlers())
    with pytest.raises(ValueError, match=r"two handlers for fim\.create"):
        handles("fim.create")(handlers()["ocr.process"])
    assert handlers() == before


@pytest.mark.parametrize("kind", [Mistral, AsyncMistral])
@operations
def test_types_of_answers_are_public(operation: ApiOperation, kind: type) -> None:
    """Whatever an answer is annotated with is in `mistyped.types`, or the SDK's."""
    method = found(kind(api_key=KEY), operation.id)
    answer = str(inspect.signature(method).return_annotation)
    homes = (types, builtins, openai, openai.types, openai.types.responses)
    homes += (openai.pagination,)
    for name in re.findall(r"\w+", answer):
        assert any(hasattr(home, name) for home in homes), answer
