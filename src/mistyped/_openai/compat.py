"""Requests as OpenAI takes them, adapted on their way, and answers in OpenAI's shape.

One `Adapter` goes with one request: it stands where the check stands otherwise, keeps
what was changed, and notes it on the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from openai import NotGiven
from openai.types.chat import ChatCompletion as SdkChatCompletion

from mistyped._check.preflight import Preflight
from mistyped._compat.policy import Policy, adapted_as_asked, wants_usage_apart
from mistyped._generated.responses.chat import ChatCompletion
from mistyped._generated.responses.embeddings import CreateEmbeddingResponse
from mistyped._openai.answers import is_raw
from mistyped._openai.flattening import flatten_completion
from mistyped._openai.judges import Judge
from mistyped._openai.wire import FinalRequestOptions, with_content
from mistyped._values.notes import AnswerT, noted
from mistyped._values.rows import NOTHING_LEARNT, ApiOperation, Learnt
from mistyped.changes import Change


class Checking(Protocol):
    """A client that checks what an adapter makes of a request."""

    def checked(
        self, options: FinalRequestOptions, adapter: Judge | None = None
    ) -> FinalRequestOptions:
        """Check a request, adapted if there is an adapter."""
        ...


class Adapter:
    """Adapts a request, and gives its answer OpenAI's shape.

    Attributes:
        changes: What was changed in the request.
    """

    def __init__(self, policy: Policy) -> None:
        self.changes: tuple[Change, ...] = ()
        self._policy = policy
        self._has_one_answer = False
        self._contents: tuple[bytes, ...] = ()

    def preflight(
        self,
        operation: ApiOperation,
        body: object,
        *,
        waive: Collection[str] = (),
        learnt: Learnt = NOTHING_LEARNT,
    ) -> Preflight:
        """Check a request as `preflight` does, after it was adapted."""
        done = adapted_as_asked(
            operation,
            body,
            lossy=self._policy.is_lossy,
            waive=waive,
            learnt=learnt,
        )
        self._tell(done.changes)
        if done.checked.report.ok or self._has_one_answer:
            return done.checked
        from mistyped._compat.long_embeddings import split

        parts = split(operation, done.checked, waive=waive, learnt=learnt)
        if parts is None:
            return done.checked
        self._contents = parts.contents
        return done.checked._replace(report=parts.report)

    def prepared(
        self,
        client: Checking,
        options: FinalRequestOptions,
        cast_to: object,
        stream_cls: object,
    ) -> tuple[FinalRequestOptions, object, object]:
        """Return the request to send, and what gives its answer OpenAI's shape.

        Raises:
            InvalidRequestError: If Mistral would refuse the request all the same.
        """
        is_in_http = self._has_one_answer = is_raw(options.headers)
        given, options = options, client.checked(options, self)
        if stream_cls is not None:
            from mistyped._openai.adapted_streams import adapted_stream

            usage_apart = wants_usage_apart(self.changes)
            stream_cls = adapted_stream(stream_cls, usage_apart=usage_apart)
        is_whole = cast_to is ChatCompletion and stream_cls is None
        if is_whole or cast_to is SdkChatCompletion:
            cast_to = ChatCompletion  # it extends the SDK's, asked for by `post`
        elif not is_in_http:
            return options, cast_to, stream_cls
        if options is given:  # else it is a copy already
            options = options.model_copy()
        options.post_parser = self._reader(options)
        return options, cast_to, stream_cls

    def _reader(self, options: FinalRequestOptions) -> Callable[[object], object]:
        """Return what gives an answer its shape, and then what was asked for.

        Of an answer in an HTTP response it is all that sees it.
        """
        parse = options.post_parser

        def read(answer: object) -> object:
            made = answer
            if isinstance(answer, ChatCompletion):
                made = flatten_completion(answer)
            made = made if isinstance(parse, NotGiven) else parse(made)
            return self.noted(made)

        return read

    def noted(self, answer: AnswerT) -> AnswerT:
        """Note on an answer what was changed in its request."""
        return noted(answer, self.changes)

    def parts(self, options: FinalRequestOptions) -> list[FinalRequestOptions]:
        """Return the requests that a prepared one goes in; none if it goes as it is."""
        if not self._contents:
            return []
        from mistyped._compat.long_embeddings import split_change

        self._tell((split_change(len(self._contents)),))
        return [with_content(options, each) for each in self._contents]

    def joined(
        self, answers: Sequence[CreateEmbeddingResponse]
    ) -> CreateEmbeddingResponse:
        """Return the answers to the parts of a request as one."""
        from mistyped._compat.long_embeddings import total

        whole = answers[0]
        whole.data = [vector for answer in answers for vector in answer.data]
        for index, each in enumerate(whole.data):
            each.index = index
        sums = total(vars(answer.usage) for answer in answers)
        whole.usage = whole.usage.model_copy(
            update={str(k): v for k, v in sums.items()}
        )
        return self.noted(whole)

    def _tell(self, changes: tuple[Change, ...]) -> None:
        self.changes += changes
        self._policy.tell(changes)
