"""What the SDK is about to send: what the check reads, and how it is written.

A body travels as JSON, a query as texts, a form as texts, files and parts of JSON.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import orjson
from openai import NotGiven, Timeout
from openai._models import FinalRequestOptions as FinalRequestOptions
from openai._qs import Querystring
from pydantic_core import from_json

from mistyped._values.guards import is_mapping
from mistyped._values.operations import ApiOperation


class CallTimeout(Timeout):
    """A timeout that says more of its call than the HTTP library asks for.

    It is what gets through all of the SDK beside the request.

    Attributes:
        given: The timeout that the call was given.
        deadline: The deadline that the call was given.
        call: What is known of the call, once it has begun.
    """

    def __init__(
        self,
        given: float | Timeout | None | NotGiven,
        *,
        deadline: object = None,
        call: object = None,
    ) -> None:
        self.given = given
        self.deadline = deadline
        self.call = call
        seconds: Any = None if isinstance(given, NotGiven) else given
        if hasattr(seconds, "as_dict"):  # of either HTTP library
            super().__init__(**seconds.as_dict())
        else:
            super().__init__(seconds)


class _Query(Querystring):
    """Writes queries as Mistral reads them: an object travels as JSON."""

    def _stringify_item(self, key: str, value: Any, opts: Any) -> list[tuple[str, str]]:
        if is_mapping(value):
            value = orjson.dumps(value).decode()
        return super()._stringify_item(key, value, opts)


QUERYSTRING = _Query(array_format="repeat")
"""How lists stand in a query: a key is repeated, without brackets."""


def is_readable(options: FinalRequestOptions, carrier: str) -> bool:
    """Whether the check can see what is sent: no stream, and no ready-made form."""
    if carrier == "form":
        return options.content is None
    return isinstance(options.content, str | bytes | bytearray | None)


def members_of(options: FinalRequestOptions, carrier: str) -> object:
    """Return the members of a form, files included, or of a query."""
    if carrier == "query":
        return options.params
    body = body_of(options)
    files: Mapping[str, object] = dict(options.files or ())
    return dict([*body.items(), *files.items()]) if is_mapping(body) else files


def body_of(options: FinalRequestOptions) -> object:
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


def with_content(options: FinalRequestOptions, content: bytes) -> FinalRequestOptions:
    """Return a copy that sends these bytes in place of the body it was made from."""
    update = {"content": content, "json_data": None, "extra_json": None}
    return options.model_copy(update=update)


def with_query(
    options: FinalRequestOptions, operation: ApiOperation, query: Mapping[str, object]
) -> FinalRequestOptions:
    """Return a copy with this query; an exploded object stands as its members."""
    members: dict[str, object] = {}
    for name, value in query.items():
        if name in operation.exploded and is_mapping(value):
            members |= {str(key): each for key, each in value.items()}
        else:
            members[name] = value
    return options.model_copy(update={"params": members})


def with_form(
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
