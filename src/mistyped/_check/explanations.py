"""What is known of a parameter, a rule, a model or a code, and how it is known."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache

from mistyped._check.schemas import Schema, Schemas, load_schemas, resolve
from mistyped._check.topics import Topic as Topic
from mistyped._check.topics import cited, other_names, other_topics
from mistyped._generated.codes import CODES
from mistyped._generated.operations import OPERATIONS
from mistyped._generated.rules import RULES
from mistyped._values.rows import ApiOperation, Verdict

_KINDS = {
    "same": "Mistral takes it as OpenAI does",
    "narrowed": "Mistral takes it with tighter or other values",
    "converted": "Mistral takes it in another shape",
    "renamed": "Mistral calls it {rename}",
    "refused": "Mistral refuses it",
    "added": "only Mistral has it",
}
GENERAL_RULES = {
    "batch-bytes": "a file of a batch is larger than Mistral takes",
    "batch-lines": "a file of a batch may have more lines than Mistral takes",
    "cycle": "a value contains itself",
    "duplicate-custom-id": "two lines of a batch have the same name",
    "dumped-answer": "an answer's message was dumped with keys that Mistral refuses",
    "empty-file": "a file has no bytes, or none behind the place where it stands",
    "exactly-one": "of some members exactly one has to be there",
    "integer-range": "an integer does not fit into 64 bits",
    "invalid-key": "a key of an object is no text",
    "invalid-unicode": "a text holds half of a surrogate pair",
    "left-out": "a member of an answer's message is not sent back",
    "missing": "a required member is not there",
    "not-finite": "a number is NaN or infinite",
    "not-json": "a value has no form in JSON",
    "not-offered": "OpenAI has the path and Mistral has not",
    "null": "a member is null where Mistral takes no null",
    "other-endpoint": "a line of a batch is for another endpoint than the first",
    "out-of-range": "a number is outside Mistral's range",
    "path-id": "an id would change the path that it stands in",
    "pattern": "a text has not the form that Mistral takes",
    "responses-over-chat": "the Responses API has it, and chat completions have not",
    "streamed-line": "a line of a batch asks for a stream",
    "too-deep": "a value is nested more than 100 levels deep",
    "too-few": "a list or a text is shorter than Mistral takes",
    "too-many": "a list or a text is longer than Mistral takes",
    "unknown-key": "Mistral knows no such member",
    "unknown-operation": "there is no such path, for all that mistyped knows",
    "unreadable-file": "a file is not there, closed, text, or else not to be read",
    "wrong-type": "a value has another type than Mistral takes",
    "wrong-value": "a word is none of those that Mistral takes",
}
"""The rules of the schemas themselves, with what each finds."""


def explain(name: str) -> tuple[Topic, ...]:
    """Return what is known of a name.

    Args:
        name: A parameter (`stream_options`), a path in a request (`messages[0].name`,
            `$.messages[*].name`), a rule
            (`last-role`, `chat.seed`), a code of Mistral's errors (`3230`), an HTTP
            status (`422`), a method (`client.images`), a model of Mistral's or of
            another vendor (`mistral-embed`, `gpt-4o`), or the id of some evidence.

    Raises:
        LookupError: If nothing is known of it; the message names what is close.
    """
    wanted = name.strip().removeprefix("$.")
    found = (
        *_codes(wanted),
        *_rules(wanted),
        *_parameters(wanted),
        *other_topics(wanted),
    )
    if not found:
        close = get_close_matches(wanted, names(), n=3)
        hint = f"; did you mean {' or '.join(close)}?" if close else ""
        raise LookupError(f"nothing is known of {wanted!r}{hint}")
    return found


@cache
def names() -> tuple[str, ...]:
    """Return every name that can be explained, but for paths."""
    verdicts = {each for _, table in _tables() for (_, each) in table.verdicts}
    return tuple(sorted({*CODES, *rule_ids(), *verdicts, *other_names()}))


@cache
def rule_ids() -> frozenset[str]:
    """Return the ids of all rules."""
    tables = [table for _, table in _tables()]
    verdicts = {verdict.rule for table in tables for verdict in table.verdicts.values()}
    tags = {verdict.rule for table in tables for verdict in table.refused_tags.values()}
    return frozenset({*GENERAL_RULES, *verdicts, *tags, *(rule.id for rule in RULES)})


def unknown_rules(ids: Iterable[str]) -> Iterator[str]:
    """Say of each id that no rule has what may have been meant."""
    for each in sorted(set(ids) - rule_ids()):
        close = get_close_matches(each, rule_ids(), n=1)
        hint = f"did you mean {close[0]}?" if close else "an error names its rule"
        yield f"there is no rule {each!r}; {hint}"


def _codes(name: str) -> Iterator[Topic]:
    code = CODES.get(name)
    if code:
        where = f"errors with HTTP status {code.status}"
        evidence = cited(code.evidence)
        yield Topic(name, "code", where, code.what, code.hint, "", evidence)


def _rules(name: str) -> Iterator[Topic]:
    if name in GENERAL_RULES:
        yield Topic(name, "rule", "", GENERAL_RULES[name], "", "error", (), name)
    for rule in RULES:
        if rule.id == name:
            where = ", ".join(rule.operations)
            evidence = cited(rule.evidence)
            severity = rule.severity
            yield Topic(
                name, "rule", where, rule.what, rule.hint, severity, evidence, name
            )
    seen: set[str] = set()
    for _, table in _tables():
        tags = ((owner[0], verdict) for owner, verdict in table.refused_tags.items())
        plain = ((owner[0], verdict) for owner, verdict in table.verdicts.items())
        for schema, verdict in (*plain, *tags):
            if verdict.rule == name and name not in seen:
                seen.add(name)
                yield _topic(schema, verdict)


def _parameters(name: str) -> Iterator[Topic]:
    """Yield the verdicts on a property, at a path or anywhere."""
    path = [part for part in re.split(r"\[(?:\d+|\*)\]|\.", name) if part]
    if not path:
        return
    seen: set[str] = set()
    for operation, table in _tables():
        owners = set(_owners(operation, table, path)) if len(path) > 1 else None
        for (schema, key), verdict in table.verdicts.items():
            named = key == path[-1] and (owners is None or schema in owners)
            if named and verdict.rule not in seen and verdict.rule != name:
                seen.add(verdict.rule)
                yield _topic(schema, verdict)


def _owners(operation: ApiOperation, table: Schemas, path: list[str]) -> Iterator[str]:
    """Yield the objects that a path may lead into, by names of its members."""
    here = [table.definitions[operation.request]]
    for part in path[:-1]:
        inner = (
            schema["fields"][part]["schema"]
            for schema in here
            if part in schema["fields"]
        )
        here = [each for schema in inner for each in _objects(schema, table)]
    yield from (str(schema["ref"]) for schema in here)


def _objects(schema: Schema, table: Schemas) -> Iterator[Schema]:
    """Yield the objects that a value may be, or hold in a list."""
    schema = resolve(schema, table)
    if schema["type"] == "typed-dict":
        yield schema
        return
    below: Iterable[Schema] = ()
    if schema["type"] == "list":
        below = [schema["items_schema"]]
    elif schema["type"] == "union":
        below = [each for each, _ in schema["choices"]]
    elif schema["type"] == "tagged-union":
        below = schema["choices"].values()
    for each in below:
        yield from _objects(each, table)


def _topic(schema: str, verdict: Verdict) -> Topic:
    refused = verdict.kind in ("refused", "renamed", "narrowed")
    return Topic(
        verdict.rule,
        "parameter",
        schema,
        _KINDS[verdict.kind].format(rename=verdict.rename),
        verdict.hint,
        verdict.severity if refused else "",
        cited(verdict.evidence),
        verdict.rule if verdict.kind in ("refused", "renamed") else "",
    )


@cache
def _tables() -> tuple[tuple[ApiOperation, Schemas], ...]:
    """Return the tables of each operation that is asked something."""
    asked = [operation for operation in OPERATIONS.values() if operation.request]
    return tuple((operation, load_schemas(operation.area)) for operation in asked)
