"""What users write beside chat, and what it is: every line passes every checker."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import assert_type

from openai import APIResponse
from openai.pagination import SyncPage
from openai.types import FileDeleted

from mistyped import AsyncMistral, Mistral
from mistyped.messages import document_url, file, function_tool, image_url, user
from mistyped.types import (
    Agent,
    AgentAlias,
    AgentCreateParams,
    AsyncChatStream,
    AsyncConversationStream,
    AsyncSpeechStream,
    AsyncTranscriptionStream,
    Batch,
    BatchJob,
    BatchJobCreateParams,
    ChatCompletion,
    ChatStream,
    ClassificationResponse,
    CompletionArgs,
    Conversation,
    ConversationResponse,
    ConversationStream,
    CreateEmbeddingResponse,
    EmbeddingParams,
    FileInput,
    FileObject,
    FileSignedUrl,
    FunctionCallEntry,
    FunctionCallEvent,
    MessageOutputEntry,
    MessageOutputEvent,
    Model,
    ModelConversation,
    ModerationCreateResponse,
    OCRPageObject,
    OCRResponse,
    OCRTableBlock,
    SpeechAudio,
    SpeechAudioDeltaEvent,
    SpeechStream,
    SyncNumberedPage,
    SyncTokenPage,
    Transcription,
    TranscriptionDoneEvent,
    TranscriptionEvent,
    TranscriptionParams,
    TranscriptionSegment,
    TranscriptionStream,
    TranscriptionTextDeltaEvent,
    UnknownChunk,
    Voice,
)


def embed(client: Mistral, texts: list[str]) -> list[list[float]]:
    """Ask for vectors, with parameters in a dict or one by one."""
    params: EmbeddingParams = {"model": "codestral-embed", "input": texts}
    params["output_dimension"] = 256
    params["output_dtype"] = "int8"
    answer = client.embeddings.create(**params)
    assert_type(answer, CreateEmbeddingResponse)
    client.embeddings.create(
        model="mistral-embed", input="x", encoding_format="base64", metadata={"a": 1}
    )
    assert_type(answer.id, str | None)
    return [each.embedding for each in answer.data]


def transcribe(client: Mistral, recording: FileInput, *, maybe: bool) -> Iterator[str]:
    """Transcribe what is given in several ways, whole or streamed."""
    create = client.audio.transcriptions.create
    answer = create(
        model="voxtral-mini-latest",
        file=recording,
        timestamp_granularities=["segment", "word"],
        diarize=True,
        context_bias=["Chicago"],
    )
    assert_type(answer, Transcription)
    assert_type(answer.segments, list[TranscriptionSegment] | None)
    assert_type(answer.usage.prompt_audio_seconds, int | None)
    for given in (b"RIFF", Path("a.wav"), ("a.wav", b"RIFF")):
        create(model="m", file=given)
    create(model="m", file_url="https://example.org/a.mp3", language="fr")
    stream = create(model="m", file_id="f", stream=True)
    assert_type(stream, TranscriptionStream)
    either = create(model="m", file_id="f", stream=maybe)
    assert_type(either, Transcription | TranscriptionStream)
    with stream:
        for event in stream:
            yield heard(event)
    assert_type(stream.get_final_transcription(), Transcription)


def heard(event: TranscriptionEvent) -> str:
    """Tell events apart by their class; there may be others than are known today."""
    if isinstance(event, TranscriptionTextDeltaEvent):
        assert_type(event.text, str)
        return event.text
    if isinstance(event, TranscriptionDoneEvent):
        assert_type(event.language, str | None)
    elif isinstance(event, UnknownChunk):
        assert_type(event.type, str | None)
    elif event.type == "transcription.language":
        return event.audio_language
    return ""


async def transcribe_async(client: AsyncMistral) -> AsyncIterator[str]:
    """The same, asynchronously."""
    params: TranscriptionParams = {"model": "voxtral-mini-latest", "file_id": "f"}
    answer = await client.audio.transcriptions.create(**params)
    assert_type(answer, Transcription)
    stream = await client.audio.transcriptions.create(**params, stream=True)
    assert_type(stream, AsyncTranscriptionStream)
    async with stream:
        async for event in stream:
            yield heard(event)
    assert_type(await stream.get_final_transcription(), Transcription)


def speak(client: Mistral, folder: Path) -> Iterator[bytes]:
    """Speak, in a voice of one's own, whole or piece by piece."""
    voice = client.audio.voices.create(name="Anna", sample_audio="UklGRg==")
    assert_type(voice, Voice)
    sound = client.audio.speech.create(
        input="Bonjour", voice_id=voice.id, response_format="wav"
    )
    assert_type(sound, SpeechAudio)
    sound.write_to_file(folder / "a.wav")
    stream = client.audio.speech.create(input="Bonjour", stream=True)
    assert_type(stream, SpeechStream)
    for event in stream:
        if isinstance(event, SpeechAudioDeltaEvent):
            assert_type(event.audio, bytes)
            yield event.audio
    yield client.audio.voices.sample(voice.id).content


async def speak_async(client: AsyncMistral) -> bytes:
    """The same, asynchronously."""
    stream = await client.audio.speech.create(input="Bonjour", stream=True)
    assert_type(stream, AsyncSpeechStream)
    pieces = [piece async for piece in stream.iter_audio()]
    sound = await client.audio.speech.create(input="Bonjour")
    assert_type(sound, SpeechAudio)
    return b"".join(pieces) + sound.content


def keep(client: Mistral, path: Path) -> Iterator[str]:
    """Upload, list, read and delete files."""
    kept = client.files.create(file=path, purpose="ocr", expiry=24)
    assert_type(kept, FileObject)
    assert_type(kept.num_lines, int | None)
    listed = client.files.list(page_size=10, source=["upload"])
    assert_type(listed, SyncNumberedPage[FileObject])
    for each in listed:
        yield each.filename
    assert_type(client.files.signed_url(kept.id, expiry=1), FileSignedUrl)
    assert_type(client.files.delete(kept.id), FileDeleted)
    yield client.files.content(kept.id).text


async def keep_async(client: AsyncMistral) -> list[str]:
    """The same, asynchronously; a list is iterated without `await`."""
    kept = await client.files.create(file=("a.txt", b"x"), purpose="ocr")
    assert_type(kept, FileObject)
    page = await client.files.list()
    assert_type(page.data, list[FileObject])
    return [each.id async for each in client.files.list()]


def batch(client: Mistral, lines: FileInput) -> dict[str, object] | None:
    """Run many requests, under Mistral's names and under OpenAI's."""
    kept = client.files.create(file=lines, purpose="batch")
    params: BatchJobCreateParams = {
        "endpoint": "/v1/chat/completions",
        "model": "mistral-small-latest",
        "input_files": [kept.id],
        "timeout_hours": 24,
    }
    job = client.batch.jobs.create(**params)
    assert_type(job, BatchJob)
    inline = client.batch.jobs.create(
        endpoint="/v1/embeddings",
        model="mistral-embed",
        requests=[{"custom_id": "0", "body": {"input": "x"}}],
    )
    assert_type(client.batch.jobs.list(status=["SUCCESS"]), SyncNumberedPage[BatchJob])
    assert_type(client.batch.jobs.cancel(inline.id), BatchJob)
    made = client.batches.create(
        input_file_id=kept.id,
        endpoint="/v1/chat/completions",
        completion_window="24h",
        model="mistral-small-latest",
    )
    assert_type(made, Batch)
    assert_type(made.job, BatchJob)
    outputs = client.batch.jobs.retrieve(job.id, inline=True).outputs
    return None if outputs is None else outputs[0]


def fill(client: Mistral, *, maybe: bool) -> str:
    """Fill in the middle."""
    answer = client.fim.create(model="codestral-latest", prompt="def f(", suffix=")")
    assert_type(answer, ChatCompletion)
    stream = client.fim.create(model="codestral-latest", prompt="def f(", stream=True)
    assert_type(stream, ChatStream)
    either = client.fim.create(model="codestral-latest", prompt="x", stream=maybe)
    assert_type(either, ChatCompletion | ChatStream)
    return answer.choices[0].message.text


def look(client: Mistral) -> Iterator[str]:
    """Look at the models and at what each can do."""
    cards = client.models.list()
    assert_type(cards, SyncPage[Model])
    for card in cards:
        if card.capabilities.vision is True:
            yield card.id
    assert_type(client.models.retrieve("m").max_context_length, int | None)


def judge(client: Mistral) -> bool | None:
    """Moderate and classify texts and conversations."""
    answer = client.moderations.create(model="m", input=["x", "y"])
    assert_type(answer, ModerationCreateResponse)
    talk = client.moderations.create_chat(model="m", input=[user("x")])
    assert_type(talk, ModerationCreateResponse)
    classes = client.classifications.create(model="m", input="x")
    assert_type(classes, ClassificationResponse)
    client.classifications.create_chat(model="m", input={"messages": [user("x")]})
    assert_type(classes.results[0]["t"].scores, dict[str, float])
    return answer.results[0].flagged


def read(client: Mistral) -> Iterator[str]:
    """Read documents and images."""
    answer = client.ocr.process(
        model="mistral-ocr-latest",
        document=document_url("https://example.org/a.pdf"),
        pages=[0, 1],
        table_format="html",
    )
    assert_type(answer, OCRResponse)
    client.ocr.process(model="m", document=file("f"), pages="0-3")
    client.ocr.process(model="m", document=image_url("https://example.org/a.png"))
    for page in answer.pages:
        assert_type(page, OCRPageObject)
        yield page.markdown
        for block in page.blocks or []:
            if isinstance(block, OCRTableBlock):
                assert_type(block.table_id, str | None)


def employ(client: Mistral, *, maybe: bool) -> Agent:
    """Make agents, change them, and have them answer."""
    settings: CompletionArgs = {"temperature": 0.3, "random_seed": 7}
    params: AgentCreateParams = {"model": "m", "name": "Clerk"}
    params["completion_args"] = settings
    agent = client.agents.create(**params)
    assert_type(agent, Agent)
    answer = client.agents.complete(agent_id=agent.id, messages=[user("x")])
    assert_type(answer, ChatCompletion)
    either = client.agents.complete(agent_id="a", messages=[user("x")], stream=maybe)
    assert_type(either, ChatCompletion | ChatStream)
    assert_type(client.agents.list(page_size=10), SyncNumberedPage[Agent])
    assert_type(client.agents.list_pages(), SyncTokenPage[Agent])
    alias = client.agents.create_version_alias(agent.id, alias="live", version=1)
    assert_type(alias, AgentAlias)
    client.agents.delete_version_alias(agent.id, alias="live")
    return client.agents.update(agent.id, instructions="Be brief.")


def converse(client: Mistral) -> Iterator[str]:
    """Go on with a conversation that Mistral keeps, and answer a function call."""
    talks = client.conversations
    answer = talks.start(
        model="m",
        inputs="Weather in Paris?",
        tools=[function_tool("weather", {"type": "object"}), {"type": "web_search"}],
        completion_args={"temperature": 0.3},
    )
    assert_type(answer, ConversationResponse)
    for output in answer.outputs:
        if isinstance(output, FunctionCallEntry):
            talks.append(
                answer.conversation_id,
                inputs=[
                    {
                        "type": "function.result",
                        "tool_call_id": output.tool_call_id,
                        "result": "21",
                    }
                ],
            )
        elif isinstance(output, MessageOutputEntry):
            yield output.text
    stream = talks.append(answer.conversation_id, inputs="And now?", stream=True)
    assert_type(stream, ConversationStream)
    for event in stream:
        if isinstance(event, MessageOutputEvent):
            yield event.text
        elif isinstance(event, FunctionCallEvent):
            assert_type(event.arguments, str)
    entries = talks.get_history(answer.conversation_id).entries
    new = talks.restart(answer.conversation_id, from_entry_id=str(entries[0].type))
    assert_type(new, ConversationResponse)
    talk = talks.retrieve(new.conversation_id)
    assert_type(talk, Conversation)
    if isinstance(talk, ModelConversation):
        yield talk.model


async def asynchronously(client: AsyncMistral) -> AsyncIterator[str]:
    """A little of everything."""
    talk = await client.conversations.start(model="m", inputs="x", stream=True)
    assert_type(talk, AsyncConversationStream)
    chunks = await client.fim.create(model="m", prompt="x", stream=True)
    assert_type(chunks, AsyncChatStream)
    answer = await client.agents.complete(agent_id="a", messages=[user("x")])
    assert_type(answer, ChatCompletion)
    assert_type(await client.ocr.process(model="m", document=file("f")), OCRResponse)
    assert_type(await client.models.retrieve("m"), Model)
    async for job in client.batch.jobs.list():
        yield job.status


def raw(client: Mistral) -> str | None:
    """See the HTTP response around an answer, from a client or from an area."""
    response = client.with_raw_response.ocr.process(model="m", document=file("f"))
    assert_type(response.parse(), OCRResponse)
    again = client.ocr.with_raw_response.process(model="m", document=file("f"))
    assert_type(again.parse(), OCRResponse)
    with client.with_streaming_response.batch.jobs.retrieve("j") as unread:
        assert_type(unread, APIResponse[BatchJob])
    vectors = client.embeddings.with_raw_response.create(model="m", input="x")
    assert_type(vectors.parse(), CreateEmbeddingResponse)
    return response.headers.get("mistral-correlation-id")


def responses(client: Mistral) -> None:
    """Answer without a memory: what was said goes back as it came."""
    first = client.responses.create(model="m", input="Bonjour", store=False)
    assert_type(first.output_text, str)
    second = client.responses.create(
        model="m",
        input=[
            {"role": "user", "content": "Bonjour"},
            {"type": "function_call_output", "call_id": "c", "output": "4"},
        ],
        tools=[{"type": "function", "name": "now", "parameters": {"type": "object"}}],
        text={"format": {"type": "json_object"}},
        reasoning={"effort": "high"},
    )
    assert_type(second.status is None, bool)
    with client.responses.create(model="m", input="x", stream=True) as events:
        assert_type([event.type for event in events][-1] is None, bool)
    counted = client.responses.input_tokens.count(model="m", input="Bonjour")
    assert_type(counted.input_tokens, int)
