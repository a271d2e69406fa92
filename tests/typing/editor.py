"""Asks pyright's language server what an editor shows, over its standard streams.

What the server answers is JSON of any shape, hence `Any`.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

BIN = Path(sys.executable).parent


class Editor:
    """A file that is open in an editor; positions are lines and columns from 0."""

    def __init__(self, path: Path) -> None:
        self.uri = path.as_uri()
        command = [BIN / "pyright-langserver", "--stdio"]
        pipe = subprocess.PIPE
        self._server = subprocess.Popen(command, stdin=pipe, stdout=pipe, bufsize=0)
        self._asked = 0
        root = path.parent.as_uri()
        capabilities = {
            "textDocument": {
                "hover": {"contentFormat": ["plaintext"]},
                "completion": {
                    "completionItem": {"documentationFormat": ["plaintext"]}
                },
            },
            "workspace": {"configuration": True},
        }
        folders = [{"uri": root, "name": "checked"}]
        self._ask(
            "initialize",
            processId=None,
            rootUri=root,
            workspaceFolders=folders,
            capabilities=capabilities,
        )
        self._send({"method": "initialized", "params": {}})
        document = {
            "uri": self.uri,
            "languageId": "python",
            "version": 1,
            "text": path.read_text("utf-8"),
        }
        self._send(
            {"method": "textDocument/didOpen", "params": {"textDocument": document}}
        )

    def hover(self, line: int, column: int) -> str:
        """Return what is shown for the word at a position."""
        found = self._ask("textDocument/hover", **self._at(line, column))
        return str(found["contents"]["value"]) if found else ""

    def completions(self, line: int, column: int) -> dict[str, str]:
        """Return what is offered at a position, with what is shown for each."""
        found = self._ask("textDocument/completion", **self._at(line, column))
        items = found["items"] if isinstance(found, dict) else found or []
        return {item["label"]: item.get("detail", "") for item in items}

    def _at(self, line: int, column: int) -> dict[str, object]:
        position = {"line": line, "character": column}
        return {"textDocument": {"uri": self.uri}, "position": position}

    def _ask(self, method: str, **params: object) -> Any:
        self._asked += 1
        self._send({"id": self._asked, "method": method, "params": params})
        while True:
            message = self._read()
            if "method" in message and "id" in message:
                wanted = message.get("params", {}).get("items", [])
                self._send(
                    {"id": message["id"], "result": [self._python()] * len(wanted)}
                )
            elif message.get("id") == self._asked:
                return message["result"]

    def _python(self) -> dict[str, str]:
        return {"pythonPath": sys.executable}

    def _send(self, message: dict[str, object]) -> None:
        assert self._server.stdin
        body = json.dumps({"jsonrpc": "2.0"} | message).encode()
        self._server.stdin.write(b"Content-Length: %d\r\n\r\n%b" % (len(body), body))

    def _read(self) -> dict[str, Any]:
        stream = self._server.stdout
        assert stream
        size = 0
        while line := stream.readline().strip():
            name, _, value = line.partition(b":")
            if name.lower() == b"content-length":
                size = int(value)
        body = b""
        while len(body) < size:
            body += stream.read(size - len(body))
        answer: dict[str, Any] = json.loads(body)
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.kill()
        self._server.communicate()
