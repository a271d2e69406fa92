"""Which calls of the OpenAI SDK the base document covers, as one table.

They stand under Mistral's paths and the names of our methods. A row names the SDK's own
request and response types by import path, so that a new parameter in the SDK turns up
in the base without an edit here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Carrier: TypeAlias = Literal["json", "form", "query"]
HttpMethod: TypeAlias = Literal["get", "post", "delete"]


@dataclass(frozen=True, slots=True)
class SdkOperation:
    """One call of the OpenAI SDK.

    Attributes:
        id: The method on our client, `chat.completions.create`.
        request_name: The name that the request gets among the schemas.
        request: Import paths of the request's TypedDicts, `module:name`; the properties
            of all are united (the SDK has one for streaming and one for not streaming).
        response: Import path of the type of an answer; empty for bytes and for pages,
            which the SDK builds from a generic class.
        event: Import path of the type of one event of a streamed answer, or empty.
        carrier: What carries the request: a JSON body, a form, or the query.
        elsewhere: Whether the SDK has it at another path, by another method.
    """

    id: str
    request_name: str = ""
    request: tuple[str, ...] = ()
    response: str = ""
    event: str = ""
    carrier: Carrier = "json"
    elsewhere: bool = False


SdkPaths: TypeAlias = Mapping[str, Mapping[HttpMethod, SdkOperation]]
"""Calls by path and HTTP method, as in the `paths` of an OpenAPI document."""

SDK_OPERATIONS: Final[SdkPaths] = {
    "/chat/completions": {
        "post": SdkOperation(
            id="chat.completions.create",
            request_name="ChatCompletionRequest",
            request=(
                "openai.types.chat.completion_create_params:CompletionCreateParamsNonStreaming",
                "openai.types.chat.completion_create_params:CompletionCreateParamsStreaming",
            ),
            response="openai.types.chat:ChatCompletion",
            event="openai.types.chat:ChatCompletionChunk",
        ),
    },
    "/embeddings": {
        "post": SdkOperation(
            id="embeddings.create",
            request_name="EmbeddingRequest",
            request=("openai.types.embedding_create_params:EmbeddingCreateParams",),
            response="openai.types:CreateEmbeddingResponse",
        ),
    },
    "/moderations": {
        "post": SdkOperation(
            id="moderations.create",
            request_name="ModerationRequest",
            request=("openai.types.moderation_create_params:ModerationCreateParams",),
            response="openai.types:ModerationCreateResponse",
        ),
    },
    "/models": {
        "get": SdkOperation(id="models.list"),
    },
    "/models/{model_id}": {
        "get": SdkOperation(id="models.retrieve", response="openai.types:Model"),
        "delete": SdkOperation(
            id="models.delete", response="openai.types:ModelDeleted"
        ),
    },
    "/audio/transcriptions": {
        "post": SdkOperation(
            id="audio.transcriptions.create",
            request_name="TranscriptionRequest",
            request=(
                "openai.types.audio.transcription_create_params:TranscriptionCreateParamsNonStreaming",
                "openai.types.audio.transcription_create_params:TranscriptionCreateParamsStreaming",
            ),
            response="openai.types.audio:Transcription",
            carrier="form",
        ),
    },
    "/audio/speech": {
        "post": SdkOperation(
            id="audio.speech.create",
            request_name="SpeechRequest",
            request=("openai.types.audio.speech_create_params:SpeechCreateParams",),
        ),
    },
    "/files": {
        "post": SdkOperation(
            id="files.create",
            request_name="FileCreateRequest",
            request=("openai.types.file_create_params:FileCreateParams",),
            response="openai.types:FileObject",
            carrier="form",
        ),
        "get": SdkOperation(
            id="files.list",
            request_name="FileListRequest",
            request=("openai.types.file_list_params:FileListParams",),
            carrier="query",
        ),
    },
    "/files/{file_id}": {
        "get": SdkOperation(id="files.retrieve", response="openai.types:FileObject"),
        "delete": SdkOperation(id="files.delete", response="openai.types:FileDeleted"),
    },
    "/files/{file_id}/content": {
        "get": SdkOperation(id="files.content"),
    },
    "/batch/jobs": {  # where Mistral has what OpenAI has at /batches
        "post": SdkOperation(
            id="batch.jobs.create",
            request_name="BatchJobCreateRequest",
            request=("openai.types.batch_create_params:BatchCreateParams",),
            elsewhere=True,
        ),
        "get": SdkOperation(
            id="batch.jobs.list",
            request_name="BatchJobListRequest",
            request=("openai.types.batch_list_params:BatchListParams",),
            carrier="query",
            elsewhere=True,
        ),
    },
}

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
