"""Signatures as programs look at them: the SDK's parameters and ours."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection
from typing import TypeVar

from mistyped._openai.check_options import CheckMode

FunctionT = TypeVar("FunctionT", bound=Callable[..., object])
_OWN_HINTS = {"check": CheckMode | None, "waive": Collection[str] | None}


def with_signature_of(sdk: Callable[..., object]) -> Callable[[FunctionT], FunctionT]:
    """Show a method with the SDK's own parameters beside ours, at run time.

    Programs look at the signatures of `__init__` and `copy`, and the SDK's parameters
    differ from version to version.
    """

    def decorate(function: FunctionT) -> FunctionT:
        ours = inspect.signature(function)
        known = dict(inspect.signature(sdk).parameters)
        named = {
            k: p for k, p in ours.parameters.items() if p.kind is not p.VAR_KEYWORD
        }
        both = ours.replace(parameters=list((known | named).values()))
        vars(function)["__signature__"] = both
        function.__annotations__ = {**sdk.__annotations__, **_OWN_HINTS}
        vars(function)["__wrapped__"] = sdk  # where the SDK's hints are evaluated
        return function

    return decorate
