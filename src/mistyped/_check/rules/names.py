"""Rules on the name of a model. A name that is not known passes in silence."""

from __future__ import annotations

from collections.abc import Iterator

from mistyped._check.known_models import foreign_model, known_model, meant_model
from mistyped._check.request_view import Finding, RequestView
from mistyped.problems import shown


def foreign_name(request: RequestView) -> Iterator[Finding]:
    """Find a model of another vendor."""
    name = request.body.get("model")
    found = foreign_model(name) if isinstance(name, str) else None
    if found:
        message = f"{shown(name)} is a name of {found.of}'s, not of Mistral's"
        hint = f"try {found.nearest}" if found.nearest else ""
        yield Finding(("model",), message, hint)


def misspelt_name(request: RequestView) -> Iterator[Finding]:
    """Find a name that is all but one of Mistral's."""
    name = request.body.get("model")
    meant = meant_model(name) if isinstance(name, str) and name else ""
    if meant:
        message = f"{shown(name)} is not known, and {meant} is"
        hint = "" if known_model(meant).retired else f"did you mean {meant}?"
        yield Finding(("model",), message, hint)


def retired_name(request: RequestView) -> Iterator[Finding]:
    """Find a model that was to be switched off."""
    model = request.model
    if model.retired:
        message = f"{model.name} was to be switched off on {model.retires}"
        hint = f"use {model.replacement}" if model.replacement else ""
        yield Finding(("model",), message, hint)
