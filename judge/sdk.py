"""The official SDK's closed schemas as a judge, with the listed differences explained.

A disagreement is explained by the patch that ends it. Patched at every listed place,
the SDK's schemas have to agree with us on every body.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from typing import Any

from cases import Case
from compare import Comparison, Difference, Patch
from jsonschema import Draft202012Validator
from schemas import Book, Schema
from sdk_models import ROOT, closed_schemas

SEVERAL = "several of these at the same time"


def differences(ours: Book) -> list[Difference]:
    """Compare our book with the SDK's models."""
    return Comparison(ours, Book(closed_schemas(), ROOT)).differences()


class Judge:
    """The SDK's schemas: as they are, with one patch, and with all."""

    def __init__(self, ours: Mapping[str, Schema], found: Iterable[Difference]) -> None:
        """Prepare the schemas.

        Args:
            ours: Our schemas, which the patches refer to.
            found: The differences.
        """
        plain = closed_schemas()
        found = list(found)
        self.plain = _validator(plain, ours, ())
        self.patched = _validator(plain, ours, [each.patch for each in found])
        self.single = {e.text: _validator(plain, ours, [e.patch]) for e in found}

    def verdict(self, body: Any, *, ours: bool) -> tuple[bool, bool, str]:
        """Judge a body.

        Returns:
            Whether the SDK accepts it as it is, and with all patches, and the
            difference that explains that the SDK does not judge as we do.
        """
        plain = self.plain.is_valid(body)
        if plain == ours:
            return plain, self.patched.is_valid(body), ""
        ends = (t for t, each in self.single.items() if each.is_valid(body) == ours)
        return plain, self.patched.is_valid(body), next(ends, SEVERAL)

    def with_all_patches(self, cases: Sequence[Case]) -> list[bool]:
        """Judge bodies by the patched schemas."""
        return [self.patched.is_valid(json.loads(each.content)) for each in cases]


def start(
    pool: ProcessPoolExecutor,
    ours: Mapping[str, Schema],
    contents: Sequence[bytes],
    verdicts: Sequence[bool],
) -> list[Any]:
    """Begin to judge bodies in other processes; return the futures of the results."""
    size = 500
    return [
        pool.submit(_work, ours, contents[i : i + size], verdicts[i : i + size])
        for i in range(0, len(contents), size)
    ]


def _work(
    ours: Mapping[str, Schema], contents: Sequence[bytes], verdicts: Sequence[bool]
) -> list[tuple[bool, bool, str]]:
    judge = _judge(json.dumps(ours))
    return [
        judge.verdict(json.loads(content), ours=verdict)
        for content, verdict in zip(contents, verdicts, strict=True)
    ]


@cache
def _judge(ours: str) -> Judge:
    schemas = json.loads(ours)
    return Judge(schemas, differences(Book(schemas, ROOT)))


def _validator(
    plain: Mapping[str, Schema], ours: Mapping[str, Schema], patches: Iterable[Patch]
) -> Draft202012Validator:
    schemas: dict[str, Any] = copy.deepcopy(dict(plain))
    for patch in patches:
        _apply(patch, schemas[patch.owner])
    definitions = {f"ours.{name}": _moved(schema) for name, schema in ours.items()}
    document = {"$ref": f"#/$defs/{ROOT}", "$defs": {**definitions, **schemas}}
    return Draft202012Validator(document)


def _apply(patch: Patch, target: dict[str, Any]) -> None:
    if patch.part == "other keys":
        assert patch.schema is not None
        target["additionalProperties"] = patch.schema.get("additionalProperties", True)
        return
    if patch.part == "member":
        if patch.schema is None:
            target["properties"].pop(patch.key, None)
        else:
            target["properties"][patch.key] = _moved(patch.schema)
    target["required"] = [each for each in target["required"] if each != patch.key]
    target["required"] += [patch.key] * patch.required


def _moved(schema: Any) -> Any:
    """Return our schema with its references leading to where ours stand."""
    if isinstance(schema, dict):
        return {
            key: f"#/$defs/ours.{value.rsplit('/', 1)[-1]}"
            if key == "$ref"
            else _moved(value)
            for key, value in schema.items()
            if key != "discriminator"
        }
    return [_moved(each) for each in schema] if isinstance(schema, list) else schema
