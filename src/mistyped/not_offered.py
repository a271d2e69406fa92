"""What the OpenAI client has and Mistral does not, each with the nearest way."""

from __future__ import annotations

from functools import cached_property, partial
from typing import (
    TYPE_CHECKING,
    Any,
    Generic,
    Literal,
    NoReturn,
    get_args,
    get_type_hints,
)

from mistyped.errors import UnsupportedEndpointError
from mistyped.hints import HintT_co, Unsupported


class NoEndpoint(Generic[HintT_co]):
    """Stands for endpoints that Mistral does not have: using it is an error.

    Type checkers print the hint when anything in it is called; at run time the call
    raises `UnsupportedEndpointError`.
    """

    def __init__(self, name: str, hint: str) -> None:
        self._name = name
        self._hint = hint

    def __getattr__(self, name: str) -> Unsupported[HintT_co]:
        if name.startswith("_"):  # copy and pickle look for these before __init__ ran
            raise AttributeError(name)
        # Frameworks look at attributes that they may never call.
        inner: Any = _make(f"{self._name}.{name}", self._hint, self)
        return inner  # type: ignore[no-any-return]  # to be an Unsupported, for checkers

    if not TYPE_CHECKING:

        def __call__(self, *_: object, **__: object) -> NoReturn:
            """Raise; type checkers find that this cannot be called."""
            raise UnsupportedEndpointError(f"client.{self._name}: {self._hint}")

    def __repr__(self) -> str:
        return f"<not offered by Mistral: {self._name}; {self._hint}>"


class NotOffered:
    """The attributes of an OpenAI client that Mistral has nothing for."""

    admin: NoEndpoint[Literal["Mistral has no OpenAI admin endpoints"]]
    beta: NoEndpoint[Literal["use client.chat: no OpenAI beta endpoints"]]
    completions: NoEndpoint[Literal["use client.chat.completions instead"]]
    containers: NoEndpoint[Literal["Mistral has no containers"]]
    content_provenance_checks: NoEndpoint[Literal["Mistral has no provenance checks"]]
    decisions: NoEndpoint[Literal["Mistral has no decisions endpoint"]]
    evals: NoEndpoint[Literal["Mistral has no evals endpoint"]]
    fine_tuning: NoEndpoint[Literal["Mistral has no fine-tuning jobs any more"]]
    images: NoEndpoint[Literal["use a tool of type image_generation"]]
    live: NoEndpoint[Literal["Mistral has no live endpoint"]]
    realtime: NoEndpoint[Literal["Mistral has no OpenAI realtime endpoint"]]
    safety: NoEndpoint[Literal["use guardrails: no safety endpoints"]]
    skills: NoEndpoint[Literal["Mistral has no OpenAI skills endpoint"]]
    uploads: NoEndpoint[Literal["use files.create: no uploads in parts"]]
    vector_stores: NoEndpoint[Literal["use a tool of type document_library"]]
    videos: NoEndpoint[Literal["Mistral has no videos endpoint"]]


class NotStored:
    """What the OpenAI client does with stored completions; Mistral stores none."""

    delete: NoEndpoint[Literal["Mistral stores no completions"]]
    list: NoEndpoint[Literal["Mistral stores no completions"]]
    messages: NoEndpoint[Literal["Mistral stores no completions"]]
    retrieve: NoEndpoint[Literal["Mistral stores no completions"]]
    update: NoEndpoint[Literal["Mistral stores no completions"]]


class NotProcessed:
    """What the OpenAI client does until a file is processed."""

    wait_for_processing: NoEndpoint[Literal["remove it: a created file is ready"]]


def _make(name: str, hint: str, _: object) -> NoEndpoint[str]:
    return NoEndpoint(name, hint)


def _install(cls: type, prefix: str = "") -> None:
    """Give each annotation of a class its attribute; the hint stands there once."""
    for name, annotation in get_type_hints(cls).items():
        (literal,) = get_args(annotation)
        (hint,) = get_args(literal)
        made = cached_property(partial(_make, f"{prefix}{name}", hint))
        made.__set_name__(cls, name)
        setattr(cls, name, made)


_install(NotOffered)
_install(NotStored, "chat.completions.")
_install(NotProcessed, "files.")
