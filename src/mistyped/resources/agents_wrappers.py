"""`with_raw_response` and `with_streaming_response` of agents."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mistyped._openai.wrappers import (
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)

if TYPE_CHECKING:
    from mistyped.resources.agents import Agents, AsyncAgents


class AgentsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, agents: Agents) -> None:
        self.complete = to_raw_response_wrapper(agents.complete)
        self.create = to_raw_response_wrapper(agents.create)
        self.list = to_raw_response_wrapper(agents.list)
        self.list_pages = to_raw_response_wrapper(agents.list_pages)
        self.retrieve = to_raw_response_wrapper(agents.retrieve)
        self.update = to_raw_response_wrapper(agents.update)
        self.delete = to_raw_response_wrapper(agents.delete)
        self.update_version = to_raw_response_wrapper(agents.update_version)
        self.list_versions = to_raw_response_wrapper(agents.list_versions)
        self.retrieve_version = to_raw_response_wrapper(agents.retrieve_version)
        self.create_version_alias = to_raw_response_wrapper(agents.create_version_alias)
        self.list_version_aliases = to_raw_response_wrapper(agents.list_version_aliases)
        self.delete_version_alias = to_raw_response_wrapper(agents.delete_version_alias)


class AsyncAgentsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, agents: AsyncAgents) -> None:
        self.complete = async_to_raw_response_wrapper(agents.complete)
        self.create = async_to_raw_response_wrapper(agents.create)
        self.list = async_to_raw_response_wrapper(agents.list)
        self.list_pages = async_to_raw_response_wrapper(agents.list_pages)
        self.retrieve = async_to_raw_response_wrapper(agents.retrieve)
        self.update = async_to_raw_response_wrapper(agents.update)
        self.delete = async_to_raw_response_wrapper(agents.delete)
        self.update_version = async_to_raw_response_wrapper(agents.update_version)
        self.list_versions = async_to_raw_response_wrapper(agents.list_versions)
        self.retrieve_version = async_to_raw_response_wrapper(agents.retrieve_version)
        self.create_version_alias = async_to_raw_response_wrapper(
            agents.create_version_alias
        )
        self.list_version_aliases = async_to_raw_response_wrapper(
            agents.list_version_aliases
        )
        self.delete_version_alias = async_to_raw_response_wrapper(
            agents.delete_version_alias
        )


class AgentsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, agents: Agents) -> None:
        self.complete = to_streamed_response_wrapper(agents.complete)
        self.create = to_streamed_response_wrapper(agents.create)
        self.list = to_streamed_response_wrapper(agents.list)
        self.list_pages = to_streamed_response_wrapper(agents.list_pages)
        self.retrieve = to_streamed_response_wrapper(agents.retrieve)
        self.update = to_streamed_response_wrapper(agents.update)
        self.delete = to_streamed_response_wrapper(agents.delete)
        self.update_version = to_streamed_response_wrapper(agents.update_version)
        self.list_versions = to_streamed_response_wrapper(agents.list_versions)
        self.retrieve_version = to_streamed_response_wrapper(agents.retrieve_version)
        self.create_version_alias = to_streamed_response_wrapper(
            agents.create_version_alias
        )
        self.list_version_aliases = to_streamed_response_wrapper(
            agents.list_version_aliases
        )
        self.delete_version_alias = to_streamed_response_wrapper(
            agents.delete_version_alias
        )


class AsyncAgentsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, agents: AsyncAgents) -> None:
        self.complete = async_to_streamed_response_wrapper(agents.complete)
        self.create = async_to_streamed_response_wrapper(agents.create)
        self.list = async_to_streamed_response_wrapper(agents.list)
        self.list_pages = async_to_streamed_response_wrapper(agents.list_pages)
        self.retrieve = async_to_streamed_response_wrapper(agents.retrieve)
        self.update = async_to_streamed_response_wrapper(agents.update)
        self.delete = async_to_streamed_response_wrapper(agents.delete)
        self.update_version = async_to_streamed_response_wrapper(agents.update_version)
        self.list_versions = async_to_streamed_response_wrapper(agents.list_versions)
        self.retrieve_version = async_to_streamed_response_wrapper(
            agents.retrieve_version
        )
        self.create_version_alias = async_to_streamed_response_wrapper(
            agents.create_version_alias
        )
        self.list_version_aliases = async_to_streamed_response_wrapper(
            agents.list_version_aliases
        )
        self.delete_version_alias = async_to_streamed_response_wrapper(
            agents.delete_version_alias
        )
