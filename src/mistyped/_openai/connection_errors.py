"""Errors of connections say what happened: the SDK's words alone are its kind."""

from __future__ import annotations

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
