"""Runs the generator on a document of a few lines and imports what it writes."""

from __future__ import annotations

import itertools
import json
import sys
from dataclasses import dataclass
from textwrap import dedent
from types import ModuleType

import yaml
from pydantic_core import SchemaValidator, ValidationError

from codegen import builders, docs, params, resources, responses, tables, validators
from codegen.document import Document, JSONValue, as_object, clone
from codegen.findings import FindingsError
from codegen.flat import FlatTypes
from codegen.ir import Area, Object
from codegen.methods import Types
from codegen.operations_reader import read_resources
from codegen.output import module
from codegen.overlay import parse_overlay
from codegen.reader import read_schemas
from codegen.sources import Sources, judge
from codegen.verdicts import Key, Verdict
from codegen.yaml_reader import parse_yaml

OVERLAY = "spec/overlays/thing.yaml"
FIRST_LINE = 5
"""Where the actions of a test begin in that file."""
NOTHING: Document = {"classes": {}, "paths": {}}
"""A file of what is not offered, with nothing in it."""
NO_MODELS: Document = {
    "checked": "2026-11-27",
    "models": {},
    "foreign": {},
    "endpoints": {},
}
"""A file of models, with nothing in it."""
NO_CONVERSIONS: Document = {"conversions": []}
"""A file of conversions, with nothing in it."""
NOTHING_CHANGED: Document = {"documents": {}, "statements": []}
"""A file of what documents say wrongly, with nothing in it."""

EVIDENCE: Document = {
    "spec": {"kind": "official-spec", "source": "s", "date": "2026", "claim": "c"},
    "sdk": {"kind": "official-sdk", "source": "s", "date": "2026", "claim": "c"},
    "seen": {"kind": "recorded", "source": "s", "date": "2026", "claim": "c"},
    "quote": {"kind": "quoted-error", "source": "s", "date": "2026", "claim": "c"},
    "page": {"kind": "documentation", "source": "s", "date": "2026", "claim": "c"},
    "hearsay": {"kind": "report", "source": "s", "date": "2026", "claim": "c"},
    "denial": {"kind": "report", "source": "s", "date": "2026", "claim": "c"}
    | {"contradicts": ["seen"]},
}
ALL_THE_SAME: Document = {
    "target": "$.components.schemas[*].properties[*]",
    "update": {"description": "A part."},
    "x-verdict": "same",
    "x-evidence": ["spec"],
}
_PATH = """
/things:
  post:
    operationId: thing.create
    x-parsed: true
    requestBody:
      required: true
      content: {application/json: {schema: {$ref: '#/components/schemas/MakeRequest'}}}
    responses:
      '200':
        description: The answer.
        content:
          application/json: {schema: {$ref: '#/components/schemas/Answer'}}
          text/event-stream: {schema: {$ref: '#/components/schemas/Answer'}}
"""
VERSION = "1.2.3"
_numbers = itertools.count()


def read(text: str) -> JSONValue:
    """Read indented YAML; JSON would hide what a test is about."""
    value: JSONValue = yaml.safe_load(dedent(text))
    return value


def base_of(schemas: JSONValue, paths: JSONValue = _PATH) -> Document:
    """Return a base document with these schemas, `MakeRequest` being the request."""
    paths = read(paths) if isinstance(paths, str) else paths
    schemas = read(schemas) if isinstance(schemas, str) else schemas
    answer: Document = {"type": "object", "properties": {"id": {"type": "string"}}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Test", "version": "9.9"},
        "servers": [{"url": "https://api.example.test/v1"}],
        "paths": paths,
        "components": {"schemas": {"Answer": answer} | as_object(schemas)},
    }


@dataclass
class Built:
    """What came out for the one area, `thing`."""

    effective: Document
    area: Area
    verdicts: dict[Key, Verdict]
    base: Document

    @property
    def schemas(self) -> Document:
        """The schemas of the effective document."""
        return as_object(as_object(self.effective["components"])["schemas"])

    def params(self) -> ModuleType:
        """Import the module of TypedDicts."""
        return load(params.render(self.area, self.verdicts, FlatTypes([self.area])))

    def tables(self) -> ModuleType:
        """Import the tables of verdicts."""
        return load(tables.render_verdicts(self.area, self.verdicts))

    def validators(self) -> ModuleType:
        """Import the module of core schemas."""
        return load(validators.render(self.area, self.verdicts))

    def models(self) -> ModuleType:
        """Import the module of request models."""
        return load(builders.render(self.area, self.verdicts))

    def responses(self) -> ModuleType:
        """Import the module of answers."""
        return load(responses.render(self.area, read_schemas(self.base)))

    def resources(self) -> ModuleType:
        """Import the module of what the client offers."""
        schemas = (s for s in self.area.responses if isinstance(s, Object))
        paths = {schema.name: schema.sdk_class for schema in schemas}
        for home in (self.params(), self.responses()):
            paths |= {name: f"{home.__name__}:{name}" for name in dir(home)}
        (tree,) = read_resources(self.effective, self.area.operations)
        return load(resources.render(tree, Types(paths, frozenset(), {}, {})))

    def page(self) -> str:
        """Return the reference page."""
        return docs.render(self.area, self.verdicts)

    def validator(self, name: str = "MakeRequest") -> SchemaValidator:
        """Return the validator of one schema."""
        root = {"type": "definition-ref", "schema_ref": name}
        definitions = self.validators().DEFINITIONS
        return SchemaValidator(
            {"type": "definitions", "schema": root, "definitions": definitions}
        )

    def accepts(self, body: object, name: str = "MakeRequest") -> bool:
        """Tell whether the generated validator accepts a body."""
        try:
            self.validator(name).validate_python(body)
        except ValidationError:
            return False
        return True


def build(
    base: Document | str,
    actions: str = "[]",
    *,
    default: Document | None = ALL_THE_SAME,
    evidence: Document = EVIDENCE,
) -> Built:
    """Take a base and the actions of its overlay `thing.yaml` through all steps.

    Before them runs `default`, by which everything in the base stays the same. The
    evidence is cited elsewhere as well.
    """
    document = base_of(base) if isinstance(base, str) else base
    text = overlay_of(actions, default)
    overlays = (parse_overlay(OVERLAY, parse_yaml(text, OVERLAY)),)
    code: Document = {"status": "400", "what": "w", "hint": "h"}
    codes: Document = {"1": {**code, "evidence": list(evidence)}}
    sources = Sources(
        overlays if "target" in text else (),
        evidence,
        {},
        codes,
        NOTHING,
        NO_MODELS,
        NOTHING_CHANGED,
        NO_CONVERSIONS,
        {},
    )
    facts = judge(document, sources, VERSION)
    (area,) = facts.areas
    return Built(facts.effective, area, facts.verdicts, as_object(clone(document)))


def overlay_of(actions: str, default: Document | None) -> str:
    """Return an overlay's text: the default on line 4, the actions from line 5 on."""
    text = dedent(actions).strip("\n")
    if text.startswith("["):
        items = read(text)
        assert isinstance(items, list)
        text = "\n".join(f"- {json.dumps(each)}" for each in items)
    first = f"- {json.dumps(default)}" if default else ""
    head = "overlay: 1.1.0\ninfo: {title: Test, version: '1'}\nactions:"
    return f"{head}\n{first}\n{text}\n"


def refusals(
    base: Document | str,
    actions: str = "[]",
    *,
    default: Document | None = ALL_THE_SAME,
) -> list[str]:
    """Return the findings that stop the build, as texts."""
    try:
        build(base, actions, default=default)
    except FindingsError as error:
        return [str(finding) for finding in error.findings]
    return []


def load(body: str) -> ModuleType:
    """Import a rendered body, as the file that it would be."""
    name = f"generated_for_test_{next(_numbers)}"
    loaded = sys.modules[name] = ModuleType(name)
    exec(module("Test.", "a test", body, by="params").text, loaded.__dict__)
    return loaded
