"""Tools made of functions, and of MCP servers, for `client.chat.run`.

from mistyped import Mistral, tool

@tool
def weather(city: str) -> str:
'''Look at the sky.'''
return f"Sunny in {city}"

run = Mistral().chat.run(messages, tools=[weather], model="mistral-medium-latest")
"""

from __future__ import annotations

from mistyped._agents.calls import Call
from mistyped._agents.mcp_tools import McpTool, mcp_tools
from mistyped._agents.tool import AnyTool, Tool, ToolError, tool
from mistyped._agents.tool_set import ToolSet

__all__ = [
    "AnyTool",
    "Call",
    "McpTool",
    "Tool",
    "ToolError",
    "ToolSet",
    "mcp_tools",
    "tool",
]
