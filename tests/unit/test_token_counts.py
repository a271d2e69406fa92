"""Counting tokens: as recorded, as mistral-common, and never surer than it is."""

from __future__ import annotations

import base64
import io
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mistral_common.protocol.instruct.request import ChatCompletionRequest
from mistral_common.tokens.tokenizers.mistral import MistralTokenizer
from PIL import Image

from mistyped._generated.known_models import ALIASES, MODELS
from mistyped.tokens import TokenCount, UncountableError, count, count_batch
from mistyped.tokens.chat_request import read_chat
from mistyped.tokens.kinds import KINDS, kind_of
from mistyped.tokens.loading import encoder, ranks, require_installed
from mistyped.tokens.plain_chat import count_turns, plain_turns

Json = dict[str, Any]
CHAT, FIM, EMBEDDINGS = "/v1/chat/completions", "/v1/fim/completions", "/v1/embeddings"
ADD: Json = {
    "type": "function",
    "function": {
        "name": "add",
        "description": "Add two integers",
        "parameters": {
            "type": "object",
            "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}},
            "required": ["x", "y"],
        },
    },
}


def chat(model: str, *said: str, **others: object) -> Json:
    """Return a chat whose sides take turns, the user first."""
    roles = ("user", "assistant")
    messages = [
        {"role": roles[at % 2], "content": text} for at, text in enumerate(said)
    ]
    return {"model": model, "messages": messages, **others}


def picture(width: int, height: int) -> Json:
    """Return a part with an image of this size."""
    with io.BytesIO() as file:
        Image.new("RGB", (width, height), "red").save(file, "PNG")
        data = base64.b64encode(file.getvalue()).decode()
    return {"type": "image_url", "image_url": f"data:image/png;base64,{data}"}


SMALL, TINY = "mistral-small-2603", "ministral-3b-2512"
COBALT = "Reply with exactly: cobalt"
RECORDED: list[tuple[str, Json, int]] = [
    (CHAT, chat(TINY, COBALT, tools=[ADD], tool_choice="auto"), 76),
    (CHAT, chat(TINY, COBALT, tools=[ADD], tool_choice="none"), 8),
    (CHAT, chat(SMALL, COBALT, tools=[ADD], tool_choice="auto"), 88),
    (CHAT, chat(SMALL, COBALT, tools=[ADD], tool_choice="none"), 20),
    (CHAT, chat(SMALL, "Generate a person named Bob"), 20),
    (
        CHAT,
        chat(
            SMALL,
            "Generate a person named Bob",
            response_format={"type": "json_schema", "json_schema": {}},
        ),
        8,
    ),
    (FIM, {"model": "codestral-2508", "prompt": "const project = ", "suffix": ";"}, 9),
    (
        FIM,
        {"model": "codestral-2508", "prompt": "function add(a, b) {", "suffix": "}"},
        12,
    ),
    (EMBEDDINGS, {"model": "mistral-embed", "input": "Hello world"}, 4),
    (
        EMBEDDINGS,
        {"model": "mistral-embed", "input": ["Ruby", "Python", "JavaScript"]},
        9,
    ),
    (
        CHAT,
        {
            "model": SMALL,
            "messages": [
                {"role": "system", "content": "Answer with a single word."},
                {
                    "role": "user",
                    "content": [
                        {
                            "type": "text",
                            "text": "What colour fills this image? "
                            "Answer with one word.",
                        },
                        picture(64, 64),
                    ],
                },
            ],
        },
        46,
    ),
]


@pytest.mark.parametrize(("path", "body", "tokens"), RECORDED)
def test_counts_are_those_of_recorded_answers(
    path: str, body: Json, tokens: int
) -> None:
    """Tools, images, settings and forms count as Mistral counted them."""
    assert int(count(path, body)) == tokens


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_counts(name: str) -> None:
    """Its file is there, and it counts a chat without sending anything."""
    assert (require_installed() / KINDS[name].file).is_file()
    body = chat("", "Bonjour", "Salut", "Une question")
    assert 8 < encoder(name).chat(read_chat(body), None) < 40


@pytest.mark.parametrize("name", [*MODELS, *ALIASES, "not-known-1", ""])
def test_only_a_file_of_its_own_is_exact(name: str) -> None:
    """An alias, a version without a file and an unknown model are estimates."""
    model = MODELS.get(name)
    own = model is not None and model.tokenizer and KINDS[model.tokenizer].ships
    sure = bool(own) and not name.endswith("-latest")
    assert bool(kind_of(name).doubts) != sure


def test_an_estimate_says_why() -> None:
    """In one line, with what counted."""
    exact = count(CHAT, chat("open-mistral-nemo-2407", "Bonjour"))
    assert (exact.certainty, exact.tokenizer) == ("exact", "tekken-v3")
    guess = count(CHAT, chat("somebody-s-model", "Bonjour"))
    assert guess.certainty == "estimate"
    assert "the tokenizer of somebody-s-model is not known" in str(guess)


def test_the_model_s_own_file_makes_it_exact() -> None:
    """A path counts, and what is no tokenizer is refused by its path."""
    path = require_installed() / KINDS["tekken-v3"].file
    counted = count(CHAT, chat("somebody-s-model", "Bonjour"), tokenizer=path)
    assert counted.certainty == "exact"
    with pytest.raises(ValueError, match=r"pyproject.toml is no tokenizer"):
        count(CHAT, chat("m", "Bonjour"), tokenizer="pyproject.toml")


TEXTS = st.one_of(
    st.text(min_size=1, max_size=40),
    st.sampled_from(
        ["Bonjour ", "[INST]", "</s>", "  \n\n", "日本語 мир", "🙂👩‍👧", " "]
    ),
)
TURNS = st.lists(
    st.tuples(st.sampled_from(["system", "user", "assistant"]), TEXTS),
    min_size=1,
    max_size=7,
)


@settings(deadline=None, max_examples=60)
@given(turns=TURNS)
def test_texts_alone_count_as_mistral_common_counts(
    turns: list[tuple[str, str]],
) -> None:
    """The way of version 3 without it gives the same, or leaves it to it."""
    body: Json = {"messages": [{"role": role, "content": text} for role, text in turns]}
    plain = plain_turns(body)
    assert plain is not None
    fast = count_turns(plain, ranks(KINDS["tekken-v3"].file))
    if fast is not None:
        assert fast == encoder("tekken-v3").chat(read_chat(body), None)


def test_requests_count_as_mistral_common_encodes_them() -> None:
    """Calls and results too, by its own encoder of the same file."""
    body = chat("open-mistral-nemo-2407", "Add 1 and 2.", tools=[ADD])
    body["messages"] += [
        {
            "role": "assistant",
            "tool_calls": [
                {
                    "id": "abcdefghi",
                    "function": {"name": "add", "arguments": '{"x": 1, "y": 2}'},
                }
            ],
        },
        {"role": "tool", "tool_call_id": "abcdefghi", "name": "add", "content": "3"},
    ]
    own = MistralTokenizer.v3(is_tekken=True)
    request: Any = ChatCompletionRequest(
        messages=body["messages"], tools=body["tools"], model=body["model"]
    )
    assert int(count(CHAT, body)) == len(own.encode_chat_completion(request).tokens)


@pytest.mark.parametrize(
    ("part", "doubt"),
    [
        ({"type": "image_url", "image_url": "https://example.com/a.png"}, "largest"),
        (
            {"type": "document_url", "document_url": "https://example.com/a"},
            "documents",
        ),
        ({"type": "input_audio", "input_audio": "AAAA"}, "audio"),
        ({"type": "reference", "reference_ids": [1]}, "references"),
        ({"type": "new_kind"}, "new_kind"),
    ],
)
def test_what_is_not_counted_is_said(part: Json, doubt: str) -> None:
    """A part that the server reads makes an estimate, also with the right file."""
    body = chat("pixtral-12b-2409", "What is this?")
    body["messages"][0]["content"] = [{"type": "text", "text": "What is this?"}, part]
    counted = count(CHAT, body)
    assert counted.certainty == "estimate"
    assert doubt in counted.why


def test_batches_count_together() -> None:
    """Lines take the job's model, and a job its inline requests."""
    lines: list[Json] = [
        {"custom_id": "1", "body": {"messages": chat(TINY, COBALT)["messages"]}},
        {"custom_id": "2", "body": chat(SMALL, COBALT)},
    ]
    assert int(count_batch(CHAT, lines, model=TINY)) == 8 + 20
    job = {"endpoint": CHAT, "model": TINY, "requests": lines}
    counted = count("/v1/batch/jobs", job)
    assert (int(counted), counted.tokenizer) == (28, "tekken-v13, tekken-v15")


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("/v1/ocr", {}, "/v1/ocr: requests to it are not counted"),
        (CHAT, {"model": SMALL}, "messages: give a list"),
        (CHAT, {"messages": []}, "messages: give a list"),
        (FIM, {"prompt": 1}, "prompt and suffix: give texts"),
        (EMBEDDINGS, {"input": 1}, "input: give a text"),
        (EMBEDDINGS, {"input": [[1]]}, "input: only texts are counted"),
        ("/v1/batch/jobs", {"input_files": ["a"]}, "count_batch"),
        ("/v1/batch/jobs", {"endpoint": CHAT, "requests": [{}]}, r"requests\[0\]"),
        (CHAT, {"messages": [{"role": "nobody", "content": "x"}]}, "messages: "),
        (CHAT, {"messages": [{"role": ["user"], "content": "x"}]}, "messages: "),
        (
            CHAT,
            {
                "messages": [
                    {
                        "role": "user",
                        "content": [
                            {"type": "image_url", "image_url": "data:;base64,A"}
                        ],
                    }
                ]
            },
            "messages: ",
        ),
    ],
)
def test_what_cannot_be_counted_is_named(path: str, body: Json, words: str) -> None:
    """The error says where, and what to do."""
    with pytest.raises(UncountableError, match=words):
        count(path, body)


def test_threads_get_the_same() -> None:
    """Loading is once, whoever comes first."""
    bodies = [chat("open-mistral-nemo-2407", "Bonjour", "Salut", "Et toi?")] * 16

    def counted(body: Json) -> TokenCount:
        return count(CHAT, body)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(counted, bodies))) == 1


def test_plain_texts_load_no_mistral_common() -> None:
    """Nor does the package itself load a tokenizer before it is asked."""
    code = (
        "import sys, mistyped.tokens as t\n"
        "assert 'tiktoken' not in sys.modules\n"
        f"t.count({CHAT!r}, {chat(SMALL, 'Bonjour')!r})\n"
        "assert 'tiktoken' in sys.modules\n"
        "assert not {'mistral_common', 'openai'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_without_the_extra_the_way_out_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Nothing is guessed where there is nothing to count with."""
    monkeypatch.setattr("mistyped.tokens.loading.find_spec", lambda _: None)
    with pytest.raises(ImportError, match=r"pip install 'mistyped\[tokens\]'"):
        count(CHAT, chat(SMALL, "Bonjour"))
