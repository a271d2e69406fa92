"""Other models that answer where the one that was asked for cannot."""

from __future__ import annotations

import logging
from dataclasses import replace
from http import HTTPStatus

import openai
import orjson
from pydantic_core import from_json

from mistyped._openai.wire import FinalRequestOptions, body_of
from mistyped._values.guards import is_list, is_mapping
from mistyped._values.notes import AnswerT, HasNotes
from mistyped.changes import Notes
from mistyped.errors import CircuitOpenError, InvalidRequestError

_LOG = logging.getLogger("mistyped")
# Where any model's text will do. Vectors of two models, say, have nothing in common.
_TEXTS = frozenset(
    {"/chat/completions", "/fim/completions", "/conversations", "/responses"}
)


def as_models(given: object) -> tuple[str, ...]:
    """Return what is given as names of models.

    Raises:
        TypeError: If it is no list of names.
    """
    names: list[object] = list(given) if is_list(given) else []
    if isinstance(given, tuple):
        names = [*given]
    found = tuple(each for each in names if isinstance(each, str) and each)
    if len(found) == len(names) and (names or not given):
        return found
    raise TypeError("fallback_models is a list of names of models")


def model_of(options: FinalRequestOptions) -> str:
    """Return the model that a request names; empty if it names none."""
    body: object = body_of(options)
    model = body.get("model") if is_mapping(body) else None
    return model if isinstance(model, str) else ""


class Fallback:
    """The models that are asked in turn for one request."""

    def __init__(self, options: FinalRequestOptions, models: tuple[str, ...]) -> None:
        self.model = ""
        self._options = options
        applies = options.url in _TEXTS and options.method.upper() == "POST"
        asked = model_of(options) if models and applies else ""
        self._left = [each for each in models if each != asked] if asked else []
        self._first: openai.OpenAIError | None = None

    def after(self, error: openai.OpenAIError) -> FinalRequestOptions:
        """Return the request for the next model.

        Raises:
            OpenAIError: What the first model ended with, if no other is left or would
                help.
        """
        first = self._first or error
        if not self._left or not (_passes_on(error) or self._is_refused(error)):
            raise first
        self._first = first
        self.model = self._left.pop(0)
        _LOG.info("%s is asked, after %s", self.model, type(error).__name__)
        return _with_model(self._options, self.model)

    def noted(self, answer: AnswerT) -> AnswerT:
        """Note on an answer which model gave it."""
        if not self.model or answer is None:
            return answer
        notes: object = getattr(answer, "mistyped", None)
        before = notes if isinstance(notes, Notes) else Notes()
        name = "_mistyped" if isinstance(answer, HasNotes) else "mistyped"
        object.__setattr__(answer, name, replace(before, model_used=self.model))
        return answer

    def _is_refused(self, error: openai.OpenAIError) -> bool:
        """Whether another model than the first was refused the request."""
        return bool(self.model) and isinstance(error, InvalidRequestError)


def _passes_on(error: openai.OpenAIError) -> bool:
    if isinstance(error, openai.APIStatusError):
        status = error.status_code
        server = status >= HTTPStatus.INTERNAL_SERVER_ERROR
        return server or status == HTTPStatus.TOO_MANY_REQUESTS
    return isinstance(error, CircuitOpenError)


def _with_model(options: FinalRequestOptions, model: str) -> FinalRequestOptions:
    extra: object = options.extra_json
    update: dict[str, object] = {}
    if is_mapping(extra) and "model" in extra:
        update["extra_json"] = {**extra, "model": model}
    if is_mapping(options.json_data):
        update["json_data"] = {**options.json_data, "model": model}
    elif isinstance(options.content, str | bytes):
        body: object = from_json(options.content)
        if is_mapping(body):
            update["content"] = orjson.dumps({**body, "model": model})
    return options.model_copy(update=update)
