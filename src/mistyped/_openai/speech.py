"""Speech on its way out of the OpenAI SDK: sound, where Mistral answers JSON.

Programs written for OpenAI read, stream or write the answer to a file and get sound. So
they do here: what these classes hand out is decoded.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import TYPE_CHECKING, TypeVar, overload

from openai import HttpxBinaryResponseContent
from openai._response import AsyncStreamedBinaryAPIResponse, StreamedBinaryAPIResponse
from pydantic_core import from_json
from typing_extensions import override

from mistyped._generated.responses.audio import SpeechResponse
from mistyped._openai.invalid_answers import invalid
from mistyped._values.error_bodies import reason
from mistyped._values.guards import is_mapping
from mistyped._values.redaction import cause_without, secrets_of

if TYPE_CHECKING:
    import httpx2

ParsedT = TypeVar("ParsedT")
_TYPES = {
    b"RIFF": "audio/wav",
    b"fLaC": "audio/flac",
    b"OggS": "audio/ogg",
    b"ID3": "audio/mpeg",
    b"\xff": "audio/mpeg",
}
_PIECE = 1 << 16
_SHOWN = 200


class SpeechAudio(HttpxBinaryResponseContent):
    """Sound: read it, iterate over it, or write it to a file.

    Attributes:
        response: The sound as an HTTP response with the headers of the answer.
        answer: The answer as it travelled; None if the server sent plain sound.
    """

    answer: SpeechResponse | None

    def __init__(self, response: httpx2.Response) -> None:
        self.answer, sound = _read(response)
        super().__init__(_with_content(response, sound) if self.answer else response)


class StreamedSpeech(StreamedBinaryAPIResponse):
    """An unread response; what is read from it, or streamed to a file, is sound."""

    @override
    def read(self) -> bytes:
        super().read()
        return _read(self.http_response)[1]

    @override
    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        yield from _pieces(self.read(), chunk_size)

    @overload
    def parse(self, *, to: type[ParsedT]) -> ParsedT: ...
    @overload
    def parse(self) -> bytes: ...
    @override
    def parse(self, *, to: type[ParsedT] | None = None) -> ParsedT | bytes:
        return self.read() if to is None else super().parse(to=to)


class AsyncStreamedSpeech(AsyncStreamedBinaryAPIResponse):
    """An unread response; what is read from it, or streamed to a file, is sound."""

    @override
    async def read(self) -> bytes:
        await super().read()
        return _read(self.http_response)[1]

    @override
    async def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        for piece in _pieces(await self.read(), chunk_size):
            yield piece

    @overload
    async def parse(self, *, to: type[ParsedT]) -> ParsedT: ...
    @overload
    async def parse(self) -> bytes: ...
    @override
    async def parse(self, *, to: type[ParsedT] | None = None) -> ParsedT | bytes:
        return await self.read() if to is None else await super().parse(to=to)


def reader(_: Mapping[str, object]) -> Callable[[object], object]:
    """Return what turns an answer into sound, whatever was asked for."""
    return _decoded


def _decoded(answer: object) -> object:
    """Return the sound of an answer; what is no answer in bytes stays as it is."""
    if isinstance(answer, HttpxBinaryResponseContent):
        return SpeechAudio(answer.response)
    return answer


def _read(response: httpx2.Response) -> tuple[SpeechResponse | None, bytes]:
    """Return an answer and its sound; plain sound is no JSON and stays as it is.

    Raises:
        APIResponseValidationError: If it is JSON, and there is no sound in it.
    """
    if response.headers.get("content-type", "").startswith("audio/"):
        return None, response.content
    data: object = None
    try:
        data = from_json(response.content)
        members = {str(k): v for k, v in data.items()} if is_mapping(data) else {}
        answer = SpeechResponse.construct(None, **members)
        sound = answer.audio
    except ValueError as error:
        message = f"it has no sound: {error}: {response.content[:_SHOWN]!r}"
        cause = cause_without(error, secrets_of(response.request))
        raise invalid(response, reason(data) or message, data) from cause
    return answer, sound


def _with_content(response: httpx2.Response, sound: bytes) -> httpx2.Response:
    """Return the response as it would be if the sound had travelled as it is."""
    headers = response.headers.copy()
    for name in ("content-encoding", "content-length", "transfer-encoding"):
        headers.pop(name, None)
    found = (kind for start, kind in _TYPES.items() if sound.startswith(start))
    headers["content-type"] = next(found, "application/octet-stream")
    return type(response)(
        response.status_code, headers=headers, content=sound, request=response.request
    )


def _pieces(sound: bytes, size: int | None) -> Iterator[bytes]:
    step = size or _PIECE
    return (sound[start : start + step] for start in range(0, len(sound), step))
