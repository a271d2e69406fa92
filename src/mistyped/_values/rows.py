"""Rows of the generated tables: verdicts, rules, models and the like.

What every call needs stands in `operations`, so that a good call loads no more.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

from mistyped._values.operations import NOTHING_LEARNT as NOTHING_LEARNT
from mistyped._values.operations import ApiOperation as ApiOperation
from mistyped.problems import Severity


class Verdict(NamedTuple):
    """The verdict on one property of a request.

    Attributes:
        rule: The id of the rule, `chat.seed`.
        kind: `same`, `narrowed`, `renamed`, `converted`, `refused` or `added`.
        hint: What to do instead; empty if there is nothing to do.
        rename: Mistral's name for it, if `kind` is `renamed`.
        severity: Whether the rule stops a request or warns.
        evidence: Ids of the evidence.
    """

    rule: str
    kind: str
    hint: str = ""
    rename: str = ""
    severity: Severity = "error"
    evidence: tuple[str, ...] = ()


class Rule(NamedTuple):
    """A rule that a schema cannot say.

    Attributes:
        id: By what a user names it, `last-role`.
        group: The module of `mistyped._check.rules` that has its function.
        what: The rule as a sentence.
        hint: What to do instead.
        severity: Whether the rule stops a request or warns.
        evidence: Ids of the evidence.
        operations: The operations that it applies to.
        needs: Members without one of which it cannot be broken.
        lacking: What models cannot that it applies to; it applies to all if empty.
        not_lacking: What models cannot that it does not apply to.
        since: The version of mistyped that brought it.
    """

    id: str
    group: str
    what: str
    hint: str
    severity: Severity
    evidence: tuple[str, ...]
    operations: tuple[str, ...]
    needs: tuple[str, ...]
    lacking: str = ""
    not_lacking: str = ""
    since: str = ""


class Code(NamedTuple):
    """A code in the body of a server's error.

    Attributes:
        status: The HTTP status that comes with it.
        what: What it stands for.
        hint: What to do about it.
        evidence: Ids of the evidence.
    """

    status: str
    what: str
    hint: str
    evidence: tuple[str, ...]


class KnownModel(NamedTuple):
    """What is known of a model, or of a family whose name ends with `*`.

    Attributes:
        name: Its full name, or its beginning and `*`.
        evidence: Ids of the evidence.
        aliases: Names that stand for it today; they move.
        can: What it can, in words of a card's `capabilities` and our own.
        cannot: What it refuses, in the same words.
        efforts: The values of `reasoning_effort` that it takes, none if empty; None if
            that is not known.
        context: How many tokens fit; 0 if that is not known.
        dimensions: How long its embeddings are; 0 if it makes none.
        retires: The day it is switched off, YYYY-MM-DD; empty if none is known.
        retired: Whether that day had come when the table was last looked at.
        replacement: What to use then.
        tokenizer: The kind of its tokenizer, a key of `mistyped.tokens`; empty if that
            is not known.
    """

    name: str
    evidence: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    can: tuple[str, ...] = ()
    cannot: tuple[str, ...] = ()
    efforts: tuple[str, ...] | None = None
    context: int = 0
    dimensions: int = 0
    retires: str = ""
    retired: bool = False
    replacement: str = ""
    tokenizer: str = ""


Learnt: TypeAlias = Mapping[str, KnownModel]
"""What `client.models` has answered, by name; it knows better than the table."""


class ForeignModel(NamedTuple):
    """Names of another vendor's models.

    Attributes:
        pattern: The names, with `*` for anything.
        of: Whose they are.
        nearest: The model of Mistral to try instead; empty if there is none.
    """

    pattern: str
    of: str
    nearest: str


class Evidence(NamedTuple):
    """Where a claim about the API comes from.

    Attributes:
        kind: `official-spec`, `official-sdk`, `recorded`, `quoted-error`,
            `documentation` or `report`.
        source: Where it can be read.
        date: When it was true, as YYYY, YYYY-MM or YYYY-MM-DD.
        claim: What it says, in our words.
        contradicts: Ids of evidence that says the opposite.
    """

    kind: str
    source: str
    date: str
    claim: str
    contradicts: tuple[str, ...] = ()


class Conversion(NamedTuple):
    """What mends a request that breaks a rule.

    Attributes:
        how: `rename`, `remove`, `values` or `by`.
        to: The new name, or the function of `mistyped._check.conversions`.
        values: What stands there instead of each value.
        when: The values that it is for; all if None.
        at: Where it is for, with `*` for any index; everywhere if empty.
        lossy: Whether the model sees or does something else than was asked for.
        says: What was done, as a clause.
    """

    how: str
    to: str = ""
    values: Mapping[str, str] = MappingProxyType({})
    when: tuple[object, ...] | None = None
    at: tuple[str, ...] = ()
    lossy: bool = False
    says: str = ""
