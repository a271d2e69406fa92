"""The areas of the API, as attributes of the clients. Each is loaded on first use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openai

from mistyped._openai.requests import cached_property

if TYPE_CHECKING:
    from mistyped.resources.agents import Agents, AsyncAgents
    from mistyped.resources.audio import AsyncAudio, Audio
    from mistyped.resources.batch import AsyncBatch, Batch
    from mistyped.resources.batches import AsyncBatches, Batches
    from mistyped.resources.chat import AsyncChat, Chat
    from mistyped.resources.classifications import AsyncClassifications, Classifications
    from mistyped.resources.conversations import AsyncConversations, Conversations
    from mistyped.resources.embeddings import AsyncEmbeddings, Embeddings
    from mistyped.resources.files import AsyncFiles, Files
    from mistyped.resources.fim import FIM, AsyncFIM
    from mistyped.resources.holders import (
        AsyncClientWithRawResponse,
        AsyncClientWithStreamingResponse,
        ClientWithRawResponse,
        ClientWithStreamingResponse,
    )
    from mistyped.resources.models import AsyncModels, Models
    from mistyped.resources.moderations import AsyncModerations, Moderations
    from mistyped.resources.ocr import OCR, AsyncOCR


class Areas(openai.OpenAI):
    """What a client offers."""

    @cached_property
    def agents(self) -> Agents:
        """Agents, and chat completions by them."""
        from mistyped.resources.agents import Agents

        return Agents(self)

    @cached_property
    def audio(self) -> Audio:
        """Transcriptions, speech and voices."""
        from mistyped.resources.audio import Audio

        return Audio(self)

    @cached_property
    def batch(self) -> Batch:
        """Many requests at once, answered in hours."""
        from mistyped.resources.batch import Batch

        return Batch(self)

    @cached_property
    def batches(self) -> Batches:
        """Batch jobs, under OpenAI's names."""
        from mistyped.resources.batches import Batches

        return Batches(self)

    @cached_property
    def chat(self) -> Chat:
        """Chat completions."""
        from mistyped.resources.chat import Chat

        return Chat(self)

    @cached_property
    def classifications(self) -> Classifications:
        """Classes of texts and conversations."""
        from mistyped.resources.classifications import Classifications

        return Classifications(self)

    @cached_property
    def conversations(self) -> Conversations:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]  # ty: ignore[incompatible-property-override]
        """Conversations that Mistral keeps; OpenAI's have another shape."""
        from mistyped.resources.conversations import Conversations

        return Conversations(self)

    @cached_property
    def embeddings(self) -> Embeddings:
        """Vectors of texts."""
        from mistyped.resources.embeddings import Embeddings

        return Embeddings(self)

    @cached_property
    def files(self) -> Files:
        """Files that other calls read, or have written."""
        from mistyped.resources.files import Files

        return Files(self)

    @cached_property
    def fim(self) -> FIM:
        """Filling in the middle."""
        from mistyped.resources.fim import FIM

        return FIM(self)

    @cached_property
    def models(self) -> Models:
        """The models and what each can do."""
        from mistyped.resources.models import Models

        return Models(self)

    @cached_property
    def moderations(self) -> Moderations:
        """Harm in texts and conversations."""
        from mistyped.resources.moderations import Moderations

        return Moderations(self)

    @cached_property
    def ocr(self) -> OCR:
        """Documents and images as Markdown."""
        from mistyped.resources.ocr import OCR

        return OCR(self)

    @cached_property
    def with_raw_response(self) -> ClientWithRawResponse:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]  # ty: ignore[incompatible-property-override]
        """The same areas, with the HTTP response around each answer."""
        from mistyped.resources.holders import ClientWithRawResponse

        return ClientWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> ClientWithStreamingResponse:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]  # ty: ignore[incompatible-property-override]
        """The same areas, as context managers around unread HTTP responses."""
        from mistyped.resources.holders import ClientWithStreamingResponse

        return ClientWithStreamingResponse(self)


class AsyncAreas(openai.AsyncOpenAI):
    """What an asynchronous client offers."""

    @cached_property
    def agents(self) -> AsyncAgents:
        """Agents, and chat completions by them."""
        from mistyped.resources.agents import AsyncAgents

        return AsyncAgents(self)

    @cached_property
    def audio(self) -> AsyncAudio:
        """Transcriptions, speech and voices."""
        from mistyped.resources.audio import AsyncAudio

        return AsyncAudio(self)

    @cached_property
    def batch(self) -> AsyncBatch:
        """Many requests at once, answered in hours."""
        from mistyped.resources.batch import AsyncBatch

        return AsyncBatch(self)

    @cached_property
    def batches(self) -> AsyncBatches:
        """Batch jobs, under OpenAI's names."""
        from mistyped.resources.batches import AsyncBatches

        return AsyncBatches(self)

    @cached_property
    def chat(self) -> AsyncChat:
        """Chat completions."""
        from mistyped.resources.chat import AsyncChat

        return AsyncChat(self)

    @cached_property
    def classifications(self) -> AsyncClassifications:
        """Classes of texts and conversations."""
        from mistyped.resources.classifications import AsyncClassifications

        return AsyncClassifications(self)

    @cached_property
    def conversations(self) -> AsyncConversations:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]  # ty: ignore[incompatible-property-override]
        """Conversations that Mistral keeps; OpenAI's have another shape."""
        from mistyped.resources.conversations import AsyncConversations

        return AsyncConversations(self)

    @cached_property
    def embeddings(self) -> AsyncEmbeddings:
        """Vectors of texts."""
        from mistyped.resources.embeddings import AsyncEmbeddings

        return AsyncEmbeddings(self)

    @cached_property
    def files(self) -> AsyncFiles:
        """Files that other calls read, or have written."""
        from mistyped.resources.files import AsyncFiles

        return AsyncFiles(self)

    @cached_property
    def fim(self) -> AsyncFIM:
        """Filling in the middle."""
        from mistyped.resources.fim import AsyncFIM

        return AsyncFIM(self)

    @cached_property
    def models(self) -> AsyncModels:
        """The models and what each can do."""
        from mistyped.resources.models import AsyncModels

        return AsyncModels(self)

    @cached_property
    def moderations(self) -> AsyncModerations:
        """Harm in texts and conversations."""
        from mistyped.resources.moderations import AsyncModerations

        return AsyncModerations(self)

    @cached_property
    def ocr(self) -> AsyncOCR:
        """Documents and images as Markdown."""
        from mistyped.resources.ocr import AsyncOCR

        return AsyncOCR(self)

    @cached_property
    def with_raw_response(self) -> AsyncClientWithRawResponse:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]  # ty: ignore[incompatible-property-override]
        """The same areas, with the HTTP response around each answer."""
        from mistyped.resources.holders import AsyncClientWithRawResponse

        return AsyncClientWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncClientWithStreamingResponse:  # type: ignore[override]  # pyright: ignore[reportIncompatibleMethodOverride]  # ty: ignore[incompatible-property-override]
        """The same areas, as context managers around unread HTTP responses."""
        from mistyped.resources.holders import AsyncClientWithStreamingResponse

        return AsyncClientWithStreamingResponse(self)
