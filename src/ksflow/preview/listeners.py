"""The browsers that are open: each is told when there is something new to see."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator

_SIGN_OF_LIFE = 15.0
"""Seconds after which a browser is written to though there is nothing to say: one that has gone is noticed then."""


class Listeners:
    """Tells everybody who listens; everything but ``announce`` happens in the server's event loop."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Event] = set()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closed = False

    def __len__(self) -> int:
        """Return how many listen."""
        return len(self._waiting)

    async def listen(self) -> AsyncGenerator[bool, None]:
        """Yield True at once and each time there is news, False as a sign of life; end when all is over."""
        self._loop = asyncio.get_running_loop()
        news = asyncio.Event()
        news.set()
        self._waiting.add(news)
        try:
            while True:
                try:
                    await asyncio.wait_for(news.wait(), _SIGN_OF_LIFE)
                except TimeoutError:
                    yield False
                    continue
                if self._closed:
                    return
                news.clear()
                yield True
        finally:
            self._waiting.discard(news)

    def announce(self) -> None:
        """Say that there is news; may be called from any thread."""
        self._wake_from_outside()

    def close(self) -> None:
        """Let everybody go; may be called from any thread and from a signal."""
        self._closed = True
        self._wake_from_outside()

    def _wake(self) -> None:
        for news in self._waiting:
            news.set()

    def _wake_from_outside(self) -> None:
        if self._loop is not None:  # else nobody has listened so far
            with contextlib.suppress(RuntimeError):  # the loop has been closed: nobody listens any more
                self._loop.call_soon_threadsafe(self._wake)
