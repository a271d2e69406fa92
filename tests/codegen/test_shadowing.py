"""A class of a resource and one of an answer may not have one name."""

from __future__ import annotations

from codegen.shadowing import shadowed

BODY = """
if TYPE_CHECKING:
    from answers import Thing
    from openai import Other as SdkOther

class {name}:
    def f(self) -> Thing: ...
"""


def test_class_that_hides_an_import_is_told() -> None:
    """It would be taken for the answer, in every annotation of the module."""
    (finding,) = shadowed(BODY.format(name="Thing"), "things.yaml")
    assert str(finding) == (
        "things.yaml: Thing: its class would hide that of answers; "
        "give its tag another x-name"
    )


def test_other_names_are_fine() -> None:
    """What is imported by another name is hidden by nothing."""
    assert [*shadowed(BODY.format(name="Other"), "things.yaml")] == []
