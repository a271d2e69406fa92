"""Reading a request body as strict JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from hashlib import sha256
from typing import NoReturn

from mistyped.server.errors import ApiError, validation_error
from mistyped.server.json_types import Json, JsonObject


@dataclass(frozen=True, slots=True)
class JsonBody:
    """A JSON object from the wire.

    Attributes:
        value: The object.
        digest: A hash of its content, in hex; spacing and key order do not change it.
    """

    value: JsonObject
    digest: str


def parse_json(raw: bytes) -> Json:
    """Parse a body.

    Raises:
        ApiError: 422, for bytes that are no UTF-8, no JSON, nested too deeply, or that
            hold what JSON has no word for (`NaN`, 1e999, half of a surrogate pair).
    """
    try:
        value: Json = json.loads(raw.decode(), parse_constant=_no_constant)
        _canonical(value)
    except UnicodeDecodeError as error:
        raise _unreadable(error.start, "the body is not UTF-8") from error
    except json.JSONDecodeError as error:
        raise _unreadable(error.pos, error.msg) from error
    except (ValueError, RecursionError) as error:
        raise _unreadable(0, str(error)) from error
    return value


def digest(value: Json) -> str:
    """Hash a value by its content."""
    return sha256(_canonical(value)).hexdigest()


def _canonical(value: Json) -> bytes:
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, allow_nan=False
    ).encode()


def _no_constant(name: str) -> NoReturn:
    msg = f"{name} is not JSON"
    raise ValueError(msg)


def _unreadable(position: int, reason: str) -> ApiError:
    return validation_error(
        [
            {
                "type": "json_invalid",
                "loc": ["body", position],
                "msg": "JSON decode error",
                "input": {},
                "ctx": {"error": reason},
            }
        ]
    )
