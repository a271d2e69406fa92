"""Reads what is known of models; renders its tables."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from jsonschema import Draft202012Validator
from jsonschema.protocols import Validator

from codegen.document import (
    Document,
    JSONValue,
    as_list,
    as_object,
    children_of,
    locate,
    members_of,
)
from codegen.entries import texts_of
from codegen.evidence import EVIDENCE
from codegen.findings import Finding, FindingsError, Origin

SOURCE = "spec/models.yaml"
CARD_WORDS = (
    "completion_chat",
    "function_calling",
    "reasoning",
    "completion_fim",
    "fine_tuning",
    "vision",
    "ocr",
    "classification",
    "moderation",
    "audio",
    "audio_transcription",
    "audio_transcription_realtime",
    "audio_speech",
    "unified_resources",
)
"""What `capabilities` of a model's card names."""
OUR_WORDS = (
    "embeddings",
    "output_dimension",
    "logprobs",
    "documents",
    "any_call_id",
    "phrases",
    "word_timestamps",
    "diarize_alone",
    "language_with_timestamps",
)
"""What no card names and a request depends on all the same."""
WORDS = (*CARD_WORDS, *OUR_WORDS)
TOKENIZERS = (
    *("v1", "v2", "v3", "v7", "v7m1"),
    *("tekken-v3", "tekken-v3m1", "tekken-v13", "tekken-v15"),
)
"""Kinds of tokenizers, as `mistyped.tokens` knows them."""
_TEXT: Document = {"type": "string", "minLength": 1}
_DATE: Document = {"type": "string", "pattern": "^20[0-9]{2}-[0-9]{2}-[0-9]{2}$"}
_NUMBER: Document = {"type": "integer", "minimum": 1}
_ABILITIES: Document = {
    "type": "array",
    "items": {"enum": list(WORDS)},
    "uniqueItems": True,
}
_EFFORTS: Document = {
    "type": "array",
    "items": {"enum": ["none", "minimal", "low", "medium", "high", "xhigh", "max"]},
}
_MODEL: Document = {
    "type": "object",
    "properties": {
        "aliases": {"type": "array", "items": _TEXT, "minItems": 1},
        "can": _ABILITIES,
        "cannot": _ABILITIES,
        "efforts": _EFFORTS,
        "context": _NUMBER,
        "dimensions": _NUMBER,
        "retires": _DATE,
        "replacement": _TEXT,
        "tokenizer": {"enum": list(TOKENIZERS)},
        "evidence": {"type": "array", "items": _TEXT, "minItems": 1},
    },
    "required": ["evidence"],
    "additionalProperties": False,
}
_FOREIGN: Document = {
    "type": "object",
    "properties": {"of": _TEXT, "nearest": _TEXT},
    "required": ["of"],
    "additionalProperties": False,
}
_FORM: Validator = Draft202012Validator(
    {
        "type": "object",
        "properties": {
            "checked": _DATE,
            "models": {
                "type": "object",
                "propertyNames": {"pattern": r"^[a-z][a-z0-9.-]*\*?$"},
                "additionalProperties": _MODEL,
            },
            "foreign": {"type": "object", "additionalProperties": _FOREIGN},
            "endpoints": {
                "type": "object",
                "additionalProperties": {"enum": list(WORDS)},
            },
        },
        "required": ["checked", "models", "foreign", "endpoints"],
        "additionalProperties": False,
    }
)


@dataclass(frozen=True, slots=True)
class Model:
    """What is known of a model, or of a family whose name ends with `*`.

    Attributes:
        name: Its full name, or its beginning and `*`.
        aliases: Names that stand for it today.
        can: What it can, in `WORDS`.
        cannot: What it refuses.
        efforts: The efforts that it takes; None if that is not known.
        context: How many tokens fit; 0 if that is not known.
        dimensions: How long its embeddings are; 0 if it makes none.
        retires: The day it is switched off; empty if none is known.
        retired: Whether that day had come when the file was checked.
        replacement: What to use then.
        tokenizer: The kind of its tokenizer; empty if that is not known.
        evidence: Ids of the evidence.
    """

    name: str
    aliases: tuple[str, ...]
    can: tuple[str, ...]
    cannot: tuple[str, ...]
    efforts: tuple[str, ...] | None
    context: int
    dimensions: int
    retires: str
    retired: bool
    replacement: str
    tokenizer: str
    evidence: tuple[str, ...]

    @property
    def is_family(self) -> bool:
        """Whether it stands for all names that begin so."""
        return self.name.endswith("*")


@dataclass(frozen=True, slots=True)
class KnownModels:
    """What the file says, with what families say of their models added to these.

    Attributes:
        checked: The day on which it was last looked at.
        models: The models, in the order of the file.
        families: The families, the longest name first.
        foreign: Patterns of other vendors' names, whose they are, and the nearest.
        endpoints: What a model has to be able to, by the id of the operation.
    """

    checked: str
    models: tuple[Model, ...]
    families: tuple[Model, ...]
    foreign: tuple[tuple[str, str, str], ...]
    endpoints: Mapping[str, str]


def read(document: Document, evidence: Collection[str]) -> KnownModels:
    """Return what `spec/models.yaml` says.

    Args:
        document: The file.
        evidence: The ids of all evidence.

    Raises:
        FindingsError: If it has another form, names evidence or a model that is not
            there, or gives one name twice.
    """
    findings = [
        (locate(document, tuple(error.absolute_path)) or Origin(SOURCE)).finding(
            error.message, "see the head of the file"
        )
        for error in _FORM.iter_errors(document)
    ]
    if findings:
        raise FindingsError(findings)
    checked = str(document["checked"])
    entries = as_object(document["models"])
    rows = [_model(n, as_object(e), checked) for n, e in entries.items()]
    foreign = tuple(
        (pattern, str(as_object(e)["of"]), str(as_object(e).get("nearest", "")))
        for pattern, e in as_object(document["foreign"]).items()
    )
    findings = list(_wrong(entries, rows, foreign, evidence))
    if findings:
        raise FindingsError(findings)
    families = sorted((r for r in rows if r.is_family), key=lambda r: -len(r.name))
    return KnownModels(
        checked,
        tuple(_whole(row, families) for row in rows if not row.is_family),
        tuple(_whole(row, families) for row in families),
        foreign,
        {name: str(word) for name, word in as_object(document["endpoints"]).items()},
    )


def _model(name: str, entry: Document, checked: str) -> Model:
    efforts = entry.get("efforts")
    retires = str(entry.get("retires", ""))
    return Model(
        name=name,
        aliases=tuple(texts_of(entry.get("aliases"))),
        can=tuple(texts_of(entry.get("can"))),
        cannot=tuple(texts_of(entry.get("cannot"))),
        efforts=None if efforts is None else tuple(texts_of(efforts)),
        context=_number(entry.get("context")),
        dimensions=_number(entry.get("dimensions")),
        retires=retires,
        retired=bool(retires) and retires <= checked,
        replacement=str(entry.get("replacement", "")),
        tokenizer=str(entry.get("tokenizer", "")),
        evidence=tuple(texts_of(entry["evidence"])),
    )


def _number(value: JSONValue) -> int:
    return value if isinstance(value, int) else 0


def _wrong(
    entries: Document,
    rows: Iterable[Model],
    foreign: Iterable[tuple[str, str, str]],
    evidence: Collection[str],
) -> Iterator[Finding]:
    origins = {str(name): origin for name, _, origin in children_of(entries)}
    seen: dict[str, str] = {}
    replacements: list[tuple[str, str]] = []
    for row in rows:
        place = origins.get(row.name) or Origin(SOURCE)
        for each in (row.name, *row.aliases):
            if each in seen:
                fix = f"leave it to {seen[each]}, or remove it there"
                yield place.finding(f"{each} is named twice", fix, where=row.name)
            seen[each] = row.name
        for each in set(row.evidence) - set(evidence):
            problem, fix = f"there is no evidence {each}", f"add it to {EVIDENCE}"
            yield place.finding(problem, fix, where=row.name)
        for each in set(row.can) & set(row.cannot):
            yield place.finding(f"it can and cannot {each}", "decide", where=row.name)
        if row.is_family and row.aliases:
            yield place.finding("a family has aliases", "remove them", where=row.name)
        if row.replacement:
            replacements.append((row.name, row.replacement))
    replacements += [(pattern, name) for pattern, _, name in foreign if name]
    for name, meant in replacements:
        if meant not in seen:
            place = origins.get(name) or Origin(SOURCE)
            fix = "name one of the models above"
            yield place.finding(f"{meant} is not known", fix, where=name)


def _whole(row: Model, families: Iterable[Model]) -> Model:
    """Add what families say, the longest first: what is more exact wins."""
    can, cannot, efforts = list(row.can), list(row.cannot), row.efforts
    evidence = list(row.evidence)
    for family in families:
        if family is not row and row.name.startswith(family.name[:-1]):
            can += [w for w in family.can if w not in cannot]
            cannot += [w for w in family.cannot if w not in can]
            efforts = family.efforts if efforts is None else efforts
            evidence += family.evidence
    return Model(
        name=row.name,
        aliases=row.aliases,
        can=_once(can),
        cannot=_once(cannot),
        efforts=efforts,
        context=row.context,
        dimensions=row.dimensions,
        retires=row.retires,
        retired=row.retired,
        replacement=row.replacement,
        tokenizer=row.tokenizer,
        evidence=_once(evidence),
    )


def _once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(texts))


def render(known: KnownModels) -> str:
    """Return the module of the table."""
    models = "".join(f"{row.name!r}: {_row(row)},\n" for row in known.models)
    families = "".join(f"{_row(row)},\n" for row in known.families)
    aliases = "".join(
        f"{alias!r}: {row.name!r},\n" for row in known.models for alias in row.aliases
    )
    foreign = "".join(f"ForeignModel{row!r},\n" for row in known.foreign)
    endpoints = "".join(f"{k!r}: {word!r},\n" for k, word in known.endpoints.items())
    return (
        "from typing import Final\n\n"
        "from mistyped._values.rows import ForeignModel, KnownModel\n\n"
        f"CARD_WORDS: Final = {CARD_WORDS!r}\n"
        '"""What `capabilities` of a model\'s card names."""\n\n'
        f"CHECKED: Final = {known.checked!r}\n"
        '"""The day on which the table was last looked at."""\n\n'
        f"MODELS: Final[dict[str, KnownModel]] = {{{models}}}\n"
        '"""Models by their full names, with what their families say."""\n\n'
        f"ALIASES: Final[dict[str, str]] = {{{aliases}}}\n"
        '"""The full name behind each alias, which moves."""\n\n'
        f"FAMILIES: Final[tuple[KnownModel, ...]] = ({families})\n"
        '"""What is known of names that begin so, the longest beginning first."""\n\n'
        f"FOREIGN: Final[tuple[ForeignModel, ...]] = ({foreign})\n"
        '"""Other vendors\' names; the first that fits counts."""\n\n'
        f"ENDPOINTS: Final[dict[str, str]] = {{{endpoints}}}\n"
        '"""What a model has to be able to, by the id of the operation."""\n'
    )


def render_names(known: KnownModels, operations: Iterable[str]) -> str:
    """Return the module of the names that no rule on names can be broken by.

    Args:
        known: What is known of models.
        operations: The ids of the operations whose requests name a model.
    """
    rows = "".join(
        f"{operation!r}: frozenset({sorted(_answering(known, operation))!r}),\n"
        for operation in operations
    )
    return (
        "from typing import Final\n\n"
        f"QUIET: Final[dict[str, frozenset[str]]] = {{{rows}}}\n"
        '"""Names that are known to answer, by the id of the operation."""\n'
    )


def _answering(known: KnownModels, operation: str) -> Iterator[str]:
    word = known.endpoints.get(operation)
    for row in known.models:
        if not row.retired and word not in row.cannot:
            yield from (row.name, *row.aliases)


def _row(row: Model) -> str:
    optional: Mapping[str, object] = {
        "aliases": row.aliases,
        "can": row.can,
        "cannot": row.cannot,
        "context": row.context,
        "dimensions": row.dimensions,
        "retires": row.retires,
        "retired": row.retired,
        "replacement": row.replacement,
        "tokenizer": row.tokenizer,
    }
    parts = [repr(row.name), f"evidence={row.evidence!r}"]
    parts += [f"{key}={value!r}" for key, value in optional.items() if value]
    if row.efforts is not None:
        parts.append(f"efforts={row.efforts!r}")
    return f"KnownModel({', '.join(parts)})"


def evidence_in(document: Document) -> Iterator[str]:
    """Yield the evidence that the file cites."""
    for entry in members_of(document.get("models")).values():
        yield from map(str, as_list(members_of(entry).get("evidence", [])))
