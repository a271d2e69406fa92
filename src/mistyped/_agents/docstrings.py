"""What a docstring says of a function and of its parameters.

The library knows the styles of Google, NumPy and Sphinx. Without it (extra `tools`) a
docstring is the description as a whole, so that nothing it says is lost.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Described:
    """What is said of a function, and of its parameters by name."""

    text: str
    parameters: dict[str, str] = field(default_factory=dict[str, str])


def described(function: object) -> Described:
    """Read the docstring of a function."""
    text = inspect.getdoc(function) or ""
    try:
        from docstring_parser import parse
    except ImportError:
        return Described(text)
    if not text:
        return Described("")
    read = parse(text)
    said = [read.short_description or "", read.long_description or ""]
    parameters = {
        each.arg_name: " ".join((each.description or "").split())
        for each in read.params
        if each.description
    }
    return Described("\n\n".join(filter(None, said)) or text, parameters)
