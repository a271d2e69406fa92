"""What `with_raw_response` and `with_streaming_response` of files give."""

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
    from mistyped.resources.files import AsyncFiles, Files


class FilesWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, files: Files) -> None:
        self.create: Final = to_raw_response_wrapper(files.create)
        self.list: Final = to_raw_response_wrapper(files.list)
        self.retrieve: Final = to_raw_response_wrapper(files.retrieve)
        self.delete: Final = to_raw_response_wrapper(files.delete)
        self.content: Final = to_raw_response_wrapper(files.content)
        self.signed_url: Final = to_raw_response_wrapper(files.signed_url)


class FilesWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, files: Files) -> None:
        self.create: Final = to_streamed_response_wrapper(files.create)
        self.list: Final = to_streamed_response_wrapper(files.list)
        self.retrieve: Final = to_streamed_response_wrapper(files.retrieve)
        self.delete: Final = to_streamed_response_wrapper(files.delete)
        self.content: Final = to_custom_streamed_response_wrapper(
            files.content, StreamedBinaryAPIResponse
        )
        self.signed_url: Final = to_streamed_response_wrapper(files.signed_url)


class AsyncFilesWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, files: AsyncFiles) -> None:
        self.create: Final = async_to_raw_response_wrapper(files.create)
        self.list: Final = async_to_raw_response_wrapper(files.list)
        self.retrieve: Final = async_to_raw_response_wrapper(files.retrieve)
        self.delete: Final = async_to_raw_response_wrapper(files.delete)
        self.content: Final = async_to_raw_response_wrapper(files.content)
        self.signed_url: Final = async_to_raw_response_wrapper(files.signed_url)


class AsyncFilesWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, files: AsyncFiles) -> None:
        self.create: Final = async_to_streamed_response_wrapper(files.create)
        self.list: Final = async_to_streamed_response_wrapper(files.list)
        self.retrieve: Final = async_to_streamed_response_wrapper(files.retrieve)
        self.delete: Final = async_to_streamed_response_wrapper(files.delete)
        self.content: Final = async_to_custom_streamed_response_wrapper(
            files.content, AsyncStreamedBinaryAPIResponse
        )
        self.signed_url: Final = async_to_streamed_response_wrapper(files.signed_url)
