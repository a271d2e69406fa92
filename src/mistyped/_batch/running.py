"""Runs requests as jobs: the order of steps, without a client and without a clock.

A run is a generator that yields steps and is sent what came of them. Both clients drive
it, and so does a test. What is not certain, such as a job whose start nobody answered,
is looked up before it is done again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, TypeAlias

import orjson

from mistyped._batch.ledger import Ledger
from mistyped._batch.records import BatchProgress, Outcome, Part, Result, Split
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
from mistyped._values.guards import is_mapping

Steps: TypeAlias = Generator[Step, Reply, None]
CANCELLED: Final = "cancelled"
"""The fact that nothing more is to be sent."""
RUN: Final = "run"
"""The fact that holds the name of the run."""
JOB: Final = "job"
"""The fact that holds what every job is given, as JSON."""
SPLIT: Final = "split"
"""The fact that holds how requests become jobs, as JSON."""
_TAG: Final = "mistyped-run"
_MOST_TROUBLE: Final = 20
_SLOWER: Final = 1.5
_ENDED: Final = ("SUCCESS", "FAILED", "TIMEOUT_EXCEEDED", "CANCELLED")
_PASSING: Final = (408, 409, 425, 429)
_SERVER: Final = 500


class Run:
    """The steps of one run.

    Args:
        ledger: What is known of it.
        split: How its requests become jobs.
        wait: Seconds between two looks at the jobs at first, and at most.
        tell: Is called with how far it is.
    """

    def __init__(
        self,
        ledger: Ledger,
        split: Split,
        wait: tuple[float, float],
        tell: Callable[[BatchProgress], None] | None = None,
    ) -> None:
        self._ledger = ledger
        self._split = split
        self._wait = wait
        self._tell = tell
        self._trouble = 0
        self._name = ledger.fact(RUN)
        self._job: dict[str, object] = json.loads(ledger.fact(JOB))

    def steps(self) -> Steps:
        """Yield the steps until every request has an answer, or an error that stays.

        Raises:
            Exception: What a client raised too often, or what does not pass.
        """
        pause = self._wait[0]
        while True:
            parts = self._ledger.parts()
            if not parts:
                if self._ledger.fact(CANCELLED) or not self._ledger.plan(self._split):
                    break
                continue
            moved = False
            for part in parts:
                moved |= yield from self._advance(part)
            self._say()
            if moved:
                pause = self._wait[0]
            elif self._ledger.parts():
                yield Sleep(pause)
                pause = min(pause * _SLOWER, self._wait[1])
        if not self._ledger.fact(CANCELLED):
            self._ledger.give_up()
        self._say()

    def _say(self) -> None:
        if self._tell:
            self._tell(self._ledger.counts())

    def _advance(self, part: Part) -> Generator[Step, Reply, bool]:
        """Bring a part one step on; say whether that worked."""
        ledger, number = self._ledger, part.part
        if part.step not in ("sending", "sent") and ledger.fact(CANCELLED):
            return self._drop(part)
        match part.step:
            case "planned" | "uploading" if not part.inline:
                return (yield from self._upload(part))
            case "planned" | "uploading" | "uploaded":
                ledger.step(number, "sending")
                return (yield from self._send(part))
            case "sending":
                return (yield from self._find_or_send(part))
            case _:
                return (yield from self._collect(part))

    def _drop(self, part: Part) -> bool:
        self._ledger.end(part.part, (), _lost("it was cancelled before it was sent"))
        return True

    def _upload(self, part: Part) -> Generator[Step, Reply, bool]:
        with TemporaryDirectory(prefix="mistyped-") as folder:
            file = Path(folder) / f"mistyped-{self._name}-{part.part}.jsonl"
            with file.open("wb") as lines:
                for name, body in self._ledger.requests(part.part):
                    lines.write(_line(name, body))
            size = file.stat().st_size
            found: Reply = None
            if part.step == "uploading":
                found = yield FindFile(file.name, size)
            self._ledger.step(part.part, "uploading", size=size)
            if not self._is_well(found):
                return False
            file_id = found or (yield Upload(file))
        if not self._is_well(file_id) or not isinstance(file_id, str):
            return False
        self._ledger.step(part.part, "uploaded", file_id=file_id)
        return True

    def _find_or_send(self, part: Part) -> Generator[Step, Reply, bool]:
        found = yield FindJob(self._metadata(part))
        if not self._is_well(found):
            return False
        if isinstance(found, str) and found:
            self._ledger.step(part.part, "sent", job_id=found)
            return True
        if self._ledger.fact(CANCELLED):
            return self._drop(part)
        return (yield from self._send(part))

    def _send(self, part: Part) -> Generator[Step, Reply, bool]:
        job: dict[str, object] = {**self._job, "metadata": self._metadata(part)}
        if part.inline:
            requests = self._ledger.requests(part.part)
            job["requests"] = [
                {"custom_id": name, "body": orjson.loads(body)}
                for name, body in requests
            ]
        else:
            job["input_files"] = [part.file_id]
        job_id = yield Send(job)
        if not self._is_well(job_id) or not isinstance(job_id, str):
            return False
        self._ledger.step(part.part, "sent", job_id=job_id)
        return True

    def _collect(self, part: Part) -> Generator[Step, Reply, bool]:
        job_id = str(part.job_id)
        if self._ledger.fact(CANCELLED):
            self._is_well((yield Cancel(job_id)))
        seen = yield Look(job_id, part.inline)
        if not self._is_well(seen) or not isinstance(seen, Seen):
            return False
        if seen.status not in _ENDED:
            return False
        with TemporaryDirectory(prefix="mistyped-") as folder:
            files: list[Path] = []
            for number, file_id in enumerate(() if seen.outputs else seen.files):
                files.append(Path(folder) / str(number))
                if not self._is_well((yield Fetch(file_id, files[-1]))):
                    return False
            lines = seen.outputs or _read(files)
            self._ledger.end(part.part, _results(lines), _of_the_job(seen))
        return True

    def _metadata(self, part: Part) -> dict[str, str]:
        """Return the metadata of a job, by which it is found again."""
        given = self._job.get("metadata")
        own = {str(k): str(v) for k, v in given.items()} if is_mapping(given) else {}
        return {**own, _TAG: f"{self._name}-{part.part}"}

    def _is_well(self, reply: Reply) -> bool:
        """Count trouble that comes one after the other, and give up at last.

        Raises:
            Exception: The trouble, if it does not end.
        """
        if not isinstance(reply, Trouble):
            self._trouble = 0
            return True
        self._trouble += 1
        if self._trouble >= _MOST_TROUBLE:
            raise reply.error
        return False


def passes(status: int | None) -> bool:
    """Whether an error with this HTTP status may be gone at the next try."""
    return status is None or status >= _SERVER or status in _PASSING


def _line(name: str, body: bytes) -> bytes:
    return b'{"custom_id":%b,"body":%b}\n' % (orjson.dumps(name), body)


def _read(files: Iterable[Path]) -> Iterator[Mapping[str, object]]:
    for file in files:
        with file.open("rb") as lines:
            for line in filter(bytes.strip, lines):
                value: object = orjson.loads(line)
                if is_mapping(value):
                    yield {str(key): each for key, each in value.items()}


def _results(lines: Iterable[Mapping[str, object]]) -> Iterator[Result]:
    for line in lines:
        response = line.get("response")
        status = response.get("status_code") if is_mapping(response) else None
        outcome = Outcome.ANSWERED
        if line.get("error") is not None or response is None:
            again = passes(status if isinstance(status, int) else None)
            outcome = Outcome.LEFT if again else Outcome.FAILED
        yield Result(str(line.get("custom_id")), json.dumps(line), outcome)


def _of_the_job(seen: Seen) -> Result:
    """Return the result of a request that a job has not answered."""
    reasons = {
        "TIMEOUT_EXCEEDED": "its job's time was over before it was answered",
        "CANCELLED": "its job was cancelled before it was answered",
    }
    said = "; ".join(seen.errors) or "its job ended without an answer to it"
    return _lost(reasons.get(seen.status, said))


def _lost(message: str) -> Result:
    error = {"response": None, "error": {"message": message}}
    return Result("", json.dumps(error), Outcome.LEFT)
