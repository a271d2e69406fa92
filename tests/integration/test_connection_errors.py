"""An error of a connection says what happened to it, not only that it failed."""

from __future__ import annotations

import copy
import pickle
import socket
import struct
from collections.abc import Iterator
from threading import Thread

import openai
import pytest

from mistyped import AsyncMistral, Mistral

pytestmark = pytest.mark.anyio
KEY = "a-key-that-nobody-has"
RESET = "ReadError: .*reset by peer"


@pytest.fixture(params=[True, False], ids=["reset", "refused"])
def address(request: pytest.FixtureRequest) -> Iterator[tuple[str, str]]:
    """The address of a server that resets connections, or of none."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        if request.param:
            answering = Thread(target=_reset, args=(listening,))
            answering.start()
            yield url, RESET
            answering.join()
            return
    yield url, "ConnectError: "


def _reset(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    with connection:
        connection.recv(1)
        at_once = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)


def test_it_says_so(address: tuple[str, str]) -> None:
    """Also when it was copied, or came from another process."""
    url, words = address
    client = Mistral(api_key=KEY, base_url=url, max_retries=0)
    with client, pytest.raises(openai.APIConnectionError, match=words) as caught:
        client.models.list()
    error = caught.value
    for each in (copy.copy(error), pickle.loads(pickle.dumps(error))):
        assert str(each) == str(error)


async def test_it_says_so_asynchronously(address: tuple[str, str]) -> None:
    """In the same words."""
    url, words = address
    async with AsyncMistral(api_key=KEY, base_url=url, max_retries=0) as client:
        with pytest.raises(openai.APIConnectionError, match=words):
            await client.models.list()


def test_a_timeout_says_what_it_waited_for() -> None:
    """For a connection, for bytes, or for room to write."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/v1"
        client = Mistral(api_key=KEY, base_url=url, max_retries=0, timeout=0.05)
        with client, pytest.raises(openai.APITimeoutError, match="out: ReadTimeout"):
            client.models.list()
