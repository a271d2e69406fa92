"""Cycles and depth: what contains itself, and what goes too deep."""

from __future__ import annotations

import pytest

from tests.unit.support import Wire, body, found, only


class TestCycles:
    """A value that contains itself is refused where it closes the circle."""

    def test_list(self) -> None:
        """A list in itself."""
        circle: list[object] = ["a"]
        circle.append(circle)
        assert found(body(stop=circle)) == [("stop[1]", "cycle")]

    def test_dict_through_a_list(self) -> None:
        """A circle of two."""
        circle: dict[str, object] = {}
        circle["back"] = [circle]
        assert found(body(metadata=circle)) == [("metadata.back[0]", "cycle")]

    def test_the_body_itself(self) -> None:
        """Even the whole body in its own metadata."""
        request = body()
        request["metadata"] = {"request": request}
        assert found(request) == [("metadata.request", "cycle")]

    def test_the_same_value_twice_is_no_cycle(self, wire: Wire) -> None:
        """A value may stand in several places."""
        shared = {"x": [1]}
        request = body(metadata={"a": shared, "b": [shared, shared]})
        wire.client().chat.completions.create(**request)
        assert wire.sent == [request]


def nested(levels: int, innermost: object = 1) -> object:
    """Return so many objects and lists inside each other."""
    value = innermost
    for level in range(levels):
        value = [value] if level % 2 else {"in": value}
    return value


class TestDepth:
    """A hundred levels of objects and lists are sent, one more is refused."""

    @pytest.mark.parametrize("levels", [1, 63, 64, 65, 97, 98])
    def test_up_to_a_hundred_levels_pass(self, levels: int, wire: Wire) -> None:
        """The body and its metadata are two of them."""
        request = body(metadata={"a": nested(levels)})
        wire.client().chat.completions.create(**request)
        assert wire.sent == [request]

    @pytest.mark.parametrize("levels", [99, 100, 500, 50_000])
    def test_more_are_refused(self, levels: int) -> None:
        """However deep it goes, the answer comes and Python's stack holds."""
        problem = only(body(metadata={"a": nested(levels)}))
        assert problem.rule == "too-deep"
        assert len(problem.loc) == 100
        assert problem.loc[:2] == ("metadata", "a")
