"""The overlays, when a new SDK has more than they know."""

from __future__ import annotations

import pytest

from codegen.document import Document, as_list, as_object, clone
from codegen.findings import FindingsError
from codegen.output import ROOT
from codegen.overlay import parse_overlay
from codegen.sources import Sources, judge
from codegen.verdicts import BLANK
from codegen.yaml_reader import parse_yaml

CHAT = "spec/overlays/chat.yaml"


@pytest.fixture(scope="module")
def new(sdk_base: Document) -> Document:
    """The base of an SDK that has one more parameter."""
    return later(sdk_base, ChatCompletionRequest={"foo": {"type": "string"}})


@pytest.fixture(scope="module")
def finding(new: Document, sources: Sources) -> str:
    """What the build says of it, and nothing else: the overlays leave nothing out."""
    (text,) = findings(new, sources)
    return text


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


def test_new_parameter(finding: str) -> None:
    """A new parameter of the SDK fails the build by its name."""
    assert finding.startswith(f"{CHAT}:")
    assert "ChatCompletionRequest.foo in chat.completions.create" in finding


def test_offered_action_goes_into_the_file(
    new: Document, finding: str, sources: Sources
) -> None:
    """Pasted at the line that the finding names, and filled in, it is all there is."""
    message, _, action = finding.partition(":\n")
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


NESTED = ("UserMessage", "ContentPartImage", "ImageURL", "FunctionDefinition")


def test_new_nested_property(sdk_base: Document, sources: Sources) -> None:
    """A new property of a message, a chunk or a tool fails by its name, each."""
    foo: Document = {"foo": {"type": "string"}}
    texts = findings(later(sdk_base, **dict.fromkeys(NESTED, foo)), sources)
    assert all(text.startswith(f"{CHAT}:") for text in texts)
    assert sorted(text.split()[4] for text in texts) == sorted(
        f"{name}.foo" for name in NESTED
    )


def test_new_role(sdk_base: Document, sources: Sources) -> None:
    """A message of a new role fails the build, each property by its name."""
    role: Document = {"const": "critic", "type": "string"}
    new = later(sdk_base, CriticMessage={"role": role, "score": {}})
    assert [text.split()[4] for text in findings(new, sources)] == [
        "CriticMessage.role",
        "CriticMessage.score",
    ]
