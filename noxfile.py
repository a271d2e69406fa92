# /// script
# dependencies = ["nox>=2025.5"]
# ///
"""The project's tasks. `nox` runs the tests; `nox --list` shows the rest."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import nox

nox.needs_version = ">=2025.5"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.error_on_missing_interpreters = False
nox.options.sessions = ["tests"]

PROJECT = nox.project.load_toml("pyproject.toml")
SDKS = ("2.16.0", "2.*", "3.*")  # lowest supported and newest 2.x, newest 3.x


def install(
    session: nox.Session, *groups: str, package: str = "-e.[server,cli]"
) -> None:
    """Install dependency groups and the package."""
    session.install(*nox.project.dependency_groups(PROJECT, *groups), package)


@nox.session
def tests(session: nox.Session) -> None:
    """Run the test suite, without the type checkers; `-- --cov` counts lines."""
    install(session, "test", "browser", "docs", package="-e.[server,cli,reference]")
    everything = () if session.posargs else ("--numprocesses=auto",)
    session.run("pytest", "-m", "not typing", *everything, *session.posargs)


@nox.session(default=False)
def properties(session: nox.Session) -> None:
    """Try what holds of adapting with 20,000 bodies, the same in each run."""
    install(session, "test")
    session.run(
        "pytest",
        "--hypothesis-seed=13",
        "tests/unit/test_adapt_properties.py",
        *session.posargs,
        env={"MISTYPED_EXAMPLES": "20000"},
    )


@nox.session(default=False)
def types(session: nox.Session) -> None:
    """Type-check everything, and try the checkers on users' code."""
    install(session, "test", "types")
    session.run("mypy")
    session.run("pyright")
    session.run("pyright", "--verifytypes", "mistyped", "--ignoreexternal")
    session.run("pytest", "-m", "typing", "tests/typing")


@nox.session(default=False)
def lint(session: nox.Session) -> None:
    """Lint and check the format."""
    install(session, "lint")
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")


@nox.session(default=False)
def generate(session: nox.Session) -> None:
    """Write everything generated; with `-- --check` only compare."""
    session.install(*nox.project.dependency_groups(PROJECT, "codegen"))
    session.run("python", "-m", "codegen", *_for(session, "--check"))


@nox.session(default=False)
def golden(session: nox.Session) -> None:
    """Write the golden tables anew; what changed in them is to be read."""
    install(session, "test")
    session.run("python", "-m", "tests.golden")


@nox.session(default=False, venv_backend="none")
def inspector(session: nox.Session) -> None:
    """Bundle the inspector's editor from npm; with `-- --check` only compare."""
    session.run("npm", "--prefix", "inspector", "ci", "--no-audit", "--no-fund")
    command = ("inspector/build.py", *_for(session, "--check"))
    session.run(sys.executable, *command, external=True)


@nox.session(default=False)
def browser(session: nox.Session) -> None:
    """Try the inspector page in Chromium, on the path; `-- --figures` measures it."""
    install(session, "test", "browser", package="-e.[server,cli,reference]")
    if _for(session, "--figures"):
        session.run("python", "-m", "tests.browser.figures")
        return
    session.run("pytest", "tests/browser", *session.posargs)


@nox.session(default=False)
def figures(session: nox.Session) -> None:
    """Print how much is generated, how much is by hand, and how it hangs together."""
    session.install("pyyaml>=6.0.2")
    session.run("python", "-m", "tests.architecture.figures")


@nox.session(default=False)
def demo(session: nox.Session) -> None:
    """Take a program for OpenAI from a 422 to an answer, on a local server."""
    session.log("installing what the demo runs: some seconds, with pip half a minute")
    group = nox.project.dependency_groups(PROJECT, "demo")
    session.install("-e.[server,lint]", *group, silent=False)  # its progress shows
    session.run("python", "demo/demo.py", *session.posargs)


@nox.session(default=False)
def docs(session: nox.Session) -> None:
    """Build the documentation into build/site and test it; `-- --serve` shows it."""
    install(session, "test", "docs")
    if _for(session, "--serve"):
        session.run("zensical", "serve")
        return
    session.run("zensical", "build", "--clean", "--strict")
    session.run("pytest", "tests/docs")


@nox.session(default=False)
def bench(session: nox.Session) -> None:
    """Compare with the plain OpenAI SDK and the official client, as ratios."""
    install(session, "bench")
    session.run("python", "bench/bench.py", *session.posargs)


@nox.session(default=False)
def faults(session: nox.Session) -> None:
    """Let clients meet servers that fail, lie or fall silent; a row each."""
    install(session, "bench")
    session.run("python", "-m", "faults", *session.posargs)


@nox.session(default=False)
def fuzz(session: nox.Session) -> None:
    """Hand the client 100,000 wrong answers; `-- --count N --seed N`."""
    install(session, "client-test")
    session.run("python", "-m", "faults.fuzz", *session.posargs)
    session.run("python", "-m", "faults.fuzz", "--async", *session.posargs)


@nox.session(default=False)
def soak(session: nox.Session) -> None:
    """Make 20,000 calls of which many fail: nothing lost, doubled or growing."""
    install(session, "bench", package="-e.[breaker]")
    session.run("python", "-m", "faults.soak", *session.posargs)
    session.run("python", "-m", "faults.soak", "--threads", *session.posargs)


@nox.session(default=False)
def judge(session: nox.Session) -> None:
    """Let Prism, the official SDK and our own server judge the check; needs npm."""
    install(session, "judge")
    session.run("python", "judge/judge.py", *session.posargs)
    session.run("python", "judge/agreement.py")


@nox.session(default=False)
def drift(session: nox.Session) -> None:
    """Compare with the newest `mistralai`, and let other clients ask; needs npm."""
    install(session, "drift")
    session.install("--upgrade", *nox.project.dependency_groups(PROJECT, "drift"))
    session.run("python", "-m", "drift", *(session.posargs or ["--second"]))


@nox.session(default=False)
def simulation(session: nox.Session) -> None:
    """Take older versions of `mistralai` for newer ones: does drift find it all?"""
    install(session, "drift")
    session.run("python", "-m", "drift.simulation")


@nox.session(default=False)
def mutants(session: nox.Session) -> None:
    """Try a sample of small changes: do the tests notice? `-- --seed N --room NAME`."""
    install(session, "test")
    session.run("python", "-m", "mutation", *session.posargs)


@nox.session(name="all-judges", default=False, venv_backend="none")
def all_judges(session: nox.Session) -> None:
    """Run the slow sessions in turn, and print one table; `-- NAME ...` only these."""
    session.run(sys.executable, "all_judges.py", *session.posargs, external=True)


@nox.session(default=False)
def clients(session: nox.Session) -> None:
    """Run other people's clients against the local server; needs Node and npm."""
    install(session, "clients")
    session.run("python", "-m", "clients", *session.posargs)


@nox.session(default=False)
def frameworks(session: nox.Session) -> None:
    """Run frameworks that write the request themselves against the local server."""
    install(session, "clients")
    session.run("python", "-m", "frameworks", *session.posargs)


@nox.session(default=False)
def engines(session: nox.Session) -> None:
    """Check lines by Polars, DuckDB, Ray and Daft, as the command does."""
    install(session, "engines", package="-e.[arrow,batch,cli]")
    session.run("python", "-m", "engines", *session.posargs)


@nox.session(default=False)
def dropin(session: nox.Session) -> None:
    """Run the OpenAI SDK's own tests with our clients in place of its own."""
    install(session, "dropin")
    session.run("python", "dropin/dropin.py", *session.posargs)


@nox.session(default=False)
@nox.parametrize("openai", SDKS)
def sdk(session: nox.Session, openai: str) -> None:
    """Run the client's tests with a version of the OpenAI SDK."""
    install(session, "client-test")
    session.install(f"openai=={openai}")
    session.run("python", "-c", "import openai; print('openai', openai.__version__)")
    tests = "tests/unit", "tests/integration"
    session.run("pytest", "--numprocesses=auto", *tests, *session.posargs)


@nox.session(default=False, reuse_venv=False)
def wheel(session: nox.Session) -> None:
    """Build the wheel, try each extra alone, run the client's tests against it."""
    session.install("build", "uv")
    folder = Path(session.create_tmp()) / "dist"
    shutil.rmtree(folder, ignore_errors=True)
    session.run("python", "-m", "build", "--outdir", str(folder), silent=True)
    (built,) = folder.glob("*.whl")
    session.run("python", "wheel_extras.py", str(built.resolve()))
    install(session, "client-test", package=f"{built}[server,cli]")
    # The tests run from a copy, where no source tree can stand in for the wheel.
    copy = Path(session.create_tmp()) / "tree"
    shutil.rmtree(copy, ignore_errors=True)
    for each in ("tests", "spec", "faults"):  # what tests ask for
        shutil.copytree(each, copy / each)
    shutil.copy("pyproject.toml", copy)
    session.chdir(copy)
    tests = "tests/unit", "tests/integration"
    session.run("pytest", "--numprocesses=auto", *tests, *session.posargs)


def _for(session: nox.Session, *known: str) -> list[str]:
    """Return the arguments that a session knows: `nox -s a b -- --check` gives all."""
    return [each for each in session.posargs if each in known]
