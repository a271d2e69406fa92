"""The mistakes that the overlay knows, each as a line that type checkers must refuse.

All of them come from the generated tables, so that a new verdict brings its own lines.
"""

from __future__ import annotations

from typing import NamedTuple, get_args, get_type_hints

from mistyped._generated.rules.chat import REFUSED_TAGS, VERDICTS
from mistyped.not_offered import NotOffered

REQUEST = "ChatCompletionRequest"
CREATE = "CLIENT.chat.completions.create"
HELLO = 'model="m", messages=[user("x")]'
# The least that an object needs, as a dict literal and as a call of its constructor;
# {} is where the refused key goes.
OBJECTS = {
    "SystemMessage": ('"role": "system", "content": "x"', 'system("x"{})'),
    "UserMessage": ('"role": "user", "content": "x"', 'user("x"{})'),
    "AssistantMessage": ('"role": "assistant", "content": "x"', 'assistant("x"{})'),
    "ToolMessage": ('"role": "tool", "content": "x"', 'tool("x"{})'),
    "ContentPartText": ('"type": "text", "text": "x"', 'text("x"{})'),
    "ContentPartImage": ('"type": "image_url", "image_url": "x"', 'image_url("x"{})'),
    "ContentPartInputAudio": (
        '"type": "input_audio", "input_audio": "x"',
        'input_audio("x"{})',
    ),
    "File": ('"type": "file", "file_id": "x"', 'file("x"{})'),
    "FunctionTool": (
        '"type": "function", "function": {"name": "f", "parameters": {}}',
        'function_tool("f", {{}}{})',
    ),
}
# An object of each refused kind, as it would be written for OpenAI.
KINDS = {
    "developer": '{"role": "developer", "content": "x"}',
    "function": '{"role": "function", "name": "f", "content": "x"}',
    "refusal": '{"type": "refusal", "refusal": "x"}',
    "custom": '{"type": "custom", "custom": {"name": "f"}}',
    "allowed_tools": '{"type": "allowed_tools", "allowed_tools": {"mode": "auto"}}',
}
# Where an object of a kind stands in a call; {} is the object.
PLACES = {
    (REQUEST, "messages"): f'{CREATE}(model="m", messages=[{{}}])',
    (REQUEST, "tools"): f"{CREATE}({HELLO}, tools=[{{}}])",
    (REQUEST, "tool_choice"): f"{CREATE}({HELLO}, tool_choice={{}})",
    ("AssistantMessage", "content"): "assistant([{}])",
    ("AssistantMessage", "tool_calls"): "assistant(tool_calls=[{}])",
}
# Constructors of what Mistral does not have, with the hint that they carry.
NO_CONSTRUCTORS = {"developer": "use system()", "refusal": "use text()"}


class Mistake(NamedTuple):
    """One line.

    Attributes:
        name: What it is about, for the test's id.
        line: The statement.
        hint: What every checker has to print for it; empty if refusing it is enough.
    """

    name: str
    line: str
    hint: str = ""


def parameters() -> list[Mistake]:
    """Return refused and renamed parameters: in calls, and in a typed dict."""
    found: list[Mistake] = []
    for key, hint in refused(REQUEST):
        call = f"{CREATE}({HELLO}, {key}=1)"
        streamed = f"{CREATE}({HELLO}, stream=True, {key}=1)"
        typed = (
            f'_: ChatCompletionParams = {{"model": "m", "messages": [], "{key}": 1}}'
        )
        found += [
            Mistake(f"{key} in a call", call, hint),
            Mistake(f"{key} in a streamed call", streamed, hint),
            Mistake(f"{key} in a typed dict", typed, hint),
        ]
    return found


def keys() -> list[Mistake]:
    """Return refused keys of messages, chunks and tools, in the ways to write them."""
    found: list[Mistake] = []
    for schema in sorted({schema for schema, _ in VERDICTS} - {REQUEST}):
        for key, hint in refused(schema):
            literal, constructor = OBJECTS[schema]
            full = f'{{{literal}, "{key}": 1}}'
            called = constructor.format(f", {key}=1")
            found += [
                Mistake(
                    f"{schema}.{key} in a typed dict", f"_: {schema} = {full}", hint
                ),
                Mistake(f"{schema}.{key} in a constructor", called, hint),
            ]
            if schema.endswith("Message"):
                line = f'{CREATE}(model="m", messages=[{full}])'
                found.append(Mistake(f"{schema}.{key} in a list", line))
    return found


def kinds() -> list[Mistake]:
    """Return refused roles and types, where they would stand."""
    found = [
        Mistake(f"{value} in {schema}.{key}", PLACES[schema, key].format(KINDS[value]))
        for schema, key, value in REFUSED_TAGS
    ]
    for name, hint in NO_CONSTRUCTORS.items():
        found.append(Mistake(f"{name}()", f'{name}("x")', hint))
    return found


def endpoints() -> list[Mistake]:
    """Return what an OpenAI client offers and ours does not."""
    found: list[Mistake] = []
    for name, annotation in get_type_hints(NotOffered).items():
        (literal,) = get_args(annotation)
        (hint,) = get_args(literal)
        found.append(Mistake(f"client.{name}", f"CLIENT.{name}.create()", hint))
    return found


def good_lines() -> list[Mistake]:
    """Return the same lines without the mistake, which have to pass."""
    found = [Mistake("a call", f"{CREATE}({HELLO})")]
    for schema, (literal, constructor) in OBJECTS.items():
        found += [
            Mistake(f"{schema} in a typed dict", f"_: {schema} = {{{literal}}}"),
            Mistake(f"{schema} in a constructor", constructor.format("")),
        ]
        if schema.endswith("Message"):
            line = f'{CREATE}(model="m", messages=[{{{literal}}}])'
            found.append(Mistake(f"{schema} in a list", line))
    return found


def refused(schema: str) -> list[tuple[str, str]]:
    """Return the refused and renamed keys of a schema with their hints."""
    return [
        (key, verdict.hint)
        for (owner, key), verdict in VERDICTS.items()
        if owner == schema and verdict.kind in ("refused", "renamed")
    ]


def module(lines: list[Mistake]) -> tuple[str, dict[int, Mistake]]:
    """Return a module of these statements, and which is on which line.

    Each stands in a function of its own, so that none is unreachable or a redefinition.
    """
    types = ", ".join(["ChatCompletionParams", *OBJECTS])
    calls = "assistant, developer, file, function_tool, image_url, input_audio, refusal"
    text = (
        "from mistyped import Mistral\n"
        f"from mistyped._generated.params.chat import {types}\n"
        f"from mistyped.messages import {calls}, system, text, tool, user\n"
        f"USED = {types}, {calls}, system, text, tool, user\n"
        "CLIENT = Mistral()\n"
    )
    places: dict[int, Mistake] = {}
    for number, mistake in enumerate(lines):
        text += f"def mistake_{number}() -> None:\n    {mistake.line}\n"
        places[text.count("\n")] = mistake
    return text, places
