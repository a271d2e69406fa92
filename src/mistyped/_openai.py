"""The only module that touches the OpenAI SDK's private names.

Everything here was seen to work from openai 2.16 (the first whose `post()` takes
`content=`) to the newest 3.x; the `sdk` session runs the tests on both ends.
"""

from __future__ import annotations

import inspect
import sys
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import openai
from openai import NotGiven, Omit
from openai._base_client import make_request_options
from openai._legacy_response import LegacyAPIResponse as LegacyAPIResponse
from openai._legacy_response import (
    async_to_raw_response_wrapper as async_to_raw_response_wrapper,
)
from openai._legacy_response import to_raw_response_wrapper as to_raw_response_wrapper
from openai._models import FinalRequestOptions as FinalRequestOptions
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
from openai._types import RequestOptions as RequestOptions
from openai.lib._parsing import ResponseFormatT as ResponseFormatT
from openai.lib._parsing import parse_chat_completion as parse_chat_completion
from openai.lib._parsing import (
    type_to_response_format_param as type_to_response_format_param,
)
from openai.lib._parsing import validate_input_tools as validate_input_tools
from pydantic_core import from_json

from mistyped.call_options import OPTION_NAMES
from mistyped.client_options import TIMEOUT, CheckMode, SdkOptions
from mistyped.errors import InvalidRequestError, InvalidRequestWarning
from mistyped.preflight import find_operation, preflight

if TYPE_CHECKING:
    cached_property = property  # as the SDK does, for its attributes to be overridden
else:
    from functools import cached_property as cached_property

_INTERNAL = tuple(
    str(Path(str(sys.modules[name].__file__)).parent) for name in ("openai", "mistyped")
)


def split(
    params: Mapping[str, object], post_parser: Callable[..., object] | None = None
) -> tuple[dict[str, object], RequestOptions]:
    """Split a method's arguments into the body and the options of the call.

    `post_parser` makes the method's result out of the answer.
    """
    given = {k: v for k, v in params.items() if not isinstance(v, Omit | NotGiven)}
    options: dict[str, Any] = {k: given.pop(k) for k in OPTION_NAMES & given.keys()}
    if post_parser is not None:
        options["post_parser"] = post_parser
    return given, make_request_options(**options)


def prepare(
    options: FinalRequestOptions,
    *,
    base_url: str,
    check: CheckMode,
    waive: frozenset[str],
) -> FinalRequestOptions:
    """Check a request and hand the SDK the finished bytes.

    Raises:
        InvalidRequestError: If Mistral would refuse the request.
    """
    path = options.url.removeprefix(base_url)
    operation = None if check == "off" else find_operation(options.method, path)
    if operation is None:
        return options
    body = _body(options)
    checked = preflight(operation, body, waive=waive)
    report = checked.report
    if report.errors and (check == "error" or not checked.content):
        raise InvalidRequestError(
            report, url=f"{base_url.rstrip('/')}/{path.strip('/')}"
        )
    for problem in report.problems:
        warnings.warn(str(problem), InvalidRequestWarning, stacklevel=_user_level())
    update = {"content": checked.content, "json_data": None, "extra_json": None}
    return options.model_copy(update=update)


def _body(options: FinalRequestOptions) -> object:
    """Return what would be sent, `extra_body` included, as the SDK merges it."""
    body: object = options.json_data
    if body is None and isinstance(options.content, bytes | bytearray):
        body = bytes(options.content)
    if isinstance(body, bytes):
        body = from_json(body)
    if options.extra_json and isinstance(body, Mapping | None):
        merged = cast("Mapping[str, object]", body or {})
        return {**merged, **options.extra_json}
    return body


def _user_level() -> int:
    """Return the stack level of the first caller outside the SDK and this package."""
    frame, level = inspect.currentframe(), 0
    while frame and frame.f_code.co_filename.startswith(_INTERNAL):
        frame, level = frame.f_back, level + 1
    return level


def settle(
    client: openai.OpenAI | openai.AsyncOpenAI,
    *,
    organization: str | None,
    project: str | None,
    default_headers: Mapping[str, str] | None,
    timeout: object,
    options: SdkOptions,
) -> None:
    """Undo what the SDK took from OPENAI_* variables, and set our default timeout.

    Nothing in those variables is meant for Mistral: keys, organisations, headers.
    """
    client.organization = organization
    client.project = project
    client.webhook_secret = options.get("webhook_secret")
    client._custom_headers = dict(default_headers or {})  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    if hasattr(client, "admin_api_key"):
        client.admin_api_key = options.get("admin_api_key")
    if hasattr(client, "_ambient_authorizations"):
        client._ambient_authorizations = frozenset()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]
    if isinstance(timeout, NotGiven) and client.timeout == openai.DEFAULT_TIMEOUT:
        client.timeout = TIMEOUT
