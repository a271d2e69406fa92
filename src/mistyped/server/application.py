"""The ASGI application: the routes behind authentication and error envelopes."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from typing import Final, TypeAlias

from anyio import Semaphore, to_thread
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mistyped._check.operations import find_operation
from mistyped._generated.operations import OPERATIONS
from mistyped._values.error_bodies import reason
from mistyped._values.rows import ApiOperation
from mistyped.server.call import Call, Handler
from mistyped.server.departures import Departures
from mistyped.server.errors import ApiError, http_error, internal_error
from mistyped.server.files import LINK, linked
from mistyped.server.form_fields import form_of
from mistyped.server.json_body import parse_json
from mistyped.server.not_served import nothing_there
from mistyped.server.notes import note_refusal, taking_notes
from mistyped.server.recorder import RecordedRequest, Recorder
from mistyped.server.routes import handlers
from mistyped.server.scripting.directed import directed
from mistyped.server.scripting.script import Script
from mistyped.server.state import State

_Endpoint: TypeAlias = Callable[[Request], Awaitable[Response]]
_LOOPBACK: Final = r"https?://(localhost|127\.0\.0\.1|\[::1\])(:\d+)?"


def app(
    requests: list[RecordedRequest] | None = None,
    script: Script | None = None,
    watch: Callable[[RecordedRequest], None] | None = None,
) -> Starlette:
    """Make the server as an ASGI application.

    Args:
        requests: A list to which every request is appended, for whoever wants to see
            what came in.
        script: What the server is told to answer.
        watch: Is called with every request as it is answered, if there is no list.
    """
    record = watch if requests is None else requests.append
    seen = Middleware(Recorder, record=record) if record else None
    # Mistral's API answers pages of any origin; here a page elsewhere has no business.
    cors = Middleware(
        CORSMiddleware,
        allow_origin_regex=_LOOPBACK,
        allow_methods=["*"],
        allow_headers=["*"],
        expose_headers=["*"],
    )
    state = State()
    # A path without ids goes first: `/v1/agents/pages` is no agent.
    operations = sorted(OPERATIONS.values(), key=lambda each: "{" in each.path)
    application = Starlette(
        routes=[
            *(
                Route(each.path, _endpoint(each, state, script), methods=[each.method])
                for each in operations
            ),
            Route(LINK, _link(state)),
        ],
        middleware=[Middleware(Departures), *([seen] if seen else []), cors],
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


def _endpoint(
    operation: ApiOperation, state: State, script: Script | None
) -> _Endpoint:
    handler = directed(handlers()[operation.id], script)
    lock = state.lock

    async def endpoint(request: Request) -> Response:
        _authorize(request)
        handle = partial(_off_the_loop, lock, handler)
        origin = str(request.base_url).rstrip("/")
        call = Call(
            operation,
            body=b"",
            parameters=request.path_params,
            query=request.query_params.multi_items(),
            state=state,
            origin=origin,
            dispatch=partial(_dispatched, state, origin),
        )
        content_type = request.headers.get("content-type", "")
        if content_type.startswith("multipart/form-data"):
            async with request.form() as form:
                return await handle(replace(call, form=form.multi_items()))
        call = replace(call, body=await request.body())
        # A form without a file may come so; some clients do not choose.
        if content_type.startswith("application/x-www-form-urlencoded"):
            call = replace(call, form=(await request.form()).multi_items())
        return await handle(call)

    return endpoint


async def _off_the_loop(lock: Semaphore, handler: Handler, call: Call) -> Response:
    """Let a thread answer, one at a time, so that the loop can end meanwhile."""
    async with lock:
        made = await to_thread.run_sync(handler, call, abandon_on_cancel=True)
    return _identified(made)


def _dispatched(state: State, origin: str, path: str, body: bytes) -> Response:
    """Answer a request that came inside another one, as the lines of a batch do."""
    operation = find_operation("POST", path)
    if operation is None:
        raise http_error(404, nothing_there("POST", path))
    call = Call(operation, body, state=state, origin=origin)
    if operation.carrier == "form":
        call = replace(call, form=form_of(parse_json(body)))
    with taking_notes():  # of a line, not of the job
        return handlers()[operation.id](call)


def _link(state: State) -> _Endpoint:
    async def endpoint(request: Request) -> Response:
        return _identified(linked(state, request.path_params["token"]))

    return endpoint


def _authorize(request: Request) -> None:
    """Any key will do, but there has to be one."""
    scheme, _, key = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not key.strip():
        raise http_error(401, "Unauthorized")


def _identified(response: Response) -> Response:
    """Give a response the ids that Mistral's support asks for."""
    correlation_id = str(uuid.uuid4())
    response.headers["mistral-correlation-id"] = correlation_id
    response.headers["x-kong-request-id"] = correlation_id
    return response


async def _refusal(request: Request, error: Exception) -> Response:
    """Answer an error in its envelope; one of ours is Mistral's HTTP 500."""
    if isinstance(error, HTTPException):
        detail = error.detail
        if error.status_code == HTTPStatus.NOT_FOUND:
            detail = nothing_there(request.method, request.url.path)
        refusal, headers = http_error(error.status_code, detail), error.headers
    else:
        refusal = error if isinstance(error, ApiError) else internal_error()
        headers = None
    note_refusal(reason(refusal.payload))
    return _identified(JSONResponse(refusal.payload, refusal.status, headers))
