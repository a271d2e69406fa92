"""What drives the loop: it asks the model, calls the tools, and tells what happens."""

from __future__ import annotations

from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Callable,
    Coroutine,
    Generator,
    Iterable,
    Iterator,
    Mapping,
)
from contextlib import aclosing
from inspect import isawaitable
from types import TracebackType
from typing import TYPE_CHECKING, Generic, Protocol, Self

from openai import NotGiven, Omit, omit

from mistyped._agents.calls import Call
from mistyped._agents.loop import Ask, Decide, Limits, Loop
from mistyped._agents.run import CallDone, CallStarted, Run, RunEvent, TurnDone
from mistyped._agents.state import RunState, begun, plain_message, resumed
from mistyped._agents.tool_set import AsTool, ToolSet
from mistyped._generated.responses.chat import ChatCompletion
from mistyped._openai.chat import ResponseFormatT
from mistyped._openai.chat_streams import AsyncChatStream, ChatStream
from mistyped._openai.parsing import FormatParam, format_param, parser
from mistyped._values.call_options import OPTION_NAMES

if TYPE_CHECKING:
    from mistyped._agents.options import RunOptions

_WATCHING = ("budget", "reask", "approve", "until", "checkpoint")


class Completions(Protocol):
    """What asks the model."""

    @property
    def create(self) -> Callable[..., object]:
        """Create an answer, or a stream of one."""
        ...


class Driver(Generic[ResponseFormatT]):
    """A loop with all that it takes to ask the model.

    Args:
        completions: What asks the model.
        messages: The conversation so far.
        state: The state of a run, in its place.
        tools: Tools, or functions to make tools of.
        response_format: A type to read the last answer into, or a response format.
        max_turns: The most answers of the model.
        params: The parameters of every request, options of calls, and of the run.

    Raises:
        TypeError: If there are neither messages nor a state, or both.
        ValueError: If the state is none.
    """

    def __init__(
        self,
        completions: Completions,
        *,
        messages: Iterable[object] | None,
        state: str | bytes | None,
        tools: ToolSet | Iterable[AsTool],
        response_format: type[ResponseFormatT] | FormatParam | Omit,
        max_turns: int,
        params: RunOptions,
    ) -> None:
        limits = Limits(
            max_turns,
            params.get("budget"),
            params.get("reask", False),
            params.get("until"),
            params.get("approve"),
            params.get("checkpoint"),
        )
        given: dict[str, object] = {
            name: value
            for name, value in params.items()
            if name not in _WATCHING and not isinstance(value, Omit | NotGiven)
        }
        self._options = {k: given.pop(k) for k in OPTION_NAMES & given.keys()}
        self._create = completions.create
        self._format = format_param(response_format)
        kind: type[ResponseFormatT] | Omit = omit
        if isinstance(response_format, type):
            kind = response_format
        self.loop: Loop[ResponseFormatT] = Loop(
            _state(messages, state, given),
            tools if isinstance(tools, ToolSet) else ToolSet(tools),
            limits,
            parser(kind, omit),
        )

    def ask(self, *, stream: bool) -> object:
        """Ask the model with what was said so far."""
        return self._create(
            messages=self.loop.state.messages,
            tools=[*self.loop.tools] or omit,
            response_format=self._format,
            stream=stream,
            **{**self.loop.state.params, **self._options},
        )

    def take(self, completion: object) -> TurnDone:
        """Take what the model answered."""
        if not isinstance(completion, ChatCompletion):
            raise TypeError(f"this is no chat completion: {completion!r}")
        self.loop.take(completion)
        return TurnDone(completion)


def _state(
    messages: Iterable[object] | None,
    state: str | bytes | None,
    params: Mapping[str, object],
) -> RunState:
    if (messages is None) == (state is None):
        raise TypeError("give either messages, or the state of a run to go on with")
    if state is None:
        return begun(messages or (), params)
    made = resumed(state)
    made.params |= plain_message(dict(params))
    return made


class RunStream(Generic[ResponseFormatT]):
    """What happens in a run, as it happens: iterate over it."""

    def __init__(self, driver: Driver[ResponseFormatT], *, stream: bool = True) -> None:
        self._driver = driver
        self._loop = driver.loop
        self._stream = stream
        self._events = self._run()

    def __iter__(self) -> Iterator[RunEvent]:
        return self._events

    def __next__(self) -> RunEvent:
        return next(self._events)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        self._events.close()

    def result(self) -> Run[ResponseFormatT]:
        """Go on to the end, and return what the run gives."""
        for _ in self._events:
            pass
        return Run(self._loop)

    @property
    def state(self) -> str:
        """The state so far as JSON, for `run(state=...)` to go on from."""
        return self._loop.state.model_dump_json()

    def _run(self) -> Generator[RunEvent, None, None]:
        while (step := self._loop.step()) is not None:
            if isinstance(step, Ask):
                yield from self._ask()
            elif isinstance(step, Decide):
                self._decide(step.calls)
            else:
                yield from map(CallStarted, step.calls)
                for call, message in self._loop.tools.each(step.calls):
                    self._loop.record(call, message)
                    yield CallDone(call, message)

    def _ask(self) -> Iterator[RunEvent]:
        completion = self._driver.ask(stream=self._stream)
        if isinstance(completion, ChatStream):
            with completion as chunks:
                events = chunks.events(omit, omit)
                for chunk in chunks:
                    yield from events.of(chunk)
                completion = chunks.completion()
        yield self._driver.take(completion)

    def _decide(self, calls: Iterable[Call]) -> None:
        for call in calls:
            approval = self._loop.limits.approval(call)
            if isawaitable(approval):
                if isinstance(approval, Coroutine):
                    approval.close()
                raise TypeError("approve is async; use AsyncMistral with it")
            if not self._loop.decide(call, approval):
                return


class AsyncRunStream(Generic[ResponseFormatT]):
    """What happens in a run, as it happens: iterate over it."""

    def __init__(self, driver: Driver[ResponseFormatT], *, stream: bool = True) -> None:
        self._driver = driver
        self._loop = driver.loop
        self._stream = stream
        self._events = self._run()

    def __aiter__(self) -> AsyncIterator[RunEvent]:
        return self._events

    async def __anext__(self) -> RunEvent:
        return await anext(self._events)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> None:
        await self._events.aclose()

    async def result(self) -> Run[ResponseFormatT]:
        """Go on to the end, and return what the run gives."""
        async for _ in self._events:
            pass
        return Run(self._loop)

    @property
    def state(self) -> str:
        """The state so far as JSON, for `run(state=...)` to go on from."""
        return self._loop.state.model_dump_json()

    async def _run(self) -> AsyncGenerator[RunEvent, None]:
        while (step := self._loop.step()) is not None:
            if isinstance(step, Ask):
                async with aclosing(self._ask()) as events:
                    async for event in events:
                        yield event
            elif isinstance(step, Decide):
                await self._decide(step.calls)
            else:
                for call in step.calls:
                    yield CallStarted(call)
                results = self._loop.tools.each_async(step.calls, self._loop.record)
                async with aclosing(results) as done:
                    async for call, message in done:
                        yield CallDone(call, message)

    async def _ask(self) -> AsyncGenerator[RunEvent, None]:
        asked = self._driver.ask(stream=self._stream)
        completion: object = await asked if isawaitable(asked) else asked
        if isinstance(completion, AsyncChatStream):
            async with completion as chunks:
                events = chunks.events(omit, omit)
                async for chunk in chunks:
                    for event in events.of(chunk):
                        yield event
                completion = await chunks.completion()
        yield self._driver.take(completion)

    async def _decide(self, calls: Iterable[Call]) -> None:
        for call in calls:
            approval = self._loop.limits.approval(call)
            said = await approval if isawaitable(approval) else approval
            if not self._loop.decide(call, said):
                return
