"""The rules that no schema can say: their table, and how they work together.

What each rule finds and what it lets pass stands in `tests/cases/<rule>`.
"""

from __future__ import annotations

import ast
import inspect
from importlib import import_module
from pkgutil import iter_modules

import pytest

import mistyped.rules
from mistyped._generated.request_rules import RULES
from mistyped.rules import function_of
from mistyped.verdicts import Rule

HELPERS = {"conversation"}
"""Modules of the package that hold no rules."""


def functions() -> dict[tuple[str, str], object]:
    """Return the public functions of the modules of rules, by module and name."""
    modules = {each.name for each in iter_modules(mistyped.rules.__path__)} - HELPERS
    loaded = {name: import_module(f"mistyped.rules.{name}") for name in modules}
    return {
        (name, each.name): getattr(module, each.name)
        for name, module in loaded.items()
        for each in ast.parse(inspect.getsource(module)).body
        if isinstance(each, ast.FunctionDef) and not each.name.startswith("_")
    }


class TestTable:
    """One entry, one function."""

    def test_every_rule_has_a_function_and_every_function_a_rule(self) -> None:
        """A function that no entry names would never be asked."""
        named = {(rule.group, rule.id.replace("-", "_")) for rule in RULES}
        assert functions().keys() == named
        for rule in RULES:
            found = functions()[rule.group, rule.id.replace("-", "_")]
            assert function_of(rule) is found

    def test_ids_are_unique(self) -> None:
        """Also among what the schema check says."""
        ids = [rule.id for rule in RULES]
        assert len(ids) == len(set(ids))

    @pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
    def test_an_entry_reads_well(self, rule: Rule) -> None:
        """A sentence, a clause to follow, evidence, and a call that exists."""
        assert rule.what.endswith(".")
        assert rule.hint
        assert not rule.hint.endswith(".")
        assert rule.evidence
        assert "chat.completions.create" in rule.operations
        assert not (rule.models and rule.not_models)
