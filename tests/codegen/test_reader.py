"""Areas: what several operations share, and how a request travels."""

from __future__ import annotations

import pytest

from codegen.document import Document, JSONValue
from codegen.findings import FindingsError
from codegen.ir import Area
from codegen.operations_reader import read_operations, read_resources
from codegen.reader import read_areas
from tests.codegen.support import base_of

SCHEMAS = """
MakeRequest: {properties: {part: {$ref: '#/components/schemas/Part'}}}
TakeRequest:
  properties:
    part: {$ref: '#/components/schemas/Part'}
    own: {$ref: '#/components/schemas/Own'}
Part: {properties: {size: {type: integer}}}
Own: {properties: {size: {type: integer}}}
"""
ANSWER = "{'200': {description: The answer.}}"
TWO_AREAS = f"""
/things:
  post:
    operationId: thing.create
    requestBody: {{content: {{application/json:
      {{schema: {{$ref: '#/components/schemas/MakeRequest'}}}}}}}}
    responses: {ANSWER}
/stock:
  post:
    operationId: stock.take
    requestBody: {{content: {{application/json:
      {{schema: {{$ref: '#/components/schemas/TakeRequest'}}}}}}}}
    responses: {ANSWER}
"""


def areas(paths: str) -> dict[str, Area]:
    """Return the areas of a document with these paths by name."""
    document = base_of(SCHEMAS, paths)
    found = read_areas(document, read_operations(document))
    return {area.name: area for area in found}


def names(schemas: tuple[JSONValue, ...] | tuple[object, ...]) -> list[str]:
    """Return the names of schemas."""
    return [str(getattr(schema, "name", "")) for schema in schemas]


def test_a_shared_schema_belongs_to_the_first_area() -> None:
    """The second area borrows it, so that a type exists once."""
    thing, stock = areas(TWO_AREAS).values()
    assert names(thing.own_requests) == ["Part", "MakeRequest"]
    assert names(stock.own_requests) == ["Own", "TakeRequest"]
    assert stock.borrowed_requests == {"Part": "thing"}
    assert thing.borrowed_requests == {}


BODY = (
    "requestBody: {content: {%s: {schema: {$ref: '#/components/schemas/MakeRequest'}}}}"
)
QUERY = (
    "parameters: [{name: query, in: query, explode: true,"
    " schema: {$ref: '#/components/schemas/MakeRequest'}}]"
)


@pytest.mark.parametrize(
    ("asks", "carrier", "request_name"),
    [
        (BODY % "application/json", "json", "MakeRequest"),
        (BODY % "multipart/form-data", "form", "MakeRequest"),
        (QUERY, "query", "MakeRequest"),
        ("summary: It asks nothing.", "", ""),
    ],
)
def test_carriers(asks: str, carrier: str, request_name: str) -> None:
    """A request travels in a JSON body, in a form or in the query, or there is none."""
    path = (
        f"/t/{{id}}:\n  get:\n    operationId: t.x\n    {asks}\n    responses: {ANSWER}"
    )
    document: Document = base_of(SCHEMAS, path)
    (operation,) = read_operations(document)
    assert (operation.carrier, operation.request) == (carrier, request_name)
    assert operation.path == "/v1/t/{id}"
    assert operation.method == "GET"


def test_a_member_of_a_query_may_be_exploded() -> None:
    """Its members then stand in the query as its own."""
    head = "operationId: t.x\n    x-exploded: [part]"
    path = f"/t:\n  get:\n    {head}\n    {QUERY}\n    responses: {ANSWER}"
    (operation,) = read_operations(base_of(SCHEMAS, path))
    assert operation.exploded == ("part",)


def test_an_operation_without_a_resource_is_told() -> None:
    """Its methods would be nowhere: the tag that is missing is named."""
    document = {**base_of(SCHEMAS, TWO_AREAS), "tags": [{"name": "thing"}]}
    with pytest.raises(FindingsError, match="stock: no tag has this name; add one"):
        read_resources(document, read_operations(document))
