"""What `client.batch.run` is given, and what becomes of it before a step is done."""

from __future__ import annotations

import json
import os
import warnings
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import openai
from typing_extensions import TypedDict

from mistyped._batch.ledger import Ledger, LedgerError
from mistyped._batch.loading import (
    Judging,
    RefusedError,
    Requests,
    begin,
    go_on,
    state_of,
    stop,
)
from mistyped._batch.records import Split
from mistyped._batch.running import JOB, SPLIT, Run, Steps
from mistyped._openai.paths import is_mistrals
from mistyped._openai.transport import Transport
from mistyped.batch import BatchProgress, BatchResults
from mistyped.errors import InvalidRequestError
from mistyped.problems import InvalidRequestWarning, Problem, Report

JOBS: Final = "/batch/jobs"
_OF_JOBS: Final = ("model", "agent_id", "timeout_hours", "metadata")
_POLL: Final = 2.0
_LONGEST: Final = 60.0


class BatchRunOptions(TypedDict, total=False, closed=True):
    """What `client.batch.run` takes beside the requests and their endpoint."""

    model: str | None
    """The model of every request that names none."""
    agent_id: str | None
    """The agent that answers, instead of a model."""
    timeout_hours: int
    """After how many hours a job ends in any case, 24 if left out."""
    metadata: Mapping[str, str]
    """Your own texts about the jobs."""
    state: str | os.PathLike[str] | None
    """Where the state is kept: beside the file of the requests if left out, and in
    memory if they come from no file."""
    attempts: int
    """How often a request is sent whose error may pass, 3 times if left out."""
    lines_per_job: int
    """How many requests a job has at most, 100,000 if left out."""
    bytes_per_job: int
    """How many bytes the file of a job has at most, 400 MB if left out."""
    inline_up_to: int
    """How many requests stand in the call itself instead of a file, 100 if left out."""
    poll: float
    """Seconds between two looks at the jobs, at first 2 if left out; it grows to 60."""
    on_progress: Callable[[BatchProgress], None]
    """Is called with how far the run is."""
    again: bool
    """Whether what has failed in an earlier run of this state is sent once more."""


class BatchResumeOptions(TypedDict, total=False, closed=True):
    """What `client.batch.resume` takes beside the file of the requests."""

    state: str | os.PathLike[str] | None
    """The state, if it is not beside the file of the requests."""
    poll: float
    """Seconds between two looks at the jobs, at first 2 if left out; it grows to 60."""
    on_progress: Callable[[BatchProgress], None]
    """Is called with how far the run is."""
    again: bool
    """Whether what has failed is sent once more."""


@contextmanager
def prepared(
    client: openai.OpenAI | openai.AsyncOpenAI,
    requests: Requests,
    endpoint: str,
    options: BatchRunOptions,
) -> Generator[tuple[Steps, BatchResults], None, None]:
    """Take the requests of a run in, and keep its state to this process for a block.

    Yields:
        The steps of the run, and its results.

    Raises:
        InvalidRequestError: If Mistral would refuse a request.
        LedgerError: If the state is of other requests, or another process runs it.
        TypeError: If there is no such option.
    """
    if unknown := options.keys() - BatchRunOptions.__annotations__.keys():
        raise TypeError(f"batch.run() has no option {min(unknown)}")
    given = ((name, options.get(name)) for name in _OF_JOBS)
    job = {"endpoint": endpoint, **{n: value for n, value in given if value}}
    wait = (options.get("poll", _POLL), _LONGEST)
    path = state_of(requests, options.get("state"))
    with _closed_on_error(path) as ledger, ledger.alone():
        split = _split(ledger, options)
        if not ledger.fact(JOB):  # before the requests, lest a kill comes between
            ledger.know(SPLIT, json.dumps(split))
        _begin(client, str(client.base_url), ledger, requests, job)
        ledger.know(SPLIT, json.dumps(split))
        go_on(ledger, again=options.get("again", False))
        run = Run(ledger, split, wait, options.get("on_progress"))
        yield run.steps(), BatchResults(ledger)


@contextmanager
def resuming(
    requests: Requests | None, options: BatchResumeOptions
) -> Generator[tuple[Steps, BatchResults], None, None]:
    """Let a run go on, whose requests are in its state.

    Yields:
        The steps that are left, and the results.

    Raises:
        LedgerError: If nothing was begun there, or another process runs it.
    """
    wait = (options.get("poll", _POLL), _LONGEST)
    path = _state(requests, options.get("state"))
    with _closed_on_error(path) as ledger, ledger.alone():
        go_on(ledger, again=options.get("again", False))
        run = Run(ledger, _split(ledger, {}), wait, options.get("on_progress"))
        yield run.steps(), BatchResults(ledger)


@contextmanager
def ending(
    requests: Requests | None, state: str | os.PathLike[str] | None
) -> Generator[tuple[Steps, BatchResults], None, None]:
    """Write down that a run is to end; another process that runs it will see it.

    Yields:
        The steps that are left, none if another process does them; and the results.

    Raises:
        LedgerError: If nothing was begun there.
    """
    with _closed_on_error(_state(requests, state)) as ledger:
        stop(ledger)
        results = BatchResults(ledger)
        try:
            with ledger.alone():
                yield Run(ledger, Split(), (_POLL, _LONGEST)).steps(), results
        except LedgerError:
            yield _nothing(), results


def _state(requests: Requests | None, state: str | os.PathLike[str] | None) -> str:
    """Return the file of a state that is there.

    Raises:
        LedgerError: If there is none.
    """
    path = state_of(() if requests is None else requests, state)
    if not Path(path).exists():
        raise LedgerError(f"nothing was begun in {path}: there is no such file")
    return path


def _nothing() -> Steps:
    yield from ()


@contextmanager
def _closed_on_error(path: str) -> Generator[Ledger, None, None]:
    ledger = Ledger(path)
    try:
        yield ledger
    except BaseException:
        ledger.close()
        raise


def _begin(
    client: object,
    url: str,
    ledger: Ledger,
    requests: Requests,
    job: Mapping[str, object],
) -> None:
    judging = Judging()
    if isinstance(client, Transport):
        check = client.check
        if check == "error" and not is_mistrals(JOBS, url):
            check = "warn"
        adapts = (client.compat != "strict", client.compat == "adapt-lossy")
        judging = Judging(check, client.waive, adapts, client.on_change)
    try:
        begin(ledger, requests, job, judging, _warn)
    except RefusedError as error:
        report = Report(f"POST /v1{JOBS}", error.problems)
        whole = f"{url.rstrip('/')}{JOBS}"
        raise InvalidRequestError(report, url=whole) from None


def _split(ledger: Ledger, options: BatchRunOptions) -> Split:
    """Return how requests become jobs: as is asked, or else as in this run before."""
    known = ledger.fact(SPLIT)
    before = Split._make(json.loads(known)) if known else Split()
    return Split(
        options.get("lines_per_job", before.lines),
        options.get("bytes_per_job", before.size),
        options.get("inline_up_to", before.inline),
        options.get("attempts", before.tries),
    )


def _warn(problem: Problem) -> None:
    warnings.warn(str(problem), InvalidRequestWarning, stacklevel=2)
