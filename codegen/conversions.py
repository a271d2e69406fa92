"""Reads what mends requests of other APIs; renders its table and its page."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain, product
from typing import NamedTuple

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

from codegen.docs import HEAD, table
from codegen.document import Document, JSONValue, as_list, as_object
from codegen.findings import Finding, FindingsError

SOURCE = "spec/conversions.yaml"
FUNCTIONS = "src/mistyped/_check/conversions.py"
GENERIC = frozenset(
    {"any-verdict", "missing", "null", "unknown-key", "wrong-type", "wrong-value"}
)
"""Rules that the check has for all places, and what stands for all verdicts."""
_HOW = ("rename", "remove", "values", "by")
_TEXT: Document = {"type": "string", "minLength": 1}
_FORM: Validator = Draft202012Validator(
    {
        "type": "object",
        "required": ["conversions"],
        "additionalProperties": False,
        "properties": {
            "conversions": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["rules"],
                    "additionalProperties": False,
                    "properties": {
                        "rules": {"type": "array", "items": _TEXT, "minItems": 1},
                        "at": _TEXT,
                        "when": {"type": "array", "minItems": 1},
                        "rename": _TEXT,
                        "remove": {"const": True},
                        "values": {"type": "object", "additionalProperties": _TEXT},
                        "by": _TEXT,
                        "says": _TEXT,
                        "lossy": {"const": True},
                    },
                    "oneOf": [{"required": [how]} for how in _HOW],
                },
            }
        },
    }
)


class Conversion(NamedTuple):
    """One entry of `spec/conversions.yaml`; see its head, and `_values/rows.py`."""

    rules: tuple[str, ...]
    how: str
    to: str
    values: Mapping[str, str]
    when: tuple[JSONValue, ...] | None
    at: str
    lossy: bool
    says: str


def read(
    document: Document, rules: Collection[str], functions: Collection[str]
) -> list[Conversion]:
    """Return what `spec/conversions.yaml` says, in its order.

    Args:
        document: The file.
        rules: The ids of all rules and refusing verdicts.
        functions: The names of the functions that convert.

    Raises:
        FindingsError: If it has not the form that its head says, names a rule or a
            function that is not there, or leaves out what was done.
    """
    findings = [
        Finding(
            SOURCE,
            ".".join(map(str, error.absolute_path)) or "the root",
            error.message,
            "write it as the head of the file says",
        )
        for error in _FORM.iter_errors(document)
    ]
    if findings:
        raise FindingsError(findings)
    entries = map(as_object, as_list(document["conversions"]))
    found = [_conversion(entry) for entry in entries]
    findings = [each for row in found for each in _unknown(row, rules, functions)]
    if findings:
        raise FindingsError(findings)
    return found


def functions_in(text: str) -> set[str]:
    """Return the names of the functions that convert, from the text of their module."""
    return set(re.findall(r"^def ([a-z]\w*)\(draft: Draft", text, re.MULTILINE))


def _conversion(entry: Document) -> Conversion:
    how = next(each for each in _HOW if each in entry)
    to = str(entry[how]) if how in ("rename", "by") else ""
    when = entry.get("when")
    return Conversion(
        rules=tuple(chain(*(_expanded(str(e)) for e in as_list(entry["rules"])))),
        how=how,
        to=to,
        values={k: str(v) for k, v in as_object(entry.get("values", {})).items()},
        when=tuple(as_list(when)) if when is not None else None,
        at=str(entry.get("at", "")),
        lossy=entry.get("lossy") is True,
        says=str(entry.get("says", f"it is now {to}")),
    )


def _expanded(pattern: str) -> Iterator[str]:
    """Yield what a text stands for: `{a,b}.c` for `a.c` and `b.c`."""
    parts = re.split(r"\{([^}]*)\}", pattern)
    choices = [p.split(",") if n % 2 else [p] for n, p in enumerate(parts)]
    yield from map("".join, product(*choices))


def _unknown(
    row: Conversion, rules: Collection[str], functions: Collection[str]
) -> Iterator[Finding]:
    for rule in row.rules:
        if rule not in rules and rule not in GENERIC:
            fix = "name a rule, or a verdict that refuses"
            yield Finding(SOURCE, rule, "there is no such rule", fix)
        if rule in ("wrong-type", "wrong-value") and not row.at:
            yield Finding(SOURCE, rule, "it does not say where", "add at")
    if row.how == "by" and row.to not in functions:
        yield Finding(SOURCE, row.to, "there is no such function", f"see {FUNCTIONS}")


def render(conversions: Iterable[Conversion]) -> str:
    """Return the module of the table."""
    by_rule: dict[str, list[str]] = {}
    for each in conversions:
        for rule in each.rules:
            by_rule.setdefault(rule, []).append(_row(each))
    rows = "".join(
        f"{k!r}: ({''.join(f'{e}, ' for e in v)}),\n" for k, v in by_rule.items()
    )
    return (
        "from typing import Final\n\n"
        "from mistyped._values.rows import Conversion\n\n"
        f"CONVERSIONS: Final[dict[str, tuple[Conversion, ...]]] = {{{rows}}}\n"
        '"""What mends each rule; the first that is for a value is taken."""\n'
    )


def _row(each: Conversion) -> str:
    parts = [repr(each.how)]
    parts += [repr(each.to)] if each.to else []
    parts += [f"values={dict(each.values)!r}"] if each.values else []
    parts += [f"when={each.when!r}"] if each.when is not None else []
    parts += [f"at={tuple(each.at.split('.'))!r}"] if each.at else []
    parts += ["lossy=True"] if each.lossy else []
    return f"Conversion({', '.join([*parts, f'says={each.says!r}'])})"


def render_page(conversions: Iterable[Conversion]) -> str:
    """Return the page of the conversions."""
    rows = [
        (
            ", ".join(f"`{rule}`" for rule in each.rules),
            _when(each),
            each.says,
            "lossy" if each.lossy else "lossless",
        )
        for each in conversions
    ]
    head = ("rule", "for", "what is done", "kind")
    return (
        f"{HEAD.format(source=SOURCE)}\n# Conversions\n\n"
        '`compat="adapt"`, `mistyped.adapt` and `mistyped adapt` make of a request as '
        "OpenAI takes it\none that Mistral takes. A lossless conversion leaves out "
        "nothing that could have had an\neffect; a lossy one is done with "
        '`compat="adapt-lossy"` or `lossy=True` alone. Each is\nreported.\n\n'
        f"{table(head, rows)}"
    )


def _when(each: Conversion) -> str:
    values = each.values or each.when
    shown = ", ".join(f"`{value}`" for value in values) if values else "any value"
    return f"{shown} at `{each.at}`" if each.at else shown
