"""`/v1/models`: a fixed table of models, of which a fine-tuned one can be deleted.

The cards look like Mistral's; nothing depends on a model being in the table, and other
operations take any name.
"""

from __future__ import annotations

from typing import Final

from starlette.responses import JSONResponse, Response

from mistyped.server.call import Call
from mistyped.server.errors import ErrorCode, http_error, model_error
from mistyped.server.form_fields import checked_fields
from mistyped.server.json_types import Json, JsonObject
from mistyped.server.model_cards import CARDS
from mistyped.server.routes import handles

_DELETED: Final = "deleted models"


@handles("models.list")
def listing(call: Call) -> Response:
    """Answer with the cards that the filters let through."""
    asked = checked_fields(call).values
    found: list[Json] = [
        card
        for card in _cards(call)
        if asked.get("provider", card["owned_by"]) == card["owned_by"]
        and asked.get("model", card["id"]) == card["id"]
    ]
    return JSONResponse({"object": "list", "data": found})


@handles("models.retrieve")
def retrieve(call: Call) -> Response:
    """Answer with one card, by its id or an alias."""
    return JSONResponse(_card(call))


@handles("models.delete")
def delete(call: Call) -> Response:
    """Delete a fine-tuned model; once it is gone there is no such model."""
    card = _card(call)
    name = str(card["id"])
    if card["type"] != "fine-tuned":
        raise model_error(ErrorCode.MODEL, f"{name} is no fine-tuned model")
    call.state.table(_DELETED)[name] = card
    return JSONResponse({"id": name, "object": "model", "deleted": True})


def _cards(call: Call) -> list[JsonObject]:
    deleted = call.state.table(_DELETED)
    return [card for card in CARDS if card["id"] not in deleted]


def _card(call: Call) -> JsonObject:
    name = call.parameters["model_id"]
    for card in _cards(call):
        if card["id"] == name:
            return card
    raise http_error(404, f"Model {name} not found")
