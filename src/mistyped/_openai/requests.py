"""Requests on their way into the OpenAI SDK."""

from __future__ import annotations

import inspect
import os
import re
import sys
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import openai
import orjson
from openai import NotGiven, Omit, not_given
from openai._base_client import make_request_options
from openai._models import FinalRequestOptions as FinalRequestOptions
from openai._qs import Querystring
from openai._types import RequestOptions as RequestOptions
from pydantic_core import from_json

from mistyped.call_options import OPTION_NAMES
from mistyped.client_options import TIMEOUT, CheckMode, SdkOptions
from mistyped.errors import (
    InvalidRequestError,
    InvalidRequestWarning,
    UnsupportedEndpointError,
)
from mistyped.json_values import UNSENDABLE, is_mapping, to_plain
from mistyped.not_offered import nearest_way
from mistyped.preflight import find_operation, preflight
from mistyped.problems import Report
from mistyped.uploads import Upload, marked

if TYPE_CHECKING:
    import httpx2

    cached_property = property  # as the SDK does, for its attributes to be overridden
else:
    from functools import cached_property as cached_property


class _Query(Querystring):
    """Writes queries as Mistral reads them: an object travels as JSON."""

    def _stringify_item(self, key: str, value: Any, opts: Any) -> list[tuple[str, str]]:
        if is_mapping(value):
            value = orjson.dumps(value).decode()
        return super()._stringify_item(key, value, opts)


QUERYSTRING = _Query(array_format="repeat")
"""How lists stand in a query: a key is repeated, without brackets."""
_SPREAD = frozenset({"batch.jobs.list"})
"""Calls with an object in their query that stands as its members, as at mistralai."""
_OF_THE_CLIENT = frozenset({"check", "waive"})
_URLS = 64
_VERSION = re.compile(r"v\d\w*")
# Said although they are the defaults, which pydantic would copy deeply in every call.
_ABSENT = dict.fromkeys(("headers", "max_retries", "timeout", "post_parser"), not_given)
_INTERNAL = tuple(
    f"{Path(str(sys.modules[name].__file__)).parent}{os.sep}"
    for name in ("openai", "mistyped")
)


def split(
    params: Mapping[str, object], post_parser: Callable[..., object] | None = None
) -> tuple[dict[str, object], RequestOptions]:
    """Split a method's arguments into the body and the options of the call.

    `post_parser` makes the method's result out of the answer.

    Raises:
        TypeError: If there is an option of the client among them.
    """
    if not _OF_THE_CLIENT.isdisjoint(params):
        name = next(each for each in params if each in _OF_THE_CLIENT)
        way = f"client.with_options({name}=...) for single calls"
        raise TypeError(f"{name} is an option of the client; use {way}")
    given = {k: v for k, v in params.items() if not isinstance(v, Omit | NotGiven)}
    options: dict[str, Any] = {k: given.pop(k) for k in OPTION_NAMES & given.keys()}
    if post_parser is not None:
        options["post_parser"] = post_parser
    merged = {**_ABSENT, **make_request_options(**options)}
    return given, cast("RequestOptions", merged)


def split_form(
    params: Mapping[str, object], *files: str
) -> tuple[dict[str, object], dict[str, object], RequestOptions]:
    """Split a method's arguments into a form's members, its files, and the options.

    What is given for a file and is none stays a member, for the check to find it.
    """
    given, options = split(params)
    names = [name for name in files if isinstance(marked(given.get(name)), Upload)]
    found = {name: given.pop(name) for name in names}
    headers = {"Content-Type": "multipart/form-data"}
    return given, found, with_headers(options, headers)


def with_headers(options: RequestOptions, headers: Mapping[str, str]) -> RequestOptions:
    """Return options with these headers, unless the caller gave them."""
    merged: dict[str, Any] = {**options}
    merged["headers"] = {**headers, **(merged.get("headers") or {})}
    return cast("RequestOptions", merged)


def split_query(params: Mapping[str, object]) -> RequestOptions:
    """Turn a method's arguments into options whose query holds its parameters."""
    query, options = split(params)
    merged: dict[str, Any] = {**options}
    merged["params"] = {**query, **merged.get("params", {})}
    return cast("RequestOptions", merged)


def only_options(params: Mapping[str, object]) -> RequestOptions:
    """Return the options of a call that has no parameters but an id in its path.

    Raises:
        TypeError: If there is a parameter, which would be lost.
    """
    unknown, options = split(params)
    if unknown:
        raise TypeError(f"there is no parameter {next(iter(unknown))!r}")
    return options


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
        UnsupportedEndpointError: If Mistral has nothing at its path.
    """
    path = options.url.removeprefix(base_url)
    operation = find_operation(options.method, path)
    if operation is None:
        _refuse_not_offered(options.method, path, base_url, check)
        return options
    if not operation.request:
        return options
    carrier = operation.carrier
    if check == "off":
        return _unchecked(options, carrier)
    if not _is_readable(options, carrier):
        text = f"the content of {options.url} cannot be read, so it is sent unchecked"
        warnings.warn(text, InvalidRequestWarning, stacklevel=user_level())
        return options
    asked = _body(options) if carrier == "json" else _members(options, carrier)
    checked = preflight(operation, asked, waive=waive)
    report = checked.report
    if report.errors and (check == "error" or _is_unsendable(report)):
        raise InvalidRequestError(
            report, url=f"{base_url.rstrip('/')}/{path.strip('/')}"
        )
    for problem in report.problems:
        warnings.warn(str(problem), InvalidRequestWarning, stacklevel=user_level())
    if carrier == "query":
        spread = operation.id in _SPREAD
        query = _spread(checked.plain) if spread else checked.plain
        return options.model_copy(update={"params": query})
    if carrier == "form":
        return _with_form(options, checked.plain)
    if isinstance(options.content, str | bytes) and not options.extra_json:
        return options  # the caller's own text, as it is
    return _with_content(options, checked.content)


def _refuse_not_offered(
    method: str, path: str, base_url: str, check: CheckMode
) -> None:
    """Stop, or warn of, a request to what OpenAI has and Mistral has not.

    A full URL elsewhere and a version of the API other than the first pass.
    """
    version = base_url.rstrip("/").rpartition("/")[2]
    is_other = "://" in path or (version != "v1" and _VERSION.fullmatch(version))
    hint = "" if check == "off" or is_other else nearest_way(method, path)
    if not hint:
        return
    text = f"{method.upper()} /{path.strip('/')}: {hint}"
    if check == "error":
        raise UnsupportedEndpointError(text)
    warnings.warn(text, InvalidRequestWarning, stacklevel=user_level())


def _unchecked(options: FinalRequestOptions, carrier: str) -> FinalRequestOptions:
    """Return a request as the caller made it, written as Mistral reads it."""
    if carrier == "form":
        body = _body(options)
        members = {str(k): v for k, v in body.items()} if is_mapping(body) else {}
        return _with_form(options, members) if members else options
    return _serialized(options) if carrier == "json" else options


def _spread(query: Mapping[str, object]) -> dict[str, object]:
    """Return a query with the members of its objects in place of the objects."""
    members: dict[str, object] = {}
    for name, value in query.items():
        inner = value if is_mapping(value) else {name: value}
        members |= {str(key): each for key, each in inner.items()}
    return members


def _with_form(
    options: FinalRequestOptions, members: Mapping[str, object]
) -> FinalRequestOptions:
    """Return a copy that sends these members; an object goes as a part of JSON."""
    texts = {k: v for k, v in members.items() if not is_mapping(v)}
    files = options.files or ()
    parts: list[object] = list(files.items() if is_mapping(files) else files)
    parts += [
        (name, (None, orjson.dumps(members[name]), "application/json"))
        for name in members
        if name not in texts
    ]
    update = {"json_data": texts, "extra_json": None, "files": parts or None}
    return options.model_copy(update=update)


def form_texts(members: Mapping[str, object]) -> dict[str, object]:
    """Return the texts of a form: a list repeats its key, as Mistral reads it."""
    return {
        name: [_form_text(item) for item in cast("list[object]", value)]
        if isinstance(value, list | tuple)
        else _form_text(value)
        for name, value in members.items()
        if value is not None
    }


def _form_text(value: object) -> str:
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def _is_readable(options: FinalRequestOptions, carrier: str) -> bool:
    """Whether the check can see what is sent: no stream, and no ready-made form."""
    if carrier == "form":
        return options.content is None
    return isinstance(options.content, str | bytes | bytearray | None)


def _is_unsendable(report: Report) -> bool:
    return any(problem.rule in UNSENDABLE for problem in report.errors)


def _members(options: FinalRequestOptions, carrier: str) -> object:
    """Return the members of a form, files included, or of a query."""
    if carrier == "query":
        return options.params
    body = _body(options)
    files: Mapping[str, object] = dict(options.files or ())
    return dict([*body.items(), *files.items()]) if is_mapping(body) else files


def _serialized(options: FinalRequestOptions) -> FinalRequestOptions:
    """Make plain JSON of a body as it is; what JSON cannot carry is left to the SDK."""
    if options.content is not None:
        return options
    body: object = options.json_data
    if isinstance(body, dict):
        # The SDK's create() refuses a class here, and says to use parse().
        from openai.resources.chat.completions.completions import (  # noqa: PLC0415
            validate_response_format,
        )

        fields = cast("dict[str, object]", body)
        validate_response_format(fields.get("response_format"))
    plain, problems = to_plain(_body(options))
    if any(problem.severity == "error" for problem in problems):
        return options
    return _with_content(options, orjson.dumps(plain))


def _with_content(options: FinalRequestOptions, content: bytes) -> FinalRequestOptions:
    """Return a copy that sends these bytes in place of the body it was made from."""
    update = {"content": content, "json_data": None, "extra_json": None}
    return options.model_copy(update=update)


def _body(options: FinalRequestOptions) -> object:
    """Return what would be sent, `extra_body` included, as the SDK merges it."""
    body: object = options.json_data
    if body is None and options.content is not None:
        body = options.content
    if isinstance(body, bytes | bytearray | str):
        try:
            body = from_json(body)
        except ValueError:
            return body
    extra = cast("object", options.extra_json)
    if extra and not isinstance(extra, Mapping):
        raise TypeError("extra_body is no mapping; give a dict of parameters")
    if options.extra_json and isinstance(body, Mapping | None):
        merged = cast("Mapping[str, object]", body or {})
        return {**merged, **options.extra_json}
    return body


def user_level() -> int:
    """Return the stack level of the first caller outside the SDK and this package."""
    frame, level = inspect.currentframe(), 0
    while frame and frame.f_code.co_filename.startswith(_INTERNAL):
        frame, level = frame.f_back, level + 1
    return level


class UrlCache:
    """The URLs of a client's requests: few, asked for often, and slow to parse."""

    def __init__(self) -> None:
        self._known: tuple[object, dict[str, httpx2.URL]] = (None, {})

    def get(
        self, base: object, url: str, parse: Callable[[str], httpx2.URL]
    ) -> httpx2.URL:
        """Return what `parse` made of `url` for this base URL."""
        # Read and replaced as one, for threads: a key never goes to an old host.
        known_base, urls = self._known
        if known_base is not base or len(urls) >= _URLS:
            urls = {}
            self._known = base, urls
        known = urls.get(url)
        if known is None:
            known = urls[url] = parse(url)
        return known


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
