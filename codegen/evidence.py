"""The evidence: what an entry of it has to be, and what it weighs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from codegen.document import Document, JSONValue, children_of
from codegen.entries import check_entries, texts_of
from codegen.findings import Finding, Origin

EVIDENCE = "spec/evidence.yaml"
KINDS = {
    "official-spec": True,
    "official-sdk": True,
    "recorded": True,
    "quoted-error": True,
    "documentation": False,
    "report": False,
}
"""The kinds of evidence, and whether one of it is enough to refuse a request."""
SEEN = ("quoted-error", "recorded")
"""The kinds that show an answer of the server's."""
_TEXTS = ("kind", "source", "date", "claim")
_CONTRADICTS = "contradicts"


def check_evidence(evidence: Document) -> Iterator[Finding]:
    """Yield what is wrong with entries of the evidence."""
    yield from check_entries(evidence, EVIDENCE, _TEXTS, [_CONTRADICTS])
    for name, entry, origin in children_of(evidence):
        for key, value, inner in children_of(entry):
            place = inner or origin or Origin(EVIDENCE)
            for problem, fix in _wrong(str(key), value, evidence):
                yield place.finding(problem, fix, where=str(name))


def _wrong(
    key: str, value: JSONValue, known: Collection[str]
) -> Iterator[tuple[str, str]]:
    if key == "kind" and value not in KINDS:
        yield f"{value!r} is no kind", f"use one of {', '.join(KINDS)}"
    if key == "date" and not _is_iso_date(str(value)):
        yield f"{value!r} is no date", "write YYYY-MM-DD, YYYY-MM or YYYY"
    if key == _CONTRADICTS:
        for each in texts_of(value):
            if each not in known:
                yield f"there is no {each} to contradict", "correct the id"


def _is_iso_date(text: str) -> bool:
    """Whether a text is a date of ISO 8601; the day, and the month, may be unknown."""
    whole = text + "2000-01-01"[len(text) :]
    try:
        return (
            len(text) in (4, 7, 10) and date.fromisoformat(whole).isoformat() == whole
        )
    except ValueError:
        return False


def check_cited(evidence: Document, cited: Collection[str]) -> Iterator[Finding]:
    """Yield the entries that nothing cites."""
    for name, _, origin in children_of(evidence):
        if name not in cited:
            place = origin or Origin(EVIDENCE)
            fix = "cite it where it is the reason, or delete it"
            yield place.finding("nothing cites it", fix, where=str(name))


def severity_of(ids: Iterable[str], evidence: Mapping[str, JSONValue]) -> str:
    """Strong evidence that nothing contradicts makes an error, all else a warning."""
    entries = {each: evidence.get(each) for each in ids}
    cited = {each: entry for each, entry in entries.items() if isinstance(entry, dict)}
    disputed = {o for e in cited.values() for o in texts_of(e.get(_CONTRADICTS))}
    strong = any(KINDS.get(str(e.get("kind"))) for e in cited.values())
    return "error" if strong and not disputed & cited.keys() else "warning"


def severity_in_open(ids: Iterable[str], evidence: Mapping[str, JSONValue]) -> str:
    """Return what a key weighs on an object that the specification leaves open.

    That a document has no such key proves no refusal there: one has to be seen.
    """
    cited = [each for each in ids if isinstance(evidence.get(each), dict)]
    seen = [each for each in cited if _kind_of(evidence[each]) in SEEN]
    return severity_of(cited, evidence) if seen else "warning"


def _kind_of(entry: JSONValue) -> str:
    return str(entry.get("kind")) if isinstance(entry, dict) else ""
