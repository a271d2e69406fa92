"""What other clients call what we have: how it behaves.

What it is, and what it is called here, stands in `spec/other_names.yaml`.
"""

from __future__ import annotations

from mistyped._generated.other_names import HOLDERS, NAMES
from mistyped._generated.other_names import ClientNames as ClientNames
from mistyped._openai.not_offered import Absent


class Elsewhere:
    """An attribute that is called otherwise here.

    To look at it is an error, so that `hasattr` says no: by that programs tell clients
    apart. Only what has other names below it can be looked at.
    """

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type | None = None) -> Absent:
        hint = NAMES[self._name]
        if any(each.startswith(f"{self._name}.") for each in NAMES):
            return Absent(self._name, hint)
        from mistyped.errors import UnsupportedEndpointError

        raise UnsupportedEndpointError(f"client.{self._name}: {hint}")


def _install() -> None:
    """Give the attributes that the classes declare their behaviour."""
    for cls, holder in HOLDERS.items():
        for name in cls.__annotations__:
            setattr(cls, name, Elsewhere(f"{holder}.{name}".removeprefix(".")))


_install()
