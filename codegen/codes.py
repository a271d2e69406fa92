"""Renders the table of the server's error codes, and its page."""

from __future__ import annotations

from collections.abc import Mapping

from codegen.docs import HEAD, link, table
from codegen.document import Document, JSONValue, as_list, as_object
from codegen.findings import Finding, FindingsError
from codegen.verdicts import EVIDENCE

SOURCE = "spec/codes.yaml"


def render(codes: Document, evidence: Mapping[str, JSONValue]) -> str:
    """Return the module of the codes.

    Raises:
        FindingsError: If a code names evidence that is not there.
    """
    findings = [
        Finding(SOURCE, code, f"there is no evidence {each}", f"add it to {EVIDENCE}")
        for code, entry in codes.items()
        for each in as_list(as_object(entry)["evidence"])
        if str(each) not in evidence
    ]
    if findings:
        raise FindingsError(findings)
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
    texts = [repr(str(entry[key])) for key in ("status", "what", "hint")]
    cited = tuple(map(str, as_list(entry["evidence"])))
    return ", ".join([*texts, repr(cited)])


def render_page(codes: Document) -> str:
    """Return the page of the codes."""
    rows = [
        (
            f"`{code}`",
            str(entry["status"]),
            str(entry["what"]),
            str(entry["hint"]),
            ", ".join(link(str(each)) for each in as_list(entry["evidence"])),
        )
        for code, entry in ((code, as_object(value)) for code, value in codes.items())
    ]
    head = ("code", "status", "what it is", "what to do", "evidence")
    return f"{HEAD.format(source=SOURCE)}\n# Error codes\n\n{table(head, rows)}"
