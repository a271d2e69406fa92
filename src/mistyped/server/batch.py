"""`/v1/batch/jobs`: a job runs its lines when it is looked at for the first time.

Until then it is queued, so that it can be cancelled. Results and failures go into files
of their own, as at Mistral. Metadata can ask for a job that waits, fails or expires.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final

from starlette.responses import JSONResponse, Response

from mistyped.server.batch_lines import run
from mistyped.server.batch_plays import waits
from mistyped.server.call import Call
from mistyped.server.errors import ErrorCode, model_error, validation_error
from mistyped.server.form_fields import checked_fields
from mistyped.server.json_types import (
    Json,
    JsonObject,
    as_count,
    as_flag,
    as_list,
    as_object,
    as_text,
)
from mistyped.server.pagination import page
from mistyped.server.routes import handles
from mistyped.server.validation import checked_body
from mistyped.server.validation_errors import value_error

_ENDED: Final = ("SUCCESS", "FAILED", "TIMEOUT_EXCEEDED", "CANCELLED")
_PRIVATE: Final = ("requests", "results", "looks", "held")
_QUERY: Final = {
    *("page", "page_size", "model", "agent_id", "created_after", "created_by_me"),
    *("status", "order_by"),
}


@handles("batch.jobs.create")
def create(call: Call) -> Response:
    """Queue a job.

    Raises:
        ApiError: 422 or 400, for what Mistral's API refuses.
    """
    asked = checked_body(call).value
    files = as_list(asked.get("input_files"))
    for each in files:
        if as_text(each) not in call.state.table("files"):
            raise model_error(ErrorCode.ARGUMENTS, f"There is no file {each}.")
    job: JsonObject = {
        "id": call.state.new_id(),
        "object": "batch",
        "input_files": files,
        "endpoint": asked["endpoint"],
        "model": asked.get("model"),
        "agent_id": asked.get("agent_id"),
        "metadata": asked.get("metadata"),
        "requests": asked.get("requests"),
        "errors": [],
        "status": "QUEUED",
        "created_at": call.state.now(),
        "started_at": None,
        "completed_at": None,
        "output_file": None,
        "error_file": None,
        "results": None,
        "looks": 0,
        "total_requests": 0,
        "completed_requests": 0,
        "succeeded_requests": 0,
        "failed_requests": 0,
    }
    call.state.table("batch_jobs")[as_text(job["id"])] = job
    return _shown(job)


@handles("batch.jobs.list")
def list_jobs(call: Call) -> Response:
    """List jobs, the newest first unless it is asked otherwise."""
    asked = checked_fields(call).values
    metadata = {name: value for name, value in asked.items() if name not in _QUERY}
    after = _moment(call, asked)
    jobs = [
        _public(job)
        for job in call.state.table("batch_jobs").values()
        if (not after or _created(job) > after)
        and all(keeps(job, asked.get(name)) for name, keeps in _FILTERS.items())
        and metadata.items() <= as_object(job["metadata"]).items()
    ]
    if asked.get("order_by") != "created":
        jobs.reverse()
    return JSONResponse(page(jobs, asked))


def _moment(call: Call, asked: JsonObject) -> datetime | None:
    """Read the time after which jobs are wanted; one without a zone is UTC.

    Raises:
        ApiError: 422 for what is no time.
    """
    text = as_text(asked.get("created_after"))
    try:
        moment = datetime.fromisoformat(text) if text else None
    except ValueError as error:
        loc = (call.operation.carrier, "created_after")
        raise validation_error([value_error(loc, str(error), text)]) from error
    return moment.replace(tzinfo=moment.tzinfo or UTC) if moment else None


_FILTERS: Final[dict[str, Callable[[JsonObject, Json], bool]]] = {
    "model": lambda job, wanted: not wanted or job["model"] == wanted,
    "agent_id": lambda job, wanted: not wanted or job["agent_id"] == wanted,
    "status": lambda job, wanted: not wanted or job["status"] in as_list(wanted),
}


@handles("batch.jobs.retrieve")
def retrieve(call: Call) -> Response:
    """Look a job up, and run it if it was not looked at before."""
    asked = checked_fields(call).values
    job = _known(call)
    if job["status"] in ("QUEUED", "RUNNING") and not job.get("held"):
        if waits(job):
            job["status"] = "RUNNING"
        else:
            run(call, job)
    elif job["status"] == "CANCELLATION_REQUESTED":
        job |= {"status": "CANCELLED", "completed_at": call.state.now()}
    return _shown(job, job["results"] if as_flag(asked.get("inline")) else None)


@handles("batch.jobs.cancel")
def cancel(call: Call) -> Response:
    """Ask for the end of a job; one that has ended stays as it is."""
    job = _known(call)
    if job["status"] not in _ENDED:
        job["status"] = "CANCELLATION_REQUESTED"
    return _shown(job)


@handles("batch.jobs.delete")
def delete(call: Call) -> Response:
    """Forget a job; its files stay."""
    job_id = as_text(_known(call)["id"])
    del call.state.table("batch_jobs")[job_id]
    return JSONResponse({"id": job_id, "object": "batch", "deleted": True})


def _known(call: Call) -> JsonObject:
    missing = "No batch job matches the given query."
    return call.state.find("batch_jobs", call.parameters["job_id"], missing)


def _created(job: JsonObject) -> datetime:
    return datetime.fromtimestamp(as_count(job["created_at"], 0), UTC)


def _public(job: JsonObject) -> JsonObject:
    return {name: value for name, value in job.items() if name not in _PRIVATE}


def _shown(job: JsonObject, outputs: Json = None) -> Response:
    return JSONResponse({**_public(job), "outputs": outputs})
