"""Writing a file so that it is whole or not there: beside its target, flushed to disk, then renamed."""

from __future__ import annotations

import contextlib
import itertools
import os
import re
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import BinaryIO

from ksflow.sources.replacing import put_in_place

_TEMPORARY = re.compile(r"\..+\.([0-9]+)\.tmp")
_times = itertools.count()
_in_use: set[str] = set()
"""The temporary files that threads of this process are writing."""
_LONG_AGO = 3600.0
"""Seconds after which a temporary file is left behind for sure, where processes cannot be asked for."""


def write_atomically(
    path: Path, data: bytes, before: Callable[[], None] | None = None, mode: int | None = None
) -> None:
    """Write the file and its folders; on any failure the old file, if any, stays as it was. Raises OSError.

    ``before`` is called right before the new file takes the place of the old one, and may raise to stop that. With a
    ``mode`` the new file has these permissions.
    """
    write_atomically_from(path, (data,), before, mode)


def write_atomically_from(
    path: Path, parts: Iterable[bytes], before: Callable[[], None] | None = None, mode: int | None = None
) -> None:
    """Write a file of many parts, one at a time."""
    # A name of its own for each time keeps processes and threads, also one that sweeps meanwhile, out of each other's
    # way; a name has 255 bytes at most.
    beside = path.with_name(f".{path.name[:60]}.{next(_times)}.{os.getpid()}.tmp")
    _in_use.add(beside.name)
    try:
        with _opened(beside) as file:
            for part in parts:
                file.write(part)
            file.flush()
            os.fsync(file.fileno())
        if mode is not None:
            beside.chmod(mode)
        if before:
            before()
        put_in_place(beside, path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    finally:
        _in_use.discard(beside.name)


def _opened(path: Path) -> BinaryIO:
    """Open a new file; most of the time its folder is there."""
    try:
        return path.open("wb")
    except (FileNotFoundError, NotADirectoryError):  # making the folder tells best what is in the way
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("wb")


def sweep(folder: Path) -> None:
    """Remove the temporary files that killed runs have left in a folder; those of living processes stay."""
    try:
        entries = [entry for entry in os.scandir(folder) if entry.name.endswith(".tmp")]
    except OSError:
        return
    for entry in entries:
        if (match := _TEMPORARY.fullmatch(entry.name)) and _is_left_behind(entry, int(match[1])):
            with contextlib.suppress(OSError):
                os.unlink(entry.path)  # noqa: PTH108 - entry.path is a string


def _is_left_behind(entry: os.DirEntry[str], process: int) -> bool:
    if sys.platform == "win32":  # where asking for a process by signal would end it
        with contextlib.suppress(OSError):
            return time.time() - entry.stat().st_mtime > _LONG_AGO
        return False
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return process == os.getpid() and entry.name not in _in_use
