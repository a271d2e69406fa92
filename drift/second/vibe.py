"""Mistral's own program, mistral-vibe: its known models, and what it sends.

It is read and not run: it needs a newer Python and a hundred packages.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from drift.second.claims import CONTEXT, EFFORTS, Claim

PACKAGE, SIDE = "mistral-vibe", "vibe"
MODELS = "mistralai_vibe_local_harness/vibe/completion_profile/known_models.py"
ADAPTER = "mistralai_vibe_local_harness/vibe/adapters/mistral.py"
BACKEND = "vibe/core/llm/backend/mistral.py"
_OF_MISTRAL = re.compile(r"\w*stral|zai-glm|glm")
_CALLS = {"complete_async", "stream_async"}
_OPTIONS = {"http_headers"}
"""What its calls take that is no parameter of the request."""


def claims(folder: Path) -> list[Claim]:
    """Read the table of models of the package in a folder."""
    tree = _parsed(folder / MODELS)
    made: dict[str, ast.Call] = {}
    rows: list[ast.expr] = []
    for node in tree.body:
        target = node.targets[0] if isinstance(node, ast.Assign) else None
        if isinstance(node, ast.AnnAssign):
            target = node.target
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        if isinstance(target, ast.Name) and isinstance(node.value, ast.Call):
            made[target.id] = node.value
        elif isinstance(target, ast.Name) and isinstance(node.value, ast.Tuple):
            rows += node.value.elts if target.id == "KNOWN_MODELS" else ()
    return [claim for row in rows for claim in _row(row, made)]


def sent(folder: Path) -> Mapping[str, set[str]]:
    """Return the parameters that the package in a folder sends to a chat."""
    names: set[str] = set()
    for node in ast.walk(_parsed(folder / BACKEND)):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") in _CALLS:
            names |= {each.arg for each in node.keywords if each.arg}
    for node in ast.walk(_parsed(folder / ADAPTER)):
        match node:
            case ast.AnnAssign(target=ast.Name("kwargs"), value=ast.Dict(keys=keys)):
                names |= {str(k.value) for k in keys if isinstance(k, ast.Constant)}
            case ast.Subscript(value=ast.Name("kwargs"), slice=ast.Constant(value=key)):
                names.add(str(key))
            case _:
                pass
    return {"ChatCompletionRequest": names - _OPTIONS}


def _row(row: ast.expr, made: Mapping[str, ast.Call]) -> Iterator[Claim]:
    match row:
        case ast.Tuple(elts=[ast.Tuple(elts=names), ast.Name(id=known)]):
            given = {each.arg: each.value for each in made[known].keywords}
            for name in (str(ast.literal_eval(each)) for each in names):
                if _OF_MISTRAL.match(name):
                    yield Claim(
                        name, CONTEXT, int(ast.literal_eval(given["context_window"]))
                    )
                    inputs = ast.unparse(given["input_modalities"])
                    yield Claim(name, "vision", inputs == "TEXT_AND_IMAGE")
                    yield Claim(name, EFFORTS, _efforts(given["reasoning"]))
        case _:
            pass


def _efforts(reasoning: ast.expr) -> tuple[str, ...]:
    """Return the levels of a `ReasoningSupport`, and none if it can be turned off."""
    if not isinstance(reasoning, ast.Call):
        return ()
    given = {each.arg: each.value for each in reasoning.keywords}
    levels = tuple(ast.literal_eval(reasoning.args[0]))
    return ("none", *levels) if ast.literal_eval(given["can_turn_off"]) else levels


def _parsed(path: Path) -> ast.Module:
    """Parse a file, whose `type` statements are of a newer Python than ours."""
    text = re.sub(r"^type (\w+)", r"\1", path.read_text("utf-8"), flags=re.MULTILINE)
    return ast.parse(text)
