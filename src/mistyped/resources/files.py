"""Files: `client.files`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from openai import HttpxBinaryResponseContent
from openai.resources.files import AsyncFiles as SdkAsyncFiles
from openai.resources.files import Files as SdkFiles
from openai.types import FileDeleted
from typing_extensions import Unpack, override

from mistyped._generated.responses.files import FileObject, FileSignedUrl
from mistyped._openai.not_offered import NotProcessed
from mistyped._openai.pages import AsyncNumberedPage, AsyncPaginator, SyncNumberedPage
from mistyped._openai.paths import path_with
from mistyped._openai.requests import (
    cached_property,
    only_options,
    split_form,
    split_query,
    with_headers,
)
from mistyped._values.uploads import opened
from mistyped.resources.files_wrappers import (
    AsyncFilesWithRawResponse,
    AsyncFilesWithStreamingResponse,
    FilesWithRawResponse,
    FilesWithStreamingResponse,
)

if TYPE_CHECKING:
    from mistyped._generated.params.files import (
        FileCreateParams,
        FileListParams,
        FileSignedUrlParams,
    )
    from mistyped._values.call_options import CallOptions

_FILES = "/files"
_FILE = "/files/{file_id}"
_CONTENT = "/files/{file_id}/content"
_URL = "/files/{file_id}/url"
_BYTES = {"Accept": "application/octet-stream"}


class Files(NotProcessed, SdkFiles):  # type: ignore[misc]  # what is not offered has no type in common
    """Files on Mistral's servers. A request is checked before it is sent."""

    @override
    def create(  # type: ignore[override]  # pyrefly: ignore[bad-override]  # ty: ignore[invalid-method-override]
        self, **params: Unpack[FileCreateParams]
    ) -> FileObject:
        """Upload a file. A path is read while it is sent, never into memory whole.

        Args:
            **params: The parameters; see `mistyped.types.FileCreateParams`.

        Returns:
            What is known of the file, its id first of all.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            OSError: If a path cannot be opened.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, files, options = split_form(params, "file")
        with opened(files) as parts:
            return self._post(
                _FILES, body=body, files=parts, options=options, cast_to=FileObject
            )

    @override
    def list(  # type: ignore[override]  # pyrefly: ignore[bad-override]  # ty: ignore[invalid-method-override]
        self, **params: Unpack[FileListParams]
    ) -> SyncNumberedPage[FileObject]:
        """List files; iterating goes through all pages.

        Args:
            **params: The parameters; see `mistyped.types.FileListParams`.

        Returns:
            A page of files.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        return self._get_api_list(
            _FILES,
            page=SyncNumberedPage[FileObject],
            options=split_query(params),
            model=FileObject,
        )

    @override
    def retrieve(self, file_id: str, **options: Unpack[CallOptions]) -> FileObject:
        """Look a file up.

        Args:
            file_id: The file's id.
            **options: Options of the call.

        Returns:
            What is known of the file.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such file.
        """
        path = path_with(_FILE, file_id=file_id)
        return self._get(path, options=only_options(options), cast_to=FileObject)

    @override
    def delete(self, file_id: str, **options: Unpack[CallOptions]) -> FileDeleted:
        """Delete a file.

        Args:
            file_id: The file's id.
            **options: Options of the call.

        Returns:
            The id, and that it is deleted.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such file.
        """
        path = path_with(_FILE, file_id=file_id)
        return self._delete(path, options=only_options(options), cast_to=FileDeleted)

    @override
    def content(
        self, file_id: str, **options: Unpack[CallOptions]
    ) -> HttpxBinaryResponseContent:
        """Fetch what is in a file: `.content`, `.text`, `.write_to_file(path)`.

        For large files there is `with_streaming_response.content(file_id)`.

        Args:
            file_id: The file's id.
            **options: Options of the call.

        Returns:
            The bytes.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such file.
        """
        return self._get(
            path_with(_CONTENT, file_id=file_id),
            options=with_headers(only_options(options), _BYTES),
            cast_to=HttpxBinaryResponseContent,
        )

    @override
    def retrieve_content(self, file_id: str, **options: Unpack[CallOptions]) -> str:
        """Fetch what is in a file as text; `content` is the newer way."""
        return self.content(file_id, **options).text

    def signed_url(
        self, file_id: str, **params: Unpack[FileSignedUrlParams]
    ) -> FileSignedUrl:
        """Make a link to a file's content that needs no key.

        Args:
            file_id: The file's id.
            **params: The parameters; see `mistyped.types.FileSignedUrlParams`.

        Returns:
            The link.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.NotFoundError: If there is no such file.
        """
        path = path_with(_URL, file_id=file_id)
        return self._get(path, options=split_query(params), cast_to=FileSignedUrl)

    @cached_property
    def with_raw_response(self) -> FilesWithRawResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, with the HTTP response around the answer."""
        return FilesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> FilesWithStreamingResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, as context managers around an unread HTTP response."""
        return FilesWithStreamingResponse(self)


class AsyncFiles(NotProcessed, SdkAsyncFiles):  # type: ignore[misc]  # what is not offered has no type in common
    """Files on Mistral's servers. A request is checked before it is sent."""

    @override
    async def create(  # type: ignore[override]  # pyrefly: ignore[bad-override]  # ty: ignore[invalid-method-override]
        self, **params: Unpack[FileCreateParams]
    ) -> FileObject:
        """Upload a file. A path is read while it is sent, never into memory whole.

        Args:
            **params: The parameters; see `mistyped.types.FileCreateParams`.

        Returns:
            What is known of the file, its id first of all.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            OSError: If a path cannot be opened.
            openai.APIError: As the OpenAI SDK raises it.
        """
        body, files, options = split_form(params, "file")
        with opened(files) as parts:
            return await self._post(
                _FILES, body=body, files=parts, options=options, cast_to=FileObject
            )

    @override
    def list(  # type: ignore[override]  # pyrefly: ignore[bad-override]  # ty: ignore[invalid-method-override]
        self, **params: Unpack[FileListParams]
    ) -> AsyncPaginator[FileObject, AsyncNumberedPage[FileObject]]:
        """List files; `async for` goes through all pages.

        Args:
            **params: The parameters; see `mistyped.types.FileListParams`.

        Returns:
            A page of files, once it is awaited.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        return self._get_api_list(
            _FILES,
            page=AsyncNumberedPage[FileObject],
            options=split_query(params),
            model=FileObject,
        )

    @override
    async def retrieve(
        self, file_id: str, **options: Unpack[CallOptions]
    ) -> FileObject:
        """Look a file up.

        Args:
            file_id: The file's id.
            **options: Options of the call.

        Returns:
            What is known of the file.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such file.
        """
        path = path_with(_FILE, file_id=file_id)
        return await self._get(path, options=only_options(options), cast_to=FileObject)

    @override
    async def delete(self, file_id: str, **options: Unpack[CallOptions]) -> FileDeleted:
        """Delete a file.

        Args:
            file_id: The file's id.
            **options: Options of the call.

        Returns:
            The id, and that it is deleted.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such file.
        """
        path = path_with(_FILE, file_id=file_id)
        return await self._delete(
            path, options=only_options(options), cast_to=FileDeleted
        )

    @override
    async def content(
        self, file_id: str, **options: Unpack[CallOptions]
    ) -> HttpxBinaryResponseContent:
        """Fetch what is in a file: `.content`, `.text`, `.write_to_file(path)`.

        For large files there is `with_streaming_response.content(file_id)`.

        Args:
            file_id: The file's id.
            **options: Options of the call.

        Returns:
            The bytes.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such file.
        """
        return await self._get(
            path_with(_CONTENT, file_id=file_id),
            options=with_headers(only_options(options), _BYTES),
            cast_to=HttpxBinaryResponseContent,
        )

    @override
    async def retrieve_content(
        self, file_id: str, **options: Unpack[CallOptions]
    ) -> str:
        """Fetch what is in a file as text; `content` is the newer way."""
        return (await self.content(file_id, **options)).text

    async def signed_url(
        self, file_id: str, **params: Unpack[FileSignedUrlParams]
    ) -> FileSignedUrl:
        """Make a link to a file's content that needs no key.

        Args:
            file_id: The file's id.
            **params: The parameters; see `mistyped.types.FileSignedUrlParams`.

        Returns:
            The link.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.NotFoundError: If there is no such file.
        """
        path = path_with(_URL, file_id=file_id)
        return await self._get(path, options=split_query(params), cast_to=FileSignedUrl)

    @cached_property
    def with_raw_response(self) -> AsyncFilesWithRawResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, with the HTTP response around the answer."""
        return AsyncFilesWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncFilesWithStreamingResponse:  # type: ignore[override]  # ty: ignore[invalid-method-override]
        """The same methods, as context managers around an unread HTTP response."""
        return AsyncFilesWithStreamingResponse(self)
