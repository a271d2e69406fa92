"""Tools of MCP servers, through the official package, in runs of both clients."""

from __future__ import annotations

from functools import partial
from importlib import import_module
from typing import Any

import pytest
from anyio.from_thread import start_blocking_portal

from mistyped import AsyncMistral, Mistral, ToolSet
from mistyped.tools import mcp_tools
from tests.unit.support import MODEL

mcp: Any = pytest.importorskip("mcp")
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not hasattr(mcp, "Client"), reason="mcp 1 has no such client"),
]

ASKED: Any = [{"role": "user", "content": "weather.look, please"}]


def server() -> Any:
    """Return a server with a tool that works and one that fails."""
    made: Any = import_module("mcp.server").MCPServer("sky", log_level="CRITICAL")

    @made.tool(name="weather.look")
    def look(city: str) -> str:
        """Look at the sky."""
        return f"Sunny in {city}"

    @made.tool()
    def storm(city: str) -> str:
        """Fail."""
        raise LookupError(city)

    return made


async def test_with_the_asynchronous_client(async_client: AsyncMistral) -> None:
    """In the event loop of the connection."""
    async with mcp.Client(server()) as connected:
        tools = await mcp_tools(connected)
        assert [each.name for each in tools] == ["weather_look", "storm"]
        run = await async_client.chat.run(ASKED, tools=tools, model=MODEL)
    assert "Sunny in city" in run.text


def test_with_the_synchronous_client(client: Mistral) -> None:
    """In the event loop of a portal."""
    with (
        start_blocking_portal() as portal,
        portal.wrap_async_context_manager(mcp.Client(server())) as connected,
    ):
        tools = portal.call(partial(mcp_tools, connected, portal=portal))
        run = client.chat.run(ASKED, tools=tools, model=MODEL)
        call = {"id": "Ab3dE6gH9", "function": {"name": "storm", "arguments": "{}"}}
        (failed,) = ToolSet(tools).run({"role": "assistant", "tool_calls": [call]})
    assert "Sunny in city" in run.text
    assert str(failed["content"]).startswith("Error: ")
