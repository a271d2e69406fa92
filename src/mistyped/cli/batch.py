"""`mistyped batch`: a file of requests, from the check to the joined answers."""

from __future__ import annotations

import argparse
from typing import Final

HELP = "Run a file of requests as batch jobs: check, send, wait, join the answers."
_DOES: Final = {
    "run": "check a file, send it as jobs, wait, and write the results beside it",
    "status": "say how far a run is",
    "resume": "go on with a run that was ended or cancelled",
    "cancel": "ask for the end of a run, and write what was answered by then",
    "estimate": "say how many tokens a file has, and what they cost",
}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for name, does in _DOES.items():
        action = actions.add_parser(name, help=does, description=f"{does}.")
        action.add_argument("file", metavar="FILE", help="the requests, a line each")
        if name in ("run", "estimate"):
            action.add_argument("--model", help="the model of requests that name none")
            action.add_argument(
                "--endpoint", default="", help="where they go, if they do not say it"
            )
        if name == "run":
            action.add_argument("--agent-id", help="the agent that answers instead")
            action.add_argument(
                "--timeout-hours", type=int, help="when a job ends in any case (24)"
            )
        if name != "estimate":
            action.add_argument("--state", help="its state (FILE.batch.sqlite)")
        if name in ("run", "resume", "cancel"):
            action.add_argument(
                "--output", help="where the results go (FILE.results.jsonl)"
            )
        if name in ("run", "resume"):
            action.add_argument(
                "--poll", type=float, default=2.0, help="seconds between looks"
            )
        if name == "resume":
            action.add_argument(
                "--again", action="store_true", help="send once more what failed"
            )


def run(arguments: argparse.Namespace) -> int:
    """Do it; the exit code is 1 if requests have no answer, 2 if it cannot be done."""
    if arguments.action == "estimate":
        from mistyped.cli.batch_estimate import estimate  # needs extras

        return estimate(arguments)
    from mistyped.cli.batch_actions import act  # loads the OpenAI SDK

    return act(arguments)
