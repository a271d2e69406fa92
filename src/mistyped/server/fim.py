"""`POST /v1/fim/completions`, whole or as a stream: an echo of both sides."""

from __future__ import annotations

from starlette.responses import JSONResponse, Response

from mistyped.server import pieces, validation
from mistyped.server.chat import finished
from mistyped.server.chat_stream import chunks
from mistyped.server.choices import Choice
from mistyped.server.envelope import counts, envelope
from mistyped.server.events import event_stream
from mistyped.server.operations import Call
from mistyped.server.pieces import Budget
from mistyped.server.turn import Turn, turn
from mistyped.server.values import as_text


def completions(call: Call) -> Response:
    """Answer with a comment that names what it stands between.

    Raises:
        ApiError: 422, for what Mistral's API refuses.
    """
    asked = turn(validation.accepted(call))
    prompt, suffix = (as_text(asked.body.value.get(k)) for k in ("prompt", "suffix"))
    choice = _choice(asked, prompt, suffix)
    around = envelope(asked)
    usage = counts(pieces.count(prompt) + pieces.count(suffix), choice.tokens)
    if asked.streams:
        return event_stream(chunks(around, [choice], usage))
    whole = around.wrap("chat.completion", [finished(choice)])
    return JSONResponse({**whole, "usage": usage})


def _choice(asked: Turn, prompt: str, suffix: str) -> Choice:
    budget = Budget(asked.limit)
    text = budget.take(pieces.before(_text(asked, prompt, suffix), asked.stops))
    return Choice(
        index=0,
        text=text,
        thinking="",
        calls=(),
        finish_reason="length" if budget.short else "stop",
        tokens=budget.spent,
    )


def _text(asked: Turn, prompt: str, suffix: str) -> str:
    place = f'between "{prompt}" and "{suffix}"' if suffix else f'after "{prompt}"'
    mark = "" if asked.seed is None else f" [random_seed {asked.seed}]"
    echo = "An echo by mistyped serve, which is no language model."
    return f"# This stands {place}. {echo}{mark}"
