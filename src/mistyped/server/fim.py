"""`POST /v1/fim/completions`, whole or as a stream: an echo of both sides."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from mistyped.server.call import Call
from mistyped.server.canned import told
from mistyped.server.chat import choice_object
from mistyped.server.chat_request import ChatRequest, read_chat_request
from mistyped.server.chat_stream import chunks
from mistyped.server.choices import Choice, canned_choice
from mistyped.server.completion_envelope import completion_usage, envelope_for
from mistyped.server.context_length import refuse_too_long
from mistyped.server.json_types import as_text
from mistyped.server.routes import handles
from mistyped.server.server_sent_events import event_stream
from mistyped.server.tokenizer import TokenBudget, count_tokens, cut_at_stop
from mistyped.server.validation import checked_body


@handles("fim.create")
def completions(call: Call) -> Response:
    """Answer with a comment that names what it stands between.

    Raises:
        ApiError: 422 or 400, for what Mistral's API refuses.
    """
    request = read_chat_request(checked_body(call))
    prompt, suffix = (as_text(request.body.value.get(k)) for k in ("prompt", "suffix"))
    tokens = count_tokens(prompt) + count_tokens(suffix)
    refuse_too_long(request.model, tokens)
    choice = _choice(request, prompt, suffix)
    envelope = envelope_for(request)
    usage = completion_usage(tokens, choice.tokens)
    if request.streams:
        return event_stream(chunks(envelope, [choice], usage))
    whole = envelope.wrap("chat.completion", [choice_object(choice)])
    return JSONResponse({**whole, "usage": usage})


def _choice(request: ChatRequest, prompt: str, suffix: str) -> Choice:
    if (canned := told()) is not None:
        return canned_choice(canned, request, 0)
    budget = TokenBudget(request.limit)
    text = budget.take(cut_at_stop(_text(request, prompt, suffix), request.stops))
    return Choice(
        index=0,
        text=text,
        thinking="",
        calls=(),
        finish_reason="length" if budget.exceeded else "stop",
        tokens=budget.spent,
    )


def _text(request: ChatRequest, prompt: str, suffix: str) -> str:
    place = f'between "{prompt}" and "{suffix}"' if suffix else f'after "{prompt}"'
    mark = "" if request.seed is None else f" [random_seed {request.seed}]"
    echo = "An echo by mistyped serve, which is no language model."
    return f"# This stands {place}. {echo}{mark}"
