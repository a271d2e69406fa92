"""What to do about an operation that only one side has, or that has moved.

These actions are long, and made only for what is printed.
"""

from __future__ import annotations

from collections.abc import Mapping

from drift.edits import BLANK, Edit, described, imported
from drift.operations import Key, Parts, Published, Source
from drift.report import WHOLE, Found
from drift.schemas import step

_BASE = "/v1"
_ASKED = {"body": "application/json", "form": "multipart/form-data"}
_ANSWERED = {"answer": "application/json", "event": "text/event-stream"}


def steps(found: Found, document: Published, source: Source) -> tuple[Edit, ...]:
    """Return the actions that end a difference, those of whole operations too."""
    ours, theirs = found.difference.place, found.difference.theirs
    if WHOLE not in found.parts:
        return found.difference.edits
    if not theirs:
        return (Edit(document.operation(ours)[0]),)
    return (
        _added(theirs, document, source)
        if ours == theirs
        else _moved(ours, theirs, document)
    )


def _moved(old: Key, new: Key, document: Published) -> tuple[Edit, ...]:
    at, _ = document.operation(old)
    method, _, path = new.partition(" ")
    if not path.startswith(f"{_BASE}/"):
        return ()
    here = f"$.paths{step(_with_ids(path))}"
    return (
        Edit("$.paths", {_with_ids(path): {method.lower(): {}}}),
        Edit(f"{here}.{method.lower()}", copy=at),
        Edit(at),
    )


def _added(key: Key, document: Published, source: Source) -> tuple[Edit, ...]:
    """Return the actions that add an operation, with blanks to fill in."""
    method, _, path = key.partition(" ")
    if not path.startswith(f"{_BASE}/"):
        return ()
    parts = source.parts(key)
    operation: dict[str, object] = {"operationId": BLANK, "summary": BLANK}
    path = _with_ids(path)
    ids = [part.strip("{}") for part in path.split("/") if part.startswith("{")]
    parameters: list[object] = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string"},
            "description": BLANK,
        }
        for name in ids
    ]
    parameters += [
        {"name": "query", "in": "query", "schema": described(each.schema)}
        for each in parts.get("query", ())[:1]
    ]
    if parameters:
        operation["parameters"] = parameters
    content = _content(parts, _ASKED)
    if content:
        operation["requestBody"] = {"required": True, "content": content}
    answers = _content(parts, _ANSWERED)
    operation["responses"] = {
        "200": {"description": BLANK, **({"content": answers} if answers else {})}
    }
    schemas = imported(operation, document.schemas, source.schemas)
    return (*schemas, Edit("$.paths", {path: {method.lower(): operation}}))


def _content(parts: Parts, kinds: Mapping[str, str]) -> dict[str, object]:
    return {
        kind: {"schema": parts[part][0].schema}
        for part, kind in kinds.items()
        if parts.get(part)
    }


def _with_ids(path: str) -> str:
    """Return a path of our document, with a name for each id."""
    inner = path.removeprefix(_BASE)
    for number in range(inner.count("{}")):
        inner = inner.replace("{}", f"{{id_{number + 1}}}", 1)
    return inner
