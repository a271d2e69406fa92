"""Renders the skill for coding agents, which the wheel brings along.

Its front matter and its place in the package are those of Agent Skills and of Library
Skills: agents read `SKILL.md` first, and `references` where they need them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from codegen.docs import HEAD, table
from codegen.ir import Area
from codegen.not_offered import NotOffered
from codegen.other_names import SOURCE as OTHER_NAMES
from codegen.other_names import OtherNames
from codegen.rules import SOURCE as RULES
from codegen.rules import Rule
from codegen.verdicts import Key, Verdict

_NAME = "mistyped"
FOLDER = Path(".agents/skills") / _NAME
"""Where it stands in the package: the folder is called as the skill is."""
_OVERLAYS = "spec/overlays"
_CHAT = "chat.completions.create"
_REFUSED = ("do not write", "instead", "sent that way it is")
_WEIGHT = {"error": "refused", "warning": "warned of"}
_DESCRIPTION = (  # one line of YAML, and so without a colon before a space
    "Write Python that calls Mistral's API through the mistyped client. Says which "
    "methods and parameters there are, which of OpenAI's Mistral refuses and what "
    "stands in for them, and how to verify a request without sending it. Use it "
    "wherever code imports mistyped, or sends requests written for OpenAI to Mistral."
)
_START = """\
# mistyped

`mistyped.Mistral` is an `openai.OpenAI` for Mistral's API that checks each request
before it is sent. Mistral's API looks like OpenAI's and is not the same: write no
parameter from memory. Look it up below, ask `mistyped explain`, and verify the result.

## Write this

```python
from mistyped import Mistral
from mistyped.messages import system, user

client = Mistral()  # reads MISTRAL_API_KEY, and MISTRAL_BASE_URL where that is set
answer = client.chat.completions.create(
    model="mistral-small-latest",
    messages=[system("Be brief."), user("Bonjour")],
    max_tokens=200,
    random_seed=7,
)
print(answer.choices[0].message.text)
```

- `message.text` is a text in any case; `message.content` may be a list of chunks, of
  which `message.thinking` reads the thoughts.
- To go on, append `answer.choices[0].message` itself. Once dumped, it has keys that
  Mistral refuses; `mistyped.to_input` makes one of it that may be sent.
- A stream: `create(..., stream=True)` in a `with`, then `chunk.choices[0].delta.text`.
- Functions that are called for you: `client.chat.run(messages, tools=[function],
  model=...)`. An answer of a pydantic class: `client.chat.completions.parse(...,
  response_format=Class)`.
- `AsyncMistral` has the same methods, to be awaited.

## Verify it

What is wrong is told with its place, its fix and the id of its rule. In this order:

1. `mypy` or `pyright`: a parameter that Mistral has not is a type error that says what
   to write, such as `Unsupported[Literal['use max_tokens']]`.
2. `mistyped lint src` checks the requests in source code (extra `lint`).
3. `mistyped check body.json` checks a JSON body, or each line of a `.jsonl` (extra
   `cli`); `--path /v1/embeddings` says where it goes, `--format json` is for programs.
4. `mistyped explain seed` says what is known of a parameter, a rule, a model, a method
   or an HTTP status, and how it is known. `mistyped adapt body.json` shows what makes a
   request for OpenAI one that Mistral takes.
5. In tests, the pytest fixture `mistral_server` is a server as strict as Mistral (extra
   `server`); `Mistral(base_url=mistral_server.url, api_key="any")` calls it.

In Python: `mistyped.check(path, body).problems`, `mistyped.explain(name)` and
`mistyped.adapt(path, body)`. `mistyped mcp` has the three as tools (extra `mcp`).

Mend each problem by its hint. Do not silence the check: `check="off"`, and `extra_body`
for what a type refuses, only move the error to Mistral's server. If a warning is wrong,
`waive={"<rule>"}` says so for one rule.
"""
_END = """\
What the other calls do not take: [parameters](references/parameters.md). What no schema
can say, such as the order of messages: [rules](references/rules.md). What other clients
call these methods: [names](references/names.md).
"""


def render(
    areas: Sequence[Area],
    verdicts: Mapping[Key, Verdict],
    rules: Iterable[Rule],
    absent: NotOffered,
    others: OtherNames,
) -> dict[Path, str]:
    """Return the text of each file of the skill, by its path in the package."""
    references = FOLDER / "references"
    return {
        FOLDER / "SKILL.md": _skill(areas, verdicts, absent),
        references / "parameters.md": _parameters(areas, verdicts),
        references / "rules.md": _rules(rules),
        references / "names.md": _names(others),
    }


def _skill(
    areas: Sequence[Area], verdicts: Mapping[Key, Verdict], absent: NotOffered
) -> str:
    chat = [each for each in verdicts.values() if each.area == "chat"]
    plain = [each for each in chat if each.typed and each.name]
    own = [each for each in plain if each.operation == _CHAT]
    asked = {s.name for area in areas for s in area.own_requests}
    inner = [e for e in plain if not e.operation and e.schema in asked]
    calls = [
        (f"`client.{operation.id}`", operation.summary)
        for area in areas
        for operation in area.operations
    ]
    attributes = [(e.hint, "", f"client.{e.full_name}") for e in absent.attributes]
    parts = [
        f"---\nname: {_NAME}\ndescription: {_DESCRIPTION}\n---\n",
        HEAD.format(source=_OVERLAYS),
        _START,
        f"## Do not write this\n\nArguments of `client.{_CHAT}`:\n",
        table(_REFUSED, map(_row, own)),
        "In messages, their parts, and tools:\n",
        table(_REFUSED, [*map(_row, inner), *_kinds(chat)]),
        "Attributes of OpenAI's client:\n",
        table(_REFUSED[:2], (row[:2] for row in _together(attributes))),
        "## What there is to call\n",
        table(("call", "what it does"), calls),
        _END,
    ]
    return "\n".join(parts)


def _parameters(areas: Iterable[Area], verdicts: Mapping[Key, Verdict]) -> str:
    parts = [HEAD.format(source=_OVERLAYS), "# Arguments that Mistral does not take\n"]
    for area in areas:
        for operation in area.operations:
            found = [
                each
                for (schema, name), each in verdicts.items()
                if schema == operation.request and name and each.typed
            ]
            if found and operation.id != _CHAT:
                parts += [
                    f"## client.{operation.id}\n",
                    table(_REFUSED, _together(map(_advice, found))),
                ]
    return "\n".join(parts)


def _rules(rules: Iterable[Rule]) -> str:
    rows = [
        (f"`{each.id}`", each.what, each.hint, _WEIGHT[each.severity]) for each in rules
    ]
    head = ("rule", "what holds", "to mend it", "otherwise it is")
    return f"{HEAD.format(source=RULES)}\n# Rules\n\n{table(head, rows)}"


def _names(others: OtherNames) -> str:
    parts = [HEAD.format(source=OTHER_NAMES), "# Names of other clients\n"]
    for client in others.clients:
        rows = [(f"`client.{k}`", f"`client.{way}`") for k, way in client.names.items()]
        told = {**client.constructor, **client.calls}
        rows += [(f"`{name}`", hint) for name, hint in told.items()]
        parts += [f"## {client.title}\n", table((client.title, "here"), rows)]
    return "\n".join(parts)


def _row(verdict: Verdict) -> tuple[str, ...]:
    where = "" if verdict.operation else f" ({_words(verdict)})"
    return f"`{verdict.name}`{where}", verdict.hint, _WEIGHT[verdict.severity]


def _kinds(verdicts: Iterable[Verdict]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each kind of object that is refused, with where it stands."""
    for each in verdicts:
        if each.tag:
            key, values = each.tag
            kinds = " or ".join(f"`{key}: {value}`" for value in values)
            where = ", ".join(sorted({name for _, name in each.owners if name}))
            what = f"{kinds} ({where})" if where else kinds
            yield what, each.hint, _WEIGHT[each.severity]


def _advice(verdict: Verdict) -> tuple[str, str, str]:
    return verdict.hint, _WEIGHT[verdict.severity], verdict.name


def _together(rows: Iterable[tuple[str, str, str]]) -> Iterator[tuple[str, ...]]:
    """Yield a row for each piece of advice and its weight, with all names it is for."""
    names: dict[tuple[str, str], list[str]] = {}
    for hint, weight, name in rows:
        names.setdefault((hint, weight), []).append(f"`{name}`")
    for (hint, weight), found in names.items():
        yield ", ".join(found), hint, weight


def _words(verdict: Verdict) -> str:
    """Return what an object is called in its rule: `user message`."""
    return verdict.rule.split(".")[1].replace("-", " ")
