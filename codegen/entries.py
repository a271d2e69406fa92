"""Entries of our own YAML files: what each must have, and what it may have."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from codegen.document import Document, JSONValue, children_of
from codegen.findings import Finding, Origin


def check_entries(
    document: Document, source: str, texts: Collection[str], lists: Collection[str]
) -> Iterator[Finding]:
    """Yield what is wrong with the shape of a file's entries.

    Args:
        document: The file: an entry by each id.
        source: Its path below the root.
        texts: The members that an entry must have, each a text that says something.
        lists: The members that it may have, each a list of texts.
    """
    for name, entry, origin in children_of(document):
        place = origin or Origin(source)
        if not isinstance(entry, dict):
            yield place.finding("it is no object", "give it members", where=str(name))
            continue
        for missing in [each for each in texts if each not in entry]:
            fix = f"add {missing}"
            yield place.finding(f"{missing} is missing", fix, where=str(name))
        for key, value, inner in children_of(entry):
            for problem, fix in _wrong(str(key), value, texts, lists):
                yield (inner or place).finding(problem, fix, where=str(name))


def _wrong(
    key: str, value: JSONValue, texts: Collection[str], lists: Collection[str]
) -> Iterator[tuple[str, str]]:
    if key in lists and texts_of(value) != value:
        yield f"{key} is no list of texts", "write [one, another]"
    elif key in texts and not (isinstance(value, str) and value):
        yield f"{key} is no text", "write it, in quotes if it is a number"
    elif key not in lists and key not in texts:
        yield f"{key} is no member of it", f"use one of {', '.join([*texts, *lists])}"


def texts_of(value: JSONValue) -> list[str]:
    """Return the texts of a list; nothing if it is none."""
    items = value if isinstance(value, list) else []
    return [each for each in items if isinstance(each, str)]
