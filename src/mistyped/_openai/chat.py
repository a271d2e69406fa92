"""What the SDK's chat resources have beside their requests: parsing and wrappers."""

from openai._legacy_response import LegacyAPIResponse as LegacyAPIResponse
from openai._legacy_response import (
    async_to_raw_response_wrapper as async_to_raw_response_wrapper,
)
from openai._legacy_response import to_raw_response_wrapper as to_raw_response_wrapper
from openai._response import (
    AsyncResponseContextManager as AsyncResponseContextManager,
)
from openai._response import ResponseContextManager as ResponseContextManager
from openai._response import (
    async_to_streamed_response_wrapper as async_to_streamed_response_wrapper,
)
from openai._response import (
    to_streamed_response_wrapper as to_streamed_response_wrapper,
)
from openai.lib._parsing import ResponseFormatT as ResponseFormatT
from openai.lib._parsing import parse_chat_completion as parse_chat_completion
from openai.lib._parsing import (
    type_to_response_format_param as type_to_response_format_param,
)
