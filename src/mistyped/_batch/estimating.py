"""What a file of requests will cost, before anything is sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Final, Protocol, SupportsInt

from mistyped._batch.judging import is_envelope, loaded
from mistyped._batch.ranges import done_by_range, processes
from mistyped._batch.reading import Range
from mistyped._batch.request_files import Progress, opened_requests
from mistyped._values.guards import is_mapping

_LIMITS: Final = ("max_tokens", "max_completion_tokens")
_WORTH_A_CORE: Final = 12_000_000


class Count(Protocol):
    """Counts the tokens of a request's prompt, as `mistyped.tokens.count` does.

    It is sent to processes by pickle.
    """

    def __call__(self, path: str, body: Mapping[object, object], /) -> SupportsInt:
        """Count them.

        Raises:
            ValueError: If the request has none that can be counted.
        """
        ...


@dataclass(slots=True)
class Estimate:
    """The tokens of many requests.

    Attributes:
        requests: How many requests there are.
        prompt: How many tokens their prompts have, by model.
        completion: How many tokens the answers may have at most, by model.
        unbounded: How many requests do not say how long their answer may be.
        uncounted: How many could not be counted.
        why: Why not, of the first.
        doubts: Why a count is an estimate, in words, and of how many.
    """

    requests: int = 0
    prompt: Counter[str] = field(default_factory=Counter[str])
    completion: Counter[str] = field(default_factory=Counter[str])
    unbounded: int = 0
    uncounted: int = 0
    why: str = ""
    doubts: Counter[str] = field(default_factory=Counter[str])

    def read(self, texts: Iterable[bytes], path: str, model: str, count: Count) -> None:
        """Count the requests of lines.

        Args:
            texts: The lines.
            path: Where they go.
            model: The model of those that name none.
            count: What counts one.
        """
        for text in texts:
            self.requests += 1
            try:
                self._add(path, _body(text, model), count)
            except ValueError as error:
                self.uncounted += 1
                self.why = self.why or str(error)

    def merge(self, other: Estimate) -> None:
        """Add the tokens of more requests."""
        self.requests += other.requests
        self.prompt += other.prompt
        self.completion += other.completion
        self.unbounded += other.unbounded
        self.uncounted += other.uncounted
        self.why = self.why or other.why
        self.doubts += other.doubts

    def _add(self, path: str, body: Mapping[object, object], count: Count) -> None:
        counted = count(path, body)
        model = str(body.get("model", ""))
        self.prompt[model] += int(counted)
        if getattr(counted, "certainty", "exact") != "exact":
            self.doubts[str(getattr(counted, "why", ""))] += 1
        limits = [body.get(name) for name in _LIMITS]
        most = next((each for each in limits if isinstance(each, int)), None)
        if most is None:
            self.unbounded += 1
        else:
            answers = body.get("n")
            many = answers if isinstance(answers, int) else 1
            self.completion[model] += most * many


def estimate_file(
    name: str,
    path: str,
    model: str,
    count: Count,
    *,
    jobs: int = 0,
    progress: Progress | None = None,
) -> Estimate:
    """Count the tokens of a file.

    Args:
        name: The file, or `-` for standard input.
        path: Where its requests go; guessed if it is empty.
        model: The model of those that name none.
        count: What counts one.
        jobs: How many processes; by its size if it is left out.
        progress: Is called now and then with how far it is.

    Raises:
        UnreadableError: If the file cannot be read, or is no JSON.
    """
    found = Estimate()
    with opened_requests(name, path, progress) as file:
        jobs = processes(file.source, jobs, _WORTH_A_CORE)
        if jobs == 1 or file.is_one:
            texts = (text for _, text in file.lines)
            found.read(texts, file.path, model, count)
            return found
        work = partial(_range_estimated, file.path, model, count)
        for end, done in done_by_range(name, file.source.size, jobs, work):
            found.merge(done)
            if progress:
                progress(end, file.source.size)
    return found


def _range_estimated(path: str, model: str, count: Count, lines: Range) -> Estimate:
    found = Estimate()
    found.read((text for _, text in lines), path, model, count)
    return found


def _body(text: bytes, model: str) -> Mapping[object, object]:
    """Return the body of a line.

    Raises:
        ValueError: If there is none.
    """
    value = loaded(text)
    inside = value.get("body") if is_mapping(value) and is_envelope(value) else value
    if not is_mapping(inside):
        raise ValueError("there is no request in it")
    return {"model": model, **inside} if model else inside
