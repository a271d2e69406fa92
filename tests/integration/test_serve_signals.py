"""`mistyped serve` and `gateway` end when told to, however early, as jobs too."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest

WAIT = 60
pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals are POSIX's")

# It signals itself at the first audit event of this name and argument: no race.
SCRIPT = """
import os, sys
moment, number = sys.argv.pop(1).split(), int(sys.argv.pop(1))
def hook(event, arguments):
    if moment and event == moment[0] and moment[1:] in ([], [arguments[0]]):
        moment.clear()
        os.kill(os.getpid(), number)
sys.addaudithook(hook)
from mistyped.cli import main
sys.exit(main([sys.argv[1], "--port", "0"]))
"""
MOMENTS = {
    "loads the server": "import mistyped.server",
    "loads uvicorn": "import uvicorn",
    "takes the port": "socket.bind",
    "is in uvicorn's hands": "import httptools",
}
# What a shell without job control does to its background jobs.
AS_A_BACKGROUND_JOB = ("sh", "-c", "trap '' INT; exec \"$@\"", "sh")


@pytest.mark.parametrize("command", ["serve", "gateway"])
@pytest.mark.parametrize("moment", MOMENTS.values(), ids=list(MOMENTS))
@pytest.mark.parametrize(
    ("number", "starter"),
    [(signal.SIGINT, AS_A_BACKGROUND_JOB), (signal.SIGTERM, ())],
    ids=["SIGINT, ignored before", "SIGTERM"],
)
def test_it_ends_at_once(
    moment: str, number: signal.Signals, starter: tuple[str, ...], command: str
) -> None:
    """A signal while it starts ends it, with no traceback, and it is no failure."""
    done = subprocess.run(
        [*starter, sys.executable, "-c", SCRIPT, moment, str(int(number)), command],
        capture_output=True,
        text=True,
        timeout=WAIT,
        check=False,
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
