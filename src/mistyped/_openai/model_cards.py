"""What answers of `client.models` teach the check; they know better than our table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import BaseModel

from mistyped._values.guards import is_list

if TYPE_CHECKING:
    from openai._models import FinalRequestOptions

    from mistyped._values.rows import KnownModel

PATH = "/models"


def learn(
    learnt: dict[str, KnownModel], options: FinalRequestOptions, answer: object
) -> None:
    """Keep what the cards in an answer say of their models."""
    if options.method.upper() != "GET" or not options.url.startswith(PATH):
        return
    # Loaded where it is needed: most programs ask for no card.
    from mistyped._check.known_models import learnt_model
    from mistyped._generated.responses.models import Model

    page: object = getattr(answer, "data", None)
    for card in page if is_list(page) else [answer]:
        if isinstance(card, Model):
            told: object = getattr(card, "capabilities", None)  # whatever came
            able = dict(told) if isinstance(told, BaseModel) else {}
            flags = {
                name: flag for name, flag in able.items() if isinstance(flag, bool)
            }
            given: list[object] = [card.id]
            if is_list(card.aliases):
                given += card.aliases
            names = tuple(name for name in given if isinstance(name, str))
            if names:
                length: object = getattr(card, "max_context_length", None)
                context = length if isinstance(length, int) else 0
                learnt |= learnt_model(names, flags, context)
