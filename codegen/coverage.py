"""Finds what a request may hold and no overlay speaks of.

Everything that a base request reaches must have a verdict; what stood below a node that
is gone is covered by it. What an overlay adds to a request needs one as well, and every
property that a request keeps says what it is.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from codegen.document import Document, JSONValue, as_object, children_of, members_of
from codegen.effective import asked, calls, component_schemas, reached, refs
from codegen.findings import Finding, Origin
from codegen.keywords import schemas_in
from codegen.reader import SOURCE
from codegen.verdicts import BLANK, KINDS, REFUSING, Key, Verdict

_ACTION = """\
  - target: $.components.schemas.{schema}.properties{step}
    description: New in openai {version}.
    remove: true  # if Mistral has it: update, with a description
    x-verdict: {blank}  # {kinds}
    x-hint: {blank}  # what to do instead; remove it if there is nothing
    x-evidence: [{blank}]  # ids of spec/evidence.yaml
"""


def check_coverage(
    base: Document, document: Document, verdicts: Mapping[Key, Verdict]
) -> Iterator[Finding]:
    """Yield what has no verdict, and what has no description.

    Args:
        base: The base document.
        document: The document that the overlays made of it.
        verdicts: The verdicts of the overlays.
    """
    version = str(as_object(base["info"])["version"])
    missing = dict(_missing(base, document, verdicts))
    for key, operation in missing.items():
        yield _new(key, operation, version, verdicts)
    yield from _gone(document, verdicts)
    yield from _unsaid(document, verdicts, missing)


def _gone(document: Document, verdicts: Mapping[Key, Verdict]) -> Iterator[Finding]:
    """Yield what its verdict accepts and the document has not."""
    schemas = component_schemas(document)
    for (schema, name), verdict in verdicts.items():
        is_gone = name and name not in _members(schemas.get(schema, {}))
        if is_gone and verdict.kind in KINDS and verdict.kind not in REFUSING:
            yield verdict.origin.finding(
                f"{schema}.{name} is gone, and its verdict is {verdict.kind}",
                f"keep it, or write {' or '.join(REFUSING)}",
            )


def _unsaid(
    document: Document, verdicts: Mapping[Key, Verdict], missing: Collection[Key]
) -> Iterator[Finding]:
    """Yield what overlays add without a verdict, and what nobody describes."""
    schemas = component_schemas(document)
    roots = [name for call in calls(document) for name in asked(call)]
    requests = reached(roots, schemas)
    for key, description, origin in _properties(schemas):
        verdict = verdicts.get(key)
        place = origin or (verdict and verdict.origin) or Origin(SOURCE)
        is_asked = key[0] in requests and key not in missing
        if is_asked and not verdict:
            fix = "give its action x-verdict: added, and x-evidence"
            yield place.finding(f"{'.'.join(key)} has no verdict", fix)
        is_added = verdict is not None and verdict.kind == "added"
        if (is_asked or is_added) and not description:
            yield place.finding(f"{'.'.join(key)} has no description", "say what it is")


def _missing(
    base: Document, document: Document, verdicts: Mapping[Key, Verdict]
) -> Iterator[tuple[Key, str]]:
    """Yield what base requests reach and no verdict covers, and the operation."""
    schemas, kept = component_schemas(base), component_schemas(document)
    seen: set[str] = set()
    queue = [(str(op["operationId"]), asked(op)) for op in calls(base)]
    for operation, names in queue:
        for name in names:
            if name in seen or (name, "") in verdicts:
                continue
            seen.add(name)
            schema = as_object(schemas[name])
            mine = _members(kept.get(name, {}))
            nested = [] if "properties" in schema else refs(schema)
            for key, value in _members(schema).items():
                verdict = verdicts.get((name, key))
                if verdict is None:
                    yield (name, key), operation
                elif verdict.kind not in REFUSING or key in mine:
                    # What was narrowed to text does not reach its objects any more.
                    is_open = bool(refs(mine.get(key)))
                    nested.extend(n for n in refs(value) if is_open or n in kept)
            queue.append((operation, nested))


def _members(schema: JSONValue) -> Document:
    return members_of(members_of(schema).get("properties"))


def _new(
    key: Key, operation: str, version: str, verdicts: Mapping[Key, Verdict]
) -> Finding:
    """Return the finding about a member that came with an SDK, with what to paste."""
    schema, name = key
    area = operation.partition(".")[0]
    mine = [v for v in verdicts.values() if v.area == area]
    beside = [v for v in mine if v.schema == schema] or mine
    place = max(
        (v.origin for v in beside), default=Origin(f"spec/overlays/{area}.yaml")
    )
    kinds = ", ".join(kind for kind in KINDS if kind != "added")
    step = (
        f".{name}" if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) else f"['{name}']"
    )
    text = _ACTION.format(
        schema=schema, step=step, version=version, kinds=kinds, blank=BLANK
    )
    what = f"openai {version} has {schema}.{name} in {operation}"
    where = "above that line" if place.line else "among its actions"
    fix = f"paste this {where}, and fill it in"
    return replace(place.finding(f"{what}, and it has no verdict", fix), paste=text)


def _properties(schemas: Document) -> Iterator[tuple[Key, bool, Origin | None]]:
    """Yield all properties at any depth, whether they are described, and the place."""
    for schema, value, origin in children_of(schemas):
        for node in schemas_in(value, (str(schema),), origin or Origin("")):
            for name, member, place in children_of(node.value.get("properties")):
                text = member.get("description") if isinstance(member, dict) else ""
                inside = ".".join(map(str, (*node.at[1:], name)))
                yield (str(schema), inside), bool(text), place
