"""A strict local server that speaks Mistral's API, for tests and demos.

It listens on loopback, checks a request as Mistral does and answers in Mistral's
envelopes. It is no language model: texts are echoes that say so, tool arguments and
JSON answers are built from the schema, and equal requests get equal answers.

    from mistyped.server import running

    with running() as server:
        client = Mistral(base_url=server.url, api_key="any")
        ...
        print(server.requests[0].body)

Needs the extra `server`: `pip install 'mistyped[server]'`.
"""

from importlib import import_module

try:
    from mistyped.server.application import app
    from mistyped.server.recorder import RecordedRequest
    from mistyped.server.runtime import RunningServer, running, serve
    from mistyped.server.scripting.gates import Gate
    from mistyped.server.scripting.moves import GONE
    from mistyped.server.scripting.replies import (
        Reply,
        answer,
        events,
        failure,
        normal,
        raw,
    )
    from mistyped.server.scripting.script import Rule

    import_module("python_multipart")  # starlette loads it with the first form
except ModuleNotFoundError as _error:
    _package = (_error.name or "").partition(".")[0]
    if _package in ("python_multipart", "starlette", "uvicorn"):
        _msg = f"the local server needs {_package}: pip install 'mistyped[server]'"
        raise ModuleNotFoundError(_msg, name=_package) from _error
    raise

__all__ = [
    "GONE",
    "Gate",
    "RecordedRequest",
    "Reply",
    "Rule",
    "RunningServer",
    "answer",
    "app",
    "events",
    "failure",
    "normal",
    "raw",
    "running",
    "serve",
]
