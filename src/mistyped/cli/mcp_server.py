"""The MCP server of `mistyped mcp`: what its tools take and answer.

The docstrings of the tools are what an agent reads of them.
"""

from __future__ import annotations

from importlib.metadata import version
from inspect import getdoc
from typing import Annotated, Final

from mcp.server import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field
from typing_extensions import TypedDict

import mistyped
from mistyped._check.topics import Topic
from mistyped.changes import Change
from mistyped.problems import ProblemMembers, as_members

_INSTRUCTIONS: Final = (
    "Mistral's API looks like OpenAI's and is not the same. Check each request that "
    "you write for it, look up what you are not sure of, and mend what is wrong by the "
    "hints. Nothing is sent anywhere."
)
_CHAT: Final = "/v1/chat/completions"

Path = Annotated[
    str, Field(description="The path it is for, /v1/embeddings; by default chat's.")
]
Body = Annotated[dict[str, object], Field(description="The request's JSON body.")]


class Checked(TypedDict):
    """Whether Mistral would take a request, and what is wrong with it."""

    ok: bool
    operation: str
    problems: list[ProblemMembers]


class Changed(TypedDict):
    """One thing that was changed; `lossy` if the model sees or does something else."""

    path: str
    rule: str
    what: str
    lossy: bool


class AdaptedBody(TypedDict):
    """A request that Mistral takes, if `ok`; what was changed, and what is wrong."""

    ok: bool
    body: object
    changes: list[Changed]
    problems: list[ProblemMembers]


class Known(TypedDict):
    """What is known of a name at one place, and how; `waive` silences its rule."""

    name: str
    kind: str
    where: str
    what: str
    hint: str
    severity: str
    evidence: list[str]
    waive: str


class Topics(TypedDict):
    """All that is known of a name."""

    topics: list[Known]


def check(body: Body, path: Path = _CHAT) -> Checked:
    """Check a request for Mistral's API without sending it.

    Says each problem with its place, its fix, and the id of its rule for `explain`.
    """
    report = mistyped.check(path, body)
    return {
        "ok": report.ok,
        "operation": report.operation,
        "problems": [as_members(each) for each in report.problems],
    }


def adapt(
    body: Body,
    path: Path = _CHAT,
    *,
    lossy: Annotated[
        bool, Field(description="Whether to change what the model notices, too.")
    ] = False,
) -> AdaptedBody:
    """Make a request that was written for OpenAI's API one that Mistral's takes.

    Says each change, and what is still wrong then.
    """
    done = mistyped.adapt(path, body, lossy=lossy)
    return {
        "ok": done.ok,
        "body": done.body,
        "changes": [_change(each) for each in done.changes],
        "problems": [as_members(each) for each in done.problems],
    }


def explain(
    name: Annotated[
        str,
        Field(description="seed, messages[0].name, last-role, gpt-4o, client.images."),
    ],
) -> Topics:
    """Say what is known of a name, how it is known, and what to write instead.

    The name of a parameter, a rule, a model, a method, an error code or an HTTP status.
    """
    try:
        return {"topics": [_known(each) for each in mistyped.explain(name)]}
    except LookupError as error:
        raise ToolError(str(error)) from None


def create_server() -> MCPServer:
    """Return the server with its tools; they read nothing and change nothing."""
    server = MCPServer(
        "mistyped",
        instructions=_INSTRUCTIONS,
        version=version("mistyped"),
        log_level="WARNING",
    )
    harmless = ToolAnnotations(
        read_only_hint=True, idempotent_hint=True, open_world_hint=False
    )
    for tool in (check, adapt, explain):
        server.add_tool(tool, description=getdoc(tool), annotations=harmless)
    return server


def _change(change: Change) -> Changed:
    return {
        "path": change.path,
        "rule": change.rule,
        "what": change.what,
        "lossy": change.lossy,
    }


def _known(topic: Topic) -> Known:
    return {
        "name": topic.name,
        "kind": topic.kind,
        "where": topic.where,
        "what": topic.what,
        "hint": topic.hint,
        "severity": topic.severity,
        "evidence": [
            f"{each.date}, {each.kind}: {each.claim} {each.source}"
            for _, each in topic.evidence
        ],
        "waive": topic.waive,
    }
