"""Transcriptions: `client.audio.transcriptions`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, overload

from openai import Omit
from openai.resources.audio import AsyncTranscriptions as SdkAsyncTranscriptions
from openai.resources.audio import Transcriptions as SdkTranscriptions
from typing_extensions import Unpack

from mistyped._generated.responses.audio import Transcription
from mistyped._openai.audio_streams import (
    AsyncTranscriptionStream,
    TranscriptionStream,
)
from mistyped._openai.requests import cached_property, split_form, with_stream
from mistyped._values.uploads import opened
from mistyped.resources.audio_wrappers import (
    AsyncTranscriptionsWithRawResponse,
    AsyncTranscriptionsWithStreamingResponse,
    TranscriptionsWithRawResponse,
    TranscriptionsWithStreamingResponse,
)

if TYPE_CHECKING:
    from mistyped._generated.params.audio import TranscriptionParams

_PATH = "/audio/transcriptions"


class Transcriptions(SdkTranscriptions):
    """Turns recordings into text. The request is checked before it is sent."""

    @overload  # type: ignore[override]
    def create(  # pyrefly: ignore[bad-override]
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[TranscriptionParams],
    ) -> Transcription: ...
    @overload
    def create(
        self, *, stream: Literal[True], **params: Unpack[TranscriptionParams]
    ) -> TranscriptionStream: ...
    @overload
    def create(
        self, *, stream: bool | Omit | None, **params: Unpack[TranscriptionParams]
    ) -> Transcription | TranscriptionStream: ...
    def create(  # pyright: ignore[reportIncompatibleMethodOverride]  # ty: ignore[invalid-method-override]
        self, *, stream: bool | Omit | None = None, **params: object
    ) -> Transcription | TranscriptionStream:
        """Write down what is said in a recording.

        The recording is `file`, `file_url` or `file_id`. A path is read while it is
        sent, never into memory whole.

        Args:
            stream: Whether the transcription comes as events while it is made.
            **params: The parameters; see `mistyped.types.TranscriptionParams`.

        Returns:
            The transcription, or with `stream=True` an iterator of events whose
            `get_final_transcription()` gives it.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            OSError: If a path cannot be opened.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, files, options = split_form(with_stream(params, stream), "file")
        with opened(files) as parts:
            return self._post(
                _PATH,
                body=body,
                files=parts,
                options=options,
                cast_to=Transcription,
                stream=stream is True,
                stream_cls=TranscriptionStream,
            )

    @cached_property
    def with_raw_response(self) -> TranscriptionsWithRawResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, with the HTTP response around the answer."""
        return TranscriptionsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> TranscriptionsWithStreamingResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, as context managers around an unread HTTP response."""
        return TranscriptionsWithStreamingResponse(self)


class AsyncTranscriptions(SdkAsyncTranscriptions):
    """Turns recordings into text. The request is checked before it is sent."""

    @overload  # type: ignore[override]
    async def create(  # pyrefly: ignore[bad-override]
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[TranscriptionParams],
    ) -> Transcription: ...
    @overload
    async def create(
        self, *, stream: Literal[True], **params: Unpack[TranscriptionParams]
    ) -> AsyncTranscriptionStream: ...
    @overload
    async def create(
        self, *, stream: bool | Omit | None, **params: Unpack[TranscriptionParams]
    ) -> Transcription | AsyncTranscriptionStream: ...
    async def create(  # pyright: ignore[reportIncompatibleMethodOverride]  # ty: ignore[invalid-method-override]
        self, *, stream: bool | Omit | None = None, **params: object
    ) -> Transcription | AsyncTranscriptionStream:
        """Write down what is said in a recording.

        The recording is `file`, `file_url` or `file_id`. A path is read while it is
        sent, never into memory whole.

        Args:
            stream: Whether the transcription comes as events while it is made.
            **params: The parameters; see `mistyped.types.TranscriptionParams`.

        Returns:
            The transcription, or with `stream=True` an iterator of events whose
            `get_final_transcription()` gives it.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            OSError: If a path cannot be opened.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, files, options = split_form(with_stream(params, stream), "file")
        with opened(files) as parts:
            return await self._post(
                _PATH,
                body=body,
                files=parts,
                options=options,
                cast_to=Transcription,
                stream=stream is True,
                stream_cls=AsyncTranscriptionStream,
            )

    @cached_property
    def with_raw_response(self) -> AsyncTranscriptionsWithRawResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, with the HTTP response around the answer."""
        return AsyncTranscriptionsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncTranscriptionsWithStreamingResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, as context managers around an unread HTTP response."""
        return AsyncTranscriptionsWithStreamingResponse(self)
