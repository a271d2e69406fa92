"""The requests that stand in the body of a batch job, each as its endpoint gets it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from mistyped._check.operations import find_operation
from mistyped._values.guards import is_list, is_object
from mistyped._values.rows import ApiOperation
from mistyped.problems import Location, Problem

_JOBS = "batch.jobs.create"
_AGENTS = "/v1/agents/completions"
_CHAT = "/v1/chat/completions"
_STAND_IN = ("model", "agent_id")


class BatchRequest(NamedTuple):
    """A request of a job.

    Attributes:
        loc: Where its body stands.
        operation: What it asks.
        body: What it asks it with; what the job says of all requests stands in.
    """

    loc: Location
    operation: ApiOperation
    body: Mapping[str, object]

    def place(self, problem: Problem) -> Problem:
        """Return a problem of the body as one of the job."""
        hint = problem.hint
        if problem.rule == "missing" and problem.loc in {(n,) for n in _STAND_IN}:
            hint = "add it, or give it to the job"
        return replace(problem, loc=(*self.loc, *problem.loc), hint=hint)


def batch_requests(
    operation: ApiOperation, job: Mapping[str, object]
) -> Iterator[BatchRequest]:
    """Yield the requests in a job's body; other bodies have none.

    An agent of the job answers what goes to chat. What is no endpoint, or no body, is
    left to the check of the job.
    """
    requests = job.get("requests")
    if operation.id != _JOBS or not is_list(requests):
        return
    endpoint, agent = job.get("endpoint"), job.get("agent_id")
    if endpoint == _CHAT and agent is not None:
        endpoint = _AGENTS
    asked = find_operation("POST", endpoint) if isinstance(endpoint, str) else None
    if asked is None or not asked.request:
        return
    stands_in = "agent_id" if endpoint == _AGENTS else "model"
    given = job.get(stands_in)
    common = {} if given is None else {stands_in: given}
    for at, request in enumerate(requests):
        body = request.get("body") if is_object(request) else None
        if is_object(body):
            whole = {**common, **{str(key): value for key, value in body.items()}}
            yield BatchRequest(("requests", at, "body"), asked, whole)


def is_of_a_request(operation: ApiOperation, problem: Problem) -> bool:
    """Whether a problem of a job is one of a request in it: the job itself runs."""
    is_inside = problem.loc[2:3] == ("body",) and len(problem.loc) > 3
    return operation.id == _JOBS and is_inside
