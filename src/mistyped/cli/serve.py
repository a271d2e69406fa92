"""`mistyped serve`: the local server, until it is interrupted."""

from __future__ import annotations

import argparse
import sys
from functools import partial

from mistyped._check.missing_paths import NOT_COVERED
from mistyped.cli.listening import add_address, until_interrupted, warn_if_open

HELP = "Run a strict local server that speaks Mistral's API; it is no language model."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    areas = ", ".join(NOT_COVERED.values())
    parser.epilog = f"Not served, though Mistral has it: {areas}."
    add_address(parser, port=8000)
    parser.add_argument(
        "--json", action="store_true", help="log a line of JSON for each request"
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted."""

    def served() -> None:
        from mistyped.server import serve  # needs an extra

        warn_if_open(str(arguments.host))
        serve(
            str(arguments.host),
            int(arguments.port),
            announce=partial(_announce, errors=bool(arguments.json)),
            log="json" if arguments.json else "text",
        )

    return until_interrupted(served)


def _announce(origin: str, *, errors: bool) -> None:
    """Tell where it listens: beside the log, if that is for a program."""
    print(
        f"A local server that speaks Mistral's API: {origin}/v1\n"
        f"Point a client at it with MISTRAL_BASE_URL={origin}/v1 and any key; "
        "Ctrl-C ends it.",
        file=sys.stderr if errors else sys.stdout,
        flush=True,
    )
