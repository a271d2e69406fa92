"""One program, from a 422 to an answer: what our client does for it, step by step.

Run it with `nox -s demo`. The server is mistyped's own, on loopback: it refuses what
Mistral refuses, and answers by an echo, for it is no language model.
"""

from __future__ import annotations

import os
import subprocess
import sys
from difflib import ndiff
from itertools import takewhile
from pathlib import Path

from rich.console import Console
from rich.panel import Panel
from rich.rule import Rule
from rich.syntax import Syntax
from rich.text import Text

from mistyped.server import RunningServer, running

HERE = Path(__file__).parent
OPENAI, OURS, MENDED, ADAPTED = (
    f"{name}_program.py" for name in ("openai", "our", "mended", "adapted")
)
NEXT = {
    "serve": "the strict server; its page in a browser shows each call as it arrives",
    "lint demo/our_program.py": "what Mistral would refuse in a program; now try yours",
    "explain seed": "what is known of a parameter, and since when",
    "gateway": "for a program that stays as it is, with OPENAI_BASE_URL set to this",
}

console = Console(highlight=False)
console.width = min(console.width, 100)


def main() -> None:
    """Tell the story."""
    with running() as server:
        console.print(f"A strict server listens on [bold]{server.url}[/].")
        as_it_is(server)
        type_checker()
        not_sent(server)
        mended(server)
        adapted(server)
    what_next()


def as_it_is(server: RunningServer) -> None:
    """Run the program for OpenAI: the server refuses it."""
    step("1. A program for OpenAI, with nothing but the address of Mistral's API")
    console.print(code(source(OPENAI)))
    done = run(OPENAI, server)
    expect("Error code: 422", done)
    bad("the program", done.stderr.strip().splitlines()[-1])
    bad("the server", f"422, {server.requests[-1].reason}")


def type_checker() -> None:
    """Check the program with our client: the lines that were refused are red."""
    step("2. With our client, the type checker says so, and what to write instead")
    console.print(change(OPENAI, OURS))
    command = [sys.executable, "-m", "ty", "check", "--color=always"]
    done = subprocess.run(
        [*command, f"--python={sys.executable}", OURS],
        cwd=HERE,
        capture_output=True,
        text=True,
        check=False,
    )
    expect("use max_tokens", done)
    *found, _ = done.stdout.split("\n\n")
    bad("ty", "\n\n".join(without_reasons(each) for each in found))


def without_reasons(found: str) -> str:
    """Return the place and the message of what ty found; long reasons follow them."""
    lines = found.splitlines()
    return "\n".join(
        takewhile(lambda line: not Text.from_ansi(line).plain.startswith("info"), lines)
    )


def not_sent(server: RunningServer) -> None:
    """Run the program with our client: it fails before anything is sent."""
    step("3. Whoever runs it all the same learns everything at once, and sends nothing")
    before = len(server.requests)
    done = run(OURS, server)
    expect("InvalidRequestError", done)
    _, _, error = done.stderr.partition("mistyped.errors.InvalidRequestError: ")
    bad("InvalidRequestError", error)
    good(f"requests that the server saw meanwhile: {len(server.requests) - before}")


def mended(server: RunningServer) -> None:
    """Run the program as it was told to be written."""
    step("4. Written as the hints say, it runs")
    console.print(change(OURS, MENDED))
    answered(run(MENDED, server))


def adapted(server: RunningServer) -> None:
    """Run the program with its old call, adapted."""
    step("5. Or its call stays as it was written for OpenAI, and is adapted")
    console.print(change(OURS, ADAPTED))
    answered(run(ADAPTED, server))


def what_next() -> None:
    """Name what to try next."""
    step("What next")
    command = Path(sys.executable).with_name("mistyped")
    if command.is_relative_to(Path.cwd()):
        command = command.relative_to(Path.cwd())
    for arguments, purpose in NEXT.items():
        console.print(
            Text(f"{command} {arguments}", "bold"), f"    {purpose}", sep="\n"
        )
    console.print(Text("README.md", "bold"), "    all else it does for you", sep="\n")


def run(program: str, server: RunningServer) -> subprocess.CompletedProcess[str]:
    """Run a program of this folder, with the server's address in its environment."""
    environment = {
        "OPENAI_API_KEY": "demo",
        "OPENAI_BASE_URL": server.url,
        "MISTRAL_API_KEY": "demo",
        "MISTRAL_BASE_URL": server.url,
    }
    with console.status(f"python {program}"):
        return subprocess.run(
            [sys.executable, program],
            cwd=HERE,
            env={**os.environ, **environment},
            capture_output=True,
            text=True,
            check=False,
        )


def answered(done: subprocess.CompletedProcess[str]) -> None:
    """Print what a program printed."""
    expect("You said", done)
    for line in done.stdout.splitlines():
        good(line)


def expect(text: str, done: subprocess.CompletedProcess[str]) -> None:
    """End the demo if a program does not say what the story is about."""
    if text not in done.stdout + done.stderr:
        raise SystemExit(
            f"{done.args} does not say {text!r}:\n{done.stdout}{done.stderr}"
        )


def source(program: str) -> str:
    """Return a program's text below its docstring."""
    return (HERE / program).read_text("utf-8").partition("\n\n")[2]


def change(old: str, new: str) -> Syntax:
    """Return the lines in which two programs differ."""
    lines = ndiff(source(old).splitlines(), source(new).splitlines())
    return code("\n".join(each for each in lines if each[0] in "+-"), "diff")


def code(text: str, language: str = "python") -> Syntax:
    """Return code in colours."""
    return Syntax(text, language, theme="ansi_dark", background_color="default")


def step(title: str) -> None:
    """Print the title of a step."""
    console.print()
    console.print(Rule(f"[bold]{title}", align="left", style="cyan"))


def good(text: str) -> None:
    """Print what came back."""
    console.print(Text.assemble(("→ ", "bold green"), text))


def bad(who: str, text: str) -> None:
    """Print what someone refused, in a red frame."""
    content = Text.from_ansi(text.strip())
    console.print(Panel(content, border_style="red", title=who))


if __name__ == "__main__":
    main()
