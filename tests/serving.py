"""A preview that is being served, and what a browser would ask of it."""

from __future__ import annotations

import contextlib
import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from ksflow.organisation.workspace import find_workspace
from ksflow.preview.editors import opener
from ksflow.preview.server import Server
from ksflow.preview.session import Session

PATIENCE = 30.0
"""Seconds until a test gives up waiting; what it waits for comes at once."""


def until(holds: Callable[[], Any]) -> Any:
    """Wait until something holds, and return what it gives."""
    end = time.monotonic() + PATIENCE
    while not (found := holds()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
    return found


@dataclass(frozen=True)
class Answer:
    """An answer over HTTP."""

    status: int
    headers: dict[str, str]
    body: bytes


class Client:
    """Asks a server as a browser does."""

    def __init__(self, address: str) -> None:
        self.address = address
        parts = urlsplit(address)
        self.host = parts.netloc
        self.base = parts.path

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """Send a request for a whole path."""
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        try:
            connection.request(method, path, headers=headers)
            answer = connection.getresponse()
            return Answer(answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read())
        finally:
            connection.close()

    def get(self, path: str = "", **query: str) -> Answer:
        """Get something of the preview's."""
        return self.ask(f"{self.base}{quote(path)}{'?' if query else ''}{urlencode(query)}")

    def state(self, document: str = "tjansteutlatande", format: str = "html") -> Any:
        """Return the state of a document."""
        return json.loads(self.get("state", document=document, format=format).body)

    def text(self, document: str = "tjansteutlatande", format: str = "html") -> str:
        """Return what is shown of a document."""
        parts = self.state(document, format)["parts"]
        return "".join(self.get(f"parts/{part['digest']}").body.decode() for part in parts)

    @contextlib.contextmanager
    def listening(self) -> Iterator[http.client.HTTPResponse]:
        """Listen for news, as an open page does."""
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        connection.request("GET", f"{self.base}events")
        answer = connection.getresponse()
        try:
            yield answer
        finally:
            answer.close()
            connection.close()


class Preview(Client):
    """A preview that is served by a thread of this process."""

    def __init__(self, server: Server) -> None:
        super().__init__(server.address)
        self.server = server


@contextlib.contextmanager
def served(case: Path, root: Path, editor: str | None = None) -> Iterator[Preview]:
    """Serve a preview for as long as it is needed."""
    session = Session(find_workspace(root), case)
    server = Server(session, "tjansteutlatande", "pdf", editor=opener(editor) if editor else None)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield Preview(server)
    finally:
        server.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()
