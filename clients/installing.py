"""Installs each client into a folder of its own, once."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Protocol

DRIVERS = Path(__file__).parent / "drivers"
# mistral-vibe pins a bundle of certificates by day, which a mirror may not have.
_LOOSE = "certifi\n"


class Installable(Protocol):
    """What comes from a registry, and has a driver."""

    @property
    def name(self) -> str:
        """What its folder is called."""
        ...

    @property
    def packages(self) -> tuple[str, ...]:
        """What is installed."""
        ...

    @property
    def driver(self) -> str:
        """The file that drives it."""
        ...

    @property
    def python(self) -> str:
        """The Python that it needs; empty for this one."""
        ...

    @property
    def is_npm(self) -> bool:
        """Whether it runs on Node."""
        ...


def installed(
    client: Installable, folder: Path, drivers: Path = DRIVERS
) -> list[str] | None:
    """Install a client unless it is there; return the command that drives it.

    Returns:
        None if what it needs is not on this machine.
    """
    home = folder / client.name.replace(" ", "-")
    done = home / "installed.txt"
    wanted = "\n".join(client.packages)
    command = _npm if client.is_npm else _python
    if not done.exists() or done.read_text() != wanted:
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        if not command(client, home):
            return None
        done.write_text(wanted)
    if client.is_npm:
        # Node looks for packages beside the file that asks for them.
        script = shutil.copy(drivers / client.driver, home)
        return [_tool("node"), str(script), client.name]
    return [str(_interpreter(home)), str(drivers / client.driver)]


def _python(client: Installable, home: Path) -> bool:
    uv = _tool("uv")
    version = ["--python", client.python] if client.python else []
    made = subprocess.run([uv, "venv", "-q", *version, str(home / "venv")], check=False)
    if made.returncode:
        return False
    loose = home / "loose.txt"
    loose.write_text(_LOOSE)
    into = ["--python", str(_interpreter(home)), "--override", str(loose)]
    subprocess.run([uv, "pip", "install", "-q", *into, *client.packages], check=True)
    return True


def _npm(client: Installable, home: Path) -> bool:
    quiet = ("--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--silent")
    command = [_tool("npm"), "install", *quiet, "--prefix", str(home)]
    subprocess.run([*command, *client.packages], check=True)
    return True


def _interpreter(home: Path) -> Path:
    return home / "venv" / "bin" / "python"


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise SystemExit(f"the clients need {name}; install it")
    return found
