"""Every operation over real HTTP: what the check refuses, the server refuses too."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from functools import reduce
from typing import Any

import openai
import pytest

from mistyped import AsyncMistral, Mistral
from mistyped._generated.operations import OPERATIONS
from mistyped._values.rows import ApiOperation
from mistyped.server import RunningServer
from tests.operations import ROWS

pytestmark = pytest.mark.anyio

# What is wrong there is a kind of value, and in a query everything is text.
TEXTS = {"agents.retrieve", "models.list"}
REFUSING = [each for each in OPERATIONS.values() if each.id in ROWS.keys() - TEXTS]
UNCHECKED: Any = {"api_key": "any", "check": "off", "responses": "native"}
"""A client that sends everything as it is, to the path that it is called for."""
REFUSED = (openai.UnprocessableEntityError, openai.BadRequestError)
rows = pytest.mark.parametrize(
    "operation", REFUSING, ids=[each.id for each in REFUSING]
)


@pytest.fixture
def client(server: RunningServer) -> Iterator[Mistral]:
    """A client that checks nothing."""
    with Mistral(base_url=server.url, **UNCHECKED) as up:
        yield up


@pytest.fixture
async def async_client(server: RunningServer) -> AsyncIterator[AsyncMistral]:
    """An asynchronous client that checks nothing."""
    async with AsyncMistral(base_url=server.url, **UNCHECKED) as up:
        yield up


def call(client: Any, operation: ApiOperation) -> Any:
    """Call an operation's method with a request that is wrong."""
    ids = ["x1"] * len(re.findall(r"\{", operation.path))
    method = reduce(getattr, operation.id.split("."), client)
    return method(*ids, **ROWS[operation.id].wrong.arguments)


@rows
async def test_wrong_request(
    client: Mistral,
    async_client: AsyncMistral,
    server: RunningServer,
    operation: ApiOperation,
) -> None:
    """It is sent as it is, and the answer is a refusal that names the place."""
    place = re.split(r"[.\[]", ROWS[operation.id].wrong.path)[0]
    with pytest.raises(REFUSED) as caught:
        call(client, operation)
    with pytest.raises(REFUSED) as again:
        await call(async_client, operation)
    for error in (caught, again):
        assert place in str(error.value)
        assert error.value.sent  # type: ignore[union-attr]
    path = re.sub(r"\{\w+\}", "x1", operation.path)
    for request in server.requests[-2:]:
        assert (request.method, request.path) == (operation.method, path)
