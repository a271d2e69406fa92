"""Drives mistral-vibe without its screen: a prompt, and a prompt that reads a file."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from reporting import CHAT, URL, attempt_all

CONFIG = f"""
active_model = "local"
enable_telemetry = false
enable_update_checks = false
enable_auto_update = false
enable_connectors = false
[[providers]]
name = "local"
api_base = "{URL}"
api_key_env_var = "MISTRAL_API_KEY"
backend = "mistral"
[models.local]
name = "{CHAT}"
provider = "local"
alias = "local"
"""
PATIENCE = 120


def vibe(prompt: str, *options: str) -> str:
    """Run the program on a prompt; return what it says."""
    with tempfile.TemporaryDirectory() as home:
        Path(home, "config.toml").write_text(CONFIG)
        Path(home, "notes.txt").write_text("remember the milk\n")
        program = Path(sys.executable).with_name("vibe")
        command = [str(program), "--trust", "--workdir", home, *options, "-p", prompt]
        environment = {**os.environ, "VIBE_HOME": home, "MISTRAL_API_KEY": "any"}
        done = subprocess.run(
            command,
            env=environment,
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
    assert done.returncode == 0, done.stdout[-500:] + done.stderr[-500:]
    return done.stdout


def chat() -> None:
    """Ask without tools."""
    said = vibe("Bonjour", "--enabled-tools", "none")
    assert "Bonjour" in said, said


def tools() -> None:
    """Let it call a tool of its own and go on with the result."""
    said = vibe("call read_file, then stop", "--auto-approve", "--max-turns", "3")
    assert "returned" in said, said


attempt_all(
    {
        "chat.completions.create, streamed": chat,
        "chat.completions.create, with tools": tools,
    }
)
