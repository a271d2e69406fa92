"""What a test does with a running server: tell it what to do, and look at what came."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mistyped.server.json_types import JsonObject
from mistyped.server.recorder import RecordedRequest
from mistyped.server.scripting.moves import Step
from mistyped.server.scripting.replies import Reply, Value
from mistyped.server.scripting.script import Rule, Script


class Stage:
    """The part of a running server that is for tests.

    Attributes:
        requests: Every request so far, in the order of arrival.
        script: What the server was told.
    """

    requests: list[RecordedRequest]
    script: Script
    __slots__ = ()

    def __str__(self) -> str:
        """Every request with its verdict, a line for each problem."""
        told = [_told(number, each) for number, each in enumerate(self.requests)]
        return "\n".join(told) or "no request"

    def reply(self, *replies: Reply, repeat: bool = False) -> Rule:
        """Reply so to the next calls, one reply for each.

        An `answer` waits for a call that a model answers; all others are for any call.

        Args:
            replies: What is replied, in turn. Behind the last one the server answers
                by itself again.
            repeat: Whether the last one is for all further calls.
        """
        return self.on().reply(*replies, repeat=repeat)

    def on(
        self,
        operation: str = "*",
        *,
        body: Mapping[str, Value] | None = None,
        when: Callable[[JsonObject], bool] | None = None,
        probability: float = 1.0,
        seed: int = 0,
    ) -> Rule:
        """Make a rule for calls of a kind; older rules are asked first.

        Args:
            operation: The method on the client, `chat.completions.create`, or a
                pattern: `chat.*`.
            body: Members that a request has to have, with these values; of objects
                in it, again those members.
            when: Whether a request is meant, asked with its body, form or query.
            probability: The part of these calls that get a reply, from 0 to 1.
            seed: Which of them do.

        Raises:
            ValueError: There is no such operation, or the probability is none.
        """
        return self.script.on(
            operation, body=body, when=when, probability=probability, seed=seed
        )

    def moves(self, kind: str, *steps: Step) -> None:
        """Let the next object of a kind move on each time it is looked at.

        Args:
            kind: `batch.jobs`, `files`, `agents` or `conversations`.
            steps: What becomes of it: the status of a job, members with new values,
                or `GONE`. The last step stays.

        Raises:
            ValueError: There is no such kind, or a status is of no use to it.
        """
        self.script.moves.add(kind, list(steps))

    @property
    def last(self) -> RecordedRequest:
        """The newest request.

        Raises:
            AssertionError: There was none.
        """
        if not self.requests:
            raise AssertionError("the server has got no request")
        return self.requests[-1]

    def assert_no_problems(self, *, warnings: bool = True) -> None:
        """Fail if the server had something against a request.

        Args:
            warnings: Whether warnings count, too.

        Raises:
            AssertionError: It names each request, with its problems.
        """
        bad = [
            (number, each)
            for number, each in enumerate(self.requests)
            if each.is_refused or (warnings and each.problems)
        ]
        if bad:
            lines = [f"{len(bad)} of {len(self.requests)} requests have problems:"]
            lines += [f"  {_told(number, each)}" for number, each in bad]
            raise AssertionError("\n".join(lines))

    def assert_all_replied(self) -> None:
        """Fail if a reply of the script has met no call.

        Raises:
            AssertionError: It names each rule with replies that are left.
        """
        left = [each for each in self.script.rules if each.unused]
        if left:
            lines = [
                f"  on({each.operation!r}): {len(each.unused)} left" for each in left
            ]
            got = f"the server has got {len(self.requests)} requests"
            text = f"there are replies that no call has met; {got}:"
            raise AssertionError("\n".join([text, *lines]))


def _told(number: int, request: RecordedRequest) -> str:
    where = f"requests[{number}] {request.method} {request.path}"
    head = f"{where}: {request.verdict}, {request.status}"
    return "\n".join([head, *(f"    {each}" for each in request.complaints)])
