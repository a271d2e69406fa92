"""What `with_raw_response` and `with_streaming_response` of batches give."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        self.create = to_raw_response_wrapper(batches.create)
        self.list = to_raw_response_wrapper(batches.list)
        self.retrieve = to_raw_response_wrapper(batches.retrieve)
        self.cancel = to_raw_response_wrapper(batches.cancel)


class BatchesWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, batches: Batches) -> None:
        self.create = to_streamed_response_wrapper(batches.create)
        self.list = to_streamed_response_wrapper(batches.list)
        self.retrieve = to_streamed_response_wrapper(batches.retrieve)
        self.cancel = to_streamed_response_wrapper(batches.cancel)


class AsyncBatchesWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, batches: AsyncBatches) -> None:
        self.create = async_to_raw_response_wrapper(batches.create)
        self.list = async_to_raw_response_wrapper(batches.list)
        self.retrieve = async_to_raw_response_wrapper(batches.retrieve)
        self.cancel = async_to_raw_response_wrapper(batches.cancel)


class AsyncBatchesWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, batches: AsyncBatches) -> None:
        self.create = async_to_streamed_response_wrapper(batches.create)
        self.list = async_to_streamed_response_wrapper(batches.list)
        self.retrieve = async_to_streamed_response_wrapper(batches.retrieve)
        self.cancel = async_to_streamed_response_wrapper(batches.cancel)
