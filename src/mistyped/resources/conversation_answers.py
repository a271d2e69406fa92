"""What is said in conversations: the methods of `client.conversations` that answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, overload

from openai import Omit
from typing_extensions import Unpack

from mistyped._generated.responses.conversations import (
    ConversationEvent,
    ConversationResponse,
)
from mistyped._openai.event_streams import AsyncEventStream, EventStream
from mistyped._openai.paths import path_with
from mistyped._openai.requests import split, with_stream
from mistyped._openai.resource import AsyncAPIResource, SyncAPIResource

if TYPE_CHECKING:
    from mistyped._generated.params.conversations import (
        ConversationAppendParams,
        ConversationRestartParams,
        ConversationStartParams,
    )

_CONVERSATIONS = "/conversations"
_CONVERSATION = "/conversations/{conversation_id}"
_RESTART = "/conversations/{conversation_id}/restart"


class ConversationAnswers(SyncAPIResource):
    """What a model or an agent says in a conversation."""

    @overload
    def start(
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[ConversationStartParams],
    ) -> ConversationResponse: ...
    @overload
    def start(
        self,
        *,
        stream: Literal[True],
        **params: Unpack[ConversationStartParams],
    ) -> EventStream[ConversationEvent]: ...
    @overload
    def start(
        self,
        *,
        stream: bool | Omit | None,
        **params: Unpack[ConversationStartParams],
    ) -> ConversationResponse | EventStream[ConversationEvent]: ...
    def start(
        self,
        *,
        stream: bool | Omit | None = None,
        **params: Unpack[ConversationStartParams],
    ) -> ConversationResponse | EventStream[ConversationEvent]:
        """Start a conversation; give a model or an agent_id.

        Args:
            stream: Whether the answer comes as events; a failure comes as one, too.
            **params: The parameters; see `mistyped.types.ConversationStartParams`.

        Returns:
            What was added, or with `stream=True` an iterator of events.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        return self._answer(_CONVERSATIONS, params, stream=stream)

    create = start

    @overload
    def append(
        self,
        conversation_id: str,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[ConversationAppendParams],
    ) -> ConversationResponse: ...
    @overload
    def append(
        self,
        conversation_id: str,
        *,
        stream: Literal[True],
        **params: Unpack[ConversationAppendParams],
    ) -> EventStream[ConversationEvent]: ...
    @overload
    def append(
        self,
        conversation_id: str,
        *,
        stream: bool | Omit | None,
        **params: Unpack[ConversationAppendParams],
    ) -> ConversationResponse | EventStream[ConversationEvent]: ...
    def append(
        self,
        conversation_id: str,
        *,
        stream: bool | Omit | None = None,
        **params: Unpack[ConversationAppendParams],
    ) -> ConversationResponse | EventStream[ConversationEvent]:
        """Go on with a conversation.

        Args:
            conversation_id: The conversation.
            stream: Whether the answer comes as events; a failure comes as one, too.
            **params: The parameters; see `mistyped.types.ConversationAppendParams`.

        Returns:
            What was added, or with `stream=True` an iterator of events.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_CONVERSATION, conversation_id=conversation_id)
        return self._answer(path, params, stream=stream)

    @overload
    def restart(
        self,
        conversation_id: str,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[ConversationRestartParams],
    ) -> ConversationResponse: ...
    @overload
    def restart(
        self,
        conversation_id: str,
        *,
        stream: Literal[True],
        **params: Unpack[ConversationRestartParams],
    ) -> EventStream[ConversationEvent]: ...
    @overload
    def restart(
        self,
        conversation_id: str,
        *,
        stream: bool | Omit | None,
        **params: Unpack[ConversationRestartParams],
    ) -> ConversationResponse | EventStream[ConversationEvent]: ...
    def restart(
        self,
        conversation_id: str,
        *,
        stream: bool | Omit | None = None,
        **params: Unpack[ConversationRestartParams],
    ) -> ConversationResponse | EventStream[ConversationEvent]:
        """Begin a new conversation with the first entries of another.

        Args:
            conversation_id: The conversation.
            stream: Whether the answer comes as events; a failure comes as one, too.
            **params: The parameters; see `mistyped.types.ConversationRestartParams`.

        Returns:
            What was added, or with `stream=True` an iterator of events.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_RESTART, conversation_id=conversation_id)
        return self._answer(path, params, stream=stream)

    def _answer(
        self, path: str, params: Mapping[str, object], *, stream: bool | Omit | None
    ) -> ConversationResponse | EventStream[ConversationEvent]:
        body, options = split(with_stream(params, stream))
        return self._post(
            path,
            body=body,
            options=options,
            cast_to=ConversationResponse,
            stream=stream is True,
            stream_cls=EventStream[ConversationEvent],
        )


class AsyncConversationAnswers(AsyncAPIResource):
    """What a model or an agent says in a conversation."""

    @overload
    async def start(
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[ConversationStartParams],
    ) -> ConversationResponse: ...
    @overload
    async def start(
        self,
        *,
        stream: Literal[True],
        **params: Unpack[ConversationStartParams],
    ) -> AsyncEventStream[ConversationEvent]: ...
    @overload
    async def start(
        self,
        *,
        stream: bool | Omit | None,
        **params: Unpack[ConversationStartParams],
    ) -> ConversationResponse | AsyncEventStream[ConversationEvent]: ...
    async def start(
        self,
        *,
        stream: bool | Omit | None = None,
        **params: Unpack[ConversationStartParams],
    ) -> ConversationResponse | AsyncEventStream[ConversationEvent]:
        """Start a conversation; give a model or an agent_id.

        Args:
            stream: Whether the answer comes as events; a failure comes as one, too.
            **params: The parameters; see `mistyped.types.ConversationStartParams`.

        Returns:
            What was added, or with `stream=True` an iterator of events.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        return await self._answer(_CONVERSATIONS, params, stream=stream)

    create = start

    @overload
    async def append(
        self,
        conversation_id: str,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[ConversationAppendParams],
    ) -> ConversationResponse: ...
    @overload
    async def append(
        self,
        conversation_id: str,
        *,
        stream: Literal[True],
        **params: Unpack[ConversationAppendParams],
    ) -> AsyncEventStream[ConversationEvent]: ...
    @overload
    async def append(
        self,
        conversation_id: str,
        *,
        stream: bool | Omit | None,
        **params: Unpack[ConversationAppendParams],
    ) -> ConversationResponse | AsyncEventStream[ConversationEvent]: ...
    async def append(
        self,
        conversation_id: str,
        *,
        stream: bool | Omit | None = None,
        **params: Unpack[ConversationAppendParams],
    ) -> ConversationResponse | AsyncEventStream[ConversationEvent]:
        """Go on with a conversation.

        Args:
            conversation_id: The conversation.
            stream: Whether the answer comes as events; a failure comes as one, too.
            **params: The parameters; see `mistyped.types.ConversationAppendParams`.

        Returns:
            What was added, or with `stream=True` an iterator of events.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_CONVERSATION, conversation_id=conversation_id)
        return await self._answer(path, params, stream=stream)

    @overload
    async def restart(
        self,
        conversation_id: str,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[ConversationRestartParams],
    ) -> ConversationResponse: ...
    @overload
    async def restart(
        self,
        conversation_id: str,
        *,
        stream: Literal[True],
        **params: Unpack[ConversationRestartParams],
    ) -> AsyncEventStream[ConversationEvent]: ...
    @overload
    async def restart(
        self,
        conversation_id: str,
        *,
        stream: bool | Omit | None,
        **params: Unpack[ConversationRestartParams],
    ) -> ConversationResponse | AsyncEventStream[ConversationEvent]: ...
    async def restart(
        self,
        conversation_id: str,
        *,
        stream: bool | Omit | None = None,
        **params: Unpack[ConversationRestartParams],
    ) -> ConversationResponse | AsyncEventStream[ConversationEvent]:
        """Begin a new conversation with the first entries of another.

        Args:
            conversation_id: The conversation.
            stream: Whether the answer comes as events; a failure comes as one, too.
            **params: The parameters; see `mistyped.types.ConversationRestartParams`.

        Returns:
            What was added, or with `stream=True` an iterator of events.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_RESTART, conversation_id=conversation_id)
        return await self._answer(path, params, stream=stream)

    async def _answer(
        self, path: str, params: Mapping[str, object], *, stream: bool | Omit | None
    ) -> ConversationResponse | AsyncEventStream[ConversationEvent]:
        body, options = split(with_stream(params, stream))
        return await self._post(
            path,
            body=body,
            options=options,
            cast_to=ConversationResponse,
            stream=stream is True,
            stream_cls=AsyncEventStream[ConversationEvent],
        )
