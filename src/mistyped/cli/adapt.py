"""`mistyped adapt`: what it takes to make a request one that Mistral takes."""

from __future__ import annotations

import argparse
import json
import sys
from difflib import unified_diff

from mistyped import Adapted, adapt
from mistyped._check.operations import find_operation
from mistyped.cli.reading import UnreadableError, read_text
from mistyped.cli.terminal import console, escape, print_error

HELP = "Make a request as OpenAI takes it one that Mistral takes, and show the changes."
_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("file", metavar="FILE", help="a JSON body, or -")
    parser.add_argument(
        "--path",
        default="/v1/chat/completions",
        help="where the request goes (%(default)s)",
    )
    parser.add_argument(
        "--lossy", action="store_true", help="do what the model notices, too"
    )
    parser.add_argument(
        "--format",
        choices=("diff", "json"),
        default="diff",
        help="the changes for people, or the new body (%(default)s)",
    )


def run(arguments: argparse.Namespace) -> int:
    """Adapt; the exit code is 1 if Mistral would refuse it still, 2 without JSON."""
    path, name = str(arguments.path), str(arguments.file)
    if find_operation("POST", path) is None:
        print_error(adapt(path, {}).problems[0].advice)
        return 2
    try:
        body: object = json.loads(read_text(name))
    except UnreadableError as error:
        print_error(str(error))
        return 2
    except (ValueError, RecursionError) as error:
        print_error(f"cannot read {name}: {error}")
        return 2
    done = adapt(path, body, lossy=bool(arguments.lossy))
    if arguments.format == "json":
        sys.stdout.write(f"{_pretty(done.body)}\n")
    else:
        _print_diff(body, done)
    for problem in done.problems:
        colour = "red" if problem.severity == "error" else "yellow"
        text = f"[{colour}]{problem.severity}[/] {escape(str(problem))}"
        console(errors=arguments.format == "json").print(text)
    return 0 if done.ok else 1


def _print_diff(body: object, done: Adapted) -> None:
    for change in done.changes:
        kind = "[yellow]lossy[/]" if change.lossy else "[green]lossless[/]"
        text = f"{change.path}: {change.what}"
        rule = escape(f"[{change.rule}]")
        console().print(f"{kind} {escape(text)} [dim]{rule}[/]")
    lines = unified_diff(
        _pretty(body).splitlines(),
        _pretty(done.body).splitlines(),
        "given",
        "adapted",
        lineterm="",
    )
    for line in lines:
        colour = _COLOURS.get(line[:1], "default")
        console().print(f"[{colour}]{escape(line)}[/]")
    if not done.changes:
        console().print("nothing to change")


def _pretty(body: object) -> str:
    return json.dumps(body, indent=2, ensure_ascii=False)
