"""Rules on what a model takes. Models change weekly, so most of these only warn."""

from __future__ import annotations

from collections.abc import Iterator

from mistyped._check.request_view import Finding, RequestView
from mistyped.problems import shown


def effort_of_model(request: RequestView) -> Iterator[Finding]:
    """Find an effort between none and high."""
    effort = request.body.get("reasoning_effort")
    if isinstance(effort, str) and effort not in ("none", "high"):
        message = f"{shown(effort)} may not be a level of this model"
        yield Finding(("reasoning_effort",), message)


def effort_of_ministral(request: RequestView) -> Iterator[Finding]:
    """Find any effort."""
    if request.body.get("reasoning_effort") is not None:
        yield Finding(("reasoning_effort",), "this model may not reason")


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
