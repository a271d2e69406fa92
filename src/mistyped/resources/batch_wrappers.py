"""What `with_raw_response` and `with_streaming_response` of jobs give."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        self.create = to_raw_response_wrapper(jobs.create)
        self.list = to_raw_response_wrapper(jobs.list)
        self.retrieve = to_raw_response_wrapper(jobs.retrieve)
        self.cancel = to_raw_response_wrapper(jobs.cancel)
        self.delete = to_raw_response_wrapper(jobs.delete)


class JobsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, jobs: Jobs) -> None:
        self.create = to_streamed_response_wrapper(jobs.create)
        self.list = to_streamed_response_wrapper(jobs.list)
        self.retrieve = to_streamed_response_wrapper(jobs.retrieve)
        self.cancel = to_streamed_response_wrapper(jobs.cancel)
        self.delete = to_streamed_response_wrapper(jobs.delete)


class AsyncJobsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, jobs: AsyncJobs) -> None:
        self.create = async_to_raw_response_wrapper(jobs.create)
        self.list = async_to_raw_response_wrapper(jobs.list)
        self.retrieve = async_to_raw_response_wrapper(jobs.retrieve)
        self.cancel = async_to_raw_response_wrapper(jobs.cancel)
        self.delete = async_to_raw_response_wrapper(jobs.delete)


class AsyncJobsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, jobs: AsyncJobs) -> None:
        self.create = async_to_streamed_response_wrapper(jobs.create)
        self.list = async_to_streamed_response_wrapper(jobs.list)
        self.retrieve = async_to_streamed_response_wrapper(jobs.retrieve)
        self.cancel = async_to_streamed_response_wrapper(jobs.cancel)
        self.delete = async_to_streamed_response_wrapper(jobs.delete)
