"""Of a union, the server's errors of the branch that was meant are the ones told."""

from __future__ import annotations

from typing import Any

import pytest

from mistyped import InvalidRequestError
from tests.unit.support import HTTPX, Wire, body

TEXT = ["body", "messages", 0, "user", "content", "str"]
PARTS = ["body", "messages", 0, "user", "content", "list[Part]"]
NO_TEXT = {"type": "string_type", "loc": TEXT, "msg": "No string"}
NO_LIST = {"type": "list_type", "loc": PARTS, "msg": "No list"}
NO_PART = {"type": "missing", "loc": [*PARTS, 0, "text", "text"], "msg": "Missing"}
CHOICE = ["body", "tool_choice"]
NO_NAME = {
    "type": "missing",
    "loc": [*CHOICE, "ToolChoice", "function", "name"],
    "msg": "Missing",
}
NO_WORD = {"type": "enum", "loc": [*CHOICE, "ToolChoiceEnum"], "msg": "No word"}
NO_OBJECT = {"type": "model_type", "loc": [*CHOICE, "ToolChoice"], "msg": "No object"}
HOT = {"type": "less_than_equal", "loc": ["body", "temperature"], "msg": "Too much"}
TOLD: list[tuple[str, dict[str, Any], list[Any], list[str]]] = [
    (
        "a list, wrong inside",
        {"messages": [{"role": "user", "content": [{"type": "text"}]}]},
        [NO_TEXT, NO_PART],
        ["messages[0].content[0].text"],
    ),
    (
        "neither of both",
        {"messages": [{"role": "user", "content": 1}]},
        [NO_TEXT, NO_LIST],
        ["messages[0].content", "messages[0].content"],
    ),
    ("a text", {"tool_choice": "some"}, [NO_OBJECT, NO_WORD], ["tool_choice"]),
    (
        "an object",
        {"tool_choice": {"function": {}}},
        [{**NO_WORD, "type": "string_type"}, NO_NAME],
        ["tool_choice.function.name"],
    ),
    (
        "two places",
        {"tool_choice": "some", "temperature": 9},
        [HOT, NO_OBJECT, NO_WORD],
        ["temperature", "tool_choice"],
    ),
]


@pytest.mark.parametrize(
    ("_", "sent", "said", "paths"), TOLD, ids=lambda v: str(v)[:20]
)
def test_the_branch_that_was_meant_is_told(
    _: str, sent: dict[str, Any], said: list[Any], paths: list[str]
) -> None:
    """In the problems and in the text alike; where none was meant all are told."""
    wire = Wire(lambda _: HTTPX.Response(422, json={"message": {"detail": said}}))
    with pytest.raises(InvalidRequestError) as caught:
        wire.client(check="off", max_retries=0).chat.completions.create(**body(**sent))
    assert [each.path for each in caught.value.problems] == paths
    told = [each["msg"] for each in said if each["msg"] in str(caught.value)]
    assert len(told) == len(paths)
