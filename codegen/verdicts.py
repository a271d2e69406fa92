"""The verdicts that overlay actions carry, as one table, and what is still without one.

An action with `x-verdict` speaks of the node that it targets: a property of a schema, a
member of a union, what it adds, or (`x-foreign`) keys that other APIs have there and
neither the base nor Mistral knows, each with its hint. Everything that a base request
reaches must have a verdict; what stands below a refused node is covered by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal, get_args

from codegen.document import Document, JSONValue, as_list, as_object
from codegen.effective import refs, tags
from codegen.findings import Finding, FindingsError
from codegen.overlay import Action, Applied
from codegen.reader import REFS

Key = tuple[str, str]
Kind = Literal["same", "narrowed", "renamed", "converted", "refused", "added"]
KINDS: tuple[str, ...] = get_args(Kind)
STRONG = ("official-spec", "official-sdk", "recorded", "quoted-error")
LONGEST_HINT = 50
_UNSAID = ("completions", "create")
FOREIGN = "x-foreign"
EVIDENCE = "spec/evidence.yaml"


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
    """Return all verdicts by schema and property.

    Raises:
        FindingsError: If an action's verdict is not one of ours, cites evidence that
            is not there, lacks what its kind needs, or if something has no verdict.
    """
    verdicts: dict[Key, Verdict] = {}
    findings: list[Finding] = []
    for touched in applied.touched:
        if "x-verdict" not in touched.action.extensions:
            continue
        found = list(_check(touched.action, evidence))
        findings.extend(found)
        if not found:
            template = _template(touched.action, evidence)
            for at, node in zip(touched.pointers, touched.nodes, strict=True):
                for verdict in _of_node(template, touched.action, at, node, base):
                    key = verdict.schema, verdict.name
                    owners = verdicts[key].owners if key in verdicts else ()
                    verdicts[key] = replace(verdict, owners=owners + verdict.owners)
    effective = as_object(applied.document)
    findings.extend(_missing(base, verdicts, effective))
    if findings:
        raise FindingsError(findings)
    roots = {n: str(o["operationId"]) for o in _calls(effective) for n in _asked(o)}
    return {
        key: replace(verdict, operation=roots.get(verdict.schema, ""))
        for key, verdict in verdicts.items()
    }


def _check(action: Action, evidence: Mapping[str, JSONValue]) -> Iterator[Finding]:
    kind = action.extensions["x-verdict"]
    if kind not in KINDS:
        yield action.finding(
            f"{kind!r} is no verdict", f"use one of {', '.join(KINDS)}"
        )
    if kind == "renamed" and "x-rename" not in action.extensions:
        yield action.finding("the new name is missing", "add x-rename")
    foreign = isinstance(action.update, dict) and FOREIGN in action.update
    hinted = "x-hint" in action.extensions or foreign
    if kind in ("refused", "renamed") and not hinted:
        yield action.finding("the hint is missing", "add x-hint: what to do instead")
    for hint in _hints(action):
        if kind in ("refused", "renamed") and len(hint) > LONGEST_HINT:
            fix = f"say it in {LONGEST_HINT} characters; type checkers cut longer text"
            yield action.finding(f"the hint is too long: {hint!r}", fix)
    cited = as_list(action.extensions.get("x-evidence", []))
    if not cited:
        yield action.finding(
            "the evidence is missing", f"add x-evidence, see {EVIDENCE}"
        )
    for each in cited:
        if str(each) not in evidence:
            yield action.finding(
                f"there is no evidence {each}", f"add it to {EVIDENCE}"
            )


def _hints(action: Action) -> Iterator[str]:
    yield str(action.extensions.get("x-hint", ""))
    if isinstance(action.update, dict):
        yield from map(str, as_object(action.update.get(FOREIGN, {})).values())


def _template(action: Action, evidence: Mapping[str, JSONValue]) -> Verdict:
    ids = tuple(str(each) for each in as_list(action.extensions["x-evidence"]))
    return Verdict(
        schema="",
        name="",
        kind=str(action.extensions["x-verdict"]),
        area=action.overlay.partition(".")[0],
        hint=str(action.extensions.get("x-hint", "")),
        rename=str(action.extensions.get("x-rename", "")),
        evidence=ids,
        severity=severity_of(ids, evidence),
    )


def severity_of(ids: Iterable[str], evidence: Mapping[str, JSONValue]) -> str:
    """Strong evidence that nothing contradicts makes an error, all else a warning."""
    cited = {each: as_object(evidence[each]) for each in ids}
    disputed = {
        str(other)
        for e in cited.values()
        for other in as_list(e.get("contradicts", []))
    }
    strong = any(e["kind"] in STRONG for e in cited.values())
    return "error" if strong and not disputed & cited.keys() else "warning"


def _of_node(  # noqa: C901 - one match with a case for each kind of target
    template: Verdict, action: Action, at: str, node: JSONValue, base: Document
) -> Iterator[Verdict]:
    (*_,) = parts = at.removeprefix("/components/schemas").split("/")[1:]
    match parts:
        case [schema, "properties", name]:
            yield replace(template, schema=schema, name=name)
        case [schema, "properties"]:
            for name in as_object(action.update):
                yield replace(template, schema=schema, name=name)
        case [schema]:
            update = as_object(action.update)
            for name in as_object(update.get("properties", {})):
                yield replace(template, schema=schema, name=name)
            for name, hint in as_object(update.get(FOREIGN, {})).items():
                yield replace(template, schema=schema, name=name, hint=str(hint))
        case []:
            for schema, value in as_object(action.update).items():
                yield replace(template, schema=schema)
                for name in as_object(as_object(value).get("properties", {})):
                    yield replace(template, schema=schema, name=name)
        case [*_, ("anyOf" | "oneOf"), _] if isinstance(node, dict) and "$ref" in node:
            schema = str(node["$ref"]).removeprefix(REFS)
            owner = ((parts[0], parts[2]),) if parts[1] == "properties" else ()
            tag = tags(as_object(_schemas(base)[schema]))
            values = (tag[0], tuple(map(str, tag[1]))) if tag else None
            yield replace(template, schema=schema, tag=values, owners=owner)
        case _:
            pass


def _missing(
    base: Document, verdicts: Mapping[Key, Verdict], effective: Document
) -> Iterator[Finding]:
    """Yield what base requests reach and no verdict covers."""
    schemas, kept = _schemas(base), _schemas(effective)
    seen: set[str] = set()
    queue = [(str(op["operationId"]), _asked(op)) for op in _calls(base)]
    for operation, names in queue:
        area = operation.partition(".")[0]
        for name in names:
            if name in seen or (name, "") in verdicts:
                continue
            seen.add(name)
            schema = as_object(schemas[name])
            nested = [] if "properties" in schema else refs(schema)
            for key, value in as_object(schema.get("properties", {})).items():
                verdict = verdicts.get((name, key))
                if verdict is None:
                    yield _finding(base, operation, f"{name}.{key}", area)
                elif verdict.kind in ("same", "narrowed", "converted"):
                    nested.extend(n for n in refs(value) if _open(n, name, key, kept))
            queue.append((operation, nested))


def _open(name: str, schema: str, key: str, kept: Document) -> bool:
    """Whether a member of the base must be looked at: it was not narrowed to text."""
    node = as_object(as_object(kept.get(schema, {})).get("properties", {})).get(key)
    return bool(refs(node)) or name in kept


def _finding(base: Document, operation: str, what: str, area: str) -> Finding:
    version = as_object(base["info"])["version"]
    return Finding(
        f"spec/overlays/{area}.yaml",
        what,
        f"openai {version} has {what} in {operation}, and it has no verdict",
        f"add an action on it with x-verdict, one of {', '.join(KINDS)}",
    )


def _asked(operation: Document) -> list[str]:
    """Return the schemas of what an operation asks, in its body or its query."""
    return refs([operation.get("requestBody"), operation.get("parameters")])


def _calls(document: Document) -> Iterator[Document]:
    for item in as_object(document["paths"]).values():
        for operation in as_object(item).values():
            yield as_object(operation)


def _schemas(document: Document) -> Document:
    return as_object(as_object(document["components"])["schemas"])
