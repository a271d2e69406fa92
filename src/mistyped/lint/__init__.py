"""The check on source code: requests that stand there, found without running it.

Calls of clients are found by their names, their requests evaluated as far as they are
certain, and asked of the same check that runs before a request is sent. What is not
certain is never reported.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from mistyped._check.adapting import conversion_for
from mistyped._check.draft import NOTHING
from mistyped._check.not_offered import NOT_OFFERED
from mistyped._values.call_options import OPTION_NAMES
from mistyped.lint.calls import MAY_CALL, SENDERS, Call, calls
from mistyped.lint.clients import NAMED, Clients, Whose
from mistyped.lint.evaluation import Evaluator, Value, literals
from mistyped.lint.judging import certain_problems
from mistyped.lint.scopes import Scopes
from mistyped.problems import Location, Problem

__all__ = ["Finding", "Fix", "lint"]
_IGNORE = re.compile(r"#\s*mistyped:\s*ignore(?:\[([\w., -]+)\])?")


class Fix(NamedTuple):
    """A lossless edit that ends a problem, where it stands in the call itself.

    Attributes:
        how: `rename` a key, `remove` a member, or write another value in its `values`.
        to: The new name, or the new value.
    """

    how: Literal["rename", "remove", "values"]
    to: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem of a request, and where in the source it stands.

    Attributes:
        problem: What is wrong; its location is that in the request.
        method: The method that is called, `chat.completions.create`.
        line: The line, from 1.
        column: The column in characters, from 1.
        end_line: The line in which it ends.
        end_column: The column behind its end.
        fix: What would mend it without a loss, if that is known.
    """

    problem: Problem
    method: str
    line: int
    column: int
    end_line: int
    end_column: int
    fix: Fix | None = None


def lint(source: str, *, assume_mistral: bool = False) -> list[Finding]:
    """Check the requests in source code.

    Args:
        source: A Python module.
        assume_mistral: Whether a client that may be anybody's is taken for Mistral's.
            Otherwise it has to be one of ours, or to have Mistral's base URL.

    Returns:
        What is wrong, in the order of the source. A line with the comment
        `# mistyped: ignore[rule]` has no findings of these rules.

    Raises:
        SyntaxError: If it may call Mistral, and is no Python.
        ValueError: If it holds what Python cannot read, such as a null byte.
    """
    # Walking a tree costs many times what looking at the text does.
    may_be_ours = assume_mistral or NAMED in source.lower()
    if not (may_be_ours and MAY_CALL.search(source)):
        return []
    tree = ast.parse(source)
    found = list(calls(tree))
    if not found:
        return []
    scopes = Scopes(tree, SENDERS)
    evaluator = Evaluator(scopes)
    clients = Clients(tree, scopes, evaluator)
    findings: list[Finding] = []
    for call in found:
        client = clients.of(call.client)
        # Of a client that may be anybody's only the names of operations tell enough.
        assumed = assume_mistral and call.operation and client.whose is Whose.UNKNOWN
        if client.whose is Whose.MISTRAL or assumed:
            waived = client.waived | _waived(call.node)
            findings += [
                each
                for each in _of_call(call, evaluator)
                if each.problem.rule not in waived
            ]
    kept = dict.fromkeys(_not_ignored(findings, source.encode().splitlines()))
    return sorted(kept, key=lambda each: (each.line, each.column))


def _of_call(call: Call, evaluator: Evaluator) -> Iterator[Finding]:
    if call.operation is None:
        message = f"only OpenAI's client has {call.method}"
        problem = Problem(NOT_OFFERED, (), message, call.hint)
        yield _at(call.node.func, problem, call.method)
        return
    if call.node.args and not call.operation.path.endswith("}"):
        return  # a request in one piece, which a type checker sees
    request = evaluator.call(call.node, OPTION_NAMES)
    for problem in certain_problems(call.operation, request):
        at = request.node(_place(problem, request)) or call.node
        fix = _fix(problem, request) if _is_within(at, call.node) else None
        yield _at(at, problem, call.method, fix)


def _place(problem: Problem, request: Value) -> Location:
    """Return the place in the request that a problem is shown at."""
    missing = problem.rule == "missing" and problem.loc not in request.places
    return problem.loc[:-1] if missing else problem.loc


def _is_within(node: ast.AST, call: ast.Call) -> bool:
    """Whether a node stands in the call itself, and so is of nothing else."""
    return any(each is node for each in ast.walk(call))


def _fix(problem: Problem, request: Value) -> Fix | None:
    """Return the edit that mends a problem without a loss, whatever is not known."""
    loc = problem.loc
    if not loc or loc not in request.places or loc[:-1] in request.open:
        return None
    value = request.value(loc)
    conversion = conversion_for(problem.rule, loc, value)
    if conversion is None or conversion.lossy or conversion.how == "by":
        return None
    if conversion.how == "rename":
        taken = request.value((*loc[:-1], conversion.to)) is not NOTHING
        return None if taken else Fix("rename", conversion.to)
    if conversion.how == "values":
        return Fix("values", conversion.values[str(value)])
    return Fix("remove")


def _at(
    node: ast.AST, problem: Problem, method: str, fix: Fix | None = None
) -> Finding:
    assert isinstance(node, ast.expr | ast.keyword)
    end_line, end = node.end_lineno, node.end_col_offset
    return Finding(
        problem,
        method,
        node.lineno,
        node.col_offset,
        end_line if end_line is not None else node.lineno,
        end if end is not None else node.col_offset,
        fix,
    )


def _waived(node: ast.Call) -> frozenset[str]:
    given = [each.value for each in node.keywords if each.arg == "waive"]
    return frozenset(text for value in given for text in literals(value))


def _not_ignored(findings: list[Finding], lines: list[bytes]) -> Iterator[Finding]:
    """Yield the findings whose line does not say otherwise, in columns of characters.

    Python's syntax tree counts bytes, and lines as bytes end: at no form feed.
    """
    for each in findings:
        line = lines[each.line - 1]
        last = lines[each.end_line - 1]
        ignore = _IGNORE.search(line.decode())
        if ignore and (not ignore[1] or each.problem.rule in _split(ignore[1])):
            continue
        yield replace(
            each,
            column=_characters(line, each.column) + 1,
            end_column=_characters(last, each.end_column) + 1,
        )


def _split(rules: str) -> list[str]:
    return [each.strip() for each in rules.split(",")]


def _characters(line: bytes, column: int) -> int:
    return len(line[:column].decode(errors="ignore"))
