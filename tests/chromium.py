"""A headless Chromium, driven over the pipe of its DevTools protocol: nothing but the program itself is needed."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = Path(os.environ.get("KSFLOW_AXE", "node_modules/axe-core/axe.min.js"))
"""Where axe-core lies: npm install axe-core"""
Test = TypeVar("Test", bound=Callable[..., None])


def needs_chromium(test: Test) -> Test:
    """Mark a test that looks at pages as a browser and axe-core do, and skip it where these are missing."""
    here = PROGRAM is not None and AXE.is_file()
    skipped = pytest.mark.skipif(not here, reason="Chromium or axe-core (KSFLOW_AXE) is not here")
    marked: Test = pytest.mark.chromium(skipped(test))
    return marked


class Page:
    """A page in the browser."""

    def __init__(self, browser: Browser, session: str) -> None:
        self.browser = browser
        self.session = session

    def send(self, method: str, **parameters: Any) -> Any:
        """Send a command of the protocol and return its result."""
        return self.browser.send(method, self.session, **parameters)

    def open(self, place: Path | str) -> None:
        """Open a file or an address and wait until it has been loaded."""
        self.send("Page.enable")
        self.send("Page.navigate", url=place if isinstance(place, str) else place.resolve().as_uri())
        self.browser.wait_for("Page.loadEventFired", self.session)

    def evaluate(self, script: str) -> Any:
        """Return what a script gives, as plain data."""
        answer = self.send("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def show(self, *, dark: bool = False, width: int = 1200, medium: str = "") -> None:
        """Set what the reader prefers, how wide the window is, and what it is shown on."""
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.send("Emulation.setEmulatedMedia", media=medium, features=[scheme])
        self.send("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)


class Browser:
    """A running Chromium; commands and answers go through two pipes (--remote-debugging-pipe)."""

    def __init__(self, folder: Path) -> None:
        assert PROGRAM is not None
        commands, self.commands = os.pipe()
        self.answers, answers = os.pipe()

        def numbered() -> None:
            """Give the browser's ends of the pipes the numbers 3 and 4, where it looks for them."""
            first, second = os.dup(commands), os.dup(answers)
            os.dup2(first, 3)
            os.dup2(second, 4)

        options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe"]
        self.process = subprocess.Popen(
            [PROGRAM, *options, f"--user-data-dir={folder}", "about:blank"],
            close_fds=False,
            preexec_fn=numbered,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(commands)
        os.close(answers)
        self.number = 0
        self.rest = b""
        self.events: list[Any] = []

    def page(self) -> Page:
        """Return a new page."""
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        return Page(self, self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"])

    def send(self, method: str, session: str | None = None, **parameters: Any) -> Any:
        """Send a command and return its result."""
        self.number += 1
        message: dict[str, Any] = {"id": self.number, "method": method, "params": parameters}
        if session:
            message["sessionId"] = session
        data = memoryview(json.dumps(message).encode() + b"\0")
        while data:
            data = data[os.write(self.commands, data) :]
        while (answer := self._next()).get("id") != self.number:
            self.events.append(answer)
        assert "error" not in answer, answer
        return answer["result"]

    def wait_for(self, event: str, session: str) -> Any:
        """Return an event of a page, waiting until it comes."""
        while True:
            for number, seen in enumerate(self.events):
                if seen.get("method") == event and seen.get("sessionId") == session:
                    return self.events.pop(number)
            self.events.append(self._next())

    def _next(self) -> Any:
        while b"\0" not in self.rest:
            read = os.read(self.answers, 1 << 16)
            assert read, "Chromium has gone"
            self.rest += read
        message, _, self.rest = self.rest.partition(b"\0")
        return json.loads(message)

    def close(self) -> None:
        """Let the browser end, and wait for it."""
        with contextlib.suppress(AssertionError, OSError):
            self.send("Browser.close")
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.close(self.commands)
        os.close(self.answers)


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Browser]:
    """Run a browser for as long as it is needed."""
    browser = Browser(folder)
    try:
        yield browser
    finally:
        browser.close()
