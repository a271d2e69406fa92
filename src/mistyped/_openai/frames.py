"""Whose call it is, for warnings to point there."""

from __future__ import annotations

import inspect
import os
import sys
from pathlib import Path

_INTERNAL = tuple(
    f"{Path(str(sys.modules[name].__file__)).parent}{os.sep}"
    for name in ("openai", "mistyped")
)


def user_level() -> int:
    """Return the stack level of the first caller outside the SDK and this package."""
    frame, level = inspect.currentframe(), 0
    while frame and frame.f_code.co_filename.startswith(_INTERNAL):
        frame, level = frame.f_back, level + 1
    return level
