"""Reading YAML strictly, with the lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.document import Document, JSONValue, dump_json, locate, put
from codegen.output import ROOT
from codegen.yaml_reader import DocumentError, load_yaml, parse_yaml


def read(text: str) -> Document:
    """Return what is made of this text."""
    return parse_yaml(text, "file.yaml")


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-08", 1e-08),
        ("-.5", -0.5),
        ("0x1F", 31),
        ("0o17", 15),
        ("017", 17),
        ("~", None),
        ("", None),
        ("true", True),
        ("no", "no"),
        ("1:30", "1:30"),
        ("1_000", "1_000"),
        ("2026-11-20", "2026-11-20"),
        ("'1'", "1"),
        ("!!str 1", "1"),
    ],
)
def test_scalars_are_yaml_1_2(text: str, value: JSONValue) -> None:
    """A plain scalar means what YAML 1.2 says."""
    assert dump_json(read(f"a: {text}\n")) == dump_json({"a": value})


def test_keys_are_texts() -> None:
    """A key is its text as written: `200` and `no` are no number and no boolean."""
    assert read("200: a\nno: b\n1.0: c\n") == {
        "200": "a",
        "no": "b",
        "1.0": "c",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: {c: 1, c: 2}", "file.yaml:2: duplicate key 'c'; correct it"),
        ("a: .inf", "file.yaml:1: JSON has no .inf"),
        ("a: 1e999", "file.yaml:1: JSON has no 1e999"),
        ("a: !!binary x", "JSON has no tag:yaml.org,2002:binary"),
        ("a: !!int x", "'x' is no int"),
        ("a: &b {}\nc: {<<: *b}", "file.yaml:2: YAML 1.2 has no merge key '<<'"),
        ("a: &b [*b]", "an alias contains itself"),
        ("? [a]\n: 1", "a key is not text"),
        ("- 1", "the root is no object"),
        ("", "the root is no object"),
        ("a: 1\n---\nb: 1", "file.yaml:2: but found another document"),
        ("a: [", "file.yaml:2: did not find expected node content"),
        ("a: \a", "control characters are not allowed"),
        ("a: b\nc: d#1 and #2", "file.yaml:2: without quotes #2 is a comment"),
        ("a: [b #2\n]", "file.yaml:1: without quotes #2 is a comment"),
    ],
)
def test_file_is_json_in_yaml(text: str, message: str) -> None:
    """What is no JSON document fails with the file, the line and the reason."""
    with pytest.raises(DocumentError) as caught:
        read(text)
    assert message in str(caught.value)


def test_aliases_become_copies() -> None:
    """A change of one use of a YAML anchor leaves the other uses alone."""
    document = read("a: &x {b: 1}\nc: *x\n")
    put(document, ("a", "b"), 2)
    assert document == {"a": {"b": 2}, "c": {"b": 1}}


@pytest.mark.parametrize(
    "text",
    ["a: b # c", "a: b ## c", "a: 'b' #c", "a: b#c", "a: >- #c\n  b", "a: #c\n  b"],
)
def test_comments_are_comments(text: str) -> None:
    """A comment is taken for one unless it looks like the rest of a text."""
    assert read(text)["a"] in ("b", "b#c")


def test_lines_are_kept() -> None:
    """Members and items know their lines, an alias those of what it stands for."""
    text = "a:\n  b: {c: 1}\n  d:\n    - 1\n    - e: 2\nf: &x\n  g: 1\nh: *x\n"
    document = read(text)
    lines = {
        ("a",): 1,
        ("a", "b", "c"): 2,
        ("a", "d"): 3,
        ("a", "d", 0): 4,
        ("a", "d", 1, "e"): 5,
        ("h",): 8,
        ("h", "g"): 7,
    }
    found = {place: locate(document, place) for place in lines}
    assert found == {place: ("file.yaml", line) for place, line in lines.items()}


def test_what_is_not_there_is_located_by_what_is_around_it() -> None:
    """The line of the nearest thing that is there is better than none."""
    document = read("a:\n  b: 1\n")
    assert locate(document, ["a", "c", "d"]) == ("file.yaml", 1)
    assert locate(document, ["x"]) is None


def test_files_are_called_by_their_path_below_the_root(tmp_path: Path) -> None:
    """A finding names a file as people find it; one that is elsewhere by all of it."""
    for path in (Path("spec/rules.yaml"), ROOT / "spec/rules.yaml"):
        origin = locate(load_yaml(path), ["order"])
        assert origin
        assert origin.source == "spec/rules.yaml"
    elsewhere = tmp_path / "file.yaml"
    elsewhere.write_text("a: [", "utf-8")
    with pytest.raises(DocumentError) as caught:
        load_yaml(elsewhere)
    assert str(caught.value).startswith(f"{elsewhere}:2: ")
