"""A sample of `nox -s fuzz`: wrong answers end in documented exceptions alone."""

from __future__ import annotations

import warnings

import pytest

from faults.fuzz import outcomes


@pytest.mark.parametrize("asynchronous", [False, True])
@pytest.mark.parametrize("seed", [1, 2])
def test_no_answer_makes_a_foreign_exception(seed: int, *, asynchronous: bool) -> None:
    """Of every operation and stream, to both clients; a seed makes the same answers."""
    with warnings.catch_warnings(action="ignore"):
        found = list(outcomes(400, seed, asynchronous=asynchronous))
    assert [each for each in found if each.is_foreign] == []
    assert sum(each.error is not None for each in found) > 100
    assert sum(each.error is None for each in found) > 100
