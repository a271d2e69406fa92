"""The OpenAI SDK's own test suite: fetched from its sdist, never kept, and run."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from plugin import NOT_OFFERED, REASON

HERE = Path(__file__).parent
_FOREIGN = ("OPENAI_", "MISTRAL_", "AZURE_", "AWS_", "PYTEST_", "PYTHON")


@dataclass(frozen=True)
class Outcome:
    """How one test went."""

    outcome: str
    reason: str
    not_offered: str


Outcomes = Mapping[str, Outcome]


def fetch(folder: Path) -> Path:
    """Download the sdist of the installed version, and return its unpacked folder."""
    wanted = f"openai=={metadata.version('openai')}"
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    command += ["--no-binary", "openai", "--dest", str(folder), wanted]
    subprocess.run(command, check=True)
    (archive,) = folder.glob("openai-*.tar.gz")
    with tarfile.open(archive) as tar:
        tar.extractall(folder, filter="data")
    return folder / archive.name.removesuffix(".tar.gz")


def rewrite(suite: Path, replaced: Mapping[str, str]) -> None:
    """Replace texts in the unpacked suite."""
    for path in (suite / "tests").rglob("*.py"):
        text = new = path.read_text(encoding="utf-8")
        for old, to in replaced.items():
            new = new.replace(old, to)
        if new != text:
            path.write_text(new, encoding="utf-8")


def run(
    suite: Path,
    tests: Collection[str],
    *,
    check: str,
    left_out: Collection[str],
    workers: int,
    name: str,
) -> Outcomes:
    """Run tests of the suite; the output and the outcomes are beside its folder."""
    results = suite.parent / f"{name}.json"
    results.unlink(missing_ok=True)
    command = [sys.executable, "-m", "pytest", "-p", "plugin", "-n", str(workers)]
    command += ["-o", "addopts=", "-p", "no:cacheprovider", "-q", "--tb=native"]
    command += ["--dropin-check", check, "--dropin-results", str(results)]
    command += [f"--ignore={each}" for each in left_out]
    with results.with_suffix(".log").open("w") as log:
        subprocess.run(
            [*command, *tests],
            cwd=suite,
            env=_environment(),
            stdout=log,
            stderr=log,
            check=False,
        )
    if not results.exists():
        raise SystemExit(f"pytest did not come to its end; see {log.name}")
    return {
        test: Outcome(each["outcome"], each.get(REASON, ""), each.get(NOT_OFFERED, ""))
        for test, each in json.loads(results.read_text()).items()
    }


def _environment() -> dict[str, str]:
    ours = {k: v for k, v in os.environ.items() if not k.startswith(_FOREIGN)}
    return {
        **ours,
        "MISTRAL_ALLOW_HTTP": "1",  # the suite's made-up hosts have plain http
        "PYTHONPATH": str(HERE),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
