"""Embeddings: `client.embeddings`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from openai.resources.embeddings import AsyncEmbeddings as SdkAsyncEmbeddings
from openai.resources.embeddings import Embeddings as SdkEmbeddings
from typing_extensions import Unpack, override

from mistyped._generated.responses.embeddings import CreateEmbeddingResponse
from mistyped._openai.embedding_vectors import reader
from mistyped._openai.requests import cached_property, split
from mistyped._openai.wrappers import (
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)

if TYPE_CHECKING:
    from mistyped._generated.params.embeddings import EmbeddingParams

_PATH = "/embeddings"


class Embeddings(SdkEmbeddings):
    """Turns texts into vectors. The request is checked before it is sent."""

    @override
    def create(  # type: ignore[override]  # pyrefly: ignore[bad-override]  # ty: ignore[incompatible-method-override]
        self, **params: Unpack[EmbeddingParams]
    ) -> CreateEmbeddingResponse:
        """Create the embeddings of one text, or of up to 256.

        Args:
            **params: The parameters; see `mistyped.types.EmbeddingParams`.

        Returns:
            One vector for each text, in their order, and what they cost. A vector is
            a list with one number for each dimension, however it travelled: floats,
            whole numbers with `int8` and `uint8`, and 0 or 1 with `binary` and
            `ubinary`, which `numpy.packbits` packs into bytes again. A vector that
            is not as was asked for stays as it came.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(params, reader(params))
        return self._post(
            _PATH, body=body, options=options, cast_to=CreateEmbeddingResponse
        )

    @cached_property
    def with_raw_response(self) -> EmbeddingsWithRawResponse:  # type: ignore[override]  # ty: ignore[incompatible-property-override]
        """The same methods, with the HTTP response around the answer."""
        return EmbeddingsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> EmbeddingsWithStreamingResponse:  # type: ignore[override]  # ty: ignore[incompatible-property-override]
        """The same methods, as context managers around an unread HTTP response."""
        return EmbeddingsWithStreamingResponse(self)


class AsyncEmbeddings(SdkAsyncEmbeddings):
    """Turns texts into vectors. The request is checked before it is sent."""

    @override
    async def create(  # type: ignore[override]  # pyrefly: ignore[bad-override]  # ty: ignore[incompatible-method-override]
        self, **params: Unpack[EmbeddingParams]
    ) -> CreateEmbeddingResponse:
        """Create the embeddings of one text, or of up to 256.

        Args:
            **params: The parameters; see `mistyped.types.EmbeddingParams`.

        Returns:
            One vector for each text, in their order, and what they cost. A vector is
            a list with one number for each dimension, however it travelled: floats,
            whole numbers with `int8` and `uint8`, and 0 or 1 with `binary` and
            `ubinary`, which `numpy.packbits` packs into bytes again. A vector that
            is not as was asked for stays as it came.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(params, reader(params))
        return await self._post(
            _PATH, body=body, options=options, cast_to=CreateEmbeddingResponse
        )

    @cached_property
    def with_raw_response(self) -> AsyncEmbeddingsWithRawResponse:  # type: ignore[override]  # ty: ignore[incompatible-property-override]
        """The same methods, with the HTTP response around the answer."""
        return AsyncEmbeddingsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncEmbeddingsWithStreamingResponse:  # type: ignore[override]  # ty: ignore[incompatible-property-override]
        """The same methods, as context managers around an unread HTTP response."""
        return AsyncEmbeddingsWithStreamingResponse(self)


class EmbeddingsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, embeddings: Embeddings) -> None:
        self.create: Final = to_raw_response_wrapper(embeddings.create)


class AsyncEmbeddingsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, embeddings: AsyncEmbeddings) -> None:
        self.create: Final = async_to_raw_response_wrapper(embeddings.create)


class EmbeddingsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, embeddings: Embeddings) -> None:
        self.create: Final = to_streamed_response_wrapper(embeddings.create)


class AsyncEmbeddingsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, embeddings: AsyncEmbeddings) -> None:
        self.create: Final = async_to_streamed_response_wrapper(embeddings.create)
