"""Several tools: what stands in a request, and what runs the calls of an answer."""

from __future__ import annotations

import asyncio
from collections.abc import (
    AsyncGenerator,
    Awaitable,
    Callable,
    Iterable,
    Iterator,
    Mapping,
    Sequence,
)
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from contextlib import ExitStack, aclosing
from contextvars import copy_context
from threading import Thread
from types import TracebackType
from typing import Self, TypeAlias, cast, overload

import anyio
import anyio.to_thread
from typing_extensions import override

from mistyped._agents.background import told_by
from mistyped._agents.calls import Call, calls_of, with_ids
from mistyped._agents.tool import AnyTool, Tool, ToolError
from mistyped._generated.params.chat import (
    BuiltInTool,
    ConnectorTool,
    DocumentLibraryTool,
    ToolMessage,
)
from mistyped._generated.params.chat import Tool as ToolParam
from mistyped._generated.responses.chat import ChatCompletionMessageFunctionToolCall
from mistyped._values.guards import is_list, is_mapping
from mistyped._values.json_values import to_plain

AsTool: TypeAlias = (
    AnyTool | Callable[..., object] | BuiltInTool | DocumentLibraryTool | ConnectorTool
)
_MOST_AT_ONCE = 16
_TIMED_OUT = "the tool gave no result within {} seconds and was given up"


class ToolSet(Sequence[ToolParam]):
    """Tools by name; as a request's `tools` it is the list of their definitions.

    Whatever a tool does, each call is answered once, by a message with its id: a result
    as text or JSON, else what went wrong, for the model to read.

    Args:
        tools: Tools, or typed functions to make tools of; or definitions of tools that
            Mistral runs itself, such as `{"type": "web_search"}`.
        parallel: Whether the calls of one answer run at the same time.

    Raises:
        TypeError: If a function cannot be a tool.
        ValueError: If two tools have one name.
    """

    def __init__(self, tools: Iterable[AsTool] = (), *, parallel: bool = False) -> None:
        if callable(tools) or is_mapping(tools):
            raise TypeError(f"give a list of tools, not {tools!r}")
        self.parallel = parallel
        self._tools: dict[str, AnyTool] = {}
        self._served: list[ToolParam] = []
        for each in tools:
            if isinstance(each, AnyTool):
                self._add(each)
            elif callable(each):
                self._add(Tool(each))
            else:
                self._served.append(_served(each))

    def _add(self, made: AnyTool) -> None:
        if made.name in self._tools:
            raise ValueError(f"two tools are called {made.name}")
        self._tools[made.name] = made

    @overload
    def __getitem__(self, index: int) -> ToolParam: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[ToolParam]: ...
    @override
    def __getitem__(self, index: int | slice) -> ToolParam | Sequence[ToolParam]:
        own: list[ToolParam] = [each.definition for each in self._tools.values()]
        return [*own, *self._served][index]

    @override
    def __iter__(self) -> Iterator[ToolParam]:
        return iter(self[:])  # not item by item, each of which lists them all

    @override
    def __len__(self) -> int:
        return len(self._tools) + len(self._served)

    def tool(self, name: str) -> AnyTool | None:
        """Return the tool of this name; None if there is none."""
        return self._tools.get(name)

    def run(self, message: object) -> list[ToolMessage]:
        """Run the calls of an answer's message, and return the messages that answer.

        Async tools run in an event loop of their own.
        """
        calls = _calls(message)
        found = {call.id: result for call, result in self.each(calls)}
        return [found[call.id] for call in calls]

    async def run_async(self, message: object) -> list[ToolMessage]:
        """Run the calls of an answer's message, and return the messages that answer.

        Tools that are not async run in a thread.
        """
        calls = _calls(message)
        found = {call.id: result async for call, result in self.each_async(calls)}
        return [found[call.id] for call in calls]

    def each(self, calls: Sequence[Call]) -> Iterator[tuple[Call, ToolMessage]]:
        """Yield each call with its result, as soon as that is there."""
        if not self.parallel or len(calls) < 2:
            for call in calls:
                yield call, self._answer(call)
            return
        with ThreadPoolExecutor(min(len(calls), _MOST_AT_ONCE)) as pool:
            running = {
                pool.submit(copy_context().run, self._answer, call): call
                for call in calls
            }
            for done in as_completed(running):
                yield running[done], done.result()

    async def each_async(
        self,
        calls: Sequence[Call],
        done: Callable[[Call, ToolMessage], None] | None = None,
    ) -> AsyncGenerator[tuple[Call, ToolMessage], None]:
        """Yield each call with its result as soon as that is there.

        `done` is told of it before, at once, also while nobody asks for the next one.
        """

        async def answered(call: Call) -> tuple[Call, ToolMessage]:
            message = await self._answer_async(call)
            if done is not None:
                done(call, message)
            return call, message

        if not self.parallel or len(calls) < 2:
            for call in calls:
                yield await answered(call)
            return

        async def at_once(tell: Callable[[tuple[Call, ToolMessage]], None]) -> None:
            async def tell_of(call: Call) -> None:
                tell(await answered(call))

            try:
                async with anyio.create_task_group() as group:
                    for call in calls:
                        group.start_soon(tell_of, call)
            except BaseExceptionGroup as errors:
                # What `done` raised, alone: calls themselves raise nothing.
                raise errors.exceptions[0] from None

        async with aclosing(told_by(at_once)) as results:
            async for result in results:
                yield result

    def _answer(self, call: Call) -> ToolMessage:
        result: object = None
        with _Caught() as caught:
            result = _run(self._tool(call), call.arguments)
        return caught.answer(call, result)

    async def _answer_async(self, call: Call) -> ToolMessage:
        result: object = None
        with _Caught() as caught:
            made = self._tool(call)
            if made.is_async:
                result = await _awaited(made, call.arguments)
            else:
                result = await anyio.to_thread.run_sync(
                    _run, made, call.arguments, abandon_on_cancel=True
                )
        return caught.answer(call, result)

    def _tool(self, call: Call) -> AnyTool:
        made = self._tools.get(call.name)
        if made is None:
            known = ", ".join(self._tools) or "none"
            raise ToolError(f"there is no tool {call.name!r}; there are: {known}")
        return made


def _served(definition: object) -> ToolParam:
    """Return the definition of a tool that Mistral runs itself.

    Raises:
        TypeError: If it is one of a function, which nobody could call.
    """
    if not is_mapping(definition):
        raise TypeError(f"{definition!r} is no tool; give a function")
    if "function" in definition:
        text = "this is the definition of a function, and nobody could call it"
        raise TypeError(f"{text}; give the function, or mistyped.tool of it")
    return cast("ToolParam", definition)


class _Caught:
    """Keeps what a tool raises, which is for the model to read.

    A tool may be cancelled by itself; where the run is, nothing is kept.
    """

    _error: BaseException | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc: BaseException | None,
        exc_tb: TracebackType | None,
    ) -> bool:
        self._error = exc
        if isinstance(exc, asyncio.CancelledError):
            return not _is_cancelled()
        return isinstance(exc, Exception)

    def answer(self, call: Call, result: object) -> ToolMessage:
        """Return the message that answers the call."""
        if self._error is None:
            return call.result(result)
        return call.failure(self._error)


def _is_cancelled() -> bool:
    """Whether the task that runs here is being cancelled."""
    try:
        task = asyncio.current_task()
    except RuntimeError:  # there is no event loop, or another library's
        return False
    return task is not None and task.cancelling() > 0


def _run(made: AnyTool, arguments: Mapping[str, object]) -> object:
    """Run a tool that nobody awaits."""
    if made.is_async:
        return _within(lambda: anyio.run(_awaited, made, arguments), made.timeout)
    if made.timeout is None:
        return made.call(arguments)
    return _within(lambda: made.call(arguments), made.timeout)


async def _awaited(made: AnyTool, arguments: Mapping[str, object]) -> object:
    with anyio.move_on_after(made.timeout):
        return await cast("Awaitable[object]", made.call(arguments))
    raise ToolError(_TIMED_OUT.format(made.timeout))


def _within(run: Callable[[], object], timeout: float | None) -> object:
    """Run a function in a thread; one that takes too long is left behind.

    It is a daemon, since Python waits for all others before a process ends.
    """
    done: Future[object] = Future()
    context = copy_context()

    def keep(_: object, error: BaseException | None, __: object) -> bool:
        if error is not None:
            done.set_exception(error)
        return True

    def work() -> None:
        with ExitStack() as stack:
            stack.push(keep)
            done.set_result(context.run(run))

    Thread(target=work, name="mistyped tool", daemon=True).start()
    try:
        return done.result(timeout)
    except TimeoutError as error:
        if done.done():
            raise  # it is the tool's own
        raise ToolError(_TIMED_OUT.format(timeout)) from error


def _calls(message: object) -> list[Call]:
    """Return the calls of a message, whose ids are set on it where it had none."""
    plain, _ = to_plain(message)
    if not is_mapping(plain):
        raise TypeError("this is no message; give answer.message")
    named = with_ids({str(key): value for key, value in plain.items()})
    found = list(calls_of(named))
    own: object = getattr(message, "tool_calls", None)
    for call, each in zip(found, own if is_list(own) else (), strict=False):
        if isinstance(each, ChatCompletionMessageFunctionToolCall):
            each.id = call.id
    return found
