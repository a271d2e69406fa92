"""`client.count_tokens`: by the tokenizers here, or by the server."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Literal, TypeAlias

from openai import AsyncOpenAI, OpenAI
from openai.types.responses import InputTokenCountResponse

from mistyped._values.guards import is_object
from mistyped._values.json_values import to_plain

if TYPE_CHECKING:
    from mistyped.tokens import TokenCount

Source: TypeAlias = Literal["local", "server"]
_COUNT = "/responses/input_tokens"
# What tells requests apart, most telling first.
_PATHS: Mapping[str, str] = {
    "messages": "/v1/chat/completions",
    "prompt": "/v1/fim/completions",
    "requests": "/v1/batch/jobs",
    "input": "/v1/embeddings",
}


class TokenCounting(OpenAI):
    """Counts tokens of requests for a synchronous client."""

    def count_tokens(
        self,
        *,
        source: Source = "local",
        tokenizer: str | None = None,
        **request: object,
    ) -> TokenCount:
        """Count the tokens of a request's prompt.

        Args:
            source: `local` counts here and sends nothing; `server` asks Mistral, for a
                chat as a request to `/v1/responses`.
            tokenizer: The file of the model's tokenizer, or `hf:` and its model's name
                on Hugging Face.
            **request: The request, as for `chat.completions.create`, `fim.create`,
                `embeddings.create` or `batch.jobs.create`.

        Returns:
            How many there are, whether that is exact, and why.

        Raises:
            UncountableError: If it is none of these, or cannot be read.
            ImportError: If mistral-common is not installed.
            openai.APIError: If the server is asked, and does not tell.
        """
        if source == "local":
            return _local(request, tokenizer)
        body = _as_response(request)
        return _served(self.post(_COUNT, body=body, cast_to=InputTokenCountResponse))


class AsyncTokenCounting(AsyncOpenAI):
    """Counts tokens of requests for an asynchronous client."""

    async def count_tokens(
        self,
        *,
        source: Source = "local",
        tokenizer: str | None = None,
        **request: object,
    ) -> TokenCount:
        """Count the tokens of a request's prompt, in a thread of its own.

        Args:
            source: `local` counts here and sends nothing; `server` asks Mistral, for a
                chat as a request to `/v1/responses`.
            tokenizer: The file of the model's tokenizer, or `hf:` and its model's name
                on Hugging Face.
            **request: The request, as for `chat.completions.create`, `fim.create`,
                `embeddings.create` or `batch.jobs.create`.

        Returns:
            How many there are, whether that is exact, and why.

        Raises:
            UncountableError: If it is none of these, or cannot be read.
            ImportError: If mistral-common is not installed.
            openai.APIError: If the server is asked, and does not tell.
        """
        if source == "local":
            from anyio import to_thread

            return await to_thread.run_sync(partial(_local, request, tokenizer))
        body = _as_response(request)
        answer = await self.post(_COUNT, body=body, cast_to=InputTokenCountResponse)
        return _served(answer)


def _local(request: Mapping[str, object], tokenizer: str | None) -> TokenCount:
    from mistyped.tokens import UncountableError, count

    for member, path in _PATHS.items():
        if member in request:
            return count(path, request, tokenizer=tokenizer)
    known = ", ".join(_PATHS)
    raise UncountableError(f"the request has none of {known}, so it has no prompt")


def _as_response(request: Mapping[str, object]) -> dict[str, object]:
    from mistyped.tokens import UncountableError
    from mistyped.tokens.response_items import as_response

    plain, _ = to_plain(dict(request))
    if not is_object(plain) or "messages" not in plain:
        raise UncountableError("messages: the server counts chats alone")
    return as_response(plain)


def _served(answer: InputTokenCountResponse) -> TokenCount:
    from mistyped.tokens import TokenCount

    why = "the server counted it as a request to /v1/responses, and not as a chat"
    return TokenCount(answer.input_tokens, "estimate", why, f"/v1{_COUNT}")
