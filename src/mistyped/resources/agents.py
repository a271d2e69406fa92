"""Agents: `client.agents`."""

from __future__ import annotations

from types import NoneType
from typing import TYPE_CHECKING, Literal, overload

from openai import Omit
from typing_extensions import Unpack

from mistyped._generated.responses.agents import Agent
from mistyped._generated.responses.chat import ChatCompletion
from mistyped._openai.chat_streams import AsyncChatStream, ChatStream
from mistyped._openai.pages import (
    AsyncNumberedPage,
    AsyncPaginator,
    AsyncTokenPage,
    SyncNumberedPage,
    SyncTokenPage,
)
from mistyped._openai.paths import path_with
from mistyped._openai.requests import (
    cached_property,
    only_options,
    split,
    split_query,
    with_stream,
)
from mistyped.resources.agent_versions import AgentVersions, AsyncAgentVersions, sized
from mistyped.resources.agents_wrappers import (
    AgentsWithRawResponse,
    AgentsWithStreamingResponse,
    AsyncAgentsWithRawResponse,
    AsyncAgentsWithStreamingResponse,
)

if TYPE_CHECKING:
    from mistyped._generated.params.agents import (
        AgentCompletionParams,
        AgentCreateParams,
        AgentListPagesParams,
        AgentListParams,
        AgentRetrieveParams,
        AgentUpdateParams,
    )
    from mistyped._values.call_options import CallOptions

_COMPLETIONS = "/agents/completions"
_AGENTS = "/agents"
_PAGES = "/agents/pages"
_AGENT = "/agents/{agent_id}"


class Agents(AgentVersions):
    """What agents are and say. A request is checked before it is sent."""

    @overload
    def complete(
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[AgentCompletionParams],
    ) -> ChatCompletion: ...
    @overload
    def complete(
        self, *, stream: Literal[True], **params: Unpack[AgentCompletionParams]
    ) -> ChatStream: ...
    @overload
    def complete(
        self, *, stream: bool | Omit | None, **params: Unpack[AgentCompletionParams]
    ) -> ChatCompletion | ChatStream: ...
    def complete(
        self,
        *,
        stream: bool | Omit | None = None,
        **params: Unpack[AgentCompletionParams],
    ) -> ChatCompletion | ChatStream:
        """Create an answer of an agent to a conversation.

        Args:
            stream: Whether the answer comes in chunks.
            **params: The parameters; see `mistyped.types.AgentCompletionParams`.

        Returns:
            The answer, or with `stream=True` an iterator of chunks.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(with_stream(params, stream))
        return self._post(
            _COMPLETIONS,
            body=body,
            options=options,
            cast_to=ChatCompletion,
            stream=stream is True,
            stream_cls=ChatStream,
        )

    def create(self, **params: Unpack[AgentCreateParams]) -> Agent:
        """Make an agent.

        Args:
            **params: The parameters; see `mistyped.types.AgentCreateParams`.

        Returns:
            The agent.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(params)
        return self._post(_AGENTS, body=body, options=options, cast_to=Agent)

    def list(self, **params: Unpack[AgentListParams]) -> SyncNumberedPage[Agent]:
        """List agents; iterating goes through all pages.

        Args:
            **params: The parameters; see `mistyped.types.AgentListParams`.

        Returns:
            A page of agents.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        return self._get_api_list(
            _AGENTS,
            page=SyncNumberedPage[Agent],
            options=split_query(sized(params)),
            model=Agent,
        )

    def list_pages(
        self, **params: Unpack[AgentListPagesParams]
    ) -> SyncTokenPage[Agent]:
        """List agents, shared ones included; iterating goes through all pages.

        Args:
            **params: The parameters; see `mistyped.types.AgentListPagesParams`.

        Returns:
            A page of agents.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        return self._get_api_list(
            _PAGES,
            page=SyncTokenPage[Agent],
            options=split_query(params),
            model=Agent,
        )

    def retrieve(self, agent_id: str, **params: Unpack[AgentRetrieveParams]) -> Agent:
        """Look an agent up.

        Args:
            agent_id: The agent.
            **params: The parameters; see `mistyped.types.AgentRetrieveParams`.

        Returns:
            The agent.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_AGENT, agent_id=agent_id)
        return self._get(path, options=split_query(params), cast_to=Agent)

    def update(self, agent_id: str, **params: Unpack[AgentUpdateParams]) -> Agent:
        """Change an agent, which makes a new version of it.

        Args:
            agent_id: The agent.
            **params: The parameters; see `mistyped.types.AgentUpdateParams`.

        Returns:
            The new version.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_AGENT, agent_id=agent_id)
        body, options = split(params)
        return self._patch(path, body=body, options=options, cast_to=Agent)

    def delete(self, agent_id: str, **options: Unpack[CallOptions]) -> None:
        """Delete an agent.

        Args:
            agent_id: The agent.
            **options: Options of the call.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_AGENT, agent_id=agent_id)
        return self._delete(path, options=only_options(options), cast_to=NoneType)

    @cached_property
    def with_raw_response(self) -> AgentsWithRawResponse:
        """The same methods, with the HTTP response around the answer."""
        return AgentsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AgentsWithStreamingResponse:
        """The same methods, as context managers around an unread HTTP response."""
        return AgentsWithStreamingResponse(self)


class AsyncAgents(AsyncAgentVersions):
    """What agents are and say. A request is checked before it is sent."""

    @overload
    async def complete(
        self,
        *,
        stream: Literal[False] | Omit | None = None,
        **params: Unpack[AgentCompletionParams],
    ) -> ChatCompletion: ...
    @overload
    async def complete(
        self, *, stream: Literal[True], **params: Unpack[AgentCompletionParams]
    ) -> AsyncChatStream: ...
    @overload
    async def complete(
        self, *, stream: bool | Omit | None, **params: Unpack[AgentCompletionParams]
    ) -> ChatCompletion | AsyncChatStream: ...
    async def complete(
        self,
        *,
        stream: bool | Omit | None = None,
        **params: Unpack[AgentCompletionParams],
    ) -> ChatCompletion | AsyncChatStream:
        """Create an answer of an agent to a conversation.

        Args:
            stream: Whether the answer comes in chunks.
            **params: The parameters; see `mistyped.types.AgentCompletionParams`.

        Returns:
            The answer, or with `stream=True` an iterator of chunks.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(with_stream(params, stream))
        return await self._post(
            _COMPLETIONS,
            body=body,
            options=options,
            cast_to=ChatCompletion,
            stream=stream is True,
            stream_cls=AsyncChatStream,
        )

    async def create(self, **params: Unpack[AgentCreateParams]) -> Agent:
        """Make an agent.

        Args:
            **params: The parameters; see `mistyped.types.AgentCreateParams`.

        Returns:
            The agent.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(params)
        return await self._post(_AGENTS, body=body, options=options, cast_to=Agent)

    def list(
        self, **params: Unpack[AgentListParams]
    ) -> AsyncPaginator[Agent, AsyncNumberedPage[Agent]]:
        """List agents; iterating goes through all pages.

        Args:
            **params: The parameters; see `mistyped.types.AgentListParams`.

        Returns:
            A page of agents.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        return self._get_api_list(
            _AGENTS,
            page=AsyncNumberedPage[Agent],
            options=split_query(sized(params)),
            model=Agent,
        )

    def list_pages(
        self, **params: Unpack[AgentListPagesParams]
    ) -> AsyncPaginator[Agent, AsyncTokenPage[Agent]]:
        """List agents, shared ones included; iterating goes through all pages.

        Args:
            **params: The parameters; see `mistyped.types.AgentListPagesParams`.

        Returns:
            A page of agents.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        return self._get_api_list(
            _PAGES,
            page=AsyncTokenPage[Agent],
            options=split_query(params),
            model=Agent,
        )

    async def retrieve(
        self, agent_id: str, **params: Unpack[AgentRetrieveParams]
    ) -> Agent:
        """Look an agent up.

        Args:
            agent_id: The agent.
            **params: The parameters; see `mistyped.types.AgentRetrieveParams`.

        Returns:
            The agent.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_AGENT, agent_id=agent_id)
        return await self._get(path, options=split_query(params), cast_to=Agent)

    async def update(self, agent_id: str, **params: Unpack[AgentUpdateParams]) -> Agent:
        """Change an agent, which makes a new version of it.

        Args:
            agent_id: The agent.
            **params: The parameters; see `mistyped.types.AgentUpdateParams`.

        Returns:
            The new version.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_AGENT, agent_id=agent_id)
        body, options = split(params)
        return await self._patch(path, body=body, options=options, cast_to=Agent)

    async def delete(self, agent_id: str, **options: Unpack[CallOptions]) -> None:
        """Delete an agent.

        Args:
            agent_id: The agent.
            **options: Options of the call.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_AGENT, agent_id=agent_id)
        return await self._delete(path, options=only_options(options), cast_to=NoneType)

    @cached_property
    def with_raw_response(self) -> AsyncAgentsWithRawResponse:
        """The same methods, with the HTTP response around the answer."""
        return AsyncAgentsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncAgentsWithStreamingResponse:
        """The same methods, as context managers around an unread HTTP response."""
        return AsyncAgentsWithStreamingResponse(self)
