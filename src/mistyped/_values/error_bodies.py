"""What the body of a server's error says, in whichever shape it says it.

Mistral answers in more shapes than OpenAI: a `detail` that is a text or a list of
problems, bare, under `message` or under `error`; a flat `message`; OpenAI's nested one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mistyped._values.guards import is_list, is_mapping
from mistyped._values.union_noise import real_path, without_noise
from mistyped.problems import ErrorDetail, Problem

_KEYS = ("detail", "message", "error")
_DEPTH = 4
_SHOWN = 20
_LONG = 1_000
_SNIPPET = 200


def reason(body: object, sent: object = None) -> str:
    """Return what the body says went wrong; empty if it has no words for it.

    A list of problems gets a line for each, with its path and type, but not the value:
    that is the user's, and may be secret.

    Args:
        body: The body of the error.
        sent: The body of the request, if it is known: of unions, the branches that
            were not meant are left out then.
    """
    if isinstance(body, str | bytes):
        return _no_json(body)
    said = _said(body)
    if said is body:
        return ""
    if isinstance(said, str):
        return _cut(said)
    return _list(_meant(said, sent)) if is_list(said) else ""


def problems(body: object, sent: object = None) -> tuple[Problem, ...]:
    """Return what the body says as problems, one for each entry of its list.

    Args:
        body: The body of the error.
        sent: The body of the request, to leave out of a path what is no part of it:
            the server names the branch of a union as well, and tries all of them.
    """
    said = _said(body)
    if is_list(said):
        return tuple(_problem(each, sent) for each in _meant(said, sent))
    text = reason(body)
    rule = code(body) or _named(body, "type") or "server-error"
    return (Problem(rule, (), text),) if text else ()


def code(body: object) -> str | None:
    """Return Mistral's code for the error, such as 3051; None if it has none."""
    return _named(body, "code")


def _named(body: object, key: str) -> str | None:
    """Return a member of the outermost object that has it."""
    values = (fields.get(key) for fields in _levels(body))
    found = (str(v) for v in values if isinstance(v, str | int) and v != "")
    return next(map(_cut, found), None)


def _levels(body: object) -> Iterator[Mapping[object, object]]:
    """Yield the objects that an envelope wraps around its words, outermost first."""
    for _ in range(_DEPTH):
        if not is_mapping(body):
            return
        fields = body
        yield fields
        body = next((fields[key] for key in _KEYS if fields.get(key)), None)


def _said(body: object) -> object:
    said = body
    for fields in _levels(body):
        said = next((fields[key] for key in _KEYS if fields.get(key)), None)
    return said


def _no_json(body: str | bytes) -> str:
    text = body.decode(errors="replace") if isinstance(body, bytes) else body
    short = " ".join(text[: _SNIPPET * 4].split())[:_SNIPPET]
    return f"the answer is no JSON: {short!r}" if short else "the answer is empty"


def _list(said: Sequence[object]) -> str:
    lines = [_line(each) for each in said[:_SHOWN]]
    if len(said) == 1:
        return lines[0]
    text = [f"{len(said)} problems:", *(f"  {line}" for line in lines)]
    if len(said) > _SHOWN:
        text.append(f"  ... and {len(said) - _SHOWN} more, in error.body")
    return "\n".join(text)


def _meant(said: Sequence[object], sent: object) -> Sequence[object]:
    """Return the entries of a list that are no noise of unions."""
    details = [_problem(each, None).details for each in said]
    if not sent or not all(details):
        return said
    kept = without_noise([each for (each,) in details], sent)
    return [said[at] for at in kept]


def _line(entry: object) -> str:
    if isinstance(entry, str):
        return _cut(entry)
    if not is_mapping(entry) or not isinstance(entry.get("msg"), str):
        return _cut(repr(entry))
    return _cut(str(_problem(entry, None)))


def _problem(entry: object, sent: object) -> Problem:
    fields: Mapping[object, object] = entry if is_mapping(entry) else {}
    message, loc = fields.get("msg"), fields.get("loc")
    if not isinstance(message, str) or not is_list(loc):
        text = entry if isinstance(entry, str) else repr(entry)
        return Problem("server-error", (), _cut(text))
    path = tuple(item if isinstance(item, int) else str(item) for item in loc)
    inner = path[1:] if path[:1] in (("body",), ("query",)) else path
    rule = _cut(str(fields.get("type", "server-error")))
    ctx = fields.get("ctx")
    context = {str(k): v for k, v in ctx.items()} if is_mapping(ctx) else {}
    detail = ErrorDetail(rule, inner, _cut(message), context)
    real = real_path(detail, sent) if sent else inner
    return Problem(rule, real, detail.msg, details=(detail,))


def _cut(text: str) -> str:
    return text if len(text) <= _LONG else f"{text[:_LONG]}..."
