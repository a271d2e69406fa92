"""The inspector before an application: what it keeps, answers, hides and refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from mistyped._generated.operations import OPERATIONS
from mistyped.server import app
from mistyped.server.inspector import calls
from mistyped.server.inspector.application import Inspector
from mistyped.server.inspector.calls import SeenCall, SeenCalls
from mistyped.server.inspector.judging import judged
from mistyped.server.runtime import in_background
from tests.operations import TABLE

KEY = "sk-a-very-secret-key"
GOOD = {
    "model": "mistral-small-latest",
    "messages": [{"role": "user", "content": "Hi"}],
}


@pytest.fixture
def client() -> Iterator[httpx.Client]:
    """A client of an inspected server."""
    inspector = Inspector(app(), "Local <server>")
    with in_background(inspector, "127.0.0.1", 0) as origin:
        headers = {"authorization": f"Bearer {KEY}"}
        with httpx.Client(base_url=origin, headers=headers) as made:
            yield made
        inspector.close()


def news(client: httpx.Client, count: int) -> list[Any]:
    """Return the first summaries that the page would get."""
    found: dict[int, Any] = {}
    with client.stream("GET", "/_inspector/events") as answer:
        for line in answer.iter_lines():
            if line.startswith("data: ["):
                for each in json.loads(line[6:]):
                    found[each["number"]] = each
            if len([e for e in found.values() if e["verdict"] != "running"]) >= count:
                break
    return list(found.values())


def test_calls_arrive_with_verdict_and_usage(client: httpx.Client) -> None:
    """A good call, a refused one, a stream and a list each have their summary."""
    client.post("/v1/chat/completions", json=GOOD)
    client.post("/v1/chat/completions", json={**GOOD, "seed": 1})
    client.post("/v1/chat/completions", json={**GOOD, "stream": True})
    client.get("/v1/models")
    seen = news(client, 4)
    shown = [(e["status"], e["verdict"], e["errors"], e["stream"]) for e in seen]
    assert shown == [
        (200, "fine", 0, False),
        (422, "refused", 1, False),
        (200, "fine", 0, True),
        (200, "fine", 0, False),
    ]
    assert seen[0]["tokens"] > 0
    assert seen[0]["model"] == GOOD["model"]


def test_a_call_is_kept_in_full_without_its_key(client: httpx.Client) -> None:
    """Body and answer are there; the key is nowhere, not in the body that echoes it."""
    messages = [{"role": "user", "content": f"my key is {KEY}"}]
    client.post(f"/v1/chat/completions?key={KEY}", json={**GOOD, "messages": messages})
    kept = client.get("/_inspector/calls/1")
    assert "my key is [key]" in kept.json()["request"]
    assert "[key]" in kept.json()["answer"]
    assert KEY not in kept.text
    assert KEY not in json.dumps(news(client, 1))


def test_the_page_is_escaped_and_closed(client: httpx.Client) -> None:
    """Its title is text; no other host is asked for anything."""
    page = client.get("/")
    assert "Local &lt;server&gt;" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
    hosts = set(re.findall(r"https?://[\w.]+", page.text))
    assert hosts <= {"http://www.w3.org", "http://127.0.0.1"}


@pytest.mark.parametrize("name", ["inspector.js", "inspector.css", "codemirror.js"])
def test_files_of_the_page(client: httpx.Client, name: str) -> None:
    """Each is there, and no file beside them."""
    assert client.get(f"/_inspector/static/{name}").status_code == 200
    assert client.get("/_inspector/static/..%2Fcalls.py").status_code == 404


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"},
        {"host": "evil.example:80"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
)
def test_pages_elsewhere_see_nothing(
    client: httpx.Client, headers: dict[str, str]
) -> None:
    """A name of another host, or a page of another origin, is refused."""
    answer = client.get("/_inspector/calls/1", headers=headers)
    assert answer.status_code == 403


@pytest.mark.anyio
async def test_other_machines_see_nothing() -> None:
    """Who comes from another address gets no page, and his calls are answered."""
    inspector = Inspector(app(), "Local server")
    for path, status in (("/", 403), ("/_inspector/events", 403), ("/v1/models", 200)):
        transport = httpx.ASGITransport(inspector, client=("192.0.2.1", 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://[::1]") as c:
            answer = await c.get(path, headers={"authorization": "Bearer k"})
            assert answer.status_code == status


def test_clear_forgets(client: httpx.Client) -> None:
    """What was cleared is not there any more."""
    client.get("/v1/models")
    assert client.get("/_inspector/calls/1").status_code == 200
    client.post("/_inspector/clear")
    assert client.get("/_inspector/calls/1").status_code == 404


@pytest.mark.anyio
async def test_a_call_that_breaks_off_is_cut() -> None:
    """An application that fails in the middle leaves a call that says so."""

    async def broken(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x", "more_body": True})
        raise ConnectionError

    inspector = Inspector(broken, "Broken")
    transport = httpx.ASGITransport(inspector, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://[::1]") as c:
        await c.get("/v1/models")
        kept = (await c.get("/_inspector/calls/1")).json()
    assert (kept["verdict"], kept["answer"]) == ("cut", "x")


def test_the_oldest_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """Calls beyond the most go, and so do the oldest bodies."""
    monkeypatch.setattr(calls, "MOST_CALLS", 3)
    monkeypatch.setattr(calls, "MOST_BYTES", 25)
    seen = SeenCalls()
    for _ in range(5):
        call = SeenCall(seen.next_number(), 0.0, "POST", "/", request=b"0123456789")
        seen.tell(call)
        seen.finish(call)
    assert [n for n in range(1, 6) if seen.get(n)] == [3, 4, 5]
    assert [len(c.request) for n in (3, 4, 5) if (c := seen.get(n))] == [0, 10, 10]


def test_what_is_no_json_is_shown_at_its_place(client: httpx.Client) -> None:
    """The first character that is wrong, and what else the check says."""
    asked = {"method": "POST", "path": "/v1/chat/completions", "text": '{"a": 1,\n!}'}
    (found,) = client.post("/_inspector/check", json=asked).json()["problems"]
    assert (found["rule"], found["line"], found["start"]) == ("not-json", 2, 9)


def test_what_adapting_makes_of_it() -> None:
    """The changes without a loss, as a diff, and a body that may be sent."""
    done: Any = judged("POST", "/v1/chat/completions", json.dumps({**GOOD, "seed": 7}))
    assert done["problems"][0]["path"] == "seed"
    assert done["adapted"]["ok"]
    assert any(
        line.startswith('+  "random_seed": 7') for line in done["adapted"]["diff"]
    )


@pytest.mark.parametrize(
    "text",
    ["null", "[]", "1e999", "[" * 5000, '{"a": NaN}', '"\\ud800"', "", '{"a":1,"a":2}'],
)
def test_any_text_is_judged(text: str) -> None:
    """Whatever stands in the editor, there is an answer that is JSON."""
    assert json.dumps(judged("POST", "/v1/chat/completions", text))
    assert json.dumps(judged("", "", text))


JSON_OPERATIONS = [
    each
    for each in OPERATIONS.values()
    if each.carrier == "json" and "{" not in each.path
]


@pytest.mark.parametrize("operation", JSON_OPERATIONS, ids=lambda each: each.id)
@pytest.mark.parametrize("client_name", ["mistyped", "openai"])
def test_programs_send_the_body(
    operation: Any, client_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The code that is shown sends what is in the editor, with either client."""
    body = json.loads(json.dumps({**TABLE[operation.id].least}, default=str))
    body.pop("stream", None)
    got: list[Any] = []

    async def upstream(scope: Scope, receive: Receive, send: Send) -> None:
        parts = b""
        while True:
            message = await receive()
            parts += message.get("body", b"")
            if not message.get("more_body"):
                break
        got.append((scope["path"], json.loads(parts)))
        answer = {"type": "http.response.start", "status": 418, "headers": []}
        await send(answer)
        await send({"type": "http.response.body", "body": b"{}"})

    found: Any = judged("POST", operation.path, json.dumps(body))
    with in_background(upstream, "127.0.0.1", 0) as origin:
        monkeypatch.setenv("MISTRAL_API_KEY", "none")
        monkeypatch.setenv("MISTRAL_BASE_URL", f"{origin}/v1")
        program = found["programs"][client_name]
        program = program.replace("https://api.mistral.ai", origin)
        with pytest.raises(Exception, match="418"):
            exec(compile(program, "program", "exec"), {})
    path, sent = got[0]
    assert path == operation.path
    assert {k: sent[k] for k in body} == body


def test_the_reference_says_what_it_needs_or_is_there(client: httpx.Client) -> None:
    """Without the extra it names it; the document is served in any case."""
    page = client.get("/reference")
    assert page.status_code == 200 or "mistyped[reference]" in page.text
    assert client.get("/reference/openapi.json").json()["openapi"].startswith("3.1")
