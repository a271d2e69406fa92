"""A published OpenAPI file is read as it is, and compared as the official SDK is."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import yaml

from codegen.output import ROOT
from drift.operations import ours
from drift.published import published, read_published
from drift.report import compare

STREAMED = """
openapi: 3.1.0
info: {title: x, version: '1'}
paths:
  /v1/things:
    post:
      parameters:
        - {name: size, in: query, deprecated: true, schema: {type: integer}}
      responses:
        '200': {content: {application/json: {schema: {type: string}}}}
  /v1/things#stream:
    post:
      responses:
        '200':
          content:
            text/event-stream:
              schema:
                type: object
                properties: {event: {type: string}, data: {$ref: '#/$defs/Part'}}
                $defs: {Part: {type: object, properties: {x: {type: string}}}}
"""


def document() -> dict[str, Any]:
    """Return our document."""
    text = (ROOT / "spec" / "mistral.openapi.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def test_our_document_agrees_with_itself() -> None:
    """Read as a published one, with its own paths, nothing differs."""
    theirs = copy.deepcopy(document())
    theirs["paths"] = {f"/v1{path}": item for path, item in theirs["paths"].items()}
    report = compare(ours(document()), published(theirs, "spec 1"), [])
    assert report.collected(listed=False) == []


def test_a_range_that_is_gone_is_a_difference() -> None:
    """A published document that names no bound has none, other than the SDK."""
    theirs = copy.deepcopy(document())
    theirs["paths"] = {f"/v1{path}": item for path, item in theirs["paths"].items()}
    member = theirs["components"]["schemas"]["ChatCompletionRequest"]["properties"]
    del member["temperature"]["maximum"]
    report = compare(ours(document()), published(theirs, "spec 1"), [])
    found = [str(each.difference) for each in report.collected(listed=False)]
    assert found == ["ChatCompletionRequest.temperature: maximum 1.5 only in ours"]


def test_a_stream_is_a_part_of_its_operation(tmp_path: Path) -> None:
    """Its path has a mark, its schema names of its own, and an event is its data."""
    path = tmp_path / "openapi.yaml"
    path.write_text(STREAMED, "utf-8")
    source = read_published(path)
    assert source.title == "openapi.yaml 1"
    assert list(source.keys()) == ["POST /v1/things"]
    parts = source.parts("POST /v1/things")
    assert [each.schema for each in parts["event"]] == [
        {"$ref": "#/components/schemas/Part"}
    ]
    (query,) = parts["query"]
    size = {"type": "integer", "deprecated": True}
    assert query.schema["properties"] == {"size": size}
    assert source.schemas.named == yaml.safe_load(
        "Part: {type: object, properties: {x: {type: string}}}"
    )
