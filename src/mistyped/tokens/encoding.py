"""Counts requests with mistral-common; loading this module loads it.

A request is normalised and encoded as mistral-common does it, but neither validated,
which is for the check to do, nor decoded again, which would take longer than the rest.
"""

# mistral-common leaves the parameters of its generic types open.
# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from __future__ import annotations

from base64 import b64decode
from io import BytesIO
from pathlib import Path
from typing import Final, TypeAlias

import numpy as np
import orjson
from mistral_common.exceptions import MistralCommonException
from mistral_common.protocol.fim.request import FIMRequest
from mistral_common.protocol.instruct.chunk import ImageChunk, ImageURLChunk
from mistral_common.protocol.instruct.messages import (
    AssistantMessage,
    ChatMessage,
    SystemMessage,
    ToolMessage,
    UserMessage,
)
from mistral_common.protocol.instruct.normalize import get_normalizer
from mistral_common.protocol.instruct.request import (
    ChatCompletionRequest,
    ReasoningEffort,
)
from mistral_common.protocol.instruct.validator import ValidationMode, get_validator
from mistral_common.tokens.tokenizers.base import (
    SpecialTokens,
    Tokenized,
    TokenizerVersion,
)
from mistral_common.tokens.tokenizers.image import (
    ImageConfig,
    ImageEncoder,
    ImageEncoding,
    SpecialImageIDs,
)
from mistral_common.tokens.tokenizers.instruct import (
    InstructTokenizerV13,
    InstructTokenizerV15,
)
from mistral_common.tokens.tokenizers.mistral import MistralTokenizer
from mistral_common.tokens.tokenizers.model_settings_builder import (
    ModelSettingsBuilder,
    ReasoningEffortEnumBuilder,
)
from mistral_common.tokens.tokenizers.tekken import SpecialTokenInfo, Tekkenizer
from PIL import Image

from mistyped.tokens.chat_request import Chat
from mistyped.tokens.kinds import Version

_Tokenizer: TypeAlias = MistralTokenizer[
    UserMessage, AssistantMessage, ToolMessage, SystemMessage, Tokenized
]
_Request: TypeAlias = ChatCompletionRequest[ChatMessage]
UNREADABLE: Final = (
    MistralCommonException,
    AssertionError,
    ImportError,
    LookupError,
    OSError,
    RecursionError,
    TypeError,
    ValueError,
    NotImplementedError,
)
"""What mistral-common raises for what it does not count."""
# Of the models of 2025 and 2026 that see; recorded images of 64 pixels counted so.
_IMAGES: Final = ImageConfig(
    image_patch_size=14, max_image_size=1540, spatial_merge_size=2
)
_NO_PIXELS: Final = np.zeros((0,))


class _ImageSizes(ImageEncoder):
    """Counts the tokens of images by their sizes, and looks at no pixel.

    What is somewhere else is not loaded, and counts as the largest.
    """

    def __call__(self, content: ImageChunk | ImageURLChunk) -> ImageEncoding:
        """Return as many tokens as an image takes."""
        width, height = self._image_to_num_tokens(self._image(content))
        tokens = [self.special_ids.img] * ((width + 1) * height)
        return ImageEncoding(tokens=tokens, image=_NO_PIXELS)

    def _image(self, content: ImageChunk | ImageURLChunk) -> Image.Image:
        url = content.get_url() if isinstance(content, ImageURLChunk) else ""
        head, _, data = url.partition("base64,")
        if head.startswith("data:"):
            return Image.open(BytesIO(b64decode(data)))
        side = self.image_config.max_image_size
        return Image.new("1", (side, side))


class Encoder:
    """A tokenizer of mistral-common that counts."""

    def __init__(self, tokenizer: _Tokenizer) -> None:
        self._instruct = tokenizer.instruct_tokenizer
        self._text = self._instruct.tokenizer
        settings = self._text.model_settings_builder
        self._normalizer = get_normalizer(self._text.version, settings)
        self._takes_effort = settings is not None
        vars(self._instruct)["decode"] = _no_text  # only for its own `text`
        images = self._instruct.image_encoder
        if images is not None:
            sizes = _ImageSizes(images.image_config, images.special_ids)
            self._instruct.image_encoder = sizes

    def text(self, text: str) -> int:
        """Return how many tokens a text has, without any around it."""
        return len(self._text.encode(text, bos=False, eos=False))

    def chat(self, chat: Chat, effort: object) -> int:
        """Return how many tokens a chat has.

        Raises:
            MistralCommonException: And others of `UNREADABLE`, if it is no such chat.
        """
        request: _Request = ChatCompletionRequest.model_validate(
            {
                "messages": chat.messages,
                "tools": chat.tools,
                "reasoning_effort": effort if self._takes_effort else None,
            }
        )
        asked = self._normalizer.from_chat_completion_request(request)
        return len(self._instruct.encode_instruct(asked).tokens)

    def fim(self, prompt: str, suffix: str | None) -> int:
        """Return how many tokens a request to fill in has."""
        request = FIMRequest(prompt=prompt, suffix=suffix)
        return len(self._instruct.encode_fim(request).tokens)


def _no_text(*_: object, **__: object) -> str:
    return ""


def from_file(path: Path) -> Encoder:
    """Return the tokenizer in a file.

    Raises:
        ValueError: If there is none.
    """
    try:
        return Encoder(MistralTokenizer.from_file(path))
    except UNREADABLE as error:
        text = f"{path} is no tokenizer that mistral-common reads: {error}"
        raise ValueError(text) from error


def from_hub(name: str) -> Encoder:
    """Return the tokenizer of a model on Hugging Face, by its own loader."""
    return Encoder(MistralTokenizer.from_hf_hub(name))


def from_vocabulary(path: Path, version: Version) -> Encoder:
    """Return a tokenizer of a newer version over the vocabulary of a tekken file."""
    read = orjson.loads(path.read_bytes())
    config = read["config"]
    newer = TokenizerVersion(version)
    settings = _any_effort() if version == "v15" else None
    tekken = Tekkenizer(
        read["vocab"],
        [
            SpecialTokenInfo(rank=rank, token_str=token.value, is_control=True)
            for rank, token in enumerate(SpecialTokens)
        ],
        config["pattern"],
        config["default_vocab_size"],
        config["default_num_special_tokens"],
        newer,
        model_settings_builder=settings,
    )
    ids = [
        tekken.get_special_token(token.value)
        for token in (SpecialTokens.img, SpecialTokens.img_break, SpecialTokens.img_end)
    ]
    instruct = InstructTokenizerV15 if version == "v15" else InstructTokenizerV13
    return Encoder(
        MistralTokenizer(
            instruct(tekken, ImageEncoder(_IMAGES, SpecialImageIDs(*ids))),
            get_validator(newer, ValidationMode.test),
            get_normalizer(newer, settings),
        )
    )


def _any_effort() -> ModelSettingsBuilder:
    efforts = ReasoningEffortEnumBuilder(
        accepts_none=True, default=ReasoningEffort.none, values=list(ReasoningEffort)
    )
    return ModelSettingsBuilder(reasoning_effort=efforts)
