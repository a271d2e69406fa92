"""The mistakes that the overlay knows, each as a line that type checkers must refuse.

All of them come from the generated tables, so that a new verdict brings its own lines.
"""

from __future__ import annotations

import ast
from importlib import import_module
from operator import attrgetter
from typing import NamedTuple

from mistyped import Mistral, types
from mistyped._generated.not_offered import ATTRIBUTES
from mistyped._generated.operations import OPERATIONS
from mistyped._generated.other_names import ARGUMENTS, NAMES
from mistyped._generated.verdicts.chat import REFUSED_TAGS
from mistyped._openai.not_offered import NotOffered
from mistyped._values.other_options import OTHER_OPTIONS, way_out
from mistyped._values.rows import ApiOperation
from tests.operations import ROWS

REQUEST = "ChatCompletionRequest"
CREATE = "CLIENT.chat.completions.create"
HELLO = 'model="m", messages=[user("x")]'
# The least that a call of an operation needs, beside the ids in its path.
CALLS = {
    id_: ", ".join(f"{name}={value!r}" for name, value in row.least.items())
    for id_, row in ROWS.items()
}
STREAMED = {id_ for id_, row in ROWS.items() if row.streams}
# Each checker's ignore for a call that every checker has to call deprecated.
IS_DEPRECATED = (
    "  # type: ignore[deprecated]  # pyright: ignore[reportDeprecated]"
    "  # ty: ignore[deprecated]  # pyrefly: ignore[deprecated]"
)
ASKING = {each.request: each for each in OPERATIONS.values() if each.request}
VERDICTS = {
    place: verdict
    for area in sorted({each.area for each in ASKING.values()})
    for place, verdict in import_module(
        f"mistyped._generated.verdicts.{area}"
    ).VERDICTS.items()
}
# The least that an object needs, as a dict literal and as a call of its constructor, if
# there is one; {} is where the refused key goes.
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
    "ChatToClassify": ('"messages": []', ""),
    "CompletionArgs": ('"max_tokens": 1', ""),
    "ResponseFunctionToolParam": ('"type": "function", "name": "f"', ""),
    "ResponseJSONSchemaFormat": (
        '"type": "json_schema", "name": "a", "schema": {}',
        "",
    ),
    "ResponseReasoning": ('"effort": "high"', ""),
    "ResponseToolChoice": ('"type": "function", "name": "f"', ""),
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
    for request, operation in ASKING.items():
        for key, hint in refused(request):
            name = f"{operation.id}.{key}"
            found += [
                Mistake(f"{name} in a call", call(operation, f"{key}=1"), hint),
                Mistake(f"{name} in a typed dict", typed(operation, f"{key}=1"), hint),
                Mistake(f"{name} in a call, null", call(operation, f"{key}=None")),
            ]
            if operation.id in STREAMED:
                line = call(operation, "stream=True", f"{key}=1")
                found.append(Mistake(f"{name} in a streamed call", line, hint))
    return found


def unknown() -> list[Mistake]:
    """Return parameters that nobody knows: in calls, and in a typed dict."""
    found: list[Mistake] = []
    for operation in ASKING.values():
        places = {
            "a call": call(operation, "foo=1"),
            "a typed dict": typed(operation, "foo=1"),
        }
        if operation.id in STREAMED:
            places["a streamed call"] = call(operation, "stream=True", "foo=1")
        found += [
            Mistake(f"{operation.id}.foo in {place}", line)
            for place, line in places.items()
        ]
    return found


def call(operation: ApiOperation, *more: str) -> str:
    """Return a call of an operation, with more arguments."""
    given = f"CLIENT.{operation.id}({arguments(operation, *more)})"
    return given + ignored(operation.id)


def ignored(method: str) -> str:
    """Return what a call of a method needs behind it, which is the ignores if any."""
    found = attrgetter(method)(Mistral(api_key="k"))
    return IS_DEPRECATED if hasattr(found, "__deprecated__") else ""


def arguments(operation: ApiOperation, *more: str) -> str:
    """Return the least arguments that a call of an operation needs, and more."""
    ids = ['"x"'] * operation.path.count("{")
    least = CALLS[operation.id] if operation.request else ""
    return ", ".join(each for each in (*ids, least, *more) if each)


def typed(operation: ApiOperation, *more: str) -> str:
    """Return an annotated dict of an operation's parameters, and more of them."""
    given = ", ".join(each for each in (CALLS[operation.id], *more) if each)
    (statement,) = ast.parse(f"f({given})").body
    assert isinstance(statement, ast.Expr)
    assert isinstance(statement.value, ast.Call)
    items = [f'"{k.arg}": {ast.unparse(k.value)}' for k in statement.value.keywords]
    return f"_: {params(operation)} = {{{', '.join(items)}}}"


def params(operation: ApiOperation) -> str:
    """Return the name of the type of an operation's parameters."""
    return operation.request.removesuffix("Request") + "Params"


def keys() -> list[Mistake]:
    """Return refused keys of messages, chunks and tools, in the ways to write them."""
    found: list[Mistake] = []
    for schema in sorted({schema for schema, _ in VERDICTS} - ASKING.keys()):
        for key, text in refused(schema):
            # What only comes along in copied answers is in no type, and has no hint.
            hint = text if key in getattr(types, schema).__annotations__ else ""
            literal, constructor = OBJECTS[schema]
            full = f'{{{literal}, "{key}": 1}}'
            line = f"_: {schema} = {full}"
            found.append(Mistake(f"{schema}.{key} in a typed dict", line, hint))
            line = f'_: {schema} = {{{literal}, "{key}": None}}'
            found.append(Mistake(f"{schema}.{key} in a typed dict, null", line))
            if constructor:
                line = constructor.format(f", {key}=1")
                found.append(Mistake(f"{schema}.{key} in a constructor", line, hint))
            if schema.endswith("Message"):
                line = f'{CREATE}(model="m", messages=[{full}])'
                found.append(Mistake(f"{schema}.{key} in a list", line, hint))
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
    for name, hint in ATTRIBUTES[NotOffered].items():
        found.append(Mistake(f"client.{name}", f"CLIENT.{name}.create()", hint))
    return found


def other_names() -> list[Mistake]:
    """Return what other clients have: attributes, arguments and options."""
    found = list[Mistake]()
    for name, hint in NAMES.items():
        holds = any(each.startswith(f"{name}.") for each in NAMES)
        call = f"CLIENT.{name}.create()" if holds else f"CLIENT.{name}()"
        found.append(Mistake(f"client.{name}", call, hint))
    for name, hint in ARGUMENTS.items():
        found += [
            Mistake(f"{name} of a client", f"Mistral({name}=1)", hint),
            Mistake(f"{name} of a copy", f"CLIENT.with_options({name}=1)"),
        ]
    for name in sorted(OTHER_OPTIONS):
        hint = way_out(name)
        found += [
            Mistake(f"{name} of a call", f"{CREATE}({HELLO}, {name}=1)", hint),
            Mistake(f"{name} of a list", f"CLIENT.files.list({name}=1)", hint),
        ]
    return found


def models() -> list[Mistake]:
    """Return what request models refuse, when they are made and assigned to."""
    found: list[Mistake] = []
    for request, operation in ASKING.items():
        for key, hint in refused(request):
            name = f"{operation.id}.{key}"
            line = f"{request}.model_construct().{key} = 1"
            found.append(Mistake(f"{name} assigned to a model", line, hint))
            if least := members(operation):
                line = f"{request}({least}, {key}=1)"
                found.append(Mistake(f"{name} in a model", line, hint))
    return found


def members(operation: ApiOperation) -> str:
    """Return the least arguments of a model; none if there is an object among them."""
    least = {
        name: [] if name == "messages" else value
        for name, value in ROWS[operation.id].least.items()
    }
    objects = any("{" in repr(value) for value in least.values())
    given = (f"{name}={value!r}" for name, value in least.items())
    return "" if objects else ", ".join(given)


def by_model(operation: ApiOperation, least: str) -> str:
    """Return the arguments of a call that takes a model."""
    ids = ['"x"'] * operation.path.count("{")
    return ", ".join([*ids, f"{operation.request}({least})"])


def good_lines() -> list[Mistake]:
    """Return the same lines without the mistake, which have to pass."""
    found: list[Mistake] = []
    for operation in ASKING.values():
        found += [
            Mistake(operation.id, call(operation)),
            Mistake(params(operation), typed(operation)),
        ]
        if least := members(operation):
            line = f"CLIENT.{operation.id}({by_model(operation, least)})"
            line += ignored(operation.id)
            found.append(Mistake(f"{operation.id} by a model", line))
        if operation.id in STREAMED:
            line = call(operation, "stream=True")
            found.append(Mistake(f"{operation.id}, streamed", line))
    for schema, (literal, constructor) in OBJECTS.items():
        line = f"_: {schema} = {{{literal}}}"
        found.append(Mistake(f"{schema} in a typed dict", line))
        if constructor:
            line = constructor.format("")
            found.append(Mistake(f"{schema} in a constructor", line))
        if schema.endswith("Message"):
            line = f'{CREATE}(model="m", messages=[{{{literal}}}])'
            found.append(Mistake(f"{schema} in a list", line))
    return found


def refused(schema: str) -> list[tuple[str, str]]:
    """Return the refused and renamed keys of a schema with their hints.

    What is no name in Python, such as `key[]`, stands in no type.
    """
    return [
        (key, verdict.hint)
        for (owner, key), verdict in VERDICTS.items()
        if owner == schema
        and verdict.kind in ("refused", "renamed")
        and key.isidentifier()  # what no keyword argument can be called
    ]


def module(lines: list[Mistake]) -> tuple[str, dict[int, Mistake]]:
    """Return a module of these statements, and which is on which line.

    Each stands in a function of its own, so that none is unreachable or a redefinition.
    """
    types = ", ".join([*map(params, ASKING.values()), *OBJECTS])
    calls = "assistant, developer, file, function_tool, image_url, input_audio, refusal"
    requests = ", ".join(ASKING)
    text = (
        "from mistyped import Mistral\n"
        f"from mistyped.requests import {requests}\n"
        f"from mistyped.types import {types}\n"
        f"from mistyped.messages import {calls}, system, text, tool, user\n"
        f"USED = {types}, {requests}, {calls}, system, text, tool, user\n"
        "CLIENT = Mistral()\n"
    )
    places: dict[int, Mistake] = {}
    for number, mistake in enumerate(lines):
        text += f"def mistake_{number}() -> None:\n    {mistake.line}\n"
        places[text.count("\n")] = mistake
    return text, places
