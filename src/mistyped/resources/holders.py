"""`with_raw_response` and `with_streaming_response` of what holds resources.

A client, or an area with parts, has no call of its own: each of its members is given as
the member's own `with_raw_response` or `with_streaming_response`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from openai.resources.responses import (
        AsyncResponsesWithRawResponse,
        AsyncResponsesWithStreamingResponse,
        ResponsesWithRawResponse,
        ResponsesWithStreamingResponse,
    )

    from mistyped.resources.agents_wrappers import (
        AgentsWithRawResponse,
        AgentsWithStreamingResponse,
        AsyncAgentsWithRawResponse,
        AsyncAgentsWithStreamingResponse,
    )
    from mistyped.resources.audio import (
        AsyncAudioWithRawResponse,
        AsyncAudioWithStreamingResponse,
        AudioWithRawResponse,
        AudioWithStreamingResponse,
    )
    from mistyped.resources.batch_wrappers import (
        AsyncJobsWithRawResponse,
        AsyncJobsWithStreamingResponse,
        JobsWithRawResponse,
        JobsWithStreamingResponse,
    )
    from mistyped.resources.batches_wrappers import (
        AsyncBatchesWithRawResponse,
        AsyncBatchesWithStreamingResponse,
        BatchesWithRawResponse,
        BatchesWithStreamingResponse,
    )
    from mistyped.resources.chat_wrappers import (
        AsyncCompletionsWithRawResponse,
        AsyncCompletionsWithStreamingResponse,
        CompletionsWithRawResponse,
        CompletionsWithStreamingResponse,
    )
    from mistyped.resources.classifications import (
        AsyncClassificationsWithRawResponse,
        AsyncClassificationsWithStreamingResponse,
        ClassificationsWithRawResponse,
        ClassificationsWithStreamingResponse,
    )
    from mistyped.resources.conversations_wrappers import (
        AsyncConversationsWithRawResponse,
        AsyncConversationsWithStreamingResponse,
        ConversationsWithRawResponse,
        ConversationsWithStreamingResponse,
    )
    from mistyped.resources.embeddings import (
        AsyncEmbeddingsWithRawResponse,
        AsyncEmbeddingsWithStreamingResponse,
        EmbeddingsWithRawResponse,
        EmbeddingsWithStreamingResponse,
    )
    from mistyped.resources.files_wrappers import (
        AsyncFilesWithRawResponse,
        AsyncFilesWithStreamingResponse,
        FilesWithRawResponse,
        FilesWithStreamingResponse,
    )
    from mistyped.resources.fim_wrappers import (
        AsyncFIMWithRawResponse,
        AsyncFIMWithStreamingResponse,
        FIMWithRawResponse,
        FIMWithStreamingResponse,
    )
    from mistyped.resources.models import (
        AsyncModelsWithRawResponse,
        AsyncModelsWithStreamingResponse,
        ModelsWithRawResponse,
        ModelsWithStreamingResponse,
    )
    from mistyped.resources.moderations import (
        AsyncModerationsWithRawResponse,
        AsyncModerationsWithStreamingResponse,
        ModerationsWithRawResponse,
        ModerationsWithStreamingResponse,
    )
    from mistyped.resources.ocr import (
        AsyncOCRWithRawResponse,
        AsyncOCRWithStreamingResponse,
        OCRWithRawResponse,
        OCRWithStreamingResponse,
    )


class _Holder:
    """Gives the members of its owner in one of their two forms."""

    _form: ClassVar[str]

    def __init__(self, owner: object) -> None:
        self._owner = owner

    if not TYPE_CHECKING:  # for type checkers the members are those below

        def __getattr__(self, name: str) -> object:
            if name.startswith("_"):  # copy and pickle look before __init__ ran
                raise AttributeError(name)
            return getattr(getattr(self._owner, name), self._form)


class _Raw(_Holder):
    _form = "with_raw_response"


class _Streaming(_Holder):
    _form = "with_streaming_response"


class BatchWithRawResponse(_Raw):
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    jobs: JobsWithRawResponse


class BatchWithStreamingResponse(_Streaming):
    """Context managers around HTTP responses that are read on demand."""

    jobs: JobsWithStreamingResponse


class AsyncBatchWithRawResponse(_Raw):
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    jobs: AsyncJobsWithRawResponse


class AsyncBatchWithStreamingResponse(_Streaming):
    """Context managers around HTTP responses that are read on demand."""

    jobs: AsyncJobsWithStreamingResponse


class ChatWithRawResponse(_Raw):
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    completions: CompletionsWithRawResponse


class ChatWithStreamingResponse(_Streaming):
    """Context managers around HTTP responses that are read on demand."""

    completions: CompletionsWithStreamingResponse


class AsyncChatWithRawResponse(_Raw):
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    completions: AsyncCompletionsWithRawResponse


class AsyncChatWithStreamingResponse(_Streaming):
    """Context managers around HTTP responses that are read on demand."""

    completions: AsyncCompletionsWithStreamingResponse


class ClientWithRawResponse(_Raw):
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    agents: AgentsWithRawResponse
    audio: AudioWithRawResponse
    batch: BatchWithRawResponse
    batches: BatchesWithRawResponse
    chat: ChatWithRawResponse
    classifications: ClassificationsWithRawResponse
    conversations: ConversationsWithRawResponse
    embeddings: EmbeddingsWithRawResponse
    files: FilesWithRawResponse
    fim: FIMWithRawResponse
    models: ModelsWithRawResponse
    moderations: ModerationsWithRawResponse
    ocr: OCRWithRawResponse
    responses: ResponsesWithRawResponse


class ClientWithStreamingResponse(_Streaming):
    """Context managers around HTTP responses that are read on demand."""

    agents: AgentsWithStreamingResponse
    audio: AudioWithStreamingResponse
    batch: BatchWithStreamingResponse
    batches: BatchesWithStreamingResponse
    chat: ChatWithStreamingResponse
    classifications: ClassificationsWithStreamingResponse
    conversations: ConversationsWithStreamingResponse
    embeddings: EmbeddingsWithStreamingResponse
    files: FilesWithStreamingResponse
    fim: FIMWithStreamingResponse
    models: ModelsWithStreamingResponse
    moderations: ModerationsWithStreamingResponse
    ocr: OCRWithStreamingResponse
    responses: ResponsesWithStreamingResponse


class AsyncClientWithRawResponse(_Raw):
    """Answers with the HTTP response around them; `.parse()` gives the answer."""

    agents: AsyncAgentsWithRawResponse
    audio: AsyncAudioWithRawResponse
    batch: AsyncBatchWithRawResponse
    batches: AsyncBatchesWithRawResponse
    chat: AsyncChatWithRawResponse
    classifications: AsyncClassificationsWithRawResponse
    conversations: AsyncConversationsWithRawResponse
    embeddings: AsyncEmbeddingsWithRawResponse
    files: AsyncFilesWithRawResponse
    fim: AsyncFIMWithRawResponse
    models: AsyncModelsWithRawResponse
    moderations: AsyncModerationsWithRawResponse
    ocr: AsyncOCRWithRawResponse
    responses: AsyncResponsesWithRawResponse


class AsyncClientWithStreamingResponse(_Streaming):
    """Context managers around HTTP responses that are read on demand."""

    agents: AsyncAgentsWithStreamingResponse
    audio: AsyncAudioWithStreamingResponse
    batch: AsyncBatchWithStreamingResponse
    batches: AsyncBatchesWithStreamingResponse
    chat: AsyncChatWithStreamingResponse
    classifications: AsyncClassificationsWithStreamingResponse
    conversations: AsyncConversationsWithStreamingResponse
    embeddings: AsyncEmbeddingsWithStreamingResponse
    files: AsyncFilesWithStreamingResponse
    fim: AsyncFIMWithStreamingResponse
    models: AsyncModelsWithStreamingResponse
    moderations: AsyncModerationsWithStreamingResponse
    ocr: AsyncOCRWithStreamingResponse
    responses: AsyncResponsesWithStreamingResponse
