"""`POST /v1/ocr`: what can be read without a model is read, the rest is named.

Text, in a data URI or in an uploaded file, becomes pages; anything else becomes one
page that says what it stands for. Annotations are built from their JSON Schemas.
"""

from __future__ import annotations

import re
from typing import Final

from starlette.responses import JSONResponse, Response

from mistyped.server.call import Call
from mistyped.server.errors import ErrorCode, model_error
from mistyped.server.json_types import (
    Json,
    JsonObject,
    as_count,
    as_list,
    as_object,
    as_text,
    dump_json,
)
from mistyped.server.ocr_documents import Document, load
from mistyped.server.ocr_pages import Layout, page
from mistyped.server.routes import handles
from mistyped.server.schema_instances import instance
from mistyped.server.validation import checked_body

_MODEL: Final = "mistral-ocr-latest"
_SPAN: Final = re.compile(r"\s*([0-9]{1,9})(?:-([0-9]{1,9}))?\s*")


@handles("ocr.process")
def process(call: Call) -> Response:
    """Answer with the pages that were asked for.

    Raises:
        ApiError: 422 or 400, for what Mistral's API refuses; 404 for an unknown file.
    """
    body = checked_body(call, _check).value
    document = load(call, as_object(body.get("document")))
    layout = _layout(body, document)
    spans = _spans(body.get("pages"))
    pages: list[Json] = [
        page(document, index, layout)
        for index in range(len(document.pages))
        if spans is None or any(first <= index <= last for first, last in spans)
    ]
    return JSONResponse(
        {
            "pages": pages,
            "model": as_text(body.get("model")) or _MODEL,
            "document_annotation": _annotation(body.get("document_annotation_format")),
            "usage_info": {
                "pages_processed": len(pages),
                "doc_size_bytes": document.size,
            },
        }
    )


def _check(body: JsonObject) -> None:
    wanted = body.get("document_annotation_prompt")
    if wanted and not body.get("document_annotation_format"):
        message = "document_annotation_prompt takes a document_annotation_format"
        raise model_error(ErrorCode.ARGUMENTS, message)
    _spans(body.get("pages"))


def _spans(pages: Json) -> list[tuple[int, int]] | None:
    """Read a list of pages, or a text such as `0,2-4`; None stands for all pages."""
    if pages is None:
        return None
    if not isinstance(pages, str):
        return [(number, number) for number in as_list(pages) if type(number) is int]
    spans: list[tuple[int, int]] = []
    for part in pages.split(","):
        found = _SPAN.fullmatch(part)
        if not found:
            message = (
                f"pages: {part[:20]!r} is neither a number nor a range such as 2-4"
            )
            raise model_error(ErrorCode.ARGUMENTS, message)
        spans.append((int(found[1]), int(found[2] or found[1])))
    return spans


def _layout(body: JsonObject, document: Document) -> Layout:
    return Layout(
        table_format=as_text(body.get("table_format")),
        header=document.header if body.get("extract_header") is True else "",
        footer=document.footer if body.get("extract_footer") is True else "",
        blocks=body.get("include_blocks") is not False,
        granularity=as_text(body.get("confidence_scores_granularity")),
        image_data=body.get("include_image_base64") is True,
        image_limit=as_count(body.get("image_limit"), 1),
        image_min_size=as_count(body.get("image_min_size"), 0),
        image_annotation=_annotation(body.get("bbox_annotation_format")),
    )


def _annotation(wanted: Json) -> str | None:
    """Build the JSON text that a response format asks for."""
    if not isinstance(wanted, dict):
        return None
    return dump_json(instance(as_object(wanted.get("json_schema")).get("schema", {})))
