"""Files that are sent: whole, from where they stand, or refused with the reason."""

from __future__ import annotations

import codecs
import io
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from mistyped import InvalidRequestError, check
from tests.unit.support import HTTPX, Wire, response

pytestmark = pytest.mark.anyio

KEPT = {"id": "f1", "object": "file", "bytes": 4, "created_at": 1, "filename": "a"}
CONTENT = b'{"custom_id": "0"}\n' * 10_000


class Written:
    """A file of a program's own, that can only be read."""

    def __init__(self, *pieces: object) -> None:
        self.pieces: Iterator[object] = iter(pieces)

    def read(self, size: int = -1) -> object:
        """Return the next piece."""
        del size
        return next(self.pieces, b"")


def closed(path: Path) -> Any:
    """Return a file that was closed."""
    with path.open("rb") as file:
        return file


UNREADABLE: dict[str, tuple[Callable[[Path], Any], str]] = {
    "missing": (lambda path: path / "no", "cannot be read"),
    "not there": (lambda path: path.with_name("no"), "No such file"),
    "directory": (lambda path: path.parent, "is a directory"),
    "NUL": (lambda path: path.with_name("a\0b"), "has a NUL"),
    "closed": (closed, "the file is closed"),
    "text mode": (lambda path: path.open(), "one of text"),
    "StringIO": (lambda _: io.StringIO("a"), "one of text"),
    "codec": (lambda path: codecs.open(str(path), encoding="utf-8"), "one of text"),  # noqa: SIM115
    "temporary text": (lambda _: tempfile.NamedTemporaryFile("w+"), "one of text"),  # noqa: SIM115
    "write-only": (lambda path: path.open("ab"), "writing only"),
}
EMPTY: dict[str, tuple[Callable[[Path], Any], str]] = {
    "bytes": (lambda _: b"", "0 bytes"),
    "BytesIO": (lambda _: io.BytesIO(), "0 bytes"),
    "path": (lambda path: path.with_name("empty"), "0 bytes"),
    "open": (lambda path: path.with_name("empty").open("rb"), "0 bytes"),
    "written": (lambda _: at_its_end(), "byte 3.*seek"),
}
WRAPPED: dict[str, Callable[[Any], Any]] = {
    "alone": lambda file: file,
    "with a name": lambda file: ("a.jsonl", file),
    "with a type": lambda file: ("a.jsonl", file, "application/jsonl"),
}


def at_its_end() -> io.BytesIO:
    """Return a file that was just written."""
    file = io.BytesIO()
    file.write(b"abc")
    return file


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A file with content, and an empty one beside it."""
    (tmp_path / "empty").touch()
    return write(tmp_path / "a.jsonl")


def write(path: Path) -> Path:
    """Write a file anew."""
    path.write_bytes(CONTENT)
    return path


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning")
@pytest.mark.parametrize("wrap", WRAPPED)
@pytest.mark.parametrize("name", UNREADABLE)
async def test_what_cannot_be_read(name: str, wrap: str, path: Path) -> None:
    """The check says so, and both clients, in every mode; nothing is sent."""
    make, words = UNREADABLE[name]
    inner = make(path)
    file = WRAPPED[wrap](inner)
    wire = Wire(lambda _: response(KEPT))
    report = check("/v1/files", {"file": file, "purpose": "batch"})
    assert [(each.path, each.rule) for each in report.errors] == [
        ("file", "unreadable-file")
    ]
    assert words in report.errors[0].message
    for options in ({}, {"check": "warn"}, {"check": "off"}):
        files: Any = wire.client(**options).files
        with pytest.raises(InvalidRequestError, match=words) as caught:
            files.create(file=file, purpose="batch", waive={"unreadable-file"})
        assert [each.path for each in caught.value.problems] == ["file"]
        with pytest.raises(InvalidRequestError, match=words):
            await wire.async_client(**options).files.create(file=file, purpose="batch")
    with pytest.raises(InvalidRequestError, match=words):
        wire.client().audio.transcriptions.create(file=file, model="voxtral-mini-2602")
    assert wire.seen == []
    getattr(inner, "close", str)()


def test_one_that_may_not_be_read(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine where somebody else owns it."""
    monkeypatch.setattr(os, "access", lambda *_: False)
    (problem,) = check("/v1/files", {"file": path}).errors
    assert "may not be read" in problem.message


@pytest.mark.filterwarnings("ignore::ResourceWarning")
@pytest.mark.parametrize("wrap", WRAPPED)
@pytest.mark.parametrize("name", EMPTY)
def test_what_has_no_bytes(name: str, wrap: str, path: Path) -> None:
    """It is refused, unless that is waived."""
    make, words = EMPTY[name]
    wire = Wire(lambda _: response(KEPT))
    files: Any = wire.client().files
    file = make(path)
    with pytest.raises(InvalidRequestError, match=words) as caught:
        files.create(file=WRAPPED[wrap](file), purpose="batch")
    assert [each.rule for each in caught.value.problems] == ["empty-file"]
    assert wire.seen == []
    waived: Any = {"file": WRAPPED[wrap](file), "waive": {"empty-file"}}
    files.create(**waived, purpose="batch")
    assert len(wire.seen) == 1
    getattr(file, "close", str)()


def test_all_that_is_wrong_is_told_at_once(path: Path, wire: Wire) -> None:
    """A missing path hides nothing."""
    files: Any = wire.client().files
    with pytest.raises(InvalidRequestError) as caught:
        files.create(file=path / "no", purpose="vision", expiry="soon")
    places = [each.path for each in caught.value.problems]
    assert places == ["purpose", "expiry", "file"]


def file_part(request: Any) -> bytes:
    """Return the content of the file in a form."""
    content: bytes = request.content
    start = content.index(b'name="file"')
    boundary = request.headers["content-type"].rpartition("boundary=")[2].encode()
    return content[start:].split(b"\r\n\r\n", 1)[1].split(b"\r\n--" + boundary)[0]


PLACED: dict[str, Callable[[Path], Any]] = {
    "file": lambda path: path.open("rb"),
    "unbuffered": lambda path: path.open("rb", buffering=0),
    "read and write": lambda path: path.open("r+b"),
    "memory": lambda _: io.BytesIO(CONTENT),
    "temporary": lambda _: spooled(),
}


def spooled() -> Any:
    """Return a temporary file with the content."""
    file = tempfile.SpooledTemporaryFile()  # noqa: SIM115
    file.write(CONTENT)
    return file


@pytest.mark.parametrize("wrap", WRAPPED)
@pytest.mark.parametrize("kind", PLACED)
async def test_an_open_file_is_sent_from_where_it_stands(
    kind: str, wrap: str, path: Path
) -> None:
    """With its length, and again in every retry; then it is read, and open."""
    wire = Wire(lambda _: response(KEPT) if len(wire.seen) % 3 == 0 else later())
    with PLACED[kind](path) as file:
        for upload in (wire.client().files.create, wire.async_client().files.create):
            file.seek(19)
            asked: Any = {"file": WRAPPED[wrap](file), "purpose": "batch"}
            await settled(upload, asked)
            assert file.read() == b""
    assert len(wire.seen) == 6
    for request in wire.seen:
        assert file_part(request) == CONTENT[19:]
        assert int(request.headers["content-length"]) == len(request.content)


def later() -> Any:
    """Return what makes a client try again."""
    return HTTPX.Response(503, headers={"retry-after-ms": "1"})


def test_what_has_no_places_is_sent_as_it_comes(wire: Wire) -> None:
    """A pipe, or a file of a program's own; and never half of it again."""
    wire.answer = lambda _: response(KEPT)
    files: Any = wire.client().files
    out, into = os.pipe()
    with os.fdopen(into, "wb") as writer:
        writer.write(b"from a pipe")
    with os.fdopen(out, "rb") as reader:
        files.create(file=reader, purpose="batch")
    files.create(file=Written(b"from ", b"a program"), purpose="batch")
    assert [file_part(each) for each in wire.seen] == [
        b"from a pipe",
        b"from a program",
    ]


class Changing(HTTPX.BaseTransport, HTTPX.AsyncBaseTransport):  # type: ignore[misc]
    """Lets something happen to a file after its first piece."""

    def __init__(self, happens: Callable[[], object]) -> None:
        self.happens = happens
        self.ended = False

    def handle_request(self, request: Any) -> Any:
        """Read a request of the synchronous client."""
        for at, _ in enumerate(request.stream):
            if at == 5:
                self.happens()
        self.ended = True
        return response(KEPT)

    async def handle_async_request(self, request: Any) -> Any:
        """Read a request of the asynchronous client."""
        at = 0
        async for _ in request.stream:
            at += 1
            if at == 5:
                self.happens()
        self.ended = True
        return response(KEPT)


def grown(path: Path) -> None:
    """Write more into a file."""
    with path.open("ab") as file:
        file.write(b"more")


async def settled(call: Callable[..., Any], asked: dict[str, Any]) -> object:
    """Call a method of either twin, and wait for it."""
    answer = call(**asked)
    return await answer if hasattr(answer, "__await__") else answer


CHANGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "grows": (grown, "it grew beyond 190000 bytes"),
    "shrinks": (lambda path: os.truncate(path, 100), "it shrank to .* of 190000"),
}


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("given", ["path", "file"])
async def test_a_file_that_changes_on_its_way(
    change: str, given: str, path: Path
) -> None:
    """The upload is broken off, and not said to be whole; both twins."""
    happens, words = CHANGES[change]
    for client in ("client", "async_client"):
        write(path)
        transport = Changing(lambda: happens(path))
        kind = HTTPX.Client if client == "client" else HTTPX.AsyncClient
        options: Any = {"http_client": kind(transport=transport), "max_retries": 0}
        files: Any = getattr(Wire(), client)(**options).files
        with path.open("rb") as file:
            asked = {"file": path if given == "path" else file, "purpose": "batch"}
            with pytest.raises(InvalidRequestError, match=words) as caught:
                await settled(files.create, asked)
        assert str(caught.value).startswith("the upload was broken off: file: ")
        assert [each.path for each in caught.value.problems] == ["file"]
        assert not transport.ended


@pytest.mark.parametrize("piece", ["text", None, 3])
def test_a_file_that_gives_no_bytes(piece: object, wire: Wire) -> None:
    """It is named as such."""
    files: Any = wire.client(max_retries=0).files
    with pytest.raises(InvalidRequestError, match=r"its read\(\) gives"):
        files.create(file=Written(b"a", piece), purpose="batch")
    assert wire.seen == []


@pytest.mark.parametrize("check", ["error", "off"])
def test_a_name_that_is_no_text(check: Any, tmp_path: Path, wire: Wire) -> None:
    """One of a path is sent with a `?`, as it may be of another age; one given is not.

    Systems keep names as bytes, which Python reads as halves of surrogate pairs.
    """
    named = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.jsonl"))
    named.write_bytes(CONTENT)
    wire.answer = lambda _: response(KEPT)
    files: Any = wire.client(check=check).files
    files.create(file=named, purpose="batch")
    with named.open("rb") as file:
        files.create(file=file, purpose="batch")
    for request in wire.seen:
        assert b'filename="caf?.jsonl"' in request.content
        assert file_part(request) == CONTENT
    with pytest.raises(InvalidRequestError, match="character 3 of its name"):
        files.create(file=(named.name, CONTENT), purpose="batch")
    assert len(wire.seen) == 2


@pytest.mark.parametrize("name", [None, 3, b"dir/b.jsonl", ""])
def test_an_open_file_without_a_name(name: object, wire: Wire) -> None:
    """A temporary file has none, or the number of its handle; some have bytes."""
    file = io.BytesIO(CONTENT)
    named: Any = Named(file)
    named.name = name
    wire.answer = lambda _: response(KEPT)
    wire.client().files.create(file=named, purpose="batch")
    title = b"b.jsonl" if isinstance(name, bytes) else b"upload"
    assert b'filename="%s"' % title in wire.seen[0].content


class Named:
    """An open file of a program's own."""

    def __init__(self, file: io.BytesIO) -> None:
        self.read = file.read


class Broken:
    """One whose every method fails, and not as a file's would."""

    def read(self, size: int = -1) -> bytes:
        """Fail."""
        raise LookupError(f"no {size} bytes")

    def tell(self) -> int:
        """Fail."""
        raise LookupError("no place")

    def seek(self, *_: int) -> int:
        """Fail."""
        raise LookupError("no way")


def test_a_file_whose_own_code_fails(wire: Wire) -> None:
    """It is named, and what it said."""
    files: Any = wire.client(max_retries=0).files
    with pytest.raises(InvalidRequestError, match=r"no [0-9]+ bytes"):
        files.create(file=Broken(), purpose="batch")


def test_a_file_that_fails(wire: Wire) -> None:
    """What its reading raises is told."""

    class Failing(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            raise OSError(5, f"Input/output error at {size}")

    files: Any = wire.client(max_retries=0).files
    with pytest.raises(InvalidRequestError, match="Input/output error"):
        files.create(file=Failing(b"abc"), purpose="batch")
    assert wire.seen == []
