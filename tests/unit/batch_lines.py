"""Lines of batches without chance: good ones, and ones with something wrong in them."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from copy import deepcopy
from typing import Any

Body = dict[str, Any]
CHAT = "/v1/chat/completions"
AGENTS = "/v1/agents/completions"
EMBEDDINGS = "/v1/embeddings"
_WORDS = [
    "the",
    "river",
    "runs",
    "past",
    "étés",
    "and",
    "日本",
    "into",
    "a",
    "JSON",
    "sea",
    "\u2028",
    "of",
    "words",
    "\t",
]
_VALUES: tuple[object, ...] = (
    *(None, True, False, 0, 1, -1, 1.0, 0.5, 1e300, 10**17, 10**30, "", "x", "tool"),
    *("none", "json", "\ud83d", [], {}, [1], {"a": 1}, ["x"], {"type": "text"}),
    *("call_12345", "Ab3dE6gH9", "assistant", "2019", "temperature", [[]], [None]),
)
_KEYS = (
    *("seed", "name", "refusal", "annotations", "user", "stream", "stream_options"),
    *("n", "temperature", "top_logprobs", "logprobs", "tool_choice", "prefix", "type"),
    *("response_format", "reasoning_effort", "cache_control", "content", "messages"),
    *("metadata", "random_seed", "tool_calls", "tool_call_id", "id", "index", "text"),
    *("max_completion_tokens", "dimensions", "output_dimension", "stop", "model"),
)
_MODELS = (
    *("mistral-small-latest", "mistral-medium-2508", "gpt-4o", "m", "open-mistral-7b"),
    *("mistral-embed", "ministral-3b-2410", "codestral-latest", "mistral-smal-latest"),
)


def _tool(name: str) -> Body:
    schema = {"type": "object", "properties": {"city": {"type": "string"}}}
    return {"type": "function", "function": {"name": name, "parameters": schema}}


class Lines:
    """Makes lines.

    Args:
        seed: What chooses.
        path: Where they go.
    """

    def __init__(self, seed: int, path: str = CHAT) -> None:
        self.choose = random.Random(seed)
        self.path = path

    def make(self, count: int) -> Iterator[bytes]:
        """Yield lines: a third good, the others with one to three things changed."""
        makers: dict[str, Callable[[], Body]] = {
            CHAT: self.chat,
            AGENTS: self.agent,
            EMBEDDINGS: self.embedding,
        }
        for number in range(count):
            body = deepcopy(makers[self.path]())
            for _ in range(self.choose.choice((0, 0, 1, 1, 2, 3))):
                self._change(body)
            line: Body = {"custom_id": f"id-{number}", "body": body}
            if self.choose.random() < 0.05:
                self._change(line)
            ensure = self.choose.random() < 0.5
            text = json.dumps(line, ensure_ascii=ensure).encode(errors="surrogatepass")
            if self.choose.random() < 0.02:
                text = text[: self.choose.randrange(len(text))]
            yield text + self.choose.choice((b"\n", b"\r\n", b" \n"))

    def text(self) -> str:
        """Return a few words."""
        return " ".join(self.choose.choices(_WORDS, k=self.choose.randint(1, 6)))

    def chat(self) -> Body:
        """Return a body of chat, with calls, parts and parameters now and then."""
        chance = self.choose.random
        messages: list[Body] = []
        if chance() < 0.5:
            messages.append({"role": "system", "content": self.text()})
        for _ in range(self.choose.randint(0, 2)):
            messages += self._turn(calls=chance() < 0.4)
        messages.append({"role": "user", "content": self._content()})
        body: Body = {"model": self.choose.choice(_MODELS), "messages": messages}
        if chance() < 0.4:
            names = self.choose.choice((("look",), ("look", "find"), ("odd name",)))
            body["tools"] = [_tool(name) for name in names]
        if chance() < 0.2:
            kind = self.choose.choice(("json_object", "text", "json_schema"))
            body["response_format"] = {"type": kind}
        if chance() < 0.5:
            body["temperature"] = self.choose.choice((0, 0.3, 1))
        if chance() < 0.2:
            body["n"] = self.choose.choice((1, 2))
        if chance() < 0.2:
            body["random_seed"] = self.choose.randint(0, 9)
        return body

    def agent(self) -> Body:
        """Return a body for an agent."""
        kept = {"messages", "tools", "response_format", "random_seed"}
        return {k: v for k, v in self.chat().items() if k in kept}

    def embedding(self) -> Body:
        """Return a body of embeddings."""
        texts = [self.text() for _ in range(self.choose.randint(0, 3))]
        given = self.choose.choice((texts, self.text()))
        return {"model": self.choose.choice(_MODELS), "input": given}

    def _turn(self, *, calls: bool) -> Iterator[Body]:
        yield {"role": "user", "content": self._content()}
        if calls:
            ids = [
                "".join(
                    self.choose.choices("abcXYZ123", k=self.choose.choice((9, 9, 8)))
                )
                for _ in range(self.choose.randint(1, 2))
            ]
            functions = [{"name": "look", "arguments": "{}"} for _ in ids]
            listed = [
                {"id": each, "type": "function", "function": function}
                for each, function in zip(ids, functions, strict=True)
            ]
            yield {"role": "assistant", "content": "", "tool_calls": listed}
            for each in ids:
                yield {"role": "tool", "tool_call_id": each, "content": self.text()}
        yield {"role": "assistant", "content": self.text()}

    def _content(self) -> str | list[Body]:
        if self.choose.random() < 0.7:
            return self.text()
        image = {"type": "image_url", "image_url": {"url": "https://a.example/b.png"}}
        return [{"type": "text", "text": self.text()}, image]

    def _change(self, whole: Body) -> None:
        """Change one thing somewhere inside."""
        holder = self.choose.choice(list(_holders(whole)))
        kind = self.choose.random()
        if isinstance(holder, list):
            self._change_list(holder)
        elif kind < 0.4 or not holder:
            holder[self.choose.choice(_KEYS)] = deepcopy(self.choose.choice(_VALUES))
        elif kind < 0.7:
            holder[self.choose.choice(list(holder))] = deepcopy(
                self.choose.choice(_VALUES)
            )
        else:
            del holder[self.choose.choice(list(holder))]

    def _change_list(self, holder: list[Any]) -> None:
        at = self.choose.randrange(len(holder) + 1)
        kind = self.choose.random()
        if kind < 0.3 or not holder:
            holder.insert(at, deepcopy(self.choose.choice(_VALUES)))
        elif kind < 0.6:
            del holder[at - 1]
        elif kind < 0.8:
            self.choose.shuffle(holder)
        else:
            holder.insert(at, deepcopy(self.choose.choice(holder)))


def _holders(value: Any) -> Iterator[Any]:
    """Yield the objects and lists in a value."""
    if isinstance(value, dict | list):
        yield value
        for each in value.values() if isinstance(value, dict) else value:
            yield from _holders(each)
