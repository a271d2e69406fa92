"""What `with_raw_response` and `with_streaming_response` of voices give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mistyped._openai.wrappers import (
    AsyncStreamedBinaryAPIResponse,
    StreamedBinaryAPIResponse,
    async_to_custom_streamed_response_wrapper,
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    to_custom_streamed_response_wrapper,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)

if TYPE_CHECKING:
    from mistyped.resources.voices import AsyncVoices, Voices


class VoicesWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, voices: Voices) -> None:
        self.list: Final = to_raw_response_wrapper(voices.list)
        self.create: Final = to_raw_response_wrapper(voices.create)
        self.retrieve: Final = to_raw_response_wrapper(voices.retrieve)
        self.update: Final = to_raw_response_wrapper(voices.update)
        self.delete: Final = to_raw_response_wrapper(voices.delete)
        self.sample: Final = to_raw_response_wrapper(voices.sample)


class VoicesWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, voices: Voices) -> None:
        self.list: Final = to_streamed_response_wrapper(voices.list)
        self.create: Final = to_streamed_response_wrapper(voices.create)
        self.retrieve: Final = to_streamed_response_wrapper(voices.retrieve)
        self.update: Final = to_streamed_response_wrapper(voices.update)
        self.delete: Final = to_streamed_response_wrapper(voices.delete)
        self.sample: Final = to_custom_streamed_response_wrapper(
            voices.sample, StreamedBinaryAPIResponse
        )


class AsyncVoicesWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, voices: AsyncVoices) -> None:
        self.list: Final = async_to_raw_response_wrapper(voices.list)
        self.create: Final = async_to_raw_response_wrapper(voices.create)
        self.retrieve: Final = async_to_raw_response_wrapper(voices.retrieve)
        self.update: Final = async_to_raw_response_wrapper(voices.update)
        self.delete: Final = async_to_raw_response_wrapper(voices.delete)
        self.sample: Final = async_to_raw_response_wrapper(voices.sample)


class AsyncVoicesWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, voices: AsyncVoices) -> None:
        self.list: Final = async_to_streamed_response_wrapper(voices.list)
        self.create: Final = async_to_streamed_response_wrapper(voices.create)
        self.retrieve: Final = async_to_streamed_response_wrapper(voices.retrieve)
        self.update: Final = async_to_streamed_response_wrapper(voices.update)
        self.delete: Final = async_to_streamed_response_wrapper(voices.delete)
        self.sample: Final = async_to_custom_streamed_response_wrapper(
            voices.sample, AsyncStreamedBinaryAPIResponse
        )
