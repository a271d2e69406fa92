"""Secrets of a request, taken out of what repeats them: servers echo keys in errors."""

from __future__ import annotations

from typing import Protocol

from mistyped._values.guards import is_list, is_mapping

REDACTED = "[redacted]"
_WITH_SCHEME = ("authorization", "proxy-authorization")
_BARE = ("api-key", "x-api-key", "cookie")
_LEAST = 8
"""How many characters a secret has, and tell a random one that was cut."""
_TELLING = 12
"""How many tell one that may be made of words, such as `mistral-local`."""
_RANDOM = 16
"""How many characters a random one has."""
_KINDS = (str.islower, str.isupper, str.isdigit)
_DEEPEST = 100


class _Headers(Protocol):
    def get(self, key: str, default: str, /) -> str: ...


class _Url(Protocol):
    @property
    def password(self) -> str: ...


class Sent(Protocol):
    """A request of either HTTP library."""

    @property
    def headers(self) -> _Headers:
        """Its headers."""
        ...

    @property
    def url(self) -> _Url:
        """Where it went."""
        ...


def secrets_of(request: Sent) -> tuple[str, ...]:
    """Return what the headers of an HTTP request, or its URL, keep secret."""
    headers = request.headers
    found = {headers.get(name, "").rpartition(" ")[2] for name in _WITH_SCHEME}
    found |= {headers.get(name, "") for name in _BARE} | {request.url.password}
    escaped = {each.replace("/", "\\/") for each in found}  # as some write JSON
    return tuple(sorted(each for each in found | escaped if len(each) >= _LEAST))


def redacted(text: str, secrets: tuple[str, ...]) -> str:
    """Return a text without the secrets, and without their beginnings."""
    for secret in secrets:
        start = _start(secret)
        before, *parts = text.split(start)
        rests = [part[_alike(part, secret[len(start) :]) :] for part in parts]
        text = REDACTED.join([before, *rests])
    return text


def redacted_json(value: object, secrets: tuple[str, ...], depth: int = 0) -> object:
    """Return JSON, or bytes, without the secrets; what is too deep to see is gone."""
    if isinstance(value, str):
        return redacted(value, secrets)
    if isinstance(value, bytes):
        return redacted(value.decode("latin-1"), secrets).encode("latin-1")
    if depth > _DEEPEST:
        return REDACTED
    if is_mapping(value):
        return {
            redacted_json(k, secrets, depth): redacted_json(v, secrets, depth + 1)
            for k, v in value.items()
        }
    if is_list(value):
        return [redacted_json(each, secrets, depth + 1) for each in value]
    return value


def cause_without(
    error: BaseException, secrets: tuple[str, ...]
) -> BaseException | None:
    """Return an error as the cause of another; None if a traceback of it tells one."""
    seen: BaseException | None = error
    while seen is not None:
        text = f"{seen!r} {seen}"
        if redacted(text, secrets) != text:
            return None
        seen = seen.__cause__ or seen.__context__
    return error


def _start(secret: str) -> str:
    """Return the beginning by which a secret is found; words are no secret yet."""
    is_random = len(secret) >= _RANDOM and all(
        any(map(kind, secret)) for kind in _KINDS
    )
    return secret[: _LEAST if is_random else _TELLING]


def _alike(text: str, other: str) -> int:
    """Return how many characters two texts have alike at their beginnings."""
    pairs = zip(text, other, strict=False)
    return next(
        (n for n, (a, b) in enumerate(pairs) if a != b), min(len(text), len(other))
    )
