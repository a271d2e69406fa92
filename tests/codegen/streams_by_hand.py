"""What reads the streams of a document: loaded by calls that stream, by no other."""

from __future__ import annotations

import openai

from tests.codegen.by_hand import Made


class ThingStream(openai.Stream[Made]):
    """Reads things as they come."""


class AsyncThingStream(openai.AsyncStream[Made]):
    """Reads things as they come, asynchronously."""
