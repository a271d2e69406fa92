"""Mistral's batch jobs: `client.batch.jobs`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from typing_extensions import Unpack

from mistyped._generated.responses.batch import BatchJob, BatchJobDeleted
from mistyped._openai.pages import AsyncNumberedPage, AsyncPaginator, SyncNumberedPage
from mistyped._openai.paths import path_with
from mistyped._openai.requests import (
    cached_property,
    only_options,
    split,
    split_query,
)
from mistyped._openai.resource import AsyncAPIResource, SyncAPIResource
from mistyped.resources.batch_wrappers import (
    AsyncJobsWithRawResponse,
    AsyncJobsWithStreamingResponse,
    JobsWithRawResponse,
    JobsWithStreamingResponse,
)
from mistyped.resources.holders import (
    AsyncBatchWithRawResponse,
    AsyncBatchWithStreamingResponse,
    BatchWithRawResponse,
    BatchWithStreamingResponse,
)

if TYPE_CHECKING:
    from mistyped._generated.params.batch import (
        BatchJobCreateParams,
        BatchJobListParams,
        BatchJobRetrieveParams,
    )
    from mistyped._values.call_options import CallOptions

JOBS = "/batch/jobs"
JOB = "/batch/jobs/{job_id}"
CANCEL = "/batch/jobs/{job_id}/cancel"


class Jobs(SyncAPIResource):
    """Many requests at once, answered in hours. A call is checked before it is sent."""

    def create(self, **params: Unpack[BatchJobCreateParams]) -> BatchJob:
        """Start a job, of files that hold requests or of requests given here.

        Args:
            **params: The parameters; see `mistyped.types.BatchJobCreateParams`.

        Returns:
            The job, not yet done.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(params)
        return self._post(JOBS, body=body, options=options, cast_to=BatchJob)

    def list(self, **params: Unpack[BatchJobListParams]) -> SyncNumberedPage[BatchJob]:
        """List jobs, the newest first; iterating goes through all pages.

        Args:
            **params: The parameters; see `mistyped.types.BatchJobListParams`.

        Returns:
            A page of jobs.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        return self._get_api_list(
            JOBS,
            page=SyncNumberedPage[BatchJob],
            options=split_query(params),
            model=BatchJob,
        )

    def retrieve(
        self, job_id: str, **params: Unpack[BatchJobRetrieveParams]
    ) -> BatchJob:
        """Look a job up; `inline=True` brings its results along.

        Args:
            job_id: The job's id.
            **params: The parameters; see `mistyped.types.BatchJobRetrieveParams`.

        Returns:
            The job as it is now.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such job.
        """
        path = path_with(JOB, job_id=job_id)
        return self._get(path, options=split_query(params), cast_to=BatchJob)

    def cancel(self, job_id: str, **options: Unpack[CallOptions]) -> BatchJob:
        """Ask for the end of a job; what is done already stays.

        Args:
            job_id: The job's id.
            **options: Options of the call.

        Returns:
            The job as it is now.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such job.
        """
        path = path_with(CANCEL, job_id=job_id)
        return self._post(path, options=only_options(options), cast_to=BatchJob)

    def delete(self, job_id: str, **options: Unpack[CallOptions]) -> BatchJobDeleted:
        """Delete a job; its files stay.

        Args:
            job_id: The job's id.
            **options: Options of the call.

        Returns:
            The id, and that it is deleted.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such job.
        """
        path = path_with(JOB, job_id=job_id)
        return self._delete(
            path, options=only_options(options), cast_to=BatchJobDeleted
        )

    @cached_property
    def with_raw_response(self) -> JobsWithRawResponse:
        """The same methods, with the HTTP response around the answer."""
        return JobsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> JobsWithStreamingResponse:
        """The same methods, as context managers around an unread HTTP response."""
        return JobsWithStreamingResponse(self)


class AsyncJobs(AsyncAPIResource):
    """Many requests at once, answered in hours. A call is checked before it is sent."""

    async def create(self, **params: Unpack[BatchJobCreateParams]) -> BatchJob:
        """Start a job, of files that hold requests or of requests given here.

        Args:
            **params: The parameters; see `mistyped.types.BatchJobCreateParams`.

        Returns:
            The job, not yet done.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, options = split(params)
        return await self._post(JOBS, body=body, options=options, cast_to=BatchJob)

    def list(
        self, **params: Unpack[BatchJobListParams]
    ) -> AsyncPaginator[BatchJob, AsyncNumberedPage[BatchJob]]:
        """List jobs, the newest first; `async for` goes through all pages.

        Args:
            **params: The parameters; see `mistyped.types.BatchJobListParams`.

        Returns:
            A page of jobs, once it is awaited.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        return self._get_api_list(
            JOBS,
            page=AsyncNumberedPage[BatchJob],
            options=split_query(params),
            model=BatchJob,
        )

    async def retrieve(
        self, job_id: str, **params: Unpack[BatchJobRetrieveParams]
    ) -> BatchJob:
        """Look a job up; `inline=True` brings its results along.

        Args:
            job_id: The job's id.
            **params: The parameters; see `mistyped.types.BatchJobRetrieveParams`.

        Returns:
            The job as it is now.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such job.
        """
        path = path_with(JOB, job_id=job_id)
        return await self._get(path, options=split_query(params), cast_to=BatchJob)

    async def cancel(self, job_id: str, **options: Unpack[CallOptions]) -> BatchJob:
        """Ask for the end of a job; what is done already stays.

        Args:
            job_id: The job's id.
            **options: Options of the call.

        Returns:
            The job as it is now.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such job.
        """
        path = path_with(CANCEL, job_id=job_id)
        return await self._post(path, options=only_options(options), cast_to=BatchJob)

    async def delete(
        self, job_id: str, **options: Unpack[CallOptions]
    ) -> BatchJobDeleted:
        """Delete a job; its files stay.

        Args:
            job_id: The job's id.
            **options: Options of the call.

        Returns:
            The id, and that it is deleted.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such job.
        """
        path = path_with(JOB, job_id=job_id)
        return await self._delete(
            path, options=only_options(options), cast_to=BatchJobDeleted
        )

    @cached_property
    def with_raw_response(self) -> AsyncJobsWithRawResponse:
        """The same methods, with the HTTP response around the answer."""
        return AsyncJobsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncJobsWithStreamingResponse:
        """The same methods, as context managers around an unread HTTP response."""
        return AsyncJobsWithStreamingResponse(self)


class Batch(SyncAPIResource):
    """Mistral's batch API; `client.batches` has it under OpenAI's names."""

    @cached_property
    def jobs(self) -> Jobs:
        """The jobs of the batch API."""
        return Jobs(self._client)

    @cached_property
    def with_raw_response(self) -> BatchWithRawResponse:
        """The same methods, with the HTTP response around the answer."""
        return BatchWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> BatchWithStreamingResponse:
        """The same methods, as context managers around an unread HTTP response."""
        return BatchWithStreamingResponse(self)


class AsyncBatch(AsyncAPIResource):
    """Mistral's batch API; `client.batches` has it under OpenAI's names."""

    @cached_property
    def jobs(self) -> AsyncJobs:
        """The jobs of the batch API."""
        return AsyncJobs(self._client)

    @cached_property
    def with_raw_response(self) -> AsyncBatchWithRawResponse:
        """The same methods, with the HTTP response around the answer."""
        return AsyncBatchWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncBatchWithStreamingResponse:
        """The same methods, as context managers around an unread HTTP response."""
        return AsyncBatchWithStreamingResponse(self)
