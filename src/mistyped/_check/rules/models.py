"""Rules on what a model takes. Models change weekly, so most of these only warn."""

from __future__ import annotations

from collections.abc import Iterator

from mistyped._check.rules.conversation import Conversation, Found
from mistyped.problems import shown


def effort_of_model(conversation: Conversation) -> Iterator[Found]:
    """Find an effort between none and high."""
    effort = conversation.body.get("reasoning_effort")
    if isinstance(effort, str) and effort not in ("none", "high"):
        message = f"{shown(effort)} may not be a level of this model"
        yield Found(("reasoning_effort",), message)


def effort_of_ministral(conversation: Conversation) -> Iterator[Found]:
    """Find any effort."""
    if conversation.body.get("reasoning_effort") is not None:
        yield Found(("reasoning_effort",), "this model may not reason")


def prompt_mode_of_model(conversation: Conversation) -> Iterator[Found]:
    """Find the reasoning prompt mode."""
    if conversation.body.get("prompt_mode") is not None:
        yield Found(("prompt_mode",), "no model was seen to take it")


def logprobs_of_model(conversation: Conversation) -> Iterator[Found]:
    """Find log probabilities asked of a model that has none."""
    for name in ("logprobs", "top_logprobs"):
        if conversation.body.get(name):
            yield Found((name,), "log probabilities are not enabled for this model")


def image_of_model(conversation: Conversation) -> Iterator[Found]:
    """Find images for a model that sees none."""
    yield from _parts(conversation, "image_url", "this model may see no images")


def document_of_model(conversation: Conversation) -> Iterator[Found]:
    """Find documents for a model that has no OCR behind it."""
    yield from _parts(conversation, "document_url", "this model may read no documents")


def audio_of_model(conversation: Conversation) -> Iterator[Found]:
    """Find audio for a model that hears none."""
    yield from _parts(conversation, "input_audio", "this model may hear no audio")


def _parts(conversation: Conversation, kind: str, message: str) -> Iterator[Found]:
    for loc, part in conversation.content_parts():
        if part.get("type") == kind:
            yield Found((*loc, "type"), message)
            return  # one is enough: it is the model that is wrong
