"""`mistyped explain`: what is known of a parameter, a rule, a model or a code."""

from __future__ import annotations

import argparse
import json

from mistyped._check.explanations import Topic, explain
from mistyped.cli.terminal import console, escape, print_error

HELP = "Say what is known of a parameter, rule, model, method or code, and how."


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument(
        "name",
        help="stream_options, messages[0].name, last-role, gpt-4o, 422, ...",
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(arguments: argparse.Namespace) -> int:
    """Explain; the exit code is 1 if nothing is known."""
    try:
        topics = explain(str(arguments.name))
    except LookupError as error:
        print_error(str(error))
        return 1
    if arguments.format == "json":
        console().print_json(json.dumps([_as_json(topic) for topic in topics]))
        return 0
    for topic in topics:
        console().print(_text(topic))
    return 0


def _as_json(topic: Topic) -> dict[str, object]:
    evidence = [{"id": name, **each._asdict()} for name, each in topic.evidence]
    return {**topic._asdict(), "evidence": evidence}


def _text(topic: Topic) -> str:
    colour = {"error": "red", "warning": "yellow"}.get(topic.severity, "green")
    where = f"  [dim]{escape(topic.where)}[/]" if topic.where else ""
    lines = [f"[bold]{escape(topic.name)}[/] ({topic.kind}){where}"]
    severity = f" ({topic.severity})" if topic.severity else ""
    lines.append(f"  [{colour}]{escape(topic.what)}{severity}[/]")
    if topic.hint:
        lines.append(f"  instead: {escape(topic.hint)}")
    for name, each in topic.evidence:
        said = f"{each.claim} {each.source}"
        lines.append(f"  {each.date}  {each.kind}  {escape(said)} \\[{escape(name)}]")
    if topic.waive:
        lines.append(f"  to waive it: waive={{{escape(repr(topic.waive))}}}")
    return "\n".join([*lines, ""])
