"""What resources make of a method's arguments: a body, a form, a query, options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, cast

from openai import NotGiven, Omit, not_given
from openai._base_client import make_request_options
from openai._types import RequestOptions as RequestOptions

from mistyped._openai.client_options import rule_ids
from mistyped._openai.frames import user_level
from mistyped._values.call_options import OPTION_NAMES
from mistyped._values.uploads import Upload, as_upload

if TYPE_CHECKING:
    cached_property = property  # as the SDK does, for its attributes to be overridden
else:
    from functools import cached_property as cached_property

WAIVE = "X-Mistyped-Waive"
"""The header that carries the rules that a call waives, as far as the check."""
# Said although they are the defaults, which pydantic would copy deeply in every call.
_ABSENT = dict.fromkeys(("headers", "max_retries", "timeout", "post_parser"), not_given)


def split(
    params: Mapping[str, object], post_parser: Callable[..., object] | None = None
) -> tuple[dict[str, object], RequestOptions]:
    """Split a method's arguments into the body and the options of the call.

    `post_parser` makes the method's result out of the answer.

    Raises:
        TypeError: If `check` is among them, which is an option of the client.
    """
    if "check" in params:
        way = "client.with_options(check=...) for single calls"
        raise TypeError(f"check is an option of the client; use {way}")
    given = {k: v for k, v in params.items() if not isinstance(v, Omit | NotGiven)}
    options: dict[str, Any] = {k: given.pop(k) for k in OPTION_NAMES & given.keys()}
    if post_parser is not None:
        options["post_parser"] = post_parser
    waived = options.pop("waive", None)
    waive = rule_ids(waived, user_level() + 1) if waived else None
    merged = {**_ABSENT, **make_request_options(**options)}
    if waive:
        # A header gets through all of the SDK; the check takes it off again.
        headers: dict[str, object] = {**(options.get("extra_headers") or {})}
        merged["headers"] = {**headers, WAIVE: " ".join(sorted(waive))}
    return given, cast("RequestOptions", merged)


def with_stream(params: Mapping[str, object], stream: object) -> dict[str, object]:
    """Return the parameters with `stream` among them, if it says anything."""
    if stream is None or isinstance(stream, Omit):
        return dict(params)
    return {**params, "stream": stream}


def split_form(
    params: Mapping[str, object], *files: str
) -> tuple[dict[str, object], dict[str, object], RequestOptions]:
    """Split a method's arguments into a form's members, its files, and the options.

    What is given for a file and is none stays a member, for the check to find it.
    """
    given, options = split(params)
    names = [name for name in files if isinstance(as_upload(given.get(name)), Upload)]
    found = {name: given.pop(name) for name in names}
    headers = {"Content-Type": "multipart/form-data"}
    return given, found, with_headers(options, headers)


def split_query(params: Mapping[str, object]) -> RequestOptions:
    """Turn a method's arguments into options whose query holds its parameters."""
    query, options = split(params)
    merged: dict[str, Any] = {**options}
    merged["params"] = {**query, **merged.get("params", {})}
    return cast("RequestOptions", merged)


def with_headers(options: RequestOptions, headers: Mapping[str, str]) -> RequestOptions:
    """Return options with these headers, unless the caller gave them."""
    merged: dict[str, Any] = {**options}
    merged["headers"] = {**headers, **(merged.get("headers") or {})}
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
