"""Rules that no schema can say: order, pairs, what fits together, what a model takes.

A rule is an entry of `spec/rules.yaml` and a function here, in the module of its group:
`last-role` in the group `order` is `order.last_role`. The function takes the request,
read once, and yields what it finds; all else about a rule stands in its entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from importlib import import_module
from typing import NamedTuple, TypeAlias

import orjson

from mistyped._check.known_models import is_pinned, known_model
from mistyped._check.request_view import Finding, RequestView
from mistyped._check.tally import cut
from mistyped._generated.rules import RULES
from mistyped._values.rows import NOTHING_LEARNT, KnownModel, Learnt, Rule
from mistyped.problems import Problem

RuleFunction: TypeAlias = Callable[[RequestView], Iterator[Finding]]
_Pairs: TypeAlias = tuple[tuple[Rule, RuleFunction], ...]
NAMES = "names"
"""The rules that a name which `client.models` has answered cannot break."""


def broken_rules(
    operation: str, body: Mapping[str, object], learnt: Learnt = NOTHING_LEARNT
) -> list[Problem]:
    """Return what the rules find in a request.

    Args:
        operation: The id of its call.
        body: The request.
        learnt: What the caller's client was told of models.
    """
    given = body.get("model")
    name = given if isinstance(given, str) else ""
    told = learnt.get(name) if learnt else None
    request = RequestView(body, told or known_model(name), operation)
    rules = _rules_for(operation, name, request.members, told)
    found = _problems(rules.of_requests, request)
    if rules.of_tools:
        found += _in_tools(rules.of_tools, request.tools_json)
    return found


class _Rules(NamedTuple):
    """The rules for a request; those of tools see nothing but the tools."""

    of_requests: _Pairs
    of_tools: _Pairs


@lru_cache(maxsize=256)
def _rules_for(
    operation: str, name: str, members: frozenset[str], told: KnownModel | None
) -> _Rules:
    model = told or known_model(name)
    is_certain = told is not None or is_pinned(name)
    found = [
        (rule if is_certain or not rule.lacking else _as_warning(rule), function)
        for rule, function in _of_operation(operation)
        if not members.isdisjoint(rule.needs)
        and _is_for(rule, model)
        and (told is None or rule.group != NAMES)
    ]
    return _Rules(
        tuple(each for each in found if each[0].group != "tools"),
        tuple(each for each in found if each[0].group == "tools"),
    )


@cache
def _of_operation(operation: str) -> _Pairs:
    return tuple(
        (rule, function_of(rule)) for rule in RULES if operation in rule.operations
    )


def _as_warning(rule: Rule) -> Rule:
    """Return a rule for a model whose name may stand for another one tomorrow."""
    return rule._replace(severity="warning")


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


def _is_for(rule: Rule, model: KnownModel) -> bool:
    if rule.lacking:
        return rule.lacking in model.cannot
    return not rule.not_lacking or rule.not_lacking not in model.cannot
