"""How much memory a stretch of a program takes at most, where Linux tells."""

from __future__ import annotations

import re
from pathlib import Path

_STATUS = Path("/proc/self/status")
_RESET = Path("/proc/self/clear_refs")
_FIGURE = r"^%s:\s+(\d+) kB"


class Peak:
    """The peak of this process from here on, in megabytes; 0 where nobody tells."""

    def __init__(self) -> None:
        try:
            _RESET.write_text("5")  # the peak begins anew
            self._before = _figure("VmRSS")
        except OSError:
            self._before = None

    @property
    def grown(self) -> float:
        """How far above its size at the beginning the process has been."""
        return 0.0 if self._before is None else _figure("VmHWM") - self._before


def _figure(name: str) -> float:
    found = re.search(_FIGURE % name, _STATUS.read_text("utf-8"), re.MULTILINE)
    return int(found[1]) / 1024 if found else 0.0
