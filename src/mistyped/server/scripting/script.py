"""Scripts: which call gets which reply, and how objects move on while they are watched.

The server stays as strict as it is: a request that it would refuse is refused, and the
reply waits for the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from fnmatch import fnmatchcase
from hashlib import sha256
from typing import Final

from mistyped._generated.operations import OPERATIONS
from mistyped.server.call import Call
from mistyped.server.json_types import Json, JsonObject
from mistyped.server.scripting.gates import Gate
from mistyped.server.scripting.moves import Moves
from mistyped.server.scripting.replies import Reply, Value

_SPEAKING: Final = (
    "chat.completions.create",
    "agents.complete",
    "conversations.start",
    "conversations.append",
    "conversations.restart",
    "fim.create",
    "responses.create",
)
"""The operations that an `answer` is for: a model says something."""


@dataclass(slots=True)
class Rule:
    """Calls of a kind, and the replies that they get in turn.

    Attributes:
        operation: The id of the operation, also as a pattern: `batch.jobs.*`.
        when: Whether a body is meant.
        probability: The part of the calls that get a reply.
        seed: Which of them do: the same seed gives the same ones.
    """

    operation: str = "*"
    when: Callable[[JsonObject], bool] | None = None
    probability: float = 1.0
    seed: int = 0
    _replies: list[Reply] = field(default_factory=list[Reply])
    _repeats: bool = False
    _used: int = 0
    _asked: int = 0

    def reply(self, *replies: Reply, repeat: bool = False) -> Rule:
        """Add replies, one for each call to come.

        Args:
            replies: What is replied, in turn. Behind the last one the server answers
                by itself again.
            repeat: Whether the last one is for all further calls.
        """
        self._replies.extend(replies)
        self._repeats = repeat
        return self

    @property
    def unused(self) -> tuple[Reply, ...]:
        """The replies that no call has got yet."""
        return tuple(self._replies[self._used :])

    def next_for(self, call: Call, body: JsonObject) -> Reply | None:
        """Return the reply to a call; `None` if there is none."""
        reply = self._next()
        if reply is None or not fnmatchcase(call.operation.id, self.operation):
            return None
        if reply.said is not None and call.operation.id not in _SPEAKING:
            return None
        if self.when is not None and not self.when(body):
            return None
        self._asked += 1
        return reply if self._is_drawn() else None

    def use(self) -> None:
        """Count a reply as given."""
        self._used = min(self._used + 1, len(self._replies))

    def _next(self) -> Reply | None:
        if self._used < len(self._replies):
            return self._replies[self._used]
        return self._replies[-1] if self._repeats and self._replies else None

    def _is_drawn(self) -> bool:
        digest = sha256(f"{self.seed}/{self._asked}".encode()).digest()
        return int.from_bytes(digest[:8]) < self.probability * (1 << 64)


class Script:
    """What one server was told.

    Attributes:
        moves: How objects move on.
        ended: Opens when the server ends, so that nothing waits for ever.
    """

    def __init__(self) -> None:
        self.moves: Moves = Moves()
        self.ended: Gate = Gate()
        self._rules: list[Rule] = []

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in the order in which they are asked."""
        return tuple(self._rules)

    def on(
        self,
        operation: str = "*",
        *,
        body: Mapping[str, Value] | None = None,
        when: Callable[[JsonObject], bool] | None = None,
        probability: float = 1.0,
        seed: int = 0,
    ) -> Rule:
        """Make a rule for calls of a kind, as `Stage.on` says.

        Raises:
            ValueError: There is no such operation, or the probability is none.
        """
        known = [each.id for each in OPERATIONS.values()]
        if not any(fnmatchcase(each, operation) for each in known):
            near = get_close_matches(operation, known, 3, 0.4)
            hint = f"; did you mean {' or '.join(near)}?" if near else ""
            raise ValueError(f"there is no operation {operation!r}{hint}")
        if not 0 <= probability <= 1:
            raise ValueError(f"probability={probability} is not from 0 to 1")

        def is_meant(given: JsonObject) -> bool:
            return (body is None or _has(given, body)) and (when is None or when(given))

        rule = Rule(operation, is_meant, probability, seed)
        self._rules.append(rule)
        return rule

    def clear(self) -> None:
        """Forget all rules and moves."""
        self._rules.clear()
        self.moves = Moves()

    def find(self, call: Call, body: JsonObject) -> tuple[Rule, Reply] | None:
        """Return the first rule that has a reply to a call, and the reply."""
        for rule in self._rules:
            if (reply := rule.next_for(call, body)) is not None:
                return rule, reply
        return None


def _has(given: Json, wanted: Value) -> bool:
    """Whether a value has all that is wanted of it."""
    if isinstance(given, dict) and isinstance(wanted, Mapping):
        return all(
            name in given and _has(given[name], each) for name, each in wanted.items()
        )
    if isinstance(given, list) and isinstance(wanted, list | tuple):
        return len(given) == len(wanted) and all(map(_has, given, wanted))
    return given == wanted
