"""Renders the table of the server's error codes, and its page."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from codegen.docs import HEAD, link, table
from codegen.document import Document, as_object, children_of, locate
from codegen.entries import check_entries, texts_of
from codegen.evidence import EVIDENCE
from codegen.findings import Finding, Origin

SOURCE = "spec/codes.yaml"
_TEXTS = ("status", "what", "hint")
_EVIDENCE = "evidence"


def check_codes(codes: Document, evidence: Collection[str]) -> Iterator[Finding]:
    """Yield what is wrong with entries of the codes."""
    yield from check_entries(codes, SOURCE, _TEXTS, [_EVIDENCE])
    for code, entry, origin in children_of(codes):
        cited = entry.get(_EVIDENCE) if isinstance(entry, dict) else None
        place = locate(entry, [_EVIDENCE]) or origin or Origin(SOURCE)
        if not cited:
            fix = f"add it, see {EVIDENCE}"
            yield place.finding("the evidence is missing", fix, where=str(code))
        for each in texts_of(cited):
            if each not in evidence:
                problem, fix = f"there is no evidence {each}", f"add it to {EVIDENCE}"
                yield place.finding(problem, fix, where=str(code))


def render(codes: Document) -> str:
    """Return the module of the codes."""
    rows = "".join(
        f"{code!r}: Code({_texts(as_object(entry))}),\n"
        for code, entry in codes.items()
    )
    return (
        "from typing import Final\n\n"
        "from mistyped._values.rows import Code\n\n"
        f"CODES: Final[dict[str, Code]] = {{{rows}}}\n"
    )


def _texts(entry: Document) -> str:
    texts = [repr(str(entry[key])) for key in _TEXTS]
    cited = tuple(texts_of(entry[_EVIDENCE]))
    return ", ".join([*texts, repr(cited)])


def render_page(codes: Document) -> str:
    """Return the page of the codes."""
    rows = [
        (
            f"`{code}`",
            str(entry["status"]),
            str(entry["what"]),
            str(entry["hint"]),
            ", ".join(map(link, texts_of(entry[_EVIDENCE]))),
        )
        for code, entry in ((code, as_object(value)) for code, value in codes.items())
    ]
    head = ("code", "status", "what it is", "what to do", "evidence")
    return f"{HEAD.format(source=SOURCE)}\n# Error codes\n\n{table(head, rows)}"
