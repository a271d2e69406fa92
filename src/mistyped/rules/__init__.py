"""Rules that no schema can say: order, pairs, what fits together, what a model takes.

A rule is an entry of `spec/rules.yaml` and a function here, in the module of its group:
`last-role` in the group `order` is `order.last_role`. The function takes the request,
read once, and yields what it finds; all else about a rule stands in its entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache

from mistyped._generated.request_rules import RULES
from mistyped.problems import Problem
from mistyped.rules import (
    audio,
    calls,
    documents,
    models,
    order,
    parameters,
    tools,
)
from mistyped.rules.conversation import Conversation, Found
from mistyped.verdicts import Rule

Function = Callable[[Conversation], Iterator[Found]]
_GROUPS = {
    "audio": audio,
    "calls": calls,
    "documents": documents,
    "models": models,
    "order": order,
    "parameters": parameters,
    "tools": tools,
}


def broken_rules(operation: str, body: Mapping[str, object]) -> list[Problem]:
    """Return what the rules find in a request; `operation` is the id of its call."""
    model = body.get("model")
    asked = _rules_for(operation, model if isinstance(model, str) else "")
    if not asked:
        return []
    conversation = Conversation(body)
    return [
        Problem(
            rule.id,
            found.loc,
            found.message,
            found.hint or rule.hint,
            rule.severity,
            rule.evidence,
        )
        for rule, function in asked
        for found in function(conversation)
    ]


def function_of(rule: Rule) -> Function:
    """Return the function of a rule."""
    function: Function = getattr(_GROUPS[rule.group], rule.id.replace("-", "_"))
    return function


@lru_cache(maxsize=256)
def _rules_for(operation: str, model: str) -> list[tuple[Rule, Function]]:
    return [
        (rule, function_of(rule))
        for rule in RULES
        if operation in rule.operations and _is_for(rule, model)
    ]


def _is_for(rule: Rule, model: str) -> bool:
    if rule.models:
        return _is_named(model, rule.models)
    return not rule.not_models or not _is_named(model, rule.not_models)


def _is_named(model: str, names: tuple[str, ...]) -> bool:
    return any(
        model.startswith(each[:-1]) if each.endswith("*") else model == each
        for each in names
    )
