"""What an OCR request points at, as far as it can be read here.

Nothing is fetched: behind a URL there is only its name, unless it is a link to a file
of this server.
"""

from __future__ import annotations

import binascii
from base64 import b64decode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote_to_bytes

from mistyped.server.call import Call
from mistyped.server.errors import ErrorCode, model_error
from mistyped.server.files import file_behind, known
from mistyped.server.json_types import JsonObject, as_object, as_text
from mistyped.server.state import State

_PAGE_BREAK: Final = "\f"


@dataclass(frozen=True, slots=True)
class Document:
    """A document.

    Attributes:
        name: What it is called.
        pages: The text of each page.
        was_read: Whether that text is the document's own.
        size: Its bytes, if they are here.
        image: Whether it is an image.
        data: The data URI that it came in, or empty.
    """

    name: str
    pages: Sequence[str]
    was_read: bool
    size: int | None = None
    image: bool = False
    data: str = ""

    @property
    def header(self) -> str:
        """The line that every page begins with, or empty."""
        return _common([_lines(page)[0] for page in self.pages])

    @property
    def footer(self) -> str:
        """The line that every page ends with, or empty."""
        return _common([_lines(page)[-1] for page in self.pages])


def load(call: Call, chunk: JsonObject) -> Document:
    """Read what a chunk of an OCR request points at.

    Raises:
        ApiError: 400 for an address that is none, 404 for a file that is not there.
    """
    kind = chunk.get("type") or _default_kind(chunk)
    if kind == "file":
        return _uploaded(call.state, as_text(chunk.get("file_id")))
    image = kind != "document_url"
    given = chunk.get("image_url" if image else "document_url")
    url = as_text(given) or as_text(as_object(given).get("url"))
    if file_id := file_behind(call, url):
        return _uploaded(call.state, file_id)
    return _behind(url, as_text(chunk.get("document_name")), image=image)


def _default_kind(chunk: JsonObject) -> str:
    """Return the type that a chunk without one has: its members tell."""
    if "file_id" in chunk:
        return "file"
    return "document_url" if "document_url" in chunk else "image_url"


def _uploaded(state: State, file_id: str) -> Document:
    name = as_text(known(state, file_id)["filename"])
    return _document(name, (state.folder / file_id).read_bytes())


def _behind(url: str, name: str, *, image: bool) -> Document:
    scheme, _, rest = url.partition(":")
    if scheme in ("http", "https") and rest.strip("/"):
        return _unread(name or url, image=image)
    head, comma, payload = rest.partition(",")
    if scheme != "data" or not comma:
        message = "the URL of the document is neither https nor a data URI"
        raise model_error(ErrorCode.ARGUMENTS, message)
    data = _decoded(payload, in_base64=head.endswith(";base64"))
    kind = head.partition(";")[0] or "text/plain"
    if kind.startswith("text/"):
        return _document(name or f"a data URI of {kind}", data)
    name = name or f"a data URI of {kind}"
    image = image or kind.startswith("image/")
    return _unread(name, image=image, size=len(data), data=url)


def _decoded(payload: str, *, in_base64: bool) -> bytes:
    data = unquote_to_bytes(payload)
    if not in_base64:
        return data
    try:
        return b64decode(data, validate=True)
    except binascii.Error as error:
        message = f"the data URI of the document is no base64: {error}"
        raise model_error(ErrorCode.ARGUMENTS, message) from error


def _document(name: str, data: bytes) -> Document:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return _unread(name, size=len(data))
    if "\0" in text:
        return _unread(name, size=len(data))
    pages = [p.strip("\n") for p in text.removesuffix(_PAGE_BREAK).split(_PAGE_BREAK)]
    return Document(name, pages, was_read=True, size=len(data))


def _unread(
    name: str, *, image: bool = False, size: int | None = None, data: str = ""
) -> Document:
    text = f"mistyped serve is no OCR model; this page stands for {name}."
    return Document(name, [text], was_read=False, size=size, image=image, data=data)


def _lines(page: str) -> list[str]:
    return page.splitlines() or [""]


def _common(lines: list[str]) -> str:
    return lines[0] if len(lines) > 1 and len(set(lines)) == 1 else ""
