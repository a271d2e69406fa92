"""Real requests over real HTTP on loopback, and wrong ones that never leave.

Run it with `nox -s demo`. The server is mistyped's own: it echoes, and is no language
model.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from pathlib import Path

from pydantic import BaseModel
from rich.console import Console
from rich.panel import Panel
from rich.rule import Rule
from rich.syntax import Syntax
from rich.text import Text

from mistyped import AsyncMistral, InvalidRequestError, Mistral
from mistyped.messages import assistant, function_tool, tool, tool_call, user
from mistyped.server import RunningServer, running

MODEL = "mistral-small-latest"
console = Console(width=100, highlight=False)


class Weather(BaseModel):
    """The structured answer that the demo asks for."""

    city: str
    celsius: float


def step(title: str, code: str) -> None:
    """Print a step's title and the code that it runs."""
    console.print()
    console.print(Rule(f"[bold]{title}", align="left", style="cyan"))
    console.print(Syntax(code, "python", theme="ansi_dark", background_color="default"))


def said(text: str) -> None:
    """Print what came back."""
    console.print(Text.assemble(("→ ", "bold green"), text))


def chat(client: Mistral) -> None:
    """Ask once, synchronously."""
    step(
        "Chat",
        'client.chat.completions.create(model=MODEL, messages=[user("Bonjour")],\n'
        "                               random_seed=7, safe_prompt=True)",
    )
    answer = client.chat.completions.create(
        model=MODEL, messages=[user("Bonjour")], random_seed=7, safe_prompt=True
    )
    said(answer.choices[0].message.text)
    if answer.usage:
        said(f"{answer.usage.total_tokens} tokens")


async def chat_async(url: str) -> None:
    """Ask twice at once, asynchronously."""
    step(
        "The same, asynchronously, twice at once",
        "ask = client.chat.completions.create\n"
        'await asyncio.gather(ask(messages=[user("Un?")], ...), ask(...))',
    )
    async with AsyncMistral(base_url=url, api_key="demo") as client:
        answers = await asyncio.gather(
            *(
                client.chat.completions.create(model=MODEL, messages=[user(question)])
                for question in ("Un?", "Deux?")
            )
        )
    for answer in answers:
        said(answer.choices[0].message.text)


def stream(client: Mistral) -> None:
    """Stream an answer; a reasoning model thinks first."""
    step(
        "A stream, with thoughts",
        "with client.chat.completions.create(..., stream=True,\n"
        '                                    reasoning_effort="high") as chunks:\n'
        "    for chunk in chunks: ...",
    )
    with client.chat.completions.create(
        model=MODEL, messages=[user("Why?")], reasoning_effort="high", stream=True
    ) as chunks:
        console.print("[bold green]→ [/]", end="")
        for chunk in chunks:
            for choice in chunk.choices:
                console.print(choice.delta.thinking, end="", style="italic dim")
                console.print(choice.delta.text, end="", style="bold")
        console.print()
    if chunks.usage:
        said(f"{chunks.usage.completion_tokens} tokens in the last chunk's usage")


def call_tool(client: Mistral) -> None:
    """Let the model call a tool, and give it the result."""
    step(
        "A tool call, and its result",
        'weather = function_tool("weather", {"type": "object", ...})\n'
        'client.chat.completions.create(..., tools=[weather], tool_choice="any")',
    )
    weather = function_tool(
        "weather",
        {
            "type": "object",
            "properties": {"city": {"type": "string"}},
            "required": ["city"],
        },
    )
    question = user("What is the weather in Paris?")
    answer = client.chat.completions.create(
        model=MODEL, messages=[question], tools=[weather], tool_choice="any"
    )
    (call,) = answer.choices[0].message.tool_calls or []
    said(f"the model calls {call.function.name}({call.function.arguments})")
    result = client.chat.completions.create(
        model=MODEL,
        messages=[
            question,
            assistant(
                tool_calls=[
                    tool_call(call.id, call.function.name, call.function.arguments)
                ]
            ),
            tool("21 degrees", tool_call_id=call.id),
        ],
        tools=[weather],
    )
    said(result.choices[0].message.text)


def structured(client: Mistral) -> None:
    """Read an answer into a model."""
    step(
        "A structured answer",
        "client.chat.completions.parse(..., response_format=Weather)",
    )
    answer = client.chat.completions.parse(
        model=MODEL, messages=[user("The weather, as JSON.")], response_format=Weather
    )
    said(repr(answer.choices[0].message.parsed))


def refused(client: Mistral, server: RunningServer) -> None:
    """Send what Mistral would refuse: it is refused here, with all reasons at once."""
    step(
        "Wrong on purpose: refused before a byte is sent",
        "client.chat.completions.create(model=MODEL, **a_body_written_for_openai)",
    )
    before = len(server.requests)
    body = {
        "messages": [
            {"role": "developer", "content": "Be brief."},
            {"role": "user", "content": "Bonjour", "name": "ada"},
        ],
        "max_completion_tokens": 64,
        "seed": 7,
        "temperature": 1.8,
    }
    try:
        client.post("/chat/completions", cast_to=object, body={"model": MODEL, **body})
    except InvalidRequestError as error:
        console.print(
            Panel(Text(str(error)), border_style="red", title="the exception")
        )
    said(f"requests that the server saw meanwhile: {len(server.requests) - before}")


def type_checker() -> None:
    """Show the same mistake to a type checker."""
    program = Path(__file__).with_name("mistake.py")
    step("The type checker finds it before the program runs", program.read_text())
    command = [sys.executable, "-m", "mypy", "--no-incremental", str(program)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    output = done.stdout.replace(f"{program.parent}/", "")
    console.print(Panel(Text(output.strip()), border_style="red", title="mypy"))


def main() -> None:
    """Run all steps."""
    with running() as server, Mistral(base_url=server.url, api_key="demo") as client:
        console.print(f"A strict local server listens on [bold]{server.url}[/]")
        chat(client)
        asyncio.run(chat_async(server.url))
        stream(client)
        call_tool(client)
        structured(client)
        refused(client, server)
        type_checker()
        console.print()
        said(f"{len(server.requests)} requests went over HTTP; all were well-formed")


if __name__ == "__main__":
    main()
