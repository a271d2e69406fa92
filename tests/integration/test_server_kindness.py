"""What the local server takes as Mistral does: nulls, origins, forms, odd values."""

from __future__ import annotations

from typing import Any

import pytest

from mistyped import Mistral, check
from mistyped._check.operations import find_operation
from mistyped._check.schemas import load_schemas
from mistyped.server import RunningServer
from tests.unit.support import HTTPX, MODEL, USER

AUTH = {"Authorization": "Bearer any"}
HERE = "http://localhost:5173"


def nullable(method: str, path: str, **needed: Any) -> dict[str, Any]:
    """Return all members of a request that may be null, as nulls."""
    operation = find_operation(method, path)
    assert operation
    fields = load_schemas(operation.area).definitions[operation.request]["fields"]
    nulls = {
        name: None
        for name in fields
        if name not in needed and check(path, {**needed, name: None}, method=method).ok
    }
    assert len(nulls) > 2
    return nulls


def test_a_change_to_null_changes_nothing(client: Mistral) -> None:
    """And what comes after it is read as before."""
    tools: Any = [{"type": "web_search"}]
    agent = client.agents.create(
        model=MODEL, name="Clerk", instructions="Be brief.", tools=tools
    )
    changed = client.agents.update(agent.id, **nullable("PATCH", "/v1/agents/x"))
    assert (changed.name, changed.instructions) == ("Clerk", "Be brief.")
    assert changed.tools == agent.tools
    assert agent.id in [each.id for each in client.agents.list()]
    voice = client.audio.voices.create(name="Ada", sample_audio="UklGRg==")
    nulls = nullable("PATCH", "/v1/audio/voices/x")
    assert client.audio.voices.update(voice.id, **nulls).name == "Ada"


def test_null_is_what_was_left_out(client: Mistral) -> None:
    """Lists are empty and numbers the usual ones, as without it."""
    needed = {"model": MODEL, "name": "x"}
    nulls = nullable("POST", "/v1/agents", **needed)
    own = {"id", "created_at", "updated_at"}
    made = client.agents.create(**needed, **nulls).to_dict()
    usual = client.agents.create(**needed).to_dict()
    assert {k: v for k, v in made.items() if k not in own} == {
        k: v for k, v in usual.items() if k not in own
    }


def test_pages_on_this_machine_may_ask(server: RunningServer) -> None:
    """A browser asks first, without a key; a page elsewhere is told nothing."""
    asks = {"Origin": HERE, "Access-Control-Request-Method": "POST"}
    asks["Access-Control-Request-Headers"] = "authorization,content-type"
    url = f"{server.url}/chat/completions"
    assert HTTPX.options(url, headers=asks).status_code == 200
    body = {"model": MODEL, "messages": [USER]}
    answer = HTTPX.post(url, headers={**AUTH, "Origin": HERE}, json=body)
    assert answer.headers["access-control-allow-origin"] == HERE
    refused = HTTPX.post(url, headers={**AUTH, "Origin": HERE}, json={})
    assert refused.headers["access-control-allow-origin"] == HERE
    elsewhere = {**AUTH, "Origin": "https://example.org"}
    answer = HTTPX.post(url, headers=elsewhere, json=body)
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    ("moment", "status"),
    [("abc", 422), ("2020-01-01", 200), ("2099-01-01T00:00:00+02:00", 200)],
)
def test_a_time_is_read_or_refused(
    server: RunningServer, moment: str, status: int
) -> None:
    """What is no time is the request's fault, and located in the query."""
    made = {"endpoint": "/v1/embeddings", "model": "mistral-embed", "requests": []}
    HTTPX.post(f"{server.url}/batch/jobs", headers=AUTH, json=made)
    query = {"created_after": moment}
    answer = HTTPX.get(f"{server.url}/batch/jobs", headers=AUTH, params=query)
    assert answer.status_code == status
    if status == 422:
        (entry,) = answer.json()["message"]["detail"]
        assert entry["loc"] == ["query", "created_after"]
    else:
        assert bool(answer.json()["total"]) == (moment < "2026")


def test_a_query_is_refused_as_one(client: Mistral, server: RunningServer) -> None:
    """By the server and, before anything is sent, by our error's body."""
    answer = HTTPX.get(f"{server.url}/files", headers=AUTH, params={"page": "first"})
    (entry,) = answer.json()["message"]["detail"]
    wrong: Any = "first"
    with pytest.raises(Exception, match="page") as caught:
        client.files.list(page=wrong)
    body: Any = getattr(caught.value, "body")  # noqa: B009 - of an error of the SDK
    assert body["message"]["detail"][0]["loc"] == entry["loc"] == ["query", "page"]
    with pytest.raises(Exception, match="page") as caught:
        client.with_options(check="off").files.list(page=wrong)
    assert getattr(caught.value, "problems")[0].path == "page"  # noqa: B009


@pytest.mark.parametrize("as_form", [True, False])
def test_a_transcription_without_a_file_takes_either_form(
    server: RunningServer, as_form: bool
) -> None:
    """Multipart or urlencoded, whichever the client chooses; JSON is neither."""
    url = f"{server.url}/audio/transcriptions"
    asked = {"model": "voxtral-mini-latest", "file_url": "https://a.test/b.wav"}
    more: Any = {"data": asked} if as_form else {"files": _parts(asked)}
    assert HTTPX.post(url, headers=AUTH, **more).status_code == 200
    assert HTTPX.post(url, headers=AUTH, json=asked).status_code == 422


def _parts(asked: dict[str, str]) -> dict[str, tuple[None, str]]:
    return {name: (None, value) for name, value in asked.items()}


def test_a_batch_takes_transcriptions(client: Mistral) -> None:
    """A line is JSON, and what it asks for takes a form."""
    lines: Any = [
        {
            "custom_id": "1",
            "body": {
                "file_url": "https://a.test/b.wav",
                "timestamp_granularities": ["segment"],
                "language": None,
            },
        }
    ]
    job = client.batch.jobs.create(
        endpoint="/v1/audio/transcriptions",
        model="voxtral-mini-latest",
        requests=lines,
    )
    done: Any = client.batch.jobs.retrieve(job.id, inline=True)
    assert (done.status, done.failed_requests) == ("SUCCESS", 0)
    assert done.outputs[0]["response"]["body"]["segments"]


@pytest.mark.parametrize(
    ("method", "path", "why"),
    [
        ("POST", "/chat/completions", "end the base URL with /v1"),
        ("POST", "/v1/v1/chat/completions", "/v1 is there twice"),
        ("POST", "/v1/images/generations", "only OpenAI has it; use a tool"),
        ("GET", "/v1/libraries", "Mistral has libraries and documents"),
        ("GET", "/v1/nothing", "Not Found$"),
    ],
)
def test_a_path_that_is_not_served_says_why(
    server: RunningServer, method: str, path: str, why: str
) -> None:
    """The `detail` begins as Mistral's, and goes on if there is something to say."""
    answer = HTTPX.request(method, f"{server.origin}{path}", headers=AUTH)
    assert answer.status_code == 404
    detail = answer.json()["detail"]
    assert detail.startswith("Not Found")
    assert why.rstrip("$") in detail
    assert not why.endswith("$") or detail == "Not Found"
