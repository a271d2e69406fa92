"""The command `mistyped`.

One table of commands; a command is a module with `HELP`, `configure(parser)` and
`run(arguments) -> exit code`. It uses the public API alone.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from importlib.metadata import version
from typing import Protocol, cast

COMMANDS = (
    "adapt",
    "batch",
    "check",
    "explain",
    "gateway",
    "lint",
    "mcp",
    "record",
    "replay",
    "serve",
)
_ENOUGH = 141
"""The exit code of a program whose output is read no more, as shells have it."""


class Command(Protocol):
    """What a command's module has."""

    HELP: str

    @staticmethod
    def configure(parser: argparse.ArgumentParser) -> None:
        """Add the command's arguments."""
        ...

    @staticmethod
    def run(arguments: argparse.Namespace) -> int:
        """Run the command and return its exit code."""
        ...


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code, 2 if it cannot be run so."""
    parser = argparse.ArgumentParser(
        prog="mistyped",
        description="A typed Mistral client: checks and a local server.",
    )
    parser.add_argument("--version", action="version", version=version("mistyped"))
    subparsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands: dict[str, Command] = {}
    for name in COMMANDS:
        command = cast("Command", import_module(f"mistyped.cli.{name}"))
        commands[name] = command
        subparser = subparsers.add_parser(
            name, help=command.HELP, description=command.HELP
        )
        command.configure(subparser)
    arguments = parser.parse_args(argv)
    try:
        return commands[str(arguments.command)].run(arguments)
    except ModuleNotFoundError as error:
        if "pip install" not in str(error):
            raise
        print(f"mistyped: {error}", file=sys.stderr)  # noqa: T201 - a command's output
        return 2
    except BrokenPipeError:  # who reads the output has had enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return _ENOUGH
