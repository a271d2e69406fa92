"""What a run keeps records of: requests, results, jobs, and how far it is."""

from __future__ import annotations

from enum import IntEnum
from typing import Literal, NamedTuple, TypeAlias

Step: TypeAlias = Literal[
    "planned", "uploading", "uploaded", "sending", "sent", "ended"
]
"""How far a part of a run is; a step that ends in -ing may have been done or not."""


class Request(NamedTuple):
    """A request of a run.

    Attributes:
        custom_id: What the caller calls it; None if nothing.
        body: Its body as JSON.
    """

    custom_id: str | None
    body: bytes


class Row(NamedTuple):
    """A request of a run, and what became of it.

    Attributes:
        position: Its place among the requests, from 0 on.
        custom_id: What the caller calls it; None if nothing.
        body: Its body as JSON.
        result: The newest line of results about it as JSON; None if there is none.
    """

    position: int
    custom_id: str | None
    body: bytes
    result: str | None


class Outcome(IntEnum):
    """What became of a request."""

    LEFT = 0
    ANSWERED = 1
    FAILED = 2


class Result(NamedTuple):
    """The result of a request.

    Attributes:
        name: What Mistral calls the request.
        text: A line of results as JSON.
        outcome: What that makes of the request; what is left is sent again.
    """

    name: str
    text: str
    outcome: Outcome


class Split(NamedTuple):
    """How requests become jobs.

    Attributes:
        lines: How many requests a job has at most.
        size: How many bytes its file has at most.
        inline: How many requests in all may stand in the call itself.
        tries: How often a request is sent at most.
    """

    lines: int = 100_000
    size: int = 400_000_000
    inline: int = 100
    tries: int = 3


class Part(NamedTuple):
    """A job of a run, planned or sent.

    Attributes:
        part: Its number.
        step: How far it is.
        inline: Whether its requests stand in the call, and not in a file.
        size: How many bytes its file has.
        file_id: The file with its requests; None if there is none, or not yet.
        job_id: The job; None if there is none yet.
    """

    part: int
    step: Step
    inline: bool
    size: int | None
    file_id: str | None
    job_id: str | None


class BatchProgress(NamedTuple):
    """How far a run is.

    Attributes:
        requests: How many requests it has.
        answered: How many have an answer.
        failed: How many have an error that stays.
        jobs: How many jobs run.
    """

    requests: int
    answered: int
    failed: int
    jobs: int

    @property
    def left(self) -> int:
        """How many have neither."""
        return self.requests - self.answered - self.failed
