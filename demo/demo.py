"""Real requests over real HTTP on loopback, and wrong ones that never leave.

Run it with `nox -s demo`. The server is mistyped's own: it echoes, and is no language
model.
"""

from __future__ import annotations

import asyncio
import io
import math
import subprocess
import sys
import textwrap
import wave
from collections.abc import Callable
from pathlib import Path

import httpx2
import openai
from openai_program import ask
from pydantic import BaseModel
from rich.console import Console
from rich.panel import Panel
from rich.rule import Rule
from rich.syntax import Syntax
from rich.text import Text

from mistyped import AsyncMistral, Change, InvalidRequestError, Mistral, gateway, guard
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


def embed(client: Mistral) -> None:
    """Turn two texts into vectors."""
    step(
        "Embeddings",
        'client.embeddings.create(model="mistral-embed", input=["Un", "Deux"])',
    )
    answer = client.embeddings.create(model="mistral-embed", input=["Un", "Deux"])
    for each in answer.data:
        first = ", ".join(f"{number:.3f}" for number in each.embedding[:3])
        said(f"{len(each.embedding)} numbers: {first}, ...")


def transcribe(client: Mistral) -> None:
    """Send a sound, and read the events of its transcription."""
    step(
        "A transcription, streamed",
        'client.audio.transcriptions.create(model=..., file=("tone.wav", tone()),\n'
        "                                   stream=True)",
    )
    with client.audio.transcriptions.create(
        model="voxtral-mini-latest", file=("tone.wav", tone()), stream=True
    ) as events:
        said(", ".join(dict.fromkeys(str(event.type) for event in events)))
    said(events.get_final_transcription().text)


def tone() -> bytes:
    """Generate a second of the concert pitch as WAV."""
    samples = (round(9000 * math.sin(math.tau * 440 * n / 8000)) for n in range(8000))
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(
            b"".join(each.to_bytes(2, "little", signed=True) for each in samples)
        )
    return file.getvalue()


def unfinished(client: Mistral) -> None:
    """Send a conversation that fits the schema, and that Mistral would refuse."""
    step(
        "Right by the schema, and stopped by rules about conversations",
        "client.chat.completions.create(..., messages=[user(...),\n"
        '                               assistant(tool_calls=[...]), user("Well?")])',
    )
    call = tool_call("call12345", "weather", "{}")
    ask = client.chat.completions.create
    asked, called, pressed = user("Rain?"), assistant(tool_calls=[call]), user("Well?")
    stopped(lambda: ask(model=MODEL, messages=[asked, called, pressed]))


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
    whole = {"model": MODEL, **body}
    stopped(lambda: client.post("/chat/completions", cast_to=object, body=whole))
    said(f"requests that the server saw meanwhile: {len(server.requests) - before}")


def stopped(send: Callable[[], object]) -> None:
    """Send something wrong, and print the exception."""
    try:
        send()
    except InvalidRequestError as error:
        text = Text(str(error))
        console.print(Panel(text, border_style="red", title="the exception"))
    else:
        raise SystemExit("the demo's wrong request was sent")


def written_for_openai(server: RunningServer) -> None:
    """Run a program for OpenAI as it is, and then on each way that adapts it."""
    program = Path(__file__).with_name("openai_program.py")
    step("A program written for OpenAI, as it is", program.read_text("utf-8"))
    with openai.OpenAI(base_url=server.url, api_key="demo") as plain:
        try:
            ask(plain)
        except openai.UnprocessableEntityError as error:
            text = textwrap.shorten(error.response.text, 400, placeholder=" ...")
            title = f"HTTP {error.status_code} of the strict server"
            console.print(Panel(Text(text), border_style="red", title=title))
        else:
            raise SystemExit("the strict server took a request of OpenAI's")

    step("The same program, with our client", 'ask(Mistral(compat="adapt"))')
    changes: list[Change] = []
    with Mistral(
        base_url=server.url, api_key="demo", compat="adapt", on_change=changes.append
    ) as client:
        said(ask(client))
    for change in changes:
        said(str(change))

    step(
        "With its own client, on a guard",
        'http = httpx2.Client(transport=guard.transport(compat="adapt"))\n'
        "ask(OpenAI(http_client=http, ...))",
    )
    transport = guard.transport(compat="adapt", base_url=server.url)
    with openai.OpenAI(
        base_url=server.url,
        api_key="demo",
        http_client=httpx2.Client(transport=transport),
    ) as guarded:
        said(ask(guarded))

    step(
        "With nothing but another address: the gateway",
        "$ mistyped gateway\n"
        "$ OPENAI_BASE_URL=http://127.0.0.1:8001/v1 python openai_program.py",
    )
    with (
        gateway.running(server.url) as origin,
        openai.OpenAI(base_url=f"{origin}/v1", api_key="demo") as through,
    ):
        said(ask(through))


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
        embed(client)
        transcribe(client)
        refused(client, server)
        unfinished(client)
        written_for_openai(server)
        type_checker()
        console.print()
        said(f"{len(server.requests)} requests went over HTTP; one was refused there")


if __name__ == "__main__":
    main()
