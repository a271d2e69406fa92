"""Splits a stream of bytes into the payloads of server-sent events; no I/O.

A chat stream is `data:` lines with one JSON text each, and that is what this is fast
at. Other fields, comments, payloads over several lines and all three line ends are
understood as the standard says. An event whose closing blank line never comes is
handed out all the same, since nothing of an answer may be lost.
"""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import AsyncIterator, Iterator

from mistyped._openai.limits import DEFAULT, MEBIBYTE

_KEPT = 1000  # of what is no event


class PayloadDecoder:
    """Decodes one stream; stands in for the OpenAI SDK's decoder of events.

    Each byte is looked at once, however the stream is cut: what has no end yet is kept
    in pieces. `start` has the first bytes until a payload was `found`: what a server
    says that sends no events. `is_open` tells that the last payload's event was never
    closed, so that it may be half of one.
    """

    def __init__(self, longest: int = DEFAULT.event) -> None:
        self.start = b""
        self._longest = longest
        self._pieces: list[bytes] = []
        self._size = 0
        self._held = b""
        self._begun = False
        self.found = False
        self.is_open = False

    def feed(self, data: bytes) -> list[bytes]:
        """Return the payloads that are complete with these bytes.

        Raises:
            ValueError: If an event is longer than a client bears.
        """
        if not self.found:
            self.start += data[: _KEPT - len(self.start)]
        data = self._normal(data)
        if not data:
            return []
        pieces = self._pieces
        if pieces:
            if b"\n\n" not in data and not (data[0] == 10 and pieces[-1][-1] == 10):
                self._keep(data)
                return []
            data = b"".join((*pieces, data))
            pieces.clear()
            self._size = 0
        *events, rest = data.split(b"\n\n")
        if events and len(data) > self._longest:
            self._bound(max(map(len, events)))
        if rest:
            self._keep(rest)
        payloads = [
            payload
            for event in events
            if (
                payload := event[6:]  # mostly one line of data
                if event.startswith(b"data: ") and b"\n" not in event
                else _payload(event)
            )
        ]
        self.found = self.found or bool(payloads)
        return payloads

    def finish(self) -> list[bytes]:
        """Return the payload of an event that was not closed."""
        held = self._held.replace(b"\r", b"\n")
        payload = _payload(b"".join((*self._pieces, held)))
        self.found = self.found or bool(payload)
        self.is_open = bool(payload)
        self._pieces.clear()
        self._held = b""
        return [payload] if payload else []

    def _normal(self, data: bytes) -> bytes:
        """Return bytes whose lines end with a line feed, and without a mark first."""
        if not self._begun:
            data = self._held + data
            if len(data) < len(BOM_UTF8) and BOM_UTF8.startswith(data):
                self._held = data
                return b""
            self._begun, self._held = True, b""
            data = data.removeprefix(BOM_UTF8)
        if self._held or b"\r" in data:
            data = self._held + data
            # A carriage return at the end may be half of a line end.
            self._held = b"\r" if data.endswith(b"\r") else b""
            data = data.removesuffix(b"\r")
            return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return data

    def _keep(self, data: bytes) -> None:
        self._pieces.append(data)
        self._size += len(data)
        self._bound(self._size)

    def _bound(self, size: int) -> None:
        if size > self._longest:
            mebibytes = f"{self._longest / MEBIBYTE:.4g} MiB"
            raise ValueError(
                f"an event is longer than {mebibytes}, which is the client's limit"
            )

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
    fields = (line.partition(b":") for line in event.split(b"\n"))
    return b"\n".join(
        value.removeprefix(b" ") for name, _, value in fields if name == b"data"
    )
