"""The overlay of chat completions, when a new SDK has more than it knows."""

from __future__ import annotations

import pytest

from codegen.base import derive
from codegen.document import Document, as_list, as_object, clone, load_yaml
from codegen.findings import FindingsError
from codegen.output import ROOT
from codegen.overlay import apply, load_overlay
from codegen.verdicts import read_verdicts


@pytest.fixture(scope="module")
def base() -> Document:
    """The base of the installed SDK, which takes a second."""
    return derive()


def findings(base: Document, **added: Document) -> list[str]:
    """Return what the build says after schemas got these properties."""
    new = as_object(clone(base))
    schemas = as_object(as_object(new["components"])["schemas"])
    for name, properties in added.items():
        schema = as_object(schemas.setdefault(name, {"properties": {}}))
        as_object(schema["properties"]).update(properties)
    if "CriticMessage" in added:
        request = as_object(schemas["ChatCompletionRequest"])
        messages = as_object(as_object(request["properties"])["messages"])
        union = as_list(as_object(messages["items"])["anyOf"])
        union.append({"$ref": "#/components/schemas/CriticMessage"})
    overlays = sorted((ROOT / "spec/overlays").glob("*.yaml"))
    applied = apply(new, [load_overlay(path) for path in overlays])
    evidence = load_yaml(ROOT / "spec/evidence.yaml")
    try:
        read_verdicts(new, applied, evidence)
    except FindingsError as error:
        return [str(finding) for finding in error.findings]
    return []


def test_as_it_is(base: Document) -> None:
    """The overlay leaves nothing out."""
    assert findings(base) == []


def test_new_parameter(base: Document) -> None:
    """A new parameter of the SDK fails the build by its name."""
    found = findings(base, ChatCompletionRequest={"foo": {"type": "string"}})
    (text,) = found
    assert text.startswith("spec/overlays/chat.yaml: ChatCompletionRequest.foo: ")
    assert "ChatCompletionRequest.foo in chat.completions.create" in text


@pytest.mark.parametrize(
    "name",
    ["UserMessage", "ContentPartImage", "ImageURL", "FunctionDefinition"],
)
def test_new_nested_property(base: Document, name: str) -> None:
    """A new property of a message, a chunk or a tool fails by its name."""
    (text,) = findings(base, **{name: {"foo": {"type": "string"}}})
    assert text.startswith(f"spec/overlays/chat.yaml: {name}.foo: openai ")


def test_new_role(base: Document) -> None:
    """A message of a new role fails the build, each property by its name."""
    role: Document = {"const": "critic", "type": "string"}
    found = findings(base, CriticMessage={"role": role, "score": {}})
    assert [text.split(": ")[1] for text in found] == [
        "CriticMessage.role",
        "CriticMessage.score",
    ]
