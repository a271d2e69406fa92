"""A request model's members as a plain OpenAI client takes them."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import TYPE_CHECKING, cast

from mistyped._check.adapting import adapted
from mistyped._check.request_model import BY_REQUEST, Request
from mistyped._compat.policy import OnChange, Policy
from mistyped._values.guards import is_mapping

if TYPE_CHECKING:
    from mistyped._values.rows import Verdict


def openai_arguments(
    request: Request, extra: str, *, lossy: bool, on_change: OnChange | None
) -> dict[str, object]:
    """Return the keyword arguments for a plain OpenAI client.

    Args:
        request: The request.
        extra: What the client's methods call that which they do not know.
        lossy: Whether to convert what the model notices, too.
        on_change: Is called with each change; all are logged as well.
    """
    area, _, name = request.place.partition(".")
    operation, body = BY_REQUEST[name], request.members()
    if operation.carrier == "json":
        done = adapted(operation, body, lossy=lossy)
        Policy(on_change=on_change).tell(done.changes)
        if done.changes and is_mapping(done.body):
            body = {str(key): value for key, value in done.body.items()}
    tables = import_module(f"mistyped._generated.verdicts.{area}")
    known = cast("Mapping[tuple[str, str], Verdict]", tables.VERDICTS)
    added = {
        key: body.pop(key)
        for key in [*body]
        if (name, key) not in known or known[name, key].kind == "added"
    }
    return {**body, extra: added} if added else body
