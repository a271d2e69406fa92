"""What frameworks have to be given where one argument is not enough.

Most take a client, or an HTTP client with a guard: `docs/frameworks.md` has the lines
for each. No framework is imported here.
"""

from __future__ import annotations

from typing import Literal, TypedDict

from mistyped.client import AsyncMistral, Mistral
from mistyped.resources.chat import AsyncCompletions, Completions
from mistyped.resources.embeddings import AsyncEmbeddings, Embeddings

__all__ = [
    "LangChainClients",
    "LangChainEmbeddings",
    "langchain",
    "langchain_embeddings",
]


class LangChainClients(TypedDict):
    """The clients of a `ChatOpenAI`."""

    client: Completions
    root_client: Mistral
    async_client: AsyncCompletions
    root_async_client: AsyncMistral


class LangChainEmbeddings(TypedDict):
    """The clients of an `OpenAIEmbeddings`, and that it sends texts."""

    client: Embeddings
    async_client: AsyncEmbeddings
    check_embedding_ctx_length: Literal[False]


def langchain(client: Mistral, async_client: AsyncMistral) -> LangChainClients:
    """Return what makes a `ChatOpenAI` of langchain-openai use these clients.

        ChatOpenAI(model=..., **langchain(Mistral(compat="adapt"), AsyncMistral(...)))

    Of the four, LangChain makes those that are missing itself, for OpenAI's host.
    """
    return {
        "client": client.chat.completions,
        "root_client": client,
        "async_client": async_client.chat.completions,
        "root_async_client": async_client,
    }


def langchain_embeddings(
    client: Mistral, async_client: AsyncMistral
) -> LangChainEmbeddings:
    """Return what makes an `OpenAIEmbeddings` of langchain-openai use these clients.

    It also keeps LangChain from sending numbers of OpenAI's tokens in place of texts,
    which mean nothing to Mistral.
    """
    return {
        "client": client.embeddings,
        "async_client": async_client.embeddings,
        "check_embedding_ctx_length": False,
    }
