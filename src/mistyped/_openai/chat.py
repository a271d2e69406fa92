"""What the SDK's chat resources have beside their requests: parsing."""

from openai.lib._parsing import ResponseFormatT as ResponseFormatT
from openai.lib._parsing import parse_chat_completion as parse_chat_completion
from openai.lib._parsing import (
    type_to_response_format_param as type_to_response_format_param,
)
