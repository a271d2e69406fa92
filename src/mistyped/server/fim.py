"""`POST /v1/fim/completions`, whole or as a stream: an echo of both sides."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from mistyped.server.call import Call
from mistyped.server.chat import finished
from mistyped.server.chat_request import ChatRequest, read_chat_request
from mistyped.server.chat_stream import chunks
from mistyped.server.choices import Choice
from mistyped.server.completion_envelope import completion_usage, envelope_for
from mistyped.server.json_types import as_text
from mistyped.server.server_sent_events import event_stream
from mistyped.server.tokenizer import TokenBudget, count_tokens, cut_at_stop
from mistyped.server.validation import checked_body


def completions(call: Call) -> Response:
    """Answer with a comment that names what it stands between.

    Raises:
        ApiError: 422, for what Mistral's API refuses.
    """
    asked = read_chat_request(checked_body(call))
    prompt, suffix = (as_text(asked.body.value.get(k)) for k in ("prompt", "suffix"))
    choice = _choice(asked, prompt, suffix)
    around = envelope_for(asked)
    usage = completion_usage(count_tokens(prompt) + count_tokens(suffix), choice.tokens)
    if asked.streams:
        return event_stream(chunks(around, [choice], usage))
    whole = around.wrap("chat.completion", [finished(choice)])
    return JSONResponse({**whole, "usage": usage})


def _choice(asked: ChatRequest, prompt: str, suffix: str) -> Choice:
    budget = TokenBudget(asked.limit)
    text = budget.take(cut_at_stop(_text(asked, prompt, suffix), asked.stops))
    return Choice(
        index=0,
        text=text,
        thinking="",
        calls=(),
        finish_reason="length" if budget.short else "stop",
        tokens=budget.spent,
    )


def _text(asked: ChatRequest, prompt: str, suffix: str) -> str:
    place = f'between "{prompt}" and "{suffix}"' if suffix else f'after "{prompt}"'
    mark = "" if asked.seed is None else f" [random_seed {asked.seed}]"
    echo = "An echo by mistyped serve, which is no language model."
    return f"# This stands {place}. {echo}{mark}"
