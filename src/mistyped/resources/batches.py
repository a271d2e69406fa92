"""Batch jobs under OpenAI's names: `client.batches`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai.resources.batches import AsyncBatches as SdkAsyncBatches
from openai.resources.batches import Batches as SdkBatches
from typing_extensions import Unpack, override

from mistyped._openai.batch_mapping import (
    Batch,
    as_job,
    as_page,
    in_openai_names,
)
from mistyped._openai.pages import AsyncNumberedPage, AsyncPaginator, SyncNumberedPage
from mistyped._openai.paths import path_with
from mistyped._openai.requests import (
    cached_property,
    only_options,
    split,
    split_query,
)
from mistyped.resources.batch import CANCEL, JOB, JOBS
from mistyped.resources.batches_wrappers import (
    AsyncBatchesWithRawResponse,
    AsyncBatchesWithStreamingResponse,
    BatchesWithRawResponse,
    BatchesWithStreamingResponse,
)

if TYPE_CHECKING:
    from mistyped._openai.batch_mapping import BatchCreateParams, BatchListParams
    from mistyped._values.call_options import CallOptions


class Batches(SdkBatches):
    """OpenAI's batches, each of them a job of `client.batch.jobs`."""

    @override
    def create(  # type: ignore[override]  # pyrefly: ignore[bad-override]  # ty: ignore[invalid-method-override]
        self, **params: Unpack[BatchCreateParams]
    ) -> Batch:
        """Start a job of a file whose lines are requests.

        Args:
            **params: The parameters; see `mistyped.types.BatchCreateParams`.

        Returns:
            The batch, not yet done.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(as_job(params))
        with in_openai_names():
            return self._post(JOBS, body=body, options=options, cast_to=Batch)

    @override
    def list(  # type: ignore[override]  # pyrefly: ignore[bad-override]  # ty: ignore[invalid-method-override]
        self, **params: Unpack[BatchListParams]
    ) -> SyncNumberedPage[Batch]:
        """List batches, the newest first; iterating goes through all pages.

        Args:
            **params: The parameters; see `mistyped.types.BatchListParams`.

        Returns:
            A page of batches.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        return self._get_api_list(
            JOBS,
            page=SyncNumberedPage[Batch],
            options=split_query(as_page(params)),
            model=Batch,
        )

    @override
    def retrieve(self, batch_id: str, **options: Unpack[CallOptions]) -> Batch:
        """Look a batch up.

        Args:
            batch_id: The batch's id, which is the job's.
            **options: Options of the call.

        Returns:
            The batch as it is now.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such job.
        """
        path = path_with(JOB, job_id=batch_id)
        return self._get(path, options=only_options(options), cast_to=Batch)

    @override
    def cancel(self, batch_id: str, **options: Unpack[CallOptions]) -> Batch:
        """Ask for the end of a batch; what is done already stays.

        Args:
            batch_id: The batch's id, which is the job's.
            **options: Options of the call.

        Returns:
            The batch as it is now.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such job.
        """
        path = path_with(CANCEL, job_id=batch_id)
        return self._post(path, options=only_options(options), cast_to=Batch)

    @cached_property
    def with_raw_response(self) -> BatchesWithRawResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, with the HTTP response around the answer."""
        return BatchesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> BatchesWithStreamingResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, as context managers around an unread HTTP response."""
        return BatchesWithStreamingResponse(self)


class AsyncBatches(SdkAsyncBatches):
    """OpenAI's batches, each of them a job of `client.batch.jobs`."""

    @override
    async def create(  # type: ignore[override]  # pyrefly: ignore[bad-override]  # ty: ignore[invalid-method-override]
        self, **params: Unpack[BatchCreateParams]
    ) -> Batch:
        """Start a job of a file whose lines are requests.

        Args:
            **params: The parameters; see `mistyped.types.BatchCreateParams`.

        Returns:
            The batch, not yet done.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(as_job(params))
        with in_openai_names():
            return await self._post(JOBS, body=body, options=options, cast_to=Batch)

    @override
    def list(  # type: ignore[override]  # pyrefly: ignore[bad-override]  # ty: ignore[invalid-method-override]
        self, **params: Unpack[BatchListParams]
    ) -> AsyncPaginator[Batch, AsyncNumberedPage[Batch]]:
        """List batches, the newest first; `async for` goes through all pages.

        Args:
            **params: The parameters; see `mistyped.types.BatchListParams`.

        Returns:
            A page of batches.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        return self._get_api_list(
            JOBS,
            page=AsyncNumberedPage[Batch],
            options=split_query(as_page(params)),
            model=Batch,
        )

    @override
    async def retrieve(self, batch_id: str, **options: Unpack[CallOptions]) -> Batch:
        """Look a batch up.

        Args:
            batch_id: The batch's id, which is the job's.
            **options: Options of the call.

        Returns:
            The batch as it is now.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such job.
        """
        path = path_with(JOB, job_id=batch_id)
        return await self._get(path, options=only_options(options), cast_to=Batch)

    @override
    async def cancel(self, batch_id: str, **options: Unpack[CallOptions]) -> Batch:
        """Ask for the end of a batch; what is done already stays.

        Args:
            batch_id: The batch's id, which is the job's.
            **options: Options of the call.

        Returns:
            The batch as it is now.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such job.
        """
        path = path_with(CANCEL, job_id=batch_id)
        return await self._post(path, options=only_options(options), cast_to=Batch)

    @cached_property
    def with_raw_response(self) -> AsyncBatchesWithRawResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, with the HTTP response around the answer."""
        return AsyncBatchesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncBatchesWithStreamingResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, as context managers around an unread HTTP response."""
        return AsyncBatchesWithStreamingResponse(self)
