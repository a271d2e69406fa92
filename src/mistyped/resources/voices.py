"""Voices: `client.audio.voices`.

They are Mistral's own: OpenAI's voices are made from other parameters.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai import HttpxBinaryResponseContent
from typing_extensions import Unpack

from mistyped._generated.responses.audio import Voice
from mistyped._openai.pages import AsyncOffsetPage, AsyncPaginator, SyncOffsetPage
from mistyped._openai.paths import path_with
from mistyped._openai.requests import (
    cached_property,
    only_options,
    split,
    split_query,
    with_headers,
)
from mistyped._openai.resource import AsyncAPIResource, SyncAPIResource
from mistyped.resources.voices_wrappers import (
    AsyncVoicesWithRawResponse,
    AsyncVoicesWithStreamingResponse,
    VoicesWithRawResponse,
    VoicesWithStreamingResponse,
)

if TYPE_CHECKING:
    from mistyped._generated.params.audio import (
        VoiceCreateParams,
        VoiceListParams,
        VoiceUpdateParams,
    )
    from mistyped._values.call_options import CallOptions

_VOICES = "/audio/voices"
_VOICE = "/audio/voices/{voice_id}"
_SAMPLE = "/audio/voices/{voice_id}/sample"
_WAVE = {"Accept": "audio/wav"}


class Voices(SyncAPIResource):
    """The voices that speech can have. A request is checked before it is sent."""

    def list(self, **params: Unpack[VoiceListParams]) -> SyncOffsetPage[Voice]:
        """List voices; iterating goes through all pages.

        Args:
            **params: The parameters; see `mistyped.types.VoiceListParams`.

        Returns:
            A page of voices.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        return self._get_api_list(
            _VOICES,
            page=SyncOffsetPage[Voice],
            options=split_query(params),
            model=Voice,
        )

    def create(self, **params: Unpack[VoiceCreateParams]) -> Voice:
        """Make a voice from a recording.

        Args:
            **params: The parameters; see `mistyped.types.VoiceCreateParams`.

        Returns:
            What is known of the voice, its id first of all.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(params)
        return self._post(_VOICES, body=body, options=options, cast_to=Voice)

    def retrieve(self, voice_id: str, **options: Unpack[CallOptions]) -> Voice:
        """Look a voice up.

        Args:
            voice_id: The voice's id.
            **options: Options of the call.

        Returns:
            What is known of the voice.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such voice.
        """
        path = path_with(_VOICE, voice_id=voice_id)
        return self._get(path, options=only_options(options), cast_to=Voice)

    def update(self, voice_id: str, **params: Unpack[VoiceUpdateParams]) -> Voice:
        """Change what is known of a voice; what is left out stays.

        Args:
            voice_id: The voice's id.
            **params: The parameters; see `mistyped.types.VoiceUpdateParams`.

        Returns:
            What is known of the voice now.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.NotFoundError: If there is no such voice.
        """
        body, options = split(params)
        path = path_with(_VOICE, voice_id=voice_id)
        return self._patch(path, body=body, options=options, cast_to=Voice)

    def delete(self, voice_id: str, **options: Unpack[CallOptions]) -> Voice:
        """Delete a voice of your own.

        Args:
            voice_id: The voice's id.
            **options: Options of the call.

        Returns:
            What was known of the voice.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such voice.
        """
        path = path_with(_VOICE, voice_id=voice_id)
        return self._delete(path, options=only_options(options), cast_to=Voice)

    def sample(
        self, voice_id: str, **options: Unpack[CallOptions]
    ) -> HttpxBinaryResponseContent:
        """Fetch how a voice sounds: `.content`, `.write_to_file(path)`.

        Args:
            voice_id: The voice's id.
            **options: Options of the call.

        Returns:
            The recording.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such voice.
        """
        return self._get(
            path_with(_SAMPLE, voice_id=voice_id),
            options=with_headers(only_options(options), _WAVE),
            cast_to=HttpxBinaryResponseContent,
        )

    @cached_property
    def with_raw_response(self) -> VoicesWithRawResponse:
        """The same methods, with the HTTP response around the answer."""
        return VoicesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> VoicesWithStreamingResponse:
        """The same methods, as context managers around an unread HTTP response."""
        return VoicesWithStreamingResponse(self)


class AsyncVoices(AsyncAPIResource):
    """The voices that speech can have. A request is checked before it is sent."""

    def list(
        self, **params: Unpack[VoiceListParams]
    ) -> AsyncPaginator[Voice, AsyncOffsetPage[Voice]]:
        """List voices; `async for` goes through all pages.

        Args:
            **params: The parameters; see `mistyped.types.VoiceListParams`.

        Returns:
            A page of voices, once it is awaited.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        return self._get_api_list(
            _VOICES,
            page=AsyncOffsetPage[Voice],
            options=split_query(params),
            model=Voice,
        )

    async def create(self, **params: Unpack[VoiceCreateParams]) -> Voice:
        """Make a voice from a recording.

        Args:
            **params: The parameters; see `mistyped.types.VoiceCreateParams`.

        Returns:
            What is known of the voice, its id first of all.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(params)
        return await self._post(_VOICES, body=body, options=options, cast_to=Voice)

    async def retrieve(self, voice_id: str, **options: Unpack[CallOptions]) -> Voice:
        """Look a voice up.

        Args:
            voice_id: The voice's id.
            **options: Options of the call.

        Returns:
            What is known of the voice.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such voice.
        """
        path = path_with(_VOICE, voice_id=voice_id)
        return await self._get(path, options=only_options(options), cast_to=Voice)

    async def update(self, voice_id: str, **params: Unpack[VoiceUpdateParams]) -> Voice:
        """Change what is known of a voice; what is left out stays.

        Args:
            voice_id: The voice's id.
            **params: The parameters; see `mistyped.types.VoiceUpdateParams`.

        Returns:
            What is known of the voice now.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.NotFoundError: If there is no such voice.
        """
        body, options = split(params)
        path = path_with(_VOICE, voice_id=voice_id)
        return await self._patch(path, body=body, options=options, cast_to=Voice)

    async def delete(self, voice_id: str, **options: Unpack[CallOptions]) -> Voice:
        """Delete a voice of your own.

        Args:
            voice_id: The voice's id.
            **options: Options of the call.

        Returns:
            What was known of the voice.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such voice.
        """
        path = path_with(_VOICE, voice_id=voice_id)
        return await self._delete(path, options=only_options(options), cast_to=Voice)

    async def sample(
        self, voice_id: str, **options: Unpack[CallOptions]
    ) -> HttpxBinaryResponseContent:
        """Fetch how a voice sounds: `.content`, `.write_to_file(path)`.

        Args:
            voice_id: The voice's id.
            **options: Options of the call.

        Returns:
            The recording.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such voice.
        """
        return await self._get(
            path_with(_SAMPLE, voice_id=voice_id),
            options=with_headers(only_options(options), _WAVE),
            cast_to=HttpxBinaryResponseContent,
        )

    @cached_property
    def with_raw_response(self) -> AsyncVoicesWithRawResponse:
        """The same methods, with the HTTP response around the answer."""
        return AsyncVoicesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncVoicesWithStreamingResponse:
        """The same methods, as context managers around an unread HTTP response."""
        return AsyncVoicesWithStreamingResponse(self)
