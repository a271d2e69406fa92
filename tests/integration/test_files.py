"""Files over real HTTP: our clients and the official one against the local server."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import openai
import pytest
from mistralai.client import Mistral as Official

from mistyped import AsyncMistral, Mistral
from mistyped.server import RunningServer
from tests.unit.support import HTTPX

pytestmark = pytest.mark.anyio

LINES = b'{"custom_id": "0", "body": {}}\n{"custom_id": "1", "body": {}}\n'


@pytest.fixture
def server(mistral_server: RunningServer) -> RunningServer:
    """A server of the test's own, so that nobody else's files are listed."""
    return mistral_server


def test_a_file_s_life(client: Mistral, tmp_path: Path) -> None:
    """Uploaded, looked up, read, linked, deleted."""
    path = tmp_path / "lines.jsonl"
    path.write_bytes(LINES)
    file = client.files.create(file=path, purpose="batch", visibility="user")
    assert (file.filename, file.bytes, file.num_lines) == (path.name, len(LINES), 2)
    assert (file.purpose, file.sample_type) == ("batch", "batch_request")
    assert (file.mimetype, file.visibility) == ("application/jsonl", "user")
    known = client.files.retrieve(file.id)
    assert known.to_dict() == {**file.to_dict(), "deleted": False}
    assert client.files.content(file.id).content == LINES
    link = client.files.signed_url(file.id, expiry=1).url
    assert HTTPX.get(link).content == LINES  # without a key
    assert client.files.delete(file.id).deleted
    assert HTTPX.get(link).status_code == 404
    with pytest.raises(openai.NotFoundError, match="No file matches"):
        client.files.retrieve(file.id)
    assert list(client.files.list()) == []


async def test_a_file_s_life_asynchronously(async_client: AsyncMistral) -> None:
    """The same."""
    files = async_client.files
    file = await files.create(file=("a.jsonl", LINES), purpose="batch", expiry=24)
    assert file.expires_at == file.created_at + 24 * 3600
    assert (await files.retrieve(file.id)).filename == "a.jsonl"
    assert (await files.content(file.id)).text == LINES.decode()
    link = (await files.signed_url(file.id)).url
    assert HTTPX.get(link).content == LINES
    assert [each.id async for each in files.list()] == [file.id]
    assert (await files.delete(file.id)).deleted
    for lost in (files.content, files.delete, files.signed_url):
        with pytest.raises(openai.NotFoundError):
            await lost(file.id)


async def test_lists_end(client: Mistral, async_client: AsyncMistral) -> None:
    """Iterating gives every file once, filtered if that is asked."""
    ids = [
        client.files.create(file=(f"{n}.jsonl", b"{}\n"), purpose=purpose).id
        for n in range(4)
        for purpose in ("batch", "ocr", "fine-tune")
    ]
    assert [each.id for each in client.files.list(page_size=5)] == ids
    assert [each.id async for each in async_client.files.list(page_size=5)] == ids
    first = client.files.list(page_size=5)
    assert (len(first.data), first.total, first.has_next_page()) == (5, 12, True)
    assert [len(each.data) for each in first.iter_pages()] == [5, 5, 2]
    assert client.files.list(include_total=False).total is None
    some = client.files.list(purpose="ocr", page_size=3, include_total=False)
    assert [each.id for each in some] == ids[1::3]
    assert len(list(client.files.list(search="2.json"))) == 3
    assert len(list(client.files.list(sample_type=["batch_request"]))) == 4
    assert list(client.files.list(source=["mistral"], mimetypes=["text/plain"])) == []


async def test_the_responses_around_the_answers(
    client: Mistral, async_client: AsyncMistral, tmp_path: Path
) -> None:
    """Headers are there, and large files come in pieces."""
    raw = client.files.with_raw_response.create(file=b"x" * 300_000, purpose="ocr")
    assert raw.headers["mistral-correlation-id"]
    file = raw.parse()
    page = client.files.with_raw_response.list().parse()
    assert [each.id for each in page] == [file.id]
    async_page = (await async_client.files.with_raw_response.list()).parse()
    assert [each.id async for each in async_page] == [file.id]
    with client.files.with_streaming_response.content(file.id) as reply:
        assert sum(map(len, reply.iter_bytes(1000))) == 300_000
    streaming = async_client.files.with_streaming_response
    async with streaming.content(file.id) as async_reply:
        await async_reply.stream_to_file(tmp_path / "copy")
    assert (tmp_path / "copy").stat().st_size == 300_000
    with client.files.with_streaming_response.retrieve(file.id) as reply_to_ids:
        assert reply_to_ids.parse().id == file.id


def test_the_server_refuses_what_mistral_refuses(client: Mistral) -> None:
    """With a 422, when the check is off."""
    unchecked: Any = client.with_options(check="off").files
    for refused in (
        lambda: unchecked.create(file=b"x", purpose="assistants"),
        lambda: unchecked.create(file="notes.txt"),
        lambda: unchecked.list(page="first"),
    ):
        with pytest.raises(openai.UnprocessableEntityError):
            refused()
    with pytest.raises(openai.UnprocessableEntityError, match="less than or equal"):
        unchecked.signed_url("f1", expiry=200)


def test_the_official_client(official: Official) -> None:
    """It makes every call, and reads every answer."""
    files = official.files
    asked: dict[str, Any] = {"file_name": "a.jsonl", "content": LINES}
    one = files.upload(file=asked, purpose="batch", expiry=2)
    two = files.upload(file=asked, purpose="ocr", visibility="user")
    assert (one.size_bytes, two.num_lines, two.visibility) == (len(LINES), 2, "user")
    listed = files.list(page=1, page_size=1, source=["upload", "mistral"])
    assert ([each.id for each in listed.data], listed.total) == ([two.id], 2)
    assert files.list(include_total=False).total is None
    assert files.retrieve(file_id=one.id).deleted is False
    assert files.download(file_id=one.id).read() == LINES
    assert HTTPX.get(files.get_signed_url(file_id=one.id).url).content == LINES
    assert files.delete(file_id=one.id).deleted


async def test_the_official_client_asynchronously(server: RunningServer) -> None:
    """The same."""
    asked: dict[str, Any] = {"file_name": "a.jsonl", "content": LINES}
    async with Official(api_key="any", server_url=server.origin) as official:
        files = official.files
        file = await files.upload_async(file=asked, purpose="batch")
        listed = await files.list_async(search="a.", mimetypes=["application/jsonl"])
        assert [each.id for each in listed.data] == [file.id]
        found = await files.retrieve_async(file_id=file.id)
        assert found.signature == file.signature
        content = await files.download_async(file_id=file.id)
        assert await content.aread() == LINES
        link = await files.get_signed_url_async(file_id=file.id, expiry=168)
        assert HTTPX.get(link.url).content == LINES
        assert (await files.delete_async(file_id=file.id)).deleted


@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_server_takes_its_files_with_it(
    number: signal.Signals, tmp_path: Path
) -> None:
    """However it is ended, it leaves nothing behind."""
    with subprocess.Popen(
        [sys.executable, "-m", "mistyped", "serve", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        with Mistral(api_key="any", base_url=url) as client:
            client.files.create(file=LINES, purpose="batch")
        (folder,) = tmp_path.iterdir()
        assert folder.is_dir()
        process.send_signal(number)
    assert list(tmp_path.iterdir()) == []
