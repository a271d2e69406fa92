"""Mistakes in dict literals, as programs have them, and what is wrong in each.

Held fast: a line is added, and none is taken out for a checker that is silent on it.
"""

from __future__ import annotations

from typing import NamedTuple


class Literal(NamedTuple):
    """A call with one mistake in a literal.

    Attributes:
        line: The call.
        named: The wrong key, and what else tells it: the wrong value or the hint.
    """

    line: str
    named: tuple[str, ...]


def _chat(**more: str) -> str:
    given = {"model": '"m"', "messages": '[{"role": "user", "content": "x"}]'} | more
    parameters = ", ".join(f"{name}={value}" for name, value in given.items())
    return f"CLIENT.chat.completions.create({parameters})"


def _messages(*messages: str) -> str:
    return _chat(messages=f"[{', '.join(messages)}]")


def _part(part: str) -> str:
    return _messages(f'{{"role": "user", "content": [{part}]}}')


def _function(function: str) -> str:
    return _chat(tools=f'[{{"type": "function", "function": {function}}}]')


def _start(inputs: str) -> str:
    return f'CLIENT.conversations.start(model="m", inputs=[{inputs}])'


def _ocr(document: str) -> str:
    return f'CLIENT.ocr.process(model="m", document={document})'


def _judged(messages: str) -> str:
    return f'CLIENT.moderations.create_chat(model="m", input=[{messages}])'


MESSAGES = [
    Literal(_messages('{"role": "user", "content": "x", "nam": "ada"}'), ("nam",)),
    Literal(_messages('{"role": "tool", "content": "x", "id": "a"}'), ("id",)),
    Literal(_messages('{"role": "assistant", "refusal": "x"}'), ("refusal",)),
    Literal(_part('{"type": "text", "txt": "x"}'), ("txt",)),
    Literal(_messages('{"role": "usr", "content": "x"}'), ('"role"', "usr")),
]
"""Five mistakes that every checker has to name."""
OTHERS = [
    Literal(
        _messages('{"role": "developer", "content": "x"}'), ('"role"', "developer")
    ),
    Literal(_messages('{"role": "user", "contents": "x"}'), ("contents",)),
    Literal(_messages('{"role": "user", "content": 1}'), ('"content"', "Literal[1]")),
    Literal(_messages('{"content": "x"}'), ("role",)),
    Literal(
        _messages('{"role": "assistant", "reasoning_content": "x"}'),
        ("reasoning_content", "use a chunk of type"),
    ),
    Literal(
        _messages('{"role": "assistant", "function_call": {}}'),
        ("function_call", "use tool_calls"),
    ),
    Literal(_messages('{"role": "assistant", "prefix": "yes"}'), ("prefix", "yes")),
    Literal(
        _messages('{"role": "user", "content": "x"}', '{"role": "tool", "ids": []}'),
        ("ids",),
    ),
    Literal(_messages('{"role": "assistant", "tool_calls": [{"ids": "x"}]}'), ("ids",)),
    Literal(_messages('{"role": "assistant", "parsed": None}'), ("parsed",)),
    Literal(_part('{"type": "img", "image_url": "x"}'), ('"type"', "img")),
    Literal(_part('{"type": "image_url", "url": "x"}'), ("url",)),
    Literal(
        _part('{"type": "text", "text": "x", "cache_control": {}}'),
        ("cache_control", "prompt_cache_key steers the cache"),
    ),
    Literal(
        _part('{"type": "file", "file": {"file_id": "x"}}'), ("file", "use file_id")
    ),
    Literal(_part('{"type": "document_url", "document": "x"}'), ("document",)),
    Literal(_part('{"type": "thinking", "thinking": [{"txt": "x"}]}'), ("txt",)),
    Literal(_part('{"type": "input_audio", "audio": "x"}'), ("audio",)),
    Literal(_chat(tools='[{"type": "functions"}]'), ('"type"', "functions")),
    Literal(_chat(tools='[{"name": "f", "parameters": {}}]'), ("name",)),
    Literal(_function('{"name": "f", "params": {}}'), ("params",)),
    Literal(_chat(tool_choice='{"type": "function", "name": "f"}'), ("name",)),
    Literal(_chat(response_format='{"type": "json"}'), ('"type"', "Literal['json']")),
    Literal(
        _part('{"type": "image_url", "image_url": {"url": "x", "size": 1}}'), ("size",)
    ),
    Literal(
        'CLIENT.agents.complete(agent_id="a", messages=[{"rol": "user"}])', ("rol",)
    ),
    Literal(
        'CLIENT.agents.create(model="m", name="n", completion_args={"seed": 1})',
        ("seed", "use random_seed"),
    ),
    Literal(_judged('{"role": "user", "content": "x", "nam": "ada"}'), ("nam",)),
    Literal(
        'CLIENT.classifications.create_chat(model="m", input={"message": []})',
        ("message",),
    ),
    Literal(_start('{"role": "user", "contents": "x"}'), ("contents",)),
    Literal(_start('{"type": "function.result", "call_id": "x"}'), ("call_id",)),
    Literal(_start('{"role": "user", "content": [{"txt": "x"}]}'), ("txt",)),
    Literal(
        'CLIENT.conversations.append("c", inputs=[{"role": "system", "content": "x"}])',
        ('"role"', "Literal['system']"),
    ),
    Literal(_ocr('{"type": "document_url", "url": "x"}'), ("url",)),
    Literal(_ocr('{"type": "pdf", "document_url": "x"}'), ('"type"', "pdf")),
    Literal(_ocr('{"type": "file", "id": "x"}'), ("id",)),
    Literal(
        'CLIENT.batch.jobs.create(endpoint="/v1/ocr", requests=[{"id": "x"}])',
        ("id",),
    ),
]
"""What each checker has to name, but for a few."""


def module(literals: list[Literal]) -> tuple[str, dict[int, Literal]]:
    """Return a module of these lines, and which is on which line."""
    text = "from mistyped import Mistral\nCLIENT = Mistral()\n"
    places: dict[int, Literal] = {}
    for literal in literals:
        text += f"{literal.line}\n"
        places[text.count("\n")] = literal
    return text, places
