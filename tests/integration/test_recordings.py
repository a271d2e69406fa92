"""What is recorded of one server is played by another, to any client."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx2
import openai
import pytest

from mistyped import Mistral
from mistyped.recordings import RecordingError, recording, replaying
from mistyped.server import RunningServer, answer, failure, raw
from tests.unit.support import MODEL, PATH, body

KEY = "a-key-of-somebody"
WAIT = 60
JOB: dict[str, Any] = {
    "endpoint": PATH,
    "model": MODEL,
    "requests": [{"custom_id": "1", "body": {"messages": body()["messages"]}}],
}
Ask = Callable[[Mistral], Any]
Client = Callable[[str], Mistral]


@pytest.fixture
def client() -> Iterator[Client]:
    """What makes clients of a recorder or a player, which are closed at the end."""
    with ExitStack() as opened:
        yield lambda origin: opened.enter_context(
            Mistral(api_key=KEY, base_url=f"{origin}/v1", max_retries=0)
        )


def stream(up: Mistral) -> list[Any]:
    """Read a stream."""
    chunks = up.chat.completions.create(**body(stream=True))
    return [each.choices[0].delta.content for each in chunks]


def events(up: Mistral) -> list[Any]:
    """Read a stream of named events."""
    said = up.conversations.start(model=MODEL, inputs="x", stream=True)
    return [(each.type, getattr(each, "content", None)) for each in said]


def job(up: Mistral) -> list[Any]:
    """Watch a job: its id is in the paths, and equal requests differ in answers."""
    made = up.batch.jobs.create(**JOB)
    return [up.batch.jobs.retrieve(made.id).status for _ in range(3)]


def upload(up: Mistral) -> list[Any]:
    """Send a form, whose boundary is another each time, and read it again."""
    made = up.files.create(file=("a.bin", b"\xff\x00"), purpose="ocr")
    found = [each.filename for each in up.files.list()]
    return [found, up.files.content(made.id).content]


def refusal(up: Mistral) -> str:
    """Be refused."""
    with pytest.raises(openai.UnprocessableEntityError) as caught:
        up.with_options(check="off").chat.completions.create(**body(temperature=9))
    return str(caught.value)


CALLS: dict[str, Ask] = {
    "whole": lambda up: up.chat.completions.create(**body()).choices[0].message.text,
    "stream": stream,
    "events": events,
    "job": job,
    "upload": upload,
    "refusal": refusal,
}


@pytest.mark.parametrize("name", CALLS)
def test_what_was_recorded_is_played(
    client: Client, mistral_server: RunningServer, tmp_path: Path, name: str
) -> None:
    """A client cannot tell, and the files have neither key nor ids."""
    mistral_server.moves("batch.jobs", "QUEUED", "RUNNING", "SUCCESS")
    with recording(mistral_server.url, tmp_path) as origin:
        heard = CALLS[name](client(origin))
    text = "".join(path.read_text() for path in tmp_path.iterdir())
    assert KEY not in text
    assert "authorization" not in text.lower()
    with replaying(tmp_path) as origin:
        assert CALLS[name](client(origin)) == heard
    assert len(list(tmp_path.iterdir())) == len(mistral_server.requests)


def test_a_recording_is_for_people(
    client: Client, mistral_server: RunningServer, tmp_path: Path
) -> None:
    """Its name says what it is, and its bodies are JSON, also those of a stream."""
    one, other = "9f" * 16, "0199aabb-ccdd-4eef-8000-112233445566"
    said = {"id": one, "file": other, "again": one, "key": KEY}
    mistral_server.reply(raw(said), answer("Hé"))
    with recording(mistral_server.origin, tmp_path) as origin:
        asked = {"headers": {"authorization": f"Bearer {KEY}"}, "json": body()}
        httpx2.post(f"{origin}{PATH}", **asked)
        stream(client(origin))
    first, second = sorted(tmp_path.iterdir())
    assert first.name == "001-post-chat-completions.json"
    told = json.loads(first.read_text("utf-8"))
    assert told["request"] == {"method": "POST", "path": PATH, "body": body()}
    assert told["response"]["body"] == {
        "id": "0" * 31 + "1",
        "file": "00000000-0000-0000-0000-000000000002",
        "again": "0" * 31 + "1",
        "key": "KEY",
    }
    lasts = json.loads(second.read_text("utf-8"))["response"]["events"]
    assert lasts[1]["data"]["choices"][0]["delta"] == {"content": "Hé"}
    assert lasts[-1] == {"data": "[DONE]"}
    assert "Hé" in second.read_text("utf-8")


def test_a_player_says_why_nothing_matches(
    client: Client, mistral_server: RunningServer, tmp_path: Path
) -> None:
    """By a diff with the nearest recording, or with the paths that there are."""
    with recording(mistral_server.url, tmp_path) as origin:
        client(origin).chat.completions.create(**body(max_tokens=5))
        client(origin).chat.completions.create(
            model=MODEL, messages=[{"role": "user", "content": "Something else"}]
        )
    with replaying(tmp_path) as origin:
        with pytest.raises(openai.NotFoundError) as caught:
            client(origin).chat.completions.create(**body(max_tokens=6))
        lines = str(caught.value).splitlines()
        assert '-    "max_tokens": 5,' in lines
        assert '+    "max_tokens": 6,' in lines
        assert "Something else" not in str(caught.value)
        with pytest.raises(openai.NotFoundError, match=f"only of POST {PATH}"):
            client(origin).models.list()


def test_a_failure_is_recorded_with_its_header(
    mistral_server: RunningServer, tmp_path: Path
) -> None:
    """So a client waits as long when it is played."""
    mistral_server.reply(failure(429, retry_after=7))
    with recording(mistral_server.url, tmp_path) as origin:
        asked = {"headers": {"authorization": "Bearer x"}, "json": body()}
        assert httpx2.post(f"{origin}{PATH}", **asked).status_code == 429
    with replaying(tmp_path) as origin:
        played = httpx2.post(f"{origin}{PATH}", json=body())
    assert (played.status_code, played.headers["retry-after"]) == (429, "7")


def test_nothing_is_recorded_where_nobody_answers(tmp_path: Path) -> None:
    """It is a 502 that names the upstream."""
    with recording("http://127.0.0.1:9", tmp_path) as origin:
        found = httpx2.get(f"{origin}/v1/models")
    assert found.status_code == 502
    assert "http://127.0.0.1:9" in found.json()["message"]
    assert list(tmp_path.iterdir()) == []


def test_recordings_are_not_written_over(tmp_path: Path) -> None:
    """Of a folder that has some, and of one that has none or bad ones, it is said."""
    with pytest.raises(RecordingError, match="no recordings in"):
        replaying(tmp_path).__enter__()
    file = tmp_path / "001.json"
    for text, words in (("{", "is no JSON"), ("[]", "needs a request")):
        file.write_text(text)
        with pytest.raises(RecordingError, match=words):
            replaying(tmp_path).__enter__()
    with pytest.raises(RecordingError, match="take another folder"):
        recording("http://127.0.0.1:9", tmp_path).__enter__()


def test_no_key_is_sent_in_clear(tmp_path: Path) -> None:
    """An address on another machine has to be https, unless it is allowed."""
    with pytest.raises(ValueError, match="upstream is"):
        recording("http://example.com/v1", tmp_path).__enter__()
    with recording("http://example.com/v1", tmp_path, allow_http=True) as origin:
        assert origin


def test_a_page_of_another_host_gets_no_answer(
    mistral_server: RunningServer, client: Client, tmp_path: Path
) -> None:
    """On loopback both answer to its names alone; nothing is passed on or played."""
    asked = {"host": "rebound.example"}
    with recording(mistral_server.url, tmp_path) as origin:
        CALLS["whole"](client(origin))
        assert _status(origin, asked) == 403
    assert len(mistral_server.requests) == 1
    with replaying(tmp_path) as origin:
        assert (_status(origin, asked), _status(origin)) == (403, 404)
    with replaying(tmp_path, host="0.0.0.0") as origin:
        port = origin.rpartition(":")[2]
        assert _status(f"http://127.0.0.1:{port}", asked) == 404


def test_the_command_sends_no_key_in_clear(tmp_path: Path) -> None:
    """Unless it is told to; then it names who may read along."""
    upstream = ["--upstream", "http://example.com/v1", "--port", "0"]
    command = [sys.executable, "-m", "mistyped", "record", str(tmp_path), *upstream]
    done = subprocess.run(
        command, capture_output=True, text=True, timeout=WAIT, check=False
    )
    assert done.returncode == 1
    assert "upstream is" in done.stderr
    command.append("--allow-http")
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert "example.com" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=WAIT)


def test_the_commands(mistral_server: RunningServer, tmp_path: Path) -> None:
    """`mistyped record` and `mistyped replay` do it for other processes."""
    folder = str(tmp_path / "new")
    upstream = ("--upstream", mistral_server.url)
    told = [
        _with_command(["record", folder, "--port", "0", *upstream]),
        _with_command(["replay", folder, "--port", "0"]),
    ]
    assert told[0] == told[1] != ""
    assert len(mistral_server.requests) == 1


@pytest.mark.parametrize("command", ["record", "replay"])
def test_a_command_says_what_is_wrong_with_a_folder(
    command: str, tmp_path: Path
) -> None:
    """On one line, with exit code 1."""
    (tmp_path / "001.json").write_text("{")
    done = subprocess.run(
        [sys.executable, "-m", "mistyped", command, str(tmp_path), "--port", "0"],
        capture_output=True,
        text=True,
        timeout=WAIT,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("mistyped: ")
    assert str(tmp_path) in done.stderr
    assert len(done.stderr.splitlines()) == 1


def _status(origin: str, headers: dict[str, str] | None = None) -> int:
    """Ask for what nobody has recorded."""
    return httpx2.get(f"{origin}/v1/models", headers=headers).status_code


def _with_command(arguments: list[str]) -> str:
    """Ask through a command, and end it; return what was said."""
    with subprocess.Popen(
        [sys.executable, "-m", "mistyped", *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().split()[-1]
        with Mistral(api_key=KEY, base_url=url) as up:
            said = up.chat.completions.create(**body()).choices[0].message.text
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=WAIT)
        assert process.returncode == 0
    return said
