"""One request on its way to Mistral: checked, adapted, and what its answer becomes.

It knows no HTTP library: a transport or a gateway gives it method, path and bytes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson

from mistyped._check.operations import find_operation, full_path
from mistyped._check.preflight import preflight, told
from mistyped._check.unknown_paths import no_operation
from mistyped._compat.answers import AsSent, ChatShape, ResponsesShape, Shape
from mistyped._compat.long_embeddings import Split, split, split_change
from mistyped._compat.policy import Policy, adapted_as_asked, wants_usage_apart
from mistyped._compat.responses_input import over_chat
from mistyped._values.guards import is_object
from mistyped._values.rows import ApiOperation
from mistyped._values.unsent import why_not_sent
from mistyped.changes import Change
from mistyped.problems import Problem, Report

_COMPLETION: Final = "ChatCompletion"
# The list that an answer has, by its class; one without is none, whatever its status.
_HOLDS: Final[Mapping[str, str]] = {
    _COMPLETION: "choices",
    "CreateEmbeddingResponse": "data",
}
_CHAT: Final = "/v1/chat/completions"
_RESPONSES: Final = "/v1/responses"
_NO_MORE: Final = 50  # changes in a header


@dataclass(frozen=True, slots=True)
class Exchange:
    """What becomes of a request.

    Attributes:
        contents: The bodies to send, one after the other; none to send it as it is.
        path: The path to send it to; empty to send it to its own.
        shape: What the answer becomes; None if it stays as it is.
        holds: The list that an answer has; empty if that is not known.
        changes: What was changed.
        problems: What Mistral would refuse; then nothing is sent.
        warnings: What it may refuse.
    """

    contents: tuple[bytes, ...] = ()
    path: str = ""
    shape: Shape | None = None
    holds: str = ""
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()

    @property
    def refusal(self) -> bytes:
        """The body of a 422, whose `error.message` every client prints."""
        report = Report("request", self.problems)
        lines = "\n".join(f"  {each}" for each in report.problems)
        text = f"{why_not_sent(report.problems)}:\n{lines}"
        return error_body(text, self.problems[0].path, self.problems[0].rule)

    @property
    def header(self) -> str:
        """The changes for a header: path, rule, and whether something was lost."""
        told = [
            f"{each.path[:100]} [{each.rule}{' lossy' if each.lossy else ''}]"
            for each in self.changes[:_NO_MORE]
        ]
        more = len(self.changes) - len(told)
        text = ", ".join([*told, f"and {more} more"] if more else told)
        return text.encode("ascii", "backslashreplace").decode()  # as a header must be


def error_body(
    message: str, param: str | None = None, code: str | None = None
) -> bytes:
    """Return the body of an error as OpenAI sends it."""
    error = {"message": message, "type": "invalid_request_error"}
    return orjson.dumps({"error": {**error, "param": param, "code": code}})


def open_exchange(policy: Policy, method: str, path: str, content: bytes) -> Exchange:
    """Check a request with a JSON body, and adapt it as the policy says.

    Args:
        policy: How requests are treated.
        method: The HTTP method.
        path: The path, with `/v1`.
        content: The body. What is no JSON is passed on for the server to say so.
    """
    operation = find_operation(method, path)
    try:
        body: object = orjson.loads(content) if content else None
    except orjson.JSONDecodeError:
        return Exchange()
    if (
        method == "POST"
        and full_path(path) == _RESPONSES
        and policy.responses == "chat"
    ):
        return _over_chat(policy, body)
    if operation is None:
        problem = no_operation(method, path)
        stops = problem.severity == "error"
        return Exchange(problems=(problem,) if stops else ())
    if operation.carrier != "json":
        return Exchange()
    return _sent(policy, operation, body)


def _sent(policy: Policy, operation: ApiOperation, body: object) -> Exchange:
    """Judge and adapt a body for its own operation."""
    holds = _HOLDS.get(operation.response, "")
    is_completion = operation.response == _COMPLETION
    if policy.compat == "strict":
        report = told(preflight(operation, body).report)
        return Exchange(
            shape=AsSent() if is_completion else None,
            holds=holds,
            problems=report.errors,
            warnings=report.warnings,
        )
    done = adapted_as_asked(operation, body, lossy=policy.is_lossy)
    if parts := split(operation, done.checked):
        return _in_parts(policy, parts, done.changes)
    report = told(done.checked.report)
    policy.tell(done.changes)
    shape: Shape | None = None
    if is_completion:
        shape = ChatShape(usage_apart=wants_usage_apart(done.changes))
    return Exchange(
        (done.checked.content,) if done.changes else (),
        shape=shape,
        holds=holds,
        changes=done.changes,
        problems=report.errors,
        warnings=report.warnings,
    )


def _in_parts(policy: Policy, parts: Split, changes: tuple[Change, ...]) -> Exchange:
    """Send a request whose texts are too many in several."""
    report = told(parts.report)
    changes = (*changes, split_change(len(parts.contents)))
    policy.tell(changes)
    return Exchange(
        parts.contents,
        holds="data",
        changes=changes,
        problems=report.errors,
        warnings=report.warnings,
    )


def _over_chat(policy: Policy, body: object) -> Exchange:
    """Make a request of the Responses API one for a chat completion."""
    made = over_chat(body, lossy=policy.is_lossy)
    changes = made.changes
    policy.tell(changes)
    request = {str(k): v for k, v in body.items()} if is_object(body) else {}
    return Exchange(
        (made.content,),
        path=_CHAT,
        shape=ResponsesShape(request),
        holds="choices",
        changes=changes,
        problems=tuple(p for p in made.problems if p.severity == "error"),
        warnings=tuple(p for p in made.problems if p.severity == "warning"),
    )
