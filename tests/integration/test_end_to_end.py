"""Several areas in one go, as programs use them: what one call makes, another takes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openai
import pytest
from mistralai.client import Mistral as Official

from mistyped import AsyncMistral, Mistral
from mistyped.messages import document_url, file, function_tool
from mistyped.server import RunningServer
from tests.unit.audio import recording
from tests.unit.support import MODEL, PATH, USER

pytestmark = pytest.mark.anyio

HEARS = "voxtral-mini-latest"
READS = "mistral-ocr-latest"
EMBEDS = "mistral-embed"
SOUND = recording(1.5)
PAGES = ["# Report\n\nThe harvest was good.", "Apples: 12\n\nPears: 7"]
DOCUMENT = "\f".join(PAGES).encode()
PLACE = {
    "type": "object",
    "properties": {"city": {"type": "string"}},
    "required": ["city"],
}

CALLING: Any = {
    "model": MODEL,
    "tools": [function_tool("get_weather", PLACE)],
    "inputs": "Please call get_weather.",
}


@pytest.fixture
def server(mistral_server: RunningServer) -> RunningServer:
    """A server of the test's own: its files and jobs are nobody else's."""
    return mistral_server


def ids(page: Any) -> list[str]:
    """Return the ids of what is in a list."""
    return [each.id for each in page]


class TestAudio:
    """One recording: from the disk, from an upload and through a link to it."""

    def test_a_recording(self, client: Mistral, tmp_path: Path) -> None:
        """Whichever way it comes, and streamed or not, the text is the same."""
        path = tmp_path / "talk.wav"
        path.write_bytes(SOUND)
        kept = client.files.create(file=path, purpose="audio")
        link = client.files.signed_url(kept.id).url
        ways: list[Any] = [{"file": path}, {"file_id": kept.id}, {"file_url": link}]
        create = client.audio.transcriptions.create
        texts = {create(model=HEARS, **way).text for way in ways}
        for way in ways:
            with create(model=HEARS, **way, stream=True) as events:
                assert len(list(events)) > 3
                texts |= {events.text, events.get_final_transcription().text}
        (text,) = texts
        assert "talk.wav" in text
        assert "1.5 seconds" in text

    async def test_a_recording_asynchronously(
        self, client: Mistral, async_client: AsyncMistral, tmp_path: Path
    ) -> None:
        """The same, and the same text as without `await`."""
        path = tmp_path / "talk.wav"
        path.write_bytes(SOUND)
        kept = await async_client.files.create(file=path, purpose="audio")
        link = (await async_client.files.signed_url(kept.id)).url
        ways: list[Any] = [{"file": path}, {"file_id": kept.id}, {"file_url": link}]
        texts = {client.audio.transcriptions.create(model=HEARS, file_id=kept.id).text}
        create = async_client.audio.transcriptions.create
        for way in ways:
            texts.add((await create(model=HEARS, **way)).text)
            async with await create(model=HEARS, **way, stream=True) as events:
                texts.add((await events.get_final_transcription()).text)
        assert len(texts) == 1

    async def test_the_official_client(
        self,
        client: Mistral,
        official: Official,
        async_official: Official,
        tmp_path: Path,
    ) -> None:
        """What it uploads, ours writes down, and the other way round."""
        path = tmp_path / "talk.wav"
        path.write_bytes(SOUND)
        sent: Any = {"file_name": path.name, "content": SOUND}
        theirs = official.files.upload(file=sent, purpose="audio")
        ours = client.files.create(file=path, purpose="audio")
        complete = official.audio.transcriptions.complete
        texts = {
            client.audio.transcriptions.create(model=HEARS, file_id=theirs.id).text,
            complete(model=HEARS, file_id=ours.id).text,
            complete(model=HEARS, file=sent).text,
        }
        heard = async_official.audio.transcriptions
        texts.add((await heard.complete_async(model=HEARS, file_id=ours.id)).text)
        async with await heard.stream_async(model=HEARS, file_id=ours.id) as stream:
            datas: list[Any] = [each.data async for each in stream]
        deltas = [each for each in datas if each.type == "transcription.text.delta"]
        texts |= {"".join(each.text for each in deltas), datas[-1].text}
        assert len(deltas) > 1
        assert len(texts) == 1

    async def test_speech_is_written_down(
        self, client: Mistral, async_client: AsyncMistral, tmp_path: Path
    ) -> None:
        """Made in a voice of one's own, kept as a file, and as long as it sounds."""
        voice = client.audio.voices.create(name="Anna", sample_audio="UklGRg==")
        asked: Any = {"input": "Bonjour !" * 10, "voice_id": voice.id}
        spoken = client.audio.speech.create(**asked, response_format="wav")
        path = tmp_path / "speech.wav"
        spoken.write_to_file(path)
        heard = client.audio.transcriptions.create(
            model=HEARS, file=path, timestamp_granularities=["segment"]
        )
        assert "1.8 seconds" in heard.text  # 20 ms a character
        assert heard.segments is not None
        assert heard.segments[-1].end == 1.8
        again = await async_client.audio.speech.create(**asked, response_format="wav")
        also = await async_client.audio.transcriptions.create(
            model=HEARS, file=("speech.wav", again.content)
        )
        assert also.text == heard.text

    def test_speech_of_the_official_client(self, official: Official) -> None:
        """The same with its calls alone."""
        spoken = official.audio.speech.complete(input="Oui", response_format="wav")
        sent: Any = {"file_name": "oui.wav", "content": spoken.audio_data}
        kept = official.files.upload(file=sent, purpose="audio")
        heard = official.audio.transcriptions.complete(model=HEARS, file_id=kept.id)
        assert "oui.wav" in heard.text


class TestDocuments:
    """One document: uploaded, and read by its id and through a link to it."""

    def test_a_document(self, client: Mistral, tmp_path: Path) -> None:
        """Its pages are its text, both ways; without the file both are lost."""
        path = tmp_path / "report.txt"
        path.write_bytes(DOCUMENT)
        kept = client.files.create(file=path, purpose="ocr")
        link = client.files.signed_url(kept.id).url
        for document in (file(kept.id), document_url(link)):
            answer = client.ocr.process(model=READS, document=document)
            assert [page.markdown for page in answer.pages] == PAGES
            assert answer.usage_info.doc_size_bytes == len(DOCUMENT)
        client.files.delete(kept.id)
        for document in (file(kept.id), document_url(link)):
            with pytest.raises(openai.NotFoundError, match="No file matches"):
                client.ocr.process(model=READS, document=document)

    async def test_a_document_asynchronously(self, async_client: AsyncMistral) -> None:
        """The same."""
        named = ("report.txt", DOCUMENT)
        kept = await async_client.files.create(file=named, purpose="ocr")
        link = (await async_client.files.signed_url(kept.id)).url
        for document in (file(kept.id), document_url(link)):
            answer = await async_client.ocr.process(model=READS, document=document)
            assert [page.markdown for page in answer.pages] == PAGES

    async def test_the_official_client(
        self, official: Official, async_official: Official
    ) -> None:
        """The same."""
        sent: Any = {"file_name": "report.txt", "content": DOCUMENT}
        kept = official.files.upload(file=sent, purpose="ocr")
        link = official.files.get_signed_url(file_id=kept.id).url
        for document in (file(kept.id), document_url(link)):
            asked: Any = {"model": READS, "document": document}
            pages = official.ocr.process(**asked).pages
            assert [page.markdown for page in pages] == PAGES
            again = (await async_official.ocr.process_async(**asked)).pages
            assert [page.markdown for page in again] == PAGES

    def test_a_document_in_a_batch(self, client: Mistral) -> None:
        """A line may point at an uploaded file, and at a link to it."""
        kept = client.files.create(file=("report.txt", DOCUMENT), purpose="ocr")
        link = client.files.signed_url(kept.id).url
        found = run_job(
            client,
            [{"document": file(kept.id)}, {"document": document_url(link)}],
            endpoint="/v1/ocr",
            model=READS,
        )
        for body in found:
            assert [page["markdown"] for page in body["pages"]] == PAGES


def lines(bodies: list[Any]) -> bytes:
    """Return the file of a batch."""
    texts = [json.dumps({"custom_id": str(n), "body": b}) for n, b in enumerate(bodies)]
    return "\n".join(texts).encode()


def results(text: str, count: int) -> list[Any]:
    """Return the bodies of a batch's answers; each of its requests has one."""
    found = [json.loads(line) for line in text.splitlines()]
    assert [each["custom_id"] for each in found] == [str(n) for n in range(count)]
    assert all(each["error"] is None for each in found)
    return [each["response"]["body"] for each in found]


def run_job(client: Mistral, bodies: list[Any], **job: Any) -> list[Any]:
    """Upload requests, run them, and return the bodies of their answers."""
    kept = client.files.create(file=("q.jsonl", lines(bodies)), purpose="batch")
    made = client.batch.jobs.create(**job, input_files=[kept.id])
    done = client.batch.jobs.retrieve(made.id)
    assert (done.status, done.succeeded_requests) == ("SUCCESS", len(bodies))
    assert done.output_file is not None
    return results(client.files.content(done.output_file).text, len(bodies))


class TestBatches:
    """The answers of a job are those that the same requests get by themselves."""

    def test_embeddings(self, client: Mistral) -> None:
        """Vectors, number for number."""
        texts = ["apple", "pear", "plum"]
        found = run_job(
            client,
            [{"input": [each]} for each in texts],
            endpoint="/v1/embeddings",
            model=EMBEDS,
        )
        direct = client.embeddings.create(model=EMBEDS, input=texts)
        vectors = [body["data"][0]["embedding"] for body in found]
        assert vectors == [each.embedding for each in direct.data]

    def test_chat(self, client: Mistral) -> None:
        """Texts, and a line's own model goes before the job's."""
        asked = [
            {"messages": [{"role": "user", "content": "One"}]},
            {"messages": [USER], "model": "mistral-large-latest", "random_seed": 7},
        ]
        found = run_job(client, asked, endpoint=PATH, model=MODEL)
        assert [each["model"] for each in found] == [MODEL, "mistral-large-latest"]
        for body, request in zip(found, asked, strict=True):
            whole: Any = {"model": MODEL, **request}
            direct = client.chat.completions.create(**whole)
            assert body["choices"] == direct.to_dict()["choices"]
            assert body["usage"] == direct.to_dict()["usage"]

    def test_an_agent(self, client: Mistral) -> None:
        """With `agent_id` the requests go to that agent."""
        agent = client.agents.create(
            model=MODEL, name="Clerk", completion_args={"random_seed": 3}
        )
        asked: Any = {"messages": [USER]}
        (body,) = run_job(client, [asked], endpoint=PATH, agent_id=agent.id)
        direct = client.agents.complete(agent_id=agent.id, **asked)
        assert body["choices"] == direct.to_dict()["choices"]
        assert "random_seed 3" in body["choices"][0]["message"]["content"]

    async def test_under_openai_s_names_asynchronously(
        self, async_client: AsyncMistral
    ) -> None:
        """An agent again, as a program for OpenAI reads its batch."""
        agent = await async_client.agents.create(model=MODEL, name="Clerk")
        content = lines([{"messages": [USER]}])
        kept = await async_client.files.create(
            file=("q.jsonl", content), purpose="batch"
        )
        batch = await async_client.batches.create(
            input_file_id=kept.id, endpoint=PATH, agent_id=agent.id
        )
        batch = await async_client.batches.retrieve(batch.id)
        assert (batch.status, batch.request_counts.completed) == ("completed", 1)
        answer = await async_client.files.content(str(batch.output_file_id))
        (body,) = results(answer.text, 1)
        direct = await async_client.agents.complete(agent_id=agent.id, messages=[USER])
        assert body["choices"] == direct.to_dict()["choices"]

    @pytest.mark.parametrize(
        ("endpoint", "model", "body"),
        [
            ("/v1/embeddings", "mistral-embed", {"input": ["apple"]}),
            (PATH, MODEL, {"messages": [USER]}),
            ("/v1/fim/completions", "codestral-latest", {"prompt": "def f("}),
            ("/v1/moderations", "mistral-moderation-latest", {"input": ["apple"]}),
            ("/v1/chat/moderations", "mistral-moderation-latest", {"input": [USER]}),
            ("/v1/classifications", MODEL, {"input": ["apple"]}),
            (
                "/v1/ocr",
                "mistral-ocr-latest",
                {"document": document_url("data:text/plain;base64,Qm9uam91cg==")},
            ),
        ],
    )
    def test_every_endpoint(
        self, client: Mistral, endpoint: Any, model: str, body: Any
    ) -> None:
        """Each that takes requests in a batch answers them there as it does else."""
        (found,) = run_job(client, [body], endpoint=endpoint, model=model)
        direct: Any = client.post(
            endpoint.removeprefix("/v1"),
            body={"model": model, **body},
            cast_to=dict[str, Any],
        )
        made = {"id", "created"}
        assert found.keys() == direct.keys()
        assert {k: v for k, v in found.items() if k not in made} == {
            k: v for k, v in direct.items() if k not in made
        }

    async def test_the_official_client(
        self, official: Official, async_official: Official
    ) -> None:
        """A job of an agent and one of embeddings."""
        agent = official.beta.agents.create(model=MODEL, name="Clerk")
        sent: Any = {"file_name": "q", "content": lines([{"messages": [USER]}])}
        kept = official.files.upload(file=sent, purpose="batch")
        job = official.batch.jobs.create(
            endpoint=PATH, agent_id=agent.id, input_files=[kept.id]
        )
        done: Any = official.batch.jobs.get(job_id=job.id)
        said = official.files.download(file_id=done.output_file).read().decode()
        (body,) = results(said, 1)
        messages: Any = [USER]
        direct = official.agents.complete(agent_id=agent.id, messages=messages)
        message: Any = direct.choices[0].message
        assert body["choices"][0]["message"]["content"] == message.content
        sent = {"file_name": "q", "content": lines([{"input": ["apple"]}])}
        kept = await async_official.files.upload_async(file=sent, purpose="batch")
        jobs = async_official.batch.jobs
        job = await jobs.create_async(
            endpoint="/v1/embeddings", model=EMBEDS, input_files=[kept.id]
        )
        done = await jobs.get_async(job_id=job.id)
        reply = await async_official.files.download_async(file_id=done.output_file)
        (body,) = results((await reply.aread()).decode(), 1)
        vectors = official.embeddings.create(model=EMBEDS, inputs=["apple"])
        assert body["data"][0]["embedding"] == vectors.data[0].embedding


def result_of(call: Any) -> Any:
    """Return the entry that answers a function call."""
    arguments = json.loads(call.arguments)
    return {
        "type": "function.result",
        "tool_call_id": call.tool_call_id,
        "result": f"sunny in {arguments['city']}",
    }


class TestConversations:
    """A function is called by the model, run by the program, and its result read."""

    def test_a_function_call(self, client: Mistral) -> None:
        """Asked, called, answered; the entries of all that are kept in order."""
        talks = client.conversations
        answer = talks.start(**CALLING)
        (call,) = [each for each in answer.outputs if each.type == "function.call"]
        rest = talks.append(answer.conversation_id, inputs=[result_of(call)])
        (output,) = rest.outputs
        assert "sunny in city" in getattr(output, "text", "")
        entries = talks.get_history(answer.conversation_id).entries
        assert [each.type for each in entries] == [
            "message.input",
            "function.call",
            "function.result",
            "message.output",
        ]
        assert len(talks.get_messages(answer.conversation_id).messages) == 2

    async def test_a_function_call_streamed(self, async_client: AsyncMistral) -> None:
        """The same, streamed and asynchronous."""
        talks = async_client.conversations
        async with await talks.start(**CALLING, stream=True) as stream:
            events: list[Any] = [each async for each in stream]
        calls = [each for each in events if each.type == "function.call.delta"]
        whole = "".join(each.arguments for each in calls)
        calls[0].arguments = whole
        async with await talks.append(
            events[0].conversation_id, inputs=[result_of(calls[0])], stream=True
        ) as stream:
            said = [getattr(each, "text", "") async for each in stream]
        assert "sunny in city" in "".join(said)

    async def test_the_official_client(
        self, official: Official, async_official: Official
    ) -> None:
        """The same."""
        talks = official.beta.conversations
        answer = talks.start(**CALLING)
        inputs: Any = [result_of(answer.outputs[0])]
        rest: Any = talks.append(conversation_id=answer.conversation_id, inputs=inputs)
        assert "sunny in city" in rest.outputs[0].content
        again = await async_official.beta.conversations.start_async(**CALLING)
        last: Any = await async_official.beta.conversations.append_async(
            conversation_id=again.conversation_id,
            inputs=[result_of(again.outputs[0])],
        )
        assert last.outputs[0].content == rest.outputs[0].content

    def test_a_chat_reads_a_file(self, client: Mistral) -> None:
        """A conversation of chat: a call, its result, and the answer replayed."""
        asked: Any = [{"role": "user", "content": CALLING["inputs"]}]
        tools: Any = CALLING["tools"]
        create = client.chat.completions.create
        answer = create(model=MODEL, messages=asked, tools=tools).choices[0].message
        (call,) = answer.tool_calls or []
        result = {"role": "tool", "tool_call_id": call.id, "content": "sunny"}
        rest = create(model=MODEL, messages=[*asked, answer, result], tools=tools)
        assert "sunny" in rest.choices[0].message.text
