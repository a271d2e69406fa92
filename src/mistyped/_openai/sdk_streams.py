"""The SDK's streams of chat events, as bases of ours.

At run time ours are the SDK's; to type checkers they are classes of their own, since
the SDK's events know no thoughts.
"""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING, Generic, Self

from mistyped._openai.chat import ResponseFormatT

if TYPE_CHECKING:

    class SdkStream(Generic[ResponseFormatT]):
        """What the SDK does with a stream of events."""

        def __enter__(self) -> Self: ...

        def __exit__(
            self,
            exc_type: type[BaseException] | None,
            exc: BaseException | None,
            exc_tb: TracebackType | None,
        ) -> None: ...

        def close(self) -> None:
            """Close the response."""

        def until_done(self) -> Self:
            """Read the events that are left."""
            ...

    class AsyncSdkStream(Generic[ResponseFormatT]):
        """What the SDK does with a stream of events."""

        async def __aenter__(self) -> Self: ...

        async def __aexit__(
            self,
            exc_type: type[BaseException] | None,
            exc: BaseException | None,
            exc_tb: TracebackType | None,
        ) -> None: ...

        async def close(self) -> None:
            """Close the response."""

        async def until_done(self) -> Self:
            """Read the events that are left."""
            ...

    class SdkManager(Generic[ResponseFormatT]):
        """A block around a stream of events."""

    class AsyncSdkManager(Generic[ResponseFormatT]):
        """A block around a stream of events."""

else:
    from openai.lib.streaming.chat import (
        AsyncChatCompletionStream as AsyncSdkStream,
    )
    from openai.lib.streaming.chat import (
        AsyncChatCompletionStreamManager as AsyncSdkManager,
    )
    from openai.lib.streaming.chat import ChatCompletionStream as SdkStream
    from openai.lib.streaming.chat import ChatCompletionStreamManager as SdkManager

__all__ = ["AsyncSdkManager", "AsyncSdkStream", "SdkManager", "SdkStream"]
