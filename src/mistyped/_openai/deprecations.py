"""Models that Mistral will remove, as the headers of its answers say."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from pydantic_core import from_json

from mistyped._values.guards import is_mapping
from mistyped._values.redaction import redacted, secrets_of

if TYPE_CHECKING:
    import httpx2

_HEADER = "x-model-deprecation-timestamp"
_MOST_NAMES = 1000
_WARNED_OF: set[str] = set()


def warn_of_deprecation(response: httpx2.Response) -> None:
    """Warn once for each model that Mistral says will go."""
    date = response.headers.get(_HEADER)
    if date is None:
        return
    asked: object = None
    with suppress(ValueError, RuntimeError):  # a form, or a stream that is gone
        asked = from_json(response.request.content)
    model = asked.get("model") if is_mapping(asked) else None
    name = model if isinstance(model, str) else "this model"
    if name not in _WARNED_OF:
        if len(_WARNED_OF) >= _MOST_NAMES:  # no model has a thousand names
            _WARNED_OF.clear()
        _WARNED_OF.add(name)
        text = f"Mistral removes {name} on {date}; models.list() names its replacement"
        from mistyped._openai.user_warnings import warn_user

        warn_user(redacted(text, secrets_of(response.request)), DeprecationWarning)
