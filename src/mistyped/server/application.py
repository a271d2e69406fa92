"""The ASGI application: the routes behind authentication and error envelopes."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mistyped.server.errors import ApiError, bare, crashed
from mistyped.server.operations import Call, Operation
from mistyped.server.recorder import RecordedRequest, Recorder
from mistyped.server.routes import ROUTES
from mistyped.server.state import State


def app(requests: list[RecordedRequest] | None = None) -> Starlette:
    """Make the server as an ASGI application.

    Args:
        requests: A list to which every request is appended, for whoever wants to see
            what came in.
    """
    seen = Middleware(Recorder, requests=requests) if requests is not None else None
    state = State()
    application = Starlette(
        routes=[_route(operation, state) for operation in ROUTES],
        middleware=[seen] if seen else [],
        exception_handlers={
            ApiError: _refusal,
            HTTPException: _refusal,
            # Starlette raises it again behind the answer, so uvicorn logs it.
            Exception: _refusal,
        },
    )
    # Mistral's API knows no path with a slash at the end.
    application.router.redirect_slashes = False
    return application


def _route(operation: Operation, state: State) -> Route:
    return Route(
        operation.path,
        _endpoint(operation, state),
        methods=[operation.method],
        name=f"{operation.method} {operation.path}",
    )


def _endpoint(
    operation: Operation, state: State
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        if not operation.keyless:
            _authorize(request)
        content_type = request.headers.get("content-type", "")
        origin = str(request.base_url).rstrip("/")
        call = Call(
            method=operation.method,
            path=operation.path,
            body=b"",
            content_type=content_type,
            parameters=request.path_params,
            query=request.query_params.multi_items(),
            state=state,
            origin=origin,
            dispatch=partial(_dispatched, state, origin),
        )
        if content_type.startswith("multipart/form-data"):
            async with request.form() as form:
                call = replace(call, form=form.multi_items())
                return _identified(operation.answer(call))
        call = replace(call, body=await request.body())
        # A form without a file may come so; some clients do not choose.
        if content_type.startswith("application/x-www-form-urlencoded"):
            call = replace(call, form=(await request.form()).multi_items())
        return _identified(operation.answer(call))

    return endpoint


def _dispatched(state: State, origin: str, path: str, body: bytes) -> Response:
    """Answer a request that came inside another one, as the lines of a batch do."""
    for operation in ROUTES:
        if (operation.method, operation.path) == ("POST", path):
            kind = "application/json"
            call = Call(
                "POST", path, body, content_type=kind, state=state, origin=origin
            )
            return operation.answer(call)
    raise bare(404, "Not Found")


def _authorize(request: Request) -> None:
    """Any key will do, but there has to be one."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise bare(401, "Unauthorized")


def _identified(response: Response) -> Response:
    """Give a response the ids that Mistral's support asks for."""
    correlation_id = str(uuid.uuid4())
    response.headers["mistral-correlation-id"] = correlation_id
    response.headers["x-kong-request-id"] = correlation_id
    return response


async def _refusal(_: Request, error: Exception) -> Response:
    """Answer an error in its envelope; one of ours is Mistral's HTTP 500."""
    if isinstance(error, HTTPException):
        refusal, headers = bare(error.status_code, error.detail), error.headers
    else:
        refusal = error if isinstance(error, ApiError) else crashed()
        headers = None
    return _identified(JSONResponse(refusal.payload, refusal.status, headers))
