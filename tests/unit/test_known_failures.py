"""What is known to fail when Mistral is called as OpenAI is: one test for each pain.

Each shows what becomes of it here: refused before it is sent, warned of, or handled.
"""

from __future__ import annotations

import json
from typing import Any

import openai
import pytest

from mistyped import (
    ContextLengthError,
    InvalidRequestError,
    InvalidRequestWarning,
    UnsupportedEndpointError,
    check,
    to_input,
)
from tests.unit.audio import TRANSCRIPTION, answering, parts
from tests.unit.support import (
    HTTPX,
    MODEL,
    PATH,
    USAGE,
    USER,
    Wire,
    body,
    chunk,
    completion,
    part,
    replying,
)

ID, OTHER = "Ab3dE6gH9", "Cd4eF7hI0"
VOICE = "voxtral-mini-latest"
THOUGHT = {"type": "thinking", "thinking": [{"type": "text", "text": "17 * 23."}]}
SAID = {"type": "text", "text": "391"}
TOOL = {"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}
JOB = {
    "id": "j1",
    "object": "batch",
    "endpoint": PATH,
    "errors": [],
    "created_at": 1,
    "total_requests": 0,
    "completed_requests": 0,
    "succeeded_requests": 0,
    "failed_requests": 0,
}
SHAPE = {
    "type": "json_schema",
    "json_schema": {"name": "a", "schema": {"type": "object"}},
}


def assistant(**members: Any) -> dict[str, Any]:
    """Return an assistant message."""
    return {"role": "assistant", **members}


def called(*ids: str) -> dict[str, Any]:
    """Return an assistant message that calls a function, once for each id."""
    function = {"name": "f", "arguments": "{}"}
    calls = [{"id": each, "type": "function", "function": function} for each in ids]
    return assistant(tool_calls=calls)


def result(id_: str = ID) -> dict[str, Any]:
    """Return a tool message."""
    return {"role": "tool", "content": "4", "tool_call_id": id_}


def refused(wire: Wire, request: Any) -> str:
    """Send a request that is refused here, and return what is said of it."""
    with pytest.raises(InvalidRequestError) as caught:
        wire.client().chat.completions.create(**request)
    assert wire.seen == []
    return str(caught.value)


def warned(wire: Wire, request: Any) -> str:
    """Send a request that is warned of, and return the one warning."""
    with pytest.warns(InvalidRequestWarning) as caught:
        wire.client().chat.completions.create(**request)
    assert wire.sent == [request]
    (warning,) = caught
    return str(warning.message)


def passes(*messages: Any, **more: Any) -> bool:
    """Say whether a conversation has no problem at all."""
    return check(PATH, body(messages=list(messages), **more)).problems == ()


@pytest.mark.parametrize(
    ("role", "key", "value"),
    [
        ("assistant", "reasoning_content", "Hm."),
        ("assistant", "finish_reason", "stop"),
        ("assistant", "reasoning", None),
        ("assistant", "refusal", None),
        ("assistant", "annotations", []),
        ("assistant", "audio", None),
        ("assistant", "function_call", None),
        ("assistant", "id", "m1"),
        ("user", "metadata", {}),
        ("user", "name", ""),
        ("user", "tool_calls", None),
        ("system", "name", "setup"),
    ],
)
def test_foreign_keys_in_a_replayed_message(
    role: str, key: str, value: Any, wire: Wire
) -> None:
    """Refused with index and key, null or not; `to_input` takes them out."""
    message = {"role": role, "content": "x", key: value}
    request = body(messages=[USER, message, USER])
    assert [each.path for each in check(PATH, request).errors] == [f"messages[1].{key}"]
    assert f"messages[1].{key}" in refused(wire, request)


def test_a_null_name_of_a_replayed_call(wire: Wire) -> None:
    """Refused in the call, where OpenAI's streams leave it."""
    message = called(ID)
    message["tool_calls"][0]["name"] = None
    said = refused(wire, body(messages=[USER, message, result()]))
    assert "messages[1].tool_calls[0].name" in said


def test_an_answer_is_made_fit_for_a_request() -> None:
    """Foreign keys go: those with a value are told, and thoughts become a chunk."""
    answer = assistant(content="391", refusal=None, annotations=[], audio=None)
    assert to_input(answer) == assistant(content="391")
    thought = to_input(assistant(content="391", reasoning_content="17 * 23."))
    assert thought == assistant(content=[THOUGHT, SAID])
    with pytest.warns(InvalidRequestWarning, match="finish_reason"):
        assert to_input({**answer, "finish_reason": "x"}) == assistant(content="391")


def test_openais_name_for_the_most_tokens(wire: Wire) -> None:
    """Refused, with Mistral's name."""
    said = refused(wire, body(max_completion_tokens=64))
    assert "max_completion_tokens" in said
    assert "use max_tokens" in said


def test_usage_asked_for_in_a_stream(wire: Wire) -> None:
    """Warned of: usage is in the last chunk anyway, and newer servers take it."""
    said = warned(wire, body(stream_options={"include_usage": True}))
    assert "stream_options" in said
    assert "chat.stream_options" in said
    with replying([chunk("x"), chunk("", "stop", usage=USAGE)]).client() as client:
        stream = client.chat.completions.create(**body(), stream=True)
        assert [each.usage is not None for each in stream] == [False, True]


def test_ids_of_tool_calls_from_elsewhere(wire: Wire) -> None:
    """Refused for models that check them; for others, relayed ones too, warned of."""
    messages = [USER, called("call_abc123"), result("call_abc123")]
    said = refused(wire, body(model="mistral-large-2411", messages=messages))
    assert "'call_abc123' is not nine letters or digits" in said
    assert "call-id-form" in warned(wire, body(model="zai-glm-4.6", messages=messages))
    assert passes(USER, called(ID), result(), model="mistral-large-2411")


def test_the_assistant_speaks_last(wire: Wire) -> None:
    """Refused, and `prefix` is suggested."""
    said = refused(wire, body(messages=[USER, assistant(content="It is")]))
    assert "messages[1].role" in said
    assert "prefix: true" in said
    assert passes(USER, assistant(content="It is", prefix=True))


def test_roles_out_of_order(wire: Wire) -> None:
    """A late system and a tool after the user are refused; user after tool is fine."""
    system = {"role": "system", "content": "Be brief."}
    late = [USER, assistant(content="x"), system, USER]
    assert "'system' stands right after 'assistant'" in refused(
        wire, body(messages=late)
    )
    said = refused(wire, body(messages=[USER, called(ID), USER, result()]))
    assert "'tool' stands right after 'user'" in said
    assert passes(USER, called(ID), result(), USER)


def test_calls_and_results_that_do_not_pair(wire: Wire) -> None:
    """Refused, and the id is named, which the server's own answer does not do."""
    said = refused(wire, body(messages=[USER, called(ID, OTHER), result()]))
    assert f"the call {OTHER!r} has no result" in said
    said = refused(wire, body(messages=[USER, called(ID), result(), result(OTHER)]))
    assert f"no open call has the id {OTHER!r}" in said
    bare = {"role": "tool", "content": "4"}
    said = refused(wire, body(messages=[USER, called(ID), bare]))
    assert "messages[2].tool_call_id: there is no id" in said


def test_levels_of_reasoning_that_a_model_has_not() -> None:
    """Words of no model are refused; those of other models are warned of."""
    for word in ("auto", "maximum"):
        assert not check(PATH, body(reasoning_effort=word)).ok
    assert "effort-of-model" in warned(Wire(), body(reasoning_effort="medium"))
    ministral = body(model="ministral-8b-latest", reasoning_effort="high")
    assert "effort-of-model" in warned(Wire(), ministral)
    assert passes(USER, model="zai-glm-4.6", reasoning_effort="max")


def test_an_answer_that_is_a_list_of_chunks() -> None:
    """Handled: typed chunks, and text and thoughts as texts; streamed as well."""
    wire = replying(completion([THOUGHT, SAID]), [chunk([THOUGHT]), chunk("391")])
    client = wire.client()
    message = client.chat.completions.create(**body()).choices[0].message
    assert (message.text, message.thinking) == ("391", "17 * 23.")
    assert isinstance(message.content, list)
    assert [each.type for each in message.content] == ["thinking", "text"]
    with client.chat.completions.create(**body(), stream=True) as stream:
        deltas = [each.choices[0].delta for each in stream]
    assert [(each.text, each.thinking) for each in deltas] == [
        ("", "17 * 23."),
        ("391", ""),
    ]


def test_thoughts_are_replayed_as_chunks() -> None:
    """Handled: the next request has them in the shape in which they came."""
    wire = replying(completion([THOUGHT, SAID]), completion())
    client = wire.client()
    message = client.chat.completions.create(**body()).choices[0].message
    client.chat.completions.create(model=MODEL, messages=[USER, message, USER])
    assert wire.sent[1]["messages"][1] == assistant(content=[THOUGHT, SAID])


def test_openais_file_part(wire: Wire) -> None:
    """Refused in one line that points to what Mistral has."""
    report = check(PATH, part(type="file", file={"file_id": "f-1"}))
    assert "messages[0].content[0].file" in [each.path for each in report.errors]
    said = refused(wire, part(type="file", file={"file_data": "x"}))
    assert "document_url" in said or "file_id" in said
    assert check(PATH, part(type="file", file_id="f-1")).ok
    assert check(PATH, part(type="document_url", document_url="https://a/b.pdf")).ok


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("store", False),
        ("user", "ada"),
        ("seed", 7),
        ("chat_template_kwargs", {}),
        ("thinking", {"type": "enabled"}),
        ("reasoning", {"effort": "high"}),
        ("verbosity", "low"),
    ],
)
def test_parameters_of_other_providers(name: str, value: Any, wire: Wire) -> None:
    """Refused by name, by whichever way they come in."""
    assert name in refused(wire, body(**{name: value}))
    assert name in refused(wire, body(extra_body={name: value}))


@pytest.mark.parametrize("nothing", [{}, {"content": ""}, {"content": None}])
def test_an_assistant_message_with_nothing_in_it(nothing: Any, wire: Wire) -> None:
    """Refused: the server answered 400, and later 500, which clients send again."""
    said = refused(wire, body(messages=[USER, assistant(**nothing), USER]))
    assert "messages[1]: " in said
    assert "neither content nor tool_calls" in said


@pytest.mark.parametrize(
    "choice", ["any", "required", {"type": "function", "function": {"name": "f"}}]
)
def test_a_json_format_beside_a_demand_for_a_tool(choice: Any, wire: Wire) -> None:
    """Refused; auto, none and plain text are fine beside tools."""
    asked = body(tools=[TOOL], response_format=SHAPE)
    said = refused(wire, {**asked, "tool_choice": choice})
    assert "set tool_choice to auto or none" in said
    for fine in ("auto", "none"):
        assert check(PATH, {**asked, "tool_choice": fine}).problems == ()
    plain = {**asked, "response_format": {"type": "text"}, "tool_choice": choice}
    assert check(PATH, plain).problems == ()


@pytest.mark.parametrize(
    ("function", "place"),
    [
        ({"required": ["a"]}, "tools[0].function.required"),
        ({"parameters": "UNSUPPORTED"}, "tools[0].function.parameters"),
        ({"cache": True}, "tools[0].function.cache"),
        (
            {"parameters": {"properties": {"a": {"required": True}}}},
            "tools[0].function.parameters.properties.a.required",
        ),
        (
            {"parameters": {"type": {"type": "string"}}},
            "tools[0].function.parameters.type",
        ),
    ],
)
def test_definitions_of_tools_gone_wrong(function: Any, place: str, wire: Wire) -> None:
    """Refused at the place inside the definition."""
    given = {"type": "function", "function": {**TOOL["function"], **function}}  # type: ignore[dict-item]
    assert place in refused(wire, body(tools=[given]))


def test_bare_properties_as_the_parameters_of_a_tool(wire: Wire) -> None:
    """Warned of: it is a schema that says nothing, and surely meant otherwise."""
    function = {"name": "f", "parameters": {"city": {"type": "string"}}}
    said = warned(wire, body(tools=[{"type": "function", "function": function}]))
    assert '"properties"' in said


def test_ids_of_streamed_calls_that_are_the_word_null(wire: Wire) -> None:
    """Handled: it never becomes part of an id; a call without one is not sent back."""
    pieces = []
    for id_, arguments in ((ID, '{"a"'), ("null", ": 1}")):
        function = {"name": "f" if id_ == ID else "", "arguments": arguments}
        pieces.append(chunk())
        call = {"index": 0, "id": id_, "function": function}
        pieces[-1]["choices"][0]["delta"] = {"tool_calls": [call]}
    pieces.append(chunk("", "tool_calls"))
    with replying(pieces).client().chat.completions.stream(**body()) as events:
        message = events.get_final_completion().choices[0].message
    (call,) = message.tool_calls
    assert (call.id, call.function.arguments) == (ID, '{"a": 1}')
    said = refused(wire, body(messages=[USER, called("null"), result("null")]))
    assert "messages[1].tool_calls[0].id: there is no id" in said


def test_vectors_in_base64() -> None:
    """Handled: nothing asks for it unless the caller does, and floats arrive."""
    vector = {"object": "embedding", "index": 0, "embedding": [0.5, -1.0]}
    answer = {"id": "e", "object": "list", "model": "mistral-embed", "data": [vector]}
    wire = replying({**answer, "usage": USAGE})
    made = wire.client().embeddings.create(model="mistral-embed", input="x")
    assert made.data[0].embedding == [0.5, -1.0]
    assert wire.sent == [{"model": "mistral-embed", "input": "x"}]


def test_names_and_limits_of_embeddings() -> None:
    """Refused: more than 256 texts, and OpenAI's name for the size of a vector."""
    asked = {"model": "codestral-embed", "input": ["x"]}
    (many,) = check("/v1/embeddings", {**asked, "input": ["x"] * 257}).errors
    assert "256" in many.advice
    (renamed,) = check("/v1/embeddings", {**asked, "dimensions": 8}).errors
    assert renamed.hint == "use output_dimension"
    assert check("/v1/embeddings", {**asked, "output_dimension": 8}).ok


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [("temperature", (0, 1.5), (-0.1, 1.51)), ("top_p", (0.01, 1), (0, 1.01))],
)
def test_numbers_outside_of_their_range(name: str, good: Any, bad: Any) -> None:
    """Refused, and the bounds are those that the server enforces."""
    for value in good:
        assert check(PATH, body(**{name: value})).ok
    for value in bad:
        (problem,) = check(PATH, body(**{name: value})).errors
        assert (problem.path, problem.rule) == (name, "out-of-range")


def test_log_probabilities_of_a_model_that_has_none(wire: Wire) -> None:
    """Refused for the models that were seen to refuse, passed on for others."""
    said = refused(wire, body(model="mistral-small-2603", logprobs=True))
    assert "log probabilities are not enabled for this model" in said
    assert passes(USER, model="mistral-large-latest", logprobs=True, top_logprobs=2)


def test_the_reasoning_prompt_mode(wire: Wire) -> None:
    """Warned of: it is in the specification, and no model was seen to take it."""
    asked = body(model="mistral-medium-latest", prompt_mode="reasoning")
    assert "use reasoning_effort" in warned(wire, asked)


def test_endpoints_that_mistral_has_not(wire: Wire) -> None:
    """An error with the nearest way, and nothing is sent."""
    client: Any = wire.client()
    for use in (client.completions.create, client.images.generate):
        with pytest.raises(UnsupportedEndpointError):
            use(prompt="x")
    assert wire.seen == []


@pytest.mark.parametrize("reason", ["model_length", "error", "tool_call", "tired"])
def test_reasons_to_finish_that_openai_has_not(reason: str) -> None:
    """Handled: whatever word it is, it arrives."""
    answer = completion("x")
    answer["choices"][0]["finish_reason"] = reason
    made = replying(answer).client().chat.completions.create(**body())
    assert made.choices[0].finish_reason == reason


def test_candidates_that_interleave_in_a_stream() -> None:
    """Handled: each is put together by its index."""
    pieces = [chunk("a"), chunk("b"), chunk("A", "stop"), chunk("B", "stop")]
    for at in (1, 3):
        pieces[at]["choices"][0]["index"] = 1
    with replying(pieces).client().chat.completions.stream(**body(n=2)) as events:
        final = events.get_final_completion()
    assert [each.message.content for each in final.choices] == ["aA", "bB"]


def test_arguments_that_end_in_the_middle() -> None:
    """Handled: they arrive as the text they are, and reading them on is refused."""
    function = {"name": "f", "arguments": '{"a": [1'}
    answer = completion("", tool_calls=[{"id": ID, "function": function}])
    answer["choices"][0]["finish_reason"] = "length"
    client = replying(answer, answer).client()
    made = client.chat.completions.create(**body())
    (call,) = made.choices[0].message.tool_calls or []
    assert call.function.arguments == '{"a": [1'
    with pytest.raises(openai.LengthFinishReasonError) as caught:
        client.chat.completions.parse(**body(tools=[TOOL]))
    assert caught.value.completion.choices[0].finish_reason == "length"


def test_audio_that_is_counted_beside_the_prompt() -> None:
    """Handled: what usage says of it is kept."""
    answer = {**completion("x"), "usage": {**USAGE, "prompt_audio_seconds": 3}}
    made = replying(answer).client().chat.completions.create(**body())
    assert made.usage
    assert made.usage.model_dump(exclude_unset=True) == answer["usage"]


def test_a_language_beside_timestamps() -> None:
    """Warned of: the server answers 200, with a text that has come back empty."""
    asked = {"model": VOICE, "file_id": "f", "language": "fr"}
    wire = answering(TRANSCRIPTION)
    create = wire.client().audio.transcriptions.create
    with pytest.warns(InvalidRequestWarning, match="language-with-timestamps"):
        create(**asked, timestamp_granularities=["word"])
    create(**asked)
    assert len(wire.seen) == 2


@pytest.mark.parametrize(
    ("name", "value", "way"),
    [
        ("prompt", "Names: Zoé", "context_bias"),
        ("response_format", "verbose_json", "timestamp_granularities"),
        ("include", ["logprobs"], "score"),
        ("language", "french", "two letters"),
    ],
)
def test_parameters_of_openais_transcriptions(name: str, value: Any, way: str) -> None:
    """Warned of, with what Mistral has instead: the form is open."""
    wire = answering(TRANSCRIPTION)
    asked: Any = {"model": VOICE, "file_id": "f", name: value}
    with pytest.warns(InvalidRequestWarning, match=way):
        wire.client().audio.transcriptions.create(**asked)
    assert len(wire.seen) == 1


def test_lists_in_the_form_of_a_transcription() -> None:
    """Handled: each value is a part of its own, and the name has no brackets."""
    wire = answering(TRANSCRIPTION)
    wire.client().audio.transcriptions.create(
        model=VOICE, file=b"RIFF", timestamp_granularities=["segment", "word"]
    )
    sent = [(name, text) for name, _, _, text in parts(wire.seen[0].content)]
    granularities = [text for name, text in sent if name == "timestamp_granularities"]
    assert granularities == [b"segment", b"word"]
    assert not any("[" in name for name, _ in sent)


def test_documents_that_ocr_cannot_read() -> None:
    """Warned of: a path, bare base64, an image as a document; all else is sent."""
    asked = {"model": "mistral-ocr-latest"}
    for url, rule in (
        ("report.xlsx", "document-address"),
        ("UEsDBAoAAAAAAA==", "document-address"),
        ("data:image/png;base64,iVBORw0K", "image-as-document"),
    ):
        document = {"type": "document_url", "document_url": url}
        report = check("/v1/ocr", {**asked, "document": document})
        assert report.ok
        assert [(each.path, each.rule) for each in report.problems] == [
            ("document.document_url", rule)
        ]
    for document in (
        {"type": "document_url", "document_url": "data:application/zip;base64,UEsD"},
        {"type": "image_url", "image_url": "data:image/png;base64,iVBORw0K"},
    ):
        assert check("/v1/ocr", {**asked, "document": document}).problems == ()


def test_a_document_for_a_model_without_ocr(wire: Wire) -> None:
    """Warned of: the server answers 404, and names another model."""
    document = {"type": "document_url", "document_url": "https://example.com/a.pdf"}
    asked = part(**document) | {"model": "mistral-vibe-cli-latest"}
    assert "client.ocr.process" in warned(wire, asked)


def test_a_file_that_is_not_taken() -> None:
    """Left to the server, whose formats become more; its reason is shown."""
    said = {"detail": "Invalid file format.", "message": "Received application/zip"}
    wire = Wire(lambda _: HTTPX.Response(422, json=said))
    with pytest.raises(InvalidRequestError, match="Invalid file format") as caught:
        wire.client().files.create(file=("a.zip", b"PK"), purpose="ocr")
    assert caught.value.sent


def test_tools_for_a_conversation_that_goes_on() -> None:
    """Refused, an empty list as well: a conversation keeps the tools of its start."""
    wire = Wire()
    append: Any = wire.client().conversations.append
    with pytest.raises(InvalidRequestError, match="only start takes tools"):
        append("conv_1", inputs="And then?", tools=[])
    assert wire.seen == []
    start = {"inputs": "Bonjour", "model": MODEL, "tools": []}
    assert check("/v1/conversations", start).problems == ()


def test_a_refusal_in_two_envelopes_at_once() -> None:
    """Handled: of an answer with detail and message, the list of problems is shown."""
    entry = {"type": "extra_forbidden", "loc": ["body", "tools"], "msg": "Extra"}
    said = {"detail": [entry], "message": "Validation error", "code": 3001}
    wire = Wire(lambda _: HTTPX.Response(422, json=said))
    client = wire.client(check="off", max_retries=0)
    with pytest.raises(InvalidRequestError, match=r"tools: Extra") as caught:
        client.conversations.append("conv_1", inputs="And then?")
    assert [each.path for each in caught.value.problems] == ["tools"]
    assert caught.value.code == "3001"


def test_a_batch_as_openai_makes_it() -> None:
    """Handled by `batches`; Mistral's own jobs warn of OpenAI's names, with theirs."""
    job = {**JOB, "input_files": ["f1"], "status": "QUEUED"}
    wire = replying(job)
    asked: Any = {"input_file_id": "f1", "endpoint": PATH, "model": MODEL}
    batch = wire.client().batches.create(**asked, completion_window="24h")
    assert (batch.status, batch.input_file_id) == ("validating", "f1")
    (sent,) = wire.sent
    assert (sent["input_files"], sent["timeout_hours"]) == (["f1"], 24)
    report = check("/v1/batch/jobs", asked)
    assert [each.hint for each in report.warnings] == ["use input_files, a list of ids"]


def test_what_only_mistrals_batches_have() -> None:
    """Handled: OCR, and requests in the call; OpenAI's purposes are refused."""
    document = {"type": "document_url", "document_url": "https://example.com/a.pdf"}
    request = {"custom_id": "0", "body": {"document": document}}
    asked = {"endpoint": "/v1/ocr", "model": "m", "requests": [request]}
    assert check("/v1/batch/jobs", asked).problems == ()
    (problem,) = check("/v1/files", {"file": b"x", "purpose": "user_data"}).errors
    assert problem.path == "purpose"
    assert "ocr" in problem.advice
    (problem,) = check("/v1/batch/jobs", {"endpoint": "/v1/responses"}).warnings
    assert problem.path == "endpoint"


def test_more_than_a_model_can_read() -> None:
    """Left to the server, which alone counts tokens; the error has its own class."""
    said = (
        "Prompt contains 40000 tokens, too large for model with 32768 maximum context"
    )
    error = {"object": "error", "message": said, "code": "3051"}
    wire = Wire(lambda _: HTTPX.Response(400, json=error))
    with pytest.raises(ContextLengthError, match="40000 tokens") as caught:
        wire.client(max_retries=0).chat.completions.create(**body())
    assert (caught.value.code, caught.value.sent) == ("3051", True)
    assert isinstance(caught.value, openai.BadRequestError)


def test_an_error_whose_text_does_not_show() -> None:
    """Handled: of the server's answer, in either envelope, the reason is shown."""
    detail = [{"type": "extra_forbidden", "loc": ["body", "new"], "msg": "Extra"}]
    for said in (
        {"detail": detail},
        {"object": "error", "message": {"detail": detail}},
    ):
        content = json.dumps(said).encode()
        wire = Wire(lambda _, content=content: HTTPX.Response(422, content=content))
        with pytest.raises(openai.UnprocessableEntityError, match=r"new.*Extra"):
            wire.client(max_retries=0).chat.completions.create(**body())
