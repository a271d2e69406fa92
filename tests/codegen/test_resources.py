"""The generated resources, as a program that calls them sees them.

What type checkers see is in `tests/typing`.
"""

from __future__ import annotations

import asyncio
import inspect
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any, get_overloads

import openai
import pytest
from openai.pagination import AsyncPage, SyncPage

from codegen.document import Document, JSONValue, as_object
from mistyped import InvalidRequestError
from mistyped._openai import pages
from mistyped._openai.event_streams import AsyncEventStream, EventStream
from tests.codegen import by_hand
from tests.codegen.support import base_of, build, read
from tests.unit.support import HTTPX, Wire, replying, response

THINGS = Path(__file__).with_name("things.yaml").read_text("utf-8")
MODEL = by_hand.ThingRequest(size=2)
FORMS = ("with_raw_response", "with_streaming_response")
TWINS = ("", "Async")
STREAMS = "tests.codegen.streams_by_hand"
ANSWER = {"id": "t1"}


def document(text: str = THINGS) -> Document:
    """Return the document of all kinds of operations, or one that differs from it."""
    given = as_object(read(text))
    return base_of(given["schemas"], given["paths"]) | {"tags": given["tags"]}


@pytest.fixture(scope="module")
def things() -> ModuleType:
    """The resources of the document above."""
    return build(document()).resources()


@pytest.fixture(params=TWINS)
def twin(request: pytest.FixtureRequest) -> str:
    """What the class of one of the two clients has before its name."""
    prefix: str = request.param
    return prefix


def use(module: ModuleType, twin: str, wire: Wire, do: Callable[[Any], Any]) -> Any:
    """Return what somebody gets who does something with `client.thing`."""
    if not twin:
        return do(module.Thing(wire.client()))

    async def main() -> Any:
        made = do(module.AsyncThing(wire.async_client()))
        return await made if inspect.isawaitable(made) else made

    return asyncio.run(main())


def methods(cls: type) -> dict[str, Callable[..., Any]]:
    """Return the generated methods of a class by their names."""
    found = vars(cls).items()
    return {name: each for name, each in found if inspect.isfunction(each)}


def in_sync_words(text: str) -> str:
    """Return what an asynchronous class says, as its twin says it."""
    shorter = text.replace("async for", "for").replace(", once it is awaited", "")
    return " ".join(shorter.replace("Async", "").split())


@pytest.mark.parametrize("name", ["Thing", "Parts", "Copies"])
def test_twins_differ_in_words_alone(things: ModuleType, name: str) -> None:
    """Both classes have the same methods, which take and say the same."""
    mine, other = (
        methods(getattr(things, name)),
        methods(getattr(things, f"Async{name}")),
    )
    assert mine.keys() == other.keys()
    for method, each in mine.items():
        ours, theirs = inspect.signature(each), inspect.signature(other[method])
        assert ours.parameters == theirs.parameters
        assert in_sync_words(str(other[method].__doc__)) == in_sync_words(
            str(each.__doc__)
        )


def test_both_have_the_methods_of_the_document(things: ModuleType) -> None:
    """A method is called as its operation, and an alias is the same method."""
    names = "create list list_by_offset list_by_token list_whole search look seek shout"
    more = "upload ask inquire retrieve delete content"
    assert methods(things.Thing).keys() == {*names.split(), *more.split()}
    assert things.Thing.look is things.Thing.seek is things.Thing.search


@pytest.mark.parametrize(
    ("do", "line", "body"),
    [
        (lambda t: t.create(size=3), "POST /v1/things", {"size": 3}),
        (lambda t: t.search(size=3), "GET /v1/things/search?size=3", None),
        (lambda t: t.seek(size=3), "GET /v1/things/search?size=3", None),
        (lambda t: t.retrieve("t1"), "GET /v1/things/t1", None),
        (lambda t: t.retrieve(thing_id="t1"), "GET /v1/things/t1", None),
        (lambda t: t.parts.retrieve("t1", 4), "GET /v1/things/t1/parts/4", None),
        (lambda t: t.parts.retrieve("t1", "x"), "GET /v1/things/t1/parts/x", None),
        (lambda t: t.ask(size=1), "POST /v1/things/answers", {"size": 1}),
        (lambda t: t.inquire(size=1), "POST /v1/things/answers", {"size": 1}),
        (lambda t: t.ask(MODEL), "POST /v1/things/answers", {"size": 2}),
        (lambda t: t.create(MODEL), "POST /v1/things", {"size": 2}),
        (lambda t: t.search(MODEL), "GET /v1/things/search?size=2", None),
    ],
)
def test_call_sends_what_it_says(
    things: ModuleType, twin: str, do: Callable[[Any], Any], line: str, body: object
) -> None:
    """Ids go into the path, a query and a body where the document has them."""
    wire = replying(ANSWER)
    answer = use(things, twin, wire, do)
    (request,) = wire.seen
    assert f"{request.method} {request.url.raw_path.decode()}" == line
    assert (json.loads(request.content) if request.content else None) == body
    assert answer.id == "t1"


@pytest.mark.parametrize("id_", ["", "a/b", "..", 3])
def test_bad_id_is_refused_by_its_argument(
    things: ModuleType, twin: str, id_: object
) -> None:
    """Nothing is sent, and the error names what the caller named."""
    wire = Wire()
    with pytest.raises(InvalidRequestError) as caught:
        use(things, twin, wire, lambda t: t.retrieve(thing_id=id_))
    assert [each.path for each in caught.value.problems] == ["thing_id"]
    assert wire.seen == []


def test_no_parameter_is_lost(things: ModuleType, twin: str) -> None:
    """What has no parameters takes none."""
    with pytest.raises(TypeError, match="size"):
        use(things, twin, Wire(), lambda t: t.retrieve("t1", size=1))


def test_file_is_sent_as_a_form(things: ModuleType, twin: str) -> None:
    """A file and the other members are parts of the form."""
    wire = replying(ANSWER)
    given = {"file": ("a.txt", b"abc"), "size": 3}
    use(things, twin, wire, lambda t: t.upload(**given))
    (request,) = wire.seen
    assert request.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert b'name="file"; filename="a.txt"' in request.content
    assert b'name="size"\r\n\r\n3\r\n' in request.content


def test_answer_of_nothing_is_none(things: ModuleType, twin: str) -> None:
    """A 204 has no body, and the method returns None."""
    wire = Wire(lambda _: HTTPX.Response(204))
    assert use(things, twin, wire, lambda t: t.delete("t1")) is None


def test_bytes_are_asked_for_by_their_type(things: ModuleType, twin: str) -> None:
    """What is no JSON comes as bytes, of the media type that the document has."""
    wire = Wire(lambda _: HTTPX.Response(200, content=b"abc"))
    answer = use(things, twin, wire, lambda t: t.content("t1"))
    assert isinstance(answer, openai.HttpxBinaryResponseContent)
    assert answer.content == b"abc"
    assert wire.seen[0].headers["accept"] == "application/x-thing"


def test_reader_makes_the_result(things: ModuleType, twin: str) -> None:
    """What reads an answer has the parameters of the call."""
    assert use(things, twin, replying(ANSWER), lambda t: t.shout(size=2)) == "T1!T1!"


@pytest.mark.parametrize(
    ("method", "kind", "query"),
    [
        ("list", "NumberedPage", {"page_size": "7"}),
        ("list_by_offset", "OffsetPage", {}),
        ("list_by_token", "TokenPage", {}),
        ("list_whole", "Page", {}),
    ],
)
def test_pages_are_of_their_kind(
    things: ModuleType, twin: str, method: str, kind: str, query: dict[str, str]
) -> None:
    """Each kind of page has its class, and iterating gives the items."""
    classes = {**vars(pages), "SyncPage": SyncPage, "AsyncPage": AsyncPage}
    answer = {"data": [ANSWER], "total": 1}
    wire = Wire(lambda _: response(answer))
    page = use(things, twin, wire, lambda t: getattr(t, method)())
    assert isinstance(page, classes[f"{twin or 'Sync'}{kind}"])
    assert dict(wire.seen[0].url.params) == query
    assert use(things, twin, wire, lambda t: ids_of(getattr(t, method)())) == ["t1"]
    loop = f"`{'async for' if twin else 'for'} each in client.thing.{method}(...)`"
    doc = str(getattr(getattr(things, f"{twin}Thing"), method).__doc__)
    assert (loop in " ".join(doc.split())) is (method != "list_whole")


def ids_of(page: Any) -> Any:
    """Return the ids of all items of a list, or what has to be awaited for them."""
    if not hasattr(page, "__aiter__"):
        return [each.id for each in page]

    async def gather() -> list[str]:
        return [each.id async for each in page]

    return gather()


def test_callers_page_size_stays(things: ModuleType, twin: str) -> None:
    """The default of the document is sent for what the caller says nothing of."""
    wire = replying({"data": []})
    use(things, twin, wire, lambda t: t.list(page_size=2, page=1))
    assert dict(wire.seen[0].url.params) == {"page_size": "2", "page": "1"}


def test_deprecated_method_says_so_to_checkers(things: ModuleType, twin: str) -> None:
    """A deprecated method says why to tools, and does not warn who calls it."""
    cls = getattr(things, f"{twin}Thing")
    assert cls.search.__deprecated__ == "look things up by their ids"
    assert cls.look.__deprecated__
    assert not hasattr(cls.retrieve, "__deprecated__")
    # Warnings are errors here.
    assert use(things, twin, replying(ANSWER), lambda t: t.search(size=1)).id == "t1"


def test_streamed_method_has_an_overload_for_each_way(
    things: ModuleType, twin: str
) -> None:
    """Whole, streamed and either; by a request model, whole and streamed once more."""
    parts, thing = (getattr(things, f"{twin}{name}") for name in ("Parts", "Thing"))
    assert len(get_overloads(parts.follow)) == 5
    assert len(get_overloads(thing.ask)) == 5
    assert len(get_overloads(thing.create)) == 2
    assert get_overloads(thing.retrieve) == []
    for form in FORMS:
        name = "WithRawResponse" if "raw" in form else "WithStreamingResponse"
        assert len(get_overloads(getattr(things, f"{twin}Thing{name}").ask)) == 5


def test_stream_is_loaded_by_who_streams(
    things: ModuleType, twin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A whole answer needs no class of streams; a stream is of the class named."""
    monkeypatch.delitem(sys.modules, STREAMS, raising=False)
    for stream in (False, None, openai.omit):
        wire = replying(ANSWER)
        use(things, twin, wire, lambda t, s=stream: t.ask(size=1, stream=s))
    assert STREAMS not in sys.modules
    wire = replying([ANSWER])
    stream = use(things, twin, wire, lambda t: t.ask(size=1, stream=True))
    assert type(stream) is getattr(sys.modules[STREAMS], f"{twin}ThingStream")
    assert wire.sent == [{"size": 1, "stream": True}]


def test_stream_of_no_class_reads_events(things: ModuleType, twin: str) -> None:
    """Where the document names no class, events are told apart by their kinds."""
    wire = replying([ANSWER])
    stream = use(things, twin, wire, lambda t: t.parts.follow("t1", stream=True))
    assert isinstance(stream, AsyncEventStream if twin else EventStream)


@pytest.mark.parametrize("name", ["Thing", "Parts", "Copies"])
@pytest.mark.parametrize("suffix", ["WithRawResponse", "WithStreamingResponse"])
def test_every_method_has_both_forms(
    things: ModuleType, twin: str, name: str, suffix: str
) -> None:
    """All methods are there, by their aliases as well, and what the resource holds."""
    cls = getattr(things, twin + name)
    client = Wire().async_client() if twin else Wire().client()
    resource = cls(client)
    form = getattr(things, twin + name + suffix)(resource)
    further = {"parts", "copies"} if name == "Thing" else set[str]()
    public = {each for each in dir(form) if not each.startswith("_")}
    assert public == methods(cls).keys() | further
    attribute = FORMS["Streaming" in suffix]
    assert type(getattr(resource, attribute)) is type(form)


@pytest.mark.parametrize("stream", [None, False, True])
def test_raw_form_gives_the_response(
    things: ModuleType, twin: str, stream: bool | None
) -> None:
    """The response comes with what the method would return, whole or streamed."""
    wire = replying([ANSWER] if stream else ANSWER)

    def ask(thing: Any) -> Any:
        return thing.with_raw_response.ask(size=1, stream=stream)

    raw = use(things, twin, wire, ask)
    assert raw.http_response.status_code == 200
    streams = type(raw.parse()).__name__ == f"{twin}ThingStream"
    assert streams is bool(stream)


@pytest.mark.parametrize("stream", [None, False, True])
def test_streaming_form_gives_an_unread_response(
    things: ModuleType, twin: str, stream: bool | None
) -> None:
    """A block around it has the response, and what it is read into on demand."""
    wire = replying([ANSWER] if stream else ANSWER)

    def ask(thing: Any) -> Any:
        manager = thing.with_streaming_response.ask(size=1, stream=stream)
        return read_async(manager) if twin else read_now(manager)

    kind = use(things, twin, wire, ask)
    assert (kind == f"{twin}ThingStream") is bool(stream)


def read_now(manager: Any) -> str:
    """Return the name of the class of what a response is read into."""
    with manager as unread:
        return type(unread.parse()).__name__


async def read_async(manager: Any) -> str:
    """Do the same, asynchronously."""
    async with manager as unread:
        return type(await unread.parse()).__name__


def test_bytes_of_an_unread_response_are_streamed(things: ModuleType) -> None:
    """What is no JSON can be read piece by piece."""
    wire = Wire(lambda _: HTTPX.Response(200, content=b"abc"))

    def fetch(thing: Any) -> list[bytes]:
        with thing.with_streaming_response.content("t1") as unread:
            return [*unread.iter_bytes(1)]

    assert use(things, "", wire, fetch) == [b"a", b"b", b"c"]


def test_resource_is_inside_a_resource(things: ModuleType, twin: str) -> None:
    """It is made once, with the same client, and has its forms as well."""
    client = Wire().async_client() if twin else Wire().client()
    thing = getattr(things, f"{twin}Thing")(client)
    assert type(thing.parts) is getattr(things, f"{twin}Parts")
    assert thing.parts is thing.parts
    assert thing.parts._client is client


def test_resource_without_methods_passes_its_form_on(twin: str) -> None:
    """What only holds resources gives each of them in its own form."""
    text = THINGS.replace("operationId: thing.", "operationId: thing.all.")
    tags: JSONValue = [
        {"name": "thing", "description": "Things."},
        {"name": "thing.all", "description": "All things."},
        {"name": "thing.all.parts", "description": "Parts of things."},
    ]
    module = build(document(text) | {"tags": tags}).resources()
    wire = replying(ANSWER)
    raw = use(module, twin, wire, lambda t: t.with_raw_response.all.create(size=1))
    assert raw.parse().id == "t1"


def test_view_is_another_method_of_the_same_call(things: ModuleType, twin: str) -> None:
    """It has names of its own for what it takes, and answers in a class of its own."""
    wire = replying(ANSWER, ANSWER)
    made = use(things, twin, wire, lambda t: t.copies.make(width=5))
    found = use(things, twin, wire, lambda t: t.copies.find(copy_id="t1"))
    assert wire.seen[0].url.path == "/v1/things"
    assert json.loads(wire.seen[0].content) == {"size": 5}
    assert wire.seen[1].url.path == "/v1/things/t1"
    assert type(made) is type(found) is by_hand.Copy


def test_view_fails_in_words_of_its_own(things: ModuleType, twin: str) -> None:
    """What is said to stand around the call does, and around no other."""
    wire = Wire(lambda _: HTTPX.Response(400, json={}))
    with pytest.raises(by_hand.RenamedError):
        use(things, twin, wire, lambda t: t.copies.make(width=5))
    with pytest.raises(openai.BadRequestError):
        use(things, twin, wire, lambda t: t.copies.find("t1"))


def test_sdks_class_is_a_base(twin: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes the SDK's resource takes ours, which overrides its methods."""
    monkeypatch.setitem(sys.modules, "openai.resources.thing", by_hand)
    of_sdk = "kinds.\n    x-sdk: true"
    module = build(document(THINGS.replace("kinds.", of_sdk, 1))).resources()
    assert issubclass(module.Thing, by_hand.Thing)
    assert issubclass(module.AsyncThing, by_hand.AsyncThing)
    answer = use(module, twin, replying(ANSWER), lambda t: t.create(size=1))
    assert answer.id == "t1"
