"""`mistyped check --engine`: the same check by engines that have many machines.

Each is a few lines around `mistyped.arrow.check`: the engine reads files and object
stores, splits them, and tries again where a worker was lost. Names that come twice are
not looked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import Final, Protocol, TypeAlias

import pyarrow as pa

from mistyped._batch.findings import Findings, Group
from mistyped.arrow import CHECKED, Lines, check
from mistyped.problems import Problem, Severity

Engine: TypeAlias = Callable[[Sequence[str], str], Findings]
_Row: TypeAlias = Mapping[str, object]
_NO_RULE: Final = {"rule": "", "message": "", "hint": ""}


class _Series(Protocol):
    """A column of Daft's."""

    def to_arrow(self) -> Lines:
        """Return it as an array."""
        ...


def counts(found: pa.StructArray) -> pa.Table:
    """Return how often which rule is broken in lines that were checked.

    Two rows without a rule have the numbers of lines, and of those that Mistral would
    refuse.
    """
    firsts: dict[tuple[str, str], dict[str, object]] = {}
    numbers: Counter[tuple[str, str]] = Counter()
    lines = refused = 0
    whole = pa.Table.from_arrays([found], names=["found"])
    for each in whole.to_pylist():
        row = each["found"]
        if row is None:
            continue
        lines += 1
        refused += not row["ok"]
        for problem in row["problems"]:
            kind = str(problem["severity"]), str(problem["rule"])
            firsts.setdefault(kind, {name: problem[name] for name in _NO_RULE})
            numbers[kind] += 1
    rows: list[dict[str, object]] = [
        {**_NO_RULE, "severity": "lines", "count": lines},
        {**_NO_RULE, "severity": "refused", "count": refused},
    ]
    for kind, number in numbers.items():
        rows.append({**firsts[kind], "severity": kind[0], "count": number})
    return pa.Table.from_pylist(rows)


def joined(rows: Iterable[_Row]) -> Findings:
    """Add up what `counts` has returned for many arrays."""
    found = Findings()
    for row in rows:
        number = int(str(row["count"]))
        match row["severity"]:
            case "lines":
                found.lines += number
            case "refused":
                found.refused += number
            case severity:
                known: Severity = "error" if severity == "error" else "warning"
                rule, message, hint = (str(row[n]) for n in ("rule", "message", "hint"))
                first = Problem(rule, (), message, hint, known)
                group = found.groups.setdefault((known, rule), Group(first))
                group.count += number
    return found


def ray(uris: Sequence[str], path: str) -> Findings:
    """Check files by Ray Data; each is read by one worker, whole.

    Ray's own reader of texts ends lines where a text may go on, so the bytes are split
    here.
    """
    data = import_module("ray.data")

    def counted(table: pa.Table) -> pa.Table:
        texts = ((each or b"").split(b"\n") for each in table["bytes"].to_pylist())
        lines = [line for text in texts for line in text if line.strip()]
        return counts(check(pa.array(lines, pa.large_binary()), path))

    files = data.read_binary_files([*uris])
    mapped = files.map_batches(counted, batch_format="pyarrow", batch_size=1)
    return joined(mapped.take_all())


def daft(uris: Sequence[str], path: str) -> Findings:
    """Check files by Daft, on this machine or on Ray as Daft is set up."""
    library = import_module("daft")

    def checked(lines: _Series) -> pa.StructArray:
        return check(lines.to_arrow(), path)

    kind = library.DataType.from_arrow_type(CHECKED)
    judge = library.func.batch(return_dtype=kind)(checked)
    lines = library.read_text([*uris])
    found = lines.select(judge(lines["text"]).alias("found"))
    batches = (batch.column("found") for batch in found.to_arrow_iter())
    return joined(row for each in batches for row in counts(each).to_pylist())


ENGINES: Final[Mapping[str, Engine]] = {"daft": daft, "ray": ray}
