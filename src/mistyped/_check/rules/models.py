"""Rules on what a model takes. Models change weekly, so most of these only warn."""

from __future__ import annotations

from collections.abc import Iterator

from mistyped._check.request_view import Finding, RequestView
from mistyped._generated.known_models import ENDPOINTS
from mistyped.problems import shown


def endpoint_of_model(request: RequestView) -> Iterator[Finding]:
    """Find a model that was seen not to answer there."""
    word = ENDPOINTS.get(request.operation, "")
    if word in request.model.cannot:
        message = f"{shown(request.body.get('model'))} may not have {word}"
        yield Finding(("model",), message)


def effort_of_model(request: RequestView) -> Iterator[Finding]:
    """Find an effort that the model does not take."""
    effort, model = request.body.get("reasoning_effort"), request.model
    if model.efforts is None or not isinstance(effort, str):
        return
    if effort not in model.efforts:
        message = f"{shown(effort)} may not be a level of this model"
        hint = f"use {' or '.join(model.efforts)}" if model.efforts else ""
        yield Finding(("reasoning_effort",), message, hint)


def prompt_mode_of_model(request: RequestView) -> Iterator[Finding]:
    """Find the reasoning prompt mode."""
    if request.body.get("prompt_mode") is not None:
        yield Finding(("prompt_mode",), "no model was seen to take it")


def logprobs_of_model(request: RequestView) -> Iterator[Finding]:
    """Find log probabilities asked of a model that has none."""
    for name in ("logprobs", "top_logprobs"):
        if request.body.get(name):
            yield Finding((name,), "log probabilities are not enabled for this model")


def image_of_model(request: RequestView) -> Iterator[Finding]:
    """Find images for a model that sees none."""
    yield from _parts(request, "image_url", "this model may see no images")


def document_of_model(request: RequestView) -> Iterator[Finding]:
    """Find documents for a model that has no OCR behind it."""
    yield from _parts(request, "document_url", "this model may read no documents")


def audio_of_model(request: RequestView) -> Iterator[Finding]:
    """Find audio for a model that hears none."""
    yield from _parts(request, "input_audio", "this model may hear no audio")


def _parts(request: RequestView, kind: str, message: str) -> Iterator[Finding]:
    for loc, part in request.content_parts():
        if part.get("type") == kind:
            yield Finding((*loc, "type"), message)
            return  # one is enough: it is the model that is wrong


def dimension_of_model(request: RequestView) -> Iterator[Finding]:
    """Find a length asked of a model that has one."""
    if request.body.get("output_dimension") is not None:
        length = request.model.dimensions
        message = f"vectors of this model have {length} dimensions, and no other number"
        yield Finding(("output_dimension",), message)
