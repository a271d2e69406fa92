"""The differences that are meant, with reasons. All others fail the judge.

`BODIES` holds what no schema can say; it applies to every judge. `MODELS` holds where
our document and the official SDK's models differ, word for word as `compare` puts it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

from mistyped import Problem

Location: TypeAlias = tuple[str | int, ...]
REMOVE = object()
DISPUTED = (
    "agents.complete.stream_options",
    "chat.stream_options",
    "fim.stream_options",
    "ocr.process.id",
)
"""The rules of keys that one source has and another has not."""


@dataclass(frozen=True, slots=True)
class Known:
    """A way in which our check differs from a schema on purpose.

    Attributes:
        name: What to call it.
        reason: Why.
        place: Where to repair the body, if one of our problems is of this kind.
        repair: What to put there, so that all judges have to agree again.
    """

    name: str
    reason: str
    place: Callable[[Problem], Location | None]
    repair: Callable[[Problem], object]


class Listed(NamedTuple):
    """Differences between our document and the SDK's models, with one reason."""

    reason: str
    texts: tuple[str, ...]


def _at(rule: str) -> Callable[[Problem], Location | None]:
    return lambda problem: problem.loc if problem.rule == rule else None


def _disputed(problem: Problem) -> Location | None:
    return problem.loc if problem.rule in DISPUTED else None


def _unknown(problem: Problem) -> Location | None:
    rule, key = problem.rule, problem.loc[-1] if problem.loc else ""
    unknown = rule == "unknown-key" or rule.endswith(f".{key}")
    warned = unknown and problem.severity == "warning"
    return problem.loc if warned and rule not in DISPUTED else None


BODIES = (
    Known(
        "integer-range",
        "beyond 64 bits: orjson cannot write it, and servers cannot read it",
        _at("integer-range"),
        lambda _: 1,
    ),
    Known(
        "too-deep",
        "more than 100 levels: a limit of ours against recursion",
        _at("too-deep"),
        lambda _: "",
    ),
    Known(
        "disputed",
        "sources differ about the key, so it only warns; the document describes it",
        _disputed,
        lambda _: REMOVE,
    ),
    Known(
        "open object",
        "the document takes any key here, so one that it does not describe only warns",
        _unknown,
        lambda _: REMOVE,
    ),
)

_REQUEST = "ChatCompletionRequest"
_FORMAT = "ResponseFormat"
MODELS = (
    Listed(
        "the SDK has no ranges; ours are the specification's, some of them probed",
        (
            f"{_REQUEST}.frequency_penalty: range maximum 2, minimum -2 only in ours",
            f"{_REQUEST}.presence_penalty: range maximum 2, minimum -2 only in ours",
            f"{_REQUEST}.temperature: range maximum 1.5, minimum 0 only in ours",
            f"{_REQUEST}.top_p: range exclusiveMinimum 0, maximum 1 only in ours",
            f"{_REQUEST}.max_tokens: range minimum 0 only in ours",
            f"{_REQUEST}.random_seed: range minimum 0 only in ours",
            f"{_REQUEST}.n: range minimum 1 only in ours",
            "DocumentLibraryTool.library_ids: at least 1 only in ours",
        ),
    ),
    Listed(
        "disputed: documented in 2026, refused in 2025; it stays and warns",
        (f"{_REQUEST}.stream_options: only in ours",),
    ),
    Listed(
        "recorded with 200: a tool without a type is a function",
        ("FunctionTool.type: required only in the SDK",),
    ),
    Listed(
        "the August specification has more built-in tools than the SDK's chat request",
        (
            (
                f"{_REQUEST}.tools[]: tags code_interpreter, web_search, "
                "web_search_premium only in ours"
            ),
        ),
    ),
    Listed(
        "reported with 200: the server also takes an object of data and format",
        ("ContentPartInputAudio.input_audio: object InputAudio only in ours",),
    ),
    Listed(
        "the SDK leaves the text open, with function as the default; no other is known",
        (
            "MessageFunctionToolCall.type: values function only in ours",
            "MessageFunctionToolCall.type: string only in the SDK",
            "NamedToolChoice.type: values function only in ours",
            "NamedToolChoice.type: string only in the SDK",
        ),
    ),
    Listed(
        "one object in the SDK, of type text by default; ours are three",
        (
            f"{_FORMAT}JSONObject.type: required only in ours",
            f"{_FORMAT}JSONSchema.type: required only in ours",
            f"{_FORMAT}Text.type: required only in ours",
        ),
    ),
    Listed(
        "the specification does not close guardrails, so unknown keys only warn",
        (
            "GuardrailConfig: other keys pass only in ours",
            "GuardrailModerationV1: other keys pass only in ours",
            "GuardrailModerationV2: other keys pass only in ours",
        ),
    ),
    Listed(
        "categories come with moderation models, so ours takes any",
        tuple(
            f"GuardrailModerationV{n}.custom_category_thresholds: {what}"
            for n in (1, 2)
            for what in (
                "a map with any keys only in ours",
                f"object ModerationLlmv{n}CategoryThresholds only in the SDK",
            )
        ),
    ),
)


def repaired(body: Any, places: Iterable[tuple[Location, object]]) -> Any:
    """Repair a body in place, and return it; the innermost place comes first."""
    for place, value in places:
        holder = body
        for item in place[:-1]:
            holder = holder[item]
        if value is REMOVE:
            holder.pop(place[-1], None)
        else:
            holder[place[-1]] = value
    return body
