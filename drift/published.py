"""Reads a published OpenAPI file."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml

from drift.operations import Published

_LOCAL, _NAMED = "#/$defs/", "#/components/schemas/"


def read_published(path: Path) -> Published:
    """Read a file, in YAML or JSON."""
    document = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    return published(document, f"{path.name} {document['info'].get('version', '')}")


def published(document: Mapping[str, Any], title: str) -> Published:
    """Return a document as a source, with the schemas of every `$defs` named in it."""
    named: dict[str, Any] = dict(document.get("components", {}).get("schemas", {}))
    lifted: Any = _lifted(document, named)
    lifted["components"] = {"schemas": {k: _lifted(v, named) for k, v in named.items()}}
    return Published(lifted, title)


def _lifted(value: Any, named: dict[str, Any]) -> Any:
    if isinstance(value, list):
        return [_lifted(each, named) for each in value]
    if not isinstance(value, Mapping):
        return value
    for name, schema in value.get("$defs", {}).items():
        named.setdefault(name, schema)
    return {
        key: each.replace(_LOCAL, _NAMED)
        if key == "$ref" and isinstance(each, str)
        else _lifted(each, named)
        for key, each in value.items()
        if key != "$defs"
    }
