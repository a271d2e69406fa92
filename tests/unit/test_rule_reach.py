"""Where each rule holds: in which operations, for which models, with which words.

`TABLE` is written by hand and judges `spec/rules.yaml`: a row for each rule, with what
breaks it. Each cell of rule and operation is tried through the operation's path, and
each named model with its neighbours.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from mistyped import check, explain
from mistyped._check.preflight import may_break_rules
from mistyped._generated.operations import OPERATIONS
from mistyped._generated.rules import RULES
from mistyped._values.rows import ApiOperation
from tests.operations import ROWS
from tests.unit.support import MODEL, USER

Json = dict[str, Any]

CHAT = ("chat.completions.create",)
TALKS = (*CHAT, "agents.complete")
TOOLS = (*TALKS, "agents.create", "conversations.start")
TRANSCRIPTION, SPEECH = ("audio.transcriptions.create",), ("audio.speech.create",)
OCR = ("ocr.process",)
MODERATIONS = ("moderations.create", "moderations.create_chat")
CLASSIFICATIONS = ("classifications.create", "classifications.create_chat")
RESPONSES = ("responses.create",)
COUNTED = (*RESPONSES, "responses.input_tokens.count")
ENDPOINTS = (
    *CHAT,
    *TRANSCRIPTION,
    *SPEECH,
    *OCR,
    *MODERATIONS,
    "embeddings.create",
    "fim.create",
)
NAMING = (
    *ENDPOINTS,
    *CLASSIFICATIONS,
    *COUNTED,
    "agents.create",
    "agents.update",
    "batch.jobs.create",
    "conversations.start",
)
"""What names a model."""
FORMATS = (
    *TALKS,
    *OCR,
    *COUNTED,
    "agents.create",
    "agents.update",
    "conversations.append",
    "conversations.restart",
    "conversations.start",
)
FORMAT_MEMBERS = (
    "response_format",
    "completion_args",
    "bbox_annotation_format",
    "document_annotation_format",
    "text",
    "tools",
)
NINE = (
    "codestral-2405",
    "codestral-mamba-2407",
    "ministral-8b-2410",
    "mistral-large-2407",
    "mistral-large-2411",
    "mistral-small-2409",
    "mistral-tiny-2407",
    "open-mistral-nemo*",
    "open-mixtral-8x22b*",
    "pixtral-12b-2409",
    "pixtral-large-2411",
)
"""The models that count results and want ids of nine letters or digits."""
TRANSCRIBE_3 = (
    "voxtral-mini-transcribe-3-0",
    "voxtral-mini-transcribe-latest",
    "voxtral-small-transcribe-3-0",
    "voxtral-small-transcribe-latest",
)
VOXTRAL_MINI = ("voxtral-mini-2507", "voxtral-mini-2602", "voxtral-mini-latest")


class Row(NamedTuple):
    """A rule.

    Attributes:
        severity: What it does.
        hint: What it says to do.
        operations: Where it holds.
        needs: Members without one of which it cannot be broken.
        breaks: Members that break it, beside the fewest of the operation; a break for
            each of what it needs.
        models: For which models; all if empty.
        not_models: For which it does not.
        hints: What it says instead where it knows better.
        found: In which of its operations these breaks are found; in all if empty.
    """

    severity: str
    hint: str
    operations: tuple[str, ...]
    needs: tuple[str, ...]
    breaks: tuple[Json, ...]
    models: tuple[str, ...] = ()
    not_models: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    found: tuple[str, ...] = ()


def talk(*messages: Json) -> Json:
    """Return a request's messages."""
    return {"messages": list(messages)}


def says(role: str, content: str = "x", **members: Any) -> Json:
    """Return a message."""
    return {"role": role, "content": content, **members}


def calls(*ids: str, name: str = "f") -> Json:
    """Return an assistant message that calls a function, once for each id."""
    function = {"name": name, "arguments": "{}"}
    made = [{"id": id_, "function": function} for id_ in ids]
    return {"role": "assistant", "tool_calls": made}


def answers(id_: str) -> Json:
    """Return a tool message."""
    return {"role": "tool", "content": "4", "tool_call_id": id_}


def hears(part: Json) -> Json:
    """Return messages, one of which has a content part."""
    return talk({"role": "user", "content": [part]})


def tool(name: str = "f", parameters: Json | None = None, **members: Any) -> Json:
    """Return a function tool."""
    function = {"name": name, "parameters": parameters or {}, **members}
    return {"type": "function", "function": function}


def tools(*made: Json) -> Json:
    """Return a request's tools."""
    return {"tools": list(made)}


ID, OTHER = "Ab3dE6gH9", "Cd4eF7hI0"
NAMED = {"tool_choice": {"type": "function", "function": {"name": "g"}}}
JSON_OBJECT = {"response_format": {"type": "json_object"}}


def forms(schema: Json, **members: Any) -> Json:
    """Return the form of an answer, wherever an operation takes one."""
    form = {"type": "json_schema", "name": "x", "schema": schema, **members}
    told = {"type": "json_schema", "json_schema": form}
    return {
        "response_format": told,
        "completion_args": {"response_format": told},
        "document_annotation_format": told,
        "text": {"format": form},
    }


OPEN: Json = {"type": "object", "additionalProperties": True}
TABLE: dict[str, Row] = {
    "empty-messages": Row(
        "error", "add a message", TALKS, ("messages",), ({"messages": []},)
    ),
    "last-role": Row(
        "error",
        "end with a user or tool message, or set prefix: true",
        TALKS,
        ("messages",),
        (talk(USER, says("assistant")),),
    ),
    "last-system": Row(
        "warning",
        "end with a user message",
        TALKS,
        ("messages",),
        (talk(USER, says("system")),),
    ),
    "lone-assistant": Row(
        "error",
        "put a user message before it",
        TALKS,
        ("messages",),
        (talk(says("assistant")),),
    ),
    "prefix-not-last": Row(
        "error",
        "remove prefix, or end the conversation here",
        TALKS,
        ("messages.prefix",),
        (talk(USER, says("assistant", prefix=True), USER),),
    ),
    "role-order": Row(
        "error",
        "put a result after its call, a system message first",
        TALKS,
        ("messages",),
        (
            talk(USER, says("assistant"), says("system"), USER),
            talk(USER, calls(ID), answers(ID), says("system"), USER),
            talk(USER, answers(ID), USER),
            talk(says("system"), answers(ID), USER),
        ),
    ),
    "empty-assistant": Row(
        "error",
        "give it content or tool_calls, or leave it out",
        TALKS,
        ("messages",),
        (talk(USER, says("assistant", ""), USER),),
    ),
    "missing-call-id": Row(
        "error",
        "give the call and its result the same id",
        TALKS,
        ("messages.tool_calls",),
        (
            talk(USER, calls("null"), answers("null")),
            talk(USER, calls(""), answers("")),
            talk(USER, calls("null"), answers("null"), calls(""), answers("")),
        ),
    ),
    "call-id-nine": Row(
        "error",
        "use nine letters or digits, such as a1B2c3D4e",
        TALKS,
        ("messages.tool_calls",),
        (
            talk(USER, calls("call_1"), answers("call_1")),
            talk(USER, calls(f"{ID} {OTHER}"), answers(f"{ID} {OTHER}")),
        ),
        models=NINE,
    ),
    "call-id-form": Row(
        "warning",
        "use nine letters or digits, which all models take",
        TALKS,
        ("messages.tool_calls",),
        (
            talk(USER, calls("call_1"), answers("call_1")),
            talk(USER, calls(f"{ID} {OTHER}"), answers(f"{ID} {OTHER}")),
        ),
        not_models=NINE,
    ),
    "result-count": Row(
        "error",
        "answer each call with one tool message",
        TALKS,
        ("messages.tool_calls",),
        (
            talk(USER, calls(ID, OTHER), answers(ID), says("assistant"), USER),
            talk(USER, calls(ID), answers(ID), answers(OTHER)),
        ),
        models=NINE,
    ),
    "unanswered-call": Row(
        "error",
        "add a tool message with this tool_call_id",
        TALKS,
        ("messages.tool_calls",),
        (talk(USER, calls(ID), says("assistant"), USER),),
        not_models=NINE,
    ),
    "unasked-result": Row(
        "error",
        "use the id of a call that is still open",
        TALKS,
        ("messages.tool_calls",),
        (
            talk(USER, calls(ID), answers(ID), answers(OTHER)),
            talk(USER, says("assistant"), answers(ID)),
        ),
        not_models=NINE,
    ),
    "duplicate-result": Row(
        "error",
        "keep one of the tool messages",
        TALKS,
        ("messages.tool_calls",),
        (talk(USER, calls(ID), answers(ID), answers(ID)),),
        not_models=NINE,
    ),
    "duplicate-call": Row(
        "error",
        "give each call an id of its own",
        TALKS,
        ("messages.tool_calls",),
        (talk(USER, calls(ID, ID), answers(ID)),),
        not_models=NINE,
    ),
    "function-name": Row(
        "error",
        "use letters, digits, _ and - alone, at most 64",
        TOOLS,
        ("tools", "messages.tool_calls"),
        (tools(tool("f.g")), tools(tool("f" * 65)), tools(tool("é"))),
    ),
    "choice-without-tools": Row(
        "warning",
        "add tools, or remove tool_choice",
        CHAT,
        ("tool_choice",),
        ({"tool_choice": "any"}, {"tool_choice": "required"}, NAMED),
    ),
    "choice-of-no-tool": Row(
        "warning",
        "name one of the tools",
        CHAT,
        ("tool_choice",),
        (NAMED | tools(tool()),),
    ),
    "format-beside-tools": Row(
        "error",
        "set tool_choice to auto or none",
        TALKS,
        ("response_format",),
        (
            JSON_OBJECT | tools(tool()) | {"tool_choice": "any"},
            JSON_OBJECT | tools(tool()) | {"tool_choice": "required"},
            {"response_format": {"type": "json_schema"}} | tools(tool("g")) | NAMED,
        ),
    ),
    "json-word": Row(
        "warning",
        "say JSON in a message, or use json_schema",
        CHAT,
        ("response_format",),
        (JSON_OBJECT,),
    ),
    "top-logprobs-alone": Row(
        "warning",
        "set logprobs: true, or remove top_logprobs",
        TALKS,
        ("top_logprobs",),
        ({"top_logprobs": 2}, {"top_logprobs": 2, "logprobs": False}),
    ),
    "greedy-choices": Row(
        "warning",
        "raise temperature, or ask for one answer",
        TALKS,
        ("n",),
        ({"n": 2, "temperature": 0},),
    ),
    "too-many-tools": Row(
        "warning",
        "send fewer tools",
        TALKS,
        ("tools",),
        (tools(*(tool(f"f{n}") for n in range(129))),),
    ),
    "effort-of-model": Row(
        "warning",
        "remove it for this model",
        CHAT,
        ("reasoning_effort",),
        ({"reasoning_effort": "minimal"}, {"reasoning_effort": "xhigh"}),
        models=(
            "mistral-medium-*",
            "mistral-small-*",
            "magistral-*",
            "devstral-*",
            "ministral-*",
            "codestral-*",
            "mistral-large-4*",
            "mistral-large-2512",
            "mistral-large-latest",
            "zai-glm-5-3",
        ),
        hints=(
            "use none or high",
            "use low or medium or high",
            "use low or high or max",
        ),
    ),
    "prompt-mode-of-model": Row(
        "warning",
        "use reasoning_effort",
        TALKS,
        ("prompt_mode",),
        ({"prompt_mode": "reasoning"},),
    ),
    "logprobs-of-model": Row(
        "error",
        "remove logprobs and top_logprobs for this model",
        CHAT,
        ("logprobs", "top_logprobs"),
        ({"logprobs": True}, {"top_logprobs": 2}),
        models=(
            "ministral-3b-2512",
            "ministral-3b-latest",
            "mistral-small-2603",
            "mistral-small-latest",
        ),
    ),
    "image-of-model": Row(
        "warning",
        "use a model with the capability vision",
        CHAT,
        ("messages.content",),
        (hears({"type": "image_url", "image_url": "https://example.com/a.png"}),),
        models=("codestral-*", "devstral-*", "open-mistral-*", "open-mixtral-*"),
    ),
    "document-of-model": Row(
        "warning",
        "read it with client.ocr.process, and send the text",
        CHAT,
        ("messages.content",),
        (hears({"type": "document_url", "document_url": "https://example.com/a"}),),
        models=("mistral-vibe-cli-*",),
    ),
    "audio-of-model": Row(
        "warning",
        "use a voxtral model, or transcribe it first",
        CHAT,
        ("messages.content",),
        (hears({"type": "input_audio", "input_audio": "eA=="}),),
        models=(
            "mistral-large-4*",
            "mistral-large-2512",
            "mistral-large-latest",
            "mistral-medium-*",
            "mistral-small-*",
            "magistral-*",
            "ministral-*",
            "codestral-*",
            "devstral-*",
            "open-mistral-*",
            "open-mixtral-*",
            "pixtral-12b-2409",
            "pixtral-large-2411",
        ),
    ),
    "duplicate-function": Row(
        "warning", "rename one of them", TOOLS, ("tools",), (tools(tool(), tool()),)
    ),
    "bare-properties": Row(
        "warning",
        'write {"type": "object", "properties": {...}}',
        TOOLS,
        ("tools",),
        (tools(tool("f", {"city": {"type": "string"}})),),
    ),
    "tool-schema": Row(
        "error",
        "correct the schema there",
        TOOLS,
        ("tools",),
        (tools(tool("f", {"properties": {"a": {"minimum": "0"}}})),),
    ),
    "schema-reference": Row(
        "warning",
        "define it under $defs, or write it out",
        TOOLS,
        ("tools",),
        tuple(
            tools(tool("f", {"title": "x", "anyOf": [{}, {"$ref": target}]}))
            for target in ("#/$defs/A", "#/anyOf/2", "#/anyOf/x", "#/title/x")
        ),
    ),
    "strict-and-open": Row(
        "warning",
        "set additionalProperties: false, or leave strict out",
        TOOLS,
        ("tools",),
        (
            tools(tool("f", {"type": "object"}, strict=True)),
            tools(tool("f", {"properties": {}}, strict=True)),
            tools(tool("f", OPEN, strict=True)),
            tools(tool("f", {"items": OPEN}, strict=True)),
            tools(tool("f", OPEN | {"additionalProperties": {}}, strict=True)),
        ),
        hints=("list pairs of key and value, or leave strict out",),
    ),
    "language-with-timestamps": Row(
        "warning",
        "leave one of them out",
        TRANSCRIPTION,
        ("timestamp_granularities",),
        ({"language": "fr", "timestamp_granularities": ["word"]},),
        models=VOXTRAL_MINI,
    ),
    "language-returned": Row(
        "warning",
        "remove return_language",
        TRANSCRIPTION,
        ("return_language",),
        (
            {"language": "fr", "return_language": True},
            {"language": "fr", "return_language": "true"},
        ),
    ),
    "bias-of-one-word": Row(
        "error",
        "join words with _, or use voxtral-mini-transcribe-latest",
        TRANSCRIPTION,
        ("context_bias",),
        ({"context_bias": ["two words"]}, {"context_bias": ["one", "a,b"]}),
        models=VOXTRAL_MINI,
    ),
    "word-timestamps-of-model": Row(
        "warning",
        "use timestamp_granularities=['segment']",
        TRANSCRIPTION,
        ("timestamp_granularities",),
        ({"timestamp_granularities": ["segment", "word"]},),
        models=TRANSCRIBE_3,
    ),
    "diarize-without-segments": Row(
        "warning",
        "add timestamp_granularities=['segment']",
        TRANSCRIPTION,
        ("diarize",),
        ({"diarize": True}, {"diarize": "true", "timestamp_granularities": []}),
        models=TRANSCRIBE_3,
    ),
    "speakers-without-diarize": Row(
        "warning",
        "add diarize=True",
        TRANSCRIPTION,
        ("speaker_references",),
        (
            {"speaker_references": {"ada": "eA=="}},
            {"speaker_references": {"ada": "eA=="}, "diarize": "false"},
        ),
    ),
    "history-with-reference": Row(
        "error",
        "use voice_id instead",
        SPEECH,
        ("conversation_history",),
        (
            {
                "ref_audio": "eA==",
                "conversation_history": [{"role": "user", "audio": {"data": "eA=="}}],
            },
        ),
    ),
    "document-address": Row(
        "warning",
        "give https://... or data:<type>;base64,<data>",
        OCR,
        ("document",),
        (
            {"document": {"type": "document_url", "document_url": "eA=="}},
            {"document": {"type": "image_url", "image_url": {"url": "a.png"}}},
        ),
    ),
    "image-as-document": Row(
        "warning",
        "use a chunk of type image_url",
        OCR,
        ("document",),
        (
            {
                "document": {
                    "type": "document_url",
                    "document_url": "data:image/png;base64,eA==",
                }
            },
        ),
    ),
    "foreign-name": Row(
        "warning",
        "look at client.models.list()",
        NAMING,
        ("model",),
        ({"model": "gpt-4o"}, {"model": "claude-opus-4"}, {"model": "dall-e-3"}),
        hints=("try mistral-medium-latest",),
    ),
    "misspelt-name": Row(
        "warning",
        "look at client.models.list()",
        NAMING,
        ("model",),
        ({"model": "mistral-small-lates"}, {"model": "mistral-moderation-latesst"}),
        hints=(
            "did you mean mistral-small-latest?",
            "did you mean mistral-moderation-latest?",
        ),
    ),
    "retired-name": Row(
        "warning",
        "look at client.models.list()",
        NAMING,
        ("model",),
        ({"model": "mistral-ocr-4-0"}, {"model": "labs-leanstral-1-5"}),
        hints=("use mistral-ocr-4-1",),
    ),
    "endpoint-of-model": Row(
        "warning",
        "look at the card's capabilities in client.models.list()",
        ENDPOINTS,
        ("model",),
        ({"model": "voxtral-small-2507"}, {"model": "voxtral-small-latest"}),
        found=TRANSCRIPTION,
    ),
    "dimension-of-model": Row(
        "error",
        "remove it, or use codestral-embed",
        ("embeddings.create",),
        ("output_dimension",),
        ({"output_dimension": 8},),
        models=("mistral-embed-2312", "mistral-embed"),
    ),
    "stored-response": Row(
        "warning",
        "remove it, or set store: false",
        RESPONSES,
        ("store",),
        ({"store": True},),
    ),
    "background-response": Row(
        "warning",
        "remove it, or set background: false",
        RESPONSES,
        ("background",),
        ({"background": True},),
    ),
    "previous-response": Row(
        "warning",
        "put the items of that response into input",
        COUNTED,
        ("previous_response_id",),
        ({"previous_response_id": "resp_1"},),
    ),
    "conversation-of-response": Row(
        "warning",
        "put all items into input, or use conversations",
        COUNTED,
        ("conversation",),
        ({"conversation": "conv_1"}, {"conversation": {"id": "conv_1"}}),
    ),
    "prompt-of-response": Row(
        "warning",
        "put its text into instructions",
        COUNTED,
        ("prompt",),
        ({"prompt": {"id": "pmpt_1"}},),
    ),
    "moderation-of-response": Row(
        "warning",
        "use moderations.create before",
        RESPONSES,
        ("moderation",),
        ({"moderation": {"model": "x"}},),
    ),
    "limit-of-calls": Row(
        "warning",
        "remove it: count the calls yourself",
        RESPONSES,
        ("max_tool_calls",),
        ({"max_tool_calls": 3},),
    ),
    "format-schema": Row(
        "error",
        "correct the schema there",
        FORMATS,
        FORMAT_MEMBERS,
        (forms({"properties": {"a": {"minimum": "0"}}}),),
    ),
    "format-reference": Row(
        "warning",
        "define it under $defs, or write it out",
        FORMATS,
        FORMAT_MEMBERS,
        (
            forms({"$ref": "#/$defs/A"}),
            forms({"anyOf": [{}, {"$ref": "https://example.com/a.json"}]}),
        ),
    ),
    "strict-format": Row(
        "warning",
        "set additionalProperties: false, or leave strict out",
        FORMATS,
        FORMAT_MEMBERS,
        (forms(OPEN, strict=True), forms({"items": OPEN}, strict=True)),
    ),
    "empty-list": Row(
        "warning",
        "give at least one",
        (*MODERATIONS, *CLASSIFICATIONS, "batch.jobs.create", "conversations.start"),
        ("input", "inputs", "input_files", "requests"),
        ({"input": [], "inputs": [], "input_files": [], "requests": []},),
    ),
}
PART = {"type": "image_url", "image_url": "https://example.com/a.png"}
SOUND = [{"role": "user", "audio": {"data": "eA=="}}]


def schema(**keywords: Any) -> Json:
    """Return a request's tools, one, with these keywords for its parameters."""
    return tools(tool("f", keywords))


NEAR: dict[str, tuple[Json, ...]] = {
    "bare-properties": (
        schema(),
        schema(items={"type": "string"}),
        schema(city={"description": "x"}),
        schema(city="type"),
    ),
    "choice-of-no-tool": (NAMED | tools(tool("g")), NAMED),
    "document-address": ({"document": "x"}, {"document": {"type": "file"}}),
    "duplicate-function": (
        tools(tool(), tool("g")),
        tools({"function": {"name": 5}}, {"function": {"name": 5}}),
    ),
    "background-response": ({"background": False}, {"background": None}),
    "bias-of-one-word": ({"context_bias": ["one", "join_ed"]},),
    "conversation-of-response": ({"conversation": None},),
    "diarize-without-segments": (
        {"diarize": False},
        {"diarize": True, "timestamp_granularities": ["segment"]},
    ),
    "dimension-of-model": ({"output_dimension": None},),
    "empty-list": ({"input": ["x"], "inputs": "", "requests": None},),
    "endpoint-of-model": ({"model": "my-deployment"},),
    "foreign-name": ({"model": "my-gpt-4o"}, {"model": ""}),
    "format-reference": (
        forms({"$defs": {"A": {}}, "$ref": "#/$defs/A"}),
        forms({"definitions": {"A": {}}, "items": {"$ref": "#/definitions/A"}}),
    ),
    "format-schema": (forms({}), forms({"properties": {"a": {"minimum": 0}}})),
    "language-returned": (
        {"language": "fr", "return_language": False},
        {"return_language": True},
    ),
    "limit-of-calls": ({"max_tool_calls": None},),
    "misspelt-name": ({"model": "mistral-small-2712"}, {"model": "my-deployment"}),
    "moderation-of-response": ({"moderation": None},),
    "previous-response": ({"previous_response_id": None},),
    "prompt-of-response": ({"prompt": None},),
    "retired-name": ({"model": "mistral-ocr-4-1"},),
    "stored-response": ({"store": False}, {"store": None}),
    "strict-format": (
        forms(OPEN),
        forms(OPEN | {"additionalProperties": False}, strict=True),
    ),
    "word-timestamps-of-model": ({"timestamp_granularities": ["segment"]},),
    "effort-of-model": tuple(
        {"reasoning_effort": effort} for effort in ("none", "high", None)
    ),
    "greedy-choices": (
        {"n": 1, "temperature": 0},
        {"n": None, "temperature": 0},
        {"n": 2, "temperature": 0.1},
        {"n": 2},
    ),
    "history-with-reference": (
        {"ref_audio": "eA=="},
        {"conversation_history": SOUND},
        {"conversation_history": [], "ref_audio": "eA=="},
    ),
    "image-as-document": (
        {"document": {"type": "image_url", "image_url": "data:image/png;base64,eA=="}},
    ),
    "json-word": (
        JSON_OBJECT | talk(says("user", "Answer in Json.")),
        JSON_OBJECT | talk(says("system", "JSON"), USER),
        JSON_OBJECT | hears({"type": "text", "text": "JSON, please"}),
        {"response_format": {"type": "text"}},
    ),
    "language-with-timestamps": (
        {"language": "fr"},
        {"timestamp_granularities": ["word"]},
        {"language": "fr", "timestamp_granularities": []},
    ),
    # The second one goes on, whatever its calls come to.
    "result-count": (talk(USER, answers(ID), USER), talk(USER, calls(ID, OTHER))),
    "schema-reference": tuple(
        schema(anyOf=[{}, {"$ref": target}], title="x")
        for target in ("#", "#/anyOf/0", "#anchor", "other.json", "other.json#/x")
    ),
    "speakers-without-diarize": (
        {"diarize": "false"},
        {"speaker_references": {}},
        {"speaker_references": {"ada": "eA=="}, "diarize": True},
    ),
    "strict-and-open": (
        tools(tool("f", OPEN)),
        tools(tool("f", {"additionalProperties": True}, strict=True)),
        tools(tool("f", OPEN | {"additionalProperties": False}, strict=True)),
    ),
    "top-logprobs-alone": (
        {"top_logprobs": 2, "logprobs": True},
        {"top_logprobs": None},
        {"top_logprobs": 0},
        {"logprobs": False},
    ),
}
"""What is near to breaking a rule and does not."""
ONCE: dict[str, Json] = {
    "audio-of-model": talk(
        {"role": "user", "content": [{"type": "input_audio", "input_audio": "e"}] * 2}
    ),
    "call-id-form": talk(
        USER, calls("call_1", "call_2", ID), *map(answers, ("call_1", "call_2", ID))
    ),
    "function-name": tools(tool("f.g"), tool("h")),
    "image-of-model": talk(
        {"role": "user", "content": [PART, PART]}, says("assistant"), USER
    ),
    "result-count": talk(USER, calls(ID, OTHER), answers(ID), USER),
    "strict-and-open": tools(
        tool("f", OPEN, strict=True),
        tool("g", OPEN),
    ),
}
"""What breaks a rule in one place alone, or is said once whatever its number."""
BY_ID = {each.id: each for each in OPERATIONS.values() if each.request}
rules = pytest.mark.parametrize("rule", TABLE)


def request_of(rule: str, broken: Json, operation: str, model: str = "") -> Json:
    """Return a request of an operation that breaks a rule, for one of its models."""
    first = next(iter(TABLE[rule].models), "").replace("*", "1")
    asked = model or first
    named = {"model": asked} if asked else {}
    return {**ROWS[operation].least, **broken, **named}


def found(rule: str, operation: ApiOperation, request: Json) -> list[tuple[str, str]]:
    """Return severity and hint of what a rule finds in a request."""
    path = re.sub(r"\{\w+\}", "x1", operation.path)
    problems = check(path, request, method=operation.method).problems
    assert all(each.message for each in problems)
    return [(each.severity, each.hint) for each in problems if each.rule == rule]


def matching(names: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """Yield models that are named, and their neighbours, which are not."""
    for name in names:
        whole = name.removesuffix("*")
        if name.endswith("*"):
            yield f"{whole}1", True
        else:
            yield whole, True
            yield f"{whole}-x", False
        yield whole[:-3], False
        yield f"x{whole}", False


def test_every_rule_has_a_row() -> None:
    """And every row is of one."""
    assert TABLE.keys() == {rule.id for rule in RULES}


@rules
def test_it_holds_in_its_operations_and_in_no_other(rule: str) -> None:
    """Each break is found wherever the rule holds, and in no other operation."""
    row = TABLE[rule]
    for broken in row.breaks:
        for id_, operation in BY_ID.items():
            said = found(rule, operation, request_of(rule, broken, id_))
            assert bool(said) == (id_ in (row.found or row.operations)), (id_, broken)
            assert set(said) <= {
                (row.severity, each) for each in (row.hint, *row.hints)
            }


@rules
def test_it_holds_for_its_models_and_for_no_other(rule: str) -> None:
    """Those that are named, in whole or by how they begin; not for neighbours."""
    row = TABLE[rule]
    for id_ in row.operations if row.models or row.not_models else ():
        for broken in row.breaks:
            for model, is_named in matching(row.models or row.not_models):
                said = found(rule, BY_ID[id_], request_of(rule, broken, id_, model))
                assert bool(said) == (is_named is bool(row.models)), (id_, model)


@rules
def test_what_is_fewest_does_not_break_it(rule: str) -> None:
    """For all models, in all operations."""
    for id_, operation in BY_ID.items():
        assert found(rule, operation, request_of(rule, {}, id_, MODEL)) == []


@pytest.mark.parametrize("rule", NEAR)
def test_what_is_near_does_not_break_it(rule: str) -> None:
    """Wherever it holds."""
    for near in NEAR[rule]:
        for id_ in TABLE[rule].operations:
            said = found(rule, BY_ID[id_], request_of(rule, near, id_))
            assert said == [], (id_, near)


@pytest.mark.parametrize("rule", ONCE)
def test_it_is_said_once(rule: str) -> None:
    """The places that are right are not named."""
    for id_ in TABLE[rule].operations:
        said = found(rule, BY_ID[id_], request_of(rule, ONCE[rule], id_))
        assert len(said) == 1, id_


@rules
def test_it_is_explained(rule: str) -> None:
    """By where it holds, what it does and what to do."""
    row = TABLE[rule]
    (topic,) = [each for each in explain(rule) if each.kind == "rule"]
    assert sorted(topic.where.split(", ")) == sorted(row.operations)
    assert (topic.severity, topic.hint, topic.waive) == (row.severity, row.hint, rule)
    assert topic.what.endswith(".")
    assert topic.evidence


@pytest.mark.parametrize("operation", BY_ID)
def test_an_operation_knows_what_its_rules_are_about(operation: str) -> None:
    """So that no rule is loaded for a request without one of these members."""
    needs = {
        each.partition(".")[0]
        for row in TABLE.values()
        if operation in row.operations
        for each in row.needs
    }
    assert BY_ID[operation].ruled == needs
    assert not may_break_rules(BY_ID[operation], dict.fromkeys({"zzz"}))


@pytest.mark.parametrize(
    ("model", "taken", "hint"),
    [
        ("mistral-small-2603", "none high", "use none or high"),
        ("magistral-medium-latest", "none high", "use none or high"),
        ("mistral-large-4-0", "low medium high", "use low or medium or high"),
        ("zai-glm-5-3", "low high max", "use low or high or max"),
        ("ministral-8b-2512", "", "remove it for this model"),
        ("codestral-2508", "", "remove it for this model"),
    ],
)
def test_a_model_is_told_the_efforts_that_it_takes(
    model: str, taken: str, hint: str
) -> None:
    """And of no other it is warned."""
    for effort in ("none", "minimal", "low", "medium", "high", "xhigh", "max"):
        broken = {"reasoning_effort": effort}
        request = request_of("effort-of-model", broken, CHAT[0], model)
        said = found("effort-of-model", BY_ID[CHAT[0]], request)
        assert said == ([] if effort in taken.split() else [("warning", hint)]), effort


@pytest.mark.parametrize(
    ("keywords", "hint"),
    [
        (
            {"properties": {"a": {"required": True}}},
            "list required properties beside properties, not inside one",
        ),
        ({"items": {"required": True}}, "correct the schema there"),
        ({"required": True}, "correct the schema there"),
        ({"properties": {"a": {"type": "int"}}}, "use integer"),
        ({"properties": {"a": {"type": "List"}}}, "use array"),
        (
            {"properties": {"a": {"type": "thing"}}},
            "use string, number, object and so on",
        ),
        ({"properties": {"a": {"type": ["thing"]}}}, "correct the schema there"),
    ],
)
def test_a_wrong_schema_has_its_own_hint(keywords: Json, hint: str) -> None:
    """Where it is known what was meant."""
    for id_ in TOOLS:
        request = request_of("tool-schema", schema(**keywords), id_)
        assert found("tool-schema", BY_ID[id_], request) == [("error", hint)]


def test_a_called_name_is_a_functions_name() -> None:
    """`function-name` is about calls too, where there are no tools."""
    broken = talk(USER, calls(ID, name="f.g"), answers(ID))
    for id_ in TALKS:
        request = request_of("function-name", broken, id_)
        assert len(found("function-name", BY_ID[id_], request)) == 1


def test_one_hundred_and_twenty_eight_tools_are_not_too_many() -> None:
    """The edge of `too-many-tools`."""
    most = tools(*(tool(f"f{n}") for n in range(128)))
    for id_ in TALKS:
        request = request_of("too-many-tools", most, id_)
        assert found("too-many-tools", BY_ID[id_], request) == []


@pytest.mark.parametrize("model", ["mistral-small-latest", "mistral-large-2411"])
def test_a_good_exchange_breaks_nothing(model: str) -> None:
    """Calls and results that fit, for models that count and for those that pair."""
    good = talk(USER, calls(ID, OTHER), answers(OTHER), answers(ID), says("assistant"))
    good["messages"].append(USER)
    for id_ in CHAT:
        request = {**ROWS[id_].least, **good, "model": model}
        assert check(BY_ID[id_].path, request).problems == ()
