"""Sound, made and measured: a tone for every text, and the length of a recording.

There is no speech synthesis here, and no encoder. `wav` and `pcm` hold a tone of 16-bit
samples; the other formats hold silence, as long as the tone would be.
"""

from __future__ import annotations

import io
import math
import struct
import wave
from array import array
from collections.abc import Callable
from typing import IO, Final

from mistyped.server import silence

RATE: Final = 16_000
_SECONDS_PER_LETTER: Final = 0.02
_LONGEST: Final = 60.0
_LOUDNESS: Final = 8_000
# What a recording that is no WAV is taken to have each second.
_BYTES_PER_SECOND: Final = 16_000


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


def _silent(encoded: Callable[[float], bytes]) -> Callable[[bytes], bytes]:
    """Make silence as long as samples are, in a format that needs an encoder."""
    return lambda samples: encoded(len(samples) / 2 / RATE)


FORMATS: Final[dict[str, Callable[[bytes], bytes]]] = {
    "wav": wav,
    "pcm": bytes,
    "mp3": _silent(silence.mp3),
    "flac": _silent(silence.flac),
    "opus": _silent(silence.opus),
}
"""What makes a format of samples."""


def seconds_in(recording: IO[bytes]) -> float:
    """Return how long a recording is, by its header, or by its size if it is no WAV."""
    recording.seek(0)
    try:
        with wave.open(recording, "rb") as file:
            return file.getnframes() / (file.getframerate() or 1)
    except (wave.Error, EOFError):
        return recording.seek(0, io.SEEK_END) / _BYTES_PER_SECOND
