"""What `mistyped serve` says of each request: a line that says why."""

from __future__ import annotations

import json
from typing import Any

import httpx2
import pytest

from mistyped.server import RecordedRequest, RunningServer
from mistyped.server.log_lines import json_line, logging_to_stdout, text_line
from tests.unit.support import body

AUTH = {"authorization": "Bearer any"}


def post(server: RunningServer, **more: Any) -> RecordedRequest:
    """Send a chat request; return what is on record."""
    sent = body(**more)
    httpx2.post(f"{server.url}/chat/completions", headers=AUTH, json=sent)
    return server.last


def test_a_line_says_what_and_why(mistral_server: RunningServer) -> None:
    """Method, path, status, verdict; every problem of a few, and how many more."""
    line = text_line(post(mistral_server))
    assert line == "POST /v1/chat/completions 200 accepted"
    line = text_line(post(mistral_server, seed=1, temperature=9))
    assert line.startswith("POST /v1/chat/completions 422 refused: ")
    assert "seed: Mistral calls it random_seed; use random_seed [chat.seed]" in line
    assert " | temperature: 9 is out of range" in line
    line = text_line(post(mistral_server, **{f"new_{n}": 1 for n in range(7)}))
    assert line.endswith(" | and 4 more")


def test_a_refusal_without_a_problem_has_its_reason(
    mistral_server: RunningServer,
) -> None:
    """No key, no such path, no such job."""
    httpx2.get(f"{mistral_server.url}/models")
    httpx2.get(f"{mistral_server.url}/batch/jobs/j1", headers=AUTH)
    lines = [text_line(each) for each in mistral_server.requests]
    assert lines == [
        "GET /v1/models 401 refused: Unauthorized",
        "GET /v1/batch/jobs/j1 404 refused: No batch job matches the given query.",
    ]


def test_forms_and_queries_have_problems_too(mistral_server: RunningServer) -> None:
    """Not only bodies."""
    files = f"{mistral_server.url}/files"
    httpx2.get(files, params={"page": "many"}, headers=AUTH)
    httpx2.post(files, data={"purpose": "fun"}, headers=AUTH, files={"file": b"x"})
    paths = [[p.path for p in each.problems] for each in mistral_server.requests]
    assert paths == [["page"], ["purpose"]]


def test_the_lines_of_a_job_are_not_the_job_s(mistral_server: RunningServer) -> None:
    """A job with a bad line is looked at without a problem."""
    jobs = f"{mistral_server.url}/batch/jobs"
    bad = {"custom_id": "1", "body": {"messages": [], "temperature": 9}}
    asked = {"endpoint": "/v1/chat/completions", "model": "m", "requests": [bad]}
    job = httpx2.post(jobs, json=asked, headers=AUTH).json()
    httpx2.get(f"{jobs}/{job['id']}", headers=AUTH)
    assert mistral_server.last.verdict == "accepted"


def test_a_line_of_json_has_everything(mistral_server: RunningServer) -> None:
    """The same for programs, with every problem by its parts."""
    told = json.loads(json_line(post(mistral_server, temperature=9)))
    (problem,) = told.pop("problems")
    assert problem["rule"] == "out-of-range"
    assert problem["path"] == "temperature"
    assert told.pop("reason")
    assert told == {
        "method": "POST",
        "path": "/v1/chat/completions",
        "status": 422,
        "verdict": "refused",
    }


def test_a_path_cannot_write_to_the_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Control characters are shown, and a request is one line."""
    logging_to_stdout("text")(RecordedRequest("GET", "/\x1b[2J\n", b"", status=404))
    assert capsys.readouterr().out == "GET /\\x1b[2J\\n 404 refused\n"
