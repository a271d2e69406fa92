"""Chat completions that are read into a type."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from mistyped._openai.answers import Reasking
from mistyped._openai.requests import RequestOptions, json_request


def parse_request(
    params: Mapping[str, object], response_format: object, reask: object
) -> tuple[dict[str, object], RequestOptions]:
    """Make the request of `parse`, whose answer is read into the type."""
    from mistyped._openai.parsing import asked, parser  # a first call needs neither

    given, tools = asked(params, response_format)
    read: Callable[..., object] = parser(response_format, tools)
    return json_request(given, Reasking(read) if reask else read)
