"""Runs of batches over real HTTP: split, sent, waited for, joined, sent again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openai
import pytest

from mistyped import AsyncMistral, InvalidRequestError, InvalidRequestWarning, Mistral
from mistyped._batch.ledger import Ledger
from mistyped.batch import BatchError, BatchProgress, open_results
from mistyped.server import RunningServer, running
from mistyped.server.batch_plays import KEY
from mistyped.types import ChatCompletion, CreateEmbeddingResponse
from tests.unit.support import MODEL

pytestmark = pytest.mark.anyio
WAIT = 60


@pytest.fixture
def server() -> Iterator[RunningServer]:
    """A server of the test's own, so that nobody else's jobs are counted."""
    with running() as up:
        yield up


def question(number: int, **more: object) -> dict[str, object]:
    """Return a line of a batch."""
    said = [{"role": "user", "content": f"Question {number}"}]
    return {"custom_id": f"q{number}", "body": {"messages": said, **more}}


def written(tmp_path: Path, count: int) -> Path:
    """Write a file of questions."""
    file = tmp_path / "questions.jsonl"
    file.write_text("\n".join(json.dumps(question(n)) for n in range(count)), "utf-8")
    return file


def posts(server: RunningServer, path: str) -> int:
    """Count the requests that came to a path."""
    return sum(each.method == "POST" and each.path == path for each in server.requests)


def lengths(server: RunningServer) -> list[int]:
    """Count the requests in each job that was sent."""
    raws = [each.raw for each in server.requests if each.path == "/v1/batch/jobs"]
    return [len(json.loads(each)["requests"]) for each in raws]


def test_a_file_of_questions(
    client: Mistral, server: RunningServer, tmp_path: Path
) -> None:
    """It is split into jobs, and the answers are in the order of the questions."""
    told: list[BatchProgress] = []
    results = client.batch.run(
        written(tmp_path, 25),
        model=MODEL,
        poll=0,
        lines_per_job=10,
        inline_up_to=0,
        on_progress=told.append,
    )
    assert (results.status, len(results), results.progress.left) == ("done", 25, 0)
    assert posts(server, "/v1/batch/jobs") == posts(server, "/v1/files") == 3
    for number, result in enumerate(results):
        assert (result.position, result.custom_id) == (number, f"q{number}")
        assert isinstance(result.answer, ChatCompletion)
        assert f"Question {number}" in str(result.answer.choices[0].message.content)
        assert (result.error, result.status_code) == (None, 200)
    assert told[-1] == results.progress == (25, 25, 0, 0)


def test_few_requests_stand_in_the_call(client: Mistral, server: RunningServer) -> None:
    """No file is sent; bodies alone need no names."""
    bodies = [question(n, model=MODEL)["body"] for n in range(3)]
    results = client.batch.run(iter(bodies), poll=0)  # type: ignore[arg-type]
    assert [each.custom_id for each in results] == [None] * 3
    assert all(each.answer for each in results)
    assert (posts(server, "/v1/files"), posts(server, "/v1/batch/jobs")) == (0, 1)


async def test_asynchronously(
    async_client: AsyncMistral, server: RunningServer, tmp_path: Path
) -> None:
    """The same, by files, and with a state to go on from."""
    file, options = written(tmp_path, 12), {"poll": 0, "inline_up_to": 0}
    more: Any = {**options, "metadata": {KEY: "waits:2"}}
    results = await async_client.batch.run(file, model=MODEL, **more)
    assert results.progress == (12, 12, 0, 0)
    again = await async_client.batch.resume(file)
    assert [each.answer for each in again] == [each.answer for each in results]
    assert posts(server, "/v1/batch/jobs") == 1


def test_answers_are_of_the_endpoint(client: Mistral) -> None:
    """Embeddings of embeddings."""
    results = client.batch.run(
        [{"input": "x"}], endpoint="/v1/embeddings", model="mistral-embed", poll=0
    )
    (result,) = results
    assert isinstance(result.answer, CreateEmbeddingResponse)


def test_names_that_are_taken_or_numbers(client: Mistral) -> None:
    """Each request has its own answer all the same, under the caller's name."""
    lines = [{**question(n), "custom_id": name} for n, name in enumerate(("a", "a", 7))]
    results = client.batch.run(lines, model=MODEL, poll=0)
    found = [(each.custom_id, each.answer) for each in results]
    assert [name for name, _ in found] == ["a", "a", "7"]
    for number, (_, answer) in enumerate(found):
        assert answer is not None
        assert f"Question {number}" in str(answer.choices[0].message.content)


def test_nothing_is_sent_if_one_would_be_refused(
    client: Mistral, server: RunningServer
) -> None:
    """All problems are named with their places, and no state is kept."""
    lines = [question(0), question(1, seed=1), question(2, max_tokens="many")]
    with pytest.raises(InvalidRequestError) as caught:
        client.batch.run(lines, model=MODEL)
    assert [each.path for each in caught.value.problems] == [
        "requests[1].body.seed",
        "requests[2].body.max_tokens",
    ]
    with pytest.raises(InvalidRequestError, match=r"body\.model: it is missing"):
        client.batch.run([question(0)])
    with pytest.raises(InvalidRequestError, match="other-endpoint"):
        client.batch.run([{**question(0), "url": "/v1/embeddings"}], model=MODEL)
    assert server.requests == []


def test_a_client_that_warns_or_waives_or_adapts(client: Mistral) -> None:
    """Does so here, too."""
    lines = [question(0, seed=1), question(1)]
    adapting = client.with_options(compat="adapt")
    results = adapting.batch.run(lines, model=MODEL, poll=0)
    assert all(each.answer for each in results)
    assert next(iter(results)).request["random_seed"] == 1
    with pytest.warns(InvalidRequestWarning, match=r"chat\.seed"):
        results = client.with_options(check="warn").batch.run(
            lines, model=MODEL, poll=0
        )
    bad, good = results
    assert good.answer
    assert (bad.answer, bad.status_code) == (None, 422)
    assert bad.error is not None
    assert bad.error.path == "seed"
    assert list(results.failed) == [bad]


def test_what_failed_for_no_fault_is_sent_again(
    client: Mistral, server: RunningServer
) -> None:
    """And nothing else, until all is answered or it was tried often enough."""
    lines = [question(n) for n in range(10)]
    options: Any = {"model": MODEL, "poll": 0, "metadata": {KEY: "fails:3"}}
    results = client.batch.run(lines, attempts=2, **options)
    assert results.progress == (10, 9, 1, 0)  # 3 of 10, and 1 of those 3
    (failed,) = results.failed
    assert failed.error is not None
    assert (failed.status_code, failed.error.message) == (500, "Service unavailable.")
    sent = lengths(server)
    assert sent == [10, 3]


def test_a_job_whose_time_is_over(client: Mistral, server: RunningServer) -> None:
    """What it has not answered is sent again."""
    options: Any = {"model": MODEL, "poll": 0, "metadata": {KEY: "expires:4"}}
    results = client.batch.run([question(n) for n in range(10)], **options)
    assert results.progress == (10, 10, 0, 0)
    sent = lengths(server)
    assert sent == [10, 6, 2]


def test_a_run_that_is_cancelled_and_goes_on(
    client: Mistral, server: RunningServer, tmp_path: Path
) -> None:
    """Its jobs are asked to end; `run` sends what is left, and only that."""
    file = written(tmp_path, 8)
    options: Any = {"model": MODEL, "poll": 0, "lines_per_job": 4, "inline_up_to": 0}

    class Enough(Exception):  # noqa: N818 - a person who ends a program
        pass

    def stop(progress: BatchProgress) -> None:
        if progress.jobs == 2:
            raise Enough

    with pytest.raises(Enough):
        client.batch.run(file, on_progress=stop, **options)
    assert open_results(f"{file}.batch.sqlite").progress.jobs == 2
    results = client.batch.cancel(file)
    assert (results.status, results.progress) == ("cancelled", (8, 0, 0, 0))
    assert "cancelled" in str(next(iter(results)).error)
    assert posts(server, "/v1/batch/jobs") == 2
    results = client.batch.run(file, **options)
    assert (results.status, results.progress) == ("done", (8, 8, 0, 0))
    assert posts(server, "/v1/batch/jobs") == 4


def test_resume_keeps_the_options_of_the_run(
    client: Mistral, server: RunningServer, tmp_path: Path
) -> None:
    """As many requests in a job as before, in files as before, and as many attempts."""
    file = written(tmp_path, 12)
    results = client.batch.run(
        file,
        model=MODEL,
        poll=0,
        attempts=1,
        lines_per_job=2,
        inline_up_to=0,
        metadata={KEY: "fails:2"},
    )
    assert (results.progress.failed, posts(server, "/v1/files")) == (6, 6)
    client.batch.resume(file, poll=0, again=True).close()
    assert posts(server, "/v1/files") == posts(server, "/v1/batch/jobs") == 6 + 3


def test_a_run_that_is_done_sends_nothing(
    client: Mistral, server: RunningServer, tmp_path: Path
) -> None:
    """The results are in its state; what failed is sent again if that is asked."""
    file = written(tmp_path, 3)
    options: Any = {"model": MODEL, "poll": 0, "metadata": {KEY: "fails:3"}}
    results = client.batch.run(file, attempts=1, **options)
    assert results.progress == (3, 2, 1, 0)
    sent = len(server.requests)
    assert client.batch.run(file, **options).progress == (3, 2, 1, 0)
    assert len(server.requests) == sent
    assert client.batch.resume(file, again=True, poll=0).progress == (3, 3, 0, 0)


def test_a_state_is_of_its_requests(client: Mistral, tmp_path: Path) -> None:
    """Other requests, other options, or no state at all are told."""
    file = written(tmp_path, 2)
    client.batch.run(file, model=MODEL, poll=0)
    with pytest.raises(BatchError, match="other options"):
        client.batch.run(file, model="mistral-large-latest", poll=0)
    written(tmp_path, 3)
    with pytest.raises(BatchError, match="other requests"):
        client.batch.run(file, model=MODEL, poll=0)
    with pytest.raises(BatchError, match="no such file"):
        client.batch.resume(tmp_path / "other.jsonl")
    with pytest.raises(BatchError, match="is no state of a batch"):
        client.batch.run(file, model=MODEL, state=file)
    with pytest.raises(TypeError, match="no option paul"):
        client.batch.run(file, model=MODEL, paul=0)  # type: ignore[call-overload]


def test_one_process_runs_a_state(client: Mistral, tmp_path: Path) -> None:
    """Another is told so, and can ask for its end."""
    file = written(tmp_path, 2)
    client.batch.run(file, model=MODEL, poll=0)
    ledger = Ledger(f"{file}.batch.sqlite")
    with ledger.alone():
        with pytest.raises(BatchError, match="another process runs"):
            client.batch.resume(file)
        assert client.batch.cancel(file).progress == (2, 2, 0, 0)
    ledger.close()


def test_an_error_that_does_not_pass_ends_the_run(tmp_path: Path) -> None:
    """The state is kept, and the run goes on once it is mended."""
    file = written(tmp_path, 2)
    with running() as server:
        with (
            Mistral(api_key="k", base_url=server.url.replace("/v1", "/v2/v1")) as lost,
            pytest.raises(openai.NotFoundError),
        ):
            lost.batch.run(file, model=MODEL, poll=0)
        with Mistral(api_key="k", base_url=server.url) as found:
            assert found.batch.resume(file, poll=0).progress == (2, 2, 0, 0)


def test_results_as_a_file(client: Mistral, tmp_path: Path) -> None:
    """Mistral's lines, in the order of the requests."""
    client.batch.run(written(tmp_path, 4), model=MODEL, poll=0).write(
        tmp_path / "results.jsonl"
    )
    lines = (tmp_path / "results.jsonl").read_text("utf-8").splitlines()
    read = [json.loads(each) for each in lines]
    assert [each["custom_id"] for each in read] == ["q0", "q1", "q2", "q3"]
    assert all(each["response"]["status_code"] == 200 for each in read)


def command(server: RunningServer, *arguments: str) -> tuple[int, str, str]:
    """Run `mistyped batch`; return exit code, output and complaints."""
    done = subprocess.run(
        [sys.executable, "-m", "mistyped", "batch", *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=WAIT,
        env={**os.environ, "MISTRAL_API_KEY": "k", "MISTRAL_BASE_URL": server.url},
    )
    return done.returncode, done.stdout, done.stderr


def test_the_command(server: RunningServer, tmp_path: Path) -> None:
    """Run, status, resume and cancel, each with a line that says how it stands."""
    file = str(written(tmp_path, 5))
    code, _, complaints = command(server, "status", file)
    assert code == 2
    assert "nothing was begun" in complaints
    code, output, _ = command(server, "run", file, "--model", MODEL, "--poll", "0")
    assert code == 0
    assert "done: 5 requests, 5 answered, 0 failed, 0 left" in output
    assert len(Path(f"{file}.results.jsonl").read_text("utf-8").splitlines()) == 5
    for action in ("status", "resume", "cancel"):
        code, output, complaints = command(server, action, file)
        assert (code, complaints) == (0, "")
        assert "5 answered" in output
    assert posts(server, "/v1/batch/jobs") == 1


def test_the_command_refuses_what_mistral_would(
    server: RunningServer, tmp_path: Path
) -> None:
    """With the problems and the way to see all."""
    file = tmp_path / "bad.jsonl"
    file.write_text(json.dumps(question(0, seed=1)))
    code, output, complaints = command(server, "run", str(file), "--model", MODEL)
    assert (code, output) == (1, "")
    assert "requests[0].body.seed" in complaints
    assert f"mistyped check {file}" in " ".join(complaints.split())
    assert server.requests == []


@pytest.mark.parametrize(
    ("file", "code", "way_out"),
    [("", 1, "--model"), ("-", 2, "give a file")],
)
def test_the_command_says_what_it_lacks(
    server: RunningServer, tmp_path: Path, file: str, code: int, way_out: str
) -> None:
    """A model, which the check would not ask for, or a place for its state."""
    given = file or str(written(tmp_path, 1))
    found, output, complaints = command(server, "run", given)
    assert (found, output) == (code, "")
    assert way_out in complaints
    assert server.requests == []


def test_the_command_estimates(server: RunningServer, tmp_path: Path) -> None:
    """Tokens and prices, and nothing is sent."""
    file = str(written(tmp_path, 5))
    code, output, _ = command(server, "estimate", file, "--model", MODEL)
    assert code == 0
    assert output.startswith("5 requests, ")
    assert f"{MODEL}: " in output
    assert "5 requests without max_tokens" in output
    assert server.requests == []
