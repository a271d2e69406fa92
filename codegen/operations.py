"""Which calls of the OpenAI SDK the base document covers, as one table.

A row names the SDK's own request and response types by import path, so that a new
parameter in the SDK turns up in the base without an edit here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Carrier: TypeAlias = Literal["json", "form", "query"]


@dataclass(frozen=True, slots=True)
class SdkOperation:
    """One call of the OpenAI SDK.

    Attributes:
        id: The method on the client, `chat.completions.create`.
        method: The HTTP method in lower case.
        path: The path below the base URL.
        request_name: The name that the request gets among the schemas.
        request: Import paths of the request's TypedDicts, `module:name`; the properties
            of all are united (the SDK has one for streaming and one for not streaming).
        response: Import path of the type of an answer; empty for bytes and for pages,
            which the SDK builds from a generic class.
        event: Import path of the type of one event of a streamed answer, or empty.
        carrier: What carries the request: a JSON body, a form, or the query.
    """

    id: str
    method: str
    path: str
    request_name: str = ""
    request: tuple[str, ...] = ()
    response: str = ""
    event: str = ""
    carrier: Carrier = "json"


SDK_OPERATIONS = (
    SdkOperation(
        id="chat.completions.create",
        method="post",
        path="/chat/completions",
        request_name="ChatCompletionRequest",
        request=(
            "openai.types.chat.completion_create_params:CompletionCreateParamsNonStreaming",
            "openai.types.chat.completion_create_params:CompletionCreateParamsStreaming",
        ),
        response="openai.types.chat:ChatCompletion",
        event="openai.types.chat:ChatCompletionChunk",
    ),
    SdkOperation(
        id="embeddings.create",
        method="post",
        path="/embeddings",
        request_name="EmbeddingRequest",
        request=("openai.types.embedding_create_params:EmbeddingCreateParams",),
        response="openai.types:CreateEmbeddingResponse",
    ),
    SdkOperation(
        id="moderations.create",
        method="post",
        path="/moderations",
        request_name="ModerationRequest",
        request=("openai.types.moderation_create_params:ModerationCreateParams",),
        response="openai.types:ModerationCreateResponse",
    ),
    SdkOperation(id="models.list", method="get", path="/models"),
    SdkOperation(
        id="models.retrieve",
        method="get",
        path="/models/{model_id}",
        response="openai.types:Model",
    ),
    SdkOperation(
        id="models.delete",
        method="delete",
        path="/models/{model_id}",
        response="openai.types:ModelDeleted",
    ),
    SdkOperation(
        id="audio.transcriptions.create",
        method="post",
        path="/audio/transcriptions",
        request_name="TranscriptionRequest",
        request=(
            "openai.types.audio.transcription_create_params:TranscriptionCreateParamsNonStreaming",
            "openai.types.audio.transcription_create_params:TranscriptionCreateParamsStreaming",
        ),
        response="openai.types.audio:Transcription",
        carrier="form",
    ),
    SdkOperation(
        id="audio.speech.create",
        method="post",
        path="/audio/speech",
        request_name="SpeechRequest",
        request=("openai.types.audio.speech_create_params:SpeechCreateParams",),
    ),
    SdkOperation(
        id="files.create",
        method="post",
        path="/files",
        request_name="FileCreateRequest",
        request=("openai.types.file_create_params:FileCreateParams",),
        response="openai.types:FileObject",
        carrier="form",
    ),
    SdkOperation(
        id="files.list",
        method="get",
        path="/files",
        request_name="FileListRequest",
        request=("openai.types.file_list_params:FileListParams",),
        carrier="query",
    ),
    SdkOperation(
        id="files.retrieve",
        method="get",
        path="/files/{file_id}",
        response="openai.types:FileObject",
    ),
    SdkOperation(
        id="files.delete",
        method="delete",
        path="/files/{file_id}",
        response="openai.types:FileDeleted",
    ),
    SdkOperation(
        id="files.content",
        method="get",
        path="/files/{file_id}/content",
    ),
    # The overlay puts both where Mistral has its batch jobs.
    SdkOperation(
        id="batches.create",
        method="post",
        path="/batches",
        request_name="BatchJobCreateRequest",
        request=("openai.types.batch_create_params:BatchCreateParams",),
    ),
    SdkOperation(
        id="batches.list",
        method="get",
        path="/batches",
        request_name="BatchJobListRequest",
        request=("openai.types.batch_list_params:BatchListParams",),
        carrier="query",
    ),
)

NAMES = {
    ("CreateEmbeddingResponse", "Usage"): "EmbeddingUsage",
    ("ChatCompletionRequest", "ChatCompletionAudioParam"): "AudioOutput",
    ("ChatCompletion", "FunctionCall"): "MessageFunctionCall",
    ("ChatCompletion", "Moderation"): "ModerationResult",
    ("ChatCompletionChunk", "Choice"): "ChunkChoice",
    ("ChatCompletionChunk", "ChoiceLogprobs"): "ChunkChoiceLogprobs",
    ("ChatCompletionChunk", "Moderation"): "ChunkModerationResult",
    ("ModerationCreateResponse", "Moderation"): "ModerationObject",
    ("ModerationRequest", "ImageURL"): "ModerationImageURL",
}
"""Names for nested types whose class name alone is taken: (root type, key) to name."""
