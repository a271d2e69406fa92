"""Headers that a program gives: an HTTP library refuses a wrong one by showing it."""

from __future__ import annotations

import re

from mistyped._openai.keys import no_key
from mistyped._values.guards import is_mapping

_VALUE = re.compile(r"([!-~]([\t -~]*[!-~])?)?")
_KEYS = ("authorization", "api-key", "x-api-key", "proxy-authorization")


def refuse_headers(headers: object) -> None:
    """Stop at a value that no header can have, without showing it.

    Raises:
        APIKeyError: If the header is one that holds a key.
        ValueError: If it is another.
    """
    if not is_mapping(headers):
        return
    for name, value in headers.items():
        if not isinstance(value, str) or _VALUE.fullmatch(value):
            continue
        text = (
            f"the header {name!r} has a line break, a letter beyond ASCII or a blank "
            "at an end, which no header has; its value is not shown here"
        )
        raise no_key(text) if str(name).lower() in _KEYS else ValueError(text)
