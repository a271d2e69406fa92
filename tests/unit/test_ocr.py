"""OCR: what is asked, and what the answers give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openai import omit
from pydantic import BaseModel

from mistyped import InvalidRequestError, InvalidRequestWarning, check
from mistyped._values.contents import UnknownChunk
from mistyped.messages import document_url, file, image_url
from mistyped.requests import OCRRequest
from tests.unit.support import Wire, replying

pytestmark = pytest.mark.anyio

MODEL = "mistral-ocr-latest"
PATH = "/v1/ocr"
PDF = document_url("https://example.com/a.pdf")
SCHEMA = {"type": "object", "properties": {"total": {"type": "number"}}}
FORMAT = {"type": "json_schema", "json_schema": {"name": "bill", "schema": SCHEMA}}
BOX = {"top_left_x": 0, "top_left_y": 0, "bottom_right_x": 9, "bottom_right_y": 9}
SCORE = {"text": "Bill", "confidence": 0.9, "start_index": 2}
PAGE: dict[str, Any] = {
    "index": 0,
    "markdown": "# Bill",
    "images": [{"id": "img-0.jpeg", **BOX, "image_annotation": '{"total": 1}'}],
    "tables": [{"id": "tbl-0.md", "content": "|a|", "format": "markdown"}],
    "hyperlinks": ["https://example.com"],
    "header": None,
    "footer": "1",
    "dimensions": {"dpi": 200, "height": 2200, "width": 1700},
    "confidence_scores": {
        "average_page_confidence_score": 0.9,
        "minimum_page_confidence_score": 0.5,
        "word_confidence_scores": [SCORE],
    },
    "blocks": [],
}


def answer(**page: Any) -> dict[str, Any]:
    """Return an answer as Mistral gives it, with a page that has these members."""
    return {
        "pages": [{**PAGE, **page}],
        "model": MODEL,
        "document_annotation": '{"total": 1}',
        "usage_info": {"pages_processed": 1, "doc_size_bytes": None},
    }


def found(**members: Any) -> list[tuple[str, str]]:
    """Check a request; return path and rule of every problem."""
    report = check(PATH, {"model": MODEL, "document": PDF, **members})
    return [(each.path, each.rule) for each in report.problems]


class Bill(BaseModel):
    """What a program wants to know."""

    total: float


class TestDocument:
    """What there is to read."""

    @pytest.mark.parametrize(
        "given",
        [
            PDF,
            document_url("data:application/pdf;base64,AAAA", "a.pdf"),
            {**PDF, "document_name": None},
            image_url("https://example.com/a.png"),
            {"type": "image_url", "image_url": {"url": "https://u", "detail": "high"}},
            file("00000000-0000-0000-0000-000000000000"),
        ],
    )
    def test_kinds(self, given: Any) -> None:
        """A document or an image by URL or data URI, and an uploaded file."""
        assert found(document=given) == []

    @pytest.mark.parametrize(
        ("given", "path", "rule"),
        [
            ("https://example.com/a.pdf", "document", "wrong-type"),
            (None, "document", "null"),
            ({"type": "text", "text": "x"}, "document.type", "wrong-value"),
            ({"type": "file"}, "document.file_id", "missing"),
            ({**PDF, "pages": "0"}, "document.pages", "unknown-key"),
        ],
    )
    def test_anything_else(self, given: Any, path: str, rule: str) -> None:
        """Named in the kind that was meant."""
        assert found(document=given) == [(path, rule)]

    def test_openais_file_part(self) -> None:
        """Refused with the way out."""
        given = {"type": "file", "file": {"file_data": "data:", "filename": "a.pdf"}}
        problem = check(PATH, {"model": MODEL, "document": given}).errors[0]
        assert problem.path == "document.file"
        assert "document_url" in problem.hint

    def test_a_type_that_is_left_out(self) -> None:
        """The specification lets it default, so it warns with the type that fits."""
        report = check(
            PATH, {"model": MODEL, "document": {"document_url": "https://u"}}
        )
        assert report.ok
        (warning,) = report.warnings
        assert (warning.path, warning.hint) == ("document.type", "add 'document_url'")

    def test_the_model_may_be_null_and_not_missing(self) -> None:
        """As Mistral has it."""
        assert found(model=None) == []
        problems = [(each.path, each.rule) for each in check(PATH, {}).errors]
        assert problems == [("model", "missing"), ("document", "missing")]


class TestParameters:
    """How to read it."""

    @pytest.mark.parametrize(
        ("name", "good", "bad"),
        [
            ("pages", ["0", "0,2-4", [0, 3], [], None], [0, ["0"], [0.5]]),
            ("include_image_base64", [True, None], ["yes"]),
            ("image_limit", [0, None], ["0", 0.5]),
            ("image_min_size", [100, None], [True]),
            ("bbox_annotation_format", [FORMAT, None], ["json_schema"]),
            ("document_annotation_format", [FORMAT, None], [[FORMAT]]),
            ("document_annotation_prompt", ["x", None], [5]),
            ("table_format", ["markdown", "html", None], ["csv", True]),
            ("extract_header", [True, False], [None, 1]),
            ("extract_footer", [True, False], [None, 1]),
            ("include_blocks", [True, False], [None, 1]),
            ("confidence_scores_granularity", ["word", "page", "block"], ["line"]),
        ],
    )
    def test_values(self, name: str, good: list[Any], bad: list[Any]) -> None:
        """Each takes what its type says; what is wrong is named."""
        for value in good:
            assert found(**{name: value}) == []
        for value in bad:
            ((path, _),) = found(**{name: value})
            assert path.partition("[")[0] == name

    @pytest.mark.parametrize("name", ["bbox", "document"])
    @pytest.mark.parametrize("kind", ["text", "json_object"])
    def test_annotations_follow_a_schema(self, name: str, kind: str) -> None:
        """Chat's other formats are none for annotations."""
        key = f"{name}_annotation_format"
        assert found(**{key: {"type": kind}}) == [(f"{key}.type", "wrong-value")]

    def test_a_class_is_no_format(self) -> None:
        """The hint says what to send in its place."""
        asked = {"model": MODEL, "document": PDF, "document_annotation_format": Bill}
        (problem,) = check(PATH, asked).errors
        assert problem.path == "document_annotation_format"
        assert "the class Bill" in problem.message
        assert "JSON Schema" in problem.hint
        schema = {"name": "Bill", "schema": Bill.model_json_schema()}
        format_ = {"type": "json_schema", "json_schema": schema}
        assert found(document_annotation_format=format_) == []

    def test_the_id_that_left_the_api(self) -> None:
        """Two published documents disagree, so it warns and is sent."""
        wire = replying(answer())
        wrong: Any = {"id": "x"}
        with pytest.warns(InvalidRequestWarning, match="it left the API"):
            wire.client().ocr.process(model=MODEL, document=PDF, **wrong)
        assert wire.sent[0]["id"] == "x"

    def test_everything_at_once(self) -> None:
        """All problems in one report."""
        wrong = {"table_format": "csv", "pages": 5, "language": "fr"}
        assert found(**wrong) == [
            ("table_format", "wrong-value"),
            ("pages", "wrong-type"),
            ("language", "unknown-key"),
        ]


class TestClients:
    """What both clients send."""

    async def test_the_wire(self) -> None:
        """The body as it was given, without what is omitted."""
        wire = replying(answer(), answer(), answer())
        asked: dict[str, Any] = {"model": None, "document": PDF, "pages": [0]}
        wire.client().ocr.process(**asked, image_limit=omit)
        await wire.async_client().ocr.process(**asked)
        wire.client().post(PATH.removeprefix("/v1"), body=asked, cast_to=object)
        assert wire.sent == [asked] * 3
        assert {each.url.path for each in wire.seen} == {PATH}

    def test_a_request_that_was_built(self) -> None:
        """The model of the request makes the same body."""
        built = OCRRequest(model=MODEL, document=dict(PDF), pages="0-3")
        wire = replying(answer())
        wire.client().post("/ocr", body=built, cast_to=object)
        assert wire.sent == [{"model": MODEL, "document": PDF, "pages": "0-3"}]

    async def test_nothing_wrong_is_sent(self, wire: Wire) -> None:
        """By neither client, and by no other way into them."""
        wrong: Any = {"model": MODEL, "document": Path("a.pdf")}
        with pytest.raises(InvalidRequestError, match="document"):
            wire.client().ocr.process(**wrong)
        with pytest.raises(InvalidRequestError, match="document"):
            await wire.async_client().ocr.process(**wrong)
        with pytest.raises(InvalidRequestError, match="document"):
            wire.client().post("/ocr", body=wrong, cast_to=object)
        assert wire.seen == []

    async def test_the_response_around_the_answer(self) -> None:
        """Raw and streamed, from both clients."""
        wire = replying(*[answer()] * 4)
        asked: Any = {"model": MODEL, "document": PDF}
        one, two = wire.client().ocr, wire.async_client().ocr
        assert one.with_raw_response.process(**asked).parse().model == MODEL
        assert (await two.with_raw_response.process(**asked)).parse().model == MODEL
        with one.with_streaming_response.process(**asked) as reply:
            assert reply.parse().model == MODEL
        async with two.with_streaming_response.process(**asked) as later:
            assert (await later.parse()).model == MODEL


def read(**page: Any) -> Any:
    """Return the page that a client reads out of an answer with these members."""
    client = replying(answer(**page)).client()
    (found_,) = client.ocr.process(model=MODEL, document=PDF).pages
    return found_


BLOCKS = {
    "text": "OCRTextBlock",
    "title": "OCRTitleBlock",
    "list": "OCRListBlock",
    "image": "OCRImageBlock",
    "table": "OCRTableBlock",
    "equation": "OCREquationBlock",
    "caption": "OCRCaptionBlock",
    "code": "OCRCodeBlock",
    "references": "OCRReferencesBlock",
    "aside_text": "OCRAsideTextBlock",
    "header": "OCRHeaderBlock",
    "footer": "OCRFooterBlock",
    "signature": "OCRSignatureBlock",
}


class TestAnswers:
    """Pages, and what is on them."""

    def test_the_whole_answer(self) -> None:
        """Every member is typed, and nothing is lost."""
        given = replying(answer()).client().ocr.process(model=MODEL, document=PDF)
        assert given.to_dict() == answer()
        (page,) = given.pages
        assert page.images[0].image_annotation == given.document_annotation
        assert page.tables[0].format == "markdown"
        assert page.dimensions.dpi == 200
        assert page.confidence_scores.word_confidence_scores[0].text == "Bill"
        assert given.usage_info.pages_processed == 1

    @pytest.mark.parametrize(("kind", "cls"), BLOCKS.items())
    def test_blocks_by_type(self, kind: str, cls: str) -> None:
        """Each type has a class of its own; images and tables name theirs."""
        more = {"image": {"image_id": "i"}, "table": {"table_id": None}}.get(kind, {})
        block = {"type": kind, "content": "x", **BOX, **more}
        (got,) = read(blocks=[block]).blocks
        assert type(got).__name__ == cls
        assert got.to_dict() == block

    @pytest.mark.parametrize(
        "block",
        [
            {"type": "hologram", "depth": 3},
            {"type": "text", "content": None},
            {"type": "image", "content": "x", **BOX},
            {"content": "x", **BOX},
        ],
    )
    def test_unknown_blocks_survive(self, block: Any) -> None:
        """Of a new type or a new shape, with all that is in them."""
        (got,) = read(blocks=[block]).blocks
        assert isinstance(got, UnknownChunk)
        assert got.to_dict() == block

    def test_what_is_new_elsewhere_survives(self) -> None:
        """New members, other formats of tables, numbers of another kind."""
        table = {"id": "t", "content": "x", "format": "latex", "rows": 3}
        page = read(tables=[table], language="fr", index="0")
        assert page.tables[0].to_dict() == table
        assert (page.language, page.index) == ("fr", "0")

    def test_what_was_not_asked_for_is_none(self) -> None:
        """A page may lack all but four members."""
        bare = {k: PAGE[k] for k in ("index", "markdown", "images", "dimensions")}
        given = {**answer(), "pages": [bare]}
        client = replying(given).client()
        (page,) = client.ocr.process(model=MODEL, document=PDF).pages
        assert page.blocks is page.tables is page.confidence_scores is None
        assert page.header is page.footer is page.hyperlinks is None
