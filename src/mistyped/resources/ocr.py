"""Reading of documents and images: `client.ocr`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from typing_extensions import Unpack

from mistyped._generated.responses.ocr import OCRResponse
from mistyped._openai.requests import cached_property, split
from mistyped._openai.resource import AsyncAPIResource, SyncAPIResource
from mistyped._openai.wrappers import (
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)

if TYPE_CHECKING:
    from mistyped._generated.params.ocr import OCRParams

_PATH = "/ocr"


class OCR(SyncAPIResource):
    """Reads documents and images. Requests are checked before they are sent."""

    def process(self, **params: Unpack[OCRParams]) -> OCRResponse:
        """Read a document or an image.

        Args:
            **params: The parameters; see `mistyped.types.OCRParams`.

        Returns:
            The pages as Markdown, with what else was asked for.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(params)
        return self._post(_PATH, body=body, options=options, cast_to=OCRResponse)

    @cached_property
    def with_raw_response(self) -> OCRWithRawResponse:
        """The same methods, with the HTTP response around the answer."""
        return OCRWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> OCRWithStreamingResponse:
        """The same methods, as context managers around an unread HTTP response."""
        return OCRWithStreamingResponse(self)


class AsyncOCR(AsyncAPIResource):
    """Reads documents and images. Requests are checked before they are sent."""

    async def process(self, **params: Unpack[OCRParams]) -> OCRResponse:
        """Read a document or an image.

        Args:
            **params: The parameters; see `mistyped.types.OCRParams`.

        Returns:
            The pages as Markdown, with what else was asked for.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(params)
        return await self._post(_PATH, body=body, options=options, cast_to=OCRResponse)

    @cached_property
    def with_raw_response(self) -> AsyncOCRWithRawResponse:
        """The same methods, with the HTTP response around the answer."""
        return AsyncOCRWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncOCRWithStreamingResponse:
        """The same methods, as context managers around an unread HTTP response."""
        return AsyncOCRWithStreamingResponse(self)


class OCRWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, ocr: OCR) -> None:
        self.process: Final = to_raw_response_wrapper(ocr.process)


class AsyncOCRWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, ocr: AsyncOCR) -> None:
        self.process: Final = async_to_raw_response_wrapper(ocr.process)


class OCRWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, ocr: OCR) -> None:
        self.process: Final = to_streamed_response_wrapper(ocr.process)


class AsyncOCRWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, ocr: AsyncOCR) -> None:
        self.process: Final = async_to_streamed_response_wrapper(ocr.process)
