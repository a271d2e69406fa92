"""Reads operations and the resources that hold them from an effective document.

What OpenAPI has a word for stands in that word: `summary`, `description`, `deprecated`,
the descriptions of parameters and responses, the media types, and `tags` for resources.
For the rest there are extensions; `codegen/extensions.py` says what each is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from codegen.document import Document, JSONValue, as_list, as_object
from codegen.findings import Finding, FindingsError
from codegen.ir import Answer, Operation, PathId, Resource
from codegen.reader import REFS, SOURCE, read_node

_CARRIERS = {"json": "application/json", "form": "multipart/form-data"}
_EXPLODED: Document = {"style": "form", "explode": True}
_WORDS = ("application/json", "text/event-stream")


def read_operations(document: Document) -> Iterator[Operation]:
    """Yield the operations of an effective document, in its order."""
    base = as_object(as_list(document["servers"])[0])["url"]
    root = "/" + str(base).split("/", 3)[3]
    schemas = as_object(as_object(document["components"])["schemas"])
    for path, item in as_object(document["paths"]).items():
        for method, raw in as_object(item).items():
            yield _operation(root, path, method, as_object(raw), schemas)


def _operation(
    root: str, path: str, method: str, raw: Document, schemas: Document
) -> Operation:
    body = as_object(raw.get("requestBody", {}))
    found = {"query": _query(raw)}
    found |= {name: _media(body, kind) for name, kind in _CARRIERS.items()}
    carrier = next((name for name, schema in found.items() if schema), "")
    request = found.get(carrier, "")
    answers = as_object(as_object(raw["responses"]).get("200", {}))
    response = _media(answers, "application/json")
    event = _media(answers, "text/event-stream")
    answer = _answer(raw, answers)
    if event:
        stream = as_object(schemas[event]).get("x-stream", "")
        answer = replace(answer, stream=str(stream))
    asked = as_object(schemas[request])["properties"] if request else {}
    members = {key: as_object(each) for key, each in as_object(asked).items()}
    if answer.page == "number":
        answer = replace(answer, page_size=_page_size(members))
    id_ = str(raw["operationId"])
    return Operation(
        id=id_,
        method=method.upper(),
        path=root + path,
        request=request,
        carrier=carrier,
        response=response,
        event=event,
        example=_text(raw, "x-example"),
        parsed=raw.get("x-parsed") is True,
        route=path,
        summary=_text(raw, "summary"),
        description=_text(raw, "description"),
        ids=tuple(_ids(raw)),
        answer=answer,
        aliases=_texts(raw, "x-aliases"),
        deprecated=_text(raw, "x-deprecated"),
        builder=_text(raw, "x-builder"),
        files=tuple(name for name, each in members.items() if _is_file(each)),
        streaming=_text(members.get("stream", {}), "description"),
        area=id_.partition(".")[0],
        exploded=_exploded(raw),
    )


def _answer(raw: Document, answers: Document) -> Answer:
    responses = as_object(raw["responses"])
    content = as_object(answers.get("content", {}))
    cls = as_object(raw.get("x-answer", {}))
    return Answer(
        item=_item(content),
        media=next((kind for kind in content if kind not in _WORDS), ""),
        page=_text(raw, "x-page"),
        description=_text(answers, "description"),
        missing=_text(as_object(responses.get("404", {})), "description"),
        cls=_text(cls, "class"),
        unread=_text(cls, "unread"),
        cast=_text(cls, "cast"),
        reader=_text(raw, "x-reader"),
    )


def _item(content: Document) -> str:
    """Return the schema of the items of a list that stands inline."""
    whole = as_object(as_object(content.get("application/json", {})).get("schema", {}))
    members = [whole, *map(as_object, as_object(whole.get("properties", {})).values())]
    items = (as_object(m["items"]) for m in members if m.get("type") == "array")
    return next((str(each["$ref"]).removeprefix(REFS) for each in items), "")


def _page_size(members: dict[str, Document]) -> int | None:
    """Return how many items a page has, where the query's schema has a default."""
    default = members.get("page_size", {}).get("default")
    return default if isinstance(default, int) else None


def _is_file(member: Document) -> bool:
    branches = [member, *map(as_object, as_list(member.get("anyOf", [])))]
    return any(each.get("format") == "binary" for each in branches)


def _ids(raw: Document) -> Iterator[PathId]:
    for each in map(as_object, as_list(raw.get("parameters", []))):
        if each["in"] == "path":
            name = str(each["name"])
            node = read_node(as_object(each["schema"]), name, [])
            argument = _text(each, "x-argument") or name
            yield PathId(name, argument, node, _text(each, "description"))


def _query(operation: Document) -> str:
    """Return the schema whose members are an operation's query parameters."""
    parameters = map(as_object, as_list(operation.get("parameters", [])))
    schemas = [as_object(p["schema"]) for p in parameters if p["in"] == "query"]
    return str(schemas[0]["$ref"]).removeprefix(REFS) if schemas else ""


def _exploded(operation: Document) -> tuple[str, ...]:
    """Return the members of a query that stand as their own members.

    `x-encoding` says it as OpenAPI's `encoding` does for the members of a form.

    Raises:
        FindingsError: If it says anything else of a member.
    """
    parameters = map(as_object, as_list(operation.get("parameters", [])))
    encodings = [as_object(each.get("x-encoding", {})) for each in parameters]
    styles = {name: how for each in encodings for name, how in each.items()}
    fix = f"write {_EXPLODED}: all else is written as JSON anyway"
    findings = [
        Finding(SOURCE, f"{operation['operationId']}.{name}", f"{how} is unknown", fix)
        for name, how in styles.items()
        if how != _EXPLODED
    ]
    if findings:
        raise FindingsError(findings)
    return tuple(styles)


def _media(holder: Document, media_type: str) -> str:
    content = as_object(as_object(holder.get("content", {})).get(media_type, {}))
    return str(as_object(content.get("schema", {})).get("$ref", "")).removeprefix(REFS)


def read_resources(
    document: Document, operations: Iterable[Operation]
) -> tuple[Resource, ...]:
    """Return what the client offers: the resources at its top, with those in them.

    Raises:
        FindingsError: If an operation belongs to none.
    """
    tags = {_text(t, "name"): t for t in map(as_object, as_list(document["tags"]))}
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
    sdk_class = _text(tag, "x-class")
    name = sdk_class.partition(":")[2] or id_.rpartition(".")[2].capitalize()
    own = [o for o in known.values() if o.id.rpartition(".")[0] == id_]
    return Resource(
        id=id_,
        name=_text(tag, "x-name") or name,
        description=_text(tag, "description"),
        sdk_class=sdk_class,
        mixins=_texts(tag, "x-mixins"),
        by_hand=_texts(tag, "x-methods"),
        operations=tuple(own) or tuple(_views(id_, tag, known)),
        children=tuple(
            _resource(each, tags, known)
            for each in tags
            if each.rpartition(".")[0] == id_
        ),
    )


def _views(
    resource: str, tag: Document, known: dict[str, Operation]
) -> Iterator[Operation]:
    """Yield operations of another resource as this one has them, by other names."""
    shared = as_object(tag.get("x-view", {}))
    arguments = as_object(shared.get("ids", {}))
    for name, raw in as_object(tag.get("x-views", {})).items():
        view = as_object(raw)
        seen = known[_text(view, "operation")]
        ids = tuple(_renamed(each, arguments) for each in seen.ids)
        answer = replace(
            seen.answer,
            cls=_text(shared, "answer"),
            cast=_text(shared, "answer"),
            description=_text(view, "returns"),
        )
        yield replace(
            seen,
            id=f"{resource}.{name}",
            request=seen.request if "params" in view else "",
            summary=_text(view, "summary"),
            ids=ids,
            answer=answer,
            params=_text(view, "params"),
            adapt=_text(view, "adapt"),
            within=_text(view, "within"),
        )


def _renamed(id_: PathId, arguments: Document) -> PathId:
    argument = _text(arguments, id_.name) or id_.argument
    return replace(id_, argument=argument)


def _text(holder: Document, key: str) -> str:
    return str(holder.get(key, ""))


def _texts(holder: Document, key: str) -> tuple[str, ...]:
    values: list[JSONValue] = as_list(holder.get(key, []))
    return tuple(map(str, values))
