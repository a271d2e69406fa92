"""What every call needs of the generated tables: its operation, and what was learnt."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, Never


class ApiOperation(NamedTuple):
    """One call of the API, and where its schemas are.

    Attributes:
        id: The method on the client, `chat.completions.create`.
        method: The HTTP method in capitals.
        path: The full path, with a name in braces for each id in it.
        area: The module that has its schemas.
        request: The schema of what is asked, or empty.
        carrier: What carries the request: `json`, `form` or `query`.
        ruled: Members of a request that rules are about, beside its schema.
        exploded: Members of a query that stand as their own members.
        response: The schema of the answer, or empty.
    """

    id: str
    method: str
    path: str
    area: str
    request: str
    carrier: str
    ruled: frozenset[str] = frozenset()
    exploded: tuple[str, ...] = ()
    response: str = ""


NOTHING_LEARNT: Mapping[str, Never] = MappingProxyType({})
"""What a client knows of models before `client.models` has answered."""
