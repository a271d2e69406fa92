"""Drives the official Python client, any version, through the table of operations."""

from __future__ import annotations

import inspect
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from reporting import ORIGIN, attempt

try:
    from mistralai import Mistral
except ImportError:  # from 2.0 on it stands below
    from mistralai.client import Mistral

NOT_OF_THE_API = {"retries"}


def main() -> None:
    """Call every operation that this client has, then again with nulls."""
    operations = json.loads(Path(sys.argv[2]).read_text())
    with Mistral(api_key="any", server_url=ORIGIN) as client:
        kept: dict[str, Any] = {}
        for row in operations:
            method = _method(client, row["call"])
            known = inspect.signature(method).parameters if method else {}
            if method and known.keys() >= row.get("arguments", {}).keys():
                _run(row, method, kept)


def _run(row: dict[str, Any], method: Callable[..., Any], kept: dict[str, Any]) -> None:
    arguments = {k: _filled(v, kept) for k, v in row.get("arguments", {}).items()}
    nulls = [
        name
        for name, parameter in inspect.signature(method).parameters.items()
        if name not in {*arguments, *NOT_OF_THE_API}
        and "Nullable" in str(parameter.annotation)
    ]

    def call(*absent: str) -> Any:
        return _read(method(**arguments, **dict.fromkeys(absent)))

    answer = attempt(row["id"], call, nulls=nulls)
    for name, path in row.get("keep", {}).items():
        kept[name] = _inside(answer, path)
    if nulls and not row.get("once"):
        attempt(f"{row['id']}, with nulls", lambda: call(*nulls))


def _method(client: Mistral, names: list[str]) -> Callable[..., Any] | None:
    for name in names:
        found: Any = client
        for part in name.split("."):
            found = getattr(found, part, None)
        if found is not None:
            return found  # type: ignore[no-any-return] # whatever stands there
    return None


def _filled(value: Any, kept: dict[str, Any]) -> Any:
    if isinstance(value, str) and value.startswith("$"):
        return kept[value[1:]]
    if isinstance(value, str) and value.startswith("@"):
        return {"file_name": value[1:], "content": b"{}\n"}
    return value


def _read(answer: Any) -> Any:
    """Read a stream to its end, of events or of bytes."""
    if hasattr(answer, "iter_bytes"):
        return answer.read()
    if hasattr(answer, "__next__"):
        return list(answer)
    return answer


def _inside(answer: Any, path: str) -> Any:
    for part in path.split("."):
        answer = answer[int(part)] if part.isdigit() else getattr(answer, part, None)
    return answer


main()
