"""What frameworks are given where one argument is not enough."""

from __future__ import annotations

from mistyped.frameworks import langchain, langchain_embeddings
from tests.unit.support import Wire


def test_langchain_gets_all_four_clients(wire: Wire) -> None:
    """Those that are missing it would make itself, for OpenAI's host."""
    client, async_client = wire.client(), wire.async_client()
    assert langchain(client, async_client) == {
        "client": client.chat.completions,
        "root_client": client,
        "async_client": async_client.chat.completions,
        "root_async_client": async_client,
    }


def test_langchains_embeddings_send_texts(wire: Wire) -> None:
    """And not numbers of OpenAI's tokens."""
    client, async_client = wire.client(), wire.async_client()
    assert langchain_embeddings(client, async_client) == {
        "client": client.embeddings,
        "async_client": async_client.embeddings,
        "check_embedding_ctx_length": False,
    }
