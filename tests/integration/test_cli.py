"""The command `mistyped`, as a process of its own."""

from __future__ import annotations

import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from mistyped import Mistral
from tests.unit.support import body

WAIT = 60
posix = pytest.mark.skipif(os.name != "posix", reason="interrupts are POSIX signals")


def run(*arguments: str, code: str = "") -> subprocess.CompletedProcess[str]:
    """Run the command to its end; `code` runs before it, in the same process."""
    main = "import sys; from mistyped.cli import main; sys.exit(main(sys.argv[1:]))"
    how = ["-c", f"{code}\n{main}"] if code else ["-m", "mistyped"]
    return subprocess.run(
        [sys.executable, *how, *arguments],
        capture_output=True,
        text=True,
        timeout=WAIT,
        check=False,
    )


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def listens(port: int) -> bool:
    """Say whether somebody takes connections on a port."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=WAIT).close()
    except OSError:
        return False
    return True


class Served:
    """A `mistyped serve` in the background, and what it has printed."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.printed = ""
        command = [sys.executable, "-m", "mistyped", "serve", "--port", str(port)]
        variables = {k: v for k, v in os.environ.items() if k != "PYTHONUNBUFFERED"}
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=variables
        )
        assert self.process.stdout is not None
        self.output = self.process.stdout
        self.selector = selectors.DefaultSelector()
        self.selector.register(self.output, selectors.EVENT_READ)

    def wait_until_ready(self) -> None:
        """Read what it prints until its port takes connections."""
        deadline = time.monotonic() + WAIT
        while not listens(self.port):
            assert time.monotonic() < deadline, self.printed
            assert self.process.poll() is None, self.printed
            if self.selector.select(0.05):
                self.printed += os.read(self.output.fileno(), 4096).decode()

    def interrupt(self) -> int:
        """Send what Ctrl-C sends; return the exit code when it has ended."""
        self.process.send_signal(signal.SIGINT)
        rest, _ = self.process.communicate(timeout=WAIT)
        self.printed += rest.decode()
        return self.process.returncode


@contextmanager
def serving() -> Iterator[Served]:
    """Run `mistyped serve` on a free port; end it whatever happens."""
    served = Served(free_port())
    try:
        served.wait_until_ready()
        yield served
    finally:
        served.selector.close()
        if served.process.poll() is None:
            served.process.kill()
        served.process.wait(WAIT)
        served.output.close()


@posix
def test_serve_answers_until_it_is_interrupted() -> None:
    """It listens, answers our client, and ends on Ctrl-C without a traceback."""
    with serving() as served:
        url = f"http://127.0.0.1:{served.port}/v1"
        with Mistral(api_key="any", base_url=url) as client:
            answer = client.chat.completions.create(**body())
            with client.chat.completions.create(**body(), stream=True) as chunks:
                text = "".join(each.choices[0].delta.text for each in chunks)
        assert served.interrupt() in (0, 130)
        assert not listens(served.port)
    assert "Bonjour" in answer.choices[0].message.text
    assert "Bonjour" in text
    assert "Traceback" not in served.printed
    assert url in served.printed


@posix
def test_serve_ends_though_a_client_is_connected() -> None:
    """A connection that is kept open does not hold it up."""
    with serving() as served:
        url = f"http://127.0.0.1:{served.port}/v1"
        with Mistral(api_key="any", base_url=url) as client:
            client.chat.completions.create(**body())
            assert served.interrupt() in (0, 130)
    assert "Traceback" not in served.printed


@posix
def test_the_address_is_told_at_the_start() -> None:
    """Also where a file or a pipe takes the output, as in CI."""
    with serving() as served:
        served.interrupt()
    assert "Mistral's API: http://127.0.0.1" in served.printed


def test_a_taken_port_is_told() -> None:
    """The process ends with an error that names the address, not with a traceback."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        done = run("serve", "--port", str(listener.getsockname()[1]))
    assert done.returncode not in (0, None)
    assert "in use" in done.stderr or "bind" in done.stderr.lower()
    assert "Traceback" not in done.stderr


def test_a_taken_port_is_not_announced() -> None:
    """Nothing says that the server is up if it is not."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        done = run("serve", "--port", str(listener.getsockname()[1]))
    assert done.returncode != 0
    assert "Mistral's API on" not in done.stdout


@pytest.mark.parametrize("port", ["99999", "-1"])
def test_a_number_that_is_no_port_is_told(port: str) -> None:
    """As any other wrong argument."""
    done = run("serve", f"--port={port}")
    assert done.returncode == 2
    assert "port" in done.stderr
    assert "Traceback" not in done.stderr


def test_help() -> None:
    """`--help` shows each command and what it is for."""
    done = run("--help")
    assert (done.returncode, done.stderr) == (0, "")
    assert "serve" in done.stdout
    assert "no language model" in " ".join(done.stdout.split())


def test_help_of_a_command() -> None:
    """The defaults are shown, and what is not served."""
    done = run("serve", "--help")
    assert done.returncode == 0
    assert "127.0.0.1" in done.stdout
    assert "8000" in done.stdout
    assert "libraries and documents" in " ".join(done.stdout.split())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [((), "COMMAND"), (("brew",), "'brew'"), (("serve", "--port", "high"), "'high'")],
    ids=["none", "unknown", "wrong argument"],
)
def test_what_cannot_be_run(arguments: tuple[str, ...], said: str) -> None:
    """Exit code 2, and a message that names what is wrong."""
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("missing", ["starlette", "uvicorn"])
def test_a_missing_extra_is_told(missing: str) -> None:
    """Without the extra's packages it says what to install, and ends with 2."""
    done = run("serve", code=f"import sys; sys.modules[{missing!r}] = None")
    assert done.returncode == 2
    assert missing in done.stderr
    assert "pip install 'mistyped[server]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_another_missing_module_is_no_matter_of_extras() -> None:
    """A broken installation shows as it is."""
    done = run(
        "serve", code="import sys; sys.modules['mistyped._check.preflight'] = None"
    )
    assert done.returncode == 1
    assert "mistyped._check.preflight" in done.stderr
    assert "pip install" not in done.stderr


GOOD = {"model": "m", "messages": [{"role": "user", "content": "x"}]}
BAD = {**GOOD, "seed": 1}


def checked(tmp_path: Path, text: str, *options: str) -> tuple[int, str, str]:
    """Check a file with this text; return exit code, output and complaints."""
    file = tmp_path / "requests.jsonl"
    file.write_text(text, "utf-8")
    done = run("check", str(file), *options)
    return done.returncode, done.stdout, done.stderr


def test_check_of_one_good_body(tmp_path: Path) -> None:
    """Nothing to say, and exit code 0."""
    code, output, complaints = checked(tmp_path, json.dumps(GOOD, indent=2))
    assert (code, complaints) == (0, "")
    assert output == "1 request, 0 that Mistral would refuse: 0 errors, 0 warnings\n"


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("/v1/embedings", "no such path: POST /v1/embedings"),
        ("/v1/embedings", "did you mean /v1/embeddings?"),
        ("/v1/images/generations", "use a tool of type image_generation"),
    ],
)
def test_check_for_a_path_without_operation(
    tmp_path: Path, path: str, complaint: str
) -> None:
    """A slip in `--path` does not pass for a request without problems."""
    code, output, complaints = checked(tmp_path, json.dumps(GOOD), "--path", path)
    assert (code, output) == (2, "")
    assert complaint in " ".join(complaints.split())


def test_check_of_a_line_for_what_only_openai_has(tmp_path: Path) -> None:
    """It is refused as by the client, whatever its body."""
    line = {"body": {"prompt": "x"}, "url": "/v1/images/generations"}
    code, output, _ = checked(tmp_path, json.dumps(line))
    assert code == 1
    assert "image_generation [not-offered]" in output


def test_check_of_lines_whose_model_is_the_job_s(tmp_path: Path) -> None:
    """A line of a batch may name no model or the agent; a request has to name one."""
    bare = {"messages": GOOD["messages"]}
    lines = [{"body": bare}, {"body": {"input": "x"}, "url": "/v1/embeddings"}]
    code, output, _ = checked(tmp_path, "\n".join(map(json.dumps, lines)))
    assert code == 0
    assert "2 requests, 0 that Mistral would refuse: 0 errors" in output
    code, output, _ = checked(tmp_path, json.dumps(bare))
    assert code == 1
    assert "error model: it is missing" in output


def test_check_of_lines(tmp_path: Path) -> None:
    """By rules: each line has its number, a batch's line its id and its own path."""
    embedding = {"model": "m", "input": "x", "dimensions": 3}
    lines = [
        GOOD,
        BAD,
        {"custom_id": "b7", "body": BAD},
        {"custom_id": "b8", "body": embedding, "url": "/v1/embeddings"},
    ]
    code, output, _ = checked(tmp_path, "\n".join(map(json.dumps, lines)))
    assert code == 1
    assert output.splitlines() == [
        "error chat.seed, 2 times",
        "  Mistral calls it random_seed; use random_seed",
        "  line 2: seed",
        "  line 3 (b7): seed",
        "error embeddings.dimensions",
        "  Mistral calls it output_dimension; use output_dimension",
        "  line 4 (b8): dimensions",
        "warning other-endpoint",
        (
            "  it is for '/v1/embeddings', and the job for /v1/chat/completions; "
            "a job has one endpoint, so put it into a file of its own"
        ),
        "  line 4 (b8): url",
        "4 requests, 3 that Mistral would refuse: 3 errors, 1 warning",
    ]


def test_check_as_json(tmp_path: Path) -> None:
    """For programs: what the text says, as data."""
    code, output, _ = checked(tmp_path, json.dumps(BAD), "--format", "json")
    assert code == 1
    (report,) = json.loads(output)
    (problem,) = report["problems"]
    assert (report["ok"], problem["path"]) == (False, "seed")
    assert problem["evidence"]


def test_check_of_standard_input() -> None:
    """`-` is standard input, and `--path` says where bodies go."""
    command = [sys.executable, "-m", "mistyped", "check", "-", "--path", "/embeddings"]
    body = json.dumps({"model": "m", "input": "x"})
    done = subprocess.run(
        command, input=body, capture_output=True, text=True, check=False, timeout=WAIT
    )
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("{", "this is no JSON"),
        ("", "this is no JSON"),
        ("{\n{\n", "this is no JSON"),
    ],
)
def test_check_of_what_is_no_json(tmp_path: Path, text: str, complaint: str) -> None:
    """Exit code 2, and the line on standard error."""
    code, output, complaints = checked(tmp_path, text)
    assert (code, output) == (2, "")
    assert complaint in complaints


def test_check_of_no_file(tmp_path: Path) -> None:
    """A file that is not there is named."""
    done = run("check", str(tmp_path / "none.json"))
    assert done.returncode == 2
    assert "none.json" in done.stderr


def test_explain_shows_all_that_is_known() -> None:
    """Verdict, hint, dated evidence and how to waive, without colours in a pipe."""
    done = run("explain", "stream_options")
    assert done.returncode == 0
    for word in ("chat.stream_options", "instead:", "2025-08", "waive={"):
        assert word in done.stdout
    assert "\x1b[" not in done.stdout


def test_explain_as_json() -> None:
    """For programs."""
    done = run("explain", "last-role", "--format", "json")
    (topic,) = json.loads(done.stdout)
    assert topic["name"] == "last-role"
    assert topic["evidence"][0]["date"]


def test_explain_of_what_nobody_knows() -> None:
    """Exit code 1, and what may have been meant."""
    done = run("explain", "stream_option")
    assert (done.returncode, done.stdout) == (1, "")
    assert "did you mean" in done.stderr


def test_colours_are_for_terminals_that_want_them(tmp_path: Path) -> None:
    """`FORCE_COLOR` colours a pipe, `NO_COLOR` wins over it."""
    file = tmp_path / "bad.json"
    file.write_text(json.dumps(BAD))
    command = [sys.executable, "-m", "mistyped", "check", str(file)]
    for wanted, more in ((True, {}), (False, {"NO_COLOR": "1"})):
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=WAIT,
            env={**os.environ, "FORCE_COLOR": "1", "TERM": "xterm-256color", **more},
        )
        assert ("\x1b[31m" in done.stdout) is wanted


@pytest.mark.parametrize("command", ["check", "explain", "check wrong.json"])
def test_a_command_without_rich_says_what_to_install(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extra is named, and nothing is printed as a traceback."""
    monkeypatch.chdir(tmp_path)
    Path("wrong.json").write_text(json.dumps(body(seed=1)))
    name, _, file = command.partition(" ")
    code = "import sys; sys.modules['rich'] = None"
    done = run(name, file or "seed", code=code)
    assert done.returncode == 2
    assert "pip install 'mistyped[cli]'" in done.stderr
    assert "Traceback" not in done.stderr
