"""What an upload of a large file costs in resident memory, with the local server."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

SIZE = 500 << 20
ALLOWED = 32 << 10  # kB
_CODE = """
import asyncio, re, sys
from pathlib import Path
import mistyped
def status(name):
    return int(re.search(name + r":\\s+(\\d+)", open("/proc/self/status").read())[1])
def kept(file):
    assert file.bytes == Path(path).stat().st_size, file
kind, url, path = sys.argv[1:]
options = dict(api_key="k", base_url=url, max_retries=0, timeout=600)
small = dict(file=b"{}", purpose="batch")
large = dict(file=Path(path), purpose="batch")
async def main():
    async with mistyped.AsyncMistral(**options) as client:
        await client.files.create(**small)
        before = begin()
        kept(await client.files.create(**large))
        return status("VmHWM") - before
def begin():
    open("/proc/self/clear_refs", "w").write("5")  # resets the peak
    return status("VmRSS")
if kind == "async":
    print(asyncio.run(main()))
else:
    with mistyped.Mistral(**options) as client:
        client.files.create(**small)
        before = begin()
        kept(client.files.create(**large))
        print(status("VmHWM") - before)
"""


@contextmanager
def _server() -> Iterator[str]:
    """Run the local server in a process of its own; yield the URL of its API."""
    command = [sys.executable, "-m", "mistyped", "serve", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


def measure(size: int = SIZE) -> dict[str, float]:
    """Return the growth of resident memory at its peak, in kB, for both clients."""
    with TemporaryDirectory() as folder, _server() as url:
        path = Path(folder, "large.jsonl")
        path.touch()
        os.truncate(path, size)  # sparse: it takes no room on the disk
        return {
            kind: float(
                subprocess.run(
                    [sys.executable, "-c", _CODE, kind, url, str(path)],
                    capture_output=True,
                    text=True,
                    check=True,
                ).stdout
            )
            for kind in ("sync", "async")
        }


if __name__ == "__main__":
    print(measure())
