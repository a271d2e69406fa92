"""The demo's programs do what the demo says of them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from mistyped.server import running

DEMO = Path(__file__).parents[2] / "demo"


@pytest.mark.parametrize(
    ("program", "says", "sent"),
    [
        ("openai_program.py", "openai.UnprocessableEntityError: Error code: 422", 1),
        ("our_program.py", "Mistral would refuse this request", 0),
        ("mended_program.py", 'You said: "Bonjour"', 1),
        ("adapted_program.py", "seed = 7: it is now random_seed", 1),
    ],
)
def test_a_program_goes_as_the_demo_says(program: str, says: str, sent: int) -> None:
    """With the address in its environment, as a user runs it."""
    with running() as server:
        addresses = {f"{each}_BASE_URL": server.url for each in ("OPENAI", "MISTRAL")}
        keys = {f"{each}_API_KEY": "any" for each in ("OPENAI", "MISTRAL")}
        done = subprocess.run(
            [sys.executable, DEMO / program],
            env={**os.environ, **addresses, **keys},
            capture_output=True,
            text=True,
            check=False,
        )
        assert says in done.stdout + done.stderr
        assert len(server.requests) == sent
