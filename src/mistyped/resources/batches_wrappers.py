"""What `with_raw_response` and `with_streaming_response` of batches give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mistyped._openai.wrappers import (
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)

if TYPE_CHECKING:
    from mistyped.resources.batches import AsyncBatches, Batches


class BatchesWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, batches: Batches) -> None:
        self.create: Final = to_raw_response_wrapper(batches.create)
        self.list: Final = to_raw_response_wrapper(batches.list)
        self.retrieve: Final = to_raw_response_wrapper(batches.retrieve)
        self.cancel: Final = to_raw_response_wrapper(batches.cancel)


class BatchesWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, batches: Batches) -> None:
        self.create: Final = to_streamed_response_wrapper(batches.create)
        self.list: Final = to_streamed_response_wrapper(batches.list)
        self.retrieve: Final = to_streamed_response_wrapper(batches.retrieve)
        self.cancel: Final = to_streamed_response_wrapper(batches.cancel)


class AsyncBatchesWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, batches: AsyncBatches) -> None:
        self.create: Final = async_to_raw_response_wrapper(batches.create)
        self.list: Final = async_to_raw_response_wrapper(batches.list)
        self.retrieve: Final = async_to_raw_response_wrapper(batches.retrieve)
        self.cancel: Final = async_to_raw_response_wrapper(batches.cancel)


class AsyncBatchesWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, batches: AsyncBatches) -> None:
        self.create: Final = async_to_streamed_response_wrapper(batches.create)
        self.list: Final = async_to_streamed_response_wrapper(batches.list)
        self.retrieve: Final = async_to_streamed_response_wrapper(batches.retrieve)
        self.cancel: Final = async_to_streamed_response_wrapper(batches.cancel)
