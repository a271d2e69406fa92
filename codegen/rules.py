"""Reads the rules that a schema cannot say, and renders their table and their page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from codegen.docs import HEAD, link, table
from codegen.document import Document, JSONValue, as_list, as_object, children_of
from codegen.evidence import EVIDENCE, severity_of
from codegen.findings import Finding, FindingsError
from codegen.ir import Area, Object
from codegen.known_models import WORDS

SOURCE = "spec/rules.yaml"
_NEEDED = ("what", "hint", "evidence", "operations", "needs", "since")
_LACKING = ("lacking", "not_lacking")
_KNOWN = {*_NEEDED, "severity", *_LACKING}


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of `spec/rules.yaml`.

    Attributes:
        id: By what a user names it, `last-role`.
        group: The module of `mistyped._check.rules` that has its function.
        what: The rule as a sentence.
        hint: What to do instead.
        evidence: Ids of the evidence.
        severity: `error` or `warning`.
        operations: The operations that it applies to.
        lacking: What models cannot that it applies to; it applies to all if empty.
        not_lacking: What models cannot that it does not apply to.
        since: The version of mistyped that brought it.
        needs: Members without one of which it cannot be broken.
    """

    id: str
    group: str
    what: str
    hint: str
    evidence: tuple[str, ...]
    severity: str
    operations: tuple[str, ...]
    lacking: str
    not_lacking: str
    since: str
    needs: tuple[str, ...]


def request_members(areas: Iterable[Area]) -> dict[str, set[str]]:
    """Return the members of each operation's request by the operation's id."""
    return {
        operation.id: {
            field.name
            for schema in area.requests
            if isinstance(schema, Object) and schema.name == operation.request
            for field in schema.fields
        }
        for area in areas
        for operation in area.operations
    }


def read_rules(
    document: Document,
    evidence: Mapping[str, JSONValue],
    requests: Mapping[str, Collection[str]],
) -> list[Rule]:
    """Return the rules of `spec/rules.yaml` in its order.

    Args:
        document: The file.
        evidence: All evidence by its id.
        requests: The members of each operation's request, by the operation's id.

    Raises:
        FindingsError: If an entry lacks something, has a key or an id that it cannot
            have, or names evidence, an operation or a member that is not there.
    """
    entries = [
        (group, name, as_object(entry))
        for group, rules in document.items()
        for name, entry in as_object(rules).items()
    ]
    findings = [
        finding
        for _, name, entry in entries
        for finding in (
            *_wrong_keys(name, entry),
            *_unknown_names(name, entry, evidence, requests),
        )
    ]
    counts = Counter(name for _, name, _ in entries)
    findings += [
        Finding(SOURCE, name, "two rules have this id", "give one of them another")
        for name, count in counts.items()
        if count > 1
    ]
    if findings:
        raise FindingsError(_with_lines(findings, document))
    return [_rule(group, name, entry, evidence) for group, name, entry in entries]


def _wrong_keys(name: str, entry: Document) -> Iterator[Finding]:
    for key in _NEEDED:
        if not entry.get(key):
            yield Finding(SOURCE, name, f"{key} is missing", f"add {key}")
    for key in entry.keys() - _KNOWN:
        fix = f"use one of {', '.join(sorted(_KNOWN))}"
        yield Finding(SOURCE, name, f"{key} is no key of a rule", fix)
    if entry.get("severity", "warning") != "warning":
        fix = "remove it: an error follows from the evidence"
        yield Finding(SOURCE, name, "severity can only be warning", fix)


def _unknown_names(
    name: str,
    entry: Document,
    evidence: Mapping[str, JSONValue],
    requests: Mapping[str, Collection[str]],
) -> Iterator[Finding]:
    operations = _texts(entry, "operations")
    members = {member for each in operations for member in requests.get(each, ())}
    for each in _texts(entry, "evidence"):
        if each not in evidence:
            yield Finding(SOURCE, name, f"there is no {each}", f"add it to {EVIDENCE}")
    for each in operations:
        if each not in requests:
            fix = "name it as a method of the client, chat.completions.create"
            yield Finding(SOURCE, name, f"there is no operation {each}", fix)
    for key in _LACKING:
        if entry.get(key, WORDS[0]) not in WORDS:
            fix = f"use one of {', '.join(WORDS)}"
            yield Finding(SOURCE, name, f"{entry[key]} is nothing that models can", fix)
    for each in _texts(entry, "needs"):
        if each.partition(".")[0] not in members:
            fix = "name a member of what its operations are asked"
            yield Finding(SOURCE, name, f"there is no member {each}", fix)


def _with_lines(findings: Iterable[Finding], document: Document) -> list[Finding]:
    """Add to findings about rules the lines where these begin."""
    lines = {
        name: origin.line
        for _, rules, _ in children_of(document)
        for name, _, origin in children_of(rules)
        if origin
    }
    return [replace(each, line=lines.get(each.where, 0)) for each in findings]


def _rule(
    group: str, name: str, entry: Document, evidence: Mapping[str, JSONValue]
) -> Rule:
    cited = _texts(entry, "evidence")
    return Rule(
        id=name,
        group=group,
        what=str(entry["what"]),
        hint=str(entry["hint"]),
        evidence=cited,
        severity=str(entry.get("severity") or severity_of(cited, evidence)),
        operations=_texts(entry, "operations"),
        lacking=str(entry.get("lacking", "")),
        not_lacking=str(entry.get("not_lacking", "")),
        since=str(entry["since"]),
        needs=_texts(entry, "needs"),
    )


def _texts(entry: Document, key: str) -> tuple[str, ...]:
    return tuple(map(str, as_list(entry.get(key, []))))


def ruled_members(rules: Iterable[Rule]) -> dict[str, tuple[str, ...]]:
    """Return the members of a request that rules are about, by the operation's id."""
    found: dict[str, set[str]] = {}
    for rule in rules:
        for operation in rule.operations:
            members = {need.partition(".")[0] for need in rule.needs}
            found.setdefault(operation, set()).update(members)
    return {operation: tuple(sorted(members)) for operation, members in found.items()}


def naming_operations(rules: Iterable[Rule]) -> list[str]:
    """Return the operations that have a rule on the name of a model."""
    return sorted({o for r in rules if r.needs == ("model",) for o in r.operations})


def render(rules: Iterable[Rule]) -> str:
    """Return the module of the table of rules."""
    rows = "".join(f"{_row(rule)},\n" for rule in rules)
    return (
        "from typing import Final\n\n"
        "from mistyped._values.rows import Rule\n\n"
        f"RULES: Final[tuple[Rule, ...]] = ({rows})\n"
    )


def _row(rule: Rule) -> str:
    parts = [repr(rule.id), repr(rule.group), repr(rule.what), repr(rule.hint)]
    parts += [repr(rule.severity), repr(rule.evidence), repr(rule.operations)]
    parts.append(repr(rule.needs))
    optional = {"lacking": rule.lacking, "not_lacking": rule.not_lacking}
    parts += [f"{key}={value!r}" for key, value in optional.items() if value]
    return f"Rule({', '.join(parts)}, since={rule.since!r})"


def render_page(rules: Iterable[Rule]) -> str:
    """Return the page of the rules."""
    text = HEAD.format(source=SOURCE) + (
        "\n# Rules\n\nWhat no schema can say: order, pairs, what fits together, what a "
        "[model](known_models.md) takes.\nA rule of severity `warning` lets the "
        "request pass. Each can be "
        'left out: `waive={"<rule>"}`\nfor a client, in `with_options`, and for a '
        "batch of calls.\n"
    )
    for rule in rules:
        models = "all"
        if rule.lacking:
            models = f"those that cannot `{rule.lacking}`; a warning where a name moves"
        if rule.not_lacking:
            models = f"all but those that cannot `{rule.not_lacking}`"
        rows = [
            ("instead", rule.hint),
            ("severity", rule.severity),
            ("operations", ", ".join(f"`{each}`" for each in rule.operations)),
            ("models", models),
            ("evidence", ", ".join(map(link, rule.evidence))),
            ("since", rule.since),
        ]
        text += f"\n## {rule.id}\n\n{rule.what}\n\n{table(('', ''), rows)}"
    return text
