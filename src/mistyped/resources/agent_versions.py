"""Versions of agents: what `client.agents` has for them."""

from __future__ import annotations

from collections.abc import Mapping
from types import NoneType
from typing import TYPE_CHECKING

from openai import Omit
from typing_extensions import Unpack

from mistyped._generated.responses.agents import Agent, AgentAlias, AgentAliasList
from mistyped._openai.pages import AsyncNumberedPage, AsyncPaginator, SyncNumberedPage
from mistyped._openai.paths import path_with
from mistyped._openai.requests import only_options, split_query
from mistyped._openai.resource import AsyncAPIResource, SyncAPIResource

if TYPE_CHECKING:
    from mistyped._generated.params.agents import (
        AgentAliasCreateParams,
        AgentAliasDeleteParams,
        AgentListVersionsParams,
        AgentUpdateVersionParams,
    )
    from mistyped._values.call_options import CallOptions

_VERSION = "/agents/{agent_id}/version"
_VERSIONS = "/agents/{agent_id}/versions"
_ONE_VERSION = "/agents/{agent_id}/versions/{version}"
_ALIASES = "/agents/{agent_id}/aliases"
_PAGE_SIZE = 20


def sized(params: Mapping[str, object]) -> dict[str, object]:
    """Say Mistral's default size of a page, by which the last page is known."""
    size = params.get("page_size")
    is_said = size is not None and not isinstance(size, Omit)
    return {**params, "page_size": size if is_said else _PAGE_SIZE}


class AgentVersions(SyncAPIResource):
    """What agents have been, and the names of that."""

    def update_version(
        self, agent_id: str, **params: Unpack[AgentUpdateVersionParams]
    ) -> Agent:
        """Make another version the current one.

        Args:
            agent_id: The agent.
            **params: The parameters; see `mistyped.types.AgentUpdateVersionParams`.

        Returns:
            The agent as that version has it.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_VERSION, agent_id=agent_id)
        return self._patch(path, options=split_query(params), cast_to=Agent)

    def list_versions(
        self, agent_id: str, **params: Unpack[AgentListVersionsParams]
    ) -> SyncNumberedPage[Agent]:
        """List the versions of an agent; iterating goes through all pages.

        Args:
            agent_id: The agent.
            **params: The parameters; see `mistyped.types.AgentListVersionsParams`.

        Returns:
            A page of versions.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_VERSIONS, agent_id=agent_id)
        return self._get_api_list(
            path,
            page=SyncNumberedPage[Agent],
            options=split_query(sized(params)),
            model=Agent,
        )

    def retrieve_version(
        self, agent_id: str, version: int | str, **options: Unpack[CallOptions]
    ) -> Agent:
        """Look up one version of an agent.

        Args:
            agent_id: The agent.
            version: The number of the version.
            **options: Options of the call.

        Returns:
            The agent as that version has it.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_ONE_VERSION, agent_id=agent_id, version=str(version))
        return self._get(path, options=only_options(options), cast_to=Agent)

    def create_version_alias(
        self, agent_id: str, **params: Unpack[AgentAliasCreateParams]
    ) -> AgentAlias:
        """Give a version a name, or give the name to another version.

        Args:
            agent_id: The agent.
            **params: The parameters; see `mistyped.types.AgentAliasCreateParams`.

        Returns:
            The alias.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_ALIASES, agent_id=agent_id)
        return self._put(path, options=split_query(params), cast_to=AgentAlias)

    def list_version_aliases(
        self, agent_id: str, **options: Unpack[CallOptions]
    ) -> AgentAliasList:
        """List the names of versions of an agent.

        Args:
            agent_id: The agent.
            **options: Options of the call.

        Returns:
            The aliases.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_ALIASES, agent_id=agent_id)
        return self._get(path, options=only_options(options), cast_to=AgentAliasList)

    def delete_version_alias(
        self, agent_id: str, **params: Unpack[AgentAliasDeleteParams]
    ) -> None:
        """Take a name from a version.

        Args:
            agent_id: The agent.
            **params: The parameters; see `mistyped.types.AgentAliasDeleteParams`.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_ALIASES, agent_id=agent_id)
        return self._delete(path, options=split_query(params), cast_to=NoneType)


class AsyncAgentVersions(AsyncAPIResource):
    """What agents have been, and the names of that."""

    async def update_version(
        self, agent_id: str, **params: Unpack[AgentUpdateVersionParams]
    ) -> Agent:
        """Make another version the current one.

        Args:
            agent_id: The agent.
            **params: The parameters; see `mistyped.types.AgentUpdateVersionParams`.

        Returns:
            The agent as that version has it.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_VERSION, agent_id=agent_id)
        return await self._patch(path, options=split_query(params), cast_to=Agent)

    def list_versions(
        self, agent_id: str, **params: Unpack[AgentListVersionsParams]
    ) -> AsyncPaginator[Agent, AsyncNumberedPage[Agent]]:
        """List the versions of an agent; iterating goes through all pages.

        Args:
            agent_id: The agent.
            **params: The parameters; see `mistyped.types.AgentListVersionsParams`.

        Returns:
            A page of versions.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_VERSIONS, agent_id=agent_id)
        return self._get_api_list(
            path,
            page=AsyncNumberedPage[Agent],
            options=split_query(sized(params)),
            model=Agent,
        )

    async def retrieve_version(
        self, agent_id: str, version: int | str, **options: Unpack[CallOptions]
    ) -> Agent:
        """Look up one version of an agent.

        Args:
            agent_id: The agent.
            version: The number of the version.
            **options: Options of the call.

        Returns:
            The agent as that version has it.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_ONE_VERSION, agent_id=agent_id, version=str(version))
        return await self._get(path, options=only_options(options), cast_to=Agent)

    async def create_version_alias(
        self, agent_id: str, **params: Unpack[AgentAliasCreateParams]
    ) -> AgentAlias:
        """Give a version a name, or give the name to another version.

        Args:
            agent_id: The agent.
            **params: The parameters; see `mistyped.types.AgentAliasCreateParams`.

        Returns:
            The alias.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_ALIASES, agent_id=agent_id)
        return await self._put(path, options=split_query(params), cast_to=AgentAlias)

    async def list_version_aliases(
        self, agent_id: str, **options: Unpack[CallOptions]
    ) -> AgentAliasList:
        """List the names of versions of an agent.

        Args:
            agent_id: The agent.
            **options: Options of the call.

        Returns:
            The aliases.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_ALIASES, agent_id=agent_id)
        return await self._get(
            path, options=only_options(options), cast_to=AgentAliasList
        )

    async def delete_version_alias(
        self, agent_id: str, **params: Unpack[AgentAliasDeleteParams]
    ) -> None:
        """Take a name from a version.

        Args:
            agent_id: The agent.
            **params: The parameters; see `mistyped.types.AgentAliasDeleteParams`.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        path = path_with(_ALIASES, agent_id=agent_id)
        return await self._delete(path, options=split_query(params), cast_to=NoneType)
