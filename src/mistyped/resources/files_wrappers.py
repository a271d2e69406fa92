"""What `with_raw_response` and `with_streaming_response` of files give."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
    from mistyped.resources.files import AsyncFiles, Files


class FilesWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, files: Files) -> None:
        self.create = to_raw_response_wrapper(files.create)
        self.list = to_raw_response_wrapper(files.list)
        self.retrieve = to_raw_response_wrapper(files.retrieve)
        self.delete = to_raw_response_wrapper(files.delete)
        self.content = to_raw_response_wrapper(files.content)
        self.signed_url = to_raw_response_wrapper(files.signed_url)


class FilesWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, files: Files) -> None:
        self.create = to_streamed_response_wrapper(files.create)
        self.list = to_streamed_response_wrapper(files.list)
        self.retrieve = to_streamed_response_wrapper(files.retrieve)
        self.delete = to_streamed_response_wrapper(files.delete)
        self.content = to_custom_streamed_response_wrapper(
            files.content, StreamedBinaryAPIResponse
        )
        self.signed_url = to_streamed_response_wrapper(files.signed_url)


class AsyncFilesWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, files: AsyncFiles) -> None:
        self.create = async_to_raw_response_wrapper(files.create)
        self.list = async_to_raw_response_wrapper(files.list)
        self.retrieve = async_to_raw_response_wrapper(files.retrieve)
        self.delete = async_to_raw_response_wrapper(files.delete)
        self.content = async_to_raw_response_wrapper(files.content)
        self.signed_url = async_to_raw_response_wrapper(files.signed_url)


class AsyncFilesWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, files: AsyncFiles) -> None:
        self.create = async_to_streamed_response_wrapper(files.create)
        self.list = async_to_streamed_response_wrapper(files.list)
        self.retrieve = async_to_streamed_response_wrapper(files.retrieve)
        self.delete = async_to_streamed_response_wrapper(files.delete)
        self.content = async_to_custom_streamed_response_wrapper(
            files.content, AsyncStreamedBinaryAPIResponse
        )
        self.signed_url = async_to_streamed_response_wrapper(files.signed_url)
