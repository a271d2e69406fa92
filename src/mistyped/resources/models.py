"""Models: `client.models`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from openai.pagination import AsyncPage, SyncPage
from openai.resources.models import AsyncModels as SdkAsyncModels
from openai.resources.models import Models as SdkModels
from typing_extensions import Unpack, override

from mistyped._generated.responses.models import Model, ModelDeleted
from mistyped._openai.pages import AsyncPaginator
from mistyped._openai.paths import path_with
from mistyped._openai.requests import cached_property, only_options, split_query
from mistyped._openai.wrappers import (
    async_to_raw_response_wrapper,
    async_to_streamed_response_wrapper,
    to_raw_response_wrapper,
    to_streamed_response_wrapper,
)

if TYPE_CHECKING:
    from mistyped._generated.params.models import ModelListParams
    from mistyped._values.call_options import CallOptions

_MODELS = "/models"
_MODEL = "/models/{model}"


class Models(SdkModels):
    """The models that a key may use, and what each can do."""

    @override
    def list(  # type: ignore[override]  # pyrefly: ignore[bad-override]  # ty: ignore[incompatible-method-override]
        self, **params: Unpack[ModelListParams]
    ) -> SyncPage[Model]:
        """List the models: `for card in client.models.list()`.

        Args:
            **params: The parameters; see `mistyped.types.ModelListParams`.

        Returns:
            Their cards, on one page.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        return self._get_api_list(
            _MODELS, page=SyncPage[Model], options=split_query(params), model=Model
        )

    @override
    def retrieve(self, model: str, **options: Unpack[CallOptions]) -> Model:
        """Look a model up.

        Args:
            model: Its id, or an alias of it.
            **options: Options of the call.

        Returns:
            Its card.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such model.
        """
        path = path_with(_MODEL, model=model)
        return self._get(path, options=only_options(options), cast_to=Model)

    @override
    def delete(self, model: str, **options: Unpack[CallOptions]) -> ModelDeleted:
        """Delete a fine-tuned model.

        Args:
            model: Its id.
            **options: Options of the call.

        Returns:
            The id, and that it is deleted.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such model.
        """
        path = path_with(_MODEL, model=model)
        return self._delete(path, options=only_options(options), cast_to=ModelDeleted)

    @cached_property
    def with_raw_response(self) -> ModelsWithRawResponse:  # type: ignore[override]  # ty: ignore[incompatible-property-override]
        """The same methods, with the HTTP response around the answer."""
        return ModelsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> ModelsWithStreamingResponse:  # type: ignore[override]  # ty: ignore[incompatible-property-override]
        """The same methods, as context managers around an unread HTTP response."""
        return ModelsWithStreamingResponse(self)


class AsyncModels(SdkAsyncModels):
    """The models that a key may use, and what each can do."""

    @override
    def list(  # type: ignore[override]  # pyrefly: ignore[bad-override]  # ty: ignore[incompatible-method-override]
        self, **params: Unpack[ModelListParams]
    ) -> AsyncPaginator[Model, AsyncPage[Model]]:
        """List the models: `async for card in client.models.list()`.

        Args:
            **params: The parameters; see `mistyped.types.ModelListParams`.

        Returns:
            Their cards, on one page.

        Raises:
            InvalidRequestError: If Mistral would refuse the request; nothing was sent.
            openai.APIError: As the OpenAI SDK raises it.
        """
        return self._get_api_list(
            _MODELS, page=AsyncPage[Model], options=split_query(params), model=Model
        )

    @override
    async def retrieve(self, model: str, **options: Unpack[CallOptions]) -> Model:
        """Look a model up.

        Args:
            model: Its id, or an alias of it.
            **options: Options of the call.

        Returns:
            Its card.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such model.
        """
        path = path_with(_MODEL, model=model)
        return await self._get(path, options=only_options(options), cast_to=Model)

    @override
    async def delete(self, model: str, **options: Unpack[CallOptions]) -> ModelDeleted:
        """Delete a fine-tuned model.

        Args:
            model: Its id.
            **options: Options of the call.

        Returns:
            The id, and that it is deleted.

        Raises:
            InvalidRequestError: If the id would change the path; nothing was sent.
            openai.NotFoundError: If there is no such model.
        """
        path = path_with(_MODEL, model=model)
        given = only_options(options)
        return await self._delete(path, options=given, cast_to=ModelDeleted)

    @cached_property
    def with_raw_response(self) -> AsyncModelsWithRawResponse:  # type: ignore[override]  # ty: ignore[incompatible-property-override]
        """The same methods, with the HTTP response around the answer."""
        return AsyncModelsWithRawResponse(self)

    @cached_property
    def with_streaming_response(self) -> AsyncModelsWithStreamingResponse:  # type: ignore[override]  # ty: ignore[incompatible-property-override]
        """The same methods, as context managers around an unread HTTP response."""
        return AsyncModelsWithStreamingResponse(self)


class ModelsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, models: Models) -> None:
        self.list: Final = to_raw_response_wrapper(models.list)
        self.retrieve: Final = to_raw_response_wrapper(models.retrieve)
        self.delete: Final = to_raw_response_wrapper(models.delete)


class AsyncModelsWithRawResponse:
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    def __init__(self, models: AsyncModels) -> None:
        self.list: Final = async_to_raw_response_wrapper(models.list)
        self.retrieve: Final = async_to_raw_response_wrapper(models.retrieve)
        self.delete: Final = async_to_raw_response_wrapper(models.delete)


class ModelsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, models: Models) -> None:
        self.list: Final = to_streamed_response_wrapper(models.list)
        self.retrieve: Final = to_streamed_response_wrapper(models.retrieve)
        self.delete: Final = to_streamed_response_wrapper(models.delete)


class AsyncModelsWithStreamingResponse:
    """Context managers around HTTP responses that are read on demand."""

    def __init__(self, models: AsyncModels) -> None:
        self.list: Final = async_to_streamed_response_wrapper(models.list)
        self.retrieve: Final = async_to_streamed_response_wrapper(models.retrieve)
        self.delete: Final = async_to_streamed_response_wrapper(models.delete)
