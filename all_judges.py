"""Runs the slow sessions in turn, and prints one table of what they said.

`nox -s all-judges`; `-- NAME ...` runs only these. A session that fails does not stop
the others; the exit code is 1 if one did. The table is plain text, for a note, and
stands with each session's output in `.nox/all-judges`.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parent
ENVIRONMENTS = ROOT / ".nox"
FOLDER = ENVIRONMENTS / "all-judges"
JUDGES = (
    *("types", "drift", "simulation", "sdk", "wheel", "judge", "dropin", "bench"),
    *("properties", "frameworks", "faults", "fuzz", "soak", "clients"),
    *("browser", "engines", "mutants"),
)
"""The slow sessions, in the order in which they run; the noxfile may lack some."""
VERSIONS = ("openai", "mistralai", "pydantic", "mypy", "pyright", "ty", "pyrefly")
"""The packages that a session may be about."""
# What sessions say of themselves: "3,569 passed in 300 s", "0 errors, 0 warnings".
_COUNTS = re.compile(
    r"\d[\d,.]* (?:%|\w+ )?(?:passed|failed|failures?|errors?|source files|operations"
    r"|bodies sent|targets missed|killed)\b|all agree|all targets met|nothing unlisted"
)
_COLOURS = re.compile(r"\x1b\[[\d;]*m")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What came of a session.

    Attributes:
        session: Its name, `sdk(openai='2.*')`.
        passed: Whether its exit code was 0.
        seconds: How long it took.
        counts: What it counted, as it said so.
        versions: The packages that it was about, in its environment.
    """

    session: str
    passed: bool
    seconds: float
    counts: str
    versions: str


def main(names: Sequence[str]) -> int:
    """Run the sessions, print the table and return the exit code."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    verdicts: list[Verdict] = []
    for session in sessions(names):
        verdicts.append(run(session))
        print(line_of(verdicts[-1]), flush=True)
    text = table(verdicts)
    (FOLDER / "table.txt").write_text(text, "utf-8")
    print(f"\n{text}\nin {FOLDER}")
    return 0 if verdicts and all(each.passed for each in verdicts) else 1


def sessions(names: Sequence[str]) -> list[str]:
    """Return the sessions of the noxfile by these names, each parameter by itself."""
    # Without a filter nox lists the default sessions only.
    listed = json.loads(_nox("--list", "--json", "-k", "not nothing").stdout)
    return [
        each["session"]
        for name in names or JUDGES
        for each in listed
        if each["name"] == name
    ]


def run(session: str) -> Verdict:
    """Run one session; what it prints goes into a file."""
    began = time.monotonic()
    done = _nox("--session", session)
    output = _COLOURS.sub("", done.stdout)
    (FOLDER / f"{folder_of(session)}.log").write_text(output, "utf-8")
    counts = dict.fromkeys(_COUNTS.findall(output))
    return Verdict(
        session,
        done.returncode == 0,
        time.monotonic() - began,
        ", ".join(counts),
        versions(ENVIRONMENTS / folder_of(session)),
    )


def folder_of(session: str) -> str:
    """Return the name of nox's environment of a session."""
    return re.sub(r"\W+", "-", session.lower()).strip("-")


def versions(environment: Path) -> str:
    """Return the versions in an environment that tell what was judged."""
    folders = [str(path) for path in environment.glob("lib/python*/site-packages")]
    found = {each.name: each.version for each in metadata.distributions(path=folders)}
    return ", ".join(f"{name} {found[name]}" for name in VERSIONS if name in found)


def line_of(verdict: Verdict) -> str:
    """Return a session's outcome in one line."""
    outcome = "passed" if verdict.passed else "FAILED"
    return f"{verdict.session}: {outcome} after {verdict.seconds:.0f} s"


def table(verdicts: Iterable[Verdict]) -> str:
    """Return the table as text, its columns as wide as what is in them."""
    rows = [("session", "outcome", "time", "counts", "versions")]
    rows += [
        (
            each.session,
            "passed" if each.passed else "FAILED",
            f"{each.seconds:.0f} s",
            each.counts,
            each.versions,
        )
        for each in verdicts
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    padded = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "".join(f"{line.rstrip()}\n" for line in padded)


def _nox(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "nox", *arguments],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        # `--list --json` has to stay JSON; a session's complaints are in its log.
        stderr=subprocess.DEVNULL if "--json" in arguments else subprocess.STDOUT,
        text=True,
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
