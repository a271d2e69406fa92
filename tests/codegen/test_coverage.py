"""Coverage: all that a request may hold has a verdict and a description."""

from __future__ import annotations

import pytest

from codegen.verdicts import BLANK
from tests.codegen.support import ALL_THE_SAME, OVERLAY, build, refusals

REQUEST = """
MakeRequest:
  type: object
  additionalProperties: false
  properties: {old: {type: string}, kept: {type: string}}
"""
PART = """
MakeRequest: {properties: {part: {$ref: '#/components/schemas/Part'}}}
Part: {properties: {size: {type: integer}}}
"""
VERDICT = {"x-verdict": "same", "x-evidence": ["spec"]}


def on_part(**members: object) -> str:
    """Return the YAML of an action on `MakeRequest.part`."""
    target = "$.components.schemas.MakeRequest.properties.part"
    update = {"update": {"description": "P."}} if "remove" not in members else {}
    return str([{"target": target, **update, **VERDICT, **members}])


class TestNewInTheSdk:
    """What the base has and no overlay speaks of fails, with an action to paste."""

    def test_message(self) -> None:
        """It names the property, the operation, the SDK, and where to paste what."""
        (text,) = refusals(
            REQUEST,
            """
            - target: $.components.schemas.MakeRequest.properties.kept
              update: {description: Kept.}
              x-verdict: same
              x-evidence: [spec]
            """,
            default=None,
        )
        assert text == (
            f"{OVERLAY}:5: openai 9.9 has MakeRequest.old in thing.create, and it has "
            "no verdict; paste this above that line, and fill it in:\n"
            "  - target: $.components.schemas.MakeRequest.properties.old\n"
            "    description: New in openai 9.9.\n"
            "    remove: true  # if Mistral has it: update, with a description\n"
            "    x-verdict: FILL-IN  # same, narrowed, renamed, converted, refused\n"
            "    x-hint: FILL-IN  # what to do instead; remove it if there is nothing\n"
            "    x-evidence: [FILL-IN]  # ids of spec/evidence.yaml\n"
        )

    def test_every_property_in_an_empty_area(self) -> None:
        """All are found at once; without an action there is no line to name."""
        texts = refusals(REQUEST, default=None)
        assert [text.partition(", and it")[0] for text in texts] == [
            f"{OVERLAY}: openai 9.9 has MakeRequest.{name} in thing.create"
            for name in ("kept", "old")
        ]
        assert "paste this among its actions, and fill it in" in texts[0]

    @pytest.mark.parametrize("name", ["old", "odd-name"])
    def test_pasted_action(self, name: str) -> None:
        """As it is it is refused, and the rest is right when its blanks are filled."""
        base = REQUEST.replace("old", name)
        (text,) = refusals(base, default=None)[1:]
        _, _, action = text.partition(":\n")
        assert [each.partition("; ")[0] for each in refusals(base, action)] == [
            f"{OVERLAY}:8: 'FILL-IN' is no verdict",
            f"{OVERLAY}:9: the hint is not written",
            f"{OVERLAY}:10: there is no evidence FILL-IN",
        ]
        filled = action.replace(BLANK, "refused", 1).replace(BLANK, "use kept", 1)
        built = build(base, filled.replace(BLANK, "spec"))
        assert built.verdicts["MakeRequest", name].hint == "use kept"
        assert list(built.validator("MakeRequest").validate_python({})) == []

    @pytest.mark.parametrize(
        "reference",
        [
            "$ref: '#/components/schemas/Part'",
            "type: array, items: {$ref: '#/components/schemas/Part'}",
            "anyOf: [{type: string}, {$ref: '#/components/schemas/Part'}]",
            "type: object, additionalProperties: {$ref: '#/components/schemas/Part'}",
        ],
    )
    def test_nested_property(self, reference: str) -> None:
        """A property is found through lists, unions and maps."""
        base = PART.replace("$ref: '#/components/schemas/Part'", reference)
        (text,) = refusals(base, on_part(), default=None)
        assert "openai 9.9 has Part.size in thing.create" in text

    def test_behind_a_named_union(self) -> None:
        """A property is found behind a schema that only unites others."""
        (text,) = refusals(
            """
            MakeRequest: {properties: {part: {$ref: '#/components/schemas/Part'}}}
            Part: {anyOf: [{$ref: '#/components/schemas/Image'}, {type: string}]}
            Image: {properties: {size: {type: integer}}}
            """,
            on_part(),
            default=None,
        )
        assert "Image.size" in text

    def test_below_a_removed_property(self) -> None:
        """What was below a property that is gone needs no verdict of its own."""
        gone = {"remove": True, "x-verdict": "refused", "x-hint": "no"}
        assert refusals(PART, on_part(**gone), default=None) == []

    def test_below_a_disputed_property(self) -> None:
        """A property that is refused and stays may still be sent, with its members."""
        stays = {"x-verdict": "refused", "x-hint": "no"}
        (text,) = refusals(PART, on_part(**stays), default=None)
        assert "openai 9.9 has Part.size in thing.create" in text


def test_what_is_gone_is_refused() -> None:
    """A property that an overlay removes cannot be the same as at OpenAI."""
    (text,) = refusals(
        REQUEST,
        """
        - target: $.components.schemas.MakeRequest.properties.old
          remove: true
          x-verdict: narrowed
          x-evidence: [spec]
        """,
    )
    assert text == (
        f"{OVERLAY}:5: MakeRequest.old is gone, and its verdict is narrowed; "
        "keep it, or write refused or renamed"
    )


class TestAdded:
    """What an overlay adds to a request has a verdict and a description."""

    def test_without_a_verdict(self) -> None:
        """A property that an action adds needs x-verdict there."""
        (text,) = refusals(
            REQUEST,
            """
            - target: $.components.schemas.MakeRequest.properties
              update:
                new:
                  type: string
                  description: New.
            """,
        )
        assert text == (
            f"{OVERLAY}:7: MakeRequest.new has no verdict; "
            "give its action x-verdict: added, and x-evidence"
        )

    def test_without_a_description(self) -> None:
        """What a parameter is stands in its type and on its page."""
        assert refusals(
            REQUEST,
            """
            - target: $.components.schemas.MakeRequest
              update:
                properties:
                  new: {type: string}
                  newer: {type: string, description: ''}
              x-verdict: added
              x-evidence: [spec]
            """,
        ) == [
            f"{OVERLAY}:{line}: MakeRequest.{name} has no description; say what it is"
            for line, name in ((8, "new"), (9, "newer"))
        ]

    def test_at_any_depth(self) -> None:
        """It is found in an object that another one reaches, however far down."""
        texts = refusals(
            REQUEST,
            """
            - target: $.components.schemas
              update:
                Deep:
                  additionalProperties: false
                  properties:
                    size: {type: integer}
            - target: $.components.schemas.MakeRequest.properties
              update:
                deep:
                  type: array
                  items:
                    anyOf: [{$ref: '#/components/schemas/Deep'}, {type: string}]
                  description: Deep.
              x-verdict: added
              x-evidence: [spec]
            """,
        )
        assert [text.partition(";")[0] for text in texts] == [
            f"{OVERLAY}:10: Deep.size has no description",
            f"{OVERLAY}:10: Deep.size has no verdict",
        ]

    def test_answers_say_what_they_add(self) -> None:
        """A member that only Mistral's answers have is described, as in a request."""
        assert refusals(
            REQUEST,
            """
            - target: $.components.schemas.Answer.properties
              update: {cost: {type: number}}
              x-verdict: added
              x-evidence: [spec]
            """,
        ) == [f"{OVERLAY}:6: Answer.cost has no description; say what it is"]

    def test_answers_need_no_verdict(self) -> None:
        """Answers are lenient, so nothing in them needs a verdict."""
        action = """
        - target: $.components.schemas.Answer.properties
          update: {cost: {type: number}}
        """
        assert refusals(REQUEST, action) == []


def test_a_property_of_the_sdk_is_described() -> None:
    """A verdict on it is not enough: the base brings no prose."""
    same = {**ALL_THE_SAME, "update": {"deprecated": True}}
    assert refusals(REQUEST, default=same) == [
        f"{OVERLAY}:4: MakeRequest.{name} has no description; say what it is"
        for name in ("kept", "old")
    ]
