"""The server of a preview: on this computer only, for those who know its token."""

from __future__ import annotations

import contextlib
import secrets
import signal
import socket
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from ksflow.batch.building import FORMATS
from ksflow.batch.watching import Watched, changes
from ksflow.preview.answers import source, state
from ksflow.preview.editors import Opener
from ksflow.preview.guard import Guard
from ksflow.preview.listeners import Listeners
from ksflow.preview.page import FILES, page, static_file
from ksflow.preview.session import Session
from ksflow.preview.svg import light
from ksflow.preview.views import FORMS

HOST = "127.0.0.1"
_TURN, _TURNS = 0.02, 15
"""Seconds between two looks at a file that is being saved, and how many."""
_PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; frame-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
_PART_POLICY = (
    # The page around it reads where a document has been scrolled to, which "allow-same-origin" permits.
    "sandbox allow-same-origin; default-src 'none'; style-src 'unsafe-inline'; img-src data:; font-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
_MEDIA_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
}


class Server:
    """A preview that is ready to be served; its port is taken."""

    def __init__(self, session: Session, kind: str, form: str, port: int = 0, editor: Opener | None = None) -> None:
        """``kind`` in the format ``form`` is what is shown first. Port 0 is any free one. Raises OSError."""
        self.session = session
        self.listeners: Listeners = Listeners()
        self._first = kind, form
        self._editor = editor
        self._token = secrets.token_urlsafe(24)
        self._socket = _listening(port)
        self._port: int = self._socket.getsockname()[1]
        self._uvicorn = _Uvicorn(self._config(), self.listeners.close)

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://{HOST}:{self._port}/{self._token}/"

    def run(self) -> None:
        """Serve until Ctrl-C or a signal to stop; nothing is left running."""
        stop = threading.Event()
        watcher = threading.Thread(target=self._follow, args=(stop,), name="ksflow-preview-watcher")
        watcher.start()
        try:
            self._uvicorn.run(sockets=[self._socket])
        finally:
            stop.set()
            watcher.join()
            self._socket.close()

    def stop(self) -> None:
        """End soon; may be called from any thread."""
        self._uvicorn.handle_exit(signal.SIGTERM, None)

    def _config(self) -> uvicorn.Config:
        return uvicorn.Config(
            Guard(self._app(), self._token, self._port),
            log_config=None,
            access_log=False,
            lifespan="off",
            loop="asyncio",
            http="h11",
            ws="none",
            server_header=False,
            timeout_graceful_shutdown=1,
        )

    def _follow(self, stop: threading.Event) -> None:
        """Let browsers know of every change until told to stop."""
        watched = Watched(self.session.root, (self.session.path.parent,), (self.session.root / "out",))
        for some in changes(watched, stop):
            if some is None or some:
                self._let_be_saved(stop)
                self.session.refresh()
            elif not self.session.notice():
                continue
            self.listeners.announce()

    def _let_be_saved(self, stop: threading.Event) -> None:
        """Wait a moment for a file that an editor has emptied or removed in order to write it anew."""
        for _turn in range(_TURNS):
            if not self.session.is_being_saved() or stop.wait(_TURN):
                return

    # Answering

    def _app(self) -> Starlette:
        get: dict[str, Callable[[Request], Any]] = {
            "/": self._page,
            "/events": self._events,
            "/state": self._state,
            "/source": self._source,
            "/parts/{digest}": self._part,
            "/download/{name}": self._download,
            "/{name}": self._static,
        }
        app = Starlette(routes=[Route(path, answer) for path, answer in get.items()])
        app.router.redirect_slashes = False  # an address that leads nowhere leads nowhere else either
        return app

    def _page(self, _request: Request) -> Response:
        return HTMLResponse(page(*self._first), headers={"Content-Security-Policy": _PAGE_POLICY})

    def _static(self, request: Request) -> Response:
        name: str = request.path_params["name"]
        content = static_file(name)
        return _nothing() if content is None else Response(content, media_type=FILES[name])

    def _state(self, request: Request) -> Response:
        form = request.query_params.get("format", "")
        shown = self.session.show(request.query_params.get("document", ""), form if form in FORMS else FORMS[0])
        return JSONResponse(state(self.session, shown, self._editor))

    def _source(self, request: Request) -> Response:
        line = request.query_params.get("line", "")
        number = int(line) if line.isascii() and line.isdigit() and len(line) < 9 else 1
        found = source(self.session, request.query_params.get("file", ""), number, self._editor)
        return _nothing() if found is None else JSONResponse(found)

    def _part(self, request: Request) -> Response:
        part = self.session.part(request.path_params["digest"])
        if part is None:
            return _nothing()
        # The pages that are seen are asked for first, and the rest as they come near: each is made light in its turn.
        content = light(part.content) if part.media_type == "image/svg+xml" else part.content
        return Response(content, media_type=part.media_type, headers={"Content-Security-Policy": _PART_POLICY})

    def _download(self, request: Request) -> Response:
        kind, _dot, form = request.path_params["name"].rpartition(".")
        found = self.session.file(kind, form) if form in FORMATS else None
        if found is None:
            return _nothing()
        name, content = found
        headers = {"Content-Disposition": _attachment(name)}
        return Response(content, media_type=_MEDIA_TYPES[form], headers=headers)

    async def _events(self, _request: Request) -> Response:
        async def stream() -> AsyncIterator[str]:
            yield "retry: 500\n\n"
            async with contextlib.aclosing(self.listeners.listen()) as heard:
                async for is_news in heard:
                    yield f"data: {self.session.version}\n\n" if is_news else ": still here\n\n"

        return StreamingResponse(stream(), media_type="text/event-stream")


def _nothing() -> Response:
    return PlainTextResponse("Not found\n", 404)


def _attachment(name: str) -> str:
    from urllib.parse import quote

    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _listening(port: int) -> socket.socket:
    """Return a socket that only this computer reaches; raise OSError when the port is taken."""
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):  # Windows, where others could else take the port as well
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:  # so that the same port can be taken again at once
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((HOST, port))
        listening.listen()
    except BaseException:
        listening.close()
        raise
    return listening


class _Uvicorn(uvicorn.Server):
    """Ends at a signal, and lets the browsers that listen go: else it would wait for them."""

    def __init__(self, config: uvicorn.Config, let_go: Callable[[], None]) -> None:
        super().__init__(config)
        self._let_go = let_go

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Take the signals that mean an end, without raising them once more afterwards as uvicorn does."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        names = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")
        numbers = [getattr(signal, name) for name in names if hasattr(signal, name)]
        before = {number: signal.signal(number, self.handle_exit) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to end."""
        self.should_exit = True
        self._let_go()
