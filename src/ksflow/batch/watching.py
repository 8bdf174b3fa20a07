"""Telling when something changes below a folder, whatever an editor does to save a file."""

from __future__ import annotations

import os
import threading
from collections.abc import Collection, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchfiles import Change

TICK = 0.25
"""Seconds between two words that nothing has been told: what the system does not tell of can then be looked for."""
_MOST_MS = 400
"""How long is waited for that, milliseconds: a file that is written to without end is shown all the same."""
_BESIDE = ("node_modules", "__pycache__")
_ENVIRONMENT = "pyvenv.cfg"
_TEMPORARY = ("~", ".tmp", ".swp", ".swx", ".swo", ".part")


@dataclass(frozen=True, slots=True)
class Watched:
    """What is watched: a folder with all below it, but for what nobody writes cases, texts or templates in."""

    root: Path
    more: tuple[Path, ...] = ()
    """Folders elsewhere, without what lies below them."""
    ignored: tuple[Path, ...] = ()
    """Folders below the root where results go."""

    def folders(self) -> dict[str, int]:
        """Return all the folders that are there, each with what tells it from another of the same name."""
        found: dict[str, int] = {}
        ignored = set(map(str, self.ignored))
        for folder, inner, files in os.walk(self.root):
            if _ENVIRONMENT in files:
                inner.clear()
                continue
            inner[:] = [
                name
                for name in inner
                if not _is_aside(name) and os.path.join(folder, name) not in ignored  # noqa: PTH118
            ]
            _add(found, folder)
        for more in self.more:
            _add(found, str(more))
        return found

    def includes(self, _change: Change | None, path: str) -> bool:
        """Tell whether a change of this file can change a document."""
        return not _is_aside(os.path.basename(path)) and path not in map(str, self.ignored)  # noqa: PTH119


def _is_aside(name: str) -> bool:
    return name.startswith((".", "~", "#")) or name.endswith(_TEMPORARY) or name in _BESIDE


def _add(found: dict[str, int], folder: str) -> None:
    try:
        found[folder] = os.stat(folder).st_ino  # noqa: PTH116 - os.walk gives strings
    except OSError:  # gone while looking
        return


def changes(watched: Watched, stop: threading.Event, quiet_ms: int = 25) -> Iterator[Collection[str] | None]:
    """Yield the files that have changed, each time some have; nothing in them every ``TICK``.

    None comes when something may have changed while nobody watched: shortly after the beginning, and after folders have
    come or gone. What changes between two turns is kept for the next. Files must have been left alone for ``quiet_ms``,
    since editors write several times in a row. Ends when ``stop`` is set.
    """
    from watchfiles import watch  # an extra, needed only here

    polling: bool | None = None  # what the environment says
    while not stop.is_set():
        folders = watched.folders()
        if not folders:  # the workspace has been moved away; it may come back
            stop.wait(TICK)
            yield None
            continue
        told = watch(
            *folders,
            watch_filter=watched.includes,
            debounce=_MOST_MS,
            step=quiet_ms,
            stop_event=stop,
            rust_timeout=int(TICK * 1000),
            yield_on_timeout=True,
            force_polling=polling,
            recursive=False,
        )
        try:
            with closing(told):
                yield from _until_moved(watched, folders, told)
        except FileNotFoundError:  # a folder has gone just now
            stop.wait(TICK)
        except OSError:  # the system watches no more folders: look at them again and again
            if polling:
                raise
            polling = True


def _until_moved(
    watched: Watched, folders: dict[str, int], told: Iterator[set[tuple[Change, str]]]
) -> Iterator[Collection[str] | None]:
    """Yield what is told until there are other folders to watch."""
    fresh = True
    for some in told:
        paths = {path for _change, path in some}
        yield None if fresh else paths
        if (fresh or any(path in folders or not os.path.isfile(path) for path in paths)) and (  # noqa: PTH113
            watched.folders() != folders
        ):
            return
        fresh = False
