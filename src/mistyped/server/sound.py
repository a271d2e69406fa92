"""Sound, made and measured: a tone for every text, and the length of a recording.

There is no speech synthesis here, and no encoder. `wav` and `pcm` hold a tone of 16-bit
samples; `mp3` holds valid frames of silence, as long as the tone would be.
"""

from __future__ import annotations

import io
import math
import struct
import wave
from array import array
from collections.abc import Callable
from typing import IO, Final

RATE: Final = 16_000
_SECONDS_PER_LETTER: Final = 0.02
_LONGEST: Final = 60.0
_LOUDNESS: Final = 8_000
# What a recording that is no WAV is taken to have each second.
_BYTES_PER_SECOND: Final = 16_000
# MPEG-1 layer III, 64 kbit/s at 48 kHz, mono. Nothing but zeros behind the header is a
# frame of 24 ms of silence.
_MP3_FRAME: Final = b"\xff\xfb\x54\xc0".ljust(192, b"\0")
_MP3_SECONDS: Final = 0.024


def length_of(text: str) -> float:
    """Return how many seconds a text is said in, at least a tenth and at most 60."""
    return min(max(len(text) * _SECONDS_PER_LETTER, 0.1), _LONGEST)


def tone(pitch: float, seconds: float) -> bytes:
    """Return a tone as samples: 16 bits, little-endian, one channel."""
    step = 2 * math.pi * pitch / RATE
    samples = (int(_LOUDNESS * math.sin(step * n)) for n in range(int(seconds * RATE)))
    made = array("h", samples)
    if struct.pack("=h", 1) != struct.pack("<h", 1):
        made.byteswap()
    return made.tobytes()


def wav(samples: bytes) -> bytes:
    """Return samples as a WAV file."""
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(samples)
    return made.getvalue()


def _silent_mp3(samples: bytes) -> bytes:
    seconds = len(samples) / 2 / RATE
    return _MP3_FRAME * math.ceil(seconds / _MP3_SECONDS)


FORMATS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "wav": wav,
    "pcm": bytes,
    "mp3": _silent_mp3,
}
"""What makes a format of samples; the other formats need an encoder."""


def seconds_in(recording: IO[bytes]) -> float:
    """Return how long a recording is, by its header, or by its size if it is no WAV."""
    recording.seek(0)
    try:
        with wave.open(recording, "rb") as file:
            return file.getnframes() / (file.getframerate() or 1)
    except (wave.Error, EOFError):
        return recording.seek(0, io.SEEK_END) / _BYTES_PER_SECOND
