"""`client.chat.run` and `run_stream`, in both twins: the tool loop.

Nothing of the loop is loaded before the first run.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from openai import Omit, omit

from mistyped._openai.chat import ResponseFormatT

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from mistyped._agents.driving import AsyncRunStream, Completions, RunStream
    from mistyped._agents.options import RunOptions
    from mistyped._agents.run import Run
    from mistyped._agents.tool_set import AsTool, ToolSet
    from mistyped._generated.params.chat import Message, MessageInput
    from mistyped._openai.parsing import FormatParam


class _HasCompletions:
    if TYPE_CHECKING:

        @property
        def completions(self) -> Completions: ...


class Runs(_HasCompletions):
    """The methods of `client.chat` that run tools."""

    def run(
        self,
        messages: Iterable[MessageInput] | Iterable[Message] | None = None,
        *,
        tools: ToolSet | Iterable[AsTool] = (),
        max_turns: int = 10,
        response_format: type[ResponseFormatT] | FormatParam | Omit = omit,
        state: str | bytes | None = None,
        **params: Unpack[RunOptions],
    ) -> Run[ResponseFormatT]:
        """Ask the model, call the tools that it calls, and ask again, to the end.

        Calls are answered by their tools, each id once, until there is an answer
        without calls. What a tool raises, and arguments that do not fit, are results
        that the model reads.

        Args:
            messages: The conversation so far; it is copied.
            tools: Tools, or typed functions to make tools of.
            max_turns: The most answers of the model.
            response_format: A type to read the last answer into, or a response format.
            state: The state of a run to go on with, in place of messages.
            **params: The parameters of every request, `model` first of all; and
                `budget`, `reask`, `approve`, `until`, `checkpoint` of `RunOptions`.

        Returns:
            The run: its last answer, the conversation, why it ended, its state.

        Raises:
            InvalidRequestError: If Mistral would refuse a request.
            InvalidOutputError: If the last answer does not fit its type.
            TypeError: If a function cannot be a tool, or there is nothing to run.
            ValueError: If the state is none.
            openai.APIError: As the OpenAI SDK raises it.
        """
        from mistyped._agents.driving import Driver, RunStream

        driver = Driver(
            self.completions,
            messages=messages,
            state=state,
            tools=tools,
            response_format=response_format,
            max_turns=max_turns,
            params=params,
        )
        return RunStream(driver, stream=False).result()

    def run_stream(
        self,
        messages: Iterable[MessageInput] | Iterable[Message] | None = None,
        *,
        tools: ToolSet | Iterable[AsTool] = (),
        max_turns: int = 10,
        response_format: type[ResponseFormatT] | FormatParam | Omit = omit,
        state: str | bytes | None = None,
        **params: Unpack[RunOptions],
    ) -> RunStream[ResponseFormatT]:
        """Do what `run` does, and tell what happens as it happens.

        Calls are answered by their tools, each id once, until there is an answer
        without calls. What a tool raises, and arguments that do not fit, are results
        that the model reads.

        Args:
            messages: The conversation so far; it is copied.
            tools: Tools, or typed functions to make tools of.
            max_turns: The most answers of the model.
            response_format: A type to read the last answer into, or a response format.
            state: The state of a run to go on with, in place of messages.
            **params: The parameters of every request, `model` first of all; and
                `budget`, `reask`, `approve`, `until`, `checkpoint` of `RunOptions`.

        Returns:
            Events: those of a streamed answer, `turn.done`, `call.started` and
            `call.done`; `result()` goes on to the end and returns the run.

        Raises:
            InvalidRequestError: If Mistral would refuse a request.
            InvalidOutputError: If the last answer does not fit its type.
            TypeError: If a function cannot be a tool, or there is nothing to run.
            ValueError: If the state is none.
            openai.APIError: As the OpenAI SDK raises it.
        """
        from mistyped._agents.driving import Driver, RunStream

        driver = Driver(
            self.completions,
            messages=messages,
            state=state,
            tools=tools,
            response_format=response_format,
            max_turns=max_turns,
            params=params,
        )
        return RunStream(driver, stream=True)


class AsyncRuns(_HasCompletions):
    """The methods of `client.chat` that run tools."""

    async def run(
        self,
        messages: Iterable[MessageInput] | Iterable[Message] | None = None,
        *,
        tools: ToolSet | Iterable[AsTool] = (),
        max_turns: int = 10,
        response_format: type[ResponseFormatT] | FormatParam | Omit = omit,
        state: str | bytes | None = None,
        **params: Unpack[RunOptions],
    ) -> Run[ResponseFormatT]:
        """Ask the model, call the tools that it calls, and ask again, to the end.

        Calls are answered by their tools, each id once, until there is an answer
        without calls. What a tool raises, and arguments that do not fit, are results
        that the model reads.

        Args:
            messages: The conversation so far; it is copied.
            tools: Tools, or typed functions to make tools of.
            max_turns: The most answers of the model.
            response_format: A type to read the last answer into, or a response format.
            state: The state of a run to go on with, in place of messages.
            **params: The parameters of every request, `model` first of all; and
                `budget`, `reask`, `approve`, `until`, `checkpoint` of `RunOptions`.

        Returns:
            The run: its last answer, the conversation, why it ended, its state.

        Raises:
            InvalidRequestError: If Mistral would refuse a request.
            InvalidOutputError: If the last answer does not fit its type.
            TypeError: If a function cannot be a tool, or there is nothing to run.
            ValueError: If the state is none.
            openai.APIError: As the OpenAI SDK raises it.
        """
        from mistyped._agents.driving import AsyncRunStream, Driver

        driver = Driver(
            self.completions,
            messages=messages,
            state=state,
            tools=tools,
            response_format=response_format,
            max_turns=max_turns,
            params=params,
        )
        return await AsyncRunStream(driver, stream=False).result()

    def run_stream(
        self,
        messages: Iterable[MessageInput] | Iterable[Message] | None = None,
        *,
        tools: ToolSet | Iterable[AsTool] = (),
        max_turns: int = 10,
        response_format: type[ResponseFormatT] | FormatParam | Omit = omit,
        state: str | bytes | None = None,
        **params: Unpack[RunOptions],
    ) -> AsyncRunStream[ResponseFormatT]:
        """Do what `run` does, and tell what happens as it happens.

        Calls are answered by their tools, each id once, until there is an answer
        without calls. What a tool raises, and arguments that do not fit, are results
        that the model reads.

        Args:
            messages: The conversation so far; it is copied.
            tools: Tools, or typed functions to make tools of.
            max_turns: The most answers of the model.
            response_format: A type to read the last answer into, or a response format.
            state: The state of a run to go on with, in place of messages.
            **params: The parameters of every request, `model` first of all; and
                `budget`, `reask`, `approve`, `until`, `checkpoint` of `RunOptions`.

        Returns:
            Events: those of a streamed answer, `turn.done`, `call.started` and
            `call.done`; `result()` goes on to the end and returns the run.

        Raises:
            InvalidRequestError: If Mistral would refuse a request.
            InvalidOutputError: If the last answer does not fit its type.
            TypeError: If a function cannot be a tool, or there is nothing to run.
            ValueError: If the state is none.
            openai.APIError: As the OpenAI SDK raises it.
        """
        from mistyped._agents.driving import AsyncRunStream, Driver

        driver = Driver(
            self.completions,
            messages=messages,
            state=state,
            tools=tools,
            response_format=response_format,
            max_turns=max_turns,
            params=params,
        )
        return AsyncRunStream(driver, stream=True)
