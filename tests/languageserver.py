"""The yaml-language-server, which VS Code, Neovim, Emacs … ask about YAML files, spoken to as they do."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest

NODE = shutil.which("node")
SERVER = Path(os.environ.get("KSFLOW_YAMLLS", "node_modules/yaml-language-server/bin/yaml-language-server"))
"""Where the server lies: npm install yaml-language-server@1"""
_LONG_ENOUGH = 300.0
"""Seconds after which a server that says nothing is ended; all the tests of a module take some ten."""
Test = TypeVar("Test", bound=Callable[..., None])


def needs_language_server(test: Test) -> Test:
    """Skip a test that asks the language server where node or the server is missing."""
    here = NODE is not None and SERVER.is_file()
    skipped: Test = pytest.mark.skipif(not here, reason="node or yaml-language-server (KSFLOW_YAMLLS) is not here")(
        test
    )
    return skipped


class LanguageServer:
    """A server with a workspace open; it is asked about the texts that an editor would show."""

    def __init__(self, process: subprocess.Popen[bytes], root: Path, settings: dict[str, Any]) -> None:
        self._process = process
        self._settings = settings
        self._count = 0
        self._has_settings = False
        self._versions: dict[str, int] = {}
        self._diagnostics: dict[str, list[dict[str, Any]]] = {}
        folder = {"uri": root.as_uri(), "name": root.name}
        capabilities = {
            "workspace": {"configuration": True, "workspaceFolders": True},
            "textDocument": {
                "completion": {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}},
                "hover": {"contentFormat": ["markdown"]},
                "publishDiagnostics": {},
            },
        }
        self._request(
            "initialize",
            {
                "processId": os.getpid(),
                "rootUri": folder["uri"],
                "capabilities": capabilities,
                "workspaceFolders": [folder],
            },
        )
        self._notify("initialized", {})
        self._notify("workspace/didChangeConfiguration", {"settings": settings})
        while not self._has_settings:
            self._read()
        self.complete(root / "tom.yaml", "‸")  # answered after the settings have been taken in

    def open(self, path: Path, text: str) -> list[dict[str, Any]]:
        """Show a text to the server as that of a file, and return what it finds wrong with it."""
        uri = self._show(path, text)
        while uri not in self._diagnostics:
            self._read()
        return self._diagnostics[uri]

    def complete(self, path: Path, text: str) -> dict[str, dict[str, Any]]:
        """Return what the server proposes where ``‸`` stands in a text, by what is shown."""
        answer = self._request("textDocument/completion", self._place(path, text))
        items = answer["items"] if isinstance(answer, dict) else answer
        return {item["label"]: item for item in items}

    def hover(self, path: Path, text: str) -> str:
        """Return what the server tells of the place where ``‸`` stands in a text."""
        answer = self._request("textDocument/hover", self._place(path, text))
        return str(answer["contents"]["value"]) if answer else ""

    def _place(self, path: Path, text: str) -> dict[str, Any]:
        """Show a text, and return the place of its ``‸`` as the protocol writes it."""
        before, after = text.split("‸")
        place = {"line": before.count("\n"), "character": len(before.rpartition("\n")[2])}
        return {"textDocument": {"uri": self._show(path, before + after)}, "position": place}

    def _show(self, path: Path, text: str) -> str:
        """Open a file with a text, or let the text of an open one change; return its URI."""
        uri = path.as_uri()
        self._versions[uri] = version = self._versions.get(uri, 0) + 1
        self._diagnostics.pop(uri, None)
        if version == 1:
            document = {"uri": uri, "languageId": "yaml", "version": version, "text": text}
            self._notify("textDocument/didOpen", {"textDocument": document})
        else:
            document = {"uri": uri, "version": version}
            self._notify("textDocument/didChange", {"textDocument": document, "contentChanges": [{"text": text}]})
        return uri

    def _request(self, method: str, parameters: Any) -> Any:
        self._count += 1
        number = self._count
        self._send({"id": number, "method": method, "params": parameters})
        while True:
            message = self._read()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message
                return message["result"]

    def _notify(self, method: str, parameters: Any) -> None:
        self._send({"method": method, "params": parameters})

    def _send(self, message: dict[str, Any]) -> None:
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self._process.stdin is not None
        self._process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self._process.stdin.flush()

    def _read(self) -> dict[str, Any]:
        """Read one message; answer it when the server asks something."""
        assert self._process.stdout is not None
        length = 0
        while line := self._process.stdout.readline().strip():
            name, _, value = line.decode().partition(":")
            length = int(value) if name.lower() == "content-length" else length
        assert length, "the language server has gone, or has not answered in time"
        message: dict[str, Any] = json.loads(self._process.stdout.read(length))
        if message.get("method") == "textDocument/publishDiagnostics":
            self._diagnostics[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            self._send({"id": message["id"], "result": self._answer(message["method"], message.get("params"))})
        return message

    def _answer(self, method: str, parameters: Any) -> Any:
        """Return what an editor answers; its settings are the file settings.json of the workspace."""
        if method != "workspace/configuration":
            return None
        self._has_settings = True
        return [_section(self._settings, item.get("section", "")) for item in parameters["items"]]


def _section(settings: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the settings under a name as a tree: ``yaml.schemas`` of section ``yaml`` is ``schemas``."""
    tree: dict[str, Any] = {}
    for key, value in settings.items():
        if key.startswith(f"{name}."):
            *folders, last = key.removeprefix(f"{name}.").split(".")
            place = tree
            for folder in folders:
                place = place.setdefault(folder, {})
            place[last] = value
    return tree


@contextmanager
def language_server(root: Path, settings: dict[str, Any]) -> Iterator[LanguageServer]:
    """Run the server with a workspace open and an editor's settings."""
    assert NODE is not None
    command = [NODE, str(SERVER.resolve()), "--stdio"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as process:
        watch = threading.Timer(_LONG_ENOUGH, process.kill)
        watch.start()
        try:
            yield LanguageServer(process, root, settings)
        finally:
            watch.cancel()
            process.kill()
