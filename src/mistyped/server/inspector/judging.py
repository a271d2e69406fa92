"""What the page shows of a request that somebody is writing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import unified_diff
from typing import Final, TypeAlias

from mistyped._check.adapting import adapt
from mistyped._check.explanations import explain
from mistyped._check.operations import find_operation
from mistyped._check.preflight import check
from mistyped.changes import Adapted
from mistyped.problems import Problem, as_members
from mistyped.server.inspector.places import Span, span_at, spans
from mistyped.server.inspector.programs import programs

Shown: TypeAlias = dict[str, object]
MOST_TEXT: Final = 1 << 20
"""Characters of a request that are judged."""
_MOST_PROBLEMS: Final = 200
_MOST_LINES: Final = 4000  # a diff of more takes seconds, and nobody reads it


def judged(method: str, path: str, text: str) -> Shown:
    """Check a text as a request, and say what else is known of it.

    Args:
        method: The HTTP method.
        path: The path, with or without `/v1`.
        text: The body.

    Returns:
        `problems`, each with its place in the text; `adapted`, what `adapt` makes of
        it without a loss and, under `lossy`, with one; `programs`, code that sends it.
        The last two are there only for a text that is JSON.
    """
    if len(text) > MOST_TEXT:
        found = "the request is longer than 1 MiB, and is not checked here"
        hint = "use mistyped check"
        return {
            "problems": [_shown(Problem("too-long", (), found, hint), Span(0, 0, 1))]
        }
    try:
        body: object = json.loads(text)
    except json.JSONDecodeError as error:
        wrong = Problem("not-json", (), f"this is no JSON: {error.msg}")
        return {"problems": [_shown(wrong, span_at(text, error.pos))]}
    except (ValueError, RecursionError) as error:
        wrong = Problem("not-json", (), f"this cannot be read: {error}")
        return {"problems": [_shown(wrong, Span(0, 0, 1))]}
    problems = check(path, body, method=method).problems
    shown = problems[:_MOST_PROBLEMS]
    places = spans(text, [each.loc for each in shown])
    operation = find_operation(method, path)
    without = adapt(path, body, method=method)
    lossy = adapt(path, body, method=method, lossy=True)
    return {
        "problems": [_shown(each, places[each.loc]) for each in shown],
        "more": len(problems) - len(shown),
        "operation": operation.id if operation else "",
        "adapted": _adapted(body, without),
        "lossy": _adapted(body, lossy) if lossy.changes != without.changes else None,
        "programs": programs(operation, path, body) if operation else None,
    }


def explained(name: str) -> list[Shown]:
    """Return what is known of a rule, a parameter, a model or a code."""
    try:
        topics = explain(name)
    except LookupError as error:
        return [{"name": name, "what": str(error)}]
    return [
        {
            **topic._asdict(),
            "evidence": [{"id": key, **row._asdict()} for key, row in topic.evidence],
        }
        for topic in topics
    ]


def _shown(problem: Problem, span: Span) -> Shown:
    return {**as_members(problem), **span._asdict()}


def _adapted(body: object, done: Adapted) -> Shown:
    after = _pretty(done.body)
    return {
        "changes": [
            {"path": e.path, "what": e.what, "rule": e.rule, "lossy": e.lossy}
            for e in done.changes
        ],
        "text": after,
        "diff": _diff(_pretty(body).splitlines(), after.splitlines()),
        "left": [str(each) for each in done.problems],
        "ok": done.ok,
    }


def _diff(before: Sequence[str], after: Sequence[str]) -> list[str] | None:
    if max(len(before), len(after)) > _MOST_LINES:
        return None
    return [*unified_diff(before, after, "given", "adapted", lineterm="")][2:]


def _pretty(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
