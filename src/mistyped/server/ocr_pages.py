"""One page of an OCR answer: Markdown, and where its blocks would be on paper.

The paper is made up: letters of one size on a sheet of one size, so that places and
scores are of the right form and the same on every run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from typing import Final

from mistyped.server.json_types import Json, JsonObject
from mistyped.server.ocr_documents import Document

_DPI, _WIDTH, _HEIGHT, _MARGIN = 200, 1700, 2200, 100
_IMAGE: Final = "img-0.jpeg"
_IMAGE_SIZE: Final = 1000
_KINDS: Final = {
    "title": re.compile(r"#{1,6} "),
    "list": re.compile(r"([-*+]|\d+\.) "),
    "table": re.compile(r"\|"),
    "code": re.compile(r"```"),
    "equation": re.compile(r"\$\$"),
}
_PARAGRAPH: Final = re.compile(r"\S.*?(?=\n[ \t]*\n|\Z)", re.DOTALL)
_RULE: Final = re.compile(r"[|:\- ]+")
_LINK: Final = re.compile(r"https?://[^\s<>()\[\]]*[^\s<>()\[\].,;:!?]")


@dataclass(frozen=True, slots=True)
class Layout:
    """What a request wants of a page.

    Attributes:
        table_format: The format of tables that come apart, or empty.
        header: The header that comes apart, or empty.
        footer: The footer that comes apart, or empty.
        blocks: Whether blocks come.
        granularity: For what scores come, or empty.
        image_data: Whether an image comes with its data.
        image_limit: The most images.
        image_min_size: The least size of an image.
        image_annotation: JSON text about an image.
    """

    table_format: str
    header: str
    footer: str
    blocks: bool
    granularity: str
    image_data: bool
    image_limit: int
    image_min_size: int
    image_annotation: str | None


@dataclass(frozen=True, slots=True)
class _Block:
    kind: str
    content: str
    line: int

    @property
    def lines(self) -> int:
        return self.content.count("\n") + 1


def page(document: Document, index: int, layout: Layout) -> JsonObject:
    """Make one page of an answer."""
    text = document.pages[index]
    blocks = list(_blocks(text, layout))
    images = _images(document, layout)
    tables = [b for b in blocks if b.kind == "table"] if layout.table_format else []
    names = {b.line: f"tbl-{n}.{_ending(layout)}" for n, b in enumerate(tables)}
    markdown = _markdown(blocks, names)
    if images:
        markdown = f"{markdown}\n\n![{_IMAGE}]({_IMAGE})"
    score = 1.0 if document.was_read else 0.0
    listed: list[Json] = [_table(b, names[b.line], layout, score) for b in tables]
    placed: list[Json] = [_placed(b, names, layout, score, text) for b in blocks]
    links: list[Json] = [*dict.fromkeys(_LINK.findall(text))]
    return {
        "index": index,
        "markdown": markdown,
        "images": [*images],
        "tables": listed,
        "hyperlinks": links,
        "header": layout.header or None,
        "footer": layout.footer or None,
        "dimensions": {"dpi": _DPI, "height": _HEIGHT, "width": _WIDTH},
        "confidence_scores": _page_scores(markdown, layout, score),
        "blocks": [*placed, *map(_image_block, images)] if layout.blocks else None,
    }


def _blocks(text: str, layout: Layout) -> Iterator[_Block]:
    """Split a text at empty lines; what comes apart is a block of its own kind."""
    start, end = len(layout.header), len(text) - len(layout.footer)
    if layout.header:
        yield _Block("header", layout.header, 0)
    for found in _PARAGRAPH.finditer(text, start, end):
        kinds = (kind for kind, sign in _KINDS.items() if sign.match(found[0]))
        line = text.count("\n", 0, found.start())
        yield _Block(next(kinds, "text"), found[0].rstrip(), line)
    if layout.footer:
        yield _Block("footer", layout.footer, text.count("\n"))


def _markdown(blocks: list[_Block], names: dict[int, str]) -> str:
    parts = (
        f"[{names[b.line]}]({names[b.line]})" if b.line in names else b.content
        for b in blocks
        if b.kind not in ("header", "footer")
    )
    return "\n\n".join(parts)


def _images(document: Document, layout: Layout) -> list[JsonObject]:
    """An image is all that there is on its page."""
    small = layout.image_min_size > _IMAGE_SIZE
    if not document.image or small or not layout.image_limit:
        return []
    return [
        {
            "id": _IMAGE,
            **_image_box(),
            "image_base64": (document.data or None) if layout.image_data else None,
            "image_annotation": layout.image_annotation,
        }
    ]


def _image_block(image: JsonObject) -> JsonObject:
    return {"type": "image", "content": "", "image_id": image["id"], **_image_box()}


def _image_box() -> JsonObject:
    right, bottom = _MARGIN + _IMAGE_SIZE, _HEIGHT - _MARGIN
    return _box(_MARGIN, bottom - _IMAGE_SIZE, right, bottom)


def _placed(
    block: _Block, names: dict[int, str], layout: Layout, score: float, text: str
) -> JsonObject:
    """Put a block on the paper, all lines of which are equally high."""
    high = (_HEIGHT - 2 * _MARGIN) // max(50, text.count("\n") + 1)
    top = _MARGIN + block.line * high
    placed: JsonObject = {
        "type": block.kind,
        "content": block.content,
        **_box(_MARGIN, top, _WIDTH - _MARGIN, top + block.lines * high),
    }
    if block.kind == "table":
        placed["table_id"] = names.get(block.line)
    if layout.granularity == "block":
        placed["confidence_scores"] = {
            "average_content_confidence_score": score,
            "minimum_content_confidence_score": score,
            "block_type_confidence_score": score,
        }
    return placed


def _table(block: _Block, name: str, layout: Layout, score: float) -> JsonObject:
    html = layout.table_format == "html"
    content = _html(block.content) if html else block.content
    table: JsonObject = {"id": name, "content": content, "format": layout.table_format}
    if layout.granularity == "word":
        table["word_confidence_scores"] = _word_scores(content, score)
    return table


def _html(markdown: str) -> str:
    rows = [r for r in markdown.splitlines() if not _RULE.fullmatch(r)]
    cells = ([c.strip() for c in row.strip().strip("|").split("|")] for row in rows)
    lines = ("".join(f"<td>{escape(c)}</td>" for c in row) for row in cells)
    return f"<table>{''.join(f'<tr>{line}</tr>' for line in lines)}</table>"


def _page_scores(markdown: str, layout: Layout, score: float) -> Json:
    if not layout.granularity:
        return None
    scores: JsonObject = {
        "average_page_confidence_score": score,
        "minimum_page_confidence_score": score,
    }
    if layout.granularity == "word":
        scores["word_confidence_scores"] = _word_scores(markdown, score)
    return scores


def _word_scores(text: str, score: float) -> list[Json]:
    return [
        {"text": word[0], "confidence": score, "start_index": word.start()}
        for word in re.finditer(r"\S+", text)
    ]


def _box(left: int, top: int, right: int, bottom: int) -> JsonObject:
    return {
        "top_left_x": left,
        "top_left_y": top,
        "bottom_right_x": right,
        "bottom_right_y": bottom,
    }


def _ending(layout: Layout) -> str:
    return "html" if layout.table_format == "html" else "md"
