"""Contents of Responses items as contents of chat messages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Final

from mistyped._values.guards import is_list, is_object
from mistyped.problems import Location

Refuse = Callable[[Location, str, str], None]
"""Notes that something cannot be said to chat: where, what, and the way out."""
Rest = Callable[[Location, Mapping[object, object], Collection[str]], None]
"""Notes what is left of an object, of which some members are known."""
# What parts that a user gives say; what stands in an answer's parts, its model knows.
_KNOWN: Final[Mapping[object, Collection[str]]] = {
    "input_audio": ("input_audio",),
    "input_file": ("file_data", "file_id", "file_url", "filename"),
    "input_image": ("detail", "file_id", "image_url"),
    "input_text": ("text",),
}
_TEXTS = frozenset({"input_text", "output_text", "text", "summary_text"})


def chat_content(content: object, loc: Location, refuse: Refuse, rest: Rest) -> object:
    """Return a content as chat has it: a text where there is nothing else."""
    if not is_list(content):
        return content
    chunks = [
        chunk
        for n, part in enumerate(content)
        if (chunk := _chunk(part, (*loc, n), refuse, rest)) is not None
    ]
    texts = [str(each["text"]) for each in chunks if each["type"] == "text"]
    return "".join(texts) if len(texts) == len(chunks) == 1 else chunks


def _chunk(
    part: object, loc: Location, refuse: Refuse, rest: Rest
) -> dict[str, object] | None:
    members = part if is_object(part) else {}
    kind = members.get("type")
    if kind in _KNOWN:
        rest(loc, members, {"type", *_KNOWN[str(kind)]})
    if kind in _TEXTS:
        return {"type": "text", "text": members.get("text")}
    if kind == "refusal":
        return {"type": "text", "text": members.get("refusal")}
    if kind == "input_image" and members.get("image_url"):
        url: object = members["image_url"]
        if members.get("detail") in ("low", "high"):
            url = {"url": url, "detail": members["detail"]}
        elif members.get("detail"):
            rest(loc, {"detail": members["detail"]}, ())
        return {"type": "image_url", "image_url": url}
    if kind == "input_audio":
        return {"type": "input_audio", "input_audio": members.get("input_audio")}
    if kind == "input_file":
        return _file(members, loc, refuse, rest)
    hint = "give text, an image's URL, a file or sound"
    refuse(loc, f"chat has no part like this {kind!r}", hint)
    return None


def _file(
    members: dict[object, object], loc: Location, refuse: Refuse, rest: Rest
) -> dict[str, object] | None:
    url = members.get("file_data") or members.get("file_url")
    if url:
        chunk: dict[str, object] = {"type": "document_url", "document_url": url}
        if members.get("filename"):
            chunk["document_name"] = members["filename"]
        return chunk
    if members.get("file_id"):
        rest(loc, {"filename": members.get("filename")}, ())
        return {"type": "file", "file_id": members["file_id"]}
    refuse(loc, "there is no file in it", "give file_data, file_url or file_id")
    return None


def joined(before: object, after: object) -> object:
    """Return two contents as one; a text stays a text."""
    if not before:
        return after
    chunks = [
        each
        for content in (before, after)
        for each in (
            content if is_list(content) else [{"type": "text", "text": content}]
        )
    ]
    return chunks if after else before
