"""`mistyped batch estimate`: tokens and price of a file, before it is sent."""

from __future__ import annotations

import argparse

from mistyped._batch.checking import first_line
from mistyped._batch.endpoints import guessed_path
from mistyped._batch.estimating import Estimate
from mistyped._batch.reading import lines_of, opened
from mistyped.cli.check_formats import counted
from mistyped.cli.terminal import console, escape
from mistyped.tokens import count, price

_SHOWN = 3


def estimate(arguments: argparse.Namespace) -> int:
    """Print it; the exit code is 1 if some requests could not be counted.

    Raises:
        UnreadableError: If the file cannot be read, or is no JSON.
        ImportError: If what counts is not installed.
    """
    name, found = str(arguments.file), Estimate()
    path = str(arguments.endpoint) or guessed_path(first_line(name))
    with opened(name) as source:
        texts = (text for _, text in lines_of(source))
        found.read(texts, path, str(arguments.model or ""), count)
    _print(found)
    return 1 if found.uncounted else 0


def _print(found: Estimate) -> None:
    out = console()
    prompt = sum(found.prompt.values())
    out.print(f"{counted(found.requests, 'request')}, {prompt:,} tokens of prompts")
    for model, tokens in found.prompt.most_common():
        most = found.completion[model]
        least = price(model, prompt=tokens, batch=True)
        whole = price(model, prompt=tokens, completion=most, batch=True)
        out.print(f"{escape(model or 'no model')}: {tokens:,} tokens")
        out.print(f"  prompts alone: {escape(str(least))}")
        if most:
            out.print(f"  with answers of at most {most:,}: {escape(str(whole))}")
    if found.unbounded:
        some = counted(found.unbounded, "request")
        out.print(f"{some} without max_tokens: their answers are in no price")
    for why, times in found.doubts.most_common(_SHOWN):
        out.print(f"an estimate for {counted(times, 'request')}: {escape(why)}")
    if found.uncounted:
        some = counted(found.uncounted, "request")
        out.print(f"[yellow]{some} not counted[/]: {escape(found.why)}")
