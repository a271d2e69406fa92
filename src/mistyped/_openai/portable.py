"""Lets the SDK's errors of calls be pickled and copied, as ours are."""

from __future__ import annotations

import copyreg

import openai

from mistyped._values.portable import reduced


def register() -> None:
    """Let `pickle`, `copy` and `deepcopy` take the SDK's errors of calls."""
    kinds: list[type[openai.APIError]] = [openai.APIError, *_below(openai.APIError)]
    for kind in kinds:
        if kind.__module__.partition(".")[0] == "openai":
            copyreg.pickle(kind, reduced)


def _below(kind: type[openai.APIError]) -> list[type[openai.APIError]]:
    found: list[type[openai.APIError]] = []
    for each in kind.__subclasses__():
        found += [each, *_below(each)]
    return found
