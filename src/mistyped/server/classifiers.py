"""Moderation and classification, of texts and of conversations.

No model looks at anything. A category's score follows from how many words of a short
list are in the text; a class follows from the text's last sign and from its length.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from starlette.responses import JSONResponse, Response

from mistyped.server.call import Call
from mistyped.server.chat_request import content_text
from mistyped.server.json_types import Json, JsonObject, as_list, as_object, as_objects
from mistyped.server.routes import handles
from mistyped.server.validation import checked_body

_Judge: TypeAlias = Callable[[str, str], JsonObject]
"""Makes a result out of a model's name and a text."""

# The words that count, by category; the second generation splits one of the first.
_DANGEROUS: Final = frozenset({"bomb", "explosives", "poison", "weapon"})
_CRIMINAL: Final = frozenset({"hack", "launder", "rob", "steal"})
_SHARED: Final[Mapping[str, frozenset[str]]] = {
    "sexual": frozenset({"nude", "porn", "sex"}),
    "hate_and_discrimination": frozenset({"hate", "inferior", "racist"}),
    "violence_and_threats": frozenset({"attack", "kill", "murder", "stab"}),
    "selfharm": frozenset({"overdose", "selfharm", "suicide"}),
    "health": frozenset({"diagnosis", "dosage", "medication"}),
    "financial": frozenset({"invest", "loan", "stocks"}),
    "law": frozenset({"court", "lawyer", "sue"}),
    "pii": frozenset({"iban", "passport", "ssn"}),
}
_FIRST: Final = {**_SHARED, "dangerous_and_criminal_content": _DANGEROUS | _CRIMINAL}
_SECOND: Final = {
    **_SHARED,
    "dangerous": _DANGEROUS,
    "criminal": _CRIMINAL,
    "jailbreaking": frozenset({"ignore", "instructions", "jailbreak"}),
}
_SECOND_GENERATION: Final = "mistral-moderation-2603"
_THRESHOLD: Final = 0.5
_SHORT: Final = 40


@handles("moderations.create")
def moderations(call: Call) -> Response:
    """Answer with the categories of each text.

    Raises:
        ApiError: 422 or 400, for what Mistral's API refuses.
    """
    return _answer(call, _texts, _moderated)


@handles("moderations.create_chat")
def chat_moderations(call: Call) -> Response:
    """Answer with the categories of each conversation's last message.

    Raises:
        ApiError: 422 or 400, for what Mistral's API refuses.
    """
    return _answer(call, _message_lists, _moderated)


@handles("classifications.create")
def classifications(call: Call) -> Response:
    """Answer with the classes of each text.

    Raises:
        ApiError: 422 or 400, for what Mistral's API refuses.
    """
    return _answer(call, _texts, _classified)


@handles("classifications.create_chat")
def chat_classifications(call: Call) -> Response:
    """Answer with the classes of each conversation's last message.

    Raises:
        ApiError: 422 or 400, for what Mistral's API refuses.
    """
    return _answer(call, _chats, _classified)


def _answer(call: Call, texts: Callable[[Json], list[str]], judge: _Judge) -> Response:
    body = checked_body(call)
    model = str(body.value.get("model"))
    results: list[Json] = [judge(model, t) for t in texts(body.value.get("input"))]
    answer: JsonObject = {"id": body.digest[:32], "model": model, "results": results}
    return JSONResponse(answer)


def _texts(given: Json) -> list[str]:
    return [str(each) for each in (given if isinstance(given, list) else [given])]


def _message_lists(given: Json) -> list[str]:
    lists = as_list(given)
    if not any(isinstance(each, list) for each in lists):
        return [_last_text(given)]
    return [_last_text(each) for each in lists]


def _chats(given: Json) -> list[str]:
    chats = as_objects(given) if isinstance(given, list) else [as_object(given)]
    return [_last_text(chat.get("messages")) for chat in chats]


def _last_text(messages: Json) -> str:
    last = as_objects(messages)[-1:]
    return content_text(last[0].get("content")) if last else ""


def _moderated(model: str, text: str) -> JsonObject:
    words = set(re.findall(r"[a-z]+", text.lower()))
    counted = _SECOND if model == _SECOND_GENERATION else _FIRST
    scores = {name: _share(len(words & listed)) for name, listed in counted.items()}
    return {
        "categories": {name: score > _THRESHOLD for name, score in scores.items()},
        "category_scores": {**scores},
    }


def _classified(_: str, text: str) -> JsonObject:
    sign = text.rstrip()[-1:]
    form = {"?": "question", "!": "exclamation"}.get(sign, "statement")
    length = "short" if len(text) <= _SHORT else "long"
    return {
        "form": _scores(form, "statement", "question", "exclamation"),
        "length": _scores(length, "short", "long"),
    }


def _scores(found: str, *labels: str) -> JsonObject:
    """Give the label that was found most of what all labels share."""
    rest = round(0.2 / (len(labels) - 1), 3)
    return {"scores": {label: 0.8 if label == found else rest for label in labels}}


def _share(hits: int) -> float:
    """Turn a number of words into a score: 0.01 for none, 0.8 for one, then more."""
    return round(1 - 0.2**hits, 4) if hits else 0.01
