"""Finds what overlays set in vain: values of which later actions leave nothing."""

from __future__ import annotations

from collections.abc import Container, Iterator

from codegen.document import (
    JSONValue,
    Location,
    TracedObject,
    all_origins,
    children_of,
    resolve,
)
from codegen.findings import Finding, Origin
from codegen.overlay import Applied


def overwritten(applied: Applied) -> Iterator[Finding]:
    """Yield the parts of updates that later actions set anew or remove everywhere.

    What another action has copied in between is not lost: a copy keeps its origin.
    """
    alive = set(all_origins(applied.document))
    updates = [each for each in applied.touched if each.action.how == "updated"]
    for action, locations, _ in updates:
        update = TracedObject({"update": action.update}, action.origins)
        for path, origin in _lost(update, alive):
            leaf = (*locations[0], *path[1:], *_first_leaf(resolve(update, path)))
            later = _origin_of(applied.document, leaf)
            what = "/".join(map(str, path[1:]))
            yield origin.finding(
                f"{what or 'all of it'} is set anew at {later}"
                if later
                else f"later actions leave nothing of {what or 'it'}",
                "delete it here",
            )


def _lost(
    value: JSONValue, alive: Container[Origin], at: Location = ()
) -> Iterator[tuple[Location, Origin]]:
    """Yield the largest parts of a value of which nothing is alive."""
    for key, child, origin in children_of(value):
        if origin and not any(leaf in alive for leaf in _leaves(child, origin)):
            yield (*at, key), origin
        else:
            yield from _lost(child, alive, (*at, key))


def _leaves(value: JSONValue, origin: Origin | None) -> Iterator[Origin]:
    """Yield where all comes from that holds nothing else: the rest may be merged."""
    if value and isinstance(value, dict | list):
        for _, child, inner in children_of(value):
            yield from _leaves(child, inner)
    elif origin:
        yield origin


def _first_leaf(value: JSONValue) -> Location:
    for key, child, _ in children_of(value):
        return (key, *_first_leaf(child))
    return ()


def _origin_of(value: JSONValue, leaf: Location) -> Origin | None:
    """Return where a leaf of objects comes from; items of lists may have moved."""
    if isinstance(value, dict) and leaf:
        for key, child, origin in children_of(value):
            if key == leaf[0]:
                is_leaf = not isinstance(child, dict | list)
                return origin if is_leaf else _origin_of(child, leaf[1:])
    return None
