"""The short way to a verdict on a line: decode it narrowly, and remember the rest.

A line differs from the one before it in its messages and in little else. So all else is
remembered by its bytes, together with what rules see of the messages: the first line of
a kind is judged by the check itself, and all others by that verdict. Of a line that is
not like others there is no verdict here.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from contextlib import suppress
from typing import Final, Generic, TypeAlias, TypeVar

import msgspec

from mistyped._batch.conversations import Conversations, says_json
from mistyped._batch.narrow_types import SCALAR, NarrowTypes
from mistyped._values.operations import ApiOperation

VerdictT = TypeVar("VerdictT")
VARYING: Final = {
    "input": 1,
    "inputs": 1,
    "metadata": 0,
    "prompt": 0,
    "prompt_cache_key": 0,
    "random_seed": 0,
    "suffix": 0,
}
"""Members of which rules see at most whether they are empty; the least length."""
_MESSAGES: Final = "messages"
_STREAM: Final = "stream"
_MOST_REMEMBERED: Final = 4_000_000
_ENTRY: Final = 1_000
"""Bytes that are remembered in all, and about how many a verdict takes."""
_Key: TypeAlias = tuple[tuple[str, ...], bytes, Hashable]


class _Line(msgspec.Struct, forbid_unknown_fields=True, gc=False):
    """A line that says nothing but what a line can say."""

    body: dict[str, msgspec.Raw]
    custom_id: str = ""
    url: str = ""
    method: str = ""


class _Form(msgspec.Struct, gc=False):
    """The form of an answer, as the rule that asks for the word JSON looks at it."""

    type: str = ""


class FastJudge(Generic[VerdictT]):
    """Judges lines for one operation.

    Args:
        operation: Where the lines go.
        judge: The check, which is asked about the first line of a kind; None from it
            is no verdict.
    """

    def __init__(
        self, operation: ApiOperation, judge: Callable[[bytes], VerdictT | None]
    ) -> None:
        self._path = operation.path
        self._judge = judge
        self._line = msgspec.json.Decoder(_Line)
        self._form = msgspec.json.Decoder(_Form)
        self._verdicts: dict[_Key, VerdictT] = {}
        self._size = 0
        types = NarrowTypes(operation.area, VARYING)
        members = types.members(operation.request)
        self._varying = {
            name: msgspec.json.Decoder(members[name])
            for name in members.keys() & VARYING.keys()
            if VARYING[name] or name not in operation.ruled
        }
        self._plain = msgspec.json.Decoder(SCALAR)
        told = {*members, *operation.ruled, _STREAM}
        self._told = told - self._varying.keys()
        self._conversations: Conversations | None = None
        if _MESSAGES in members:
            classes = types.tagged_by("role")
            self._conversations = Conversations(members[_MESSAGES], classes)

    def judge(self, line: bytes) -> tuple[str, VerdictT] | None:
        """Return a line's name and the verdict on it; None if that is for the check."""
        try:
            read = self._line.decode(line)
            key = self._key(read.body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return None
        if (
            key is None
            or not read.custom_id
            or read.url not in ("", self._path)
            or read.method not in ("", "POST")
        ):
            return None
        verdict = self._verdicts.get(key)
        if verdict is None:
            verdict = self._judge(line)
            if verdict is None:
                return None
            self._remember(key, verdict)
        return read.custom_id, verdict

    def _key(self, body: dict[str, msgspec.Raw]) -> _Key | None:
        """Return all that the verdict on a body hangs on; None if that is too much."""
        names = tuple(body)
        talk: Hashable = None
        if self._conversations is not None:
            raw = body.pop(_MESSAGES, None)
            if raw is None:
                return None
            messages = self._conversations.read(raw)
            if messages is None:
                return None
            talk = self._conversations.key(messages)
            if talk is None:
                return None
            form = body.get("response_format")
            if form is not None and self._form.decode(form).type == "json_object":
                said = says_json(messages)
                if said is None:
                    return None
                talk = (talk, said)
        if not body.keys() <= self._told:
            self._drop(body)
        return names, b"\0".join(body.values()), talk

    def _drop(self, body: dict[str, msgspec.Raw]) -> None:
        """Take out of a body the values on which no verdict hangs.

        Nothing is said of what stands under a key that is unknown, or varies.
        """
        for name in body.keys() - self._told:
            decoder = self._varying.get(name)
            if decoder is not None:
                decoder.decode(body.pop(name))
            else:
                with suppress(msgspec.ValidationError):
                    self._plain.decode(body[name])
                    del body[name]

    def _remember(self, key: _Key, verdict: VerdictT) -> None:
        self._size += _ENTRY + len(key[1])
        if self._size > _MOST_REMEMBERED:
            self._verdicts.clear()
            self._size = 0
        self._verdicts[key] = verdict
