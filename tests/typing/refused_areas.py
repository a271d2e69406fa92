"""What users write by mistake beside chat: every type checker refuses each line.

An ignore that is not needed is an error, so each of them asserts an error, by its code.
What Mistral refuses by name stands in no file: `test_typing.py` makes those lines.
"""

from __future__ import annotations

from mistyped import AsyncMistral, Mistral
from mistyped.messages import file, user
from mistyped.types import BatchCreateParams, EmbeddingParams, FileObject


def values(client: Mistral) -> None:
    """Parameters with other values than Mistral takes."""
    client.embeddings.create(model="m", input=[[1, 2]])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.embeddings.create(model="m", input="x", output_dtype="int4")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.embeddings.create(model="m")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]  # ty: ignore[no-matching-overload]  # pyrefly: ignore[missing-argument]
    client.embeddings.create(model="m", input="x", dimensions=8)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.audio.transcriptions.create(model="m", file=1)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    client.audio.transcriptions.create(model="m", file_id="f", prompt="x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    hear = client.audio.transcriptions.create
    hear(model="m", file_id="f", timestamp_granularities=["sentence"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    client.audio.speech.create(input="x", response_format="aac")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    client.audio.speech.create(input="x", voice="alloy")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    client.audio.voices.list(type="mine")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType, reportDeprecated]  # ty: ignore[invalid-argument-type, deprecated]  # pyrefly: ignore[bad-argument-type, deprecated]
    client.files.create(file=b"x", purpose="assistants")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.files.create(file=b"x", expires_after={"anchor": "created_at", "seconds": 1})  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.files.signed_url("f", expiry="1h")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.files.retrieve(1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.batch.jobs.create(endpoint="/v1/responses")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.batch.jobs.create(endpoint="/v1/embeddings", input_file_id="f")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.batch.jobs.list(status=["DONE"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.fim.create(model="m", prompt=None)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    client.fim.create(model="m", prompt="x", seed=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    client.fim.create(model="m", prompt="x", stream="yes")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue, reportArgumentType]  # ty: ignore[no-matching-overload]  # pyrefly: ignore[no-matching-overload]
    client.models.list(foo=1)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.moderations.create(model="m", input=1)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.moderations.create(model="m", inputs="x")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]  # ty: ignore[no-matching-overload]  # pyrefly: ignore[missing-argument, bad-argument-type]
    client.classifications.create_chat(model="m", input="x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.ocr.process(model="m", document="a.pdf")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.ocr.process(model="m", document=file("f"), table_format="csv")  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.ocr.process(model="m", document=file("f"), id="x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.agents.create(model="m")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]  # ty: ignore[no-matching-overload]  # pyrefly: ignore[missing-argument]
    client.agents.create(model="m", name="x", temperature=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.agents.create(model="m", name="x", completion_args={"temperature": "hot"})  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.agents.complete(agent_id="a", messages=[user("x")], temperature=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    client.agents.update_version("a")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]  # ty: ignore[no-matching-overload]  # pyrefly: ignore[missing-argument]
    client.conversations.start(inputs="x", tools=["web_search"])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    client.conversations.append("c", inputs="x", tools=[])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    client.conversations.append("c", inputs=[{"type": "function"}])  # type: ignore[typeddict-item]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    client.conversations.restart("c", inputs="x")  # type: ignore[call-overload]  # pyright: ignore[reportCallIssue]  # ty: ignore[no-matching-overload]  # pyrefly: ignore[no-matching-overload]


def batches(client: Mistral) -> None:
    """OpenAI's batches, where Mistral has something else."""
    client.batches.create(input_file_id="f", endpoint="/v1/responses")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.batches.create(endpoint="/v1/embeddings")  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]  # ty: ignore[missing-argument]  # pyrefly: ignore[missing-argument]
    make = client.batches.create
    make(input_file_id="f", endpoint="/v1/embeddings", output_expires_after=None)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.batches.list(after="b")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    _: BatchCreateParams = {"input_file_id": "f"}  # type: ignore[typeddict-item]  # pyright: ignore[reportAssignmentType]  # ty: ignore[missing-typed-dict-key]  # pyrefly: ignore[bad-typed-dict-key]
    client.batches.list(page="first")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]


async def asynchronously(client: AsyncMistral) -> None:
    """A little of everything, asynchronously."""
    await client.embeddings.create(model="m", input="x", dimensions=8)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    await client.audio.transcriptions.create(model="m", file_id="f", prompt="x")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    await client.files.create(file=b"x", foo=1)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    await client.fim.create(model="m", prompt="x", seed=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    await client.agents.complete(agent_id="a", messages=[user("x")], temperature=1)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    await client.conversations.append("c", inputs="x", tools=[])  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[no-matching-overload]
    await client.ocr.process(model="m", document=file("f"), foo=1)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.batch.jobs.list(after="j")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]


def forms(client: Mistral) -> None:
    """Every form of a method takes the same parameters."""
    client.embeddings.with_raw_response.create(model="m", input="x", dimensions=8)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.ocr.with_streaming_response.process(model="m", document=file("f"), foo=1)  # type: ignore[call-overload]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.with_raw_response.embeddings.create(model="m", input="x", dimensions=8)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.with_streaming_response.files.list(after="f")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]  # ty: ignore[invalid-argument-type]  # pyrefly: ignore[bad-argument-type]
    client.with_raw_response.images.generate(prompt="x")  # type: ignore[attr-defined]  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue]  # ty: ignore[missing-attribute]  # pyrefly: ignore[missing-attribute]


def answers(client: Mistral, kept: FileObject) -> None:
    """Answers read wrongly."""
    client.ocr.process(model="m", document=file("f")).text.upper()  # type: ignore[attr-defined]  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue]  # ty: ignore[missing-attribute]  # pyrefly: ignore[missing-attribute]
    kept.num_lines.bit_length()  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]  # ty: ignore[missing-union-attribute]  # pyrefly: ignore[missing-attribute]
    client.conversations.start(inputs="x").outputs[0].text.upper()  # type: ignore[union-attr]  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue]  # ty: ignore[missing-union-attribute]  # pyrefly: ignore[missing-attribute]
    client.audio.transcriptions.create(model="m", file_id="f").segments[0].text.upper()  # type: ignore[index]  # pyright: ignore[reportOptionalSubscript, reportUnknownMemberType]  # ty: ignore[not-subscriptable]  # pyrefly: ignore[unsupported-operation]
    _: EmbeddingParams = {"model": "m", "input": "x", "dimension": 8}  # type: ignore[typeddict-unknown-key]  # pyright: ignore[reportAssignmentType]  # ty: ignore[unknown-typed-dict-constructor-key]  # pyrefly: ignore[bad-typed-dict-key]
    for event in client.conversations.start(inputs="x", stream=True):
        event.text.upper()  # type: ignore[union-attr]  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue]  # ty: ignore[missing-union-attribute]  # pyrefly: ignore[missing-attribute]


def not_offered(client: Mistral) -> None:
    """What an OpenAI client has and Mistral does not."""
    client.images.generate(prompt="x")  # type: ignore[operator]  # pyright: ignore[reportCallIssue]  # ty: ignore[not-callable]  # pyrefly: ignore[not-callable]
    client.completions.create(model="m", prompt="x")  # type: ignore[operator]  # pyright: ignore[reportCallIssue]  # ty: ignore[not-callable]  # pyrefly: ignore[not-callable]
    client.audio.translations.create(model="m", file=b"x")  # type: ignore[operator]  # pyright: ignore[reportCallIssue]  # ty: ignore[not-callable]  # pyrefly: ignore[not-callable]
    client.fine_tuning.jobs.list()  # type: ignore[attr-defined]  # pyright: ignore[reportUnknownMemberType, reportAttributeAccessIssue]  # ty: ignore[missing-attribute]  # pyrefly: ignore[missing-attribute]
    client.vector_stores.create()  # type: ignore[operator]  # pyright: ignore[reportCallIssue]  # ty: ignore[not-callable]  # pyrefly: ignore[not-callable]
    client.uploads.create()  # type: ignore[operator]  # pyright: ignore[reportCallIssue]  # ty: ignore[not-callable]  # pyrefly: ignore[not-callable]
    client.beta.assistants.create()  # type: ignore[operator]  # pyright: ignore[reportCallIssue]  # ty: ignore[not-callable]  # pyrefly: ignore[not-callable]
    client.files.wait_for_processing("f")  # type: ignore[operator]  # pyright: ignore[reportCallIssue]  # ty: ignore[not-callable]  # pyrefly: ignore[not-callable]
    client.conversations.items.list("c")  # type: ignore[operator]  # pyright: ignore[reportCallIssue]  # ty: ignore[not-callable]  # pyrefly: ignore[not-callable]
    client.chat.completions.list()  # type: ignore[operator]  # pyright: ignore[reportCallIssue]  # ty: ignore[not-callable]  # pyrefly: ignore[not-callable]
