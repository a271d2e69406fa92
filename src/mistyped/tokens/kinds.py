"""The kinds of tokenizers, and which of them counts for a model."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal, NamedTuple, TypeAlias

from mistyped._check.known_models import is_pinned, known_model

Version: TypeAlias = Literal["v1", "v2", "v3", "v7", "v13", "v15"]


class Kind(NamedTuple):
    """A tokenizer: a vocabulary, and how a version writes conversations with it.

    Attributes:
        file: The file of mistral-common that has its vocabulary.
        version: The version of its control tokens.
        ships: Whether the file is of that version itself; else its vocabulary is taken
            and the control tokens are set beside it.
    """

    file: str
    version: Version
    ships: bool = True

    @property
    def is_tekken(self) -> bool:
        """Whether it is byte-pair encoding, and no SentencePiece model."""
        return self.file.startswith("tekken")


# Mistral publishes one tekken vocabulary: the two files that ship have the same tokens.
_TEKKEN: Final = "tekken_240911.json"
KINDS: Final[Mapping[str, Kind]] = {
    "v1": Kind("tokenizer.model.v1", "v1"),
    "v2": Kind("mistral_instruct_tokenizer_240216.model.v2", "v2"),
    "v3": Kind("mistral_instruct_tokenizer_240323.model.v3", "v3"),
    "v7": Kind("mistral_instruct_tokenizer_241114.model.v7", "v7"),
    "v7m1": Kind("mistral_instruct_tokenizer_241114.model.v7m1", "v7"),
    "tekken-v3": Kind("tekken_240718.json", "v3"),
    "tekken-v3m1": Kind(_TEKKEN, "v3"),
    "tekken-v13": Kind(_TEKKEN, "v13", ships=False),
    "tekken-v15": Kind(_TEKKEN, "v15", ships=False),
}
_NEWEST_SURE: Final = "tekken-v13"


class Chosen(NamedTuple):
    """The tokenizer that counts for a model.

    Attributes:
        name: A key of `KINDS`.
        doubts: Why it may count otherwise than Mistral; empty if it is the model's own.
    """

    name: str
    doubts: tuple[str, ...]


def kind_of(model: str) -> Chosen:
    """Return the tokenizer for a model's name; every name has one."""
    known = known_model(model)
    name = known.tokenizer or _NEWEST_SURE
    if not known.tokenizer:
        doubt = (
            f"the tokenizer of {model} is not known" if model else "no model is named"
        )
        return Chosen(name, (f"{doubt}, so {name} counts",))
    if not KINDS[name].ships:
        version = KINDS[name].version[1:]
        doubt = (
            f"mistral-common has no file of version {version}; its tekken vocabulary "
            "counts with that version's control tokens, as in recorded answers"
        )
        return Chosen(name, (doubt,))
    if not is_pinned(model):
        doubt = f"{model} stands for {known.name} today, and may move"
        return Chosen(name, (doubt,))
    return Chosen(name, ())
