"""Does the steps of a run, with a client of either kind."""

from __future__ import annotations

import asyncio
import time

import openai

from mistyped._batch.running import Steps, passes
from mistyped._batch.steps import (
    Cancel,
    Fetch,
    FindFile,
    FindJob,
    Look,
    Reply,
    Seen,
    Send,
    Sleep,
    Step,
    Trouble,
    Upload,
)
from mistyped._generated.responses.batch import BatchJob
from mistyped._generated.responses.files import FileObject
from mistyped._openai.pages import AsyncNumberedPage, SyncNumberedPage
from mistyped._openai.requests import RequestOptions

_JOBS = "/batch/jobs"
_FILES = "/files"


def drive(client: openai.OpenAI, steps: Steps) -> None:
    """Do steps until there is none."""
    reply: Reply = None
    while (step := _next(steps, reply)) is not None:
        try:
            reply = _do(client, step)
        except openai.APIError as error:
            reply = _trouble(error)


async def drive_async(client: openai.AsyncOpenAI, steps: Steps) -> None:
    """Do steps until there is none."""
    reply: Reply = None
    while (step := _next(steps, reply)) is not None:
        try:
            reply = await _do_async(client, step)
        except openai.APIError as error:
            reply = _trouble(error)


def _next(steps: Steps, reply: Reply) -> Step | None:
    try:
        return steps.send(reply)
    except StopIteration:
        return None


def _trouble(error: openai.APIError) -> Trouble:
    """Return an error that may pass as a reply.

    Raises:
        openai.APIError: Any other.
    """
    status = error.status_code if isinstance(error, openai.APIStatusError) else None
    if not passes(status):
        raise error
    return Trouble(error)


def _do(client: openai.OpenAI, step: Step) -> Reply:
    match step:
        case Upload(path):
            return client.files.create(file=path, purpose="batch").id
        case FindFile(name):
            files = client.get_api_list(
                _FILES,
                model=FileObject,
                page=SyncNumberedPage[FileObject],
                options={"params": {"search": name, "purpose": "batch"}},
            )
            return _first([each.id for each in files if _is_file(each, step)])
        case Send(job):
            made = client.post(
                _JOBS, cast_to=BatchJob, body=job, options={"max_retries": 0}
            )
            return made.id
        case FindJob(metadata):
            jobs = client.get_api_list(
                _JOBS,
                model=BatchJob,
                page=SyncNumberedPage[BatchJob],
                options={"params": {"metadata": metadata}},
            )
            return _first([each.id for each in jobs if _is_job(each, step)])
        case Look(job_id):
            seen = client.get(
                f"{_JOBS}/{job_id}", cast_to=BatchJob, options=_asking(step)
            )
            return _seen(seen)
        case Cancel(job_id):
            client.post(f"{_JOBS}/{job_id}/cancel", cast_to=BatchJob)
        case Fetch(file_id, target):
            content = client.files.with_streaming_response.content(file_id)
            with content as response, target.open("wb") as file:
                file.writelines(response.iter_bytes())
        case Sleep(seconds):
            time.sleep(seconds)
    return None


async def _do_async(client: openai.AsyncOpenAI, step: Step) -> Reply:
    match step:
        case Upload(path):
            return (await client.files.create(file=path, purpose="batch")).id
        case FindFile(name):
            files = client.get_api_list(
                _FILES,
                model=FileObject,
                page=AsyncNumberedPage[FileObject],
                options={"params": {"search": name, "purpose": "batch"}},
            )
            return _first([e.id async for e in files if _is_file(e, step)])
        case Send(job):
            made = await client.post(
                _JOBS, cast_to=BatchJob, body=job, options={"max_retries": 0}
            )
            return made.id
        case FindJob(metadata):
            jobs = client.get_api_list(
                _JOBS,
                model=BatchJob,
                page=AsyncNumberedPage[BatchJob],
                options={"params": {"metadata": metadata}},
            )
            return _first([e.id async for e in jobs if _is_job(e, step)])
        case Look(job_id):
            seen = await client.get(
                f"{_JOBS}/{job_id}", cast_to=BatchJob, options=_asking(step)
            )
            return _seen(seen)
        case Cancel(job_id):
            await client.post(f"{_JOBS}/{job_id}/cancel", cast_to=BatchJob)
        case Fetch(file_id, target):
            content = client.files.with_streaming_response.content(file_id)
            async with content as response:
                with target.open("wb") as file:
                    async for piece in response.iter_bytes():
                        file.write(piece)
        case Sleep(seconds):
            await asyncio.sleep(seconds)
    return None


def _asking(step: Look) -> RequestOptions:
    return {"params": {"inline": True}} if step.inline else {}


def _is_file(file: FileObject, wanted: FindFile) -> bool:
    return (file.filename, file.bytes) == (wanted.name, wanted.size)


def _is_job(job: BatchJob, wanted: FindJob) -> bool:
    return wanted.metadata.items() <= (job.metadata or {}).items()


def _first(found: list[str]) -> str | None:
    return found[0] if found else None


def _seen(job: BatchJob) -> Seen:
    return Seen(
        job.status,
        tuple(each for each in (job.output_file, job.error_file) if each),
        tuple(job.outputs or ()),
        tuple(each.message for each in job.errors),
    )
