"""What the SDK's chat resources have beside their requests: parsing."""

from openai.lib._parsing import ResponseFormatT as ResponseFormatT
from openai.lib._pydantic import to_strict_json_schema as to_strict_json_schema
