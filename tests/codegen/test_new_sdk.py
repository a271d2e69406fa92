"""The overlays, when a new SDK has more than they know."""

from __future__ import annotations

import pytest

from codegen.base import derive
from codegen.document import Document, as_list, as_object, clone
from codegen.findings import FindingsError
from codegen.output import ROOT
from codegen.overlay import parse_overlay
from codegen.sources import Sources, judge, read_sources
from codegen.verdicts import BLANK
from codegen.yaml_reader import parse_yaml

CHAT = "spec/overlays/chat.yaml"


@pytest.fixture(scope="module")
def base() -> Document:
    """The base of the installed SDK, which takes a second."""
    return derive()


@pytest.fixture(scope="module")
def sources() -> Sources:
    """The files of the repository."""
    return read_sources()


def later(base: Document, **added: Document) -> Document:
    """Return the base of an SDK in which schemas have these properties as well."""
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
    return new


def findings(base: Document, sources: Sources) -> list[str]:
    """Return what the build says of the overlays with this base."""
    try:
        judge(base, sources, "1.2.3")
    except FindingsError as error:
        return [str(finding) for finding in error.findings]
    return []


def test_as_it_is(base: Document, sources: Sources) -> None:
    """The overlays leave nothing out."""
    assert findings(base, sources) == []


def test_new_parameter(base: Document, sources: Sources) -> None:
    """A new parameter of the SDK fails the build by its name."""
    new = later(base, ChatCompletionRequest={"foo": {"type": "string"}})
    (text,) = findings(new, sources)
    assert text.startswith(f"{CHAT}:")
    assert "ChatCompletionRequest.foo in chat.completions.create" in text


def test_offered_action_goes_into_the_file(base: Document, sources: Sources) -> None:
    """Pasted at the line that the finding names, and filled in, it is all there is."""
    new = later(base, ChatCompletionRequest={"foo": {"type": "string"}})
    (text,) = findings(new, sources)
    message, _, action = text.partition(":\n")
    line = int(message.removeprefix(f"{CHAT}:").partition(":")[0])
    for blank in ("refused", "use metadata", "spec-2026-08"):
        action = action.replace(BLANK, blank, 1)
    lines = (ROOT / CHAT).read_text("utf-8").splitlines(keepends=True)
    pasted = "".join([*lines[: line - 1], action, *lines[line - 1 :]])
    overlays = tuple(
        parse_overlay(CHAT, parse_yaml(pasted, CHAT))
        if overlay.actions[0].area == "chat"
        else overlay
        for overlay in sources.overlays
    )
    assert findings(new, sources._replace(overlays=overlays)) == []


@pytest.mark.parametrize(
    "name",
    ["UserMessage", "ContentPartImage", "ImageURL", "FunctionDefinition"],
)
def test_new_nested_property(base: Document, sources: Sources, name: str) -> None:
    """A new property of a message, a chunk or a tool fails by its name."""
    (text,) = findings(later(base, **{name: {"foo": {"type": "string"}}}), sources)
    assert text.startswith(f"{CHAT}:")
    assert f" has {name}.foo in " in text


def test_new_role(base: Document, sources: Sources) -> None:
    """A message of a new role fails the build, each property by its name."""
    role: Document = {"const": "critic", "type": "string"}
    new = later(base, CriticMessage={"role": role, "score": {}})
    assert [text.split()[4] for text in findings(new, sources)] == [
        "CriticMessage.role",
        "CriticMessage.score",
    ]
