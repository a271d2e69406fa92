"""Where a JSON Schema lets objects have any keys, which a strict one must not."""

from __future__ import annotations

from collections.abc import Iterator

from mistyped._values.guards import is_list, is_object

_MAPS = ("properties", "$defs", "definitions")
_LISTS = ("anyOf", "oneOf", "allOf", "prefixItems")
_SINGLE = ("items", "not")


def open_places(schema: object) -> list[str]:
    """Return the paths of objects that are not closed, `properties` left out."""
    return [".".join(place) or "the whole" for place in _open(schema, ())]


def _open(schema: object, place: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    if not is_object(schema):
        return
    kind = schema.get("type")
    is_any = kind == "object" or (is_list(kind) and "object" in kind)
    if (is_any or "properties" in schema) and (
        schema.get("additionalProperties") is not False or "patternProperties" in schema
    ):
        yield place
    for name in _MAPS:
        inner = schema.get(name)
        for key, each in inner.items() if is_object(inner) else ():
            yield from _open(each, (*place, str(key)))
    for name in _LISTS:
        members = schema.get(name)
        for each in members if is_list(members) else ():
            yield from _open(each, place)
    for name in _SINGLE:
        yield from _open(schema.get(name), (*place, name) if name == "items" else place)


def closed(schema: object) -> object:
    """Return a JSON Schema whose objects take no members but those they name.

    Objects that say what else they take stay as they are, and so do those that name
    nothing: to close them would change what they mean.
    """
    if is_list(schema):
        return [closed(each) for each in schema]
    if not is_object(schema):
        return schema
    made: dict[object, object] = dict(schema)
    for name in _MAPS:
        inner = schema.get(name)
        if is_object(inner):
            made[name] = {key: closed(each) for key, each in inner.items()}
    for name in (*_LISTS, *_SINGLE):
        if name in schema:
            made[name] = closed(schema[name])
    if "properties" in schema and "patternProperties" not in schema:
        made.setdefault("additionalProperties", False)
    return made
