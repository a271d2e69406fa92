"""Claims of other clients, and the questions that they put to what we know."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from drift.compare import OURS, Difference
from drift.schemas import Schema
from mistyped._generated.known_models import ALIASES, FAMILIES, MODELS
from mistyped._values.rows import KnownModel

Value: TypeAlias = str | int | bool | tuple[str, ...]
EFFORTS, CONTEXT, DIMENSIONS, RETIRES = "efforts", "context", "dimensions", "retires"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a client says of a model.

    Attributes:
        model: The model's name.
        fact: `efforts`, `context`, `dimensions`, `retires`, or a word of what a model
            can, as spec/models.yaml has them.
        value: What it is; of what a model can, whether it can.
    """

    model: str
    fact: str
    value: Value


@dataclass(frozen=True, slots=True)
class Second:
    """A client, and what it says.

    Attributes:
        side: What it is called in questions.
        title: The package, with its version.
        claims: What it says of models.
        sent: The parameters that it sends, by the schema of the request.
    """

    side: str
    title: str
    claims: Sequence[Claim]
    sent: Mapping[str, Collection[str]]


def questions(second: Second, schemas: Mapping[str, Schema]) -> Iterator[Difference]:
    """Yield what a client says and we do not, each once."""
    unknown: set[str] = set()
    for claim in second.claims:
        name = ALIASES.get(claim.model, claim.model)
        if name in MODELS:
            yield from _question(claim, MODELS[name], second.side)
        elif claim.model not in unknown:
            unknown.add(claim.model)
            family = _family(claim.model)
            text = f"known only to {second.side}"
            more = f", of our family {family}" if family else ""
            yield Difference(claim.model, f"{text}{more}", "")
    for schema, names in second.sent.items():
        for name in sorted(set(names) - schemas[schema]["properties"].keys()):
            place = f"{schema}.{name}"
            yield Difference(place, f"sent only by {second.side}", "")


def _question(claim: Claim, ours: KnownModel, side: str) -> Iterator[Difference]:
    mine = _known(ours, claim.fact)
    if mine == claim.value:
        return
    text = (
        f"{_shown(claim.value)} only in {side}"
        if mine is None
        else f"{_shown(mine)} in {OURS}, {_shown(claim.value)} in {side}"
    )
    yield Difference(f"{claim.model} {claim.fact}", text, "")


def _known(model: KnownModel, fact: str) -> Value | None:
    """Return what we know of a model, None if we do not."""
    match fact:
        case "efforts":
            return model.efforts
        case "context" | "dimensions" | "retires":
            return getattr(model, fact) or None
        case _ if fact in model.can:
            return True
        case _:
            return False if fact in model.cannot else None


def _family(name: str) -> str:
    """Return the family that a name falls into, if any."""
    beginnings = (each.name.removesuffix("*") for each in FAMILIES)
    return next((each for each in beginnings if name.startswith(each)), "")


def _shown(value: Value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(value) or "none at all"
    return str(value)
