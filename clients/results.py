"""What became of each call."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Result:
    """A call of a client.

    Attributes:
        client: The client.
        operation: What it called.
        failure: What it raised; empty if it passed.
        nulls: The parameters that may be null, as the client knows them.
    """

    client: str
    operation: str
    failure: str = ""
    nulls: list[str] = field(default_factory=list[str])
