"""What makes `with_raw_response` and `with_streaming_response` of a method.

What holds resources, such as a client, has no call of its own: each of its members is
given as the member's own form.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from openai._legacy_response import LegacyAPIResponse as LegacyAPIResponse
from openai._legacy_response import (
    async_to_raw_response_wrapper as async_to_raw_response_wrapper,
)
from openai._legacy_response import to_raw_response_wrapper as to_raw_response_wrapper
from openai._response import (
    AsyncResponseContextManager as AsyncResponseContextManager,
)
from openai._response import (
    AsyncStreamedBinaryAPIResponse as AsyncStreamedBinaryAPIResponse,
)
from openai._response import ResponseContextManager as ResponseContextManager
from openai._response import StreamedBinaryAPIResponse as StreamedBinaryAPIResponse
from openai._response import (
    async_to_custom_streamed_response_wrapper as async_to_custom_streamed_response_wrapper,  # noqa: E501
)
from openai._response import (
    async_to_streamed_response_wrapper as async_to_streamed_response_wrapper,
)
from openai._response import (
    to_custom_streamed_response_wrapper as to_custom_streamed_response_wrapper,
)
from openai._response import (
    to_streamed_response_wrapper as to_streamed_response_wrapper,
)

AnyMethod: TypeAlias = Callable[..., Any]
"""A form of a method, whose types stand in the overloads above its call."""


class _Form:
    """Gives the members of its owner in one of their two forms."""

    _form: ClassVar[str]

    def __init__(self, owner: object) -> None:
        self._owner = owner

    if not TYPE_CHECKING:  # for type checkers the members are those of the subclass

        def __getattr__(self, name: str) -> object:
            if name.startswith("_"):  # copy and pickle look before __init__ ran
                raise AttributeError(name)
            return getattr(getattr(self._owner, name), self._form)


class RawForm(_Form):
    """What holds resources, with the HTTP response around each answer."""

    _form = "with_raw_response"


class StreamingForm(_Form):
    """What holds resources, with unread HTTP responses for answers."""

    _form = "with_streaming_response"
