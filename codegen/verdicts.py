"""The verdicts that overlay actions carry, as one table.

An action with `x-verdict` speaks of the node that it targets: a property of a schema, a
member of a union, what it adds, or (`x-foreign`) keys that other APIs have there and
neither the base nor Mistral knows, each with its hint. `coverage.py` finds what is left
without one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args

from codegen.document import Document, JSONValue, Location, members_of
from codegen.effective import asked, calls, component_schemas, tags
from codegen.entries import texts_of
from codegen.evidence import EVIDENCE, severity_in_open, severity_of
from codegen.extensions import check_extensions
from codegen.findings import Finding, Origin
from codegen.overlay import Action, Applied, Touched
from codegen.reader import REFS

Key = tuple[str, str]
Kind = Literal["same", "narrowed", "renamed", "converted", "refused", "added"]
KINDS: tuple[str, ...] = get_args(Kind)
REFUSING = ("refused", "renamed")
LONGEST_HINT = 50
BLANK = "FILL-IN"
"""What stands in an action that a finding offers, where a person has to decide."""
_UNSAID = ("completions", "create")
FOREIGN = "x-foreign"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What Mistral makes of one property, or of one kind of object.

    Attributes:
        schema: The schema's name in the base or the effective document.
        name: The property, or empty if the verdict is on the schema as a whole.
        kind: The verdict.
        area: The overlay that gave it, without its ending.
        hint: What to do instead; empty if there is nothing to do.
        rename: Mistral's name for it, if it is renamed.
        evidence: Ids of the evidence.
        severity: `error` or `warning`, as it follows from the evidence.
        tag: For a schema as a whole, the property and the values that mark it.
        owners: The properties whose union the schema has left.
        operation: The operation whose request the schema is, or empty.
        copied: Whether the key only comes along in what is copied out of answers.
        origin: Where the action stands that gave it.
    """

    schema: str
    name: str
    kind: str
    area: str
    hint: str = ""
    rename: str = ""
    evidence: tuple[str, ...] = ()
    severity: str = "error"
    tag: tuple[str, tuple[str, ...]] | None = None
    owners: tuple[Key, ...] = ()
    operation: str = ""
    copied: bool = False
    origin: Origin = field(default=Origin(""), compare=False)

    @property
    def typed(self) -> bool:
        """Whether people write it and Mistral refuses it: its type is the hint."""
        return self.kind in REFUSING and not self.copied

    @property
    def rule(self) -> str:
        """The id by which a user names it: `chat.seed`, `chat.user-message.name`.

        A parameter has the operation's name before it, without what goes without
        saying: `create` and `completions`.
        """
        if self.operation and self.name:
            parts = [p for p in self.operation.split(".") if p not in _UNSAID]
            return ".".join([*parts, self.name])
        words = re.sub(
            r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", self.schema
        )
        parts = [self.area, words.lower(), self.name]
        return ".".join(part for part in parts if part)


def read_verdicts(
    base: Document, applied: Applied, evidence: Mapping[str, JSONValue]
) -> dict[Key, Verdict]:
    """Return all verdicts by schema and property, the last one on each.

    It takes them as they are; `check_actions` says what is wrong with them.
    """
    document = applied.document
    roots = {
        name: str(call.get("operationId", ""))
        for call in calls(document)
        for name in asked(call)
    }
    verdicts: dict[Key, Verdict] = {}
    for touched in applied.touched:
        for verdict in _given(touched, base, evidence):
            key = verdict.schema, verdict.name
            owners = verdicts[key].owners if key in verdicts else ()
            verdicts[key] = replace(
                verdict,
                owners=owners + verdict.owners,
                operation=roots.get(verdict.schema, ""),
            )
    schemas = component_schemas(document)
    return {key: _in_open(v, schemas, evidence) for key, v in verdicts.items()}


def _in_open(
    verdict: Verdict, schemas: Document, evidence: Mapping[str, JSONValue]
) -> Verdict:
    """Weigh a refusal on an open object anew; no row of an overlay has to say it."""
    schema = members_of(schemas.get(verdict.schema))
    is_closed = schema.get("additionalProperties") is False
    if is_closed or not schema or not verdict.name or verdict.kind not in REFUSING:
        return verdict
    return replace(verdict, severity=severity_in_open(verdict.evidence, evidence))


def check_actions(
    base: Document, applied: Applied, evidence: Mapping[str, JSONValue]
) -> Iterator[Finding]:
    """Yield what is wrong with what actions say of themselves."""
    for touched in applied.touched:
        action = touched.action
        yield from check_extensions("an action", action.extensions, action.origin)
        if "x-verdict" in action.extensions:
            yield from _check(action, evidence)
            given = list(_given(touched, base, evidence))
            yield from _check_places(action, given, applied.document)
        elif action.extensions:
            first = next(iter(action.extensions))
            fix = "add x-verdict, or remove it"
            yield action.finding(f"{first} without x-verdict", fix, member=first)


def _check(action: Action, evidence: Collection[str]) -> Iterator[Finding]:
    kind = action.extensions["x-verdict"]
    if kind not in KINDS:
        fix = f"use one of {', '.join(KINDS)}"
        yield action.finding(f"{kind!r} is no verdict", fix, member="x-verdict")
    if kind == "renamed" and "x-rename" not in action.extensions:
        yield action.finding("the new name is missing", "add x-rename")
    if kind != "renamed" and "x-rename" in action.extensions:
        fix = "remove x-rename, or write x-verdict: renamed"
        yield action.finding("nothing is renamed", fix, member="x-rename")
    yield from _check_hints(action)
    cited = texts_of(action.extensions.get("x-evidence"))
    if not cited:
        fix = f"add x-evidence, see {EVIDENCE}"
        yield action.finding("the evidence is missing", fix)
    for each in [each for each in cited if each not in evidence]:
        problem, fix = f"there is no evidence {each}", f"add it to {EVIDENCE}"
        yield action.finding(problem, fix, member="x-evidence")


def _check_hints(action: Action) -> Iterator[Finding]:
    is_needed = action.extensions["x-verdict"] in REFUSING
    foreign = FOREIGN in members_of(action.update)
    if is_needed and "x-hint" not in action.extensions and not foreign:
        yield action.finding("the hint is missing", "add x-hint: what to do instead")
    for hint in _hints(action):
        if is_needed and len(hint) > LONGEST_HINT:
            problem = f"the hint is too long: {hint!r}"
            fix = f"say it in {LONGEST_HINT} characters; type checkers cut longer text"
            yield action.finding(problem, fix, member="x-hint")
        if hint == BLANK:
            fix = "say what to do instead, or remove x-hint"
            yield action.finding("the hint is not written", fix, member="x-hint")


def _check_places(
    action: Action, given: Collection[Verdict], document: Document
) -> Iterator[Finding]:
    if not given:
        fix = "target a property, a member of a union that is a reference, or a schema"
        yield action.finding("the verdict is on nothing that can have one", fix)
    schemas = component_schemas(document)
    for verdict in given:
        schema = members_of(schemas.get(verdict.schema))
        names = members_of(schema.get("properties"))
        if verdict.rename and verdict.rename not in names:
            problem = f"{verdict.schema} has no property {verdict.rename}"
            yield action.finding(problem, "correct x-rename", member="x-rename")


def _hints(action: Action) -> Iterator[str]:
    yield str(action.extensions.get("x-hint", ""))
    foreign = members_of(action.update).get(FOREIGN)
    yield from map(str, members_of(foreign).values())


def _given(
    touched: Touched, base: Document, evidence: Mapping[str, JSONValue]
) -> Iterator[Verdict]:
    """Yield the verdicts of an action, one for each property that it speaks of."""
    action = touched.action
    if "x-verdict" in action.extensions:
        template = _template(action, evidence)
        for at, node in zip(touched.locations, touched.nodes, strict=True):
            yield from _of_node(template, action, at, node, base)


def _template(action: Action, evidence: Mapping[str, JSONValue]) -> Verdict:
    ids = tuple(texts_of(action.extensions.get("x-evidence")))
    return Verdict(
        schema="",
        name="",
        kind=str(action.extensions["x-verdict"]),
        area=action.area,
        hint=str(action.extensions.get("x-hint", "")),
        rename=str(action.extensions.get("x-rename", "")),
        evidence=ids,
        severity=severity_of(ids, evidence),
        copied=action.extensions.get("x-copied") is True,
        origin=action.origin,
    )


def _of_node(  # noqa: C901 - one match with a case for each kind of target
    template: Verdict, action: Action, at: Location, node: JSONValue, base: Document
) -> Iterator[Verdict]:
    if at[:2] != ("components", "schemas"):
        return
    update = members_of(action.update)
    match parts := tuple(map(str, at[2:])):
        case [schema, "properties", name]:
            yield replace(template, schema=schema, name=name)
        case [schema, "properties"]:
            for name in update:
                yield replace(template, schema=schema, name=name)
        case [schema]:
            for name in members_of(update.get("properties")):
                yield replace(template, schema=schema, name=name)
            for name, hint in members_of(update.get(FOREIGN)).items():
                yield replace(template, schema=schema, name=name, hint=str(hint))
        case []:
            for schema, value in update.items():
                yield replace(template, schema=schema)
                for name in members_of(members_of(value).get("properties")):
                    yield replace(template, schema=schema, name=name)
        case [*_, ("anyOf" | "oneOf"), _] if isinstance(node, dict) and "$ref" in node:
            schema = str(node["$ref"]).removeprefix(REFS)
            owner = ((parts[0], parts[2]),) if parts[1] == "properties" else ()
            tag = tags(members_of(component_schemas(base).get(schema)))
            values = (tag[0], tuple(map(str, tag[1]))) if tag else None
            yield replace(template, schema=schema, tag=values, owners=owner)
        case _:
            pass
