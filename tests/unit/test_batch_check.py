"""Lines of batches: the short way says what the check says; files are read whole."""

from __future__ import annotations

import ast
import codecs
import gzip
import json
from pathlib import Path
from typing import Any

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from mistyped import check
from mistyped._batch.checking import check_file
from mistyped._batch.endpoints import guessed_path
from mistyped._batch.fast_judge import VARYING, FastJudge
from mistyped._batch.judging import Judge, Verdict
from mistyped._batch.names import Names, NamesOfRange
from mistyped._batch.reading import (
    UnreadableError,
    lines_of,
    lines_packed,
    opened,
)
from mistyped._check.operations import find_operation
from mistyped._generated.operations import OPERATIONS
from mistyped.problems import Problem
from tests.unit.batch_lines import AGENTS, CHAT, EMBEDDINGS, Lines
from tests.unit.support import body

COUNT = 1_500
RULES = Path(__file__).parents[2] / "src" / "mistyped" / "_check" / "rules"


def slowly(judge: Judge, line: bytes) -> tuple[str, Verdict]:
    """Judge a line as without msgspec."""
    judge._fast = None
    return judge.judge(line)


def line(**members: Any) -> bytes:
    """Return a line of a batch with a good request, and these members."""
    return json.dumps({"custom_id": "a", "body": body(), **members}).encode()


def rules_of(text: bytes, path: str = CHAT) -> list[str]:
    """Return the rules that a line breaks, with their places."""
    problems = Judge(path).judge(text)[1].problems
    return [f"{each.severity} {each.rule} {each.path}" for each in problems]


def written(tmp_path: Path, *lines: bytes, name: str = "lines.jsonl") -> str:
    """Write lines to a file."""
    file = tmp_path / name
    file.write_bytes(b"\n".join(lines) + b"\n")
    return str(file)


@pytest.mark.parametrize("path", [CHAT, AGENTS, EMBEDDINGS])
@pytest.mark.parametrize("seed", [1, 2])
def test_the_short_way_says_what_the_long_way_says(path: str, seed: int) -> None:
    """Problem for problem, with details, of lines good and bad."""
    quick, slow = Judge(path), Judge(path)
    known = FastJudge(OPERATIONS["POST", path], lambda _: True)
    short = 0
    for text in Lines(seed, path).make(COUNT):
        mine, whole = quick.judge(text), slowly(slow, text)
        assert mine == whole, text
        for one, two in zip(mine[1].problems, whole[1].problems, strict=True):
            assert one.details == two.details, text
        short += known.judge(text) is not None
    assert short > COUNT / 3


@pytest.mark.parametrize("path", [CHAT, EMBEDDINGS])
def test_the_verdict_on_a_request_is_the_check_s(path: str) -> None:
    """Of a line that is good as a line, the problems are those of `mistyped.check`."""
    judge = Judge(path)
    for text in Lines(3, path).make(COUNT):
        try:
            read = json.loads(text)
        except ValueError:
            continue
        inside = read.get("body") if isinstance(read, dict) else None
        if isinstance(inside, dict) and "model" in inside and "url" not in read:
            found = judge.judge(text)[1].problems
            expected = check(path, inside).problems
            assert [each for each in found if each in expected] == list(expected), text


def test_what_varies_is_read_by_no_rule() -> None:
    """But for whether it is empty, or where the operation is known to ask for it."""
    lists = {"input", "inputs"}
    for module in RULES.glob("*.py"):
        tree = ast.parse(module.read_text("utf-8"))
        read = {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        used = {"lists.py": lists, "responses.py": {"prompt"}}.get(module.name, set())
        assert read & VARYING.keys() <= used, module
    assert "prompt" in OPERATIONS["POST", "/v1/responses"].ruled
    assert {name for name, least in VARYING.items() if least} == lists


@pytest.mark.parametrize(
    "path", [path for verb, path in OPERATIONS if verb == "POST" and "{" not in path]
)
def test_every_operation_has_a_judge(path: str) -> None:
    """Of whatever a request is made of, the types can be built."""
    operation = find_operation("POST", path)
    assert operation is not None
    if operation.carrier == "json" and operation.request:
        FastJudge(operation, lambda _: True)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (line(), []),
        (line(url=CHAT, method="POST"), []),
        (line(custom_id=7), ["error wrong-type custom_id"]),
        (line(custom_id=None), ["warning missing custom_id"]),
        (json.dumps({"body": body()}).encode(), ["warning missing custom_id"]),
        (line(methd="POST"), ["warning unknown-key methd"]),
        (line(method="GET"), ["warning wrong-value method"]),
        (line(body=[]), ["error wrong-type body"]),
        (b'{"custom_id": "a", "params": {}}', ["error missing body"]),
        (b'{"custom_id": "a"}', ["error missing body"]),
        (line(body=body(stream=True)), ["warning streamed-line stream"]),
        (line(url=EMBEDDINGS, body={"input": "x"}), ["warning other-endpoint url"]),
        (line()[:-3], ["error not-json $"]),
        (b"[" * 200_000, ["error too-deep $"]),
        (b"[]", ["error wrong-type $"]),
        (line(body=body(seed=1)), ["error chat.seed seed"]),
    ],
)
def test_rules_of_a_line(text: bytes, found: list[str]) -> None:
    """What is wrong around a request is told beside what is wrong in it."""
    assert rules_of(text) == found


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (line(methd="POST"), "did you mean method?"),
        (b'{"custom_id": "a", "params": {}}', "call params so"),
        (line(custom_id=7), 'write it as text: "7"'),
    ],
)
def test_a_near_miss_is_named(text: bytes, hint: str) -> None:
    """The hint says what was meant."""
    assert Judge(CHAT).judge(text)[1].problems[0].hint == hint


def test_a_model_or_an_agent_of_the_job_stands_in() -> None:
    """A line that names neither is no worse for it."""
    messages = body()["messages"]
    assert rules_of(line(body={"messages": messages})) == []
    assert rules_of(line(body={"messages": messages}), AGENTS) == []


@pytest.mark.parametrize(
    ("read", "path"),
    [
        ({"body": {"messages": []}}, CHAT),
        ({"body": {"messages": [], "agent_id": "a"}}, AGENTS),
        ({"messages": []}, CHAT),
        ({"body": {"input": "x", "model": "mistral-embed"}}, EMBEDDINGS),
        (
            {"body": {"input": "x", "model": "mistral-moderation-2603"}},
            "/v1/moderations",
        ),
        (
            {"body": {"input": [{}], "model": "mistral-moderation-2603"}},
            "/v1/chat/moderations",
        ),
        ({"body": {"prompt": "x"}}, "/v1/fim/completions"),
        ({"body": {"document": {}}}, "/v1/ocr"),
        ({"body": {"inputs": "x"}}, "/v1/conversations"),
        ({"body": {"input": "x"}, "url": "/v1/moderations"}, "/v1/moderations"),
        ({"body": 7}, CHAT),
        (7, CHAT),
    ],
)
def test_where_a_line_goes_is_guessed(read: object, path: str) -> None:
    """By what it says, else by what it is made of."""
    assert guessed_path(read) == path


def test_nothing_but_a_line_feed_ends_a_line(tmp_path: Path) -> None:
    """A line separator within a text is part of it, and so is a carriage return."""
    talk = [{"role": "user", "content": "one\u2028two\x85three"}]
    texts = [
        json.dumps(
            {"custom_id": str(n), "body": body(messages=talk)}, ensure_ascii=False
        )
        for n in range(3)
    ]
    found = check_file(written(tmp_path, *(text.encode() for text in texts)))
    assert (found.lines, found.refused, found.groups) == (3, 0, {})


@pytest.mark.parametrize("pack", [bytes, gzip.compress, zstandard.compress])
def test_packed_files_and_a_mark_at_the_start(tmp_path: Path, pack: Any) -> None:
    """They are read by what they begin with, whatever they are called."""
    file = tmp_path / "lines"
    file.write_bytes(pack(b"\xef\xbb\xbf" + line() + b"\n\n" + line(custom_id="b")))
    found = check_file(str(file))
    assert (found.lines, found.refused) == (2, 0)


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
@pytest.mark.parametrize("left", [12, -12])
def test_a_file_that_is_cut_is_told(tmp_path: Path, pack: Any, left: int) -> None:
    """Half of a packed file is no file."""
    file = tmp_path / "lines.packed"
    packed = pack(line() + b"\n" + line(custom_id="b"))
    file.write_bytes(packed[:left])
    with pytest.raises(UnreadableError, match="cannot read"):
        check_file(str(file))
    file.write_bytes(packed + b"and more")
    with pytest.raises(UnreadableError, match="cannot read"):
        check_file(str(file))


def test_zstd_in_frames(tmp_path: Path) -> None:
    """A line may go on in the next one."""
    file = tmp_path / "lines.zst"
    whole = line() + b"\n" + line(custom_id="b")
    file.write_bytes(b"".join(map(zstandard.compress, (whole[:20], whole[20:]))))
    assert check_file(str(file)).lines == 2
    assert [text for _, text in lines_packed(file.read_bytes())] == [
        line() + b"\n",
        line(custom_id="b"),
    ]


def test_an_error_of_the_reader_is_none_of_the_file(tmp_path: Path) -> None:
    """Such as a full disk, where something is written of its lines."""

    def full(*_: object) -> None:
        raise OSError("no space left")

    with pytest.raises(OSError, match=r"^no space left$"):
        check_file(written(tmp_path, line(custom_id=7)), note=full)


def test_a_torn_line_is_told_and_the_rest_goes_on(tmp_path: Path) -> None:
    """Also the first one."""
    name = written(tmp_path, line()[:9], line(custom_id="b"), line(body=body(seed=1)))
    found = check_file(name)
    assert (found.lines, found.unread, found.refused) == (3, 1, 2)
    assert found.groups["error", "not-json"].places[0].line == 1


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ('{\n "model": "m",\n "messages" []\n}', "line 3, column 13"),
        ('\n\n{\n "model": "m"\n "n": 1\n}', "line 5, column 2"),
    ],
)
def test_a_document_is_told_by_its_own_place(
    tmp_path: Path, text: str, place: str
) -> None:
    """A comma that is missing in a pretty-printed body is at its own line."""
    with pytest.raises(UnreadableError, match=place):
        check_file(written(tmp_path, text.encode()))


def test_a_document_is_one_request(tmp_path: Path) -> None:
    """On as many lines as it likes, with all of its problems."""
    found = check_file(written(tmp_path, json.dumps(body(seed=1), indent=1).encode()))
    assert (found.lines, [each.rule for each in found.whole]) == (1, ["chat.seed"])


def test_the_same_name_twice(tmp_path: Path) -> None:
    """It is a warning, at the later line."""
    names = ["a", "b", "a", "c", "a"]
    found = check_file(written(tmp_path, *(line(custom_id=each) for each in names)))
    group = found.groups["warning", "duplicate-custom-id"]
    assert [each.line for each in group.places] == [3, 5]
    assert group.first.message == "line 1 has the same"


def test_many_names_are_kept_outside_of_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit goes to a file, and is found there."""
    monkeypatch.setattr("mistyped._batch.sorting._IN_MEMORY", 10)
    names = Names()
    for number in range(1, 96):
        names.add(str(number % 40), number)
    assert list(names.repeated()) == [(n, n - 40) for n in range(41, 96)]


@given(ranges=st.lists(st.lists(st.integers(0, 30).map(str), max_size=12)))
def test_names_of_ranges_are_those_of_the_file(ranges: list[list[str]]) -> None:
    """Wherever a range ends, the same lines have a name that has come before."""
    whole, parts, before = Names(), Names(), 0
    for names in ranges:
        part = NamesOfRange()
        for line, name in enumerate(names, 1):
            part.add(name, line)
            whole.add(name, before + line)
        parts.extend(part.run(), before)
        before += len(names)
    assert list(parts.repeated()) == list(whole.repeated())


def test_models_are_counted(tmp_path: Path) -> None:
    """A job may have one; what the lines name is known."""
    models = ["m1", "m2", "m1"]
    lines = [
        line(custom_id=str(n), body=body(model=model)) for n, model in enumerate(models)
    ]
    torn = b'{"body":'
    assert check_file(written(tmp_path, *lines, torn)).models == {"m1", "m2"}


def test_processes_find_what_one_finds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same counts and places, whatever the ranges; lines are told in order."""
    file = tmp_path / "lines.jsonl"
    marked = codecs.BOM_UTF8 + line(custom_id="twice")
    lines = [line(), b"", *(each.rstrip() for each in Lines(4).make(400))]
    lines += [each for n in range(90) for each in (marked, b"", line(custom_id=f"{n}"))]
    file.write_bytes(b"\n".join((*lines, *lines)))
    monkeypatch.setattr("mistyped._batch.ranges._RANGE", 9_000)
    told: list[list[tuple[int, str, tuple[Problem, ...]]]] = [[], []]
    found = [
        check_file(
            str(file),
            CHAT,
            jobs=jobs,
            note=lambda *each, at=jobs - 1: told[at].append(
                (*each[:2], each[2].problems)
            ),
        )
        for jobs in (1, 2)
    ]
    assert found[0] == found[1]
    assert told[0] == told[1]
    assert found[0].refused > 100


def test_a_file_with_nothing_in_it(tmp_path: Path) -> None:
    """Is no JSON."""
    with opened(written(tmp_path, b"  ")) as source, pytest.raises(UnreadableError):
        lines_of(source)
