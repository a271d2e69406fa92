"""What a run takes by name beside its messages and tools."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NotRequired

from mistyped._generated.params.chat import ChatCompletionRunParams

if TYPE_CHECKING:
    from mistyped._agents.loop import Approve
    from mistyped._agents.state import RunState


class RunOptions(ChatCompletionRunParams, closed=True):
    """What ends a run and watches it, and the parameters of each of its requests."""

    budget: NotRequired[int | None]
    """The most tokens, prompts included, after which the model is not asked again."""
    reask: NotRequired[bool]
    """Whether to ask once more for an answer that does not fit its type."""
    approve: NotRequired[Approve | None]
    """Is asked before each call: True lets it run, False or a text for the model denies
    it, None stops the run until somebody knows."""
    until: NotRequired[Callable[[RunState], bool] | None]
    """Is asked after each turn whether the run is over."""
    checkpoint: NotRequired[Callable[[str], None] | None]
    """Is given the state as JSON whenever it has changed."""
