"""Warnings that point at the program's own line, not into this package or the SDK."""

from __future__ import annotations

import inspect
import os
import sys
import warnings
from pathlib import Path

_INTERNAL = tuple(
    f"{Path(str(sys.modules[name].__file__)).parent}{os.sep}"
    for name in ("openai", "mistyped")
)


def warn_user(text: str, category: type[Warning]) -> None:
    """Warn at the line of the first caller outside the SDK and this package."""
    frame, level = inspect.currentframe(), 1
    while frame and frame.f_code.co_filename.startswith(_INTERNAL):
        frame, level = frame.f_back, level + 1
    warnings.warn(text, category, stacklevel=level)
