"""Prism as a judge: a mock server on loopback that validates requests by a document."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
from cases import Case

VERSION = "5.14.2"  # the last that runs on Node 20
CLI = "node_modules/@stoplight/prism-cli"
HEADERS = {"authorization": "Bearer key", "content-type": "application/json"}
IN_FLIGHT = 8
PATIENCE = 60


def install(folder: Path) -> Path:
    """Install Prism into a folder, unless it is there; return what Node has to run."""
    package = folder / CLI / "package.json"
    if not package.exists() or json.loads(package.read_text())["version"] != VERSION:
        npm, name = shutil.which("npm"), f"@stoplight/prism-cli@{VERSION}"
        if npm is None:
            raise SystemExit("the judge needs npm and Node 20 or newer")
        folder.mkdir(parents=True, exist_ok=True)
        quiet = ("--no-save", "--no-audit", "--no-fund", "--ignore-scripts")
        command = [npm, "install", *quiet, "--prefix", str(folder), name]
        subprocess.run(command, check=True)
    return folder / CLI / "dist" / "index.js"


@contextmanager
def serving(document: dict[str, Any], folder: Path) -> Iterator[str]:
    """Serve a document with Prism, and yield the address.

    The answers are taken out of the document, so that Prism need not make any up.
    """
    script = install(folder)
    answers = {"200": {"description": "The request is right."}}
    paths = {
        path: {m: {**operation, "responses": answers} for m, operation in item.items()}
        for path, item in document["paths"].items()
    }
    port = _free_port()
    # Prism would log every violation, which takes most of its time.
    options = ("--errors", "--verboseLevel", "fatal", "--port", str(port))
    node = shutil.which("node") or "node"
    with tempfile.TemporaryDirectory() as temporary:
        copy = Path(temporary) / "document.json"
        copy.write_text(json.dumps({**document, "paths": paths}))
        with subprocess.Popen(
            [node, str(script), "mock", str(copy), *options],
            stdout=subprocess.DEVNULL,
            env={**os.environ, "NODE_ENV": "production"},
        ) as process:
            try:
                _wait(process, port)
                yield f"http://127.0.0.1:{port}"
            finally:
                process.terminate()


def judge(address: str, cases: Sequence[Case]) -> list[bool]:
    """Return for each body whether Prism accepts it."""
    return asyncio.run(_judge(address, cases))


async def _judge(address: str, cases: Sequence[Case]) -> list[bool]:
    verdicts = [False] * len(cases)
    numbered = iter(enumerate(cases))

    async def work(client: httpx2.AsyncClient) -> None:
        for index, case in numbered:
            call = case.call
            answer = await client.request(call.method, call.path, content=case.content)
            verdicts[index] = _accepted(answer, case)

    async with (
        httpx2.AsyncClient(base_url=address, headers=HEADERS, timeout=PATIENCE) as each,
        asyncio.TaskGroup() as group,
    ):
        for _ in range(IN_FLIGHT):
            group.create_task(work(each))
    return verdicts


def _accepted(answer: httpx2.Response, case: Case) -> bool:
    if answer.status_code not in (200, 422):
        sent = f"{case.call.path} {case.content[:300].decode()}"
        raise RuntimeError(f"{answer.status_code} {answer.text[:300]} for {sent}")
    return answer.status_code == 200


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    """Wait until the server listens.

    Raises:
        RuntimeError: If it ends, or takes too long.
    """
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("Prism did not start")
