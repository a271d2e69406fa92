"""What `with_raw_response` and `with_streaming_response` of jobs give."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mistyped._openai.wrappers import (
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)

if TYPE_CHECKING:
    from mistyped.resources.batch import AsyncJobs, Jobs


class JobsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, jobs: Jobs) -> None:
        self.create: Final = to_raw_response_wrapper(jobs.create)
        self.list: Final = to_raw_response_wrapper(jobs.list)
        self.retrieve: Final = to_raw_response_wrapper(jobs.retrieve)
        self.cancel: Final = to_raw_response_wrapper(jobs.cancel)
        self.delete: Final = to_raw_response_wrapper(jobs.delete)


class JobsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, jobs: Jobs) -> None:
        self.create: Final = to_streamed_response_wrapper(jobs.create)
        self.list: Final = to_streamed_response_wrapper(jobs.list)
        self.retrieve: Final = to_streamed_response_wrapper(jobs.retrieve)
        self.cancel: Final = to_streamed_response_wrapper(jobs.cancel)
        self.delete: Final = to_streamed_response_wrapper(jobs.delete)


class AsyncJobsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, jobs: AsyncJobs) -> None:
        self.create: Final = async_to_raw_response_wrapper(jobs.create)
        self.list: Final = async_to_raw_response_wrapper(jobs.list)
        self.retrieve: Final = async_to_raw_response_wrapper(jobs.retrieve)
        self.cancel: Final = async_to_raw_response_wrapper(jobs.cancel)
        self.delete: Final = async_to_raw_response_wrapper(jobs.delete)


class AsyncJobsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, jobs: AsyncJobs) -> None:
        self.create: Final = async_to_streamed_response_wrapper(jobs.create)
        self.list: Final = async_to_streamed_response_wrapper(jobs.list)
        self.retrieve: Final = async_to_streamed_response_wrapper(jobs.retrieve)
        self.cancel: Final = async_to_streamed_response_wrapper(jobs.cancel)
        self.delete: Final = async_to_streamed_response_wrapper(jobs.delete)
