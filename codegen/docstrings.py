"""Docstrings as a person would write them: Google style, wrapped to a width."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass, field

_QUOTES = 3


@dataclass
class Docstring:
    """What a docstring says.

    Attributes:
        summary: The first sentence or two.
        paragraphs: What else is to be said.
        sections: Titles, and for each the lines below it: an entry each.
    """

    summary: str
    paragraphs: list[str] = field(default_factory=list[str])
    sections: dict[str, list[str]] = field(default_factory=dict[str, list[str]])

    def render(self, indent: str = "", width: int = 88) -> str:
        """Return the docstring with its quotes, each line of it indented."""
        quotes = _QUOTES
        if not self.paragraphs and not any(self.sections.values()):
            line = f'{indent}"""{self.summary}"""'
            if len(line) <= width:
                return f"{line}\n"
            quotes += _QUOTES  # ruff puts the last ones behind a single line
        first, *rest = wrapped([self.summary], width - len(indent) - quotes)
        lines = [f'"""{first}', *rest]
        for paragraph in self.paragraphs:
            lines += ["", *wrapped([paragraph], width - len(indent))]
        for title, entries in self.sections.items():
            if entries:
                hang = "" if title == "Returns" else "    "
                below = wrapped(entries, width - len(indent), "    ", hang)
                lines += ["", f"{title}:", *below]
        return textwrap.indent("\n".join([*lines, '"""']), indent) + "\n"


def docstring(text: str, indent: str = "    ", width: int = 88) -> str:
    """Return a description as a docstring, or nothing."""
    return Docstring(text).render(indent, width) if text else ""


def wrapped(
    paragraphs: Iterable[str], width: int, indent: str = "", hang: str = ""
) -> list[str]:
    """Return the lines of paragraphs; what goes on after the first line is hung in."""
    return [
        line
        for paragraph in paragraphs
        for line in textwrap.wrap(
            paragraph,
            width,
            initial_indent=indent,
            subsequent_indent=indent + hang,
            break_long_words=False,
            break_on_hyphens=False,
        )
    ]
