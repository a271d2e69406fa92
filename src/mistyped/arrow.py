"""The check of lines over Arrow arrays, for engines that work on them.

    import mistyped.arrow

    found = mistyped.arrow.check(table["line"])
    print(found.field("ok"))

Needs the extra `arrow`: `pip install 'mistyped[arrow]'`. Polars, DuckDB, Ray Data, Daft
and Spark all hand arrays over; docs/batches.md shows how.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final, TypeAlias

from mistyped._batch.endpoints import CHAT
from mistyped._batch.fixing import Mender
from mistyped._batch.judging import Judge
from mistyped.problems import as_members

try:
    import pyarrow as pa
except ModuleNotFoundError as _missing:
    _TEXT = "mistyped.arrow needs pyarrow: pip install 'mistyped[arrow]'"
    raise ModuleNotFoundError(_TEXT, name="pyarrow") from _missing

__all__ = ["ADAPTED", "CHECKED", "adapt", "check"]

_PROBLEM: Final = pa.struct(
    [
        ("path", pa.string()),
        ("rule", pa.string()),
        ("severity", pa.string()),
        ("message", pa.string()),
        ("hint", pa.string()),
    ]
)
_CHANGE: Final = pa.struct(
    [
        ("path", pa.string()),
        ("rule", pa.string()),
        ("what", pa.string()),
    ]
)
CHECKED: Final = pa.struct(
    [
        ("custom_id", pa.string()),
        ("ok", pa.bool_()),
        ("problems", pa.list_(_PROBLEM)),
    ]
)
"""The type of what `check` returns."""
ADAPTED: Final = pa.struct(
    [("line", pa.large_binary()), ("changes", pa.list_(_CHANGE))]
)
"""The type of what `adapt` returns."""
_AT_ONCE: Final = 4_096
Lines: TypeAlias = """
    pa.StringArray | pa.LargeStringArray | pa.BinaryArray | pa.LargeBinaryArray |
    pa.ChunkedArray[pa.StringScalar] | pa.ChunkedArray[pa.LargeStringScalar] |
    pa.ChunkedArray[pa.BinaryScalar] | pa.ChunkedArray[pa.LargeBinaryScalar]
"""
"""Texts or bytes, whole or in chunks."""


def check(lines: Lines, path: str = CHAT) -> pa.StructArray:
    """Check lines of batches, or bodies alone, without sending anything.

    Args:
        lines: Texts or bytes, a line each, in an array of n; null stays null.
        path: Where the requests go, unless they say it themselves.

    Returns:
        An array of n structs: `custom_id`, the line's name or null; `ok`, whether
        Mistral would take it; and `problems`, a list of structs of texts: `path`,
        `rule`, `severity`, `message`, `hint`. What is told of a line is what
        `mistyped check` tells; to find names that come twice, group by `custom_id`.
    """
    judge = _judge(path)
    rows = (None if each is None else _checked(judge, each) for each in _texts(lines))
    return _structs(rows, CHECKED)


def adapt(lines: Lines, path: str = CHAT) -> pa.StructArray:
    """Mend lines as `mistyped check --fix` does, where nothing is lost by it.

    Args:
        lines: Texts or bytes, a line each, in an array of n; null stays null.
        path: Where the requests go, unless they say it themselves.

    Returns:
        An array of n structs: `line`, mended or as it was, and `changes`, a list of
        structs of texts: `path`, `rule`, `what`.
    """
    mender = _mender(path)
    rows = (None if each is None else _adapted(mender, each) for each in _texts(lines))
    return _structs(rows, ADAPTED)


def _structs(
    rows: Iterable[Mapping[str, object] | None], kind: pa.StructType
) -> pa.StructArray:
    made = pa.array(rows, kind)
    assert isinstance(made, pa.StructArray)
    return made


def _checked(judge: Judge, text: bytes) -> Mapping[str, object]:
    name, verdict = judge.judge(text)
    told = [as_members(each) for each in verdict.problems]
    return {"custom_id": name or None, "ok": verdict.ok, "problems": told}


def _adapted(mender: Mender, text: bytes) -> Mapping[str, object]:
    line, changes = mender.mend(text)
    told = [{"path": e.path, "rule": e.rule, "what": e.what} for e in changes]
    return {"line": line.rstrip(b"\r\n"), "changes": told}


@lru_cache(maxsize=16)
def _judge(path: str) -> Judge:
    """Return the judge of this process, who remembers from array to array."""
    return Judge(path)


@lru_cache(maxsize=16)
def _mender(path: str) -> Mender:
    return Mender(path)


def _texts(lines: Lines) -> Iterator[bytes | None]:
    """Yield the bytes of lines, a few thousand in Python at a time."""
    for start in range(0, len(lines), _AT_ONCE):
        yield from lines.slice(start, _AT_ONCE).cast(pa.large_binary()).to_pylist()
