"""What answers of `client.models` teach the check; they know better than our table."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from openai import BaseModel

from mistyped._values.guards import is_list
from mistyped._values.rows import KnownModel

if TYPE_CHECKING:
    from openai._models import FinalRequestOptions

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
        if not isinstance(card, Model):
            continue
        able = cast("object", card.capabilities)
        names = cast("object", card.aliases)
        members = able.to_dict(warnings=False) if isinstance(able, BaseModel) else {}
        flags = {name: flag for name, flag in members.items() if isinstance(flag, bool)}
        known = (card.id, *(names if is_list(names) else ()))
        texts = tuple(each for each in known if isinstance(each, str))
        learnt |= learnt_model(texts, flags) if texts else {}
