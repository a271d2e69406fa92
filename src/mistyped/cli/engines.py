"""`mistyped check --engine`: the same check by engines that have many machines.

Each is a few lines around `mistyped.arrow.check`: the engine reads files and object
stores, splits them, groups lines by their names, and tries again where a worker was
lost. All files count as one: names that come twice may stand in two of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from importlib import import_module
from typing import Final, Protocol, TypeAlias

import pyarrow as pa

from mistyped._batch.findings import Findings, Group
from mistyped._batch.names import repeated_name
from mistyped._batch.reading import lines_packed
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


def counts(found: pa.Table) -> pa.Table:
    """Return how often which rule is broken in lines that were checked.

    Two rows without a rule have the numbers of lines, and of those that Mistral would
    refuse.

    Args:
        found: What `mistyped.arrow.check` has returned, a column for each member.
    """
    firsts: dict[tuple[str, str], dict[str, object]] = {}
    numbers: Counter[tuple[str, str]] = Counter()
    lines = found.num_rows
    refused = 0
    for each in found.select(["ok", "problems"]).to_pylist():
        refused += not each["ok"]
        for problem in each["problems"]:
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


def joined(rows: Iterable[_Row], repeated: int) -> Findings:
    """Add up what `counts` has returned for many arrays.

    Args:
        rows: Its rows.
        repeated: How many lines have a name that another had before.
    """
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
                _add(found, Problem(rule, (), message, hint, known), number)
    if repeated:
        _add(found, repeated_name(), repeated)
    return found


def _add(found: Findings, first: Problem, number: int) -> None:
    kind = first.severity, first.rule
    found.groups.setdefault(kind, Group(first)).count += number


def ray(uris: Sequence[str], path: str) -> Findings:
    """Check files by Ray Data; each is read by one worker, whole.

    Ray's own reader of texts ends lines where a text may go on, so the bytes are split
    here.
    """
    data = import_module("ray.data")

    def checked(files: pa.Table) -> pa.Table:
        contents = (each or b"" for each in files["bytes"].to_pylist())
        lines = [line for each in contents for _, line in lines_packed(each)]
        found = check(pa.array(lines, pa.large_binary()), path)
        return pa.Table.from_struct_array(found)

    def repeats(names: pa.Table) -> pa.Table:
        named = names.drop_null()
        lines = sum(int(str(each)) for each in named["count()"].to_pylist())
        return pa.Table.from_pylist([{"repeats": lines - named.num_rows}])

    files = data.read_binary_files([*uris])
    found = files.map_batches(checked, batch_format="pyarrow", batch_size=1)
    found = found.materialize()
    names = found.select_columns(["custom_id"])
    grouped = names.groupby("custom_id", num_partitions=found.num_blocks()).count()
    repeated = grouped.map_batches(repeats, batch_format="pyarrow").take_all()
    rows = found.map_batches(counts, batch_format="pyarrow").take_all()
    return joined(rows, sum(row["repeats"] for row in repeated))


def daft(uris: Sequence[str], path: str) -> Findings:
    """Check files by Daft, on this machine or on Ray as Daft is set up."""
    library = import_module("daft")

    def checked(lines: _Series) -> pa.StructArray:
        return check(lines.to_arrow(), path)

    judge = library.func.batch(return_dtype=library.DataType.from_arrow_type(CHECKED))
    lines = library.read_text([*uris])
    found = lines.select(judge(checked)(lines["text"]).unnest()).collect()
    names = found.where(found["custom_id"].not_null()).groupby("custom_id")
    lines_of_names = names.agg(library.col("ok").count().alias("lines"))
    repeats = lines_of_names.select(library.col("lines") - 1).sum("lines")
    (repeated,) = repeats.to_pydict()["lines"]
    tables = (pa.Table.from_batches([each]) for each in found.to_arrow_iter())
    rows = (row for each in tables for row in counts(each).to_pylist())
    return joined(rows, int(repeated or 0))


ENGINES: Final[Mapping[str, Engine]] = {"daft": daft, "ray": ray}
