"""What answers of `client.models` teach the check; they know better than our table."""

from __future__ import annotations

from typing import TYPE_CHECKING

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
            able = card.capabilities.model_dump() if card.capabilities else {}
            flags = {
                name: flag for name, flag in able.items() if isinstance(flag, bool)
            }
            learnt |= learnt_model((card.id, *(card.aliases or ())), flags)
