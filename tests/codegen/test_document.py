"""Reading YAML strictly and writing JSON in one way."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.document import (
    Document,
    DocumentError,
    JSONValue,
    dump_json,
    load_yaml,
    put,
)


def read(folder: Path, text: str) -> Document:
    """Return what `load_yaml` makes of this text."""
    path = folder / "file.yaml"
    path.write_text(text, "utf-8")
    return load_yaml(path)


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
def test_scalars_are_yaml_1_2(tmp_path: Path, text: str, value: JSONValue) -> None:
    """A plain scalar means what YAML 1.2 says."""
    assert dump_json(read(tmp_path, f"a: {text}\n")) == dump_json({"a": value})


def test_keys_are_texts(tmp_path: Path) -> None:
    """A key is its text as written: `200` and `no` are no number and no boolean."""
    assert read(tmp_path, "200: a\nno: b\n1.0: c\n") == {
        "200": "a",
        "no": "b",
        "1.0": "c",
    }


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a: 1\nb: {c: 1, c: 2}", "file.yaml: line 2: duplicate key 'c'"),
        ("a: .inf", "file.yaml: line 1: JSON has no .inf"),
        ("a: 1e999", "file.yaml: line 1: JSON has no 1e999"),
        ("a: !!binary x", "JSON has no tag:yaml.org,2002:binary"),
        ("a: !!int x", "'x' is no int"),
        ("a: &b {}\nc: {<<: *b}", "line 2: YAML 1.2 has no merge key '<<'"),
        ("a: &b [*b]", "an alias contains itself"),
        ("? [a]\n: 1", "a key is not text"),
        ("- 1", "the root is no object"),
        ("", "the root is no object"),
        ("a: 1\n---\nb: 1", "line 2: but found another document"),
        ("a: [", "line 2: did not find expected node content"),
        ("a: \a", "control characters are not allowed"),
    ],
)
def test_file_is_json_in_yaml(tmp_path: Path, text: str, message: str) -> None:
    """What is no JSON document fails with the file, the line and the reason."""
    with pytest.raises(DocumentError) as caught:
        read(tmp_path, text)
    assert message in str(caught.value)


def test_aliases_become_copies(tmp_path: Path) -> None:
    """A change of one use of a YAML anchor leaves the other uses alone."""
    document = read(tmp_path, "a: &x {b: 1}\nc: *x\n")
    put(document, ("a", "b"), 2)
    assert document == {"a": {"b": 2}, "c": {"b": 1}}


def test_json_text_is_stable() -> None:
    """Written JSON has two spaces, its own key order, umlauts and a last newline."""
    text = '{\n  "b": "ü",\n  "a": [\n    1\n  ]\n}\n'
    assert dump_json({"b": "ü", "a": [1]}) == text
