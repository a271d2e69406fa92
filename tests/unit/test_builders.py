"""Every operation has a request model: its method takes it, and it says what we know.

What is held of each row of the table of operations, so that a new one is tested too.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from email.parser import BytesParser
from functools import reduce
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

import openai
import pytest
from pydantic import BaseModel, ValidationError

from mistyped import InvalidRequestError, check, requests, types
from mistyped._builders.exports import HOMES
from mistyped._check.request_model import Request, RequestModel
from mistyped._generated.operations import OPERATIONS
from mistyped._values.rows import ApiOperation
from mistyped.problems import Problem
from tests.operations import CHAT, ROWS
from tests.unit.answers import ANY_ANSWER
from tests.unit.support import HTTPX, KEY, MODEL, PATH, Wire
from tests.unit.test_cases import cases

pytestmark = pytest.mark.anyio

ASKING = {each.id: each for each in OPERATIONS.values() if each.request}
operations = pytest.mark.parametrize("operation", ASKING.values(), ids=ASKING)
OPENAI = {
    id_: each
    for id_, each in ASKING.items()
    if hasattr(getattr(requests, each.request), "openai_kwargs")
}
FILE = ("a.txt", b"x")
BOTH: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "audio.speech.create": (
        {"input": "x", "model": MODEL, "voice": "v"},
        {"voice_id": "v"},
    ),
    "audio.transcriptions.create": (
        {"model": MODEL, "file": FILE},
        {"diarize": True},
    ),
    "chat.completions.create": (CHAT, {"random_seed": 7, "safe_prompt": True}),
    "embeddings.create": (
        {"model": MODEL, "input": "x", "encoding_format": "float"},
        {"output_dimension": 8},
    ),
    "files.create": ({"file": FILE, "purpose": "ocr"}, {"visibility": "user"}),
    "files.list": ({"purpose": "ocr"}, {"page": 1}),
    "moderations.create": ({"model": MODEL, "input": "x"}, {"metadata": {"a": "b"}}),
}
"""What a plain OpenAI client takes by name, and what only Mistral has beside it."""


class Answer(BaseModel):
    """What an answer is read into."""

    answer: int


def model_of(operation: ApiOperation) -> Any:
    """Return the class of an operation's request."""
    return getattr(requests, operation.request)


def method_of(client: Any, operation: ApiOperation) -> Any:
    """Return an operation's method."""
    return reduce(getattr, operation.id.split("."), client)


def ids_of(operation: ApiOperation) -> list[str]:
    """Return an id for each in an operation's path."""
    return ["x1"] * operation.path.count("{")


def sent(request: Any) -> tuple[str, str, Any]:
    """Return what a request says, whatever its form's boundary is."""
    kind = request.headers.get("content-type", "")
    content: Any = request.read()
    if "multipart" in kind:
        head = f"Content-Type: {kind}\r\n\r\n".encode()
        parts = BytesParser().parsebytes(head + content).get_payload()
        content = [(str(p.get("content-disposition")), p.get_payload()) for p in parts]
    elif content:
        content = json.loads(content)
    return request.method, str(request.url), content


def found(operation: ApiOperation, members: Any) -> list[Problem]:
    """Check what an operation is asked, without its rules on whole requests."""
    path = operation.path.replace("{", "").replace("}", "")
    report = check(path, members, method=operation.method)
    return [each for each in report.errors if each.loc]


def told(error: ValidationError) -> list[tuple[tuple[Any, ...], str]]:
    """Return places and words of what pydantic raised."""
    return [(each["loc"], each["msg"]) for each in error.errors()]


def words(problems: list[Problem]) -> list[tuple[tuple[Any, ...], str]]:
    """Return places and words of what the check found."""
    return [(each.loc, each.advice) for each in problems]


@operations
async def test_method_takes_the_model(operation: ApiOperation) -> None:
    """What it then sends is what it sends of the same by names, in both twins."""
    wire = Wire(lambda _: HTTPX.Response(200, json=ANY_ANSWER))
    ids, least = ids_of(operation), dict(ROWS[operation.id].least)
    options = {"responses": "native"}
    by_name, by_model = ((), least), ((model_of(operation)(**least),), {})
    for given, members in (by_name, by_model):
        method_of(wire.client(**options), operation)(*ids, *given, **members)
        await method_of(wire.async_client(**options), operation)(
            *ids, *given, **members
        )
    first, *others = map(sent, wire.seen)
    assert len(others) == 3
    assert all(each == first for each in others)


@operations
def test_forms_take_the_model(operation: ApiOperation) -> None:
    """With the HTTP response around the answer as well."""
    wire = Wire(lambda _: HTTPX.Response(200, json=ANY_ANSWER))
    client = wire.client(responses="native").with_raw_response
    request = model_of(operation)(**ROWS[operation.id].least)
    answer = method_of(client, operation)(*ids_of(operation), request)
    assert answer.http_response.request.method == operation.method


@operations
def test_model_gives_back_what_was_set(operation: ApiOperation) -> None:
    """As keyword arguments, and nothing beside it; as a line of a batch job, too."""
    least = dict(ROWS[operation.id].least)
    request = model_of(operation)(**least)
    assert request.params() == least
    assert request.batch_line("a") == {"custom_id": "a", "body": least}
    params = get_type_hints(model_of(operation).params, vars(types) | vars_of_types())
    assert params["return"].__name__ == operation.request.replace("Request", "Params")


def vars_of_types() -> dict[str, Any]:
    """Return the types of parameters by their names."""
    return {name: getattr(types, name) for name in dir(types) if "Params" in name}


@operations
def test_wrong_value(operation: ApiOperation) -> None:
    """Construction says it in the words of the check, with the same hint and place."""
    members = dict(ROWS[operation.id].wrong.arguments)
    with pytest.raises(ValidationError) as caught:
        model_of(operation)(**members)
    wanted = words(found(operation, members))
    assert told(caught.value) == wanted
    assert all(text in str(caught.value) for _, text in wanted)


@operations
def test_wrong_assignment(operation: ApiOperation) -> None:
    """Assignment says it too, and leaves the request as it was."""
    least, wrong = dict(ROWS[operation.id].least), ROWS[operation.id].wrong
    name = re.split(r"[.\[]", wrong.path)[0]
    # What is missing there cannot be assigned: a kind of value that nothing takes can.
    value = wrong.arguments.get(name, {"a": object()})
    request = model_of(operation)(**least)
    with pytest.raises(ValidationError) as caught:
        setattr(request, name, value)
    problems = found(operation, {**least, name: value})
    assert told(caught.value) == words([e for e in problems if e.loc[0] == name])
    assert request.params() == least


def refused(operation: ApiOperation) -> Iterator[Any]:
    """Yield the keys that an operation refuses, with their hints."""
    tables = import_module(f"mistyped._generated.verdicts.{operation.area}")
    for (schema, key), verdict in tables.VERDICTS.items():
        refusing = verdict.kind in ("refused", "renamed")
        if schema == operation.request and refusing and verdict.severity == "error":
            name = f"{operation.id}.{key}"
            yield pytest.param(operation, key, verdict.hint, id=name)


@pytest.mark.parametrize(
    ("operation", "key", "hint"),
    [each for operation in ASKING.values() for each in refused(operation)],
)
def test_refused_key(operation: ApiOperation, key: str, hint: str) -> None:
    """`request.seed = 3` and `seed=3` lead to Mistral's name, as the check does."""
    least = dict(ROWS[operation.id].least)
    request = model_of(operation)(**least)
    wanted = words([e for e in found(operation, {**least, key: 3}) if e.loc == (key,)])
    assert len(wanted) == 1
    assert hint in wanted[0][1]
    for make in (
        lambda: setattr(request, key, 3),
        lambda: model_of(operation)(**{**least, key: 3}),
    ):
        with pytest.raises(ValidationError) as caught:
            make()
        assert told(caught.value) == wanted


@pytest.mark.parametrize(("_rule", "case"), cases("accepted") + cases("warned"))
def test_what_passes_is_a_model(_rule: str, case: Any) -> None:
    """No model refuses what the check lets pass, nor changes it.

    A tag that is missing stands in the model's class, and so is added.
    """
    case = case if "body" in case else {"body": case}
    operation = OPERATIONS["POST", case.get("path", PATH)]
    made = model_of(operation).model_validate(case["body"])
    if [each["rule"] for each in case.get("problems", ())] == ["missing"]:
        assert check(operation.path, made).ok
    else:
        assert made.params() == case["body"]


def test_there_is_a_model_for_every_operation_and_part() -> None:
    """Each is loaded when it is asked for, and is one of ours."""
    assert {each.request for each in ASKING.values()} <= HOMES.keys()
    assert dir(requests) == sorted(HOMES)
    for name in HOMES:
        model = getattr(requests, name)
        if isinstance(model, type) and name.endswith("Request"):
            assert issubclass(model, RequestModel)
    for operation in ASKING.values():
        assert issubclass(model_of(operation), Request)
    with pytest.raises(AttributeError, match=r"requests' has no attribute 'x'"):
        _ = requests.x  # type: ignore[attr-defined]


def test_models_are_loaded_when_they_are_asked_for() -> None:
    """A client and a call without them load none, and of theirs only an area's."""
    code = (
        "import sys, mistyped; mistyped.Mistral(api_key='k').embeddings\n"
        "builders = lambda: [n for n in sys.modules if 'mistyped._builders' in n]\n"
        "print(builders())\n"
        "from mistyped.requests import EmbeddingRequest\n"
        "print([n for n in builders() if 'chat' in n])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n[]\n"


def test_what_a_plain_client_has_is_known() -> None:
    """Each operation with keyword arguments for it has a row above."""
    assert OPENAI.keys() == BOTH.keys()


@pytest.mark.parametrize("operation", OPENAI.values(), ids=OPENAI)
def test_arguments_for_a_plain_client(operation: ApiOperation) -> None:
    """A plain OpenAI client sends what ours sends; what is Mistral's goes beside."""
    named, added = BOTH[operation.id]
    request = model_of(operation)(**named, **added)
    arguments = request.openai_kwargs()
    extra = "extra_query" if operation.carrier == "query" else "extra_body"
    assert arguments == {**named, extra: added}
    wire = Wire(lambda _: HTTPX.Response(400, json={}))
    http = HTTPX.Client(transport=HTTPX.MockTransport(wire))
    ours = wire.client(check="off")
    plain = openai.OpenAI(api_key=KEY, http_client=http, base_url=ours.base_url)
    with pytest.raises(openai.BadRequestError):
        method_of(plain, operation)(**arguments)
    with pytest.raises(openai.BadRequestError):
        method_of(ours, operation)(request)
    one, two = map(sent, wire.seen)
    assert one == two


def test_parse_takes_the_model(wire: Wire) -> None:
    """What the answer is read into is said beside it, with the options of the call."""
    request = requests.ChatCompletionRequest(**CHAT, temperature=0.5)
    parse = wire.client().chat.completions.parse
    answer = parse(request, response_format=Answer, extra_headers={"x-a": "1"})
    assert answer.choices[0].message.parsed == Answer(answer=4)
    assert wire.sent[0].pop("response_format")["type"] == "json_schema"
    assert wire.seen[0].headers["x-a"] == "1"


async def test_parse_keeps_the_models_own_format(wire: Wire) -> None:
    """A request that says its format is sent with it, if the call says none."""
    text = requests.ResponseFormatText()
    request = requests.ChatCompletionRequest(**CHAT, response_format=text)
    await wire.async_client().chat.completions.parse(request)
    assert wire.sent == [{**CHAT, "response_format": {"type": "text"}}]


def test_stream_takes_the_model(wire: Wire) -> None:
    """Events that add up to an answer, in a block."""
    request = requests.ChatCompletionRequest(**CHAT)
    stream = wire.client().chat.completions.stream
    with stream(request, response_format=Answer) as events:
        answer = events.get_final_completion()
    assert answer.choices[0].message.parsed == Answer(answer=4)
    assert wire.sent[0]["stream"] is True


def test_batch_jobs_take_models(wire: Wire) -> None:
    """As lines, or as bodies of them; what is wrong in one is told where it stands."""
    chat = requests.ChatCompletionRequest(**CHAT)
    lines = [chat.batch_line("a"), {"custom_id": "b", "body": chat}]
    job = requests.BatchJobCreateRequest(
        endpoint="/v1/chat/completions",
        model=MODEL,
        requests=[requests.BatchRequest(**chat.batch_line("c"))],
    )
    create = wire.client().batch.jobs.create
    create(endpoint="/v1/chat/completions", model=MODEL, requests=lines)
    create(job)
    first, second = (each["requests"] for each in wire.sent)
    assert first == [{"custom_id": n, "body": CHAT} for n in ("a", "b")]
    assert second == [{"custom_id": "c", "body": CHAT}]
    wrong = chat.model_copy(update={"seed": 3})
    with pytest.raises(
        InvalidRequestError, match=r"requests\[0\]\.body\.seed: .*random_"
    ):
        create(endpoint="/v1/chat/completions", requests=[wrong.batch_line("a")])


def test_more_than_one_model(wire: Wire) -> None:
    """Is a mistake that says what to give, as is a dict in the place of one."""
    request = requests.EmbeddingRequest(model=MODEL, input="x")
    create: Any = wire.client().embeddings.create
    for given in ((request, request), ({"model": MODEL},)):
        with pytest.raises(TypeError, match="or one model of"):
            create(*given)
    assert wire.seen == []


def test_what_is_named_beside_a_model_counts(wire: Wire) -> None:
    """So that one request can be sent again with a small change."""
    request = requests.ChatCompletionRequest(**CHAT)
    create: Any = wire.client().chat.completions.create
    create(request, temperature=0.5)
    assert wire.sent == [{**CHAT, "temperature": 0.5}]


def test_a_conversation_goes_on() -> None:
    """A longer list of messages takes the place of the first."""
    messages = [requests.UserMessage(content="x")]
    request = requests.ChatCompletionRequest(model=MODEL, messages=messages)
    request.messages = [*messages, requests.AssistantMessage(content="y")]
    roles = [each["role"] for each in request.params()["messages"]]  # type: ignore[index]
    assert roles == ["user", "assistant"]


def test_a_file_stays_what_it_is(tmp_path: Path) -> None:
    """A path, bytes and an open file go through a model as they are."""
    path = tmp_path / "a.txt"
    path.write_bytes(b"x")
    with path.open("rb") as opened:
        for file in (path, b"x", ("a.txt", b"x"), opened):
            request = requests.FileCreateRequest(file=file, purpose="ocr")
            assert request.params()["file"] == request.file == file
