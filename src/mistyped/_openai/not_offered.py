"""What the OpenAI client has and Mistral does not, each with the nearest way."""

from __future__ import annotations

import re
from functools import cache, cached_property, partial
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    Generic,
    Literal,
    NoReturn,
    get_args,
    get_type_hints,
)

from mistyped._values.hints import HintT_co, Unsupported
from mistyped.errors import UnsupportedEndpointError


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
    """The attributes of an OpenAI client that Mistral has nothing for.

    As in every class of this kind, an attribute stands for the path of its name, unless
    it names its paths; `{}` is an id, and a path may follow its only HTTP method. All
    below a path belongs to it.
    """

    admin: Annotated[
        NoEndpoint[Literal["Mistral has no OpenAI admin endpoints"]], "/organization"
    ]
    beta: Annotated[
        NoEndpoint[Literal["use client.chat: no OpenAI beta endpoints"]],
        "/assistants",
        "/chatkit",
        "/threads",
    ]
    completions: NoEndpoint[Literal["use client.chat.completions instead"]]
    containers: NoEndpoint[Literal["Mistral has no containers"]]
    content_provenance_checks: NoEndpoint[Literal["Mistral has no provenance checks"]]
    decisions: NoEndpoint[Literal["Mistral has no decisions endpoint"]]
    evals: NoEndpoint[Literal["Mistral has no evals endpoint"]]
    fine_tuning: Annotated[  # below /fine_tuning/models Mistral has something
        NoEndpoint[Literal["Mistral has no fine-tuning jobs any more"]],
        "/fine_tuning/alpha",
        "/fine_tuning/checkpoints",
        "/fine_tuning/jobs",
    ]
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

    delete: Annotated[
        NoEndpoint[Literal["Mistral stores no completions"]],
        "DELETE /chat/completions/{}",
    ]
    list: Annotated[
        NoEndpoint[Literal["Mistral stores no completions"]], "GET /chat/completions"
    ]
    messages: Annotated[
        NoEndpoint[Literal["Mistral stores no completions"]],
        "/chat/completions/{}/messages",
    ]
    retrieve: Annotated[
        NoEndpoint[Literal["Mistral stores no completions"]],
        "GET /chat/completions/{}",
    ]
    update: Annotated[
        NoEndpoint[Literal["Mistral stores no completions"]],
        "POST /chat/completions/{}",
    ]


_PATHS = {
    "/batches": "use /batch/jobs, Mistral's batches",
    "/conversations/{}/items": "use /conversations/{id}/history",
    "/responses/compact": "Mistral stores no responses; send the input again",
    "/responses/{}/cancel": "Mistral stores no responses",
    "/responses/{}/input_items": "Mistral stores no responses",
    "DELETE /responses/{}": "Mistral stores no responses",
    "GET /responses/{}": "Mistral stores no responses",
}
"""What to do instead of a path below attributes that are there all the same."""


def nearest_way(method: str, path: str) -> str:
    """Say what to do instead of a request to a path that Mistral does not have.

    Args:
        method: The HTTP method.
        path: The path below the base URL, with or without `/v1`.

    Returns:
        A hint, or an empty text for every path that Mistral has or may have.
    """
    bare = path.partition("?")[0].strip("/")
    asked = f"{method.upper()} /{bare.removeprefix('v1/')}"
    return next((hint for known, hint in _hints() if known.match(asked)), "")


@cache
def _hints() -> list[tuple[re.Pattern[str], str]]:
    """Return what matches a method and a path that Mistral does not have."""
    rows = [row for cls in _PREFIXES for row in _known(cls).values()]
    named = {path: hint for hint, paths in rows for path in paths}
    return [(_pattern(path), hint) for path, hint in {**_PATHS, **named}.items()]


def _pattern(path: str) -> re.Pattern[str]:
    """Compile `/x/{}` or `GET /x`, for that and all below it."""
    method, _, rest = path.rpartition(" ")
    segments = rest.strip("/").replace("{}", "[^/]+")
    return re.compile(f"{method or '[A-Z]+'} /{segments}(?:/|$)")


class NotTranslated:
    """What the OpenAI client does with sound beside what Mistral does."""

    translations: NoEndpoint[
        Literal["use audio.transcriptions, then translate by chat"]
    ]
    voice_consents: NoEndpoint[Literal["use audio.voices: no consents are recorded"]]


class NoItems:
    """What the OpenAI client's conversations have and Mistral's do not."""

    items: NoEndpoint[Literal["use append, get_history and get_messages"]]
    update: NoEndpoint[Literal["append changes a conversation, nothing else"]]


class NotProcessed:
    """What the OpenAI client does until a file is processed."""

    wait_for_processing: NoEndpoint[Literal["remove it: a created file is ready"]]


def _make(name: str, hint: str, _: object) -> NoEndpoint[str]:
    return NoEndpoint(name, hint)


_PREFIXES: dict[type, str] = {
    NotOffered: "",
    NotStored: "chat.completions.",
    NotTranslated: "audio.",
    NoItems: "conversations.",
    NotProcessed: "files.",
}
"""The classes of this kind, and where their attributes are on the client."""


@cache
def _known(cls: type) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Return the hint and the paths of each attribute, from its annotation."""
    known: dict[str, tuple[str, tuple[str, ...]]] = {}
    for name, annotation in get_type_hints(cls, include_extras=True).items():
        full = f"/{_PREFIXES[cls]}{name}".replace(".", "/")
        paths: tuple[str, ...] = getattr(annotation, "__metadata__", (full,))
        known[name] = (_hint_in(annotation), paths)
    return known


def _hint_in(annotation: object) -> str:
    """Return the text inside `Annotated[NoEndpoint[Literal[text]], ...]`."""
    while not isinstance(annotation, str):
        annotation = get_args(annotation)[0]
    return annotation


def _made(cls: type, name: str, _: object) -> NoEndpoint[str]:
    return NoEndpoint(f"{_PREFIXES[cls]}{name}", _known(cls)[name][0])


def _install(cls: type) -> None:
    """Give each annotation of a class its attribute, whose hint is read on demand."""
    for name in cls.__annotations__:
        made = cached_property(partial(_made, cls, name))
        made.__set_name__(cls, name)
        setattr(cls, name, made)


for _cls in _PREFIXES:
    _install(_cls)
