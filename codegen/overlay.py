"""Applies OpenAPI Overlay 1.1 documents, more strictly than the standard asks.

Ready-made packages on PyPI, read in November 2026:

- `oas-patch` 0.6.0 targets with jsonpath-ng, which is not RFC 9535 (`match()` does not
  parse). A target without a match passes in silence, a `copy` whose source is missing
  leaves null, an object may be overwritten by a text, an update put in two places stays
  one shared object, the input is changed, and no record says what an action touched.
- `pyoverlay` 1.0.4 has nothing to do with OpenAPI: it draws on game windows.
- `speakeasy overlay apply --strict` fails on zero matches, but is a Go program.

What is left is small (merge, remove, copy) and the build stands on it, so we keep it
here, with RFC 9535 by a library. The standard lets an action match nothing or change
nothing; here both fail, since an action that is not needed any more is a stale claim.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

import jsonpath_rfc9535 as jsonpath
from jsonschema import Draft202012Validator, ValidationError
from jsonschema.protocols import Validator

from codegen.document import (
    Document,
    JSONValue,
    Location,
    TracedArray,
    TracedObject,
    all_origins,
    children_of,
    clone,
    delete,
    item_origins_of,
    locate,
    members_of,
    origins_of,
    pointer,
    put,
    resolve,
    trace,
)
from codegen.findings import Finding, FindingsError, Origin
from codegen.output import ROOT
from codegen.yaml_reader import DocumentError, load_yaml, source_of

How: TypeAlias = Literal["updated", "removed", "copied"]
_Problem: TypeAlias = tuple[str, str]  # what is wrong, and what to do

_HOW: dict[str, How] = {"update": "updated", "remove": "removed", "copy": "copied"}
_SCHEMA: Validator = Draft202012Validator(
    json.loads((ROOT / "spec/overlay.schema.json").read_bytes())
)


class OverlayError(FindingsError):
    """Overlays cannot be applied. Earlier findings may be the cause of later ones."""


@dataclass(frozen=True, slots=True)
class Action:
    """One action of an overlay, ready to run.

    Attributes:
        origin: Where it stands.
        origins: Where each of its members stands.
        target: The JSONPath as written.
        how: What the action does to the nodes it selects.
        description: Why, in the author's words; empty if not given.
        extensions: The `x-...` members.
        query: `target`, compiled.
        update: The value to merge, if it is given here.
        source: Where in the document to take it from, if it is copied.
    """

    origin: Origin
    origins: Mapping[str, Origin] = field(repr=False)
    target: str
    how: How
    description: str
    extensions: TracedObject
    query: jsonpath.JSONPathQuery = field(repr=False)
    update: JSONValue = None
    source: jsonpath.JSONPathQuery | None = field(default=None, repr=False)

    @property
    def area(self) -> str:
        """The overlay that it is from, without folder and ending."""
        return Path(self.origin.source).stem

    def finding(self, problem: str, fix: str, *, member: str = "") -> Finding:
        """Return a finding about this action, or about one of its members."""
        return self.origins.get(member, self.origin).finding(problem, fix)


@dataclass(frozen=True, slots=True)
class Overlay:
    """An overlay document: the actions that can run, and why the others cannot.

    Attributes:
        source: Its file.
        actions: The actions.
        findings: What is wrong with the others.
        about: What it says of itself, for people.
    """

    source: str
    actions: tuple[Action, ...]
    findings: tuple[Finding, ...] = ()
    about: str = ""


class Touched(NamedTuple):
    """The nodes that an action selected, as they were before it ran.

    Attributes:
        action: The action.
        locations: Where the nodes were.
        nodes: The nodes themselves; read them, do not change them.
    """

    action: Action
    locations: tuple[Location, ...]
    nodes: tuple[JSONValue, ...]


@dataclass(frozen=True, slots=True)
class Applied:
    """The new document, and one record per action in the order they ran."""

    document: Document
    touched: tuple[Touched, ...]


def load_overlay(path: Path) -> Overlay:
    """Read an overlay from a YAML or JSON file.

    What is wrong with it is in `Overlay.findings`; `apply` raises it together with
    what it finds itself, so that one run shows everything.

    Raises:
        OSError: If the file cannot be read.
    """
    try:
        document = load_yaml(path)
    except DocumentError as error:
        return Overlay(source_of(path), (), error.findings)
    return parse_overlay(source_of(path), document)


def parse_overlay(source: str, document: TracedObject) -> Overlay:
    """Return the overlay that a document describes; `source` is its file."""
    raw = document.get("actions")
    items = raw if isinstance(raw, list) else []
    findings: list[Finding] = []
    invalid: set[int | str] = set()
    for error in _SCHEMA.iter_errors(document):
        path = tuple(error.absolute_path)
        where = pointer(path)
        if path[:1] == ("actions",) and len(path) > 1:
            invalid.add(path[1])
            where = pointer(path[2:])
        place = locate(document, path) or next(all_origins(document), Origin(source))
        findings.append(place.finding(*_violation(error), where=where))
    actions: list[Action] = []
    for index, fields, origin in children_of(items):
        if isinstance(fields, dict) and index not in invalid:
            action = _action(origin or Origin(source), fields)
            if isinstance(action, Action):
                actions.append(action)
            else:
                findings.extend(action)
    about = str(members_of(document.get("info")).get("description", ""))
    return Overlay(source, tuple(actions), tuple(findings), about)


def apply(document: Document, overlays: Sequence[Overlay]) -> Applied:
    """Run all actions of all overlays in order, on a copy of `document`.

    Raises:
        OverlayError: If there is any finding, with all of them.
    """
    members = {key: clone(value) for key, value in document.items()}
    result = TracedObject(members, origins_of(document))
    touched: list[Touched] = []
    findings: list[Finding] = []
    for overlay in overlays:
        findings.extend(overlay.findings)
        for action in overlay.actions:
            locations = _select(action.query, result)
            # Later actions may reach into these nodes: only a copy stays as it was.
            nodes = tuple(clone(resolve(result, location)) for location in locations)
            problems = _run(action, result, locations)
            findings.extend(action.finding(*problem) for problem in problems)
            touched.append(Touched(action, tuple(locations), nodes))
    if findings:
        raise OverlayError(findings)
    return Applied(result, tuple(touched))


def _action(origin: Origin, fields: Document) -> Action | list[Finding]:
    origins = origins_of(fields)
    queries: dict[str, jsonpath.JSONPathQuery] = {}
    findings: list[Finding] = []
    for key in ("target", "copy"):
        try:
            if key in fields:
                queries[key] = jsonpath.compile(str(fields[key]))
        except jsonpath.JSONPathError as error:
            problem = f"{key} is not RFC 9535: {error}"
            fix = "write a path such as $.paths['/x'].get"
            findings.append(origins.get(key, origin).finding(problem, fix))
    if findings:
        return findings
    return Action(
        origin=origin,
        origins=origins,
        target=str(fields["target"]),
        how=next(how for key, how in _HOW.items() if key in fields),
        description=str(fields.get("description", "")),
        extensions=TracedObject(
            {k: v for k, v in fields.items() if k.startswith("x-")}, origins
        ),
        query=queries["target"],
        update=fields.get("update"),
        source=queries.get("copy"),
    )


def _violation(error: ValidationError) -> _Problem:
    schema = error.schema
    fix = schema["description"] if isinstance(schema, Mapping) else "delete it"
    # jsonschema quotes the whole value first and says what is wrong with it last.
    long = len(error.message) > 120
    return f"...{error.message[-80:]}" if long else error.message, fix


def _select(query: jsonpath.JSONPathQuery, document: Document) -> list[Location]:
    # An RFC 9535 node list may hold a node twice; an action happens to it once.
    return list(dict.fromkeys(node.location for node in query.find(document)))


def _run(action: Action, document: TracedObject, at: list[Location]) -> list[_Problem]:
    if not at:
        return [("the target matches nothing", "correct it, or delete the action")]
    if action.how == "removed":
        return _remove(document, at)
    value, origin = action.update, action.origins.get("update", action.origin)
    if action.source is not None:
        sources = _select(action.source, document)
        if len(sources) != 1:
            fix = "make it select exactly one"
            return [(f"copy selects {len(sources)} nodes", fix)]
        # What a copy holds keeps its origin: those who set it have not set it in vain.
        value = clone(resolve(document, sources[0]))
        origin = locate(document, sources[0]) or action.origin
    return _update(document, at, value, origin)


def _remove(document: Document, at: list[Location]) -> list[_Problem]:
    if () in at:
        return [("it removes the root", "select something inside the document")]
    # Deepest first, and last in its array first: what is still to go stays in place.
    for location in sorted(at, key=_depth_and_index, reverse=True):
        delete(document, location)
    return []


def _depth_and_index(location: Location) -> tuple[int, int]:
    return len(location), location[-1] if isinstance(location[-1], int) else 0


def _update(
    document: TracedObject, at: list[Location], value: JSONValue, origin: Origin
) -> list[_Problem]:
    kinds = sorted({_kind(resolve(document, location)) for location in at})
    if len(kinds) > 1:
        problem = f"the target matches {' and '.join(kinds)} nodes at once"
        return [(problem, "write one action for each kind")]
    if kinds == ["array"] and not isinstance(value, list):
        value = TracedArray([value], [origin])
    clashes: list[str] = []
    changed = False
    for location in at:
        old = resolve(document, location)
        new = _merge(old, value, pointer(location), clashes)
        if new is old:
            continue
        changed = True
        if location:
            put(document, location, new)
            if kinds == ["primitive"]:
                trace(document, location, origin)
        elif isinstance(new, dict):
            document.update(new)
            document.origins.update(origins_of(new))
    if not (clashes or changed):
        return [("it changes nothing", "delete the action, or correct its value")]
    return [(clash, "remove the old value in an action before") for clash in clashes]


def _merge(old: JSONValue, new: JSONValue, at: str, clashes: list[str]) -> JSONValue:
    """Return the merged value, and `old` itself if that is no different."""
    if _kind(old) != _kind(new):
        clashes.append(f"{at or 'root'} is {_kind(old)}, the update {_kind(new)}")
        return old
    if isinstance(old, dict) and isinstance(new, dict):
        parts = {
            key: _merge(old[key], value, at + pointer([key]), clashes)
            if key in old
            else clone(value)
            for key, value in new.items()
        }
        changed = {k for k, part in parts.items() if k not in old or old[k] is not part}
        # What was there and has members is theirs who set it; its members tell more.
        fresh = {
            key: origin
            for key, origin in origins_of(new).items()
            if key in changed and (key not in old or _kind(old[key]) == "primitive")
        }
        merged = TracedObject({**old, **parts}, {**origins_of(old), **fresh})
        return merged if changed else old
    if isinstance(old, list) and isinstance(new, list):
        origins = item_origins_of(old) + item_origins_of(new)
        return TracedArray([*old, *map(clone, new)], origins) if new else old
    # 1, 1.0 and True are equal in Python and three different values in JSON text.
    return old if type(old) is type(new) and old == new else new


def _kind(value: JSONValue) -> str:
    if isinstance(value, dict):
        return "object"
    return "array" if isinstance(value, list) else "primitive"
