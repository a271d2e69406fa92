"""JSON documents: one way to write them, and values that keep where they come from."""

from __future__ import annotations

from codegen.document import all_origins, as_list, as_object, clone, delete, dump_json
from codegen.yaml_reader import parse_yaml


def test_json_text_is_stable() -> None:
    """Written JSON has two spaces, its own key order, umlauts and a last newline."""
    text = '{\n  "b": "ü",\n  "a": [\n    1\n  ]\n}\n'
    assert dump_json({"b": "ü", "a": [1]}) == text


def test_a_copy_keeps_where_everything_comes_from() -> None:
    """What is deleted takes its line along, and leaves the others theirs."""
    document = parse_yaml("a:\n  - 1\n  - 2\n  - b: 3\nc: 4\n", "file.yaml")
    copy = as_object(clone(document))
    delete(copy, ("a", 0))
    delete(copy, ("c",))
    assert [origin.line for origin in all_origins(copy)] == [1, 3, 4, 4]
    assert [origin.line for origin in all_origins(document)] == [1, 2, 3, 4, 4, 5]


def test_values_from_nowhere_are_values_all_the_same() -> None:
    """What no file holds, or joins a list later, comes from nowhere."""
    document = parse_yaml("a: [1]\n", "file.yaml")
    as_list(document["a"]).append({"b": 1})
    copy = as_object(clone({"x": [1, {}], **document}))
    assert copy == {"x": [1, {}], "a": [1, {"b": 1}]}
    assert [origin.line for origin in all_origins(document)] == [1, 1]
