"""Batches over real HTTP: our clients and the official one against the local server."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from mistralai.client import Mistral as Official
from mistralai.client.models import BatchRequest

from mistyped import AsyncMistral, Mistral
from mistyped.server import RunningServer, running
from tests.unit.support import MODEL, PATH

pytestmark = pytest.mark.anyio

JOB: dict[str, Any] = {"endpoint": PATH, "model": MODEL}
COUNT = 1000


def question(number: int, **more: object) -> dict[str, object]:
    """Return a request of a job."""
    said = [{"role": "user", "content": f"Question {number}"}]
    return {"custom_id": str(number), "body": {"messages": said, **more}}


def lines(count: int) -> bytes:
    """Return a file of requests."""
    return "\n".join(json.dumps(question(each)) for each in range(count)).encode()


def answers(text: str) -> dict[str, str]:
    """Return what was said to whom, of a file of results."""
    results = [json.loads(line) for line in text.splitlines()]
    assert all(each["error"] is None for each in results)
    bodies = {each["custom_id"]: each["response"]["body"] for each in results}
    return {key: b["choices"][0]["message"]["content"] for key, b in bodies.items()}


@pytest.fixture
def server() -> Iterator[RunningServer]:
    """A server of the test's own, so that nobody else's jobs are listed."""
    with running() as up:
        yield up


def test_a_thousand_lines(client: Mistral) -> None:
    """Uploaded, run, and every answer is the one to its question."""
    file = client.files.create(file=("q.jsonl", lines(COUNT)), purpose="batch")
    job = client.batch.jobs.create(**JOB, input_files=[file.id], metadata={"a": "b"})
    assert (job.status, job.output_file) == ("QUEUED", None)
    job = client.batch.jobs.retrieve(job.id)
    assert (job.status, job.total_requests) == ("SUCCESS", COUNT)
    assert (job.succeeded_requests, job.failed_requests) == (COUNT, 0)
    assert (job.error_file, job.outputs, job.errors) == (None, None, [])
    found = answers(client.files.content(str(job.output_file)).text)
    assert list(found) == [str(each) for each in range(COUNT)]
    assert all(f"Question {key}" in said for key, said in found.items())
    kept = client.files.retrieve(str(job.output_file))
    assert (kept.source, kept.sample_type, kept.num_lines) == (
        "mistral",
        "batch_result",
        COUNT,
    )
    direct = client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": "Question 7"}]
    )
    assert direct.choices[0].message.content == found["7"]


async def test_a_thousand_lines_under_openai_s_names(
    async_client: AsyncMistral,
) -> None:
    """The same by way of `batches`, asynchronously."""
    content = ("q.jsonl", lines(COUNT))
    file = await async_client.files.create(file=content, purpose="batch")
    batch = await async_client.batches.create(
        input_file_id=file.id, completion_window="24h", **JOB
    )
    assert batch.status == "validating"
    batch = await async_client.batches.retrieve(batch.id)
    assert (batch.status, batch.request_counts.completed) == ("completed", COUNT)
    assert batch.completed_at >= batch.in_progress_at
    content = await async_client.files.content(batch.output_file_id)
    assert len(answers(content.text)) == COUNT
    assert [each.id async for each in async_client.batches.list()] == [batch.id]


async def test_inline_requests(client: Mistral, async_client: AsyncMistral) -> None:
    """No file goes in, and the results come with the job if they are asked for."""
    asked: Any = {**JOB, "requests": [question(1), question(2, max_tokens="many")]}
    one = client.with_options(check="off").batch.jobs.create(**asked)
    unchecked = async_client.with_options(check="off")
    two = await unchecked.batch.jobs.create(**asked)
    assert client.batch.jobs.retrieve(one.id).outputs is None
    job = client.batch.jobs.retrieve(one.id, inline=True)
    again = await async_client.batch.jobs.retrieve(two.id, inline=True)
    assert len(job.outputs) == len(again.outputs) == 2
    good, bad = job.outputs
    assert (good["custom_id"], good["error"]) == ("1", None)
    assert bad["response"]["status_code"] == 422
    assert (job.status, job.succeeded_requests, job.failed_requests) == (
        "SUCCESS",
        1,
        1,
    )
    (error,) = job.errors
    assert (error.message, error.count) == (bad["error"]["message"], 1)
    assert bad["response"]["body"]["message"]["detail"][0]["loc"][-1] == "max_tokens"
    (failed,) = client.files.content(str(job.error_file)).text.splitlines()
    assert json.loads(failed) == bad


def test_lines_that_cannot_be_run(client: Mistral) -> None:
    """They are in the file of errors, and a job of nothing else has failed."""
    content = b'no json\n["no object"]\n{"custom_id": "2"}\n\n'
    file = client.files.create(file=("q.jsonl", content), purpose="batch")
    batch = client.batches.create(input_file_id=file.id, **JOB)
    batch = client.batches.retrieve(batch.id)
    assert (batch.status, batch.output_file_id) == ("failed", None)
    assert batch.request_counts.failed == batch.request_counts.total == 3
    (error,) = batch.errors.data
    assert "has to be an object with a body" in error.message
    assert batch.job.errors[0].count == 3
    lost = client.batch.jobs.create(**JOB, input_files=[file.id])
    client.files.delete(file.id)
    lost = client.batch.jobs.retrieve(lost.id)
    assert (lost.status, len(lost.errors)) == ("FAILED", 1)


async def test_the_end_of_a_job(client: Mistral, async_client: AsyncMistral) -> None:
    """Cancelled before it ran, or deleted; to cancel one that ended changes nothing."""
    asked: Any = {**JOB, "requests": [question(1)]}
    jobs, others = client.batch.jobs, async_client.batch.jobs
    one, two = jobs.create(**asked), await others.create(**asked)
    assert jobs.cancel(one.id).status == "CANCELLATION_REQUESTED"
    assert jobs.retrieve(one.id).status == "CANCELLED"
    batches = async_client.batches
    assert (await batches.cancel(two.id)).status == "cancelling"
    assert (await batches.retrieve(two.id)).status == "cancelled"
    three = jobs.retrieve(jobs.create(**asked).id)
    assert client.batches.cancel(three.id).status == "completed"
    assert jobs.delete(one.id).deleted
    assert (await others.delete(two.id)).deleted
    for lost in (jobs.retrieve, jobs.cancel, jobs.delete, client.batches.retrieve):
        with pytest.raises(openai.NotFoundError, match="No batch job"):
            lost(one.id)
    assert [each.id for each in jobs.list()] == [three.id]


async def test_lists(client: Mistral, async_client: AsyncMistral) -> None:
    """Newest first, in pages that end, filtered if that is asked."""
    ids = [
        client.batch.jobs.create(
            **JOB, requests=[question(1)], metadata={"team": "ab"[n % 2]}
        ).id
        for n in range(5)
    ]
    client.batch.jobs.retrieve(ids[0])
    newest = ids[::-1]
    assert [each.id for each in client.batch.jobs.list(page_size=2)] == newest
    assert [each.id for each in client.batches.list(limit=2)] == newest
    paged = async_client.batch.jobs.list(page_size=2, order_by="created")
    assert [each.id async for each in paged] == ids
    queued = client.batch.jobs.list(status=["QUEUED", "RUNNING"])
    assert [each.id for each in queued] == newest[:-1]
    mine = client.batch.jobs.list(metadata={"team": "b"}, model=MODEL)
    assert [each.id for each in mine] == [ids[3], ids[1]]
    assert list(client.batch.jobs.list(created_after="2030-01-01T00:00:00Z")) == []


def test_the_server_refuses_what_mistral_refuses(client: Mistral) -> None:
    """With a 422 or a 400, when the check is off."""
    unchecked: Any = client.with_options(check="off").batch.jobs
    for asked in (
        {"endpoint": 7},
        {**JOB, "input_files": "f1"},
        {**JOB, "metadata": {"k" * 33: "v"}},
        {**JOB, "timeout_hours": 169},
    ):
        with pytest.raises(openai.UnprocessableEntityError):
            unchecked.create(**asked)
    with pytest.raises(openai.UnprocessableEntityError):
        unchecked.list(status=["DONE"])
    with pytest.raises(openai.UnprocessableEntityError):
        unchecked.retrieve("j1", inline="perhaps")
    with pytest.raises(openai.BadRequestError, match="There is no file f1"):
        unchecked.create(**JOB, input_files=["f1"])


def test_the_official_client(server: RunningServer) -> None:
    """It runs a job of a file and makes every call, and reads every answer."""
    with Official(api_key="any", server_url=server.origin) as official:
        content: Any = {"file_name": "q.jsonl", "content": lines(3)}
        file = official.files.upload(file=content, purpose="batch")
        jobs = official.batch.jobs
        job = jobs.create(**JOB, input_files=[file.id], metadata={"team": "a"})
        other = jobs.create(**JOB, requests=[BatchRequest(**question(4))])
        done: Any = jobs.get(job_id=job.id)
        assert (done.status, done.succeeded_requests) == ("SUCCESS", 3)
        text = official.files.download(file_id=done.output_file).read().decode()
        assert list(answers(text)) == ["0", "1", "2"]
        inline: Any = jobs.get(job_id=other.id, inline=True)
        assert inline.outputs[0]["custom_id"] == "4"
        listed: Any = jobs.list(metadata={"team": "a"}, status=["SUCCESS"])
        assert ([each.id for each in listed.data], listed.total) == ([job.id], 1)
        assert jobs.cancel(job_id=other.id).status == "SUCCESS"
        assert jobs.delete(job_id=other.id).deleted


async def test_the_official_client_asynchronously(server: RunningServer) -> None:
    """The same."""
    async with Official(api_key="any", server_url=server.origin) as official:
        content: Any = {"file_name": "q.jsonl", "content": lines(3)}
        file = await official.files.upload_async(file=content, purpose="batch")
        jobs = official.batch.jobs
        job = await jobs.create_async(**JOB, input_files=[file.id])
        other = await jobs.create_async(**JOB, requests=[BatchRequest(**question(4))])
        assert (await jobs.cancel_async(job_id=other.id)).status == (
            "CANCELLATION_REQUESTED"
        )
        done: Any = await jobs.get_async(job_id=job.id)
        reply = await official.files.download_async(file_id=done.output_file)
        assert list(answers((await reply.aread()).decode())) == ["0", "1", "2"]
        listed: Any = await jobs.list_async(order_by="created", page_size=1)
        assert ([each.id for each in listed.data], listed.total) == ([job.id], 2)
        assert (await jobs.delete_async(job_id=job.id)).deleted
