"""`mistyped check`: requests in a file, checked without sending them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import NamedTuple

from mistyped import Report, check
from mistyped._check.operations import find_operation
from mistyped._values.guards import is_mapping
from mistyped.cli.reading import UnreadableError, read_text
from mistyped.cli.terminal import console, escape, print_error

HELP = "Check requests in a file: a JSON body, or a line of JSONL for each."
_CHAT = "/v1/chat/completions"
_MODELS = ("model", "agent_id")


class _Request(NamedTuple):
    """A request, the path that it goes to, and where it stands in the file."""

    place: str
    path: str
    body: object


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments."""
    parser.add_argument("file", metavar="FILE", help="a .json or .jsonl file, or -")
    parser.add_argument(
        "--path", default=_CHAT, help="where the requests go (%(default)s)"
    )
    parser.add_argument("--format", choices=("text", "json"), default="text")


def run(arguments: argparse.Namespace) -> int:
    """Check; the exit code is 1 if Mistral would refuse one, 2 if none can be read."""
    path = str(arguments.path)
    if find_operation("POST", path) is None:
        print_error(check(path, {}).problems[0].advice)
        return 2
    try:
        text = read_text(str(arguments.file))
        asked = list(_requests(text, path))
    except UnreadableError as error:
        print_error(str(error))
        return 2
    reports = [(each, check(each.path, each.body)) for each in asked]
    if arguments.format == "json":
        console().print_json(json.dumps([_as_json(*each) for each in reports]))
    else:
        for each, report in reports:
            _print_report(each, report)
        _print_summary([report for _, report in reports])
    return 0 if all(report.ok for _, report in reports) else 1


def _requests(text: str, path: str) -> Iterator[_Request]:
    """Yield the requests of a text; a line of a batch says itself where it goes."""
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    try:
        whole = json.loads(text)
    except ValueError as error:
        if len(lines) < 2:
            raise UnreadableError(f"this is no JSON: {error}") from None
    else:
        lines = []
        yield _request("", whole, path)
    for number, line in lines:
        try:
            value = json.loads(line)
        except ValueError as error:
            raise UnreadableError(f"line {number} is no JSON: {error}") from None
        yield _request(f"line {number}", value, path)


def _request(place: str, value: object, path: str) -> _Request:
    if is_mapping(value) and "body" in value and "messages" not in value:
        url, name, body = value.get("url"), value.get("custom_id"), value["body"]
        where = f"{place} ({name})" if name else place
        if is_mapping(body) and body.keys().isdisjoint(_MODELS):
            body = {**body, "model": "the one of the job"}
        return _Request(where, url if isinstance(url, str) else path, body)
    return _Request(place, path, value)


def _as_json(request: _Request, report: Report) -> dict[str, object]:
    problems = [
        {
            "path": problem.path,
            "rule": problem.rule,
            "severity": problem.severity,
            "message": problem.message,
            "hint": problem.hint,
            "evidence": problem.evidence,
        }
        for problem in report.problems
    ]
    return {
        "place": request.place,
        "operation": report.operation,
        "ok": report.ok,
        "problems": problems,
    }


def _print_report(request: _Request, report: Report) -> None:
    if request.place and report.problems:
        console().print(f"[bold]{escape(request.place)}[/]")
    for problem in report.problems:
        colour = "red" if problem.severity == "error" else "yellow"
        text = f"{escape(problem.path)}: {escape(problem.advice)}"
        rule = escape(f"[{problem.rule}]")
        console().print(f"  [{colour}]{problem.severity}[/] {text} [dim]{rule}[/]")


def _print_summary(reports: list[Report]) -> None:
    errors = sum(len(report.errors) for report in reports)
    warnings = sum(len(report.warnings) for report in reports)
    refused = sum(not report.ok for report in reports)
    colour = "red" if errors else "green"
    console().print(
        f"[{colour}]{_count(len(reports), 'request')}, {refused} that Mistral would "
        f"refuse[/]: {_count(errors, 'error')}, {_count(warnings, 'warning')}"
    )


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
