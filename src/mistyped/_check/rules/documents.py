"""Rules on the document that OCR reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mistyped._check.request_view import Finding, RequestView
from mistyped._values.guards import is_mapping
from mistyped.problems import Location, shown

# An http address passes: a server of one's own may have no other.
_ADDRESS = re.compile(r"https?://|data:[^,]*;base64,", re.IGNORECASE)
_IMAGE = re.compile(r"data:image/", re.IGNORECASE)


def document_address(request: RequestView) -> Iterator[Finding]:
    """Find a document that stands neither behind an address nor in the request."""
    for loc, address in _addresses(request):
        if not _ADDRESS.match(address):
            message = f"{shown(address)} is neither an https address nor base64 data"
            yield Finding(loc, message)


def image_as_document(request: RequestView) -> Iterator[Finding]:
    """Find an image that is sent as a document."""
    for loc, address in _addresses(request):
        if loc[-1] == "document_url" and _IMAGE.match(address):
            yield Finding(loc, "an image has been refused as a document")


def _addresses(request: RequestView) -> Iterator[tuple[Location, str]]:
    """Yield the address of the document, and where it stands."""
    document = request.body.get("document")
    if not is_mapping(document):
        return
    for name in ("document_url", "image_url"):
        loc: Location = ("document", name)
        given = document.get(name)
        if is_mapping(given):
            loc, given = (*loc, "url"), given.get("url")
        if isinstance(given, str):
            yield loc, given
