"""The handler of each operation, by the operation's id.

A handler names its operation itself; method and path stand in the generated table of
operations.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from mistyped.server.call import Handler

_handlers: dict[str, Handler] = {}


def handles(operation: str) -> Callable[[Handler], Handler]:
    """Make a function the handler of an operation.

    Raises:
        ValueError: If the operation has a handler already.
    """

    def register(handler: Handler) -> Handler:
        if operation in _handlers:
            raise ValueError(f"two handlers for {operation}")
        _handlers[operation] = handler
        return handler

    return register


@cache
def handlers() -> Mapping[str, Handler]:
    """Return all handlers; every module of the server is loaded for that."""
    for module in iter_modules([str(Path(__file__).parent)]):
        import_module(f"{__package__}.{module.name}")
    return _handlers
