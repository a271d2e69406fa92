"""Rules that no schema can say: order, pairs, what fits together, what a model takes.

A rule is an entry of `spec/rules.yaml` and a function here, in the module of its group:
`last-role` in the group `order` is `order.last_role`. The function takes the request,
read once, and yields what it finds; all else about a rule stands in its entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from importlib import import_module
from typing import NamedTuple, TypeAlias

import orjson

from mistyped._check.request_view import Finding, RequestView
from mistyped._check.tally import cut
from mistyped._generated.rules import RULES
from mistyped._values.rows import Rule
from mistyped.problems import Problem

RuleFunction: TypeAlias = Callable[[RequestView], Iterator[Finding]]
_Pairs: TypeAlias = tuple[tuple[Rule, RuleFunction], ...]


def broken_rules(operation: str, body: Mapping[str, object]) -> list[Problem]:
    """Return what the rules find in a request; `operation` is the id of its call."""
    given = body.get("model")
    model = given if isinstance(given, str) else ""
    request = RequestView(body)
    rules = _rules_for(operation, model, request.members)
    found = _problems(rules.of_requests, request)
    if rules.of_tools:
        found += _in_tools(rules.of_tools, request.tools_json)
    return found


class _Rules(NamedTuple):
    """The rules for a request; those of tools see nothing but the tools."""

    of_requests: _Pairs
    of_tools: _Pairs


@lru_cache(maxsize=256)
def _rules_for(operation: str, model: str, members: frozenset[str]) -> _Rules:
    found = [
        (rule, function_of(rule))
        for rule in RULES
        if operation in rule.operations
        and _is_for(rule, model)
        and not members.isdisjoint(rule.needs)
    ]
    return _Rules(
        tuple(each for each in found if each[0].group != "tools"),
        tuple(each for each in found if each[0].group == "tools"),
    )


@lru_cache(maxsize=64)
def _in_tools(rules: _Pairs, dumped: bytes) -> list[Problem]:
    """Judge tools once: most programs send the same ones with every request."""
    return _problems(rules, RequestView({"tools": orjson.loads(dumped)}))


def _problems(rules: _Pairs, request: RequestView) -> list[Problem]:
    return cut(
        Problem(
            rule.id,
            found.loc,
            found.message,
            found.hint or rule.hint,
            rule.severity,
            rule.evidence,
        )
        for rule, function in rules
        for found in function(request)
    )


def function_of(rule: Rule) -> RuleFunction:
    """Return the function of a rule, from the module of its group."""
    module = import_module(f"{__name__}.{rule.group}")
    function: RuleFunction = getattr(module, rule.id.replace("-", "_"))
    return function


def _is_for(rule: Rule, model: str) -> bool:
    if rule.models:
        return _is_named(model, rule.models)
    return not rule.not_models or not _is_named(model, rule.not_models)


def _is_named(model: str, names: tuple[str, ...]) -> bool:
    return any(
        model.startswith(each[:-1]) if each.endswith("*") else model == each
        for each in names
    )
