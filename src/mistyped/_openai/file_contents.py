"""OpenAI's older name for what is in a file."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from openai import HttpxBinaryResponseContent
from typing_extensions import Unpack

if TYPE_CHECKING:
    from mistyped._values.call_options import CallOptions


class RetrievesContent:
    """Has `retrieve_content` beside `content`."""

    if TYPE_CHECKING:
        content: Callable[..., HttpxBinaryResponseContent]

    def retrieve_content(self, file_id: str, **options: Unpack[CallOptions]) -> str:
        """Fetch what is in a file as text; `content` is the newer way."""
        return self.content(file_id, **options).text


class AsyncRetrievesContent:
    """Has `retrieve_content` beside `content`."""

    if TYPE_CHECKING:
        content: Callable[..., Awaitable[HttpxBinaryResponseContent]]

    async def retrieve_content(
        self, file_id: str, **options: Unpack[CallOptions]
    ) -> str:
        """Fetch what is in a file as text; `content` is the newer way."""
        return (await self.content(file_id, **options)).text
