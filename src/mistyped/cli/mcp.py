"""`mistyped mcp`: check, explain and adapt as tools of an MCP server."""

from __future__ import annotations

import argparse
from contextlib import suppress

HELP = "Serve check, explain and adapt to coding agents: an MCP server on stdio."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add no argument: an agent starts it, and asks by its standard input."""
    parser.epilog = "An agent starts it by itself: give it the command `mistyped mcp`."


def run(arguments: argparse.Namespace) -> int:
    """Serve until standard input ends.

    Raises:
        ModuleNotFoundError: If the package mcp is not installed, or too old.
    """
    del arguments
    try:
        from mistyped.cli.mcp_server import create_server
    except ImportError as error:
        if (error.name or "").partition(".")[0] != "mcp":
            raise
        text = "this command needs mcp 2 or newer: pip install 'mistyped[mcp]'"
        raise ModuleNotFoundError(text, name="mcp") from error
    with suppress(KeyboardInterrupt):
        create_server().run("stdio")
    return 0
