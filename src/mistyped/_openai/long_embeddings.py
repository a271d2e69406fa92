"""Embeddings of more texts than one request takes: several requests, one answer.

OpenAI takes 2,048 texts at once. The requests go out one after the other, so that the
order of the vectors is that of the texts.
"""

from __future__ import annotations

from collections.abc import Sequence

from mistyped._generated.responses.embeddings import CreateEmbeddingResponse
from mistyped._openai.answers import is_raw
from mistyped._openai.wire import FinalRequestOptions, body_of
from mistyped._values.guards import is_list, is_mapping

_MOST = 256


def parts(options: FinalRequestOptions) -> list[FinalRequestOptions]:
    """Return the requests that a long one becomes; none if it is not too long.

    None either if the caller wants the HTTP response, of which there is one.
    """
    body = body_of(options)
    texts = body.get("input") if is_mapping(body) else None
    if not is_mapping(body) or not is_list(texts) or len(texts) <= _MOST:
        return []
    if is_raw(options.headers):
        return []
    return [
        options.model_copy(
            update={
                "json_data": {**body, "input": texts[start : start + _MOST]},
                "extra_json": None,
                "content": None,
            }
        )
        for start in range(0, len(texts), _MOST)
    ]


def joined(answers: Sequence[CreateEmbeddingResponse]) -> CreateEmbeddingResponse:
    """Return one answer with all vectors and the sum of the tokens."""
    whole = answers[0]
    for answer in answers[1:]:
        for each in answer.data:
            each.index = len(whole.data)
            whole.data.append(each)
        for name in ("prompt_tokens", "total_tokens"):
            count = getattr(whole.usage, name) + getattr(answer.usage, name)
            setattr(whole.usage, name, count)
    return whole
