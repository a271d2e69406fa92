"""`mistyped batch estimate`: tokens and price of a file, before it is sent."""

from __future__ import annotations

import argparse

from mistyped._batch.estimating import Estimate, estimate_file
from mistyped._batch.reading import UnreadableError
from mistyped.cli.check_formats import counted
from mistyped.cli.progress import progress_bar
from mistyped.cli.terminal import console, escape, print_error
from mistyped.tokens import price
from mistyped.tokens.counting import count_plain
from mistyped.tokens.loading import require_installed

_SHOWN = 3


def estimate(arguments: argparse.Namespace) -> int:
    """Print it; the exit code is 1 if some requests have no count, 2 if none is read.

    Raises:
        ImportError: If what counts is not installed.
    """
    require_installed()
    name, model = str(arguments.file), str(arguments.model or "")
    path = str(arguments.endpoint)
    try:
        with progress_bar(name) as progress:
            found = estimate_file(name, path, model, count_plain, progress=progress)
    except UnreadableError as error:
        print_error(str(error))
        return 2
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
