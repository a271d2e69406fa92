"""`mistyped serve`: the local server, until it is interrupted."""

from __future__ import annotations

import argparse

from mistyped._check.missing_paths import NOT_COVERED
from mistyped.cli.listening import add_address, until_interrupted, warn_if_open

HELP = "Run a strict local server that speaks Mistral's API; it is no language model."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    areas = ", ".join(NOT_COVERED.values())
    parser.epilog = f"Not served, though Mistral has it: {areas}."
    add_address(parser, port=8000)


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted."""

    def served() -> None:
        from mistyped.server import serve  # needs an extra

        warn_if_open(str(arguments.host))
        serve(str(arguments.host), int(arguments.port), announce=_announce)

    return until_interrupted(served)


def _announce(origin: str) -> None:
    print(  # noqa: T201 - a command's output
        f"A local server that speaks Mistral's API: {origin}/v1\n"
        f"Point a client at it with MISTRAL_BASE_URL={origin}/v1 and any key; "
        "Ctrl-C ends it.",
        flush=True,
    )
