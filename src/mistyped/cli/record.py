"""`mistyped record`: real exchanges kept as readable files."""

from __future__ import annotations

import argparse
import sys

from mistyped.cli.listening import (
    add_address,
    add_upstream,
    until_interrupted,
    warn_if_open,
)

HELP = "Pass requests on to Mistral, and keep each exchange as a file, without keys."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("folder", metavar="FOLDER", help="where the files go")
    add_address(parser, port=8002)
    add_upstream(parser)


def run(arguments: argparse.Namespace) -> int:
    """Record until interrupted; the exit code is 1 if folder or URL will not do."""

    def served() -> None:
        from mistyped.recordings import record  # needs an extra

        warn_if_open(str(arguments.host))
        try:
            record(
                str(arguments.upstream),
                str(arguments.folder),
                str(arguments.host),
                int(arguments.port),
                lambda origin: _announce(origin, arguments),
                allow_http=bool(arguments.allow_http),
            )
        except ValueError as error:
            raise SystemExit(f"mistyped: {error}") from error

    return until_interrupted(served)


def _announce(origin: str, arguments: argparse.Namespace) -> None:
    sys.stdout.write(
        f"Recording what goes to {arguments.upstream} into {arguments.folder}: "
        f"{origin}/v1\n"
        f"Point a client at it with MISTRAL_BASE_URL={origin}/v1 and your key; "
        "Ctrl-C ends it.\n"
    )
    sys.stdout.flush()
