"""OpenAI's batches as Mistral's batch jobs, and back."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, NotRequired, Self, TypeAlias

from openai import Omit
from openai.types import Batch as SdkBatch
from typing_extensions import override

from mistyped._check.conversions import hours_of
from mistyped._generated.responses.batch import BatchJob
from mistyped._openai.requests import RequestOptions, json_request, query_request
from mistyped._values.call_options import CallOptions
from mistyped._values.hints import Unsupported
from mistyped.errors import InvalidRequestError
from mistyped.problems import Problem

if TYPE_CHECKING:
    from mistyped._generated.params.batch import BatchEndpoint

_Any: TypeAlias = object
"""Any value; a batch has a member called `object`, which hides the type."""
_WINDOW = 'give hours from "1h" to "168h"'
_NAMES = {"input_files": "input_file_id", "timeout_hours": "completion_window"}
_QUERY = {"limit": "page_size"}
_STATES = {
    "QUEUED": "validating",
    "RUNNING": "in_progress",
    "SUCCESS": "completed",
    "FAILED": "failed",
    "TIMEOUT_EXCEEDED": "expired",
    "CANCELLATION_REQUESTED": "cancelling",
    "CANCELLED": "cancelled",
}
_ENDS = ("completed", "failed", "expired", "cancelled")


class BatchCreateParams(CallOptions, closed=True):
    """The parameters of `batches.create`, under OpenAI's names."""

    input_file_id: str
    """The id of a file whose lines are requests."""
    endpoint: BatchEndpoint
    """Where every request of the batch goes; what a line says of it is not read."""
    completion_window: NotRequired[str | Omit]
    """After how many hours the job ends in any case: "24h", or another number."""
    metadata: NotRequired[dict[str, str] | None | Omit]
    """Your own texts: keys of 1 to 32 letters, texts of 1 to 512."""
    model: NotRequired[str | None | Omit]
    """The model of every request that names none; only Mistral has this."""
    agent_id: NotRequired[str | None | Omit]
    """The agent that answers, instead of a model; only Mistral has this."""
    output_expires_after: NotRequired[
        Unsupported[Literal["remove it, and delete the files yourself"]]
    ]


class BatchListParams(CallOptions, closed=True):
    """The parameters of `batches.list`; `batch.jobs.list` has more."""

    page: NotRequired[int | Omit]
    """The number of the page, from 0 on."""
    limit: NotRequired[int | Omit]
    """How many batches a page has, 100 if left out."""
    after: NotRequired[Unsupported[Literal["use page, or iterate: pages have numbers"]]]


class Batch(SdkBatch):
    """A batch job as OpenAI's batch.

    `completion_window` is None, since Mistral does not tell it, and `input_file_id` is
    the first file; everything is in `job`.
    """

    job: BatchJob
    """The job as Mistral answers it."""

    @classmethod
    @override
    def construct(cls, _fields_set: set[str] | None = None, **values: _Any) -> Self:
        """Make a batch of a job's members, or of a batch's; the SDK calls this."""
        if "job" in values:
            return super().construct(_fields_set, **values)
        job = BatchJob.construct(_fields_set, **values)
        return super().construct(None, **_as_batch(job), job=job)


def _as_batch(job: BatchJob) -> dict[str, object]:
    """Return the members that a job has as a batch; those without a value stay away."""
    status = _STATES.get(job.status, job.status)
    members: dict[str, object] = {
        "id": job.id,
        "object": "batch",
        "created_at": job.created_at,
        "endpoint": job.endpoint,
        "status": status,
        "in_progress_at": job.started_at,
        "input_file_id": next(iter(job.input_files or ()), None),
        "output_file_id": job.output_file,
        "error_file_id": job.error_file,
        "metadata": job.metadata,
        "model": job.model,
        "request_counts": {
            "completed": job.succeeded_requests,
            "failed": job.failed_requests,
            "total": job.total_requests,
        },
    }
    if status in _ENDS:
        members[f"{status}_at"] = job.completed_at
    if job.errors:
        data = [each.to_dict() for each in job.errors]
        members["errors"] = {"object": "list", "data": data}
    return {name: value for name, value in members.items() if value is not None}


def job_request(
    params: Mapping[str, object],
) -> tuple[dict[str, object], RequestOptions]:
    """Make the request of a job of a batch's parameters; the check sees the rest.

    Raises:
        TypeError: If there is no `input_file_id`.
    """
    if "input_file_id" not in params:
        raise TypeError("batches.create() needs input_file_id, the id of a file")
    body = {k: v for k, v in params.items() if k not in _NAMES.values()}
    body["input_files"] = [params["input_file_id"]]
    window = params.get("completion_window")
    if window is not None and not isinstance(window, Omit):
        hours = hours_of(window)
        body["timeout_hours"] = window if hours is None else hours
    return json_request(body)


def page_request(params: Mapping[str, object]) -> RequestOptions:
    """Make the query of a list of jobs of that of a list of batches."""
    return query_request({_QUERY.get(k, k): v for k, v in params.items()})


@contextmanager
def in_openai_names() -> Generator[None, None, None]:
    """Name places by OpenAI's parameters in the error of a `with` block."""
    try:
        yield
    except InvalidRequestError as error:
        if error.sent:  # the server read Mistral's words, and answers in them
            raise
        problems = tuple(map(_renamed, error.report.problems))
        report = replace(error.report, problems=problems)
        raise InvalidRequestError(report, url=str(error.request.url)) from None


def _renamed(problem: Problem) -> Problem:
    name = _NAMES.get(str(problem.loc[0])) if problem.loc else None
    if name is None:
        return problem
    if name == "input_file_id":
        return replace(problem, loc=(name,))
    no_number = problem.rule == "wrong-type"
    message = "it is no number of hours" if no_number else problem.message
    return replace(problem, loc=(name,), message=message, hint=_WINDOW)
