"""`mistyped mcp`, asked over its standard streams by the official client."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from tests.integration.test_cli import run

mcp: Any = pytest.importorskip("mcp")
pytestmark = [
    pytest.mark.anyio,
    pytest.mark.skipif(not hasattr(mcp, "Client"), reason="mcp 1 has no such client"),
]
BODY: Any = {
    "model": "mistral-small-2603",
    "messages": [{"role": "user", "content": "Hi"}],
}


@asynccontextmanager
async def connected() -> AsyncIterator[Any]:
    """Start the command as an agent does, and end it by leaving it."""
    command = mcp.StdioServerParameters(
        command=sys.executable, args=["-m", "mistyped", "mcp"]
    )
    async with mcp.Client(command) as client:
        yield client


async def test_it_has_three_tools_that_change_nothing() -> None:
    """Each says what it does, takes and answers."""
    async with connected() as client:
        tools = (await client.list_tools()).tools
    assert [each.name for each in tools] == ["check", "adapt", "explain"]
    for each in tools:
        assert each.annotations.read_only_hint
        assert each.description
        assert each.output_schema["properties"]
        assert all(p["description"] for p in each.input_schema["properties"].values())


async def test_a_request_is_checked_and_adapted_and_its_rule_explained() -> None:
    """The three answer what the functions of the same names do."""
    async with connected() as client:
        found = await client.call_tool("check", {"body": {**BODY, "seed": 7}})
        good = await client.call_tool("check", {"body": BODY})
        done = await client.call_tool("adapt", {"body": {**BODY, "seed": 7}})
        known = await client.call_tool("explain", {"name": "chat.seed"})
    (problem,) = found.structured_content["problems"]
    assert not found.structured_content["ok"]
    assert (problem["path"], problem["hint"]) == ("seed", "use random_seed")
    assert good.structured_content == {
        "ok": True,
        "operation": "POST /v1/chat/completions",
        "problems": [],
    }
    assert done.structured_content["body"] == {**BODY, "random_seed": 7}
    assert [each["path"] for each in done.structured_content["changes"]] == ["seed"]
    (topic,) = known.structured_content["topics"]
    assert topic["waive"] == problem["rule"]
    assert topic["evidence"]


async def test_the_path_says_what_is_checked() -> None:
    """A path that nobody knows is told, and so is what only a lossy way mends."""
    body = {"model": "mistral-embed", "input": "Hi", "dimensions": 8}
    lossy = {"body": {**BODY, "logit_bias": {"1": 2}}, "lossy": True}
    async with connected() as client:
        found = await client.call_tool(
            "check", {"path": "/v1/embeddings", "body": body}
        )
        nowhere = await client.call_tool("check", {"path": "/v1/images", "body": {}})
        done = await client.call_tool("adapt", lossy)
    problems = found.structured_content["problems"]
    assert "embeddings.dimensions" in [each["rule"] for each in problems]
    assert nowhere.structured_content["problems"][0]["rule"] == "not-offered"
    assert done.structured_content["ok"]
    assert done.structured_content["changes"][0]["lossy"]


async def test_what_is_wrong_with_a_call_is_told() -> None:
    """An unknown name with what is close to it; a body that is none."""
    async with connected() as client:
        unknown = await client.call_tool("explain", {"name": "last-rol"})
        no_body = await client.call_tool("check", {"body": [1]})
    assert unknown.is_error
    assert "did you mean last-role" in unknown.content[0].text
    assert no_body.is_error
    assert "body" in no_body.content[0].text


def test_without_the_package_it_says_what_to_install() -> None:
    """One line, and the exit code of a command that cannot run."""
    done = run("mcp", code="import sys; sys.modules['mcp'] = None")
    assert done.returncode == 2
    assert done.stderr == (
        "mistyped: this command needs mcp 2 or newer: pip install 'mistyped[mcp]'\n"
    )


def test_it_ends_with_its_input_and_prints_nothing_else() -> None:
    """Standard output is the protocol's alone."""
    done = subprocess.run(
        [sys.executable, "-m", "mistyped", "mcp"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
