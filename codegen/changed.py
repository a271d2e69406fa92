"""Reads what documents say that is not so any more; renders its page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

from codegen.docs import HEAD, link, table
from codegen.document import Document, JSONValue, as_list, as_object, locate
from codegen.entries import texts_of
from codegen.evidence import EVIDENCE
from codegen.findings import Finding, Origin

SOURCE = "spec/changed.yaml"
_TEXT: Document = {"type": "string", "minLength": 1}
_TEXTS: Document = {"type": "array", "items": _TEXT}
_TRY: Document = {
    "type": "object",
    "properties": {"path": _TEXT, "body": {"type": "object"}, "rules": _TEXTS},
    "required": ["path", "body", "rules"],
    "additionalProperties": False,
}
_STATEMENT: Document = {
    "type": "object",
    "properties": {
        **dict.fromkeys(("in", "where", "said", "now", "see"), _TEXT),
        "evidence": {**_TEXTS, "minItems": 1},
        "try": _TRY,
    },
    "required": ["in", "where", "said", "now", "evidence"],
    "additionalProperties": False,
}
_DOCUMENT: Document = {
    "type": "object",
    "properties": {"title": _TEXT, "what": _TEXT},
    "required": ["title", "what"],
    "additionalProperties": False,
}
_FORM: Validator = Draft202012Validator(
    {
        "type": "object",
        "properties": {
            "documents": {"type": "object", "additionalProperties": _DOCUMENT},
            "statements": {"type": "array", "items": _STATEMENT},
        },
        "required": ["documents", "statements"],
        "additionalProperties": False,
    }
)


def check_changed(
    changed: Document, evidence: Mapping[str, JSONValue]
) -> Iterator[Finding]:
    """Yield what is wrong with the file."""
    malformed = list(_FORM.iter_errors(changed))
    for error in malformed:
        path = tuple(error.absolute_path)
        place = locate(changed, path) or Origin(SOURCE)
        yield place.finding(error.message, "see the head of the file")
    if malformed:
        return
    for at, entry in enumerate(_statements(changed)):
        place = locate(changed, ("statements", at)) or Origin(SOURCE)
        for each in texts_of(entry["evidence"]):
            if each not in evidence:
                fix = f"add it to {EVIDENCE}"
                yield place.finding(f"there is no evidence {each}", fix)
        if str(entry["in"]) not in as_object(changed["documents"]):
            fix = "name one of the documents"
            yield place.finding(f"there is no document {entry['in']}", fix)


def evidence_in(changed: Document) -> Iterator[str]:
    """Yield the evidence that the file cites."""
    for entry in as_list(changed.get("statements", [])):
        if isinstance(entry, dict):
            yield from texts_of(entry.get("evidence"))


def render_page(changed: Document, evidence: Mapping[str, JSONValue]) -> str:
    """Return the page of what has changed since."""
    text = (
        f"{HEAD.format(source=SOURCE)}\n# What changed since\n\n"
        f"{len(_statements(changed))} statements of two documents that are not so, or "
        "not any more, and what is\nknown instead. The date is that of the newest "
        "evidence; `mistyped explain` has more.\n"
    )
    for key, value in as_object(changed["documents"]).items():
        document = as_object(value)
        rows = [
            _row(entry, evidence)
            for entry in _statements(changed)
            if entry["in"] == key
        ]
        head = ("where", "it says", "what is known", "since", "evidence", "explain")
        text += f"\n## {document['title']}\n\nThis is {document['what']}.\n\n"
        text += table(head, rows)
    return text


def _statements(changed: Document) -> list[Document]:
    return [as_object(each) for each in as_list(changed["statements"])]


def _row(entry: Document, evidence: Mapping[str, JSONValue]) -> tuple[str, ...]:
    cited = texts_of(entry["evidence"])
    newest = max(str(as_object(evidence[each])["date"]) for each in cited)
    see = entry.get("see")
    return (
        str(entry["where"]),
        str(entry["said"]).strip(),
        str(entry["now"]).strip(),
        newest,
        ", ".join(map(link, cited)),
        f"`{see}`" if see else "",
    )
