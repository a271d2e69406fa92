"""What is known of a name: a topic, and topics that no schema and no rule has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from http import HTTPStatus
from typing import NamedTuple

from mistyped._check.known_models import (
    UNKNOWN,
    foreign_model,
    known_model,
    meant_model,
)
from mistyped._generated.codes import CODES
from mistyped._generated.evidence import EVIDENCE
from mistyped._generated.known_models import ALIASES, CHECKED, MODELS
from mistyped._generated.not_offered import ATTRIBUTES
from mistyped._generated.operations import OPERATIONS
from mistyped._values.rows import Evidence, KnownModel

_STATUSES = {
    "400": ("the request is understood and not taken", "the body's code says which"),
    "401": ("the key is missing or wrong", "set MISTRAL_API_KEY, or pass api_key"),
    "404": (
        "there is nothing at the path, or no such model",
        "the base URL ends with /v1; client.models.list() has the models",
    ),
    "422": (
        "the request does not fit its schema",
        "each entry of the body's detail is a place; error.problems has them",
    ),
    "429": ("there were too many requests", "wait as the Retry-After header says"),
    "500": ("the server failed", "check the order of messages, then try again"),
}
"""What a status says by itself, and what to do; its codes know more."""
_CLIENT = "client."


class Topic(NamedTuple):
    """One thing that is known.

    Attributes:
        name: What it is about: `chat.seed`, `last-role`, `3230`, `mistral-embed`.
        kind: `parameter`, `rule`, `code`, `status`, `method`, `model` or `evidence`.
        where: The operation and the schema that it belongs to; empty for all.
        what: What Mistral makes of it.
        hint: What to do; empty if there is nothing to do.
        severity: `error`, `warning`, or empty where nothing is refused.
        evidence: How it is known: ids, each with its evidence.
        waive: The id that `waive` takes; empty if it cannot be waived.
    """

    name: str
    kind: str
    where: str
    what: str
    hint: str = ""
    severity: str = ""
    evidence: tuple[tuple[str, Evidence], ...] = ()
    waive: str = ""


def cited(ids: Iterable[str]) -> tuple[tuple[str, Evidence], ...]:
    """Return evidence with its ids."""
    return tuple((each, EVIDENCE[each]) for each in ids)


def other_topics(name: str) -> Iterator[Topic]:
    """Yield what is known of a status, a method, a model or a piece of evidence."""
    yield from _statuses(name)
    yield from _methods(name)
    yield from _models(name)
    if name in EVIDENCE:
        found = EVIDENCE[name]
        contradicted = [i for i, e in EVIDENCE.items() if name in e.contradicts]
        where = f"contradicted by {', '.join(contradicted)}" if contradicted else ""
        yield Topic(name, "evidence", where, found.claim, "", "", cited([name]))


def other_names() -> Iterator[str]:
    """Yield the names of all these."""
    yield from _STATUSES
    yield from _known_statuses()
    yield from EVIDENCE
    yield from (*MODELS, *ALIASES)
    yield from (_CLIENT + each.id for each in OPERATIONS.values())
    yield from (_CLIENT + each for table in ATTRIBUTES.values() for each in table)


def _known_statuses() -> set[str]:
    return {status for each in CODES.values() for status in each.status.split(" or ")}


def _statuses(name: str) -> Iterator[Topic]:
    codes = {c: row for c, row in CODES.items() if name in row.status.split(" or ")}
    if name not in _STATUSES and not codes:
        return
    phrase = HTTPStatus(int(name)).phrase
    what, hint = _STATUSES.get(name, (phrase.lower(), ""))
    ids = dict.fromkeys(each for row in codes.values() for each in row.evidence)
    where = f"HTTP status {name} {phrase}"
    if codes:
        where += f", with the codes {', '.join(codes)}"
    yield Topic(name, "status", where, what, hint, "", cited(ids))


def _methods(name: str) -> Iterator[Topic]:
    wanted = name.removeprefix(_CLIENT).removesuffix("()")
    absent = {k: hint for table in ATTRIBUTES.values() for k, hint in table.items()}
    for attribute, hint in absent.items():
        if wanted == attribute or wanted.startswith(f"{attribute}."):
            what = "only OpenAI's client has it"
            yield Topic(_CLIENT + wanted, "method", "", what, hint, "error")
    if not name.startswith(_CLIENT) and "." not in name:
        return
    for each in OPERATIONS.values():
        if wanted == each.id or each.id.startswith(f"{wanted}."):
            what = f"it sends {each.method} {each.path}"
            takes = f"it takes {each.request}" if each.request else ""
            yield Topic(_CLIENT + each.id, "method", takes, what)


def _models(name: str) -> Iterator[Topic]:
    model, foreign = known_model(name), foreign_model(name)
    if foreign:
        hint = f"try {foreign.nearest}" if foreign.nearest else ""
        what = f"a model of {foreign.of}'s, which Mistral does not serve"
        yield Topic(name, "model", "", what, hint, "warning", (), "foreign-name")
    elif model is not UNKNOWN:
        yield _model(name, model)
    elif meant := meant_model(name):
        what = f"no model that is known, and {meant} is"
        hint = f"did you mean {meant}?"
        yield Topic(name, "model", "", what, hint, "warning", (), "misspelt-name")


def _model(name: str, model: KnownModel) -> Topic:
    parts: list[str] = []
    if name in ALIASES:
        parts.append(f"stands for {model.name} today")
    elif model.name != name:
        parts.append(f"is known as one of {model.name}")
    if model.can:
        parts.append(f"can {', '.join(model.can)}")
    if model.cannot:
        parts.append(f"cannot {', '.join(model.cannot)}")
    if model.efforts is not None:
        known = " or ".join(model.efforts) or "none"
        parts.append(f"takes as reasoning_effort {known}")
    if model.efforts == ():
        parts[-1] = "takes no reasoning_effort"
    if model.context:
        parts.append(f"holds {model.context} tokens")
    if model.dimensions:
        parts.append(f"makes vectors of {model.dimensions}")
    if model.retires:
        parts.append(f"is switched off on {model.retires}")
    hint = f"use {model.replacement}" if model.retired and model.replacement else ""
    severity = "warning" if model.retired else ""
    where = f"as of {CHECKED}"
    evidence = cited(model.evidence)
    return Topic(name, "model", where, "; ".join(parts), hint, severity, evidence)
