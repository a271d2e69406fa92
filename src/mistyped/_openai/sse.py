"""Splits a stream of bytes into the payloads of server-sent events; no I/O.

A chat stream is `data:` lines with one JSON text each, and that is what this is fast
at. Other fields, comments, payloads over several lines and all three line ends are
understood as the standard says. An event whose closing blank line never comes is
handed out all the same, since nothing of an answer may be lost.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import AsyncIterator, Iterator


class PayloadDecoder:
    """Decodes one stream; stands in for the OpenAI SDK's decoder of events."""

    def __init__(self) -> None:
        self._rest = b""
        self._begun = False

    def feed(self, data: bytes) -> list[bytes]:
        """Return the payloads that are complete with these bytes."""
        data = self._rest + data
        if not self._begun and len(data) >= len(BOM_UTF8):
            self._begun, data = True, data.removeprefix(BOM_UTF8)
        if b"\r" in data:
            # A carriage return at the end may be half of a line end.
            held = b"\r" if data.endswith(b"\r") else b""
            data = (
                data.removesuffix(b"\r").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
            )
            *events, self._rest = data.split(b"\n\n")
            self._rest += held
        else:
            *events, self._rest = data.split(b"\n\n")
        return [payload for event in events if (payload := _payload(event))]

    def finish(self) -> list[bytes]:
        """Return the payload of an event that was not closed."""
        payload = _payload(self._rest.replace(b"\r", b"\n"))
        self._rest = b""
        return [payload] if payload else []

    def iter_bytes(self, iterator: Iterator[bytes]) -> Iterator[list[bytes]]:
        """Yield the payloads of a stream, those of one read together."""
        for data in iterator:
            yield self.feed(data)
        yield self.finish()

    async def aiter_bytes(
        self, iterator: AsyncIterator[bytes]
    ) -> AsyncIterator[list[bytes]]:
        """Yield the payloads of a stream, those of one read together."""
        async for data in iterator:
            yield self.feed(data)
        yield self.finish()


def _payload(event: bytes) -> bytes:
    if event.startswith(b"data: ") and b"\n" not in event:
        return event[6:]
    fields = (line.partition(b":") for line in event.split(b"\n"))
    return b"\n".join(
        value.removeprefix(b" ") for name, _, value in fields if name == b"data"
    )
