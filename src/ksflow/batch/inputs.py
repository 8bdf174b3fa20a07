"""What a document is made of: files by their content, looked into only when their stat has changed."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
import time
from pathlib import Path
from typing import NamedTuple

from ksflow.organisation.workspace import default_templates

Stamp = tuple[int, int, int, int]
"""Size, times of change of content and of status in nanoseconds, and inode: what changes when a file does."""
_TICK_NS = 20_000_000
_COARSE_TICK_NS = 2_000_000_000
SHIPPED = "ksflow:"
"""Begins the name of a template that ksflow ships."""


class Input(NamedTuple):
    """A file that a document was made of."""

    name: str
    """Relative to the workspace, with forward slashes."""
    sha256: str
    """Empty for what is no ordinary file."""
    stamp: Stamp | None = None


def stamp(path: str) -> Stamp | None:
    """Return what tells that a file has changed, None when there is none."""
    try:
        status = os.stat(path)  # noqa: PTH116 - tens of thousands of strings
    except (OSError, ValueError):
        return None
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino


def sha256_of(path: str) -> str:
    """Return the hash of a file's content, empty for what is no ordinary file or cannot be read."""
    try:
        if not stat.S_ISREG(os.stat(path).st_mode):  # noqa: PTH116 - a named pipe would wait for a writer for ever
            return ""
        with open(path, "rb") as file:  # noqa: PTH123
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError):
        return ""


def is_settled(found: Stamp, since_ns: int) -> bool:
    """Tell whether a file that has changed after ``since_ns`` would surely have another stamp."""
    changed = found[1] if sys.platform == "win32" else found[2]  # there it is the time of creation
    tick = _COARSE_TICK_NS if changed % 1_000_000_000 == 0 else _TICK_NS
    return changed <= since_ns - tick


def wait_until_settled(path: str) -> None:
    """Wait, some milliseconds at most, until a file that has just been written is so no more: see ``take``."""
    found = stamp(path)
    if found is not None and not is_settled(found, now := time.time_ns()):
        lacking = max(found[1:3]) + _TICK_NS - now
        time.sleep(max(0, min(lacking, _TICK_NS)) / 1e9)


def take(path: str, name: str, since_ns: int) -> Input | None:
    """Return a file as an input of what has been made since ``since_ns``; None when it may have changed meanwhile.

    It may even when its times are a little older: file systems tick every few milliseconds, old ones every two seconds.
    """
    found = stamp(path)
    if found is not None and not is_settled(found, since_ns):
        return None
    digest = sha256_of(path)
    return Input(name, digest, found) if stamp(path) == found else None


def is_same(known: Input, path: str) -> Input | None:
    """Return a known input, with the stamp that it has now, when its content is the same; else None."""
    found = stamp(path)
    if found == known.stamp:
        return known
    return Input(known.name, known.sha256, found) if sha256_of(path) == known.sha256 else None


class Names:
    """The names of files, relative to the workspace, as the index and the manifest hold them."""

    def __init__(self, root: Path) -> None:
        self.root: str = os.path.abspath(root)  # noqa: PTH100 - absolute() keeps ".."
        self._shipped = os.path.join(default_templates(), "")  # noqa: PTH118
        self._inside = os.path.join(self.root, "")  # noqa: PTH118

    def name(self, path: str | os.PathLike[str]) -> str:
        """Return the name of a file: relative inside the workspace, else marked as ksflow's own, else absolute."""
        whole = os.path.abspath(path)  # noqa: PTH100
        if whole.startswith(self._inside):
            return whole[len(self._inside) :].replace(os.sep, "/")
        if whole.startswith(self._shipped):
            return SHIPPED + whole[len(self._shipped) :].replace(os.sep, "/")
        return whole.replace(os.sep, "/")

    def path(self, name: str) -> str:
        """Return where the file of a name lies."""
        if name.startswith(SHIPPED):
            return self._shipped + name.removeprefix(SHIPPED)
        return os.path.join(self.root, name)  # noqa: PTH118
