"""Writes the golden tables as the document and the check have them today.

`nox -s golden` runs it after a change of what is accepted; the difference is then read,
not typed. Comments stay where they are. Whether a row is *right* only its reader knows.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Item

from tests.codegen import test_openai_parameters as openai
from tests.unit import test_bounds as bounds
from tests.unit import test_hints as hints
from tests.unit.request_schemas import (
    PLACES,
    SCHEMAS,
    VERDICTS,
    Place,
    problems_of,
    request_with,
    rows,
    unions_of,
    words,
)

HERE = Path(__file__).parent
Row = str | list[str]
Tables = Mapping[tuple[str, ...], Mapping[str, Row]]


def requests() -> Tables:
    """Return what each member of each object takes."""
    others = {place.name: _other(operation, place) for operation, place in PLACES}
    return {
        ("operations",): bounds.asked(),
        ("unions",): {name: words(SCHEMAS[name]) for name in unions_of(bounds.OBJECTS)},
        **{
            (name,): {**rows(name), bounds.OTHER_KEY: others[name]}
            for name in bounds.OBJECTS
        },
    }


def _other(operation: bounds.ApiOperation, place: Place) -> str:
    request, inner = request_with(place)
    inner["no_such_key"] = 1
    (problem,) = problems_of(operation, request)
    return problem.severity


def refused() -> Tables:
    """Return what is said of each key that is refused, and of values."""
    names = sorted({place.name for _, place in PLACES})
    places = {place.name: (operation, place) for operation, place in PLACES}
    keys = {name: _in_order(name, hints.refused_keys(name)) for name in names}
    said = {
        ("refused", name): {key: _said(*places[name], key) for key in keys[name]}
        for name in names
    }
    valued = {("values", name): _valued(name, keys[name]) for name in names}
    return {way: table for way, table in {**said, **valued}.items() if table}


def _in_order(name: str, keys: set[str]) -> list[str]:
    return [key for owner, key in VERDICTS if owner == name and key in keys]


def _said(operation: bounds.ApiOperation, place: Place, key: str) -> Row:
    request, inner = request_with(place)
    inner[key] = 1
    (problem,) = problems_of(operation, request)
    return [problem.rule, problem.severity, problem.hint]


def _valued(name: str, keys: Iterable[str]) -> dict[str, Row]:
    return {
        key: verdict.hint
        for (owner, key), verdict in VERDICTS.items()
        if owner == name and verdict.hint and key not in keys
    }


def conversions() -> Tables:
    """Return what becomes of each parameter of the OpenAI SDK."""
    calls = {
        (id_,): {
            name: openai.outcomes(id_, name) for name in openai.parameters(call[2])
        }
        for id_, call in openai.CALLS.items()
    }
    given = openai.response_parameters().items()
    over_chat = {name: openai.over_chat_outcomes(name, type_) for name, type_ in given}
    return {**calls, (openai.RESPONSES,): over_chat}


TABLES = {
    "requests.toml": requests,
    "hints.toml": refused,
    "openai.toml": conversions,
}


def written(text: str, tables: Tables) -> str:
    """Return a file with these tables in it, and no others; comments stay."""
    document = tomlkit.parse(text)
    for *outer, name in tables:
        owner = _below(document, outer)
        if name not in owner:
            owner[name] = tomlkit.table()
    for way in _ways(document, len(next(iter(tables)))):
        owner = _below(document, way[:-1])
        if way in tables:
            _update(owner[way[-1]], tables[way])
        else:
            del owner[way[-1]]
    return tomlkit.dumps(document)


def _below(table: Any, way: Iterable[str]) -> Any:
    return reduce(lambda table, key: table[key], way, table)


def _ways(table: Any, depth: int) -> list[tuple[str, ...]]:
    if depth == 0:
        return [()]
    return [(key, *way) for key in table for way in _ways(table[key], depth - 1)]


def _update(table: Any, rows: Mapping[str, Row]) -> None:
    for key in table.keys() - rows.keys():
        del table[key]
    for key, row in rows.items():
        if table.get(key) != row:
            table[key] = _item(row)


def _item(row: Row) -> Item:
    if isinstance(row, str):
        return tomlkit.string(row, literal="'" not in row)
    return tomlkit.item(row)


if __name__ == "__main__":
    for name, make in TABLES.items():
        path = HERE / name
        path.write_text(written(path.read_text("utf-8"), make()), "utf-8")
