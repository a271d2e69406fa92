"""What an adaptation changed, as plain values."""

from __future__ import annotations

from dataclasses import dataclass

from mistyped.problems import Location, Problem, format_path, shown


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was changed in a request.

    Attributes:
        rule: The id of the rule that the request broke, as `explain` takes it.
        loc: Where it was, as keys and indices from the body's root.
        before: What stood there; None if nothing did.
        after: What stands there now; None if it went, or stands elsewhere.
        what: What was done, a clause without a full stop.
        lossy: Whether the model sees or does something else than was asked for.
    """

    rule: str
    loc: Location
    before: object
    after: object
    what: str
    lossy: bool = False

    @property
    def path(self) -> str:
        """The location as a path, `messages[2].name`; the body itself is `$`."""
        return format_path(self.loc)

    def __str__(self) -> str:
        """One line: path, what was there, what was done, and the rule's id."""
        kind = " (lossy)" if self.lossy else ""
        return f"{self.path} = {shown(self.before)}: {self.what}{kind} [{self.rule}]"


@dataclass(frozen=True, slots=True)
class Adapted:
    """A request that was adapted.

    Attributes:
        body: What may be sent. It is the given one if there was nothing to change.
        changes: What was changed, in the order in which it was done.
        problems: What is still wrong with it, errors and warnings alike.
    """

    body: object
    changes: tuple[Change, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the body may be sent: no problem of severity `error` is left."""
        return all(each.severity != "error" for each in self.problems)


@dataclass(frozen=True, slots=True)
class Notes:
    """What the client did about a request beside sending it: `answer.mistyped`.

    Attributes:
        changes: What was changed in the request, with `compat="adapt"`.
        model_used: The one of `fallback_models` that answered; None if the model did
            that was asked.
        reasked: What the first answer did not fit, an `InvalidOutputError` that has it
            with its usage; None if the model was not asked again.
    """

    changes: tuple[Change, ...] = ()
    model_used: str | None = None
    reasked: ValueError | None = None
