"""Who does the work: processes on this machine, or an engine elsewhere; both are ``concurrent.futures.Executor``."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import suppress
from types import FrameType
from typing import Protocol

from ksflow.locale import _, sentences
from ksflow.sources.errors import UsageError
from ksflow.sources.extras import install_command

_THREADED = frozenset({"typst", "watchfiles"})
"""Libraries that keep threads of their own once they have been used."""
_MOST_ON_WINDOWS = 61
"""Windows can wait for 63 things at once; concurrent.futures keeps two of them for itself."""
_GRACE = 0.4
"""Seconds that workers get to clean up after themselves."""


class ExecutorError(UsageError):
    """An executor cannot be used; the message is for the user, one line."""


class Crew(Protocol):
    """Where executors come from."""

    width: int
    """How many tasks are carried out at once."""

    def hire(self, width: int) -> Executor:
        """Return an executor that carries out ``width`` tasks at once."""

    def dismiss(self, executor: Executor, *, at_once: bool) -> None:
        """Let go of an executor whose work is done; ``at_once`` drops what is not, and stops what is under way."""

    def close(self) -> None:
        """Let go of what all executors of the crew share."""


class LocalCrew:
    """Processes on this machine."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._hired = False

    def hire(self, width: int) -> Executor:
        """Return a pool of processes.

        They are forked where that is safe, before any thread runs: they then share what has been read. Later ones,
        that take the place of some that died, begin afresh.
        """
        if sys.platform == "win32":
            width = min(width, _MOST_ON_WINDOWS)
        executor = ProcessPoolExecutor(width, multiprocessing.get_context(self._method()), _begin)
        self._hired = True
        executor.submit(os.getpid)  # the processes begin now, before the caller starts a thread
        return executor

    def dismiss(self, executor: Executor, *, at_once: bool) -> None:
        """End the processes; those that are stopped remove their temporary files."""
        if not at_once:
            executor.shutdown()
            return
        workers = multiprocessing.active_children()
        for worker in workers:
            worker.terminate()
        until = time.monotonic() + _GRACE
        for worker in workers:
            worker.join(max(0.0, until - time.monotonic()))
            if worker.is_alive():
                worker.kill()
        executor.shutdown(wait=False, cancel_futures=True)

    def close(self) -> None:
        """Do nothing: processes end with their executor."""

    def _method(self) -> str:
        if sys.platform != "linux":
            return "spawn"
        return "fork" if not self._hired and threading.active_count() == 1 and not _threads_unseen() else "forkserver"


def _threads_unseen() -> bool:
    """Tell whether a library may have threads that Python does not know of, and whose locks a child would wait for."""
    return not _THREADED.isdisjoint(sys.modules)


def _begin() -> None:
    """Prepare a worker: Ctrl-C is the parent's business, a stop is clean, and it does not outlive the parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)
    threading.Thread(target=_follow_parent, daemon=True).start()


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise SystemExit(1)  # on its way out it removes the file that was being written


def _follow_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


class DaskCrew:
    """A Dask cluster; its workers see the same disk under the same names."""

    def __init__(self, address: str) -> None:
        """Connect to a scheduler at HOST:PORT; raise ExecutorError when that cannot be done."""
        try:
            from distributed import Client
        except ImportError:
            message = _("Dask is not installed")
            raise ExecutorError(
                sentences(message, _("Install it with: {command}", command=install_command("dask")))
            ) from None
        try:
            self._client = Client(address, timeout=10, set_as_default=False)
            self.width: int = max(1, sum(self._client.nthreads().values()))
        except (OSError, ValueError) as error:
            raise ExecutorError(_("No Dask scheduler answers at {address}", address=address)) from error

    def hire(self, width: int) -> Executor:
        """Return the cluster as an executor; it is as wide as it is."""
        executor: Executor = self._client.get_executor(pure=False, retries=0)
        return executor

    def dismiss(self, executor: Executor, *, at_once: bool) -> None:
        """Drop what has not begun; the cluster goes on."""
        with suppress(Exception):  # a cluster that is gone is dismissed already
            executor.shutdown(wait=not at_once, cancel_futures=at_once)

    def close(self) -> None:
        """Disconnect."""
        with suppress(Exception):
            self._client.close(timeout=2)


_ENGINES: dict[str, Callable[[str], Crew]] = {"dask": DaskCrew}


def open_crew(url: str) -> Crew:
    """Return the crew at a URL such as dask://localhost:8786; raise ExecutorError when there is none."""
    engine, mark, address = url.partition("://")
    if not mark or not address or engine not in _ENGINES:
        message = _("This is no executor: {text}", text=url)
        raise ExecutorError(sentences(message, _("Write dask://HOST:PORT")))
    return _ENGINES[engine](address)
