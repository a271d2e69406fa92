"""`mistyped serve`: the local server, until it is interrupted."""

from __future__ import annotations

import argparse

HELP = "Run a strict local server that speaks Mistral's API; it is no language model."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("--host", default="127.0.0.1", help="address (%(default)s)")
    parser.add_argument("--port", type=int, default=8000, help="port (%(default)s)")


def run(arguments: argparse.Namespace) -> int:
    """Serve until interrupted."""
    from mistyped.server import serve  # noqa: PLC0415 - needs an extra

    host, port = str(arguments.host), int(arguments.port)
    print(f"Mistral's API on http://{host}:{port}/v1 (any key will do; Ctrl-C ends it)")  # noqa: T201
    print(f"Point a client at it: MISTRAL_BASE_URL=http://{host}:{port}/v1")  # noqa: T201
    serve(host, port)
    return 0
