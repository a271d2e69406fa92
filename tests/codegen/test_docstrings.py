"""The docstrings of methods: what they say, and how they are written."""

from __future__ import annotations

import inspect
import json
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

import mistyped.resources
from codegen.docstrings import Docstring
from codegen.document import JSONValue, children_of
from codegen.output import ROOT

RESOURCES = sorted(Path(str(mistyped.resources.__file__)).parent.glob("[a-z]*.py"))
# All that a docstring says beside what the document says.
FIXED = (
    r"`(async )?for each in client\.[\w.]+\(\.\.\.\)` goes through all pages\.",
    r"`\w+` is another name of this method\.",
    r"\*request: All parameters as one model, instead of each by name\.",
    r"\*\*params: The parameters; see `mistyped\.types\.\w+`\.",
    r"\*\*options: Options of the call\.",
    r"InvalidRequestError: (.+, i|I)f Mistral would refuse it; nothing was sent\.",
    r"InvalidRequestError: If an id is none; nothing was sent\.",
    r"openai\.APIError: As the OpenAI SDK raises it\.",
    r"Answers with the HTTP response around them; `\.parse\(\)` gives the answer\.",
    r"Context managers around HTTP responses that are read on demand\.",
    r"A request is checked before it is sent\.",
    r"What a client offers\.",
    r"(Args|Returns|Raises):",
)


def texts(value: JSONValue) -> Iterator[str]:
    """Yield the texts of a document."""
    if isinstance(value, str):
        yield value
    for _, child, _ in children_of(value):
        yield from texts(child)


def entries(doc: str) -> Iterator[str]:
    """Yield the paragraphs of a docstring, and each entry of its sections."""
    for block in inspect.cleandoc(doc).split("\n\n"):
        title, *rest = block.split("\n")
        if title in ("Args:", "Raises:"):
            entry = re.split(r"\n(?= {4}\S)", "\n".join(["", *rest]))
            yield from (" ".join(each.split()) for each in entry if each.strip())
        else:
            yield " ".join(block.removeprefix("Returns:").split())


@pytest.mark.parametrize("path", RESOURCES, ids=lambda path: path.stem)
def test_nothing_is_said_that_the_document_lacks(path: Path) -> None:
    """Every sentence is the document's, or one of a few that are said everywhere."""
    document = json.loads((ROOT / "spec/mistral.openapi.json").read_text("utf-8"))
    said = {
        " ".join(text.replace("{with}", block).split()).removesuffix(".").lower()
        for text in texts(document)
        for block in ("a `with`", "an `async with`")
    }
    module = import_module(f"mistyped.resources.{path.stem}")
    for cls in vars(module).values():
        if not inspect.isclass(cls) or cls.__module__ != module.__name__:
            continue
        members = [each for each in vars(cls).values() if inspect.isfunction(each)]
        docs = [str(cls.__doc__), *(each.__doc__ for each in members if each.__doc__)]
        for entry in (each for doc in docs for each in entries(doc)):
            # What is around the document's words: names, and where else to look.
            text = re.sub(r"^(\w+: |openai\.NotFoundError: If )", "", entry)
            text = re.sub(r"(; see `[\w.]+`|: `client\.[\w.]+`)\.$", "", text)
            text = text.removesuffix(".").removesuffix(", once it is awaited").lower()
            known = {text, text.replace("; ", ". ")}
            fixed = any(re.fullmatch(each, entry) for each in FIXED)
            assert fixed or known & said, f"{cls.__name__}: {entry}"


@pytest.mark.parametrize("path", RESOURCES, ids=lambda path: path.stem)
def test_lines_are_not_wide(path: Path) -> None:
    """No line is wider than 88, but for an ignore, which stands where it belongs."""
    lines = path.read_text("utf-8").splitlines()
    assert [each for each in lines if len(each) > 88 and ": ignore[" not in each] == []


@pytest.mark.parametrize("path", RESOURCES, ids=lambda path: path.stem)
def test_ignores_carry_codes(path: Path) -> None:
    """An ignore names what it ignores."""
    comments = re.findall(r"# *(?:\w+: *ignore|noqa)[^#\n]*", path.read_text("utf-8"))
    coded = re.compile(r"# (type|pyright|pyrefly|ty): ignore\[[\w-]+(?:, [\w-]+)*\]\s*")
    assert [each for each in comments if not coded.fullmatch(each)] == []


def test_short_docstring_is_one_line() -> None:
    """What fits into a line with its quotes is one."""
    assert Docstring("Make a thing.").render(width=19) == '"""Make a thing."""\n'
    assert Docstring("Make a thing.").render(width=18).count("\n") > 1


def test_sections_are_written_as_google_does() -> None:
    """Entries hang in, what is returned does not, and an empty section is left out."""
    text = Docstring("Make.", ["More to say."])
    text.sections = {"Args": ["a: One two three."], "Returns": ["One two three."]}
    text.sections["Raises"] = []
    assert text.render(width=18).splitlines() == [
        '"""Make.',
        "",
        "More to say.",
        "",
        "Args:",
        "    a: One two",
        "        three.",
        "",
        "Returns:",
        "    One two three.",
        '"""',
    ]
