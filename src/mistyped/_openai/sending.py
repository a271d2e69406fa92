"""How both clients reach Mistral: requests are checked, answers read in one pass.

`SyncTransport` and `AsyncTransport` stand before the SDK's client among the bases of
ours, so that the SDK asks them first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai import APIConnectionError, NotGiven

from mistyped._openai.answers import Reasking, read_answer
from mistyped._openai.connection_errors import tell
from mistyped._openai.deprecations import warn_of_deprecation
from mistyped._openai.exchange import lift
from mistyped._openai.invalid_answers import reading, refuse_cut, settled
from mistyped._openai.model_cards import learn
from mistyped._openai.transport import Transport
from mistyped._openai.wire import CallTimeout

if TYPE_CHECKING:
    from mistyped._openai.wire import FinalRequestOptions


def _parses(options: FinalRequestOptions) -> bool:
    return not isinstance(options.post_parser, NotGiven)


class SyncTransport(Transport):
    """The way of a synchronous client."""

    if not TYPE_CHECKING:  # the SDK's signatures stay what type checkers see

        def request(self, cast_to, options, *, stream=False, stream_cls=None):
            """Check a request, then send it; every way to call ends here."""
            try:
                if type(options.timeout) is CallTimeout and not options.timeout.call:
                    return self._within(options, cast_to, stream, stream_cls)
                if type(options.post_parser) is Reasking:
                    from mistyped._openai.reasking import asked_again

                    return asked_again(self.request, cast_to, options)
                adapter = self._adapter(options)
                if adapter is None:
                    return super().request(
                        cast_to,
                        self.checked(options),
                        stream=stream,
                        stream_cls=stream_cls,
                    )
                options, cast_to, stream_cls = adapter.prepared(
                    self, options, cast_to, stream_cls
                )
                send = super().request
                if parts := adapter.parts(options):
                    answers = [send(cast_to, part) for part in parts]
                    return adapter.joined(answers)
                answer = send(cast_to, options, stream=stream, stream_cls=stream_cls)
                return adapter.noted(answer)
            except APIConnectionError as error:
                tell(error)
                raise

        def _process_response(self, *, cast_to, options, response, stream, **others):
            warn_of_deprecation(response)
            answer = None if stream else read_answer(cast_to, options, response)
            if answer is None:
                lift(response) if stream else refuse_cut(response)
                with reading(response, cast_to):
                    answer = super()._process_response(
                        cast_to=cast_to,
                        options=options,
                        response=response,
                        stream=stream,
                        **others,
                    )
                answer = settled(answer, cast_to, response, parses=_parses(options))
            learn(self._learnt, options, answer)
            return answer


class AsyncTransport(Transport):
    """The way of an asynchronous client."""

    if not TYPE_CHECKING:  # the SDK's signatures stay what type checkers see

        async def request(self, cast_to, options, *, stream=False, stream_cls=None):
            """Check a request, then send it; every way to call ends here."""
            try:
                if type(options.timeout) is CallTimeout and not options.timeout.call:
                    return await self._within(options, cast_to, stream, stream_cls)
                if type(options.post_parser) is Reasking:
                    from mistyped._openai.reasking import async_asked_again

                    return await async_asked_again(self.request, cast_to, options)
                adapter = self._adapter(options)
                if adapter is None:
                    return await super().request(
                        cast_to,
                        self.checked(options),
                        stream=stream,
                        stream_cls=stream_cls,
                    )
                options, cast_to, stream_cls = adapter.prepared(
                    self, options, cast_to, stream_cls
                )
                send = super().request
                if parts := adapter.parts(options):
                    answers = [await send(cast_to, part) for part in parts]
                    return adapter.joined(answers)
                answer = await send(
                    cast_to, options, stream=stream, stream_cls=stream_cls
                )
                return adapter.noted(answer)
            except APIConnectionError as error:
                tell(error)
                raise

        async def _process_response(
            self, *, cast_to, options, response, stream, **others
        ):
            warn_of_deprecation(response)
            answer = None if stream else read_answer(cast_to, options, response)
            if answer is None:
                lift(response) if stream else refuse_cut(response)
                with reading(response, cast_to):
                    answer = await super()._process_response(
                        cast_to=cast_to,
                        options=options,
                        response=response,
                        stream=stream,
                        **others,
                    )
                answer = settled(answer, cast_to, response, parses=_parses(options))
            learn(self._learnt, options, answer)
            return answer
