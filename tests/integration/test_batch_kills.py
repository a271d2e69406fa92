"""Runs of batches that are killed: nothing is lost, and nothing is sent twice.

A child process runs the batch and is killed by SIGKILL at a moment that the test names:
at a statement of its state, or when the server has got a request and the child has not
heard of it. Then the run is resumed. `MISTYPED_KILLS=50 MISTYPED_KILL_LINES=2000` tries
more moments of a longer run.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from mistyped import Mistral
from mistyped.batch import BatchResults
from mistyped.server import RunningServer, running
from mistyped.server.application import app
from mistyped.server.recorder import RecordedRequest
from mistyped.server.runtime import in_background
from tests.unit.support import MODEL

pytestmark = pytest.mark.skipif(os.name != "posix", reason="SIGKILL is POSIX's")

LINES = int(os.environ.get("MISTYPED_KILL_LINES", "60"))
KILLS = int(os.environ.get("MISTYPED_KILLS", "6"))
JOBS = 3
A_JOB = -(-LINES // JOBS)
CHILD = """
import os, signal, sqlite3, sys
from mistyped import Mistral
from mistyped._batch import ledger

url, file, moment = sys.argv[1], sys.argv[2], int(sys.argv[3])
seen = 0

def watched(*arguments, _connect=sqlite3.connect, **options):
    base = _connect(*arguments, **options)
    base.set_trace_callback(statement)
    return base

def statement(_):
    global seen
    seen += 1
    if seen == moment:
        os.kill(os.getpid(), signal.SIGKILL)

ledger.sqlite3.connect = watched
with Mistral(api_key="any", base_url=url) as client:
    client.batch.run(
        file,
        model=sys.argv[4],
        poll=0,
        lines_per_job=int(sys.argv[5]),
        inline_up_to=0,
    )
print(seen)
"""


class Watch(list[RecordedRequest]):
    """The requests of a server, which kills who sent the last of so many jobs."""

    def __init__(self, kill_at: int) -> None:
        super().__init__()
        self.left = kill_at
        self.child: subprocess.Popen[str] | None = None

    def append(self, each: RecordedRequest) -> None:
        """Keep a request, and kill the child if its moment has come."""
        super().append(each)
        if each.method == "POST":
            self.left -= 1
            if self.left == 0 and self.child is not None:
                self.child.kill()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of requests."""
    path = tmp_path / "questions.jsonl"
    said = [{"role": "user", "content": "Bonjour"}]
    lines = [
        json.dumps({"custom_id": f"q{n}", "body": {"messages": said}})
        for n in range(LINES)
    ]
    path.write_text("\n".join(lines), "utf-8")
    return path


def start(server: RunningServer, file: Path, moment: int = 0) -> subprocess.Popen[str]:
    """Start a run in a process of its own, which ends itself at a moment."""
    arguments = (server.url, str(file), str(moment), MODEL, str(A_JOB))
    command = [sys.executable, "-c", CHILD, *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def resumed(server: RunningServer, file: Path) -> None:
    """Run to the end, and count at the server what it was asked to do."""
    with Mistral(api_key="any", base_url=server.url) as client:
        results: BatchResults = client.batch.run(
            file, model=MODEL, poll=0, lines_per_job=A_JOB, inline_up_to=0
        )
        found = [(each.custom_id, each.answer is not None) for each in results]
        results.close()
        jobs = [
            client.batch.jobs.retrieve(each.id, inline=True)
            for each in client.batch.jobs.list()
        ]
    assert found == [(f"q{n}", True) for n in range(LINES)]
    done = Counter(str(line["custom_id"]) for job in jobs for line in job.outputs or ())
    assert done == {f"q{n}": 1 for n in range(LINES)}
    assert len(jobs) == JOBS


@pytest.fixture(scope="module")
def moments(tmp_path_factory: pytest.TempPathFactory) -> int:
    """How many statements a run makes of its own accord."""
    folder = tmp_path_factory.mktemp("whole")
    path = folder / "questions.jsonl"
    body = {"messages": [{"role": "user", "content": "Bonjour"}]}
    path.write_text(
        "\n".join(
            json.dumps({"custom_id": f"q{n}", "body": body}) for n in range(LINES)
        )
    )
    with running() as server:
        output, _ = start(server, path).communicate()
    return int(output)


@pytest.mark.parametrize("share", range(KILLS))
def test_a_kill_at_a_statement(file: Path, moments: int, share: int) -> None:
    """Wherever in the run it is: spread over all of its statements."""
    with running() as server:
        child = start(server, file, 1 + moments * share // KILLS)
        child.communicate()
        assert child.returncode == -signal.SIGKILL
        resumed(server, file)


@pytest.mark.parametrize("kill_at", range(1, 2 * JOBS + 1))
def test_a_kill_while_a_request_is_on_its_way(file: Path, kill_at: int) -> None:
    """The server has got it: an upload or a job, of which the child never hears."""
    watch = Watch(kill_at)
    with in_background(app(watch), "127.0.0.1", 0) as origin:
        server = RunningServer(origin, watch)
        watch.child = start(server, file)
        watch.child.communicate()
        assert watch.child.returncode == -signal.SIGKILL
        watch.child = None
        resumed(server, file)
