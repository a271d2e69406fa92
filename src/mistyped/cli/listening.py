"""What the commands that listen have in common: an address, and how they end."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Callable

from mistyped.guard import BASE_URL


def add_address(parser: argparse.ArgumentParser, *, port: int) -> None:
    """Add the arguments that say where to listen."""
    parser.add_argument("--host", default="127.0.0.1", help="address (%(default)s)")
    parser.add_argument(
        "--port",
        type=_port,
        default=port,
        help="port, or 0 for a free one (%(default)s)",
    )


def add_upstream(parser: argparse.ArgumentParser) -> None:
    """Add the arguments that say where requests are passed on to."""
    upstream = os.environ.get("MISTRAL_BASE_URL") or BASE_URL
    parser.add_argument(
        "--upstream",
        metavar="URL",
        default=upstream,
        help="where Mistral's API is (%(default)s)",
    )
    parser.add_argument(
        "--allow-http",
        action="store_true",
        help="send keys to another machine over plain http, too",
    )


def until_interrupted(serve: Callable[[], None]) -> int:
    """Serve until a signal ends it; return the exit code."""
    # Ended either way, a server takes its files with it. A shell may start its
    # background jobs with SIGINT ignored, and Python leaves that as it is.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    hang_up = getattr(signal, "SIGHUP", None)  # not on Windows; nohup ignores it
    if hang_up and signal.getsignal(hang_up) != signal.SIG_IGN:
        # As an interrupt, which a server that is running handles in its own way.
        signal.signal(hang_up, _interrupt)
    try:
        serve()
    except OSError as error:
        print(f"mistyped: cannot listen there: {error}", file=sys.stderr)  # noqa: T201
        return 1
    except KeyboardInterrupt:
        pass
    return 0


def _interrupt(*_: object) -> None:
    signal.raise_signal(signal.SIGINT)


def warn_if_open(host: str) -> None:
    """Tell on stderr that other machines can reach what is served."""
    from mistyped.server.hosts import is_loopback

    if not is_loopback(host):
        sys.stderr.write(
            f"mistyped: warning: whoever reaches this machine can use what listens on "
            f"{host}; give no other --host to prevent it\n"
        )


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise argparse.ArgumentTypeError(f"{port} is no port; give 0 to 65535")
    return port
