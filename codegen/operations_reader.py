"""Reads operations and the resources that hold them from an effective document.

What OpenAPI has a word for stands in that word: `summary`, `description`, `deprecated`,
the descriptions of parameters and responses, the media types, and `tags` for resources.
For the rest there are extensions; `codegen/extensions.py` says what each is. The fields
of `Operation`, `Answer` and `View` have their names.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pydantic import TypeAdapter

from codegen.document import Document, as_list, as_object
from codegen.entries import texts_of
from codegen.findings import Finding, FindingsError
from codegen.ir import Operation, PathId, Resource, View
from codegen.reader import REFS, SOURCE, read_node

_OPERATION = TypeAdapter(Operation)
_VIEW = TypeAdapter(View)
_WORDS = ("summary", "description")
_PAGES = {"page": "number", "offset": "offset", "page_token": "token"}
_JSON, _EVENTS, _FORM = "application/json", "text/event-stream", "multipart/form-data"


def read_operations(document: Document) -> Iterator[Operation]:
    """Yield the operations of an effective document, in its order."""
    base = as_object(as_list(document["servers"])[0])["url"]
    root = "/" + str(base).split("/", 3)[3]
    schemas = _in(document, "components", "schemas")
    for route, item in _in(document, "paths").items():
        for method, raw in as_object(item).items():
            call = _operation(as_object(raw), schemas)
            yield replace(call, method=method.upper(), path=root + route, route=route)


def _operation(raw: Document, schemas: Document) -> Operation:
    query = next(_parameters(raw, "query"), Document())
    body, done = _in(raw, "requestBody"), _in(raw, "responses", "200")
    carriers = {
        "query": _reference(_in(query, "schema")),
        "json": _media(body, _JSON),
        "form": _media(body, _FORM),
    }
    carried = (each for each in carriers.items() if each[1])
    carrier, request = next(carried, ("", ""))
    members = _in(schemas, request, "properties")
    event = _media(done, _EVENTS)
    item = _item(_in(done, "content", _JSON, "schema"))
    page = next((_PAGES[name] for name in members if name in _PAGES), "whole")
    media = (kind for kind in _in(done, "content") if kind not in (_JSON, _EVENTS))
    answer = {
        **_said(raw),
        **_in(raw, "x-answer"),
        "item": item,
        "page": page if item else "",
        "media": next(media, ""),
        "page_size": _in(members, "page_size").get("default"),
        "stream": _in(schemas, event).get("x-stream", ""),
        "description": done.get("description", ""),
        "missing": _in(raw, "responses", "404").get("description", ""),
    }
    return _OPERATION.validate_python(
        {
            **_said(raw),
            "id": raw["operationId"],
            "area": str(raw["operationId"]).partition(".")[0],
            "request": request,
            "carrier": carrier,
            "response": _media(done, _JSON),
            "event": event,
            "ids": [*map(_id, _parameters(raw, "path"))],
            "answer": answer,
            "files": [k for k, each in members.items() if _is_file(as_object(each))],
            "streaming": _in(members, "stream").get("description", ""),
        }
    )


def _said(raw: Document) -> Document:
    """Return what an operation says in words and in extensions, these without `x-`."""
    said = (name for name in raw if name in _WORDS or name.startswith("x-"))
    return {name.removeprefix("x-"): raw[name] for name in said}


def _item(whole: Document) -> str:
    """Return the schema of the items of a list that stands inline."""
    members = [whole, *map(as_object, _in(whole, "properties").values())]
    items = (_in(each, "items") for each in members if each.get("type") == "array")
    return next(map(_reference, items), "")


def _is_file(member: Document) -> bool:
    branches = [member, *map(as_object, as_list(member.get("anyOf", [])))]
    return any(each.get("format") == "binary" for each in branches)


def _id(parameter: Document) -> PathId:
    name = str(parameter["name"])
    node = read_node(_in(parameter, "schema"), name, [])
    argument = str(parameter.get("x-argument", name))
    return PathId(name, argument, node, str(parameter.get("description", "")))


def _parameters(operation: Document, place: str) -> Iterator[Document]:
    parameters = map(as_object, as_list(operation.get("parameters", [])))
    return (each for each in parameters if each["in"] == place)


def _media(holder: Document, media_type: str) -> str:
    return _reference(_in(holder, "content", media_type, "schema"))


def _reference(schema: Document) -> str:
    return str(schema.get("$ref", "")).removeprefix(REFS)


def _in(holder: Document, *keys: str) -> Document:
    """Return the object below these keys; one without members if there is none."""
    for key in keys:
        holder = as_object(holder.get(key, {}))
    return holder


def read_resources(
    document: Document, operations: Iterable[Operation]
) -> tuple[Resource, ...]:
    """Return what the client offers: the resources at its top, with those in them.

    Raises:
        FindingsError: If an operation belongs to none.
    """
    tags = {str(t["name"]): t for t in map(as_object, as_list(document["tags"]))}
    known = {operation.id: operation for operation in operations}
    lost = dict.fromkeys(id_.rpartition(".")[0] for id_ in known).keys() - tags.keys()
    fix = "add one to the tags in its overlay"
    if lost:
        findings = (Finding(SOURCE, each, "no tag has this name", fix) for each in lost)
        raise FindingsError(findings)
    return tuple(_resource(each, tags, known) for each in tags if "." not in each)


def _resource(
    id_: str, tags: dict[str, Document], known: dict[str, Operation]
) -> Resource:
    tag = tags[id_]
    name = id_.rpartition(".")[2].title().replace("_", "")
    sdk_class = f"openai.resources.{id_.partition('.')[0]}:{name}"
    own = [o for o in known.values() if o.id.rpartition(".")[0] == id_]
    inside = [each for each in tags if each.rpartition(".")[0] == id_]
    return Resource(
        id=id_,
        name=str(tag.get("x-name", name)),
        description=str(tag["description"]),
        sdk_class=sdk_class if tag.get("x-sdk") else "",
        operations=(*own, *_views(id_, tag, known)),
        children=tuple(_resource(each, tags, known) for each in inside),
        inherited=tuple(texts_of(tag.get("x-inherited"))),
        base=str(tag.get("x-base", "")),
    )


def _views(id_: str, tag: Document, known: dict[str, Operation]) -> Iterator[Operation]:
    """Yield operations as a resource has them once more, with names of its own."""
    for name, raw in _in(tag, "x-views").items():
        view = _VIEW.validate_python(_in(tag, "x-view") | as_object(raw))
        seen = known[view.operation.format(name=name)]
        ids = (replace(i, argument=view.ids.get(i.name, i.argument)) for i in seen.ids)
        answer = replace(seen.answer, type=view.answer, cast=view.cast)
        yield replace(
            seen,
            id=f"{id_}.{name}",
            request=seen.request if view.params else "",
            event="",
            summary=view.summary,
            description="",
            ids=tuple(ids),
            answer=replace(answer, description=view.returns),
            aliases=(),
            view=view,
        )
