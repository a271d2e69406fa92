"""`mistyped serve`: the local server, until it is interrupted."""

from __future__ import annotations

import argparse
import signal
import sys

from mistyped._check.missing_paths import NOT_COVERED

HELP = "Run a strict local server that speaks Mistral's API; it is no language model."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    areas = ", ".join(NOT_COVERED.values())
    parser.epilog = f"Not served, though Mistral has it: {areas}."
    parser.add_argument("--host", default="127.0.0.1", help="address (%(default)s)")
    parser.add_argument(
        "--port",
        type=_port,
        default=8000,
        help="port, or 0 for a free one (%(default)s)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted."""
    # Ended either way, the server takes its files with it. A shell may start its
    # background jobs with SIGINT ignored, and Python leaves that as it is.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        from mistyped.server import serve  # needs an extra

        serve(str(arguments.host), int(arguments.port), announce=_announce)
    except OSError as error:
        print(f"mistyped: cannot listen there: {error}", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def _announce(origin: str) -> None:
    print(  # noqa: T201 - a command's output
        f"A local server that speaks Mistral's API: {origin}/v1\n"
        f"Point a client at it with MISTRAL_BASE_URL={origin}/v1 and any key; "
        "Ctrl-C ends it.",
        flush=True,
    )


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{port} is no port; give 0 to 65535")
    return port
