"""Speech: `client.audio.speech`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, overload

from openai import Omit
from openai.resources.audio import AsyncSpeech as SdkAsyncSpeech
from openai.resources.audio import Speech as SdkSpeech
from typing_extensions import Unpack

from mistyped._openai.audio_streams import (
    AsyncSpeechStream,
    SpeechStream,
)
from mistyped._openai.requests import cached_property, split, with_stream
from mistyped._openai.speech import AS_SPEECH, SpeechAudio, decoded
from mistyped.resources.audio_wrappers import (
    AsyncSpeechWithRawResponse,
    AsyncSpeechWithStreamingResponse,
    SpeechWithRawResponse,
    SpeechWithStreamingResponse,
)

if TYPE_CHECKING:
    from mistyped._generated.params.audio import SpeechParams

_PATH = "/audio/speech"


class Speech(SdkSpeech):
    """Turns text into sound. The request is checked before it is sent."""

    @overload  # type: ignore[override]
    def create(  # pyrefly: ignore[bad-override]
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[SpeechParams],
    ) -> SpeechAudio: ...
    @overload
    def create(
        self, *, stream: Literal[True], **params: Unpack[SpeechParams]
    ) -> SpeechStream: ...
    @overload
    def create(
        self, *, stream: bool | Omit | None, **params: Unpack[SpeechParams]
    ) -> SpeechAudio | SpeechStream: ...
    def create(  # pyright: ignore[reportIncompatibleMethodOverride]  # ty: ignore[invalid-method-override]
        self, *, stream: bool | Omit | None = None, **params: object
    ) -> SpeechAudio | SpeechStream:
        """Say a text.

        Mistral answers JSON with the sound in it; what is returned is the sound.

        Args:
            stream: Whether the sound comes as events while it is made.
            **params: The parameters; see `mistyped.types.SpeechParams`.

        Returns:
            The sound: `.content`, `.write_to_file(path)`; or with `stream=True` an
            iterator of events, whose `iter_audio()` gives the sound alone.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it, also if there is no sound in
                the answer.
        """
        body, options = split(with_stream(params, stream), decoded)
        return self._post(
            _PATH,
            body=body,
            options=options,
            cast_to=AS_SPEECH,
            stream=stream is True,
            stream_cls=SpeechStream,
        )

    @cached_property
    def with_raw_response(self) -> SpeechWithRawResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, with the HTTP response around the answer."""
        return SpeechWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> SpeechWithStreamingResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, as context managers around an unread HTTP response."""
        return SpeechWithStreamingResponse(self)


class AsyncSpeech(SdkAsyncSpeech):
    """Turns text into sound. The request is checked before it is sent."""

    @overload  # type: ignore[override]
    async def create(  # pyrefly: ignore[bad-override]
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[SpeechParams],
    ) -> SpeechAudio: ...
    @overload
    async def create(
        self, *, stream: Literal[True], **params: Unpack[SpeechParams]
    ) -> AsyncSpeechStream: ...
    @overload
    async def create(
        self, *, stream: bool | Omit | None, **params: Unpack[SpeechParams]
    ) -> SpeechAudio | AsyncSpeechStream: ...
    async def create(  # pyright: ignore[reportIncompatibleMethodOverride]  # ty: ignore[invalid-method-override]
        self, *, stream: bool | Omit | None = None, **params: object
    ) -> SpeechAudio | AsyncSpeechStream:
        """Say a text.

        Mistral answers JSON with the sound in it; what is returned is the sound.

        Args:
            stream: Whether the sound comes as events while it is made.
            **params: The parameters; see `mistyped.types.SpeechParams`.

        Returns:
            The sound: `.content`, `.write_to_file(path)`; or with `stream=True` an
            iterator of events, whose `iter_audio()` gives the sound alone.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it, also if there is no sound in
                the answer.
        """
        body, options = split(with_stream(params, stream), decoded)
        return await self._post(
            _PATH,
            body=body,
            options=options,
            cast_to=AS_SPEECH,
            stream=stream is True,
            stream_cls=AsyncSpeechStream,
        )

    @cached_property
    def with_raw_response(self) -> AsyncSpeechWithRawResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, with the HTTP response around the answer."""
        return AsyncSpeechWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncSpeechWithStreamingResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, as context managers around an unread HTTP response."""
        return AsyncSpeechWithStreamingResponse(self)
