"""Whether a request fits into its model's context, before it is sent.

Off unless a client asks for it. A token of a text has a byte at least, so that a body
shorter than the context is never counted, and no tokenizer is loaded for it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import orjson
from typing_extensions import TypedDict

from mistyped._check.known_models import is_pinned, known_model
from mistyped._check.operations import find_operation
from mistyped._openai.paths import is_mistrals, whole_url
from mistyped._openai.wire import FinalRequestOptions, body_of
from mistyped._values.guards import is_list, is_mapping
from mistyped.problems import InvalidRequestWarning, Location, Problem, Report

if TYPE_CHECKING:
    from collections.abc import Mapping

    import httpx2

    from mistyped._values.rows import Learnt
    from mistyped.tokens import TokenCount

ContextMode: TypeAlias = Literal["off", "warn", "error"]
RULE = "context-length"
_PLACES: dict[str, Location] = {
    "chat.completions.create": ("messages",),
    "fim.create": ("prompt",),
    "embeddings.create": ("input",),
}
# Of which only the texts are counted, and of which no such refusal is on record.
_TEXTS: dict[str, Location] = {
    "conversations.start": ("inputs",),
    "responses.create": ("input",),
}
# How far an estimate was ever off recorded counts, and more than that to be sure.
_UNSURE = 0.02
# Of images of 1,024 pixels in patches of 16: 64 rows of 64, and an end to each.
_LARGEST_IMAGE = 65 * 64


class ContextOptions(TypedDict, total=False):
    """What a client takes to watch the contexts of models."""

    context: ContextMode
    """`warn` warns of a prompt that is longer than its model's context, `error` raises
    `ContextLengthError` where that is sure; by default `off`. Needs `tokens`."""


def context_mode(context: ContextMode) -> ContextMode:
    """Return the mode.

    Raises:
        ValueError: If it is none of the three.
        ImportError: If it needs a tokenizer, and none is installed.
    """
    if context not in get_args(ContextMode):
        raise ValueError(f"context is {context!r}; use 'off', 'warn' or 'error'")
    if context != "off":
        from mistyped.tokens.loading import require_installed

        require_installed()
    return context


def guard_context(
    options: FinalRequestOptions,
    *,
    base_url: httpx2.URL,
    mode: ContextMode,
    learnt: Learnt,
) -> None:
    """Warn of a request that is too long for its model, or stop it.

    It is stopped if its model is known by its full name or by its card, and if no
    doubt of the count could make it fit. What the answer may take on top only warns:
    that Mistral refuses it is not on record.

    Raises:
        ContextLengthError: If it is sure that the prompt does not fit.
    """
    path = options.url.removeprefix(str(base_url))
    operation = find_operation(options.method, path)
    place = (_PLACES | _TEXTS).get(operation.id) if operation else None
    body = body_of(options) if place else None
    if operation is None or place is None or not is_mapping(body):
        return
    model = body.get("model")
    name = model if isinstance(model, str) else ""
    context = (learnt.get(name) or known_model(name)).context
    asked = body.get("max_tokens")
    answer = asked if isinstance(asked, int) else 0
    if not context or _longest(options, body) + answer <= context:
        return
    only_texts = operation.id in _TEXTS
    longest = _longest_input(path, body, only_texts=only_texts)
    found = longest and _problem(longest, place, context, answer)
    if not found:
        return
    problem, is_sure = found
    is_known = (name in learnt or is_pinned(name)) and is_mistrals(path, str(base_url))
    if mode == "error" and is_sure and is_known and not only_texts:
        from mistyped.errors import ContextLengthError

        title = f"{operation.method} {operation.path}"
        report = Report(title, (problem,))
        raise ContextLengthError(report, url=whole_url(path, base_url))
    from mistyped._openai.user_warnings import warn_user

    warn_user(str(problem), InvalidRequestWarning)


def _longest(options: FinalRequestOptions, body: object) -> int:
    """Return how many tokens a body may have at most."""
    content = options.content
    if not isinstance(content, bytes):
        content = orjson.dumps(body, default=str)
    return len(content) + content.count(b'"image_url":') * _LARGEST_IMAGE


def _problem(
    longest: TokenCount, place: Location, context: int, answer: int
) -> tuple[Problem, bool] | None:
    """Return what is too long, and whether it is sure that the prompt alone is."""
    said = f"{longest.tokens} tokens ({longest.certainty})"
    fits = f"the model's context has {context}"
    if longest.tokens > context:
        hint = "shorten it"
        if place == _PLACES["chat.completions.create"]:
            hint += ", or use mistyped.tokens.fit"
        sure = longest.tokens * (1 - _doubt(longest)) > context
        return Problem(RULE, place, f"{said}, and {fits}", hint), sure
    if longest.tokens + answer > context:
        left = context - longest.tokens
        message = f"{said} and an answer of {answer} are more than fits: {fits}"
        hint = f"give at most {left}"
        return Problem(RULE, ("max_tokens",), message, hint, "warning"), False
    return None


def _longest_input(
    path: str, body: Mapping[object, object], *, only_texts: bool
) -> TokenCount | None:
    """Count a request; of embeddings the longest text, since each stands alone.

    What cannot be counted is None: the server knows.
    """
    from mistyped.tokens import count

    given = {str(key): value for key, value in body.items()}
    texts = given.get("input")
    try:
        if only_texts:
            from mistyped.tokens.texts import count_texts

            return count_texts(given)
        if not is_list(texts) or not texts:
            return count(path, given)
        longest = max(texts, key=lambda text: len(str(text)))
        return count(path, {**given, "input": longest})
    except (ValueError, ImportError):
        return None


def _doubt(count: TokenCount) -> float:
    return 0.0 if count.certainty == "exact" else _UNSURE
