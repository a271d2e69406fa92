"""`mistyped gateway`: a local process between OpenAI-shaped programs and Mistral."""

from __future__ import annotations

import argparse
import sys

from mistyped.cli.listening import (
    add_address,
    add_upstream,
    until_interrupted,
    warn_if_open,
)

HELP = "Run a local process that makes OpenAI's requests Mistral's, for any program."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    add_address(parser, port=8001)
    add_upstream(parser)
    parser.add_argument(
        "--compat",
        choices=("strict", "adapt", "adapt-lossy"),
        default="adapt",
        help="refuse what Mistral would, convert it, or also with a loss (%(default)s)",
    )
    parser.add_argument(
        "--responses",
        choices=("chat", "native"),
        default="chat",
        help="play the Responses API on chat, or send it to Mistral's (%(default)s)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Pass requests on until interrupted."""

    def served() -> None:
        from mistyped.gateway import Gateway, serve  # needs an extra

        warn_if_open(str(arguments.host))
        serve(
            Gateway(
                arguments.upstream,
                arguments.compat,
                arguments.responses,
                bool(arguments.allow_http),
            ),
            str(arguments.host),
            int(arguments.port),
            announce=lambda origin: _announce(origin, str(arguments.upstream)),
        )

    try:
        return until_interrupted(served)
    except ValueError as error:  # an address to which no key may go
        sys.stderr.write(f"mistyped: {error}\n")
        return 2


def _announce(origin: str, upstream: str) -> None:
    print(  # noqa: T201 - a command's output
        f"A gateway to {upstream}: {origin}/v1\n"
        f"Point any OpenAI client at it with OPENAI_BASE_URL={origin}/v1 and your "
        "Mistral key; Ctrl-C ends it.",
        flush=True,
    )
