"""Tools made of functions: their schemas, and what their calls come to."""

from __future__ import annotations

import subprocess
import sys
import threading
from dataclasses import dataclass
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field

from mistyped import ToolSet, check, tool
from mistyped.messages import user
from mistyped.tools import ToolError
from tests.unit.support import PATH, body, completion, replying

pytestmark = pytest.mark.anyio


class Place(BaseModel):
    """A place on a map."""

    city: str
    country: str = "France"


@dataclass
class Span:
    """Some days."""

    first: int
    last: int


def google(place: Place, unit: Literal["c", "f"] = "c") -> str:
    """Look at the sky.

    It takes a while.

    Args:
        place: Where to look.
        unit: Which degrees,
            Celsius or Fahrenheit.
    """
    return f"{place.city} {unit}"


def numpy(place: Place, unit: Literal["c", "f"] = "c") -> str:
    """Look at the sky.

    It takes a while.

    Parameters
    ----------
    place : Place
        Where to look.
    unit : str
        Which degrees,
        Celsius or Fahrenheit.
    """
    return f"{place.city} {unit}"


def sphinx(place: Place, unit: Literal["c", "f"] = "c") -> str:
    """Look at the sky.

    It takes a while.

    :param place: Where to look.
    :param unit: Which degrees,
        Celsius or Fahrenheit.
    """
    return f"{place.city} {unit}"


def everything(
    text: str,
    count: Annotated[int, Field(ge=1, description="How often.")],
    spans: list[Span],
    maybe: float | None = None,
    schema: bool = False,
    _private: Literal["a"] = "a",
) -> None:
    """Take whatever there is."""


def nothing() -> None:
    """Take nothing."""


@pytest.mark.parametrize("function", [google, numpy, sphinx])
def test_docstrings_of_each_style_are_read(function: Any) -> None:
    """The description without the sections, and each parameter's own."""
    made = tool(function).definition["function"]
    assert made.get("description") == "Look at the sky.\n\nIt takes a while."
    properties: Any = made["parameters"]["properties"]
    assert properties["place"]["description"] == "Where to look."
    assert properties["unit"]["description"] == "Which degrees, Celsius or Fahrenheit."
    assert properties["unit"]["default"] == "c"
    assert made["parameters"]["required"] == ["place"]


@pytest.mark.parametrize("function", [google, everything, nothing])
def test_schemas_are_strict_and_pass_our_rules(function: Any) -> None:
    """Closed at every level, and a request with them has no problem."""
    made = tool(function).definition
    assert made["function"].get("strict") is True
    assert made["function"]["parameters"]["additionalProperties"] is False
    report = check(PATH, body(tools=[made]))
    assert report.problems == ()


def test_the_function_stays_what_it_was() -> None:
    """It can be called, with arguments that a type checker knows."""
    assert tool(google)(Place(city="Paris"), "f") == "Paris f"


@pytest.mark.parametrize(
    ("function", "why"),
    [
        (lambda x: x, "has no type|no name of a function"),
        (exec, "no type|signature"),
    ],
)
def test_what_cannot_be_a_tool_says_why(function: Any, why: str) -> None:
    """By name and place."""
    with pytest.raises((TypeError, ValueError), match=why):
        tool(function)


def test_what_no_schema_can_say_is_refused() -> None:
    """With the parameter and a way out."""

    def many(*words: str) -> None:
        """Take any number."""

    def untyped(word) -> None:  # type: ignore[no-untyped-def]
        """Take anything."""

    def mapped(tags: dict[str, int]) -> None:
        """Take any keys."""

    def foreign(lock: threading.Barrier) -> None:
        """Take what no JSON says."""

    for function, why in (
        (many, r"many\(\*words\)"),
        (untyped, r"untyped\(word\) has no type"),
        (mapped, r"tags; give them named members.*strict=False"),
        (foreign, "foreign takes what no JSON can say"),
    ):
        with pytest.raises(TypeError, match=why):
            tool(function)
    open_: Any = tool(strict=False)(mapped)
    assert open_.definition["function"]["strict"] is False


def asked(*calls: tuple[str, object], **more: Any) -> dict[str, Any]:
    """Return a message with calls."""
    made = [
        {"id": f"Ab3dE6gH{n}", "function": {"name": name, "arguments": arguments}}
        for n, (name, arguments) in enumerate(calls)
    ]
    return {"role": "assistant", "content": "", "tool_calls": made, **more}


def said(tools: ToolSet, *calls: tuple[str, object]) -> list[Any]:
    """Return what calls come to."""
    return [each["content"] for each in tools.run(asked(*calls))]


def test_arguments_are_validated() -> None:
    """As text or as an object; what is wrong is told to the model."""
    tools = ToolSet([google])
    assert said(tools, ("google", '{"place": {"city": "Paris"}}')) == ["Paris c"]
    assert said(tools, ("google", {"place": {"city": "Paris"}})) == ["Paris c"]
    for wrong, why in (
        ('{"place": ', "no whole JSON"),
        ("[1]", "no JSON object"),
        ("{}", "place: Field required"),
        ({"place": {"city": "P"}, "x": 1}, "x: Extra inputs"),
    ):
        (answer,) = said(tools, ("google", wrong))
        assert answer.startswith("Error: ")
        assert why in answer


def test_results_are_text_or_json() -> None:
    """Models, dataclasses and plain values; text stays text."""

    def give(what: str) -> object:
        """Give something."""
        things: dict[str, object] = {
            "model": Place(city="Paris"),
            "dataclass": Span(1, 2),
            "none": None,
            "list": [1, "é"],
        }
        return things.get(what, what)

    tools = ToolSet([give])
    calls = [("give", {"what": w}) for w in ("model", "dataclass", "none", "list", "x")]
    assert said(tools, *calls) == [
        '{"city":"Paris","country":"France"}',
        '{"first":1,"last":2}',
        "null",
        '[1,"é"]',
        "x",
    ]


def test_errors_are_for_the_model_to_read() -> None:
    """A tool's own words, an exception's, and a name that nobody has."""

    def fail(how: str) -> None:
        """Fail."""
        raise ToolError(how) if how == "gently" else LookupError(how)

    gently, hard, lost = said(
        ToolSet([fail]),
        ("fail", {"how": "gently"}),
        ("fail", {"how": "hard"}),
        ("other", {}),
    )
    assert (gently, hard) == ("Error: gently", "Error: LookupError: hard")
    assert lost == "Error: there is no tool 'other'; there are: fail"


def test_many_wrong_arguments_are_a_few_and_a_count() -> None:
    """A model that sends a thousand wrong ones reads where the first of them are."""

    def add(numbers: list[int]) -> int:
        """Add."""
        return sum(numbers)

    (answer,) = said(ToolSet([add]), ("add", {"numbers": ["x"] * 1_000}))
    assert answer.startswith("Error: the arguments do not fit: numbers[0]: Input")
    assert answer.endswith("; and 995 more")
    assert len(answer) < 600


def test_ids_are_matched_where_there_are_none() -> None:
    """Missing, "null" and twice: each call gets its own, on the message as well."""
    calls = [
        {"function": {"name": "nothing", "arguments": ""}},
        {"id": "null", "function": {"name": "nothing", "arguments": ""}},
        {"id": "Ab3dE6gH9", "function": {"name": "nothing", "arguments": ""}},
        {"id": "Ab3dE6gH9", "function": {"name": "nothing", "arguments": ""}},
    ]
    wire = replying(completion("", tool_calls=calls), completion())
    client = wire.client()
    answer = client.chat.completions.create(**body())
    results = ToolSet([nothing]).run(answer.message)
    ids = [each.id for each in answer.message.tool_calls or []]
    assert [each.get("tool_call_id") for each in results] == ids
    assert len(set(ids)) == 4
    assert ids[2] == "Ab3dE6gH9"
    messages: Any = [user("x"), answer.message, *results]
    client.chat.completions.create(model="m", messages=messages)


async def test_parallel_calls_run_at_the_same_time() -> None:
    """Each waits for the other, in threads and in tasks; results keep the order."""
    meeting = threading.Barrier(2, timeout=60)

    def meet(name: str) -> str:
        """Wait for the other one."""
        meeting.wait()
        return name

    tools = ToolSet([meet], parallel=True)
    calls = [("meet", {"name": "a"}), ("meet", {"name": "b"})]
    assert said(tools, *calls) == ["a", "b"]
    answers = await tools.run_async(asked(*calls))
    assert [each["content"] for each in answers] == ["a", "b"]


@pytest.mark.parametrize("how", ["run(m)", "asyncio.run(tools.run_async(m))"])
@pytest.mark.parametrize("define", ["def", "async def"])
def test_a_tool_that_never_ends_keeps_no_process(how: str, define: str) -> None:
    """It is given up after its time, and whoever called it can end."""
    wait = "await asyncio.Event().wait()" if "async" in define else "Event().wait()"
    program = f"""
import asyncio
from threading import Event
from mistyped import ToolSet, tool

@tool(timeout=0.01)
{define} f() -> None:
    {wait}

tools = ToolSet([f])
m = {{"tool_calls": [{{"id": "Ab3dE6gH9", "function": {{"name": "f"}}}}]}}
print({how.replace("run(m)", "tools.run(m)")})
"""
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=60, check=True
    )
    assert "gave no result within 0.01 seconds" in done.stdout


def test_two_tools_of_one_name_are_refused() -> None:
    """Nobody would know which is meant."""
    with pytest.raises(ValueError, match="two tools are called nothing"):
        ToolSet([nothing, nothing])
    assert len(ToolSet([nothing])) == 1


def test_tools_that_mistral_runs_stand_beside_yours() -> None:
    """As their definitions; one of a function without the function is refused."""
    tools = ToolSet([nothing, {"type": "web_search"}])
    assert tools[1] == {"type": "web_search"}
    assert check(PATH, body(tools=tools)).ok
    wrong: Any = [tool(nothing).definition]
    with pytest.raises(TypeError, match="give the function"):
        ToolSet(wrong)
    alone: Any = nothing
    with pytest.raises(TypeError, match="a list of tools"):
        ToolSet(alone)


def test_a_tool_has_its_name() -> None:
    """In the definition that a request has."""
    assert ToolSet([nothing])[0]["function"]["name"] == "nothing"
