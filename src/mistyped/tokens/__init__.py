"""Tokens of requests: how many, whether they fit, and what they cost.

Needs the extra `tokens`: `pip install 'mistyped[tokens]'`; for prices `price`. Nothing
is loaded before it is needed, and nothing is sent.
"""

from __future__ import annotations

from mistyped.tokens.counting import TokenCount as TokenCount
from mistyped.tokens.counting import UncountableError as UncountableError
from mistyped.tokens.counting import count as count
from mistyped.tokens.counting import count_batch as count_batch
from mistyped.tokens.fitting import Fitted as Fitted
from mistyped.tokens.fitting import fit as fit
from mistyped.tokens.pricing import Price as Price
from mistyped.tokens.pricing import price as price

__all__ = [
    "Fitted",
    "Price",
    "TokenCount",
    "UncountableError",
    "count",
    "count_batch",
    "fit",
    "price",
]
