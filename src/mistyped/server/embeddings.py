"""`POST /v1/embeddings`: unit vectors that follow from a hash of the text.

Equal texts have equal vectors and other texts have others; nothing else is meant by
them. A shorter vector points where the beginning of a longer one points.
"""

from __future__ import annotations

import struct
from base64 import b64encode
from collections.abc import Sequence
from hashlib import shake_256
from math import sqrt
from typing import Final

from starlette.responses import JSONResponse, Response

from mistyped.server.call import Call
from mistyped.server.context_length import refuse_too_long
from mistyped.server.errors import ErrorCode, model_error
from mistyped.server.json_types import (
    Json,
    JsonObject,
    as_count,
    as_list,
    as_text,
)
from mistyped.server.routes import handles
from mistyped.server.tokenizer import count_tokens, token_usage
from mistyped.server.validation import checked_body

_MOST_DIMENSIONS: Final = 3072
_DIMENSIONS: Final = {"codestral-embed": 1536, "codestral-embed-2505": 1536}
_DEFAULT_DIMENSION: Final = 1024
_FORMATS: Final = {"float": "f", "int8": "b", "uint8": "B", "binary": "b"}


@handles("embeddings.create")
def create(call: Call) -> Response:
    """Answer with a vector for each text.

    Raises:
        ApiError: 422 or 400, for what Mistral's API refuses.
    """
    body = checked_body(call, _check)
    model = as_text(body.value.get("model"))
    dtype = as_text(body.value.get("output_dtype")) or "float"
    default = _DIMENSIONS.get(model, _DEFAULT_DIMENSION)
    dimension = as_count(body.value.get("output_dimension"), default)
    data: list[Json] = []
    for index, text in enumerate(_texts(body.value)):
        vector = _quantized(_unit_vector(f"{model}\n{text}", dimension), dtype)
        sent: Json = [*vector]
        if body.value.get("encoding_format") == "base64":
            sent = _base64(vector, dtype)
        data.append({"object": "embedding", "index": index, "embedding": sent})
    return JSONResponse(
        {
            "id": body.digest[:32],
            "object": "list",
            "data": data,
            "model": model,
            "usage": token_usage(sum(map(count_tokens, _texts(body.value)))),
        }
    )


def _check(value: JsonObject) -> None:
    if as_count(value.get("output_dimension"), 0) > _MOST_DIMENSIONS:
        message = f"the local server makes at most {_MOST_DIMENSIONS} dimensions"
        raise model_error(ErrorCode.ARGUMENTS, message)
    for text in _texts(value):
        refuse_too_long(as_text(value.get("model")), count_tokens(text))


def _texts(value: JsonObject) -> list[str]:
    given = value.get("input")
    return [given] if isinstance(given, str) else [as_text(t) for t in as_list(given)]


def _unit_vector(seed: str, dimension: int) -> list[float]:
    digest = shake_256(seed.encode()).digest(4 * dimension)
    numbers = struct.unpack(f"<{dimension}i", digest)
    length = sqrt(sum(number * number for number in numbers))
    floats = struct.pack(f"<{dimension}f", *(number / length for number in numbers))
    # Rounded to single precision, so that both ways to send it say the same.
    return list(struct.unpack(f"<{dimension}f", floats))


def _quantized(vector: Sequence[float], dtype: str) -> Sequence[float]:
    if dtype == "float":
        return vector
    if dtype.endswith("binary"):
        return _packed(vector, offset=0 if dtype == "ubinary" else 128)
    largest = max(abs(number) for number in vector)
    offset = 128 if dtype == "uint8" else 0
    return [round(number / largest * 127) + offset for number in vector]


def _packed(vector: Sequence[float], offset: int) -> list[int]:
    """Pack the signs of eight numbers into one, the first as the highest bit."""
    packed: list[int] = []
    for start in range(0, len(vector), 8):
        bits = "".join("01"[number > 0] for number in vector[start : start + 8])
        packed.append(int(bits.ljust(8, "0"), 2) - offset)
    return packed


def _base64(vector: Sequence[float], dtype: str) -> str:
    layout = f"<{len(vector)}{_FORMATS.get(dtype, 'B')}"
    return b64encode(struct.pack(layout, *vector)).decode()
