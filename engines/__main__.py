"""Runs the recipes and the wrappers of engines, and holds them against the command.

`python -m engines` checks files by each, on two workers. Ray does it once more while
one of its workers is killed, and Daft, which has none on one machine, is killed whole
and run again. Every way has to find what `mistyped check` finds in all files together.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil

from mistyped._batch.checking import check_file
from mistyped._batch.findings import Findings
from mistyped.cli.engines import ENGINES

RECIPES = Path(__file__).with_name("recipes")
CHAT = "/v1/chat/completions"
LINES = 40_000
FILES = 4
WORKED = 3.0
"""Seconds of CPU after which Daft is killed, of which two are its start."""


def main() -> int:
    """Run everything; return how many ways found something else."""
    import ray

    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        files = [_written(Path(folder) / f"{n}.jsonl", n) for n in range(FILES)]
        whole = Path(folder) / "whole.jsonl"
        whole.write_bytes(b"".join(Path(each).read_bytes() for each in files))
        first = check_file(files[0], CHAT, jobs=1)
        for recipe in sorted(RECIPES.glob("*.py")):
            start = time.monotonic()
            found = int(_printed(recipe, files[0]))
            name = f"{recipe.stem}, {time.monotonic() - start:.1f} s with its start"
            missed += _told(name, found, first.refused)
        wanted = _counts(check_file(str(whole), CHAT, jobs=1))
        missed += _checked("daft", files, wanted)
        _kill_daft(files)
        missed += _checked("daft", files, wanted, "after it was killed")
        # Not before: Daft would work on the cluster, which goes with this process.
        ray.init(num_cpus=2, logging_level="ERROR", ignore_reinit_error=True)
        missed += _checked("ray", files, wanted)
        threading.Thread(target=_kill_one, daemon=True).start()
        missed += _checked("ray", files, wanted, "while a worker is killed")
        ray.shutdown()
    return missed


def _checked(engine: str, files: list[str], wanted: object, when: str = "") -> int:
    """Check files by an engine; return whether it has found something else."""
    start = time.monotonic()
    found = _counts(ENGINES[engine](files, CHAT))
    name = f"--engine {engine}, {time.monotonic() - start:.1f} s {when}"
    return _told(name.strip(), found, wanted)


def _written(file: Path, seed: int) -> str:
    """Write a file: every hundredth line is wrong, some names are in each file."""
    with file.open("w", encoding="utf-8") as lines:
        for number in range(LINES):
            said = [{"role": "user", "content": f"A\u2028question {number} " * 9}]
            wrong = {"seed": seed} if number % 100 == 0 else {}
            body = {"model": "mistral-small-latest", "messages": said, **wrong}
            name = f"{seed}-{number}" if number % 1_000 else f"all-{number}"
            line = {"custom_id": name, "body": body}
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")
    return str(file)


def _printed(recipe: Path, file: str) -> str:
    """Run a recipe on a file in a process of its own; return what it prints."""
    program = f"FILE = {file!r}\n" + recipe.read_text("utf-8")
    done = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout.split()[-1]


def _counts(found: Findings) -> tuple[int, dict[str, int]]:
    """Return how many lines there are, and how often each rule is broken."""
    groups = found.in_order()
    of_lines = {rule: e.count for _, rule, e in groups if rule != "batch-lines"}
    return found.lines, of_lines


def _kill_one() -> None:
    """Kill a worker of Ray's as soon as it works on a map."""
    for _ in range(600):
        for each in psutil.Process(os.getpid()).children(recursive=True):
            if "MapBatches" in " ".join(each.cmdline()):
                each.kill()
                print(f"killed a worker, {each.pid}")
                return
        time.sleep(0.1)


def _kill_daft(files: list[str]) -> None:
    """Kill the command with Daft once it has worked for a while."""
    command = [sys.executable, "-m", "mistyped", "check", "--engine", "daft", *files]
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    worker = psutil.Process(child.pid)
    while child.poll() is None and worker.cpu_times().user < WORKED:
        time.sleep(0.02)
    child.kill()
    print(f"killed Daft, exit code {child.wait()}")


def _told(name: str, found: object, wanted: object) -> int:
    same = found == wanted
    print(f"{'same' if same else 'DIFFERS'}: {name}: {found}, the command: {wanted}")
    return not same


if __name__ == "__main__":
    sys.exit(main())
