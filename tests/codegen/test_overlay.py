"""The overlay applier: what the standard says, and where it is stricter on purpose.

A case is a folder `overlay_cases/<feature>/` with `before.yaml`, `overlay.yaml` and
`after.yaml`. To add one, add a folder; an overlay's `info.description` names the
published set or example whose feature it repeats in words of its own.
"""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import indent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.document import (
    Document,
    JSONValue,
    TracedArray,
    TracedObject,
    clone,
    dump_json,
    locate,
    put,
    resolve,
)
from codegen.findings import Origin
from codegen.overlay import (
    Applied,
    Overlay,
    OverlayError,
    apply,
    load_overlay,
    parse_overlay,
)
from codegen.yaml_reader import load_yaml
from tests.work import work_of

CASES = sorted(path.parent for path in Path(__file__).parent.rglob("after.yaml"))
HEAD = "overlay: 1.1.0\ninfo: {title: Test, version: '1'}\n"


def traced(value: JSONValue, origin: Origin) -> JSONValue:
    """Return a value of which everything comes from one line."""
    if isinstance(value, dict):
        members = {key: traced(child, origin) for key, child in value.items()}
        return TracedObject(members, dict.fromkeys(value, origin))
    if isinstance(value, list):
        items = [traced(child, origin) for child in value]
        return TracedArray(items, [origin] * len(items))
    return value


def overlay_of(*actions: Document) -> Overlay:
    """Return an overlay with these actions, one on each line from 4 on."""
    origins = [Origin("test.yaml", line) for line, _ in enumerate(actions, 4)]
    items = map(traced, actions, origins)
    info: Document = {"title": "Test", "version": "1"}
    document: Document = {"overlay": "1.1.0", "info": info}
    document["actions"] = TracedArray(items, origins)
    return parse_overlay("test.yaml", TracedObject(document, {}))


def changed(before: Document, *actions: Document) -> Document:
    """Return what these actions make of `before`."""
    return apply(before, [overlay_of(*actions)]).document


def refusals(before: Document, *actions: Document) -> list[str]:
    """Return the findings about these actions, as texts."""
    with pytest.raises(OverlayError) as caught:
        changed(before, *actions)
    return [str(finding) for finding in caught.value.findings]


def load_text(folder: Path, text: str) -> Overlay:
    """Return the overlay in a file with this text."""
    path = folder / "chat.yaml"
    path.write_text(text, "utf-8")
    return load_overlay(path)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_case(case: Path) -> None:
    """An overlay turns `before` into `after`, to the order of the keys."""
    overlay = load_overlay(case / "overlay.yaml")
    result = apply(load_yaml(case / "before.yaml"), [overlay]).document
    assert dump_json(result) == dump_json(load_yaml(case / "after.yaml"))


def test_cases_are_found() -> None:
    """Every folder under `overlay_cases` is a complete case and runs."""
    folders = sorted((Path(__file__).parent / "overlay_cases").iterdir())
    assert folders == CASES


# What an action must do


def test_target_without_match_fails() -> None:
    """A target that matches nothing is a finding with file, line and fix."""
    keep: Document = {"target": "$.a", "update": 2}
    lost: Document = {"target": "$.b", "update": 2}
    (finding,) = refusals({"a": 1}, keep, lost)
    assert finding == (
        "test.yaml:5: the target matches nothing; correct it, or delete the action"
    )


@pytest.mark.parametrize(
    ("before", "update"),
    [
        ({"a": 1}, 1),
        ({"a": {"b": "x", "c": None}}, {"b": "x", "c": None}),
        ({"a": {"b": {}}}, {"b": {}}),
        ({"a": [1]}, []),
        ({"a": {}}, {}),
    ],
)
def test_update_without_change_fails(before: Document, update: JSONValue) -> None:
    """An update that says what is already there is a finding."""
    (finding,) = refusals(before, {"target": "$.a", "update": update})
    assert "it changes nothing" in finding


def test_one_changed_node_is_enough() -> None:
    """An action may find some of its nodes as it wants them, but not all."""
    before: Document = {"a": {"x": 1}, "b": {}}
    action: Document = {"target": "$.*", "update": {"x": 1}}
    assert changed(before, action) == {"a": {"x": 1}, "b": {"x": 1}}
    again: Document = {**action, "description": "the same once more"}
    assert "it changes nothing" in refusals(before, action, again)[0]


@pytest.mark.parametrize("new", [True, 1.0, "1", None])
def test_equal_in_python_is_not_equal_in_json(new: JSONValue) -> None:
    """1, 1.0 and true are different values: replacing one by another is a change."""
    result = changed({"a": 1}, {"target": "$.a", "update": new})
    assert dump_json(result) == dump_json({"a": new})


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ({"b": 1}, {"b": {}}, "/a/b is primitive, the update object"),
        ({"b": []}, {"b": 1}, "/a/b is array, the update primitive"),
        ({"b": {}}, {"b": []}, "/a/b is object, the update array"),
        ({"b": {}}, "text", "/a is object, the update primitive"),
        ("text", {"b": 1}, "/a is primitive, the update object"),
    ],
)
def test_kinds_do_not_mix(old: JSONValue, new: JSONValue, message: str) -> None:
    """An object, an array and a primitive do not replace each other by an update."""
    (finding,) = refusals({"a": old}, {"target": "$.a", "update": new})
    assert message in finding


def test_every_clash_is_reported() -> None:
    """All places where an update does not fit are found in one run."""
    before: Document = {"a": {"b": 1, "c": {"d/e": []}}}
    update: Document = {"b": [], "c": {"d/e": 2}}
    first, second = refusals(before, {"target": "$.a", "update": update})
    assert "/a/b is primitive" in first
    assert "/a/c/d~1e is array" in second


def test_targets_are_of_one_kind() -> None:
    """An update whose target matches objects and arrays at once is a finding."""
    (finding,) = refusals({"a": {}, "b": []}, {"target": "$.*", "update": {"x": 1}})
    assert "matches array and object nodes at once" in finding


def test_root_stays() -> None:
    """The root cannot be removed."""
    (finding,) = refusals({"a": 1}, {"target": "$", "remove": True})
    assert "removes the root" in finding


def test_items_are_removed_by_what_they_were() -> None:
    """Removing several items takes those that were matched, in whatever order."""
    before: Document = {"a": [0, 1, 2, 3, 4, 5]}
    action: Document = {"target": "$.a[4, 0, -1, 2, 0]", "remove": True}
    assert changed(before, action) == {"a": [1, 3]}


@pytest.mark.parametrize(("source", "count"), [("$.x", 0), ("$.b.*", 2)])
def test_copy_takes_one_node(source: str, count: int) -> None:
    """A copy whose source is not exactly one node is a finding."""
    before: Document = {"a": {}, "b": {"c": {}, "d": {}}}
    (finding,) = refusals(before, {"target": "$.a", "copy": source})
    assert f"copy selects {count} nodes" in finding


def test_copies_are_independent() -> None:
    """What was copied does not follow its source, nor the other copies."""
    before: Document = {"from": {"list": [1]}, "to": [{}, {}]}
    result = changed(
        before,
        {"target": "$.to[*]", "copy": "$.from"},
        {"target": "$.from.list", "update": 2},
        {"target": "$.to[0].list", "update": 3},
    )
    to: JSONValue = [{"list": [1, 3]}, {"list": [1]}]
    assert result == {"from": {"list": [1, 2]}, "to": to}


# What an overlay document must be


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ({"target": "$.a"}, "write exactly one of update, remove and copy"),
        ({"target": "$.a", "update": 2, "remove": True}, "write exactly one of"),
        ({"target": "$.a", "update": 2, "copy": "$.b"}, "write exactly one of"),
        ({"target": "$.a", "remove": False}, "write true, or leave it out"),
        ({"target": "$.a", "update": 2, "because": ""}, "'because' does not match"),
        ({"target": 7, "update": 2}, "7 is not of type 'string'"),
        ({"update": 2}, "'target' is a required property"),
        ({"target": "$.x-a", "update": 2}, "target is not RFC 9535: expected '.'"),
        ({"target": "a", "update": 2}, "target is not RFC 9535: expected '$'"),
        ({"target": "$.a", "copy": "$["}, "copy is not RFC 9535: unbalanced"),
    ],
)
def test_action_is_valid(action: Document, message: str) -> None:
    """An action that says too little, too much or no RFC 9535 path is a finding."""
    (finding,) = refusals({"a": 1, "b": 3}, action)
    assert finding.startswith("test.yaml:4: ")
    assert message in finding


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD.replace("1.1.0", "1.0.0"), ":1: /overlay: '1.0.0' does not match"),
        (HEAD.replace("1.1.0", "1.2.0"), ":1: /overlay: '1.2.0' does not match"),
        (HEAD.replace("'1'", "1.0"), ":2: /info/version: 1.0 is not of type 'string'"),
        (HEAD.replace(", version: '1'", ""), ":2: /info: 'version' is a required"),
        (HEAD.replace("title", "x-odd: 1, title"), ":2: /info: Additional properties"),
        (HEAD + "targetFormat: openapi\n", ":1: Additional properties are not allowed"),
    ],
)
def test_document_is_valid(tmp_path: Path, text: str, message: str) -> None:
    """An overlay of another version, or with unknown or missing members, is refused."""
    overlay = load_text(tmp_path, text + "actions: [{target: $.a, update: 2}]\n")
    with pytest.raises(OverlayError) as caught:
        apply({"a": 1}, [overlay])
    assert str(caught.value).startswith(f"{tmp_path}/chat.yaml{message}")


@pytest.mark.parametrize("actions", ["[]", "5", "[{target: $.a, update: 2}, 5]"])
def test_actions_are_actions(tmp_path: Path, actions: str) -> None:
    """An overlay holds at least one action, and nothing else among them."""
    overlay = load_text(tmp_path, f"{HEAD}actions: {actions}\n")
    with pytest.raises(OverlayError):
        apply({"a": 1}, [overlay])


def test_an_action_stands_once() -> None:
    """The same action twice in one overlay is a finding, as in the standard."""
    action: Document = {"target": "$.a", "update": 2}
    assert "has non-unique elements" in refusals({"a": []}, action, action)[0]


def test_unreadable_file_is_a_finding(tmp_path: Path) -> None:
    """A YAML mistake in an overlay is reported with the rest, not before it."""
    broken = load_text(tmp_path, HEAD + "actions: []\nactions: []\n")
    other = overlay_of({"target": "$.b", "remove": True})
    with pytest.raises(OverlayError) as caught:
        apply({"a": 1}, [broken, other])
    first, second = caught.value.findings
    assert str(first).startswith(f"{tmp_path}/chat.yaml:4: duplicate key 'actions'")
    assert second.problem == "the target matches nothing"


def test_all_findings_come_together() -> None:
    """One run finds what is wrong in every action of every overlay."""
    first = overlay_of(
        {"target": "$.x-a", "update": 1},
        {"target": "$.b", "remove": True},
        {"target": "$.a", "update": 2},
    )
    second = overlay_of({"target": "$.a", "update": 2}, {"target": "$.a"})
    with pytest.raises(OverlayError) as caught:
        apply({"a": 1}, [first, second])
    lines = [finding.line for finding in caught.value.findings]
    assert lines == [4, 4, 5, 5]
    assert len(str(caught.value).splitlines()) == len(lines)


def test_long_values_do_not_fill_the_message() -> None:
    """A finding about a large action stays one short line."""
    (finding,) = refusals({"a": 1}, {"target": "$.a", "x-evidence": "long" * 500})
    assert len(finding) < 200


# What an action leaves behind


def applied() -> Applied:
    """Return the result of three overlays' worth of actions, with a record of each."""
    before: Document = {"a/b": {"m~n": [1, 2]}, "c": {}}
    return apply(
        before,
        [
            overlay_of(
                {
                    "target": "$['a/b']['m~n'][*]",
                    "remove": True,
                    "description": "Mistral has none",
                    "x-verdict": "refused",
                    "x-evidence": ["e1", "e2"],
                },
                {"target": "$.c", "copy": "$['a/b']"},
            ),
            overlay_of({"target": "$", "update": {"d": 1}}),
        ],
    )


def test_locations_are_of_the_nodes_before() -> None:
    """A record holds the locations of what was matched before the action ran."""
    assert [(each.action.how, each.locations) for each in applied().touched] == [
        ("removed", (("a/b", "m~n", 0), ("a/b", "m~n", 1))),
        ("copied", (("c",),)),
        ("updated", ((),)),
    ]


def test_records_carry_what_the_author_said() -> None:
    """A record names its action and keeps the description and the extensions."""
    removed, copied, _ = (each.action for each in applied().touched)
    assert (removed.area, removed.origin) == ("test", ("test.yaml", 4))
    assert removed.description == "Mistral has none"
    assert removed.extensions == {"x-verdict": "refused", "x-evidence": ["e1", "e2"]}
    assert (copied.origin.line, copied.target, copied.description) == (5, "$.c", "")


def test_values_keep_the_lines_that_they_come_from() -> None:
    """What an action sets knows its line, after moves in a list and through copies."""
    result = changed(
        {"a": {"list": [0, {}], "text": "x"}, "b": {}},
        {"target": "$.a.list", "update": {"new": {"deep": 1}}},
        {"target": "$.a.list[0]", "remove": True},
        {"target": "$.a.text", "update": "y"},
        {"target": "$.a", "update": {"list": ["last"]}},
        {"target": "$.b", "copy": "$.a"},
        {"target": "$", "update": {"c": 1}},
    )
    lines = {
        "a.text": 6,
        "a.list.1.new.deep": 4,
        "a.list.2": 7,
        "b.text": 6,
        "b.list.1.new": 4,
        "c": 9,
    }
    found = {
        path: locate(result, [int(k) if k.isdecimal() else k for k in path.split(".")])
        for path in lines
    }
    assert found == {path: ("test.yaml", line) for path, line in lines.items()}
    assert locate(result, ["a", "list", 0]) is None


def test_nodes_stay_as_they_were() -> None:
    """A record holds the nodes from before its action, whatever later actions do."""
    before: Document = {"a": {"b": {"c": 1}}}
    overlay = overlay_of(
        {"target": "$.a", "update": {"d": 2}},
        {"target": "$.a.b.c", "remove": True},
        {"target": "$.a.b", "remove": True},
    )
    touched = apply(before, [overlay]).touched
    assert [each.nodes for each in touched] == [({"b": {"c": 1}},), (1,), ({},)]


def test_input_is_not_changed() -> None:
    """Neither the document nor the overlay is changed by applying, in no part."""
    before: Document = {"a": {"list": [1]}, "b": {"gone": True}}
    value: Document = {"list": [{"deep": []}]}
    overlay = overlay_of(
        {"target": "$.a", "update": value},
        {"target": "$.a.list[1].deep", "update": 3},
        {"target": "$.b.gone", "remove": True},
        {"target": "$", "update": {"c": 1}},
    )
    first = apply(before, [overlay]).document
    assert before == {"a": {"list": [1]}, "b": {"gone": True}}
    assert value == {"list": [{"deep": []}]}
    assert apply(before, [overlay]).document == first


def test_a_large_build_is_little_work() -> None:
    """250 actions on 200 kB, a tenth of them by descent: no search is quadratic."""
    fields: Document = {f"p{i}": {"type": "string", "x": "y" * 60} for i in range(9)}
    before: Document = {f"S{i}": {"properties": clone(fields)} for i in range(180)}
    assert len(dump_json(before)) > 200_000
    direct = [f"$.S{i}.properties['p3']" for i in range(175)]
    filtered = [f"$.S{i}.properties[?@['type'] == 'string']" for i in range(50)]
    descending = [f"$..properties.p{i % 9}" for i in range(25)]
    actions: list[Document] = [
        {"target": target, "update": {f"x-{number}": number}}
        for number, target in enumerate(direct + filtered + descending)
    ]
    overlay = overlay_of(*actions)
    assert work_of(lambda: apply(before, [overlay])) < 5_000_000


def test_shared_values_are_separated() -> None:
    """A document that holds one Python object twice is two values all the same."""
    shared: Document = {"list": []}
    result = changed({"a": shared, "b": shared}, {"target": "$.a.list", "update": 1})
    assert result == {"a": {"list": [1]}, "b": {"list": []}}


def test_json_files_are_read_as_well(tmp_path: Path) -> None:
    """An overlay may be JSON."""
    action = '{"target": "$.a", "update": 2}'
    head = '"overlay": "1.1.0", "info": {"title": "T", "version": "1"}'
    overlay = load_text(
        tmp_path, f'{{\n{indent(head, "  ")},\n  "actions": [{action}]}}'
    )
    assert apply({"a": 1}, [overlay]).document == {"a": 2}


# For any document

scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=4)
values = st.recursive(
    scalars | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
documents = st.dictionaries(st.text(max_size=3), values, min_size=1, max_size=4)


def places(value: JSONValue) -> list[tuple[int | str, ...]]:
    """Return the locations of all objects in a value."""
    found: list[tuple[int | str, ...]] = [()] if isinstance(value, dict) else []
    children = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value if isinstance(value, list) else [])
    )
    for key, child in children:
        found.extend((key, *rest) for rest in places(child))
    return found


def fitting(value: JSONValue) -> st.SearchStrategy[JSONValue]:
    """Return a strategy for updates that fit a value."""
    if isinstance(value, list):
        return st.lists(values, max_size=2).map(list[JSONValue])
    if not isinstance(value, dict):
        return scalars
    known = {key: fitting(child) for key, child in value.items()}
    # A key that no document has makes sure that the update changes something.
    new: list[Document] = [{"new key": "new"}, {"new key": [1]}]
    some = st.fixed_dictionaries({}, optional=known)
    return st.tuples(some, st.sampled_from(new)).map(lambda two: {**two[0], **two[1]})


@st.composite
def updates(draw: st.DrawFn) -> tuple[Document, tuple[int | str, ...], JSONValue]:
    """Draw a document, the place of an object in it, and an update that fits there."""
    document: Document = draw(documents)
    place = draw(st.sampled_from(places(document)))
    return document, place, draw(fitting(resolve(document, place)))


def update_at(place: tuple[int | str, ...], value: JSONValue) -> Overlay:
    """Return an overlay that updates the node at this place."""
    path = "$" + "".join(f"[{json.dumps(key)}]" for key in place)
    return overlay_of({"target": path, "update": value})


def contains(whole: JSONValue, part: JSONValue) -> bool:
    """Return whether a merge of `part` explains `whole`."""
    if isinstance(whole, dict) and isinstance(part, dict):
        return all(k in whole and contains(whole[k], v) for k, v in part.items())
    if isinstance(whole, list) and isinstance(part, list):
        return whole[len(whole) - len(part) :] == part
    return whole == part


@given(updates())
def test_update_stays_in_its_node(
    drawn: tuple[Document, tuple[int | str, ...], JSONValue],
) -> None:
    """Outside the node that it targets an update changes nothing, not even an order."""
    before, place, value = drawn
    after = apply(before, [update_at(place, value)])
    assert [each.locations for each in after.touched] == [(place,)]
    if place:
        put(before, place, "the node")
        put(after.document, place, "the node")
        assert dump_json(after.document) == dump_json(before)


@given(updates())
def test_update_is_in_the_result(
    drawn: tuple[Document, tuple[int | str, ...], JSONValue],
) -> None:
    """After an update its node contains every value that the update holds."""
    before, place, value = drawn
    after = apply(before, [update_at(place, value)]).document
    assert contains(resolve(after, place), value)


@given(updates())
def test_apply_is_deterministic(
    drawn: tuple[Document, tuple[int | str, ...], JSONValue],
) -> None:
    """The same input gives the same text, and stays the same."""
    before, place, value = drawn
    text = dump_json(before)
    results = [apply(before, [update_at(place, value)]).document for _ in range(2)]
    assert dump_json(results[0]) == dump_json(results[1])
    assert dump_json(before) == text
