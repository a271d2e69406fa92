"""How old our facts of models are."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

LOOK, FAIL = 90, 180
"""After how many days a fact is listed, and after how many it fails."""


@dataclass(frozen=True, slots=True)
class Aged:
    """What we know of a model, and for how many days nobody has looked at it."""

    model: str
    days: int

    @property
    def is_too_old(self) -> bool:
        """Whether nothing may rest on it any more."""
        return self.days > FAIL


def aged(
    table: Mapping[str, Any], evidence: Mapping[str, Mapping[str, Any]], today: date
) -> list[Aged]:
    """Return the models whose facts nobody has looked at for long, the oldest first.

    A fact is as old as its newest evidence, or as the day on which the whole table was
    looked at, whichever is later.

    Args:
        table: The content of spec/models.yaml.
        evidence: The content of spec/evidence.yaml.
        today: The day that it is.
    """
    checked = _last_day(str(table["checked"]))
    found = [
        Aged(name, (today - max(checked, *_dates(entry, evidence))).days)
        for name, entry in table["models"].items()
    ]
    old = [each for each in found if each.days > LOOK]
    return sorted(old, key=lambda each: (-each.days, each.model))


def _dates(
    entry: Mapping[str, Any], evidence: Mapping[str, Mapping[str, Any]]
) -> list[date]:
    """Return the dates of the evidence of an entry, and one that is before all."""
    cited = [evidence[each]["date"] for each in entry.get("evidence", ())]
    return [date.min, *(_last_day(str(each)) for each in cited)]


def _last_day(text: str) -> date:
    """Return the last day of a date of which the day, or the month, may be unknown."""
    parts = [int(each) for each in text.split("-")]
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    days = calendar.monthrange(year, month)[1]
    return date(year, month, parts[2] if len(parts) > 2 else days)
