"""Rules of the Responses API, whose preview at Mistral keeps nothing."""

from __future__ import annotations

from collections.abc import Iterator

from mistyped._check.request_view import Finding, RequestView


def stored_response(request: RequestView) -> Iterator[Finding]:
    """Find responses that are to be stored."""
    return _asked(request, "store", "it asks to store the response")


def background_response(request: RequestView) -> Iterator[Finding]:
    """Find responses that are to be made in the background."""
    return _asked(request, "background", "it asks for a response in the background")


def previous_response(request: RequestView) -> Iterator[Finding]:
    """Find responses that are to follow another."""
    return _given(request, "previous_response_id", "no response is stored")


def conversation_of_response(request: RequestView) -> Iterator[Finding]:
    """Find responses of a conversation."""
    return _given(request, "conversation", "responses belong to no conversation")


def prompt_of_response(request: RequestView) -> Iterator[Finding]:
    """Find responses to a stored prompt."""
    return _given(request, "prompt", "no prompt is stored")


def moderation_of_response(request: RequestView) -> Iterator[Finding]:
    """Find responses that are to be moderated."""
    return _given(request, "moderation", "this call does not moderate")


def limit_of_calls(request: RequestView) -> Iterator[Finding]:
    """Find a limit that Mistral ignores."""
    return _given(request, "max_tool_calls", "it has no effect at Mistral")


def _asked(request: RequestView, name: str, message: str) -> Iterator[Finding]:
    if request.body.get(name) is True:
        yield Finding((name,), message)


def _given(request: RequestView, name: str, message: str) -> Iterator[Finding]:
    if request.body.get(name) is not None:
        yield Finding((name,), message)
