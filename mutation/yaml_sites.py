"""Where an overlay or the table of rules can be changed.

A change is one that somebody could make by mistake, and that leaves YAML behind. The
text is edited in place, so that comments and anchors stay.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from random import Random
from typing import TypeAlias

import yaml

from mutation.mutant import Sites

Pair: TypeAlias = tuple[yaml.Node, yaml.Node]
Edit: TypeAlias = tuple[int, int, str]
"""Where a text is replaced, from and to, and by what."""

_ALIAS = re.compile(r": +(\*[\w-]+)")
_ANCHOR = re.compile(r"[:-] &\w")
_UP = {"maximum", "maxLength", "maxItems", "maxProperties", "exclusiveMaximum"}
_DOWN = {"minimum", "minLength", "minItems", "minProperties", "exclusiveMinimum"}
_COUNTED = ("minLength", "minItems", "minProperties")
_LISTS = {"operations", "models", "not_models", "needs", "enum", "required", "type"}
_LISTS |= {"anyOf", "oneOf"}
_HINTS = {"x-hint", "hint"}
_ROWS = {"actions", "x-foreign", "properties"}
_GONE = {"pattern", "severity", "additionalProperties", "const"}


def sites(text: str) -> Sites:
    """Return the places of a file that can be changed, each with one change."""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert root is not None
    edits = {
        kind: {edit for pair in _pairs(root) for edit in way(text, pair)}
        for kind, way in _WAYS.items()
    }
    if _is_table_of_rules(root):
        edits["row"] |= {
            edit for _, group in _items(root) for edit in _rows(text, group)
        }
    return {
        kind: [partial(_edited, text, edit) for edit in sorted(found)]
        for kind, found in edits.items()
        if found
    }


def _edited(text: str, edit: Edit, _: Random) -> str:
    start, end, new = edit
    return text[:start] + new + text[end:]


def _is_table_of_rules(root: yaml.Node) -> bool:
    """Whether it is groups of rules, and no overlay, whose rows are actions."""
    return all(_text(key) != "actions" for key, _ in _items(root))


def _items(node: yaml.Node) -> list[Pair]:
    return node.value if isinstance(node, yaml.MappingNode) else []


def _text(node: yaml.Node) -> str:
    return str(node.value) if isinstance(node, yaml.ScalarNode) else ""


def _pairs(node: yaml.Node) -> Iterator[Pair]:
    """Yield every key with its value, at every depth."""
    for pair in _items(node):
        yield pair
        yield from _pairs(pair[1])
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _pairs(item)


def _looser_bound(_: str, pair: Pair) -> Iterator[Edit]:
    """A bound that is looser by one."""
    key, value = _text(pair[0]), pair[1]
    step = 1 if key in _UP else -1 if key in _DOWN else 0
    if not step or not _text(value).replace(".", "").lstrip("-").isdigit():
        return
    number = float(_text(value)) + step
    if number >= 0 or not key.startswith(_COUNTED):
        new = str(int(number)) if number.is_integer() else str(number)
        yield value.start_mark.index, value.end_mark.index, new


def _shorter_list(text: str, pair: Pair) -> Iterator[Edit]:
    """A list that lacks one of its items, also where it stands by its alias."""
    key, value = pair
    if _text(key) not in _LISTS or not isinstance(value, yaml.SequenceNode):
        return
    if len(value.value) < 2:
        return
    alias = _ALIAS.match(text, key.end_mark.index)
    if value.flow_style or alias:
        # The mark of a node with an anchor stands before the anchor, which has to stay.
        opening = text.index("[", value.start_mark.index) if not alias else 0
        span = alias.span(1) if alias else (opening, value.end_mark.index)
        items = [
            text[e.start_mark.index : e.end_mark.index].strip() for e in value.value
        ]
        for index in range(len(items)):
            rest = ", ".join(items[:index] + items[index + 1 :])
            yield *span, f"[{rest}]"
    else:
        yield from _rows(text, value)


def _removed_row(text: str, pair: Pair) -> Iterator[Edit]:
    """A table that lacks one of its rows."""
    if _text(pair[0]) in _ROWS:
        yield from _rows(text, pair[1])


def _rows(text: str, node: yaml.Node) -> Iterator[Edit]:
    """Yield the removal of each row of a block, with its lines."""
    if not isinstance(node, yaml.CollectionNode) or node.flow_style:
        return
    nodes = [key for key, _ in _items(node)]
    if isinstance(node, yaml.SequenceNode):
        nodes = node.value
    if len(nodes) < 2:
        return
    starts = [text.rindex("\n", 0, each.start_mark.index) + 1 for each in nodes]
    last = nodes[-1] if isinstance(node, yaml.SequenceNode) else _items(node)[-1][1]
    end = max(last.end_mark.index, text.find("\n", last.start_mark.index) + 1)
    ends = [*starts[1:], text.rindex("\n", 0, end) + 1]
    for start, end in zip(starts, ends, strict=True):
        # Without an anchor there is no YAML left behind.
        if not _ANCHOR.search(text, start, end):
            yield start, end, ""


def _no_hint(text: str, pair: Pair) -> Iterator[Edit]:
    """A hint that says nothing."""
    key, value = pair
    if _text(key) in _HINTS and value.start_mark.line == key.start_mark.line:
        yield value.start_mark.index, value.end_mark.index, '""'
        yield from _without_line(text, pair)


def _no_constraint(text: str, pair: Pair) -> Iterator[Edit]:
    """A pattern or a severity that is not said."""
    if _text(pair[0]) in _GONE:
        yield from _without_line(text, pair)


def _without_line(text: str, pair: Pair) -> Iterator[Edit]:
    key, value = pair
    start = text.rindex("\n", 0, key.start_mark.index) + 1
    end = text.index("\n", key.end_mark.index) + 1
    alone = not text[start : key.start_mark.index].strip()
    if alone and value.end_mark.index < end and isinstance(value, yaml.ScalarNode):
        yield start, end, ""


_WAYS: dict[str, Callable[[str, Pair], Iterator[Edit]]] = {
    "bound": _looser_bound,
    "list": _shorter_list,
    "row": _removed_row,
    "hint": _no_hint,
    "constraint": _no_constraint,
}
