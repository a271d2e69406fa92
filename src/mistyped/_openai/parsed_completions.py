"""Chat completions that are read into a type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from mistyped._openai.requests import RequestOptions, json_request

if TYPE_CHECKING:
    from openai import Omit

    from mistyped._openai.chat import ResponseFormatT


def parse_request(
    params: Mapping[str, object], response_format: type[ResponseFormatT] | Omit
) -> tuple[dict[str, object], RequestOptions]:
    """Make the request of `parse`, whose answer is read into the type."""
    from mistyped._openai.parsing import asked, parser  # a first call needs neither

    given, tools = asked(params, response_format)
    return json_request(given, parser(response_format, tools))
