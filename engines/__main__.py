"""Runs the recipes and the wrappers of engines, and holds them against the command.

`python -m engines` checks one file by each, on two workers, and Ray once more while one
of its workers is killed. Every way has to find what `mistyped check` finds.
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


def main() -> int:
    """Run everything; return how many ways found something else."""
    import ray

    missed = 0
    with tempfile.TemporaryDirectory() as folder:
        files = [_written(Path(folder) / f"{n}.jsonl", n) for n in range(FILES)]
        plain = [check_file(each, CHAT, jobs=1) for each in files]
        for recipe in sorted(RECIPES.glob("*.py")):
            start = time.monotonic()
            found = int(_printed(recipe, files[0]))
            name = f"{recipe.stem}, {time.monotonic() - start:.1f} s with its start"
            missed += _told(name, found, plain[0].refused)
        ray.init(num_cpus=2, logging_level="ERROR", ignore_reinit_error=True)
        wanted = _counts(plain)
        for engine_name, engine in ENGINES.items():
            start = time.monotonic()
            seen = _counts([engine(files, CHAT)])
            name = f"--engine {engine_name}, {time.monotonic() - start:.1f} s"
            missed += _told(name, seen, wanted)
        killer = threading.Thread(target=_kill_one, daemon=True)
        killer.start()
        found = _counts([ENGINES["ray"](files, CHAT)])
        missed += _told("--engine ray, a worker killed", found, wanted)
        ray.shutdown()
    return missed


def _written(file: Path, seed: int) -> str:
    """Write a file in which every hundredth line is wrong."""
    with file.open("w", encoding="utf-8") as lines:
        for number in range(LINES):
            said = [{"role": "user", "content": f"A\u2028question {number} " * 9}]
            wrong = {"seed": seed} if number % 100 == 0 else {}
            body = {"model": "mistral-small-latest", "messages": said, **wrong}
            line = {"custom_id": f"{seed}-{number}", "body": body}
            lines.write(json.dumps(line, ensure_ascii=False) + "\n")
    return str(file)


def _printed(recipe: Path, file: str) -> str:
    """Run a recipe on a file in a process of its own; return what it prints."""
    program = f"FILE = {file!r}\n" + recipe.read_text("utf-8")
    done = subprocess.run(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, check=True
    )
    return done.stdout.split()[-1]


def _counts(found: list[Findings]) -> tuple[int, int, int]:
    return (
        sum(each.lines for each in found),
        sum(each.refused for each in found),
        sum(each.count("error") for each in found),
    )


def _kill_one() -> None:
    """Kill a worker of Ray's as soon as it works on a map."""
    for _ in range(600):
        for each in psutil.Process(os.getpid()).children(recursive=True):
            if "MapBatches" in " ".join(each.cmdline()):
                each.kill()
                print(f"killed a worker, {each.pid}")
                return
        time.sleep(0.1)


def _told(name: str, found: object, wanted: object) -> int:
    same = found == wanted
    print(f"{'same' if same else 'DIFFERS'}: {name}: {found}, the command: {wanted}")
    return not same


if __name__ == "__main__":
    sys.exit(main())
