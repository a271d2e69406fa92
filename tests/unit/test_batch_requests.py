"""The requests in a batch job's body: each is checked against the job's endpoint."""

from __future__ import annotations

from typing import Any

import pytest

from mistyped import InvalidRequestError, check
from tests.unit.support import MODEL, USER, Wire, response

PATH = "/v1/batch/jobs"
GOOD: dict[str, Any] = {"messages": [USER]}


def job(*bodies: Any, **more: Any) -> dict[str, Any]:
    """Return a job of chat requests with these bodies."""
    lines = [{"custom_id": str(at), "body": each} for at, each in enumerate(bodies)]
    return {"endpoint": "/v1/chat/completions", "requests": lines, **more}


def found(body: Any) -> list[tuple[str, str]]:
    """Return place and rule of every problem of a job."""
    return [(each.path, each.rule) for each in check(PATH, body).problems]


def test_each_body_is_checked() -> None:
    """The index stands in the path; severity, hint and evidence are the request's."""
    strange = {**GOOD, "seed": 7, "temperature": 9}
    body = job(GOOD, strange, {**GOOD, "model": MODEL}, {"messages": []}, model=MODEL)
    assert found(body) == [
        ("requests[1].body.seed", "chat.seed"),
        ("requests[1].body.temperature", "out-of-range"),
        ("requests[3].body.messages", "empty-messages"),
    ]
    alone = check("/v1/chat/completions", {**strange, "model": MODEL}).problems
    for mine, theirs in zip(check(PATH, body).problems, alone, strict=False):
        assert (mine.hint, mine.severity) == (theirs.hint, theirs.severity)
        assert mine.evidence == theirs.evidence


def test_the_jobs_model_stands_in() -> None:
    """A body without a model has the job's; without both, it is missing."""
    assert found(job(GOOD, model=MODEL)) == []
    (problem,) = check(PATH, job(GOOD)).errors
    assert (problem.path, problem.rule) == ("requests[0].body.model", "missing")
    assert problem.hint == "add it, or give it to the job"


def test_rules_see_the_model_that_answers() -> None:
    """The body's own model comes before the job's."""
    asks = {**GOOD, "tools": [], "tool_choice": "any"}
    assert found(job(asks, model=MODEL)) == [
        ("requests[0].body.tool_choice", "choice-without-tools")
    ]


def test_an_agent_answers_what_goes_to_chat() -> None:
    """A job's agent has its own endpoint, which takes no model."""
    assert found(job(GOOD, agent_id="ag_1")) == []
    assert found(job({**GOOD, "temperature": 1}, agent_id="ag_1")) == [
        ("requests[0].body.temperature", "agents.complete.temperature")
    ]


@pytest.mark.parametrize(
    ("endpoint", "good", "bad", "problem"),
    [
        ("/v1/embeddings", {"input": "a"}, {"inputs": "a"}, "input"),
        ("/v1/fim/completions", {"prompt": "a"}, {"prompt": 1}, "prompt"),
        ("/v1/moderations", {"input": "a"}, {"input": 1}, "input"),
        (
            "/v1/ocr",
            {"document": {"type": "document_url", "document_url": "https://x.fr/a"}},
            {"document": 1},
            "document",
        ),
        ("/v1/conversations", {"inputs": "a"}, {"inputs": 1}, "inputs"),
    ],
)
def test_every_endpoint(endpoint: str, good: Any, bad: Any, problem: str) -> None:
    """A request is what its job's endpoint takes."""
    assert found({**job(good, model="mine"), "endpoint": endpoint}) == []
    wrong = {**job(bad, model="mine"), "endpoint": endpoint}
    paths = [path for path, _ in found(wrong)]
    assert f"requests[0].body.{problem}" in paths


@pytest.mark.parametrize(
    ("body", "path", "rule"),
    [
        ({"endpoint": "/v1/x", "requests": [{"body": {}}]}, "endpoint", "wrong-value"),
        ({"requests": [{"body": {}}]}, "endpoint", "missing"),
        (job("text", model=MODEL), "requests[0].body", "wrong-type"),
        ({**job(), "requests": ["text"]}, "requests[0]", "wrong-type"),
    ],
)
def test_what_is_no_request_is_said_of_the_job(body: Any, path: str, rule: str) -> None:
    """Without an endpoint, or a body, there is nothing to check it by."""
    assert found(body) == [(path, rule)]


def test_the_client_refuses_the_job() -> None:
    """Nothing is sent, a rule can be waived, and models are read as what they send."""
    wire = Wire(lambda _: response({"id": "j", "status": "QUEUED"}))
    client = wire.client()
    request = job({**GOOD, "seed": 7}, model=MODEL)
    with pytest.raises(InvalidRequestError, match=r"requests\[0\]\.body\.seed"):
        client.batch.jobs.create(**request)
    assert wire.seen == []
    client.with_options(waive={"chat.seed"}).batch.jobs.create(**request)
    assert wire.sent == [request]


def test_under_openai_s_names() -> None:
    """What a batch adds to its file is read the same way."""
    wire = Wire(lambda _: response({"id": "j", "status": "QUEUED"}))
    more = {"requests": job({**GOOD, "seed": 7})["requests"], "model": MODEL}
    with pytest.raises(InvalidRequestError, match=r"requests\[0\]\.body\.seed"):
        wire.client().batches.create(
            input_file_id="f_1", endpoint="/v1/chat/completions", extra_body=more
        )
    assert wire.seen == []
