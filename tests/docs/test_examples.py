"""What the documents say is true: programs run, links lead somewhere, names exist."""

from __future__ import annotations

import ast
import gc
import io
import re
import tomllib
import wave
from collections.abc import Iterator
from contextlib import redirect_stdout
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from mistyped._generated.operations import OPERATIONS
from mistyped._generated.rules import RULES
from mistyped._generated.verdicts.chat import VERDICTS
from mistyped._values.json_values import UNSENDABLE
from mistyped._values.rows import ApiOperation
from mistyped.resources.client import Resources
from mistyped.server import RunningServer, running

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
PAGES = sorted(
    [
        *ROOT.glob("*.md"),
        *(ROOT / "docs").rglob("*.md"),
        *(ROOT / "tests").rglob("*.md"),
    ]
)
PROJECT: Any = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


class Block(NamedTuple):
    """A block of code in a document.

    Attributes:
        language: What stands behind the three backticks.
        text: The lines between them.
        line: The number of the first of these lines.
        shown: What the document shows as its output; None if it shows nothing.
    """

    language: str
    text: str
    line: int
    shown: str | None


@cache
def blocks(page: Path) -> list[Block]:
    """Return the blocks of code of a document; text right below is the output."""
    source = page.read_text("utf-8")
    pattern = r"(?ms)^```(\w*)\n(.*?)^```$(?=(?:\s*^```text\n(.*?)^```$)?)"
    return [
        Block(each[1], each[2], source.count("\n", 0, each.start(2)) + 1, each[3])
        for each in re.finditer(pattern, source)
    ]


def named(page: Path) -> str:
    """Return a document's name for the list of tests."""
    return page.relative_to(ROOT).as_posix()


def python_blocks(page: Path) -> list[Block]:
    """Return the blocks of Python of a document."""
    return [each for each in blocks(page) if each.language == "python"]


WITH_PROGRAMS = [page for page in PAGES if python_blocks(page)]


@pytest.fixture(scope="module")
def server() -> Iterator[RunningServer]:
    """A server for the programs of the documents."""
    with running() as up:
        yield up


@pytest.fixture(autouse=True)
def environment(
    monkeypatch: pytest.MonkeyPatch, server: RunningServer, tmp_path: Path
) -> None:
    """What a reader has: a key, files to send, and here an address."""
    monkeypatch.chdir(tmp_path)
    with wave.open("speech.wav", "wb") as audio:
        audio.setparams((1, 2, 16_000, 0, "NONE", ""))
        audio.writeframes(bytes(32_000))
    Path("notes.txt").write_text("Remember the milk.")
    monkeypatch.setenv("MISTRAL_API_KEY", "any")
    monkeypatch.setenv("MISTRAL_BASE_URL", server.url)
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)


def run(page: Path) -> list[tuple[Block, str]]:
    """Run a document's programs one after the other; return what each prints."""
    names: dict[str, Any] = {"__name__": "__main__"}
    return [(block, run_block(page, block, names)) for block in python_blocks(page)]


def run_block(page: Path, block: Block, names: dict[str, Any]) -> str:
    """Run a block where these names are known, and return what it prints."""
    code = compile("\n" * (block.line - 1) + block.text, named(page), "exec")
    with redirect_stdout(io.StringIO()) as output:
        exec(code, names)
    return output.getvalue()


# A short program leaves its clients open to its end, which here is no process's.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("page", WITH_PROGRAMS, ids=named)
def test_every_program_runs_and_prints_what_is_shown(page: Path) -> None:
    """The blocks of a document are one program; text below a block is its output."""
    printed = run(page)
    gc.collect()  # what a page has left open must not fail the test after it
    for block, output in printed:
        if block.shown is not None:
            assert output == block.shown, f"{named(page)}:{block.line}"


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize(
    "block",
    python_blocks(README),
    ids=[f"line-{each.line}" for each in python_blocks(README)],
)
def test_every_program_of_the_readme_runs_alone(block: Block) -> None:
    """Pasted into an empty file it works: nothing of a block above it is needed."""
    output = run_block(README, block, {"__name__": "__main__"})
    gc.collect()
    assert block.shown in {None, output}


@pytest.mark.parametrize(
    "area", [n for n in vars(Resources) if not n.startswith(("_", "with_"))]
)
def test_every_area_has_a_program_in_the_reference(area: str) -> None:
    """Also `batches`, which has no operation of its own."""
    pages = [page for page in PAGES if page.parent.name == "reference"]
    programs = [each.text for page in pages for each in blocks(page)]
    assert any(f"client.{area}." in each for each in programs)


def test_the_readme_shows_an_error() -> None:
    """Some block has its output below it, so the test above compares something."""
    shown = [each.shown for each in blocks(README) if each.shown]
    assert any("Mistral would refuse this request" in each for each in shown)


def test_the_readme_works_on_a_server() -> None:
    """Its programs print answers of the server, also streamed, and their usage."""
    printed = [output for _, output in run(README)]
    assert "Bonjour" in printed[0]
    assert any("CompletionUsage(" in each for each in printed)


def test_programs_parse() -> None:
    """Every Python block is whole, wherever it stands."""
    for page in WITH_PROGRAMS:
        for block in blocks(page):
            if block.language == "python":
                ast.parse(block.text)


def test_the_readme_is_short() -> None:
    """At most 150 lines, and a program that works before line 25."""
    assert len(README.read_text("utf-8").splitlines()) <= 150
    first = next(each for each in blocks(README) if each.language == "python")
    assert first.line < 25
    assert "Mistral()" in first.text


def test_the_hint_of_a_type_checker_is_the_overlay_s() -> None:
    """The message quoted from mypy names a parameter and its hint."""
    quoted = " ".join(README.read_text("utf-8").split())
    (found,) = re.findall(
        r"error: Argument \"(\w+)\" to \"create\" .*?Literal\['(.*?)'\]", quoted
    )
    assert VERDICTS["ChatCompletionRequest", found[0]].hint == found[1]


def rules() -> set[str]:
    """Return every rule's id: the verdicts', the rules', and those that have cases."""
    areas = {operation.area for operation in OPERATIONS.values() if operation.request}
    tables = [import_module(f"mistyped._generated.verdicts.{area}") for area in areas]
    verdicts = {
        each.rule
        for table in tables
        for each in (*table.VERDICTS.values(), *table.REFUSED_TAGS.values())
    }
    cases = {path.name for path in (ROOT / "tests" / "cases").iterdir()}
    return verdicts | UNSENDABLE | cases | {rule.id for rule in RULES}


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_rule_that_is_named_exists(page: Path) -> None:
    """In quoted errors, in `waive`, and in code spans."""
    text = page.read_text("utf-8")
    mentioned = {
        *re.findall(r"(?m)^  \S+: .* \[([\w.-]+)\]$", text),
        *re.findall(r"waive=\{[\"']([\w.-]+)[\"']\}", text),
        *re.findall(r"\| `([a-z]+\.[\w.-]+)` \| (?:error|warning) \|", text),
        *re.findall(r"`(chat\.[\w.-]+)`", text),
    }
    operations = {operation.id for operation in OPERATIONS.values()}
    assert mentioned - rules() - operations == set()
    if page == README:
        assert mentioned


def links(page: Path) -> set[tuple[str, str]]:
    """Return the relative links of a document, as file and anchor."""
    prose = re.sub(r"(?ms)^```.*?^```$", "", page.read_text("utf-8"))
    found = re.findall(r"\]\(<?([^)\s>]+)>?\)", prose)
    parts = [each.partition("#") for each in found if "://" not in each]
    return {(file, anchor) for file, _, anchor in parts if "mailto:" not in file}


@cache
def anchors(page: Path) -> set[str]:
    """Return what a link into a document may name: headings, and written anchors."""
    text = page.read_text("utf-8")
    prose = re.sub(r"(?ms)^```.*?^```$", "", text)
    titles = [each.lower() for each in re.findall(r"(?m)^#+ (.+)$", prose)]
    slugs = {re.sub(r"[^\w\- ]", "", each).replace(" ", "-") for each in titles}
    return slugs | set(re.findall(r"<a (?:id|name)=['\"](.+?)['\"]", text))


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_link_leads_somewhere(page: Path) -> None:
    """Relative links name a file that is there, and an anchor that is in it."""
    for file, anchor in links(page):
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), f"{named(page)}: {file}"
        assert target.is_relative_to(ROOT)
        if anchor:
            assert anchor in anchors(target), f"{named(page)}: {file}#{anchor}"


def test_the_reference_is_linked() -> None:
    """The test above has anchors to look at, and the README leads to the reference."""
    reference = ROOT / "docs" / "reference" / "chat.md"
    assert sum(bool(anchor) for _, anchor in links(reference)) > 10
    assert ("docs/reference/chat.md", "") in links(README)


@pytest.mark.parametrize(
    "operation", OPERATIONS.values(), ids=[each.id for each in OPERATIONS.values()]
)
def test_every_operation_has_an_example(operation: ApiOperation) -> None:
    """Its page of the reference names it, and a program there calls it."""
    page = ROOT / "docs" / "reference" / f"{operation.area}.md"
    text = page.read_text("utf-8")
    told = text.partition(f"\n## client.{operation.id}\n")[2].partition("\n## ")[0]
    assert f"- `{operation.method} {operation.path}`\n" in told
    programs = [each.text for each in blocks(page) if each.language == "python"]
    assert any(f"client.{operation.id}(" in each for each in programs)


def test_every_known_failure_has_its_line() -> None:
    """Each is refused, warned of or handled, or a line below says why not."""
    text = (ROOT / "docs" / "known-failures.md").read_text("utf-8")
    rows = re.findall(r"(?m)^\| (\d+) \| .+? \| (.+) \|$", text)
    assert [int(number) for number, _ in rows] == list(range(1, 29))
    ends = r"(?i)\b(refused|warned|handled|UnsupportedEndpointError)\b"
    assert [number for number, end in rows if not re.search(ends, end)] == []


def test_the_changelog_begins_with_this_version() -> None:
    """The newest section is the package's version."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    assert (
        re.findall(r"(?m)^## \[?([\d.]+\w*)", text)[0] == PROJECT["project"]["version"]
    )


def test_no_rule_is_of_a_version_to_come() -> None:
    """`since` names a version that the changelog has."""
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    versions = set(re.findall(r"(?m)^## \[?([\d.]+\w*)", text))
    assert {rule.since for rule in RULES} <= versions


@pytest.mark.parametrize("page", PAGES, ids=named)
def test_every_task_that_is_named_exists(page: Path) -> None:
    """`nox -s demo bench` names sessions of the noxfile."""
    tree = ast.parse((ROOT / "noxfile.py").read_text("utf-8"))
    sessions = {each.name for each in tree.body if isinstance(each, ast.FunctionDef)}
    text = page.read_text("utf-8")
    for found in re.findall(r"nox -s ([a-z ]+?) *(?:--|[#`\n;&])", text):
        assert set(found.split()) <= sessions, f"{named(page)}: nox -s {found}"


def test_the_readme_agrees_with_the_package() -> None:
    """Its Python version and its extras are those of pyproject.toml."""
    text = README.read_text("utf-8")
    (python,) = set(re.findall(r"Python (3\.\d+) or newer", text))
    assert PROJECT["project"]["requires-python"] == f">={python}"
    extras = set(re.findall(r"'mistyped\[(\w+)\]'", text))
    assert extras <= PROJECT["project"]["optional-dependencies"].keys()


def test_the_architecture_names_files_that_exist() -> None:
    """Modules and paths in its prose and its picture."""
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    package = ROOT / "src" / "mistyped"
    homes = [ROOT, ROOT / "codegen", package, package / "_generated"]
    for name in set(re.findall(r"[\w/.]*\w\.(?:py|json|yaml|md)\b", text)):
        assert any((home / name).exists() for home in homes), name


def test_contributing_names_files_that_exist() -> None:
    """Paths in its prose, with anything for `<area>`; of a new case, the folder."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    prose = re.sub(r"(?ms)^ *```.*?^ *```$", "", text)
    spans = set(re.findall(r"`([\w./<>-]+)`", prose))
    names = {each for each in spans if "/" in each.strip("/") or "." in each[-5:]}
    assert {"tests/operations.py", "src/mistyped/server/<area>.py"} <= names
    for name in names:
        new = name.startswith("tests/cases/") and name.endswith(".json")
        path = name.rpartition("/")[0] if new else name
        assert list(ROOT.glob(re.sub(r"<\w+>", "*", path))), name
