"""What resources make of a method's arguments: a body, a form, a query, options."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, cast

from openai import NotGiven, Omit, not_given
from openai._base_client import make_request_options
from openai._types import RequestOptions as RequestOptions

from mistyped._openai.check_options import waived_rules
from mistyped._openai.wire import CallTimeout
from mistyped._values.call_options import OPTION_NAMES
from mistyped._values.other_options import OTHER_OPTIONS, way_out

if TYPE_CHECKING:
    cached_property = property  # as the SDK does, for its attributes to be overridden
else:
    from functools import cached_property as cached_property


class Buildable(Protocol):
    """A model of all parameters of a call."""

    def params(self) -> Mapping[str, object]:
        """Return the parameters that were set."""
        ...


WAIVE = "X-Mistyped-Waive"
"""The header that carries the rules that a call waives, as far as the check."""
_OURS = frozenset({"deadline", "waive"})
# Said although they are the defaults, which pydantic would copy deeply in every call.
_ABSENT = dict.fromkeys(("headers", "max_retries", "timeout", "post_parser"), not_given)


def json_request(
    params: Mapping[str, object], post_parser: Callable[..., object] | None = None
) -> tuple[dict[str, object], RequestOptions]:
    """Split a method's arguments into the body and the options of the call.

    `post_parser` makes the method's result out of the answer.

    Raises:
        TypeError: If an option is among them that single calls do not have.
    """
    if not OTHER_OPTIONS.isdisjoint(params):
        name = min(OTHER_OPTIONS & params.keys())
        raise TypeError(f"{name}: single calls have no such option; {way_out(name)}")
    given = {k: v for k, v in params.items() if not isinstance(v, Omit | NotGiven)}
    options: dict[str, Any] = {k: given.pop(k) for k in OPTION_NAMES & given.keys()}
    if post_parser is not None:
        options["post_parser"] = post_parser
    if not _OURS.isdisjoint(options):
        _carry(options)
    return given, cast("RequestOptions", {**_ABSENT, **make_request_options(**options)})


def _carry(options: dict[str, Any]) -> None:
    """Put options of ours where they get through all of the SDK."""
    waived = options.pop("waive", None)
    if waived and (waive := waived_rules(waived)):
        # A header, which the check takes off again.
        headers: dict[str, object] = {**(options.get("extra_headers") or {})}
        options["extra_headers"] = {**headers, WAIVE: " ".join(sorted(waive))}
    if "deadline" in options:
        from mistyped._values.deadlines import as_deadline

        deadline = as_deadline(options.pop("deadline"))
        given = options.get("timeout", not_given)
        options["timeout"] = CallTimeout(given, deadline=deadline)


def one_request(
    request: Sequence[Buildable], params: Mapping[str, object]
) -> dict[str, object]:
    """Return the parameters that are given as one model, or each by its name.

    What is named beside a model counts, such as the options of a call.

    Raises:
        TypeError: If there is anything else than one model.
    """
    if not request:
        return {**params}
    one, *more = request
    if more or not hasattr(one, "params"):
        raise TypeError("give keyword arguments, or one model of mistyped.requests")
    return {**one.params(), **params}


def with_default(params: Mapping[str, object], **default: object) -> dict[str, object]:
    """Return the parameters, and a default for what they say nothing of."""
    said = {
        k: v for k, v in params.items() if v is not None and not isinstance(v, Omit)
    }
    return {**params, **default, **said}


def with_stream(params: Mapping[str, object], stream: object) -> dict[str, object]:
    """Return the parameters with `stream` among them, if it says anything.

    Raises:
        ValueError: If a model among them streams and the call does not say so, whose
            type would then be wrong.
    """
    if stream is not None and not isinstance(stream, Omit):
        return {**params, "stream": stream}
    if params.get("stream") is True:
        raise ValueError("the request streams: call it with stream=True beside it")
    return dict(params)


def form_request(
    params: Mapping[str, object], *files: str
) -> tuple[dict[str, object], dict[str, object], RequestOptions]:
    """Split a method's arguments into a form's members, its files, and the options.

    What is given for a file and is none stays a member, for the check to find it.
    """
    from mistyped._values.uploads import Upload, as_upload

    given, options = json_request(params)
    names = [name for name in files if isinstance(as_upload(given.get(name)), Upload)]
    found = {name: given.pop(name) for name in names}
    headers = {"Content-Type": "multipart/form-data"}
    return given, found, with_headers(options, headers)


def query_request(params: Mapping[str, object]) -> RequestOptions:
    """Turn a method's arguments into options whose query holds its parameters."""
    query, options = json_request(params)
    merged: dict[str, Any] = {**options}
    merged["params"] = {**query, **merged.get("params", {})}
    return cast("RequestOptions", merged)


def with_headers(options: RequestOptions, headers: Mapping[str, str]) -> RequestOptions:
    """Return options with these headers, unless the caller gave them."""
    merged: dict[str, Any] = {**options}
    merged["headers"] = {**headers, **(merged.get("headers") or {})}
    return cast("RequestOptions", merged)


def plain_request(params: Mapping[str, object]) -> RequestOptions:
    """Return the options of a call that has no parameters but an id in its path.

    Raises:
        TypeError: If there is a parameter, which would be lost.
    """
    unknown, options = json_request(params)
    if unknown:
        raise TypeError(f"there is no parameter {next(iter(unknown))!r}")
    return options
