"""Refusals in the envelopes of Mistral's API.

The API refuses in two layers. Layer 1 is the request schema: HTTP 422, the problems
listed under `message.detail`. Layer 2 is the model and the chat template: HTTP 400, one
text with a type and a code. Routing and authentication answer with a bare `detail`.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from mistyped.server.json_types import Json, JsonObject, as_list, as_object


class ErrorCode(Enum):
    """The kinds of layer 2, as (type, code)."""

    MODEL = ("invalid_model", "1500")
    ARGUMENTS = ("invalid_request_invalid_args", "3051")
    MESSAGE_ORDER = ("invalid_request_message_order", "3230")
    PROMPT = ("invalid_request_prompt", "3210")
    FUNCTION_CALL = ("invalid_function_call", "3280")
    CONVERSATION = ("invalid_request_error", "3001")
    # Quoted without a code of its own, unlike its neighbours.
    REQUEST = ("invalid_request_error", None)


class ApiError(Exception):
    """An answer that refuses the request.

    Attributes:
        status: The HTTP status.
        payload: The JSON body of the answer.
    """

    def __init__(self, status: int, payload: JsonObject) -> None:
        super().__init__(f"{status}: {payload}")
        self.status = status
        self.payload = payload


def http_error(status: int, detail: str) -> ApiError:
    """An error of routing or authentication: `{"detail": "Unauthorized"}`."""
    return ApiError(status, {"detail": detail})


def validation_error(details: Sequence[JsonObject]) -> ApiError:
    """Layer 1: HTTP 422 with entries `{type, loc, msg, input, ctx}`."""
    listed: list[Json] = list(details)
    return ApiError(
        422,
        {
            "object": "error",
            "message": {"detail": listed},
            "type": "invalid_request_error",
            "param": None,
            "code": None,
        },
    )


def as_agents_api(error: ApiError) -> ApiError:
    """Layer 1 as agents and conversations word it: the entries twice, and a code."""
    details = as_list(as_object(error.payload.get("message")).get("detail"))
    if error.status != 422 or not details:
        return error
    return ApiError(
        422,
        {
            "object": "Error",
            "detail": details,
            "message": details,
            "type": "invalid_request_error",
            "code": 3001,
        },
    )


def model_error(kind: ErrorCode, message: str) -> ApiError:
    """Layer 2: HTTP 400 with a text, a type and a code."""
    type_, code = kind.value
    return ApiError(
        400,
        {
            "object": "error",
            "message": message,
            "type": type_,
            "param": None,
            "code": code,
            "raw_status_code": 400,
        },
    )


def internal_error() -> ApiError:
    """HTTP 500 as Mistral words it; here it always means a bug in this server."""
    return ApiError(
        500,
        {
            "object": "error",
            "message": "Service unavailable.",
            "type": "internal_server_error",
            "param": None,
            "code": "3000",
            "raw_status_code": 500,
        },
    )
