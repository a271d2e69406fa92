"""OCR over real HTTP, with our client and with Mistral's own."""

from __future__ import annotations

import json
from base64 import b64encode
from itertools import pairwise
from typing import Any

import mistralai.client
import openai
import pytest
from mistralai.client.errors import HTTPValidationError, SDKError

from mistyped import AsyncMistral, Mistral
from mistyped.messages import document_url, file, image_url
from mistyped.server import ocr
from mistyped.server.call import Call
from mistyped.server.errors import ApiError
from mistyped.server.state import State
from tests.unit.support import operation

pytestmark = pytest.mark.anyio

MODEL = "mistral-ocr-latest"
REPORT = (
    "Annual report\n\n# Results\n\nSee https://example.com/a, and\n"
    "https://example.com/a.\n\n| year | <sum> |\n|---|--:|\n| 2026 | 5 |\n\npage\f"
    "Annual report\n\n- one\n- two\n\n```\nprint()\n```\n\npage\f"
    "Annual report\n\n1. three\n\n$$x$$\n\npage\f"
)


def as_uri(content: bytes, kind: str) -> str:
    """Return a data URI."""
    return f"data:{kind};base64,{b64encode(content).decode()}"


DOCUMENT = document_url(as_uri(REPORT.encode(), "text/plain"))
PNG = as_uri(b"\x89PNG", "image/png")
SCHEMA = {
    "type": "object",
    "properties": {"total": {"type": "integer", "minimum": 3}},
    "required": ["total"],
}
FORMAT: Any = {"type": "json_schema", "json_schema": {"name": "n", "schema": SCHEMA}}


def read(client: Mistral, **options: Any) -> Any:
    """Return what the server reads."""
    return client.ocr.process(**{"model": MODEL, "document": DOCUMENT, **options})


def markdown(client: Mistral, **options: Any) -> list[str]:
    """Return the Markdown of the pages."""
    return [page.markdown for page in read(client, **options).pages]


def present(value: Any) -> Any:
    """Leave out what is null, which the official models do not always keep."""
    if isinstance(value, dict):
        return {k: present(v) for k, v in value.items() if v is not None}
    return [present(each) for each in value] if isinstance(value, list) else value


class TestClients:
    """Our clients and Mistral's own, sync and async."""

    @pytest.mark.parametrize(
        "options",
        [
            {},
            {"pages": "0,2", "table_format": "html", "extract_header": True},
            {"pages": [1], "confidence_scores_granularity": "word"},
            {"table_format": "markdown", "confidence_scores_granularity": "word"},
            {"confidence_scores_granularity": "block", "include_blocks": True},
            {"document": image_url(PNG), "bbox_annotation_format": FORMAT},
            {"model": None, "document_annotation_format": FORMAT},
        ],
    )
    async def test_all_read_the_same(
        self,
        client: Mistral,
        async_client: AsyncMistral,
        official: mistralai.client.Mistral,
        async_official: mistralai.client.Mistral,
        options: Any,
    ) -> None:
        """Of one request, with everything in the answer typed by both sides."""
        asked: Any = {"model": MODEL, "document": DOCUMENT, **options}
        one = client.ocr.process(**asked)
        two = await async_client.ocr.process(**asked)
        three = official.ocr.process(**asked)
        four = await async_official.ocr.process_async(**asked)
        assert one == two
        wanted = present(one.to_dict())
        assert wanted == present(json.loads(three.model_dump_json()))
        assert wanted == present(json.loads(four.model_dump_json()))
        for page in three.pages:
            for block in page.blocks or ():
                assert not type(block).__name__.startswith("Unknown")


class TestText:
    """A text is read as it stands."""

    def test_pages_are_the_text(self, client: Mistral) -> None:
        """A form feed ends a page, and nothing gets lost."""
        pages = REPORT.removesuffix("\f").split("\f")
        assert markdown(client) == pages

    @pytest.mark.parametrize(
        ("pages", "indices"),
        [
            (None, [0, 1, 2]),
            ("0", [0]),
            ("1-2", [1, 2]),
            ("0,2-9", [0, 2]),
            (" 2 , 0 ", [0, 2]),
            ([2, 0, 2], [0, 2]),
            ([], []),
            ("7", []),
        ],
    )
    def test_pages_that_are_asked_for(
        self, client: Mistral, pages: Any, indices: list[int]
    ) -> None:
        """As a list or as text, in the order of the document."""
        answer = read(client, pages=pages)
        assert [page.index for page in answer.pages] == indices
        assert answer.usage_info.pages_processed == len(indices)
        assert answer.usage_info.doc_size_bytes == len(REPORT.encode())

    def test_what_comes_apart(self, client: Mistral) -> None:
        """The first and the last line, if all pages share them; tables; links."""
        page = read(
            client, extract_header=True, extract_footer=True, table_format="html"
        ).pages[0]
        assert (page.header, page.footer) == ("Annual report", "page")
        (table,) = page.tables
        cells = "<tr><td>2026</td><td>5</td></tr>"
        head = "<tr><td>year</td><td>&lt;sum&gt;</td></tr>"
        assert table.content == f"<table>{head}{cells}</table>"
        assert page.markdown.startswith("# Results")
        assert page.markdown.endswith(f"[{table.id}]({table.id})")
        assert page.hyperlinks == ["https://example.com/a"]
        assert [b.table_id for b in page.blocks if b.type == "table"] == [table.id]

    def test_blocks(self, client: Mistral) -> None:
        """In reading order, each below the one before it."""
        pages = read(client, extract_header=True, extract_footer=True).pages
        kinds = [[block.type for block in page.blocks] for page in pages]
        assert kinds == [
            ["header", "title", "text", "table", "footer"],
            ["header", "list", "code", "footer"],
            ["header", "list", "equation", "footer"],
        ]
        blocks = pages[0].blocks
        for above, below in pairwise(blocks):
            assert above.bottom_right_y <= below.top_left_y
        assert blocks[-1].bottom_right_y <= pages[0].dimensions.height
        assert read(client, include_blocks=False).pages[0].blocks is None

    def test_scores(self, client: Mistral) -> None:
        """Words are found where their score says."""
        assert read(client).pages[0].confidence_scores is None
        page = read(client, confidence_scores_granularity="word").pages[0]
        words = page.confidence_scores.word_confidence_scores
        for word in words:
            assert page.markdown[word.start_index :].startswith(word.text)
        assert [word.text for word in words] == page.markdown.split()

    @pytest.mark.parametrize(
        "uri",
        ["data:,Bonjour", "data:text/markdown,Bonjour", "data:;base64,Qm9uam91cg=="],
    )
    def test_every_data_uri(self, client: Mistral, uri: str) -> None:
        """With a media type or without, in base64 or not."""
        unchecked = client.with_options(waive={"document-address"})
        assert markdown(unchecked, document=document_url(uri)) == ["Bonjour"]

    def test_annotations(self, client: Mistral) -> None:
        """JSON text that follows the schema; images alone have theirs."""
        answer = read(
            client, document_annotation_format=FORMAT, document_annotation_prompt="Sum."
        )
        assert json.loads(answer.document_annotation)["total"] >= 3
        page = read(
            client, document=image_url(PNG), bbox_annotation_format=FORMAT
        ).pages[0]
        assert json.loads(page.images[0].image_annotation)["total"] >= 3


class TestTheRest:
    """What cannot be read is named, and nobody is led to believe that it was read."""

    @pytest.mark.parametrize(
        ("document", "name"),
        [
            (document_url("https://example.com/a.pdf"), "https://example.com/a.pdf"),
            (document_url("https://example.com/a.pdf", "b.pdf"), "b.pdf"),
            (document_url(as_uri(b"%PDF", "application/pdf")), "application/pdf"),
            (document_url(as_uri(b"\xff\xfe", "text/plain")), "text/plain"),
            (image_url("https://example.com/a.png"), "https://example.com/a.png"),
            (image_url(PNG), "image/png"),
            ({"document_url": "https://example.com/c.pdf"}, "example.com/c.pdf"),
            ({"image_url": "https://example.com/c.png"}, "example.com/c.png"),
        ],
    )
    @pytest.mark.filterwarnings("ignore:document.type")
    def test_it_is_named(self, client: Mistral, document: Any, name: str) -> None:
        """One page says what it stands for, and its score is 0."""
        (page,) = read(
            client, document=document, confidence_scores_granularity="page"
        ).pages
        assert "no OCR model" in page.markdown
        assert name in page.markdown
        assert page.confidence_scores.average_page_confidence_score == 0

    def test_images(self, client: Mistral) -> None:
        """An image is an image on its page, unless that is not wanted."""
        image = image_url(PNG)
        page = read(client, document=image, include_image_base64=True).pages[0]
        (found,) = page.images
        assert found.image_base64 == PNG
        assert f"![{found.id}]({found.id})" in page.markdown
        assert page.blocks[-1].image_id == found.id
        assert read(client, document=image).pages[0].images[0].image_base64 is None
        for options in ({"image_limit": 0}, {"image_min_size": 5000}):
            assert read(client, document=image, **options).pages[0].images == []

    @pytest.mark.parametrize("content", [b"Bonjour", b"\x00\x01", b"\xff"])
    def test_uploaded_files(self, content: bytes) -> None:
        """Text is read, other files are named."""
        state = State()
        state.table("files")["f1"] = {"id": "f1", "filename": "a.dat"}
        (state.folder / "f1").write_bytes(content)
        body = json.dumps({"model": MODEL, "document": file("f1")}).encode()
        answer: Any = ocr.process(Call(operation("ocr.process"), body, state=state))
        (page,) = json.loads(answer.body)["pages"]
        if content == b"Bonjour":
            assert page["markdown"] == "Bonjour"
        else:
            assert "no OCR model; this page stands for a.dat" in page["markdown"]
        with pytest.raises(ApiError) as caught:
            ocr.process(Call(operation("ocr.process"), body, state=State()))
        assert caught.value.status == 404


class TestRefusals:
    """What is wrong is refused in Mistral's envelopes, whoever asks."""

    def test_the_schema_comes_first(self, client: Mistral) -> None:
        """Layer 1 names every problem at its place."""
        wrong: Any = {"document": "a.pdf", "pages": 5, "table_format": "csv"}
        with pytest.raises(openai.UnprocessableEntityError) as caught:
            client.with_options(check="off").ocr.process(**wrong)
        body: Any = caught.value.body
        details = {tuple(each["loc"][:2]) for each in body["message"]["detail"]}
        names = ("model", "document", "pages", "table_format")
        assert details == {("body", name) for name in names}

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"model": "gpt-4o"}, "Invalid model: gpt-4o"),
            ({"pages": "all"}, "neither a number nor a range"),
            ({"pages": "1-"}, "neither a number nor a range"),
            ({"pages": "9" * 5000}, "neither a number nor a range"),
            ({"document_annotation_prompt": "x"}, "document_annotation_format"),
            ({"document": document_url("file:///etc/passwd")}, "neither https nor"),
            ({"document": document_url("a.pdf")}, "neither https nor"),
            ({"document": document_url("https:")}, "neither https nor"),
            ({"document": document_url("data:text/plain")}, "neither https nor"),
            ({"document": document_url("data:;base64,?")}, "no base64"),
        ],
    )
    def test_the_rest_comes_second(
        self, client: Mistral, wrong: Any, said: str
    ) -> None:
        """Layer 2 says one thing at a time."""
        unchecked = client.with_options(check="off")
        with pytest.raises(openai.BadRequestError, match=said):
            read(unchecked, **wrong)

    async def test_the_official_client_hears_it_too(
        self,
        official: mistralai.client.Mistral,
        async_official: mistralai.client.Mistral,
    ) -> None:
        """As its own errors."""
        asked: Any = {"model": MODEL, "document": DOCUMENT}
        with pytest.raises(SDKError, match="neither a number nor a range"):
            official.ocr.process(**asked, pages="all")
        with pytest.raises((HTTPValidationError, SDKError), match="json_schema"):
            await async_official.ocr.process_async(
                **asked, document_annotation_format={"type": "text"}
            )
        with pytest.raises(SDKError, match="No file matches"):
            official.ocr.process(model=MODEL, document={"type": "file", "file_id": "x"})
