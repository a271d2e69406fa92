"""Calls as OpenTelemetry's spans and metrics, named by its GenAI conventions.

    from mistyped import Mistral
    from mistyped.observability import instrument

    client = instrument(Mistral())

Needs the extra `otel`: `pip install 'mistyped[otel]'`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from openai import AsyncOpenAI, OpenAI

try:
    from mistyped._openai.telemetry import Telemetry, observed
except ModuleNotFoundError as _error:
    if (_error.name or "").partition(".")[0] != "opentelemetry":
        raise
    _msg = "observability needs opentelemetry: pip install 'mistyped[otel]'"
    raise ModuleNotFoundError(_msg, name=_error.name) from _error

if TYPE_CHECKING:
    from opentelemetry.metrics import MeterProvider
    from opentelemetry.trace import TracerProvider

__all__ = ["instrument"]
ClientT = TypeVar("ClientT", bound=OpenAI | AsyncOpenAI)


def instrument(
    client: ClientT,
    *,
    content: bool = False,
    tracer_provider: TracerProvider | None = None,
    meter_provider: MeterProvider | None = None,
) -> ClientT:
    """Tell each call of a client to OpenTelemetry, and each call of its copies.

    A span has the model, what was asked of it, usage, finish reasons, retries and, if
    the check refused the request, the rules. It ends with the answer, or with the last
    event of a stream.

    Args:
        client: A `Mistral` or an `AsyncMistral`; it is observed from now on.
        content: Whether messages and answers stand in the span; they may be private.
        tracer_provider: Where spans go; by default the program's own.
        meter_provider: Where metrics go; by default the program's own.

    Returns:
        The client.
    """
    if not hasattr(client, "telemetry"):
        telemetry = Telemetry(tracer_provider, meter_provider, content=content)
        client.__class__ = observed(client, telemetry)
    return client
