"""`/reference`: the document of what Mistral accepts, as pages, by Scalar.

Scalar is a megabyte of script; the extra `reference` brings it as a package, and
nothing is loaded from elsewhere.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from mistyped.server.inspector.pages import CAREFUL, static

REFERENCE: Final = "/reference"
_PACKAGE: Final = "flask_openapi_scalar"  # only its script: it is never imported
_SCRIPT: Final = "templates/scalar/js/scalar.standalone.js"
_MISSING: Final = (
    "This page needs Scalar, which is not installed here: "
    "pip install 'mistyped[reference]'\n"
)
# Vue and Scalar put styles into the page as they go.
_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "connect-src 'self'; img-src 'self' data:; font-src 'self' data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def reference_routes() -> list[Route]:
    """Return the routes of the reference: the page, its script and the document."""
    return [
        Route(REFERENCE, _page),
        Route(f"{REFERENCE}/scalar.js", _script),
        Route(f"{REFERENCE}/start.js", _start),
        Route(f"{REFERENCE}/openapi.json", _document),
    ]


async def _page(_: Request) -> Response:
    if _scalar() is None:
        return PlainTextResponse(_MISSING, 404)
    headers = {"content-security-policy": _POLICY, **CAREFUL}
    return HTMLResponse(static("reference.html"), headers=headers)


async def _script(_: Request) -> Response:
    path = _scalar()
    if path is None:
        return PlainTextResponse(_MISSING, 404)
    return Response(path.read_bytes(), media_type="text/javascript", headers=CAREFUL)


async def _start(_: Request) -> Response:
    return Response(
        static("reference.js"), media_type="text/javascript", headers=CAREFUL
    )


async def _document(_: Request) -> Response:
    return Response(_openapi(), media_type="application/json", headers=CAREFUL)


@cache
def _scalar() -> Path | None:
    """Return Scalar's script, if it is installed."""
    found = find_spec(_PACKAGE)
    for folder in (found.submodule_search_locations or ()) if found else ():
        script = Path(folder) / _SCRIPT
        if script.is_file():
            return script
    return None


@cache
def _openapi() -> bytes:
    """Return the document: in the wheel, or in the source tree that it is made of."""
    packaged = files("mistyped") / "mistral.openapi.json"
    if packaged.is_file():
        return packaged.read_bytes()
    return (Path(__file__).parents[4] / "spec/mistral.openapi.json").read_bytes()
