"""The verdict on a line: what is wrong with it, and with the request in it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from difflib import get_close_matches
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

import orjson

from mistyped._batch.endpoints import AGENTS
from mistyped._batch.reading import is_too_deep
from mistyped._check.operations import find_operation, full_path
from mistyped._check.preflight import check
from mistyped._check.wording import describe
from mistyped._values.guards import is_mapping
from mistyped.problems import Problem, shown

if TYPE_CHECKING:
    from mistyped._batch.fast_judge import FastJudge

STAND_IN: Final = "the one of the job"
"""The name of a model, or of an agent, that a line leaves to its job."""
_DIGITS: Final = bytes.maketrans(b"123456789", b"0" * 9)
_LONG_NUMBER: Final = b"0" * 19
"""Digits of an integer that may not fit into 64 bits, whatever digits they are."""
_KEYS: Final = ("custom_id", "body", "method", "url")
_METHOD: Final = "POST"
_Line: TypeAlias = Mapping[object, object]


class Verdict(NamedTuple):
    """What a check found in a line.

    Attributes:
        operation: What the request asks, as `POST /v1/chat/completions`; empty if the
            line is no JSON.
        problems: All problems; those of the request have their place in its body.
        model: The model that it names, or empty.
    """

    operation: str
    problems: tuple[Problem, ...]
    model: str = ""

    @property
    def ok(self) -> bool:
        """Whether there is no problem of severity `error`."""
        return all(each.severity != "error" for each in self.problems)

    @property
    def is_read(self) -> bool:
        """Whether the line is JSON at all."""
        return bool(self.operation)


Judged: TypeAlias = tuple[str, Verdict]
"""A line's name, empty if it has none, and the verdict on it."""


class Judge:
    """Judges lines of one job.

    Args:
        path: Where they go, unless they say it themselves.
        common: What the job gives to each request: a model, or an agent. If it is left
            out, nobody knows, and whatever a request lacks of these may be there.
    """

    def __init__(self, path: str, common: Mapping[str, object] | None = None) -> None:
        self._path = full_path(path)
        self._common = common
        self._fast = _fast_judge(self._path, self._first_of_a_kind)

    def judge(self, line: bytes) -> Judged:
        """Judge a line, without the end of it or with it."""
        if self._fast is not None:
            known = self._fast.judge(line)
            if known is not None:
                return known
        return self._judge(line)

    def judge_value(self, value: object) -> Judged:
        """Judge what a line is in Python: a line of a batch, or a body alone."""
        if not is_mapping(value) or not is_envelope(value):
            return "", self._of_body(self._path, value)
        problems = [*_of_envelope(value)]
        url, body = value.get("url"), value.get("body")
        path = url if isinstance(url, str) and url else self._path
        if full_path(path) != self._path:
            problems.append(_elsewhere(path, self._path))
        verdict = Verdict(f"{_METHOD} {path}", ())
        if is_mapping(body):
            verdict = self._of_body(path, self._with_common(path, body))
        name = value.get("custom_id")
        whole = verdict._replace(problems=(*problems, *verdict.problems))
        return (name if isinstance(name, str) else ""), whole

    def _judge(self, line: bytes) -> Judged:
        try:
            value = loaded(line)
        except orjson.JSONDecodeError as error:
            return "", Verdict("", (_torn(error),))
        return self.judge_value(value)

    def _first_of_a_kind(self, line: bytes) -> Verdict | None:
        verdict = self._judge(line)[1]
        return verdict if verdict.is_read else None

    def _with_common(self, path: str, body: _Line) -> _Line:
        """Return a body with what its job gives it."""
        name = "agent_id" if full_path(path) == AGENTS else "model"
        given = {name: STAND_IN} if self._common is None else self._common
        return {**body, **{k: v for k, v in given.items() if k not in body}}

    def _of_body(self, path: str, body: object) -> Verdict:
        report = check(path, body)
        problems, model = report.problems, ""
        if is_mapping(body):
            named = body.get("model")
            model = named if isinstance(named, str) and named != STAND_IN else ""
        return Verdict(report.operation, problems, model)


def is_envelope(value: _Line) -> bool:
    """Whether an object is a line of a batch, and not the body alone."""
    return "messages" not in value and not value.keys().isdisjoint(_KEYS[:2])


def loaded(line: bytes) -> object:
    """Return the value of a line, as the check judges it.

    It may hold what JSON can say and nobody can read, such as half of a surrogate pair;
    and an integer stays one, however long.

    Raises:
        orjson.JSONDecodeError: If it is no JSON.
    """
    try:
        value: object = orjson.loads(line)
    except orjson.JSONDecodeError as error:
        with suppress(ValueError, RecursionError):
            return json.loads(line)
        raise error from None
    if _LONG_NUMBER in line.translate(_DIGITS):
        with suppress(RecursionError):
            value = json.loads(line)
    return value


def _fast_judge(
    path: str, judge: Callable[[bytes], Verdict | None]
) -> FastJudge[Verdict] | None:
    """Return the short way to verdicts of an operation, if there is one."""
    operation = find_operation(_METHOD, path)
    if operation is None or operation.carrier != "json":
        return None
    try:
        from mistyped._batch.fast_judge import FastJudge  # needs an extra
    except ModuleNotFoundError as error:
        if error.name != "msgspec":
            raise
        return None  # the same verdicts, later
    return FastJudge(operation, judge)


def _torn(error: orjson.JSONDecodeError) -> Problem:
    if is_too_deep(error):
        return Problem("too-deep", (), "it is nested more than a thousand levels deep")
    message = f"it is no JSON: {error.msg} at column {error.colno:,}"
    return Problem("not-json", (), message, "write one JSON object a line")


def _elsewhere(path: str, job: str) -> Problem:
    message = f"it is for {shown(path)}, and the job for {job}"
    hint = "a job has one endpoint, so put it into a file of its own"
    return Problem("other-endpoint", ("url",), message, hint, "warning")


def _of_envelope(line: _Line) -> Iterator[Problem]:
    """Yield what is wrong with a line around its body."""
    yield from _of_name(line)
    unknown = [str(key) for key in line if key not in _KEYS]
    body = line.get("body")
    if "body" not in line:
        meant = next((key for key in unknown if is_mapping(line[key])), None)
        unknown = [key for key in unknown if key != meant]
        hint = "add the request" if meant is None else f"call {meant} so"
        yield Problem("missing", ("body",), "it is missing", hint)
    elif not is_mapping(body):
        message = f"it is {describe(body)}"
        yield Problem("wrong-type", ("body",), message, "give the request, an object")
    for key in unknown:
        near = get_close_matches(key, _KEYS, 1)
        hint = f"did you mean {near[0]}?" if near else "remove it"
        message = "a line of a batch has no such key"
        yield Problem("unknown-key", (key,), message, hint, "warning")
    method = line.get("method", _METHOD)
    if method != _METHOD:
        message = f"{shown(method)} is not {_METHOD}"
        yield Problem("wrong-value", ("method",), message, "remove it", "warning")
    if body_streams(body):
        hint = "remove it"
        message = "the answers of a batch come in a file, not as a stream"
        yield Problem("streamed-line", ("stream",), message, hint, "warning")


def _of_name(line: _Line) -> Iterator[Problem]:
    """Yield what is wrong with a line's own name."""
    name = line.get("custom_id")
    if name is None or name == "":
        hint = "add one, to know the answers apart"
        yield Problem("missing", ("custom_id",), "it is missing", hint, "warning")
    elif not isinstance(name, str):
        hint = f'write it as text: "{name}"' if isinstance(name, int) else "give a text"
        yield Problem("wrong-type", ("custom_id",), f"it is {describe(name)}", hint)


def body_streams(body: object) -> bool:
    """Whether a request asks for a stream."""
    return is_mapping(body) and body.get("stream") is True
