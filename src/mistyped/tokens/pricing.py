"""What requests cost, by the table of genai-prices; what it does not know is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from mistyped._check.known_models import known_model
from mistyped._values.guards import is_mapping
from mistyped.tokens.counting import TokenCount

if TYPE_CHECKING:
    from genai_prices.types import PriceCalculation

_LIBRARY: Final = "genai-prices"
_ADVICE: Final = "prices need genai-prices: pip install 'mistyped[price]'"
# Reported by many, of 2025 and 2026; the table has no prices of batches.
_OF_A_BATCH: Final = Decimal("0.5")
_BATCH_NOTE: Final = "a batch at half the price, as reported; the table does not say"
_CACHED: Final = (
    ("prompt_tokens_details", "cached_tokens"),
    ("prompt_token_details", "cached_tokens"),
    ("input_tokens_details", "cached_tokens"),
    ("num_cached_tokens",),
)


@dataclass(frozen=True, slots=True)
class Price:
    """What a request costs.

    Attributes:
        total: In US dollars; None if it is not known.
        prompt: The part of it for the prompt, what was cached included.
        completion: The part of it for the answer.
        model: The model whose price it is, as the table names it; empty if none.
        why: What is not known, or only assumed; empty if there is nothing to say.
        source: The table, with its version.
    """

    total: Decimal | None
    prompt: Decimal | None
    completion: Decimal | None
    model: str
    why: str
    source: str

    @property
    def is_known(self) -> bool:
        """Whether there is a price."""
        return self.total is not None

    def __str__(self) -> str:
        """The price, or why there is none, and where it is from."""
        text = "unknown" if self.total is None else f"${self.total.normalize():f}"
        notes = "; ".join(part for part in (self.why, self.source) if part)
        return f"{text} ({notes})"


def price(
    model: str,
    usage: object = None,
    *,
    prompt: int | TokenCount = 0,
    completion: int = 0,
    cached: int = 0,
    batch: bool = False,
    at: datetime | None = None,
) -> Price:
    """Say what a request costs: after a call by its usage, before it by counts.

    Args:
        model: The model's name; an alias costs what the model behind it costs.
        usage: `answer.usage`, an object or a mapping; its counts win.
        prompt: How many tokens the prompt has, or what `count` said of it.
        completion: How many tokens the answer has, or may have.
        cached: How many tokens of the prompt come from the cache.
        batch: Whether it is a request of a batch job, at half the price.
        at: When it was made; now if left out. Prices change.

    Raises:
        ImportError: If genai-prices is not installed.
    """
    if find_spec("genai_prices") is None:
        raise ImportError(_ADVICE)
    source = _source()
    notes: list[str] = []
    if isinstance(prompt, TokenCount) and prompt.certainty == "estimate":
        notes.append("the tokens of the prompt are an estimate")
    counts = _Counts(int(prompt), completion, cached)
    if usage is not None:
        counts = _Counts.of(usage)
        notes = counts.notes()
    nothing = counts.missing()
    if nothing:
        return Price(None, None, None, "", nothing, source)
    found = _look_up(model, counts, at)
    if found is None or found.model_price.input_mtok is None:
        why = f"the table has no price for tokens of {model}"
        return Price(None, None, None, "", why, source)
    if counts.cached and found.model_price.cache_read_mtok is None:
        notes.append("the table has no price for cached tokens: they count in full")
    share = _OF_A_BATCH if batch else Decimal(1)
    notes += [_BATCH_NOTE] if batch else []
    return Price(
        found.total_price * share,
        found.input_price * share,
        found.output_price * share,
        found.model.id,
        "; ".join(notes),
        source,
    )


@dataclass(frozen=True, slots=True)
class _Counts:
    """How many tokens of each kind there are."""

    prompt: int
    completion: int
    cached: int
    audio_seconds: int = 0

    @classmethod
    def of(cls, usage: object) -> _Counts:
        """Read a usage, in whatever spelling it has."""
        cached = (_number(usage, *path) for path in _CACHED)
        return cls(
            _number(usage, "prompt_tokens") or _number(usage, "input_tokens"),
            _number(usage, "completion_tokens") or _number(usage, "output_tokens"),
            next((each for each in cached if each), 0),
            _number(usage, "prompt_audio_seconds"),
        )

    def missing(self) -> str:
        """Return why they have no price, if it is for themselves."""
        if not self.prompt and not self.completion:
            return "there is neither a usage nor a count of tokens"
        if self.cached > self.prompt:
            return f"{self.cached} cached tokens are more than the prompt has"
        return ""

    def notes(self) -> list[str]:
        """Return what the counts do not tell."""
        seconds = self.audio_seconds
        return [f"{seconds} s of audio are not in it"] if seconds else []


def _number(value: object, *path: str) -> int:
    for key in path:
        value = value.get(key) if is_mapping(value) else getattr(value, key, None)
    return value if isinstance(value, int) else 0


@cache
def _source() -> str:
    """Return the table with its version, which is slow to read."""
    return f"{_LIBRARY} {version(_LIBRARY)}"


def _look_up(
    model: str, counts: _Counts, at: datetime | None
) -> PriceCalculation | None:
    """Return what the table says of a model, or else of its name."""
    from genai_prices import Usage, calc_price

    usage = Usage(
        input_tokens=counts.prompt,
        output_tokens=counts.completion,
        cache_read_tokens=counts.cached,
    )
    for name in dict.fromkeys((known_model(model).name, model)):
        try:
            return calc_price(
                usage, name, provider_id="mistral", genai_request_timestamp=at
            )
        except LookupError:
            continue
    return None
