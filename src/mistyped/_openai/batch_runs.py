"""`client.batch.run` and `cancel`: requests as jobs, in both twins.

The order of steps stands in `mistyped._batch.running`.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Literal, TypeAlias, overload

from typing_extensions import Unpack

from mistyped._batch.endpoints import CHAT
from mistyped._batch.loading import Requests
from mistyped._openai.batch_plans import (
    BatchResumeOptions,
    BatchRunOptions,
    ending,
    prepared,
    resuming,
)
from mistyped._openai.batch_steps import drive, drive_async
from mistyped._openai.resource import AsyncAPIResource, SyncAPIResource
from mistyped.batch import BatchResults

if TYPE_CHECKING:
    from openai import BaseModel

    from mistyped._generated.params.batch import BatchEndpoint
    from mistyped._generated.responses.chat import ChatCompletion
    from mistyped._generated.responses.classifications import ClassificationResponse
    from mistyped._generated.responses.embeddings import CreateEmbeddingResponse
    from mistyped._generated.responses.moderations import ModerationCreateResponse
    from mistyped._generated.responses.ocr import OCRResponse

_Chat: TypeAlias = Literal["/v1/chat/completions", "/v1/fim/completions"]
_Moderation: TypeAlias = Literal["/v1/moderations", "/v1/chat/moderations"]
_Classification: TypeAlias = Literal["/v1/classifications", "/v1/chat/classifications"]


class BatchRuns(SyncAPIResource):
    """Runs of requests as batch jobs."""

    @overload
    def run(
        self,
        requests: Requests,
        *,
        endpoint: _Chat = ...,
        **options: Unpack[BatchRunOptions],
    ) -> BatchResults[ChatCompletion]: ...
    @overload
    def run(
        self,
        requests: Requests,
        *,
        endpoint: Literal["/v1/embeddings"],
        **options: Unpack[BatchRunOptions],
    ) -> BatchResults[CreateEmbeddingResponse]: ...
    @overload
    def run(
        self,
        requests: Requests,
        *,
        endpoint: _Moderation,
        **options: Unpack[BatchRunOptions],
    ) -> BatchResults[ModerationCreateResponse]: ...
    @overload
    def run(
        self,
        requests: Requests,
        *,
        endpoint: _Classification,
        **options: Unpack[BatchRunOptions],
    ) -> BatchResults[ClassificationResponse]: ...
    @overload
    def run(
        self,
        requests: Requests,
        *,
        endpoint: Literal["/v1/ocr"],
        **options: Unpack[BatchRunOptions],
    ) -> BatchResults[OCRResponse]: ...
    @overload
    def run(
        self,
        requests: Requests,
        *,
        endpoint: BatchEndpoint | str,
        **options: Unpack[BatchRunOptions],
    ) -> BatchResults[BaseModel]: ...
    def run(
        self,
        requests: Requests,
        *,
        endpoint: str = CHAT,
        **options: Unpack[BatchRunOptions],
    ) -> object:
        """Check requests, run them as jobs, and return the results in their order.

        The state is a small file, so that the same call goes on where another was
        ended, whatever ended it; nothing is sent twice. A state whose requests all have
        results sends nothing.

        Args:
            requests: A file whose lines are requests, or requests: lines of a batch
                with `custom_id` and `body`, or bodies alone.
            endpoint: Where every request goes.
            **options: See `mistyped.types.BatchRunOptions`.

        Returns:
            The results.

        Raises:
            InvalidRequestError: If Mistral would refuse one; then none is sent.
            mistyped.batch.BatchError: If the state is that of other requests, or
                another process runs it.
            openai.APIError: As the OpenAI SDK raises it, if it does not pass.
        """
        with prepared(self._client, requests, endpoint, options) as (steps, results):
            drive(self._client, steps)
        return results

    def resume(
        self, requests: Requests | None = None, **options: Unpack[BatchResumeOptions]
    ) -> BatchResults:
        """Go on with a run that was ended or cancelled, from its state alone.

        Args:
            requests: The file of the requests, beside which the state is.
            **options: See `mistyped.types.BatchResumeOptions`.

        Returns:
            The results.

        Raises:
            mistyped.batch.BatchError: If nothing was begun there, or another process
                runs it.
            openai.APIError: As the OpenAI SDK raises it, if it does not pass.
        """
        with resuming(requests, options) as (steps, results):
            drive(self._client, steps)
        return results

    def cancel(
        self,
        requests: Requests | None = None,
        *,
        state: str | os.PathLike[str] | None = None,
    ) -> BatchResults:
        """Ask for the end of a run's jobs, and return what was answered by then.

        Args:
            requests: The file of the requests, beside which the state is.
            state: The state, if it is elsewhere.

        Returns:
            The results; `run` goes on with what is left.

        Raises:
            mistyped.batch.BatchError: If nothing was begun there.
            openai.APIError: As the OpenAI SDK raises it.
        """
        with ending(requests, state) as (steps, results):
            drive(self._client, steps)
        return results


class AsyncBatchRuns(AsyncAPIResource):
    """Runs of requests as batch jobs, asynchronously."""

    @overload
    async def run(
        self,
        requests: Requests,
        *,
        endpoint: _Chat = ...,
        **options: Unpack[BatchRunOptions],
    ) -> BatchResults[ChatCompletion]: ...
    @overload
    async def run(
        self,
        requests: Requests,
        *,
        endpoint: Literal["/v1/embeddings"],
        **options: Unpack[BatchRunOptions],
    ) -> BatchResults[CreateEmbeddingResponse]: ...
    @overload
    async def run(
        self,
        requests: Requests,
        *,
        endpoint: _Moderation,
        **options: Unpack[BatchRunOptions],
    ) -> BatchResults[ModerationCreateResponse]: ...
    @overload
    async def run(
        self,
        requests: Requests,
        *,
        endpoint: _Classification,
        **options: Unpack[BatchRunOptions],
    ) -> BatchResults[ClassificationResponse]: ...
    @overload
    async def run(
        self,
        requests: Requests,
        *,
        endpoint: Literal["/v1/ocr"],
        **options: Unpack[BatchRunOptions],
    ) -> BatchResults[OCRResponse]: ...
    @overload
    async def run(
        self,
        requests: Requests,
        *,
        endpoint: BatchEndpoint | str,
        **options: Unpack[BatchRunOptions],
    ) -> BatchResults[BaseModel]: ...
    async def run(
        self,
        requests: Requests,
        *,
        endpoint: str = CHAT,
        **options: Unpack[BatchRunOptions],
    ) -> object:
        """Check requests, run them as jobs, and return the results in their order.

        The state is a small file, so that the same call goes on where another was
        ended, whatever ended it; nothing is sent twice. A state whose requests all have
        results sends nothing.

        Args:
            requests: A file whose lines are requests, or requests: lines of a batch
                with `custom_id` and `body`, or bodies alone.
            endpoint: Where every request goes.
            **options: See `mistyped.types.BatchRunOptions`.

        Returns:
            The results.

        Raises:
            InvalidRequestError: If Mistral would refuse one; then none is sent.
            mistyped.batch.BatchError: If the state is that of other requests, or
                another process runs it.
            openai.APIError: As the OpenAI SDK raises it, if it does not pass.
        """
        with prepared(self._client, requests, endpoint, options) as (steps, results):
            await drive_async(self._client, steps)
        return results

    async def resume(
        self, requests: Requests | None = None, **options: Unpack[BatchResumeOptions]
    ) -> BatchResults:
        """Go on with a run that was ended or cancelled, from its state alone.

        Args:
            requests: The file of the requests, beside which the state is.
            **options: See `mistyped.types.BatchResumeOptions`.

        Returns:
            The results.

        Raises:
            mistyped.batch.BatchError: If nothing was begun there, or another process
                runs it.
            openai.APIError: As the OpenAI SDK raises it, if it does not pass.
        """
        with resuming(requests, options) as (steps, results):
            await drive_async(self._client, steps)
        return results

    async def cancel(
        self,
        requests: Requests | None = None,
        *,
        state: str | os.PathLike[str] | None = None,
    ) -> BatchResults:
        """Ask for the end of a run's jobs, and return what was answered by then.

        Args:
            requests: The file of the requests, beside which the state is.
            state: The state, if it is elsewhere.

        Returns:
            The results; `run` goes on with what is left.

        Raises:
            mistyped.batch.BatchError: If nothing was begun there.
            openai.APIError: As the OpenAI SDK raises it.
        """
        with ending(requests, state) as (steps, results):
            await drive_async(self._client, steps)
        return results
