"""What a run knows, in a small SQLite file: so that a kill at any moment loses nothing.

Every step is written down before it is done, and what came of it after. What stands
between the two is looked up at Mistral before it is done again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Final

from mistyped._batch.records import (
    BatchProgress,
    Outcome,
    Part,
    Request,
    Result,
    Row,
    Split,
    Step,
)

IN_MEMORY: Final = ":memory:"
_AROUND: Final = 40
"""Bytes of a line beside its name and its body."""
_INLINE: Final = 1_000_000
"""Bytes of requests that may stand in the call itself."""
_SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS lines (
    position INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    custom_id TEXT,
    body BLOB NOT NULL,
    part INTEGER,
    tries INTEGER NOT NULL DEFAULT 0,
    result TEXT,
    done INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS lines_of_parts ON lines (part);
CREATE INDEX IF NOT EXISTS lines_left ON lines (done) WHERE done = 0;
CREATE TABLE IF NOT EXISTS parts (
    part INTEGER PRIMARY KEY,
    step TEXT NOT NULL DEFAULT 'planned',
    inline INTEGER NOT NULL,
    size INTEGER,
    file_id TEXT,
    job_id TEXT
);
"""


class LedgerError(Exception):
    """A state file that is not for this run, or is in use."""


class Ledger:
    """The state of one run.

    Args:
        path: The file, or `:memory:`.

    Raises:
        LedgerError: If it is no state of a run.
    """

    def __init__(self, path: str) -> None:
        self.path = path
        # Whoever drops the results last may be in another thread.
        self._base = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False
        )
        try:
            self._base.executescript(_SCHEMA)
        except sqlite3.DatabaseError as error:
            self._base.close()
            raise LedgerError(f"{path} is no state of a batch: {error}") from error
        self._base.execute("PRAGMA journal_mode = WAL")
        self._base.execute("PRAGMA synchronous = NORMAL")

    def close(self) -> None:
        """Close the file."""
        self._base.close()

    @contextmanager
    def alone(self) -> Generator[None, None, None]:
        """Keep every other process from running the same state, till a block ends.

        The lock goes with the process, however that ends.

        Raises:
            LedgerError: If another process runs it.
        """
        if self.path == IN_MEMORY:
            yield
            return
        lock = sqlite3.connect(f"{self.path}.lock", timeout=0, isolation_level=None)
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            lock.close()
            raise LedgerError(f"another process runs {self.path}") from error
        try:
            yield
        finally:
            lock.rollback()
            lock.close()

    @contextmanager
    def at_once(self) -> Generator[None, None, None]:
        """Make all that is written in a block one change, or none."""
        self._base.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._base.execute("ROLLBACK")
            raise
        self._base.execute("COMMIT")

    def fact(self, name: str) -> str:
        """Return what is known of the run itself, or empty."""
        asked = "SELECT value FROM facts WHERE name = ?"
        found = self._base.execute(asked, (name,)).fetchone()
        return str(found[0]) if found else ""

    def know(self, name: str, value: str) -> None:
        """Write down something about the run itself."""
        self._base.execute("INSERT OR REPLACE INTO facts VALUES (?, ?)", (name, value))

    def load(
        self,
        requests: Iterable[Request],
        run: str,
        facts: Callable[[], Mapping[str, str]],
    ) -> None:
        """Take in the requests of a run and what is known of it, all or nothing.

        What the caller calls a request is what Mistral gets, if it is called so alone.

        Args:
            requests: The requests.
            run: The name of the run.
            facts: Is asked what is known, once all requests are read.
        """
        asked = (
            "INSERT INTO lines (position, name, custom_id, body) VALUES (?, ?, ?, ?)"
        )
        with self.at_once():
            for position, each in enumerate(requests):
                name = self._free_name(each, position, run)
                self._base.execute(asked, (position, name, *each))
            for name, value in facts().items():
                self.know(name, value)

    def _free_name(self, request: Request, position: int, run: str) -> str:
        name = request.custom_id or f"{run}-{position}"
        asked = "SELECT 1 FROM lines WHERE name = ?"
        taken = self._base.execute(asked, (name,)).fetchone()
        return f"{run}-{position}-again" if taken else name

    def plan(self, split: Split) -> int:
        """Put requests that are left into parts; return how many parts that makes."""
        asked = (
            "SELECT position, length(body) + length(name) FROM lines "
            "WHERE done = 0 AND part IS NULL AND tries < ? ORDER BY position"
        )
        parts: list[list[int]] = []
        size = 0
        for position, own in self._base.execute(asked, (split.tries,)):
            size += own + _AROUND
            if not parts or len(parts[-1]) >= split.lines or size > split.size:
                parts.append([])
                size = own + _AROUND
            parts[-1].append(position)
        few = len(parts) == 1 and len(parts[0]) <= split.inline and size < _INLINE
        with self.at_once():
            for positions in parts:
                made = self._base.execute(
                    "INSERT INTO parts (inline) VALUES (?)", (few,)
                ).lastrowid
                self._base.executemany(
                    "UPDATE lines SET part = ?, tries = tries + 1 WHERE position = ?",
                    ((made, position) for position in positions),
                )
        return len(parts)

    def parts(self) -> list[Part]:
        """Return the parts that have not ended."""
        asked = "SELECT * FROM parts WHERE step != 'ended' ORDER BY part"
        return [
            Part(part, step, bool(inline), *others)
            for part, step, inline, *others in self._base.execute(asked)
        ]

    def requests(self, part: int) -> Iterator[tuple[str, bytes]]:
        """Yield the requests of a part: what Mistral calls each, and its body."""
        asked = "SELECT name, body FROM lines WHERE part = ? ORDER BY position"
        yield from self._base.execute(asked, (part,))

    def step(
        self,
        part: int,
        step: Step,
        *,
        size: int | None = None,
        file_id: str | None = None,
        job_id: str | None = None,
    ) -> None:
        """Write down how far a part is, and what is known of it since."""
        self._base.execute(
            "UPDATE parts SET step = ?, size = ifnull(?, size), "
            "file_id = ifnull(?, file_id), job_id = ifnull(?, job_id) WHERE part = ?",
            (step, size, file_id, job_id, part),
        )

    def end(self, part: int, results: Iterable[Result], lost: Result) -> None:
        """Take in what became of a part, all or nothing.

        Args:
            part: Its number.
            results: The results of its requests, whatever their order.
            lost: That of each request that has none.
        """
        changed = "UPDATE lines SET result = ?, done = ?, part = NULL WHERE part = ?"
        with self.at_once():
            for name, text, outcome in results:
                self._base.execute(
                    f"{changed} AND name = ?", (text, outcome, part, name)
                )
            self._base.execute(changed, (lost.text, lost.outcome, part))
            self.step(part, "ended")

    def give_up(self) -> None:
        """Let the errors of what was sent as often as it may be stay."""
        self._base.execute(
            "UPDATE lines SET done = ? WHERE done = ? AND part IS NULL AND tries > 0",
            (Outcome.FAILED, Outcome.LEFT),
        )

    def try_again(self, *, failed: bool) -> None:
        """Let what is left be sent as often as at first, or what has failed as well."""
        outcomes = (Outcome.LEFT, Outcome.FAILED if failed else Outcome.LEFT)
        self._base.execute(
            "UPDATE lines SET tries = 0, done = ? "
            "WHERE part IS NULL AND done IN (?, ?)",
            (Outcome.LEFT, *outcomes),
        )

    def counts(self) -> BatchProgress:
        """Count how far the run is."""
        asked = "SELECT done, count(*) FROM lines GROUP BY done"
        done: dict[int, int] = dict(self._base.execute(asked))
        jobs = "SELECT count(*) FROM parts WHERE step = 'sent'"
        return BatchProgress(
            sum(done.values()),
            done.get(Outcome.ANSWERED, 0),
            done.get(Outcome.FAILED, 0),
            int(self._base.execute(jobs).fetchone()[0]),
        )

    def rows(self) -> Iterator[Row]:
        """Yield all requests in their order, with what became of them."""
        asked = "SELECT position, custom_id, body, result FROM lines ORDER BY position"
        yield from map(Row._make, self._base.execute(asked))
