"""Renders the request models with datamodel-code-generator.

They are for people who build requests step by step; checking uses the validators. All
derive from `mistyped._values.request_model.RequestModel`, which is strict and sends
what was set and nothing else.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Mapping

from datamodel_code_generator import InputFileType, generate
from datamodel_code_generator.enums import DataModelType
from datamodel_code_generator.format import PythonVersion
from datamodel_code_generator.parser import LiteralType

from codegen.document import Document, as_object
from codegen.ir import Area

# Public types say what they are, for every type checker alike.
_CLEARER = {
    "dict[str, Any]": "dict[str, object]",
    " model_config = ConfigDict(": " model_config: ClassVar[ConfigDict] = ConfigDict(",
}


def render(area: Area, effective: Document) -> str:
    """Return the body of the module of an area's request models; empty if none.

    What goes into a form or a query is flat and holds files, so it has no model.
    """
    flat = {o.request for o in area.operations if o.carrier != "json"}
    names = {schema.name for schema in area.requests} - flat
    if names <= area.borrowed_requests.keys():
        return ""
    schemas = as_object(as_object(effective["components"])["schemas"])
    trimmed = {
        **effective,
        "paths": {},
        "components": {"schemas": {n: s for n, s in schemas.items() if n in names}},
    }
    text = generate(
        json.dumps(trimmed),
        input_file_type=InputFileType.OpenAPI,
        output_model_type=DataModelType.PydanticV2BaseModel,
        target_python_version=PythonVersion.PY_311,
        base_class="mistyped._values.request_model.RequestModel",
        use_annotated=True,
        field_constraints=True,
        enum_field_as_literal=LiteralType.All,
        use_standard_collections=True,
        use_union_operator=True,
        strict_nullable=True,
        collapse_root_models=True,
        use_one_literal_as_default=True,
        use_field_description=True,
        use_schema_description=True,
        disable_timestamp=True,
        disable_future_imports=True,
        formatters=[],
    )
    assert isinstance(text, str)
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    body = "\n".join(lines)
    for ambiguous, clear in _CLEARER.items():
        body = body.replace(ambiguous, clear)
    return _borrow(f"from typing import ClassVar\n{body}", area.borrowed_requests)


def _borrow(source: str, homes: Mapping[str, str]) -> str:
    """Import the models that belong to other areas in place of defining them."""
    lines = source.splitlines()
    imports: list[str] = []
    for node in reversed(ast.parse(source).body):
        if isinstance(node, ast.ClassDef) and node.name in homes:
            del lines[node.lineno - 1 : node.end_lineno]
            module = f"mistyped._generated.models.{homes[node.name]}"
            imports.append(f"from {module} import {node.name}")
    return "\n".join([*imports, *lines])
