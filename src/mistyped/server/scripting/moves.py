"""Objects that move on while they are watched: jobs, files, agents, conversations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple, TypeAlias

from mistyped.server.call import Call
from mistyped.server.json_types import Json, JsonObject, as_count, as_list, as_object
from mistyped.server.scripting.replies import Value

GONE: Final = "GONE"
"""The step with which an object is no more."""
Step: TypeAlias = "str | Mapping[str, Value]"
"""The status that an object takes, or `GONE`, or members with their new values."""
_ENDED: Final = ("SUCCESS", "FAILED", "TIMEOUT_EXCEEDED", "CANCELLED")
_CANCELLED: Final = ("CANCELLATION_REQUESTED", "CANCELLED")


def _job(call: Call, row: JsonObject, changes: JsonObject) -> None:
    """Move a batch job; one that is to succeed runs its lines now."""
    if row["status"] in _CANCELLED:
        return
    status = changes.get("status")
    row["held"] = status in ("QUEUED", "RUNNING")
    if status == "SUCCESS" and not row["completed_at"]:
        changes = {**changes, "status": "QUEUED"}  # it runs when it is looked at
    elif status != "QUEUED":
        row["started_at"] = row["started_at"] or call.state.now()
    if status in _ENDED:
        row["completed_at"] = row["completed_at"] or call.state.now()
    if changes.get("status") == "QUEUED":
        row["completed_at"] = None
    row |= changes


def _file(_: Call, row: JsonObject, changes: JsonObject) -> None:
    row |= changes


def _agent(_: Call, row: JsonObject, changes: JsonObject) -> None:
    version = as_list(row["versions"])[as_count(row["current"], 0)]
    as_object(version).update(changes)


def _conversation(_: Call, row: JsonObject, changes: JsonObject) -> None:
    as_object(row["about"]).update(changes)


class _Kind(NamedTuple):
    """Where objects of a kind are, and how one of them moves."""

    table: str
    parameter: str
    created_by: str
    move: Callable[[Call, JsonObject, JsonObject], None]


_KINDS: Final = {
    "batch.jobs": _Kind("batch_jobs", "job_id", "batch.jobs.create", _job),
    "files": _Kind("files", "file_id", "files.create", _file),
    "agents": _Kind("agents", "agent_id", "agents.create", _agent),
    "conversations": _Kind(
        "conversations", "conversation_id", "conversations.start", _conversation
    ),
}


class Moves:
    """The steps of objects that are there, and of those to come."""

    def __init__(self) -> None:
        self._to_come: dict[str, list[list[Step]]] = defaultdict(list)
        self._steps: dict[str, list[Step]] = {}

    def add(self, kind: str, steps: list[Step]) -> None:
        """Let the next object of a kind take these steps.

        Raises:
            ValueError: There is no such kind, or a status is of no use to it.
        """
        if kind not in _KINDS:
            known = ", ".join(_KINDS)
            raise ValueError(f"there are no moves of {kind!r}, only of {known}")
        if kind != "batch.jobs" and any(
            isinstance(each, str) and each != GONE for each in steps
        ):
            raise ValueError(f"{kind} have no status; give members, or GONE")
        self._to_come[kind].append(steps)

    def before(self, call: Call) -> None:
        """Let an object take its next step, if this call looks at it."""
        if call.operation.method != "GET":
            return
        for kind in _KINDS.values():
            name = call.parameters.get(kind.parameter, "")
            row = call.state.table(kind.table).get(name)
            steps = self._steps.get(name)
            if row is None or not steps:
                continue
            step = steps.pop(0) if len(steps) > 1 else steps[0]
            if step == GONE:
                del call.state.table(kind.table)[name]
            else:
                kind.move(call, row, _changes(step))

    def after(self, call: Call) -> None:
        """Give an object that was just made the steps that are to come."""
        for name, kind in _KINDS.items():
            if call.operation.id == kind.created_by and self._to_come[name]:
                made = next(reversed(call.state.table(kind.table)), None)
                if made is not None and made not in self._steps:
                    self._steps[made] = self._to_come[name].pop(0)


def _changes(step: Step) -> JsonObject:
    if isinstance(step, str):
        return {"status": step}
    return {name: _plain(each) for name, each in step.items()}


def _plain(value: Value) -> Json:
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, str) or not isinstance(value, list | tuple):
        return value if isinstance(value, str | int | float | bool) else None
    return [_plain(each) for each in value]
