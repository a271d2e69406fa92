"""Loads tokenizers: each once, when it is first needed, and by one thread.

The ranks of tekken are read without mistral-common, whose import takes seconds. The
files are those that it ships; what is not there comes from the caller, as the path of a
`tekken.json`, or as the name of a model on Hugging Face (`hf:mistralai/...`).
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, TypeVar

import orjson

from mistyped.tokens.kinds import KINDS, Kind

if TYPE_CHECKING:
    from mistyped.tokens.encoding import Encoder
    from mistyped.tokens.plain_chat import Measure

_Loaded = TypeVar("_Loaded")
_LOCK = RLock()
_MOST_KEPT = 8
_MOST_TEXTS = 64
_HUB = "hf:"
_ADVICE = "counting tokens needs mistral-common: pip install 'mistyped[tokens]'"
_PIECES = "this model's tokenizer needs sentencepiece: pip install 'mistyped[tokens]'"


def _once(load: Callable[[str], _Loaded]) -> Callable[[str], _Loaded]:
    """Make a function load each name once, whatever number of threads ask for it."""
    cached = lru_cache(maxsize=_MOST_KEPT)(load)

    def loaded(name: str) -> _Loaded:
        with _LOCK:
            return cached(name)

    return loaded


def require_installed() -> Path:
    """Return where mistral-common keeps its files.

    Raises:
        ImportError: If it is not installed.
    """
    spec = find_spec("mistral_common")
    if spec is None or not spec.submodule_search_locations:
        raise ImportError(_ADVICE)
    return Path(spec.submodule_search_locations[0]) / "data"


@_once
def ranks(file: str) -> Measure:
    """Return what measures texts with the vocabulary of a tekken file that ships."""
    path = require_installed() / file
    import tiktoken  # comes with mistral-common

    read = orjson.loads(path.read_bytes())
    config = read["config"]
    size = config["default_vocab_size"] - config["default_num_special_tokens"]
    encoding = tiktoken.Encoding(
        name=path.stem,
        pat_str=config["pattern"],
        mergeable_ranks={
            b64decode(token["token_bytes"]): token["rank"]
            for token in read["vocab"][:size]
        },
        special_tokens={},
    )

    def measure(text: str) -> int:
        return len(encoding.encode_ordinary(text))

    return measure


@_once
def remembering_ranks(file: str) -> Measure:
    """Return what measures texts that come again, and remembers the latest."""
    return lru_cache(maxsize=_MOST_TEXTS)(ranks(file))


@_once
def encoder(name: str) -> Encoder:
    """Return what counts whole requests.

    Args:
        name: A key of `KINDS`, the path of a tokenizer's file, or `hf:` and the name of
            a model on Hugging Face.

    Raises:
        ImportError: If mistral-common or sentencepiece is not installed.
        ValueError: If it is no tokenizer.
    """
    data = require_installed()
    from mistyped.tokens import encoding

    if name.startswith(_HUB):
        return encoding.from_hub(name.removeprefix(_HUB))
    kind = KINDS.get(name)
    if kind is None:
        return encoding.from_file(Path(name))
    return _of_kind(kind, data / kind.file)


def _of_kind(kind: Kind, path: Path) -> Encoder:
    from mistyped.tokens import encoding

    if not kind.is_tekken and find_spec("sentencepiece") is None:
        raise ImportError(_PIECES)
    if kind.ships:
        return encoding.from_file(path)
    return encoding.from_vocabulary(path, kind.version)
