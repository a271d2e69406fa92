"""What is read out of the official SDK: its calls, and its models."""

from __future__ import annotations

import io
import types
from typing import Annotated, Any, Literal

import mistralai.client
import pydantic
from mistralai.client.types import (
    UNSET,
    BaseModel,
    Nullable,
    OptionalNullable,
    UnrecognizedStr,
)
from mistralai.client.utils import (
    FieldMetadata,
    MultipartFormMetadata,
    PathParamMetadata,
    QueryParamMetadata,
    RequestMetadata,
)

from drift.calls import Call, all_calls, read
from drift.models import Reader

SOURCE = """
class Things(BaseSDK):
    def make(self, name):
        request = models.Make(name=utils.unmarshal(name, models.Other))
        req = self._build_request(
            method="POST", path="/v1/things/{id}#stream", request=request,
            get_serialized_body=lambda: utils.serialize_request_body(
                request.body, False, False, "json", models.Body
            ),
        )
        if utils.match_response(http_res, "200", "application/json"):
            return unmarshal_json_response(models.Thing, http_res)
        if utils.match_response(http_res, "200", "text/event-stream"):
            return eventstreaming.EventStream(
                http_res, lambda raw: unmarshal_json_response(models.Event, raw)
            )
        if utils.match_response(http_res, "422", "application/json"):
            data = unmarshal_json_response(errors.ErrorData, http_res)
    def help(self):
        return 1
    async def make_async(self, name):
        req = self._build_request_async(method="POST", path="/v1/things/{id}")
"""


class File(BaseModel):
    """A file, as the SDK has it."""

    content: Annotated[bytes | io.IOBase, pydantic.Field(alias="")]


class Unknown(BaseModel):
    """What stands for a member of a union that the SDK does not know."""

    raw: Any
    is_unknown: Literal[True] = True


class Thing(BaseModel):
    """One of each kind of field."""

    kind: Annotated[Literal["thing"], pydantic.Field(alias="type")] = "thing"
    inputs: Annotated[str | list[str], pydantic.Field(alias="input")]
    size: int | None = None
    weight: OptionalNullable[float] = UNSET
    owner: Nullable[str]
    status: Literal["new", "old"] | UnrecognizedStr
    inner: Thing | Unknown | None = None
    counts: dict[str, int]


class Request(BaseModel):
    """A request with everything."""

    id: Annotated[str, FieldMetadata(path=PathParamMetadata())]
    page: Annotated[int | None, FieldMetadata(query=QueryParamMetadata())] = 0
    body: Annotated[Thing, FieldMetadata(request=RequestMetadata())]


class Upload(BaseModel):
    """A form."""

    file: Annotated[File, FieldMetadata(multipart=MultipartFormMetadata(file=True))]
    purpose: Annotated[str, FieldMetadata(multipart=True)]


class Event(BaseModel):
    """An event of a stream."""

    event: str
    data: Thing


REFERENCE = {"$ref": "#/components/schemas/Thing"}


def call(request: Any, body: str = "json", events: tuple[Any, ...] = ()) -> Call:
    """Return a call of a request model."""
    return Call("x", "POST", "/v1/x", request, body, (), events)


def test_calls_are_read_from_source() -> None:
    """Method, path, and the models of request, answer and events."""
    names = ("Make", "Other", "Body", "Thing", "Event")
    module = types.ModuleType("sdk.things")
    vars(module)["models"] = types.SimpleNamespace(**{each: each for each in names})
    expected = Call(
        name="things.Things.make",
        method="POST",
        path="/v1/things/{id}#stream",
        request="Make",
        body="json",
        answers=("Thing",),
        events=("Event",),
    )
    assert list(read(SOURCE, module)) == [expected]


def test_the_official_sdk_can_be_read() -> None:
    """Every call has its path, and chat has all that is compared."""
    calls = {(each.method, each.path): each for each in all_calls(mistralai.client)}
    assert len(calls) > 150
    chat = calls["POST", "/v1/chat/completions"]
    assert chat.request.__name__ == "ChatCompletionRequest"
    assert [each.__name__ for each in chat.answers] == ["ChatCompletionResponse"]
    stream = calls["POST", "/v1/chat/completions#stream"]
    assert [part for part, _ in Reader().parts(stream)] == ["body", "event"]


def test_models_become_schemas() -> None:
    """Names on the wire; absent and null are two things; enums have their values."""
    reader = Reader()
    assert reader.schema(Thing) == REFERENCE
    thing = reader.schemas["Thing"]
    assert thing["required"] == ["type", "input", "owner", "status", "counts"]
    strings = {"type": "array", "items": {"type": "string"}}
    assert thing["properties"] == {
        "type": {"enum": ["thing"]},
        "input": {"anyOf": [{"type": "string"}, strings]},
        "size": {"type": "integer"},
        "weight": {"anyOf": [{"type": "number"}, {"type": "null"}]},
        "owner": {"anyOf": [{"type": "string"}, {"type": "null"}]},
        "status": {"enum": ["new", "old"]},
        "inner": REFERENCE,
        "counts": {"type": "object", "additionalProperties": {"type": "integer"}},
    }


def test_requests_are_taken_apart() -> None:
    """A request model holds ids, query and body; another is the body itself."""
    reader = Reader()
    page = {"page": {"type": "integer", "default": 0}}
    query = {"type": "object", "required": [], "properties": page}
    parts = [("path", {"type": "string"}), ("query", query), ("body", REFERENCE)]
    assert list(reader.parts(call(Request))) == parts
    assert list(reader.parts(call(Thing))) == [("body", REFERENCE)]
    assert list(reader.parts(call(None, ""))) == []


def test_a_file_in_a_form_is_binary() -> None:
    """How the SDK keeps a file is no matter of the wire."""
    reader = Reader()
    ((part, _),) = reader.parts(call(Upload, "multipart"))
    assert part == "form"
    members = reader.schemas["Upload"]["properties"]
    assert members["file"] == {"type": "string", "format": "binary"}


def test_an_event_is_its_data() -> None:
    """The name of an event stands on a line of its own."""
    assert list(Reader().parts(call(None, "", (Event,)))) == [("event", REFERENCE)]


def test_what_is_new_is_no_silent_gap() -> None:
    """A kind of annotation that is new differs from whatever we have."""
    found = Reader().schema(complex)
    assert found == {"type": "<class 'complex'> (unknown to drift/models.py)"}


def test_two_models_may_have_one_name() -> None:
    """The second is called after its module, and each keeps its members."""
    other = type("Thing", (BaseModel,), {"__module__": "sdk.models.other"})
    reader = Reader()
    assert reader.schema(Thing) == REFERENCE
    renamed = {"$ref": "#/components/schemas/Thing_of_other"}
    assert reader.schema(other) == renamed == reader.schema(other)
    assert reader.schemas["Thing_of_other"]["properties"] == {}
    assert reader.schemas["Thing"]["properties"]


def test_what_a_field_says_about_its_value() -> None:
    """Bounds, a default and deprecation are read; a constant's default is no news."""

    class Bounded(BaseModel):
        size: Annotated[int, pydantic.Field(ge=1, lt=5)] = 3
        name: Annotated[str | None, pydantic.Field(min_length=1, deprecated="no")] = (
            None
        )
        kind: Literal["x"] = "x"
        listed: Annotated[list[str] | None, pydantic.Field(max_length=2)] = None

    reader = Reader()
    reader.schema(Bounded)
    integer = {"type": "integer", "minimum": 1, "exclusiveMaximum": 5, "default": 3}
    items = {"type": "array", "items": {"type": "string"}, "maxItems": 2}
    assert reader.schemas["Bounded"]["properties"] == {
        "size": integer,
        "name": {"type": "string", "minLength": 1, "deprecated": True},
        "kind": {"enum": ["x"]},
        "listed": items,
    }
