"""What a server remembers between requests: files on disk, and objects by id."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Final
from uuid import NAMESPACE_URL, uuid5

from anyio import Semaphore

from mistyped.server.errors import http_error
from mistyped.server.json_types import JsonObject

FIRST_SECOND: Final = 1_767_225_600  # 2026-01-01T00:00:00Z


class State:
    """One server's memory; another server starts with an empty one.

    Attributes:
        lock: Whoever answers has it: one call at a time sees this memory.
    """

    def __init__(self) -> None:
        self._tables: dict[str, dict[str, JsonObject]] = {}
        self._made = 0
        self.lock: Semaphore = Semaphore(1)

    @cached_property
    def folder(self) -> Path:
        """A directory of this server's own, gone with it."""
        path = Path(tempfile.mkdtemp(prefix="mistyped-server-"))
        weakref.finalize(self, shutil.rmtree, path, ignore_errors=True)
        return path

    def find(self, name: str, key: str, missing: str) -> JsonObject:
        """Return an object of a kind.

        Raises:
            ApiError: 404 with the text `missing` if there is none.
        """
        found = self.table(name).get(key)
        if found is None:
            raise http_error(404, missing)
        return found

    def table(self, name: str) -> dict[str, JsonObject]:
        """Return the objects of a kind by id, in the order of their making."""
        return self._tables.setdefault(name, {})

    def new_id(self) -> str:
        """Return a UUID that is new here, and the same on every run."""
        self._made += 1
        return str(uuid5(NAMESPACE_URL, f"mistyped-server/{self._made}"))

    def now(self) -> int:
        """Return seconds since 1970: a clock that ticks once for each new id."""
        return FIRST_SECOND + self._made

    def moment(self) -> str:
        """Return the same clock as a text."""
        return moment(self.now())


def moment(seconds: int) -> str:
    """Write seconds since 1970 as Mistral does, `2026-01-01T00:00:03Z`."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
