"""Errors of connections say what happened: the SDK's words alone are its kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openai

_SILENT = ("Connection error.", "Request timed out.")


def tell(error: openai.APIConnectionError) -> None:
    """Put the reason of an error, which is its cause, into its text."""
    if error.message in _SILENT and isinstance(error.__cause__, Exception):
        from mistyped._openai.resilience.retries import reason
        from mistyped._values.redaction import redacted, secrets_of

        text = f"{error.message[:-1]}: {reason(error.__cause__)}"
        error.message = redacted(text, secrets_of(error.request))
        error.args = (error.message,)


class SyncTelling:
    """Stands before the SDK's client, whose errors it lets speak."""

    if not TYPE_CHECKING:  # the SDK's signatures stay what type checkers see

        def request(self, cast_to, options, **how):
            try:
                return super().request(cast_to, options, **how)
            except openai.APIConnectionError as error:
                tell(error)
                raise


class AsyncTelling:
    """The same for an asynchronous client."""

    if not TYPE_CHECKING:  # the SDK's signatures stay what type checkers see

        async def request(self, cast_to, options, **how):
            try:
                return await super().request(cast_to, options, **how)
            except openai.APIConnectionError as error:
                tell(error)
                raise
