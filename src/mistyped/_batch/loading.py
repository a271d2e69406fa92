"""Takes the requests of a run in: reads them, judges them, and keeps them."""

from __future__ import annotations

import json
import os
import secrets
from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import Final, NamedTuple, TypeAlias

import orjson

from mistyped._batch.endpoints import AGENTS, CHAT
from mistyped._batch.judging import Judge, is_envelope, loaded
from mistyped._batch.ledger import IN_MEMORY, Ledger, LedgerError
from mistyped._batch.reading import lines_of, opened
from mistyped._batch.records import Request
from mistyped._batch.running import CANCELLED, JOB, RUN
from mistyped._check.adapting import adapt
from mistyped._check.operations import full_path
from mistyped._values.guards import is_mapping
from mistyped._values.json_values import to_plain
from mistyped.changes import Change
from mistyped.problems import Problem

Requests: TypeAlias = str | os.PathLike[str] | Iterable[Mapping[str, object]]
"""A file of lines, or lines of a batch or bodies alone as they are in Python."""
_MOST_TOLD: Final = 100
_READ: Final = "read"
"""The fact that tells these requests from others: the digest of their lines."""
_NAME: Final = ("custom_id",)
"""Where a problem does not matter: a run has names of its own if it needs them."""


class Judging(NamedTuple):
    """How requests are judged before they are sent.

    Attributes:
        check: `error`, `warn` or `off`, as a client has it.
        waive: Rules that do not apply.
        adapts: Whether wrong requests are mended first, and whether with a loss.
        on_change: Is called with each change.
    """

    check: str = "error"
    waive: Collection[str] = ()
    adapts: tuple[bool, bool] = (False, False)
    on_change: Callable[[Change], object] | None = None


class RefusedError(Exception):
    """Requests that Mistral would refuse.

    Attributes:
        problems: The first hundred problems, at their places in the job's requests.
    """

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__(str(problems[0]))
        self.problems = problems


def state_of(requests: Requests, state: str | os.PathLike[str] | None) -> str:
    """Return the file of a run's state: beside the file of its requests."""
    if state is not None:
        return os.fspath(state)
    if isinstance(requests, str | os.PathLike):
        return f"{os.fspath(requests)}.batch.sqlite"
    return IN_MEMORY


def begin(
    ledger: Ledger,
    requests: Requests,
    job: Mapping[str, object],
    judging: Judging,
    warn: Callable[[Problem], None],
) -> None:
    """Take in the requests of a run, or find that they were.

    Args:
        ledger: The state.
        requests: The requests.
        job: What every job is given.
        judging: How they are judged.
        warn: Is called with the first warning of each rule.

    Raises:
        RefusedError: If Mistral would refuse some; then none is kept.
        LedgerError: If the state is of other requests.
        UnreadableError: If the file cannot be read.
    """
    digest = blake2b(digest_size=16)
    texts = _digested(_texts(requests), digest.update)
    if ledger.fact(JOB):
        deque(texts, 0)
        known: dict[str, object] = json.loads(ledger.fact(JOB))
        other = "requests" if digest.hexdigest() != ledger.fact(_READ) else ""
        other = other or ("options" if known != dict(job) else "")
        if other:
            raise LedgerError(
                f"{ledger.path} is the state of a run with other {other}; remove it, "
                "or name another state"
            )
        return
    name = secrets.token_hex(6)
    taking = _Taking(job, judging, warn)
    ledger.load(
        taking.taken(texts),
        name,
        lambda: {_READ: digest.hexdigest(), RUN: name, JOB: json.dumps(dict(job))},
    )


def go_on(ledger: Ledger, *, again: bool) -> None:
    """Let a run that was cancelled go on, and with `again` what failed as well.

    Raises:
        LedgerError: If nothing was begun.
    """
    _require_begun(ledger)
    ledger.know(CANCELLED, "")
    ledger.try_again(failed=again)


def stop(ledger: Ledger) -> None:
    """Write down that nothing more is to be sent.

    Raises:
        LedgerError: If nothing was begun.
    """
    _require_begun(ledger)
    ledger.know(CANCELLED, "asked")


def _require_begun(ledger: Ledger) -> None:
    if not ledger.fact(JOB):
        raise LedgerError(f"nothing was begun in {ledger.path}")


class _Taking:
    """Judges requests on their way in."""

    def __init__(
        self,
        job: Mapping[str, object],
        judging: Judging,
        warn: Callable[[Problem], None],
    ) -> None:
        stands_in = {n: v for n in ("model", "agent_id") if (v := job.get(n))}
        endpoint = full_path(str(job["endpoint"]))
        self._path = (
            AGENTS if endpoint == CHAT and "agent_id" in stands_in else endpoint
        )
        self._common = stands_in
        self._judge = Judge(self._path, stands_in)
        self._judging = judging
        self._warn = warn
        self._warned = set[str]()

    def taken(self, texts: Iterable[bytes]) -> Iterator[Request]:
        """Yield requests that may be sent.

        Raises:
            RefusedError: After the last one, if some may not.
        """
        problems: list[Problem] = []
        for position, text in enumerate(texts):
            request, found = self._one(text)
            for each in found:
                inside = ("requests", position, "body", *each.loc)
                problems.append(replace(each, loc=inside))
            if len(problems) >= _MOST_TOLD:
                break
            if request is not None and not problems:
                yield request
        if problems:
            raise RefusedError(tuple(problems[:_MOST_TOLD]))

    def _one(self, text: bytes) -> tuple[Request | None, list[Problem]]:
        """Return a request, and what stops it."""
        try:
            value = loaded(text)
        except orjson.JSONDecodeError:
            return None, [*self._judge.judge(text)[1].problems]
        request = _request(value)
        if is_mapping(value) and not is_envelope(value):
            text = _dumped({"custom_id": "-", "body": value})
        problems = self._judge.judge(text)[1].problems
        if not problems:
            return request, []
        adapts, lossy = self._judging.adapts
        if adapts and request is not None:
            request, problems = self._adapted(request, lossy=lossy)
        return request, [each for each in problems if self._stops(each)]

    def _adapted(
        self, request: Request, *, lossy: bool
    ) -> tuple[Request, tuple[Problem, ...]]:
        body = {**self._common, **orjson.loads(request.body)}
        done = adapt(self._path, body, lossy=lossy)
        for each in done.changes:
            if self._judging.on_change:
                self._judging.on_change(each)
        return Request(request.custom_id, _dumped(done.body)), done.problems

    def _stops(self, problem: Problem) -> bool:
        """Whether a problem stops a request; others are told once for each rule."""
        if problem.rule in self._judging.waive or problem.loc == _NAME:
            return False
        stops = problem.severity == "error" or problem.rule == "other-endpoint"
        if stops and self._judging.check == "error":
            return True
        if self._judging.check != "off" and problem.rule not in self._warned:
            self._warned.add(problem.rule)
            self._warn(problem)
        return False


def _texts(requests: Requests) -> Iterator[bytes]:
    """Yield requests as lines of JSON."""
    if isinstance(requests, str | os.PathLike):
        with opened(os.fspath(requests)) as source:
            for _, text in lines_of(source):
                yield text
        return
    for position, each in enumerate(requests):
        plain, unsendable = to_plain(each)
        if unsendable:
            inside = (
                replace(p, loc=("requests", position, *p.loc)) for p in unsendable
            )
            raise RefusedError(tuple(inside))
        yield orjson.dumps(plain)


def _digested(
    texts: Iterable[bytes], update: Callable[[bytes], None]
) -> Iterator[bytes]:
    for each in texts:
        update(each)
        yield each


def _request(value: object) -> Request | None:
    """Return the request of a line, or of a body alone; None if there is none."""
    if not is_mapping(value):
        return None
    if not is_envelope(value):
        return Request(None, _dumped(value))
    name, body = value.get("custom_id"), value.get("body")
    if not is_mapping(body):
        return None
    return Request(None if name in (None, "") else str(name), _dumped(body))


def _dumped(value: object) -> bytes:
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:  # an integer that is too long for it
        return json.dumps(value).encode()
