"""Reading a form or a query: pairs of texts and files become one object.

A key whose schema takes a list may stand there several times; a member that is an
object travels as JSON.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import UploadFile

from mistyped._check.operations import find_operation
from mistyped._check.preflight import check
from mistyped._check.schemas import json_types, load_schemas, resolve
from mistyped.server.details import entry
from mistyped.server.errors import invalid_body
from mistyped.server.operations import Call
from mistyped.server.values import Json, JsonObject

_NOT_GIVEN: Final = '"~?~unset~?~sentinel~?~"'
"""What mistralai 3.7 sends in a query for an object that was not given."""


@dataclass(frozen=True, slots=True)
class Members:
    """What a form or a query holds.

    Attributes:
        values: Its members as JSON values; numbers are still texts.
        files: Its files by name.
    """

    values: JsonObject
    files: Mapping[str, UploadFile]


def accepted_members(call: Call) -> Members:
    """Read a form or a query and ask the package's own check.

    Raises:
        ApiError: 422 for what the check refuses.
    """
    kinds_of = _kinds(call)
    values: JsonObject = {}
    files: dict[str, UploadFile] = {}
    for name, value in call.form or call.query:
        if value == _NOT_GIVEN:
            continue
        if isinstance(value, UploadFile):
            files[name] = value
        elif "array" in kinds_of.get(name, ()):
            known = values.setdefault(name, [])
            assert isinstance(known, list)
            known.append(value)
        else:
            values[name] = _read(value, kinds_of.get(name, ()))
    marks = {name: file.file for name, file in files.items()}
    errors = check(call.path, {**values, **marks}, method=call.method).errors
    if errors:
        raise invalid_body([entry(problem, values) for problem in errors])
    return Members(values, files)


def _kinds(call: Call) -> dict[str, tuple[str, ...]]:
    """Return the JSON types that each member takes."""
    operation = find_operation(call.method, call.path)
    if operation is None or not operation.request:
        return {}
    schemas = load_schemas(operation.area)
    fields = schemas.definitions[operation.request]["fields"]
    return {
        name: json_types(resolve(field["schema"], schemas), schemas)
        for name, field in fields.items()
    }


def _read(text: str, wanted: tuple[str, ...]) -> Json:
    if wanted != ("object",):
        return text
    try:
        value: Json = json.loads(text)
    except ValueError:
        return text
    return value
