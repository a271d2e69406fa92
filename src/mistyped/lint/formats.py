"""Writes findings down: for people, for programs, and for GitHub in two ways."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import quote

from mistyped.lint import Finding
from mistyped.problems import Problem, as_members


class Found(NamedTuple):
    """A finding and the file that it is in."""

    file: str
    finding: Finding


def advice(problem: Problem) -> str:
    """Return what is wrong, after the name of the member that it is about."""
    name = next((e for e in reversed(problem.loc) if isinstance(e, str)), "")
    return f"{name}: {problem.advice}" if name else problem.advice


def as_text(found: Iterable[Found]) -> str:
    """Return a line for each finding: file, line, column, severity, words, rule."""
    return "".join(
        f"{file}:{f.line}:{f.column}: {f.problem.severity}: "
        f"{advice(f.problem)} [{f.problem.rule}]\n"
        for file, f in found
    )


def as_json(found: Iterable[Found]) -> str:
    """Return a JSON list with an object for each finding."""
    rows = [
        {
            "file": file,
            "line": f.line,
            "column": f.column,
            "end_line": f.end_line,
            "end_column": f.end_column,
            "method": f.method,
            **as_members(f.problem),
            "evidence": f.problem.evidence,
        }
        for file, f in found
    ]
    return json.dumps(rows, indent=2) + "\n"


def as_github(found: Iterable[Found]) -> str:
    """Return commands of GitHub's workflows, which annotate the lines of a change."""
    return "".join(
        f"::{f.problem.severity} file={_value(file)},line={f.line},col={f.column},"
        f"endLine={f.end_line},endColumn={f.end_column},"
        f"title={_value(f.problem.rule)}::{_escaped(advice(f.problem))}\n"
        for file, f in found
    )


def as_sarif(found: Iterable[Found]) -> str:
    """Return a log in SARIF 2.1.0, which GitHub's code scanning and editors read."""
    kept = list(found)
    rules = dict.fromkeys(f.problem.rule for _, f in kept)
    driver = {
        "name": "mistyped",
        "version": version("mistyped"),
        "rules": [{"id": rule} for rule in rules],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": driver},
                "columnKind": "unicodeCodePoints",
                "results": [_result(each) for each in kept],
            }
        ],
    }
    return json.dumps(log, indent=2) + "\n"


def _result(found: Found) -> Mapping[str, object]:
    finding = found.finding
    region = {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    }
    path = Path(found.file)
    uri = path.as_uri() if path.is_absolute() else quote(path.as_posix())
    place = {"artifactLocation": {"uri": uri}, "region": region}
    return {
        "ruleId": finding.problem.rule,
        "level": finding.problem.severity,
        "message": {"text": advice(finding.problem)},
        "locations": [{"physicalLocation": place}],
    }


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _value(text: str) -> str:
    return _escaped(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: Final[Mapping[str, Callable[[Iterable[Found]], str]]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}
"""How findings are written, by the name of the format."""
