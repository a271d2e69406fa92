"""OpenAI's older name for what is in a file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Protocol, TypeVar

from openai import HttpxBinaryResponseContent
from typing_extensions import Unpack

if TYPE_CHECKING:
    from mistyped._values.call_options import CallOptions

AnswerT_co = TypeVar("AnswerT_co", covariant=True)


class _Fetches(Protocol[AnswerT_co]):
    """What `content` is to its older name; see `parsed_completions`."""

    @property
    def content(self) -> Callable[..., AnswerT_co]: ...


class RetrievesContent:
    """Has `retrieve_content` beside `content`."""

    def retrieve_content(
        self: _Fetches[HttpxBinaryResponseContent],
        file_id: str,
        **options: Unpack[CallOptions],
    ) -> str:
        """Fetch what is in a file as text; `content` is the newer way."""
        return self.content(file_id, **options).text


class AsyncRetrievesContent:
    """Has `retrieve_content` beside `content`."""

    async def retrieve_content(
        self: _Fetches[Awaitable[HttpxBinaryResponseContent]],
        file_id: str,
        **options: Unpack[CallOptions],
    ) -> str:
        """Fetch what is in a file as text; `content` is the newer way."""
        return (await self.content(file_id, **options)).text
