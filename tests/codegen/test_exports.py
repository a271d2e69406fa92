"""The public types: found in what was generated, and where each of them is."""

from __future__ import annotations

import ast
from pathlib import Path

from codegen import exports, output

PARAMS = """
from a import B
class ThingParams(TypedDict): ...
class ThingParseParams(TypedDict): ...
class _Hidden: ...
Choice: TypeAlias = Literal["a"]
LIMIT = 3
def function(): ...
"""
FILES: dict[Path, output.File] = {
    Path(f"made/{name}"): output.module("T.", "s", body, by="params")
    for name, body in {
        "params/thing.py": PARAMS,
        "responses/thing.py": "class Thing(BaseModel): ...\nclass ThingCommon: ...",
        "params/other.py": "class OtherOptions(TypedDict): ...",
        "validators/thing.py": "class NoType: ...",
    }.items()
}
FILES[Path("made/params/page.md")] = "class NoModule: ..."


def test_homes_are_of_requests_and_answers() -> None:
    """Classes and aliases of those two folders, sorted; an import is none."""
    assert exports.homes(FILES) == {
        "params.other": ["OtherOptions"],
        "params.thing": ["Choice", "ThingParams", "ThingParseParams", "_Hidden"],
        "responses.thing": ["Thing", "ThingCommon"],
    }


def test_builders_are_in_a_table_of_their_own() -> None:
    """Models and unions of them, but not what type checkers alone have."""
    body = (
        "if TYPE_CHECKING:\n class _Refused: ...\nelse:\n _Refused = Request\n"
        "class ThingRequest(_Refused): ...\nPart: TypeAlias = A | B"
    )
    module = output.module("T.", "s", body, by="builders")
    files = {**FILES, Path("made/_builders/thing.py"): module}
    assert exports.builders(files) == [
        ("_builders.thing", "Part"),
        ("_builders.thing", "ThingRequest"),
    ]


def test_public_types_are_in_the_table() -> None:
    """What is a part of another type, or one method's, is left out."""
    files = {p: f for p, f in FILES.items() if p.name != "other.py"}
    *_, imports, table, _ = ast.parse(exports.render(exports.types(files))).body
    assert isinstance(table, ast.AnnAssign)
    assert table.value is not None
    assert ast.literal_eval(table.value) == {
        "Choice": "_generated.params.thing",
        "ThingParams": "_generated.params.thing",
        "_Hidden": "_generated.params.thing",
        "Thing": "_generated.responses.thing",
    }
    assert [ast.unparse(each) for each in ast.iter_child_nodes(imports)][1:] == [
        "from mistyped._generated.params.thing import Choice as Choice",
        "from mistyped._generated.params.thing import ThingParams as ThingParams",
        "from mistyped._generated.params.thing import _Hidden as _Hidden",
        "from mistyped._generated.responses.thing import Thing as Thing",
    ]
