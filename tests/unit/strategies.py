"""Hypothesis strategies: requests that Mistral accepts, and Python data of any kind.

They are written by hand out of what Mistral documents, not derived from the validators,
so that they do not repeat the validators' mistakes.
"""

from __future__ import annotations

import datetime as dt
import decimal
import enum
import fractions
import uuid
from typing import Any

from hypothesis import strategies as st

OPEN = {"metadata", "parameters", "schema", "arguments", "custom_category_thresholds"}
"""Keys whose objects may have any keys."""

WARNS = {"guardrails"}
"""Keys below which an unknown key only warns."""

text = st.text(max_size=8)
integers = st.integers(-(2**63), 2**63 - 1)
floats = st.floats(allow_nan=False, allow_infinity=False)
json_values = st.recursive(
    st.none() | st.booleans() | integers | floats | text,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(text, inner, max_size=3)
    ),
    max_leaves=8,
)
json_objects = st.dictionaries(text, json_values, max_size=3)


def record(required: dict[str, Any], **optional: Any) -> st.SearchStrategy[Any]:
    """Return a strategy of dicts; a member that is no strategy stands as it is."""
    ready = {
        key: value if isinstance(value, st.SearchStrategy) else st.just(value)
        for key, value in {**required, **optional}.items()
    }
    chosen = {key: ready[key] for key in required}
    rest = {key: ready[key] for key in optional}
    return st.fixed_dictionaries(chosen, optional=rest)


def null_or(strategy: Any) -> Any:
    """Return a strategy that may also give None."""
    return st.none() | strategy


texts = record({"type": "text", "text": text})
images = record(
    {
        "type": "image_url",
        "image_url": text
        | record({"url": text}, detail=st.sampled_from(["low", "auto", "high", None])),
    }
)
references = record(
    {"type": "reference", "reference_ids": st.lists(integers | text, max_size=2)}
)
sources = record(
    {"type": "tool_reference", "tool": text, "title": text},
    url=null_or(text),
    favicon=null_or(text),
    description=null_or(text),
)
thoughts = record(
    {
        "type": "thinking",
        "thinking": st.lists(texts | references | sources, max_size=2),
    },
    signature=null_or(text),
    closed=st.booleans(),
)
parts = st.one_of(
    texts,
    images,
    references,
    thoughts,
    record({"type": "document_url", "document_url": text}, document_name=null_or(text)),
    record({"type": "file", "file_id": text}),
    record({"type": "input_audio", "input_audio": text}),
    record({"type": "resource", "uri": text, "content": texts | images}),
    record({"type": "resource_link", "uri": text}),
)
content = st.none() | text | st.lists(parts, max_size=3)
calls = record(
    {"function": record({"name": text, "arguments": text | json_objects})},
    id=text,
    type="function",
    index=integers,
)
messages = st.one_of(
    record(
        {"role": "system", "content": text | st.lists(texts | thoughts, max_size=2)}
    ),
    record({"role": "user", "content": content}),
    record(
        {"role": "assistant"},
        content=content,
        tool_calls=null_or(st.lists(calls, max_size=2)),
        prefix=st.booleans(),
    ),
    record(
        {"role": "tool", "content": content},
        tool_call_id=null_or(text),
        name=null_or(text),
    ),
)
names = null_or(st.lists(text, max_size=2))
configuration = null_or(
    st.fixed_dictionaries({}, optional={"include": names, "exclude": names})
)
functions = record(
    {"name": text, "parameters": json_objects}, description=text, strict=st.booleans()
)
tools = st.one_of(
    record({"function": functions}, type="function"),
    record(
        {"type": st.sampled_from(["web_search", "code_interpreter"])},
        tool_configuration=configuration,
    ),
    record(
        {
            "type": "document_library",
            "library_ids": st.lists(text, min_size=1, max_size=2),
        }
    ),
    record(
        {"type": "connector", "connector_id": text},
        authorization=null_or(record({"type": "api-key", "value": text})),
    ),
)
schemas = record(
    {"name": text, "schema": json_objects},
    description=null_or(text),
    strict=st.booleans(),
)
formats = st.one_of(
    record({"type": "text"}, json_schema=st.none()),
    record({"type": "json_object"}),
    record({"type": "json_schema", "json_schema": schemas}),
)
guardrails = st.fixed_dictionaries(
    {},
    optional={
        "block_on_error": st.booleans(),
        "moderation_llm_v1": null_or(
            record({}, model_name=text, action=st.sampled_from(["none", "block"]))
        ),
    },
)
requests = record(
    {"model": text, "messages": st.lists(messages, max_size=3)},
    temperature=null_or(st.floats(0, 1.5)),
    top_p=null_or(st.floats(0, 1, exclude_min=True)),
    max_tokens=null_or(st.integers(0, 2**63 - 1)),
    n=null_or(st.integers(1, 2**63 - 1)),
    presence_penalty=null_or(st.floats(-2, 2)),
    random_seed=null_or(st.integers(0, 2**63 - 1)),
    repetition_penalty=null_or(floats),
    stop=null_or(text | st.lists(text, max_size=2)),
    metadata=null_or(json_objects),
    safe_prompt=st.booleans(),
    reasoning_effort=null_or(st.sampled_from(["none", "high", "max"])),
    tools=null_or(st.lists(tools, max_size=2)),
    tool_choice=st.sampled_from(["auto", "any"])
    | record({"function": record({"name": text})}, type="function"),
    response_format=formats,
    prediction=record({}, type="content", content=text),
    guardrails=null_or(st.lists(guardrails, max_size=2)),
)


class Colour(enum.Enum):
    """One value that JSON has, one that it has not."""

    RED = "red"
    ODD = 1j


wild_text = st.text(st.characters(exclude_categories=()), max_size=4)
known_words = st.sampled_from(
    [
        *("model", "messages", "role", "content", "type", "user", "text", "tools"),
        *("function", "tool_choice", "response_format", "metadata", "guardrails"),
        *("image_url", "thinking", "custom", "tool_calls", "assistant", "n", "stop"),
        *("json_schema", "seed", "stream_options", "temperature", "name", "schema"),
    ]
)
leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([10**400, 2**63, -(2**63) - 1, b"x", bytearray(b"x"), {1}, print]),
    st.floats(),
    wild_text,
    known_words,
    st.binary(max_size=2),
    st.dates(),
    st.just(dt.time(1)),
    st.just(dt.timedelta(1)),
    st.just(uuid.UUID(int=1)),
    st.just(decimal.Decimal("NaN")),
    st.just(fractions.Fraction(1, 3)),
    st.sampled_from(Colour),
    st.builds(object),
    st.just(object),
    st.builds(lambda: (each for each in (1, "a"))),
)
keys = known_words | wild_text | st.integers() | st.none() | st.binary(max_size=1)
anything = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(keys, inner, max_size=5),
    ),
    max_leaves=25,
)
near_requests = st.fixed_dictionaries(
    {"model": leaves, "messages": st.lists(anything, max_size=3) | anything},
    optional={
        "tools": st.lists(anything, max_size=2) | anything,
        "tool_choice": anything,
        "response_format": anything,
        "guardrails": st.lists(anything, max_size=2),
        "stop": anything,
        "metadata": anything,
        "temperature": leaves,
        "n": leaves,
        "prediction": anything,
    },
)
