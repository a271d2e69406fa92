"""The tools of MCP servers, as tools that a run calls.

The connection is the official `mcp` package's; nothing of it is imported here.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Mapping
from typing import TYPE_CHECKING, Protocol

from mistyped._agents.calls import as_text
from mistyped._agents.tool import AnyTool, ToolError
from mistyped._values.guards import is_list, is_mapping, is_object
from mistyped.messages import function_tool

if TYPE_CHECKING:
    from anyio.from_thread import BlockingPortal

    from mistyped._generated.params.chat import FunctionTool


class _Dumped(Protocol):
    def model_dump(self, *, mode: str, by_alias: bool) -> dict[str, object]: ...


class McpClient(Protocol):
    """What is connected to an MCP server: `mcp.Client`, or a session."""

    def list_tools(self, *, cursor: str | None = None) -> Awaitable[_Dumped]:
        """Return a page of the server's tools."""
        ...

    def call_tool(self, name: str, arguments: dict[str, object]) -> Awaitable[_Dumped]:
        """Call a tool."""
        ...


class McpTool:
    """A tool of an MCP server.

    Attributes:
        name: What the model calls it: its own name, with `_` for what no name has.
        definition: What stands in a request's `tools`.
        timeout: Seconds after which a call is given up; None never.
        repeatable: Whether the server says that to call it again changes nothing.
    """

    def __init__(
        self,
        client: McpClient,
        said: Mapping[str, object],
        portal: BlockingPortal | None,
        timeout: float | None,
    ) -> None:
        self._client = client
        self._portal = portal
        self._own_name = str(said["name"])
        self.name: str = re.sub(r"[^a-zA-Z0-9_-]", "_", self._own_name)[:64]
        schema = said.get("inputSchema")
        parameters: dict[str, object] = {"type": "object", "properties": {}}
        if is_mapping(schema):
            parameters = {str(key): value for key, value in schema.items()}
        told = said.get("description") or said.get("title")
        self.definition: FunctionTool = function_tool(
            self.name, parameters, str(told) if told else None
        )
        hints = said.get("annotations")
        self.timeout = timeout
        self.repeatable: bool = is_mapping(hints) and bool(
            hints.get("readOnlyHint") or hints.get("idempotentHint")
        )

    @property
    def is_async(self) -> bool:
        """Whether a call is to be awaited; not where a portal waits for it."""
        return self._portal is None

    def call(self, arguments: Mapping[str, object]) -> object:
        """Call the tool, in the event loop of its connection.

        Raises:
            ToolError: If the server says that the call failed.
        """
        if self._portal is None:
            return self._called(dict(arguments))
        return self._portal.call(self._called, dict(arguments))

    async def _called(self, arguments: dict[str, object]) -> str:
        answer = await self._client.call_tool(self._own_name, arguments)
        result = answer.model_dump(mode="json", by_alias=True)
        content = result.get("content")
        text = "\n".join(
            str(part.get("text")) if part.get("type") == "text" else as_text(part)
            for part in (content if is_list(content) else ())
            if is_object(part)
        )
        if result.get("isError"):
            raise ToolError(text or "the tool failed without a word")
        return text or as_text(result.get("structuredContent"))


async def mcp_tools(
    client: McpClient,
    *,
    portal: BlockingPortal | None = None,
    seconds: float | None = None,
) -> list[AnyTool]:
    """Return the tools of an MCP server, for a `ToolSet` or a run.

    Args:
        client: `mcp.Client`, or a session, that is connected.
        portal: The portal of `anyio.from_thread` in whose event loop the client is, for
            runs of `Mistral`; `AsyncMistral` needs none.
        seconds: After how many a call is given up; None never.
    """
    tools: list[AnyTool] = []
    cursor: object = None
    while cursor is None or isinstance(cursor, str):
        page = await client.list_tools(cursor=cursor)
        listed = page.model_dump(mode="json", by_alias=True)
        found = listed.get("tools")
        for each in found if is_list(found) else ():
            if is_mapping(each):
                said = {str(key): value for key, value in each.items()}
                tools.append(McpTool(client, said, portal, seconds))
        cursor = listed.get("nextCursor") or False
    return tools
