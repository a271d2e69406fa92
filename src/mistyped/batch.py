"""What comes of `client.batch.run`: answers and errors, in the order of the requests.

results = client.batch.run("questions.jsonl", model="mistral-small-latest")
for result in results:
    if result.answer:
        print(result.custom_id, result.answer.choices[0].message.text)
    else:
        print(result.custom_id, result.error)
"""

from __future__ import annotations

import json
import weakref
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from os import PathLike, fspath
from pathlib import Path
from typing import Generic, Literal

import orjson
from openai import BaseModel
from typing_extensions import TypeVar

from mistyped._batch.ledger import Ledger, LedgerError
from mistyped._batch.records import BatchProgress, Row
from mistyped._batch.running import CANCELLED, JOB
from mistyped._check.operations import find_operation
from mistyped._generated.exports import HOMES
from mistyped._values.error_bodies import problems, reason
from mistyped._values.guards import is_mapping
from mistyped.problems import Problem

__all__ = [
    "BatchError",
    "BatchProgress",
    "BatchResult",
    "BatchResults",
    "BatchStatus",
    "open_results",
]

AnswerT_co = TypeVar("AnswerT_co", bound=BaseModel, default=BaseModel, covariant=True)
BatchError = LedgerError
"""A state that is not of these requests, or that another process runs."""
BatchStatus = Literal["running", "done", "cancelled"]


@dataclass(frozen=True, slots=True)
class BatchResult(Generic[AnswerT_co]):
    """What became of one request.

    Attributes:
        position: Its place among the requests, from 0 on.
        custom_id: What it was called; None if nothing.
        request: Its body, as it was sent.
        answer: The answer, of the class that the endpoint answers with; None if there
            is none.
        error: What is wrong; None if there is an answer. Its rule is Mistral's code or
            type of the error if it has one.
        status_code: The HTTP status of its answer; None if there was none.
        raw: The line of results as Mistral wrote it; empty if there is none.
    """

    position: int
    custom_id: str | None
    request: Mapping[str, object]
    answer: AnswerT_co | None
    error: Problem | None
    status_code: int | None
    raw: Mapping[str, object]


class BatchResults(Generic[AnswerT_co]):
    """The results of a run, as often as they are asked for, and never all in memory.

    Attributes:
        status: `done`, or `cancelled` if requests were left for that; `running` if they
            are looked at from elsewhere before it ended.
        progress: How many requests were answered, failed or are left.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._close = weakref.finalize(self, ledger.close)
        home, name = _answer_class(json.loads(ledger.fact(JOB)))
        self._class: type[AnswerT_co] = getattr(import_module(home), name)

    @property
    def progress(self) -> BatchProgress:
        """How many requests were answered, failed or are left."""
        return self._ledger.counts()

    @property
    def status(self) -> BatchStatus:
        """Whether the run has ended, and how."""
        if not self.progress.left:
            return "done"
        return "cancelled" if self._ledger.fact(CANCELLED) else "running"

    def __len__(self) -> int:
        """How many requests there are."""
        return self.progress.requests

    def __iter__(self) -> Iterator[BatchResult[AnswerT_co]]:
        """Yield the result of each request, in the order of the requests."""
        yield from map(self._result, self._ledger.rows())

    @property
    def failed(self) -> Iterator[BatchResult[AnswerT_co]]:
        """The results that have an error."""
        return (each for each in self if each.error)

    def write(self, path: str | Path) -> None:
        """Write the results as lines of JSON, in the order of the requests.

        They are Mistral's lines, with the `custom_id` that the request came with.
        """
        with Path(path).open("wb") as lines:
            for row in self._ledger.rows():
                line = {**_raw(row), "custom_id": row.custom_id}
                lines.write(orjson.dumps(line) + b"\n")

    def close(self) -> None:
        """Close the state; nothing can be read after that."""
        self._close()

    def _result(self, row: Row) -> BatchResult[AnswerT_co]:
        raw = _raw(row)
        response, error = raw.get("response"), raw.get("error")
        status, body = None, None
        if is_mapping(response):
            status, body = response.get("status_code"), response.get("body")
        answer, problem = None, None
        if raw and error is None and is_mapping(body):
            answer = self._class.construct(None, **{str(k): v for k, v in body.items()})
        else:
            problem = _problem(body, error)
        return BatchResult(
            row.position,
            row.custom_id,
            orjson.loads(row.body),
            answer,
            problem,
            status if isinstance(status, int) else None,
            raw,
        )


def open_results(state: str | PathLike[str]) -> BatchResults:
    """Return the results of a run as they are, from its state alone.

    Args:
        state: The file, `questions.jsonl.batch.sqlite`.

    Raises:
        BatchError: If nothing was begun there.
    """
    if not Path(state).exists():
        raise BatchError(f"nothing was begun in {state}: there is no such file")
    ledger = Ledger(fspath(state))
    if not ledger.fact(JOB):
        ledger.close()
        raise BatchError(f"nothing was begun in {state}")
    return BatchResults(ledger)


def _answer_class(job: Mapping[str, object]) -> tuple[str, str]:
    """Return the home and the name of the class of the answers to a job's requests."""
    operation = find_operation("POST", str(job["endpoint"]))
    name = operation.response if operation else ""
    return (
        (f"mistyped.{HOMES[name]}", name) if name in HOMES else ("openai", "BaseModel")
    )


def _raw(row: Row) -> dict[str, object]:
    value: object = orjson.loads(row.result) if row.result else {}
    return {str(k): v for k, v in value.items()} if is_mapping(value) else {}


def _problem(body: object, error: object) -> Problem:
    """Return what is wrong: what the body says, or else what the line says."""
    for said in (body, error):
        found = problems(said) if said else ()
        if len(found) == 1:
            return found[0]
        if found:
            return Problem(found[0].rule, (), reason(said), details=found[0].details)
    return Problem("no-answer", (), "there is no answer yet")
