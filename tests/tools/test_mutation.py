"""`nox -s mutants`, on a package of two functions."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
import yaml

from mutation import python_sites, yaml_sites
from mutation.__main__ import main
from mutation.equivalent import Equivalent
from mutation.mutant import Mutant, Sites
from mutation.rooms import ROOMS, Room
from mutation.sample import sample
from mutation.trial import KILLED, SURVIVED, TIMEOUT, Copy

ROOT = Path(__file__).parents[2]
TOY = '''"""A toy."""


def is_big(number: int) -> bool:
    """Say whether a number is above ten."""
    return number > 10


def wait() -> None:
    """Do nothing, once."""
    done = False
    while not done:
        done = True
'''
TESTS = """import toy

def test_big():
    assert toy.is_big(11)
    assert not toy.is_big(9)

def test_wait():
    toy.wait()
"""
ROOM = Room("toy", ("src/*.py",), ("tests",))


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree with a package and its tests, which do not try the number ten."""
    root = tmp_path / "tree"
    for name, text in {
        "src/toy.py": TOY,
        "tests/test_toy.py": TESTS,
        "listed.toml": "",
        "pyproject.toml": '[tool.pytest.ini_options]\nmarkers = ["typing: none"]\n',
    }.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, "utf-8")
    return root


def changed(old: str, new: str) -> Mutant:
    """Return a mutant of the toy."""
    assert TOY.count(old) == 1
    return Mutant("toy", Path("src/toy.py"), TOY, TOY.replace(old, new))


@pytest.mark.parametrize(
    ("old", "new", "outcome", "by"),
    [
        ("> 10", "< 10", KILLED, "tests/test_toy.py::test_big"),
        ("> 10", ">= 10", SURVIVED, ""),
        ("> 10", "> (", KILLED, "tests/test_toy.py"),
        ("done = True", "done = False", TIMEOUT, ""),
    ],
    ids=["noticed", "not noticed", "no Python", "endless"],
)
def test_a_trial(tree: Path, old: str, new: str, outcome: str, by: str) -> None:
    """A mutant is killed by a test that fails, or it survives, or the tests hang."""
    copy = Copy(tree, tree.parent / "copy")
    seconds = 5 if outcome == TIMEOUT else 300
    tried = copy.trial(changed(old, new), ROOM, seconds)
    assert (tried.outcome, tried.by) == (outcome, by)
    assert (copy.root / "src/toy.py").read_text("utf-8") == TOY
    assert (tree / "src/toy.py").read_text("utf-8") == TOY


def test_the_builder_comes_before_the_tests(tree: Path) -> None:
    """What it makes of a mutant is tested; what it refuses is dead; all is put back."""
    source = tree / "spec/least.txt"
    source.parent.mkdir()
    source.write_text("10", "utf-8")
    (tree / "build.py").write_text(
        "import pathlib\n"
        "least = int(pathlib.Path('spec/least.txt').read_text())\n"
        "text = f'def is_big(n): return n > {least}\\ndef wait(): pass\\n'\n"
        "pathlib.Path('src/toy.py').write_text(text)\n"
        "pathlib.Path('src/new.py').write_text(text)\n",
        "utf-8",
    )
    room = Room("spec", ("spec/*",), ("tests",), builder=("build.py",))
    copy = Copy(tree, tree.parent / "copy")

    def trial(text: str) -> tuple[str, str]:
        mutant = Mutant("spec", Path("spec/least.txt"), "10", text)
        tried = copy.trial(mutant, room, 300)
        return tried.outcome, tried.by.partition(":")[0]

    assert trial("20") == (KILLED, "tests/test_toy.py")
    assert trial("9") == (SURVIVED, "")
    assert trial("ten") == (KILLED, "builder")
    assert (copy.root / "src/toy.py").read_text("utf-8") == TOY
    assert not (copy.root / "src/new.py").exists()


def run(tree: Path, *arguments: str) -> int:
    """Run the command on the toy."""
    return main(
        ["--workers", "1", "--seed", "0", *arguments],
        root=tree,
        rooms=(ROOM,),
        listed=tree / "listed.toml",
    )


def test_survivors_are_shown_and_fail(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A survivor is printed with its place and lines, and the table has its room."""
    (tree / "tests/test_toy.py").write_text("def test(): pass\n", "utf-8")
    assert run(tree, "--sample", "1", "--trust") == 1
    printed = capsys.readouterr().out
    (mutant,) = sample(tree, ROOM, 1, 0)
    assert f"survived src/toy.py:{mutant.line}" in printed
    assert f"-{mutant.removed}\n+{mutant.added}" in printed
    assert "0.0 % killed, the target is 92 %" in printed


def test_equivalents_do_not_count(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One that is listed is no survivor, wherever its lines are now."""
    (tree / "tests/test_toy.py").write_text("def test(): pass\n", "utf-8")
    (mutant,) = sample(tree, ROOM, 1, 0)
    lines = (f"removed = '''\n{mutant.removed}\n'''", f"added = '''\n{mutant.added}'''")
    text = "\n".join(("[[equivalent]]", 'path = "src/toy.py"', *lines, 'reason = "r"'))
    (tree / "listed.toml").write_text(text, "utf-8")
    assert run(tree, "--sample", "1", "--trust") == 0
    assert "100.0 % killed" in capsys.readouterr().out


def test_a_stale_equivalent_fails(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An entry whose lines are gone is told."""
    entry = '[[equivalent]]\npath = "src/toy.py"\nremoved = "gone"\nadded = "x"\n'
    (tree / "listed.toml").write_text(f'{entry}reason = "r"\n', "utf-8")
    assert run(tree, "--sample", "0", "--trust") == 1
    assert "stale in listed.toml: src/toy.py" in capsys.readouterr().out


def test_tests_that_fail_anyway_prove_nothing(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before the first mutant the tests have to pass."""
    (tree / "tests/test_toy.py").write_text("def test(): assert 0\n", "utf-8")
    assert run(tree, "--sample", "1") == 1
    printed = capsys.readouterr().out
    assert "the tests fail without a mutant" in printed
    assert "killed" not in printed


def test_an_equivalent_is_known_by_what_it_changes() -> None:
    """Lines that moved are the same entry; another change is not."""
    mutant = changed("> 10", ">= 10")
    entry = Equivalent(mutant.path, mutant.removed, mutant.added, "r")
    moved = Mutant("toy", mutant.path, f"\n{mutant.before}", f"\n{mutant.after}")
    assert entry.covers(mutant)
    assert entry.covers(moved)
    assert not entry.covers(changed("> 10", "> 11"))


def test_a_sample_is_seeded(tree: Path) -> None:
    """The same seed gives the same mutants, each once; another seed gives others."""
    first, again, other = (sample(tree, ROOM, 5, seed) for seed in (1, 1, 2))
    assert first == again != other
    assert len({each.after for each in first}) == 5


def texts(find: Callable[[str], Sites], text: str) -> set[str]:
    """Return all that a file can become."""
    random = Random(0)
    places = [site for sites in find(text).values() for site in sites]
    return {new for site in places for _ in range(9) if (new := site(random))}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a > 1", {"a >= 1", "a > 2"}),
        ("f(a)", {"f(None)"}),
        ("x = a and b", {"x = a or b", "x = None"}),
        ('x["key"]', {'x["XXkeyXX"]'}),
        ("x: list[int]", set()),
        ("from a import b", set()),
        ('raise ValueError("words for people")', set()),
        ("f(a)  # one", {"f(None)  # one"}),
        ("f(strict=True)", set()),
        ('T = TypeVar("T")', set()),
        ('__all__ = ["a"]', set()),
        ("x.get(a, None)", {"x.get(None, None)", "x.get(None)"}),
        ("if TYPE_CHECKING:\n    x = 1", set()),
        ('"""A docstring."""', set()),
    ],
)
def test_changes_of_python(text: str, expected: set[str]) -> None:
    """What a slip would change is changed, and nothing that no test could tell."""
    assert texts(python_sites.sites, text) <= expected
    assert bool(texts(python_sites.sites, text)) is bool(expected)


OVERLAY = """\
actions:
  - target: $.a
    update:
      maximum: 8
      enum: &few [a, b]
  - target: $.b
    update: {minimum: 0, enum: *few, maxItems: 2}
    x-hint: use a
"""
RULES = """\
group:
  one:
    hint: do this
    operations: &both [x.create, y.create]
  two:
    hint: do that
    severity: warning
    models:
      - m*
      - n
  three:
    hint: do nothing
    operations: *both
"""


@pytest.mark.parametrize(
    ("text", "old", "new"),
    [
        (OVERLAY, "maximum: 8", "maximum: 9"),
        (OVERLAY, "minimum: 0", "minimum: -1"),
        (OVERLAY, "maxItems: 2", "maxItems: 3"),
        (OVERLAY, "&few [a, b]", "&few [b]"),
        (OVERLAY, "    x-hint: use a\n", ""),
        (OVERLAY, "use a", '""'),
        (RULES, "&both [x.create, y.create]", "&both [x.create]"),
        (RULES, "*both", "[x.create]"),
        (RULES, "*both", "[y.create]"),
        (RULES, "      - m*\n", ""),
        (RULES, "    severity: warning\n", ""),
        (RULES, "  three:\n    hint: do nothing\n    operations: *both\n", ""),
    ],
)
def test_changes_of_yaml(text: str, old: str, new: str) -> None:
    """A bound is looser, a list shorter, also by its alias; a row or a hint is gone."""
    assert text.count(old) == 1
    assert text.replace(old, new) in texts(yaml_sites.sites, text)


@pytest.mark.parametrize("text", [OVERLAY, RULES], ids=["overlay", "rules"])
def test_all_that_yaml_becomes_is_yaml(text: str) -> None:
    """No change breaks the file, which the builder would tell whatever it was about."""
    found = texts(yaml_sites.sites, text)
    assert text not in found
    assert all(yaml.safe_load(each) for each in found)


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_room_has_mutants_and_tests(room: Room) -> None:
    """No room's patterns or tests are stale, and mutants come from it."""
    assert all(list(ROOT.glob(each)) for each in room.sources)
    assert all((ROOT / each).exists() for each in room.tests)
    assert all((ROOT / each.partition("::")[0]).is_file() for each in room.left_out)
    (mutant,) = sample(ROOT, room, 1, seed=0)
    assert mutant.before != mutant.after


def test_hand_written_code_is_in_a_room() -> None:
    """Every module of the package, the generator and drift is in exactly one."""
    known = [path for room in ROOMS for path in room.files(ROOT)]
    assert len(known) == len(set(known))
    generated = {"_builders", "_generated", "resources"}
    modules = {
        path.relative_to(ROOT)
        for folder in ("src", "codegen", "drift")
        for path in (ROOT / folder).rglob("*.py")
        if not generated & set(path.parts)
    }
    assert modules <= set(known)


def test_left_out_tests_exist() -> None:
    """A test that does not count has not been renamed."""
    for name in (name for room in ROOMS for name in room.left_out):
        path, _, test = name.partition("::")
        assert f"def {test}(" in (ROOT / path).read_text("utf-8")


def test_nothing_is_left_behind(tree: Path) -> None:
    """Copies are beside the tree, never in it."""
    before = sorted(tree.rglob("*"))
    shutil.rmtree(Copy(tree, tree.parent / "copy").root)
    assert sorted(tree.rglob("*")) == before
