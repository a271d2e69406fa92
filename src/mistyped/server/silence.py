"""Silence in formats that need an encoder: nothing to encode, but valid files.

Each function takes a length in seconds and returns a file that is at least as long.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator
from typing import Final

# MPEG-1 layer III, 64 kbit/s at 48 kHz, mono. Nothing but zeros behind the header is a
# frame of 24 ms of silence.
_MP3_FRAME: Final = b"\xff\xfb\x54\xc0".ljust(192, b"\0")
_MP3_SECONDS: Final = 0.024

_FLAC_RATE: Final = 16_000
_FLAC_BLOCK: Final = 4096

_OPUS_RATE: Final = 48_000
# A frame of 20 ms in CELT mode, mono, of no bytes: a decoder makes silence of it.
_OPUS_PACKET: Final = b"\xf8"
_OPUS_SAMPLES: Final = 960
_SERIAL: Final = 1
_FIRST, _MIDDLE, _LAST = 2, 0, 4


def mp3(seconds: float) -> bytes:
    """Return frames of MPEG layer III."""
    return _MP3_FRAME * math.ceil(seconds / _MP3_SECONDS)


def flac(seconds: float) -> bytes:
    """Return FLAC: 16 bits, one channel, every block a constant (RFC 9639)."""
    blocks = math.ceil(seconds * _FLAC_RATE / _FLAC_BLOCK)
    # 20 bits of rate, 3 of channels less one, 5 of bits less one, 36 of samples.
    about = (_FLAC_RATE << 44) | (15 << 36) | blocks * _FLAC_BLOCK
    info = struct.pack(">HH6xQ16x", _FLAC_BLOCK, _FLAC_BLOCK, about)
    start = b"fLaC\x80" + len(info).to_bytes(3) + info
    return start + b"".join(_flac_frame(number) for number in range(blocks))


def opus(seconds: float) -> bytes:
    """Return Ogg Opus, a page for each second (RFC 7845)."""
    head = b"OpusHead" + struct.pack("<BBHIHB", 1, 1, 0, _OPUS_RATE, 0, 0)
    tags = b"OpusTags" + struct.pack("<I8sI", 8, b"mistyped", 0)
    pages = math.ceil(seconds)
    packets = [_OPUS_PACKET] * (_OPUS_RATE // _OPUS_SAMPLES)
    made = [_ogg_page(_FIRST, 0, 0, [head]), _ogg_page(_MIDDLE, 0, 1, [tags])]
    for number in range(1, pages + 1):
        kind = _LAST if number == pages else _MIDDLE
        made.append(_ogg_page(kind, number * _OPUS_RATE, number + 1, packets))
    return b"".join(made)


def _flac_frame(number: int) -> bytes:
    """Return a block of zeros: 4096 samples, 16 kHz, mono, 16 bits."""
    header = b"\xff\xf8\xc5\x08" + _coded(number)
    header += _crc(header, 8, 0x07).to_bytes(1)
    frame = header + b"\0\0\0"
    return frame + _crc(frame, 16, 0x8005).to_bytes(2)


def _coded(number: int) -> bytes:
    """Write a frame's number, which FLAC codes as UTF-8 does a character."""
    return chr(number).encode()


def _ogg_page(kind: int, granule: int, number: int, packets: list[bytes]) -> bytes:
    """Return a page of packets that are shorter than 255 bytes."""
    layout = struct.Struct("<4sBBqIIIB")
    sizes = bytes(map(len, packets))
    rest = sizes + b"".join(packets)
    parts = (b"OggS", 0, kind, granule, _SERIAL, number)
    checksum = _crc(layout.pack(*parts, 0, len(sizes)) + rest, 32, 0x04C11DB7)
    return layout.pack(*parts, checksum, len(sizes)) + rest


def _crc(data: bytes, bits: int, polynomial: int) -> int:
    """Return a checksum: highest bit first, from zero, nothing inverted."""
    table = list(_crc_table(bits, polynomial))
    value, mask = 0, (1 << bits) - 1
    for byte in data:
        value = (value << 8 & mask) ^ table[value >> (bits - 8) ^ byte]
    return value


def _crc_table(bits: int, polynomial: int) -> Iterator[int]:
    mask = (1 << bits) - 1
    for byte in range(256):
        value = byte << (bits - 8)
        for _ in range(8):
            highest = value >> (bits - 1)
            value = (value << 1 & mask) ^ (polynomial if highest else 0)
        yield value
