"""What makes `with_raw_response` and `with_streaming_response` of a method."""

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
