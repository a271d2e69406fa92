"""Rules on the document that OCR reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mistyped._check.rules.conversation import Conversation, Found
from mistyped._values.guards import is_mapping
from mistyped.problems import Location, shown

# An http address passes: a server of one's own may have no other.
_ADDRESS = re.compile(r"https?://|data:[^,]*;base64,", re.IGNORECASE)
_IMAGE = re.compile(r"data:image/", re.IGNORECASE)


def document_address(conversation: Conversation) -> Iterator[Found]:
    """Find a document that stands neither behind an address nor in the request."""
    for loc, address in _addresses(conversation):
        if not _ADDRESS.match(address):
            message = f"{shown(address)} is neither an https address nor base64 data"
            yield Found(loc, message)


def image_as_document(conversation: Conversation) -> Iterator[Found]:
    """Find an image that is sent as a document."""
    for loc, address in _addresses(conversation):
        if loc[-1] == "document_url" and _IMAGE.match(address):
            yield Found(loc, "an image has been refused as a document")


def _addresses(conversation: Conversation) -> Iterator[tuple[Location, str]]:
    """Yield the address of the document, and where it stands."""
    document = conversation.body.get("document")
    if not is_mapping(document):
        return
    for name in ("document_url", "image_url"):
        loc: Location = ("document", name)
        given = document.get(name)
        if is_mapping(given):
            loc, given = (*loc, "url"), given.get("url")
        if isinstance(given, str):
            yield loc, given
