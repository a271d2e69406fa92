"""Files: what is refused, what goes over the wire, and how much memory it takes."""

from __future__ import annotations

import io
import os
import tracemalloc
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import openai
import pytest

from mistyped import (
    AsyncMistral,
    InvalidRequestError,
    InvalidRequestWarning,
    Mistral,
    UnsupportedEndpointError,
    check,
)
from tests.unit.support import HTTPX, KEY, Wire, response

pytestmark = pytest.mark.anyio

FILE = {
    "id": "f1",
    "object": "file",
    "bytes": 4,
    "created_at": 1,
    "filename": "a.jsonl",
    "purpose": "batch",
    "sample_type": "batch_request",
    "source": "upload",
}
LARGE = 64 << 20


def problems(method: str, path: str, asked: dict[str, object]) -> dict[str, str]:
    """Return what the check says about each place."""
    report = check(path, asked, method=method)
    return {each.path: each.advice for each in report.problems}


class TestTheCheck:
    """What Mistral takes and what it does not."""

    @pytest.mark.parametrize(
        "purpose", ["fine-tune", "batch", "ocr", "audio", "agentic_safety"]
    )
    def test_every_purpose_of_mistral_passes(self, purpose: str) -> None:
        """Those of the specification, of the SDK and of the guides."""
        asked = {"file": b"x", "purpose": purpose, "expiry": 3, "visibility": "user"}
        assert problems("POST", "/v1/files", asked) == {}
        assert problems("GET", "/v1/files", {"purpose": purpose}) == {}

    @pytest.mark.parametrize("purpose", ["assistants", "vision", "evals", "user_data"])
    def test_openai_s_purposes_are_refused(self, purpose: str) -> None:
        """With Mistral's in the hint."""
        hint = "use ocr for user_data, or batch, fine-tune, audio"
        for method, more in (("POST", {"file": b"x"}), ("GET", {})):
            found = problems(method, "/v1/files", {**more, "purpose": purpose})
            assert found == {"purpose": f"'{purpose}' is not one of the values; {hint}"}

    def test_all_problems_of_an_upload_at_once(self) -> None:
        """A path as text, another API's expiry, and an odd audience."""
        found = problems(
            "POST",
            "/v1/files",
            {
                "file": "notes.txt",
                "expires_after": {"anchor": "created_at", "seconds": 3600},
                "visibility": "everybody",
            },
        )
        assert "pathlib.Path" in found["file"]
        assert found["expires_after"].endswith("use expiry, which is one number")
        assert "'workspace' or 'user'" in found["visibility"]

    def test_an_unknown_member_warns(self) -> None:
        """The published form is not closed."""
        report = check("/v1/files", {"file": b"x", "colour": "red"})
        assert report.ok
        assert [each.path for each in report.warnings] == ["colour"]

    def test_openai_s_cursor_is_refused(self) -> None:
        """It would be ignored, and the list begin anew."""
        asked = {"after": "f1", "limit": 3, "order": "asc"}
        found = problems("GET", "/v1/files", asked)
        assert found.keys() == asked.keys()
        assert "iterate" in found["after"]
        assert "page_size" in found["limit"]

    @pytest.mark.parametrize("expiry", [0, 169, "soon", "0", "169"])
    def test_links_last_from_an_hour_to_a_week(self, expiry: object) -> None:
        """As Mistral says."""
        found = problems("GET", "/v1/files/f1/url", {"expiry": expiry})
        assert found.keys() == {"expiry"}

    def test_numbers_of_a_query_may_be_texts(self) -> None:
        """A query holds nothing else."""
        asked = {"page": "2", "include_total": "false", "source": ["upload"]}
        assert problems("GET", "/v1/files", asked) == {}


class TestTheWire:
    """What is sent, and what comes of the answer."""

    async def test_an_upload(self, tmp_path: Path) -> None:
        """Both clients send one form, whatever the file is given as."""
        path = tmp_path / "a.jsonl"
        path.write_bytes(b"{}\n\n")
        wire = Wire(lambda _: response(FILE))
        with path.open("rb") as opened:
            for file in (path, ("a.jsonl", b"{}\n\n"), opened, ("a.jsonl", path)):
                kept = wire.client().files.create(file=file, purpose="batch")
                assert kept.id == "f1"
        await wire.async_client().files.create(file=path, purpose="batch", expiry=2)
        for request in wire.seen:
            assert request.url.path == "/v1/files"
            assert request.headers["content-type"].startswith("multipart/form-data; b")
            assert b'name="file"; filename="a.jsonl"' in request.content
            assert b"\r\n\r\n{}\n\n\r\n" in request.content
            assert b'name="purpose"\r\n\r\nbatch\r\n' in request.content
        assert b'name="expiry"\r\n\r\n2\r\n' in wire.seen[-1].content

    async def test_nothing_is_sent_if_it_would_be_refused(self, wire: Wire) -> None:
        """Neither form nor query, nor an id that leads elsewhere."""
        files: Any = wire.client().files
        others: Any = wire.async_client().files
        wrong: list[tuple[str, tuple[str, ...], dict[str, object]]] = [
            ("create", (), {"purpose": "ocr"}),
            ("create", (), {"file": "notes.txt"}),
            ("signed_url", ("f1",), {"expiry": 0}),
            *((name, ("../f1",), {}) for name in ("retrieve", "delete", "content")),
            *((name, ("",), {}) for name in ("signed_url", "retrieve_content")),
        ]
        for name, ids, asked in wrong:
            with pytest.raises(InvalidRequestError):
                getattr(files, name)(*ids, **asked)
            with pytest.raises(InvalidRequestError):
                await getattr(others, name)(*ids, **asked)
        with pytest.raises(InvalidRequestError):
            files.list(page_size="many")
        with pytest.raises(InvalidRequestError):
            await others.list(page="first")
        assert wire.seen == []

    def test_a_parameter_too_many_is_an_error(self, wire: Wire) -> None:
        """It is not lost in silence."""
        files: Any = wire.client().files
        with pytest.raises(TypeError, match="colour"):
            files.retrieve("f1", colour="red")
        assert wire.seen == []

    def test_a_waived_rule_lets_it_pass(self, wire: Wire) -> None:
        """And `check='warn'` sends everything that is a file."""
        wire.answer = lambda _: response({"data": []})
        wire.client(waive={"files.list.order"}).files.list(extra_query={"order": "asc"})
        with pytest.warns(InvalidRequestWarning, match="limit"):
            wire.client(check="warn").files.list(extra_query={"limit": 3})
        assert [str(each.url.query, "ascii") for each in wire.seen] == [
            "order=asc",
            "limit=3",
        ]

    def test_lists_in_a_query_repeat_their_key(self, wire: Wire) -> None:
        """Without brackets, as Mistral reads it."""
        wire.answer = lambda _: response({"data": []})
        wire.client().files.list(
            source=["upload", "mistral"], include_total=False, page=1
        )
        query = str(wire.seen[0].url.query, "ascii")
        assert query == "source=upload&source=mistral&include_total=false&page=1"

    def test_a_file_has_no_status(self) -> None:
        """What Mistral never sends is None, and what is new survives."""
        answer = {**FILE, "purpose": "poetry", "shape": "round"}
        kept = Wire(lambda _: response(answer)).client().files.retrieve("f1")
        assert isinstance(kept, openai.types.FileObject)
        assert (kept.status, kept.purpose, kept.source) == (None, "poetry", "upload")
        assert kept.model_extra == {"shape": "round"}
        assert kept.to_dict() == answer

    async def test_waiting_is_not_offered(self, wire: Wire) -> None:
        """There is nothing to wait for."""
        for files in (wire.client().files, wire.async_client().files):
            wait: Any = files.wait_for_processing
            with pytest.raises(UnsupportedEndpointError, match="is ready"):
                wait("f1")
        assert wire.seen == []

    async def test_content(self, tmp_path: Path) -> None:
        """As bytes, as text, into a file, and in pieces."""
        wire = Wire(lambda _: HTTPX.Response(200, content="é\n".encode()))
        content = wire.client().files.content("f1")
        assert (content.content, content.text) == ("é\n".encode(), "é\n")
        content.write_to_file(tmp_path / "one")
        assert (tmp_path / "one").read_text("utf-8") == "é\n"
        assert (await wire.async_client().files.content("f1")).text == "é\n"
        streamed = wire.client().files.with_streaming_response
        with streamed.content("f1") as reply:
            reply.stream_to_file(tmp_path / "two")
        assert (tmp_path / "two").read_text("utf-8") == "é\n"
        async_streamed = wire.async_client().files.with_streaming_response
        async with async_streamed.content("f1") as async_reply:
            assert await async_reply.read() == "é\n".encode()
        assert {each.url.path for each in wire.seen} == {"/v1/files/f1/content"}


class Sink(HTTPX.BaseTransport, HTTPX.AsyncBaseTransport):  # type: ignore[misc]
    """Reads uploads piece by piece, keeps their hashes, and fails the first ones."""

    def __init__(self, failures: int = 0) -> None:
        self.failures = failures
        self.seen: list[tuple[int, str]] = []

    def handle_request(self, request: Any) -> Any:
        """Read a request of the synchronous client."""
        size, digest = 0, sha256()
        for piece in request.stream:
            size, _ = size + len(piece), digest.update(piece)
        return self.answered(size, digest.hexdigest())

    async def handle_async_request(self, request: Any) -> Any:
        """Read a request of the asynchronous client."""
        size, digest = 0, sha256()
        async for piece in request.stream:
            size, _ = size + len(piece), digest.update(piece)
        return self.answered(size, digest.hexdigest())

    def answered(self, size: int, digest: str) -> Any:
        """Answer 503 for a while, then well."""
        self.seen.append((size, digest))
        if len(self.seen) > self.failures:
            return response(FILE)
        return response({"detail": "later"}, 503, {"retry-after-ms": "1"})

    async def upload(self, kind: str, file: Any) -> None:
        """Upload with one of the clients."""
        asked: Any = {"file": file, "purpose": "batch"}
        # The boundary is part of what is compared.
        headers = {"Content-Type": "multipart/form-data; boundary=b"}
        asked["extra_headers"] = headers
        if kind == "sync":
            http = HTTPX.Client(transport=self)
            Mistral(api_key=KEY, http_client=http).files.create(**asked)
        else:
            http = HTTPX.AsyncClient(transport=self)
            await AsyncMistral(api_key=KEY, http_client=http).files.create(**asked)


@pytest.mark.parametrize("kind", ["sync", "async"])
async def test_an_upload_is_never_in_memory(kind: str, tmp_path: Path) -> None:
    """64 MB go through a peak of less than 4 MB."""
    path = tmp_path / "large.jsonl"
    path.touch()
    os.truncate(path, LARGE)
    sink = Sink()
    await sink.upload(kind, ("small.jsonl", b"{}"))
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    tracemalloc.reset_peak()
    try:
        await sink.upload(kind, path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sink.seen[-1][0] > LARGE
    assert peak - before < 4 << 20


OPENERS: dict[str, Callable[[Path], Any]] = {
    "path": lambda path: path,
    "bytes": lambda path: path.read_bytes(),
    "open file": lambda path: path.open("rb"),
    "in memory": lambda path: ("a.jsonl", io.BytesIO(path.read_bytes())),
}


@pytest.mark.parametrize("form", OPENERS)
@pytest.mark.parametrize("kind", ["sync", "async"])
async def test_a_retry_sends_the_whole_file_again(
    kind: str, form: str, tmp_path: Path
) -> None:
    """A server that fails twice gets the same bytes three times."""
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"custom_id": "0"}\n' * 20_000)
    sink = Sink(failures=2)
    file = OPENERS[form](path)
    await sink.upload(kind, file)
    if form == "open file":
        file.close()
    assert len(sink.seen) == 3
    assert len(set(sink.seen)) == 1
    assert sink.seen[0][0] > path.stat().st_size


def test_older_name_gives_the_text_in_every_form() -> None:
    """`retrieve_content` is what is in a file, and so is what its forms parse to."""
    files = Wire(lambda _: HTTPX.Response(200, content=b"abc")).client().files
    assert files.retrieve_content("f1") == "abc"
    assert files.with_raw_response.retrieve_content("f1").parse() == "abc"
    with files.with_streaming_response.retrieve_content("f1") as unread:
        assert unread.parse() == "abc"
