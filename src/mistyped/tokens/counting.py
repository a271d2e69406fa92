"""How many tokens a request has, how sure that is, and why."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Final, Literal, TypeAlias

from mistyped._check.operations import full_path
from mistyped._values.guards import is_list, is_mapping, is_object
from mistyped._values.json_values import to_plain
from mistyped.tokens.chat_request import read_chat
from mistyped.tokens.kinds import KINDS, Kind, kind_of
from mistyped.tokens.loading import (
    encoder,
    ranks,
    remembering_ranks,
    require_installed,
)
from mistyped.tokens.pieces import pieces_of
from mistyped.tokens.plain_chat import (
    AROUND,
    count_turns,
    plain_turns,
    settings_text,
)

Certainty: TypeAlias = Literal["exact", "estimate"]
Body: TypeAlias = Mapping[object, object]
TokenizerName: TypeAlias = str | PathLike[str]
"""The path of a tokenizer's file, or `hf:` and a model's name on Hugging Face."""


class UncountableError(ValueError):
    """A request has no count; the message says why, and what to do."""


@dataclass(frozen=True, slots=True)
class TokenCount:
    """How many tokens a request has.

    Attributes:
        tokens: The number of tokens of the prompt, control tokens included.
        certainty: `exact` if Mistral counts the same, as far as is known; else
            `estimate`.
        why: Why it is no more than an estimate, or what makes it exact.
        tokenizer: What counted: a kind as in docs/tokens.md, a path, or the server.
    """

    tokens: int
    certainty: Certainty
    why: str
    tokenizer: str

    def __int__(self) -> int:
        """Return the number of tokens."""
        return self.tokens

    def __str__(self) -> str:
        """The number, how sure it is, and why."""
        return f"{self.tokens} tokens ({self.certainty}: {self.why})"


def count(
    path: str, body: Mapping[str, object], *, tokenizer: TokenizerName | None = None
) -> TokenCount:
    """Count the tokens of a request's prompt, without sending anything.

    Args:
        path: The path that it is for, such as `/v1/chat/completions`: of chat, of
            filling in, of embeddings, or `/v1/batch/jobs` with its requests inline.
        body: The request. A line of a batch file is counted by its own `body`.
        tokenizer: The file of the model's tokenizer, `tekken.json`, or `hf:` and the
            model's name on Hugging Face, which makes the count exact.

    Raises:
        UncountableError: If the path has no prompt, or the prompt cannot be read.
        ImportError: If mistral-common is not installed.
        ValueError: If `tokenizer` is none.
    """
    require_installed()
    plain, _ = to_plain(body)
    if not is_object(plain):
        raise UncountableError(f"{path}: the body is no object")
    return count_plain(path, plain, tokenizer=tokenizer)


def count_plain(
    path: str, body: Body, *, tokenizer: TokenizerName | None = None
) -> TokenCount:
    """Count a request that is plain JSON, by a tokenizer that is installed.

    Raises:
        UncountableError: If the path has no prompt, or the prompt cannot be read.
        ValueError: If `tokenizer` is none.
    """
    way = _WAYS.get(full_path(path))
    if way is None:
        known = ", ".join(_WAYS)
        raise UncountableError(
            f"{path}: requests to it are not counted here, only to {known}; "
            "client.responses.input_tokens.count asks the server"
        )
    return way(body, None if tokenizer is None else fspath(tokenizer))


def count_batch(
    path: str,
    requests: Iterable[Mapping[str, object]],
    *,
    model: str = "",
    tokenizer: TokenizerName | None = None,
) -> TokenCount:
    """Count the tokens of all requests of a batch.

    Args:
        path: The job's endpoint, `/v1/chat/completions`.
        requests: The lines of its file, each with a `body`.
        model: The job's model, for bodies that name none.
        tokenizer: As for `count`.

    Raises:
        UncountableError: If one of them cannot be read; it says which.
        ImportError: If mistral-common is not installed.
    """
    counts: list[TokenCount] = []
    for at, line in enumerate(requests):
        body = line.get("body")
        if not is_mapping(body):
            raise UncountableError(f"requests[{at}]: it has no body")
        named = {str(key): value for key, value in {"model": model, **body}.items()}
        try:
            counts.append(count(path, named, tokenizer=tokenizer))
        except UncountableError as error:
            raise UncountableError(f"requests[{at}]: {error}") from error
    return _together(counts)


def _together(counts: Sequence[TokenCount]) -> TokenCount:
    doubts = {each.why: None for each in counts if each.certainty == "estimate"}
    names = ", ".join(dict.fromkeys(each.tokenizer for each in counts))
    return _told(sum(each.tokens for each in counts), names, tuple(doubts))


def _told(tokens: int, name: str, doubts: tuple[str, ...]) -> TokenCount:
    if doubts:
        return TokenCount(tokens, "estimate", "; ".join(doubts), name)
    return TokenCount(tokens, "exact", "counted with the model's own tokenizer", name)


def _chosen(body: Body, tokenizer: str | None) -> tuple[str, tuple[str, ...]]:
    if tokenizer is not None:
        return tokenizer, ()
    model = body.get("model")
    return kind_of(model if isinstance(model, str) else "")


def _chat(body: Body, tokenizer: str | None) -> TokenCount:
    messages = body.get("messages")
    if not is_list(messages) or not messages:
        raise UncountableError("messages: give a list with at least one message")
    name, doubts = _chosen(body, tokenizer)
    kind = KINDS.get(name)
    if kind is not None and kind.is_tekken:
        found = _chat_by_ranks(body, kind)
        if found is not None:
            tokens, left_out = found
            return _told(tokens, name, (*doubts, *left_out))
    chat = read_chat(body)
    counter = encoder(name)
    from mistyped.tokens.encoding import UNREADABLE

    try:
        tokens = counter.chat(chat, body.get("reasoning_effort"))
    except UNREADABLE as error:
        raise UncountableError(f"messages: mistral-common: {error}") from error
    if kind is not None and kind.version == "v15" and not settings_text(body):
        tokens -= counter.text(settings_text({})) + AROUND
    return _told(tokens, name, (*doubts, *chat.left_out))


def _chat_by_ranks(body: Body, kind: Kind) -> tuple[int, tuple[str, ...]] | None:
    """Count a chat without mistral-common, and say what is not counted; None if not."""
    measure = ranks(kind.file)
    found = pieces_of(body, kind.version)
    if found is not None:
        again = sum(map(remembering_ranks(kind.file), found.again))
        whole = found.others + sum(map(measure, found.texts)) + again
        return whole, tuple(found.left_out)
    turns = plain_turns(body) if kind.version == "v3" else None
    tokens = None if turns is None else count_turns(turns, measure)
    return None if tokens is None else (tokens, ())


def _fim(body: Body, tokenizer: str | None) -> TokenCount:
    name, doubts = _chosen(body, tokenizer)
    prompt, suffix = body.get("prompt"), body.get("suffix")
    if not isinstance(prompt, str) or not isinstance(suffix, str | None):
        raise UncountableError("prompt and suffix: give texts")
    tokens = encoder(name).fim(prompt, suffix)
    kind = KINDS.get(name)
    if kind is not None and not kind.ships:
        tokens += 1  # as in all recorded answers of codestral-2508
    return _told(tokens, name, doubts)


def _embeddings(body: Body, tokenizer: str | None) -> TokenCount:
    name, doubts = _chosen(body, tokenizer)
    given = body.get("input")
    texts = [given] if isinstance(given, str) else given
    if not is_list(texts):
        raise UncountableError("input: give a text, or a list of texts")
    kind = KINDS.get(name)
    measure = ranks(kind.file) if kind and kind.is_tekken else encoder(name).text
    tokens = 0
    for text in texts:
        if not isinstance(text, str):
            raise UncountableError("input: only texts are counted")
        tokens += measure(text) + AROUND
    return _told(tokens, name, doubts)


def _batch(body: Body, tokenizer: str | None) -> TokenCount:
    requests, endpoint = body.get("requests"), body.get("endpoint")
    if not is_list(requests) or not isinstance(endpoint, str):
        raise UncountableError(
            "requests: only those that stand in the job itself are counted; for a file "
            "use mistyped.tokens.count_batch with its lines"
        )
    model = body.get("model")
    lines = [
        {str(key): value for key, value in line.items()}
        for line in requests
        if is_object(line)
    ]
    return count_batch(
        endpoint,
        lines,
        model=model if isinstance(model, str) else "",
        tokenizer=tokenizer,
    )


_WAYS: Final[Mapping[str, Callable[[Body, str | None], TokenCount]]] = {
    "/v1/chat/completions": _chat,
    "/v1/fim/completions": _fim,
    "/v1/embeddings": _embeddings,
    "/v1/batch/jobs": _batch,
}
