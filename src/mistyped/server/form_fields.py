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

from mistyped._check.preflight import preflight
from mistyped._check.schemas import json_types, load_schemas, resolve
from mistyped._values.rows import ApiOperation
from mistyped.server.call import Call, FormValue
from mistyped.server.json_types import Json, JsonObject, as_object
from mistyped.server.validation import raise_refused

_NOT_GIVEN: Final = '"~?~unset~?~sentinel~?~"'
"""What mistralai 3.7 sends in a query for an object that was not given."""


@dataclass(frozen=True, slots=True)
class FormFields:
    """What a form or a query holds.

    Attributes:
        values: Its members as JSON values; numbers are still texts.
        files: Its files by name.
    """

    values: JsonObject
    files: Mapping[str, UploadFile]


def checked_fields(call: Call) -> FormFields:
    """Read a form or a query and ask the package's own check.

    Raises:
        ApiError: 422 for what the check refuses.
    """
    types = _types(call.operation)
    values: JsonObject = {}
    files: dict[str, UploadFile] = {}
    for name, value in call.form or call.query:
        if value == _NOT_GIVEN:
            continue
        if isinstance(value, UploadFile):
            files[name] = value
        elif "array" in types.get(name, ()):
            known = values.setdefault(name, [])
            assert isinstance(known, list)
            known.append(value)
        else:
            values[name] = _read(value, types.get(name, ()))
    content = {name: file.file for name, file in files.items()}
    found = preflight(call.operation, {**values, **content}).report.problems
    raise_refused(call.operation, found, values)
    return FormFields(values, files)


def form_of(value: Json) -> list[tuple[str, FormValue]]:
    """Return the form that says what a JSON object says, as a line of a batch does."""
    return [
        (name, each if isinstance(each, str) else json.dumps(each))
        for name, given in as_object(value).items()
        for each in (given if isinstance(given, list) else [given])
        if each is not None
    ]


def _types(operation: ApiOperation) -> dict[str, tuple[str, ...]]:
    """Return the JSON types that each member takes."""
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
