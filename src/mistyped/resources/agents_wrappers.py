"""`with_raw_response` and `with_streaming_response` of agents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

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
        self.complete: Final = to_raw_response_wrapper(agents.complete)
        self.create: Final = to_raw_response_wrapper(agents.create)
        self.list: Final = to_raw_response_wrapper(agents.list)
        self.list_pages: Final = to_raw_response_wrapper(agents.list_pages)
        self.retrieve: Final = to_raw_response_wrapper(agents.retrieve)
        self.update: Final = to_raw_response_wrapper(agents.update)
        self.delete: Final = to_raw_response_wrapper(agents.delete)
        self.update_version: Final = to_raw_response_wrapper(agents.update_version)
        self.list_versions: Final = to_raw_response_wrapper(agents.list_versions)
        self.retrieve_version: Final = to_raw_response_wrapper(agents.retrieve_version)
        self.create_version_alias: Final = to_raw_response_wrapper(
            agents.create_version_alias
        )
        self.list_version_aliases: Final = to_raw_response_wrapper(
            agents.list_version_aliases
        )
        self.delete_version_alias: Final = to_raw_response_wrapper(
            agents.delete_version_alias
        )


class AsyncAgentsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, agents: AsyncAgents) -> None:
        self.complete: Final = async_to_raw_response_wrapper(agents.complete)
        self.create: Final = async_to_raw_response_wrapper(agents.create)
        self.list: Final = async_to_raw_response_wrapper(agents.list)
        self.list_pages: Final = async_to_raw_response_wrapper(agents.list_pages)
        self.retrieve: Final = async_to_raw_response_wrapper(agents.retrieve)
        self.update: Final = async_to_raw_response_wrapper(agents.update)
        self.delete: Final = async_to_raw_response_wrapper(agents.delete)
        self.update_version: Final = async_to_raw_response_wrapper(
            agents.update_version
        )
        self.list_versions: Final = async_to_raw_response_wrapper(agents.list_versions)
        self.retrieve_version: Final = async_to_raw_response_wrapper(
            agents.retrieve_version
        )
        self.create_version_alias: Final = async_to_raw_response_wrapper(
            agents.create_version_alias
        )
        self.list_version_aliases: Final = async_to_raw_response_wrapper(
            agents.list_version_aliases
        )
        self.delete_version_alias: Final = async_to_raw_response_wrapper(
            agents.delete_version_alias
        )


class AgentsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, agents: Agents) -> None:
        self.complete: Final = to_streamed_response_wrapper(agents.complete)
        self.create: Final = to_streamed_response_wrapper(agents.create)
        self.list: Final = to_streamed_response_wrapper(agents.list)
        self.list_pages: Final = to_streamed_response_wrapper(agents.list_pages)
        self.retrieve: Final = to_streamed_response_wrapper(agents.retrieve)
        self.update: Final = to_streamed_response_wrapper(agents.update)
        self.delete: Final = to_streamed_response_wrapper(agents.delete)
        self.update_version: Final = to_streamed_response_wrapper(agents.update_version)
        self.list_versions: Final = to_streamed_response_wrapper(agents.list_versions)
        self.retrieve_version: Final = to_streamed_response_wrapper(
            agents.retrieve_version
        )
        self.create_version_alias: Final = to_streamed_response_wrapper(
            agents.create_version_alias
        )
        self.list_version_aliases: Final = to_streamed_response_wrapper(
            agents.list_version_aliases
        )
        self.delete_version_alias: Final = to_streamed_response_wrapper(
            agents.delete_version_alias
        )


class AsyncAgentsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, agents: AsyncAgents) -> None:
        self.complete: Final = async_to_streamed_response_wrapper(agents.complete)
        self.create: Final = async_to_streamed_response_wrapper(agents.create)
        self.list: Final = async_to_streamed_response_wrapper(agents.list)
        self.list_pages: Final = async_to_streamed_response_wrapper(agents.list_pages)
        self.retrieve: Final = async_to_streamed_response_wrapper(agents.retrieve)
        self.update: Final = async_to_streamed_response_wrapper(agents.update)
        self.delete: Final = async_to_streamed_response_wrapper(agents.delete)
        self.update_version: Final = async_to_streamed_response_wrapper(
            agents.update_version
        )
        self.list_versions: Final = async_to_streamed_response_wrapper(
            agents.list_versions
        )
        self.retrieve_version: Final = async_to_streamed_response_wrapper(
            agents.retrieve_version
        )
        self.create_version_alias: Final = async_to_streamed_response_wrapper(
            agents.create_version_alias
        )
        self.list_version_aliases: Final = async_to_streamed_response_wrapper(
            agents.list_version_aliases
        )
        self.delete_version_alias: Final = async_to_streamed_response_wrapper(
            agents.delete_version_alias
        )
