"""Installs a wheel with each extra alone, and uses what the extra is for.

`nox -s wheel` runs it, or `python wheel_extras.py WHEEL [EXTRA ...]`. Each extra has an
environment of its own and a program, which has to work there, and has to fail where no
extra is installed: else it would not try the extra. Needs uv, which is quick at that.
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import dedent
from typing import Final

PROJECT: Final = Path(__file__).with_name("pyproject.toml")
WITHOUT: Final = """
    from mistyped import Mistral, check
    assert Mistral(api_key="any").chat
    assert not check("/v1/chat/completions", {"seed": 7}).ok
"""
"""What works without any extra."""
PROGRAMS: Final = {
    "server": """
        from mistyped import Mistral
        from mistyped.server import running
        with running() as server:
            client = Mistral(base_url=server.url, api_key="any")
            assert client.embeddings.create(model="mistral-embed", input="Un").data
    """,
    "breaker": """
        from mistyped import CircuitBreaker, Mistral
        Mistral(api_key="any", circuit_breaker=CircuitBreaker())
    """,
    "cli": """
        from mistyped.cli import main
        assert main(["explain", "seed"]) == 0
    """,
    "reference": """
        from urllib.request import urlopen
        from mistyped.server import app
        from mistyped.server.inspector.application import Inspector
        from mistyped.server.runtime import in_background
        with in_background(Inspector(app(), "Server"), "127.0.0.1", 0) as origin:
            assert len(urlopen(f"{origin}/reference/scalar.js").read()) > 100_000
    """,
    "lint": """
        from pathlib import Path
        from mistyped.cli import main
        call = "from mistyped import Mistral\\nMistral().chat.completions.create("
        Path("a.py").write_text(call + "model='m', messages=[], seed=7)\\n")
        main(["lint", "--fix", "a.py"])
        assert "random_seed=7" in Path("a.py").read_text()
    """,
    "otel": """
        from mistyped import Mistral
        from mistyped.observability import instrument
        instrument(Mistral(api_key="any"))
    """,
    "tokens": """
        from mistyped.tokens import count
        body = {"model": "mistral-embed-2312", "input": "Hello world"}
        assert int(count("/v1/embeddings", body)) == 4
    """,
    "price": """
        from mistyped.tokens import price
        assert price("mistral-small-2603", prompt=1_000_000, completion=1000)
    """,
    "tools": """
        from mistyped.tools import tool
        @tool
        def weather(city: str) -> str:
            '''Look at the sky.

            Args:
                city: Where to look.
            '''
            return city
        assert "'description': 'Where to look.'" in str(weather.definition)
    """,
    "mcp": """
        from mistyped.cli import main
        assert main(["mcp"]) == 0  # its input is at its end
    """,
    "batch": """
        from pathlib import Path
        import zstandard
        from mistyped.cli import main
        line = b'{"custom_id": "a", "body": {"messages": [], "seed": 7}}'
        Path("a.jsonl.zst").write_bytes(zstandard.compress(line))
        assert main(["check", "a.jsonl.zst"]) == 1
    """,
    "arrow": """
        import pyarrow
        from mistyped.arrow import check
        line = '{"body": {"messages": [], "seed": 7}}'
        assert check(pyarrow.array([line])).field("ok").to_pylist() == [False]
    """,
}
"""Of each extra, a program that needs it."""


def main(arguments: Sequence[str]) -> int:
    """Try the extras of pyproject.toml, or those named; 1 if one does not work."""
    wheel, *named = arguments
    project = tomllib.loads(PROJECT.read_text("utf-8"))["project"]
    extras = named or list(project["optional-dependencies"])
    failed = 0
    with TemporaryDirectory() as folder:
        bare = Environment(Path(folder), "bare", wheel)
        failed += told("no extra", bare.problem(WITHOUT))
        for extra in extras:
            program = PROGRAMS[extra]
            own = Environment(Path(folder), extra, f"{wheel}[{extra}]")
            found = own.problem(program)
            if found is None and bare.problem(program) is None:
                found = "the program works without the extra"
            failed += told(extra, found)
    print(f"{1 + len(extras) - failed} passed, {failed} failed")
    return int(failed > 0)


class Environment:
    """A virtual environment with the wheel, and a folder to work in."""

    def __init__(self, folder: Path, name: str, requirement: str) -> None:
        self._folder = folder / name
        self._folder.mkdir()
        uv = (sys.executable, "-m", "uv")
        venv = self._folder / "venv"
        self._python = (
            venv / ("Scripts" if sys.platform == "win32" else "bin") / "python"
        )
        for command in (
            ("venv", "--quiet", f"--python={sys.executable}", venv),
            ("pip", "install", "--quiet", f"--python={self._python}", requirement),
        ):
            subprocess.run([*uv, *command], check=True)

    def problem(self, program: str) -> str | None:
        """Run a program where no source tree is near; return its error, if any."""
        done = subprocess.run(
            [self._python, "-I", "-c", dedent(program)],
            cwd=self._folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return None if done.returncode == 0 else done.stderr.strip() or done.stdout


def told(extra: str, problem: str | None) -> bool:
    """Print what came of an extra; return whether it failed."""
    print(f"{extra:<10} {'works' if problem is None else f'FAILED: {problem}'}")
    return problem is not None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
