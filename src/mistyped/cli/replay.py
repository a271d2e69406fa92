"""`mistyped replay`: recordings, played again without a network."""

from __future__ import annotations

import argparse
import sys

from mistyped.cli.listening import add_address, until_interrupted, warn_if_open

HELP = "Answer as it was recorded, and say by a diff why a request matches nothing."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("folder", metavar="FOLDER", help="where the recordings are")
    add_address(parser, port=8002)


def run(arguments: argparse.Namespace) -> int:
    """Play until interrupted; the exit code is 1 if there are no recordings."""

    def served() -> None:
        from mistyped.recordings import RecordingError, replay  # needs an extra

        warn_if_open(str(arguments.host))
        try:
            replay(
                str(arguments.folder),
                str(arguments.host),
                int(arguments.port),
                lambda origin: _announce(origin, str(arguments.folder)),
            )
        except RecordingError as error:
            raise SystemExit(f"mistyped: {error}") from error

    return until_interrupted(served)


def _announce(origin: str, folder: str) -> None:
    sys.stdout.write(
        f"Playing {folder}: {origin}/v1\n"
        f"Point a client at it with MISTRAL_BASE_URL={origin}/v1 and any key; "
        "Ctrl-C ends it.\n"
    )
    sys.stdout.flush()
