"""Putting a document where it belongs, with respect for what somebody has done to the one that lies there."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

from ksflow.batch.atomic import write_atomically
from ksflow.batch.results import Status

IsOwn = Callable[[bytes], bool]
"""Tells whether bytes are as ksflow writes them."""


class EditedError(Exception):
    """The file that lies there is not as ksflow wrote it."""


def put(path: Path, data: bytes, is_own: IsOwn, *, force: bool, known: str | None = None) -> bool:
    """Write a document and return True; leave one that is the same already, and return False.

    ``known`` is the sha256 of what ksflow last wrote there, if that is remembered. A file that is neither that nor
    laid out as ksflow does it raises EditedError; with ``force`` it is kept beside the new one. Raises OSError.
    """
    while True:
        existing, seen = _read(path)
        if existing == data:
            return False
        if existing is not None and not _is_ours(existing, is_own, known):
            if not force:
                raise EditedError
            path.rename(_free_name(path))
            seen = None
        try:
            write_atomically(path, data, partial(_check_untouched, path, seen))
        except _TouchedError:
            continue  # by another build, or by somebody whose work is to be kept
        return True


def look(path: Path, data: bytes, is_own: IsOwn, known: str | None = None) -> Status:
    """Return what the file is compared with what it would be, and touch nothing. Raises OSError."""
    existing, _seen = _read(path)
    if existing is None:
        return Status.MISSING
    if existing == data:
        return Status.UNCHANGED
    return Status.STALE if _is_ours(existing, is_own, known) else Status.EDITED


def _is_ours(existing: bytes, is_own: IsOwn, known: str | None) -> bool:
    return hashlib.sha256(existing).hexdigest() == known or is_own(existing)


def _read(path: Path) -> tuple[bytes | None, tuple[int, ...] | None]:
    """Return what lies there and what tells that it has been changed."""
    try:
        with path.open("rb") as file:
            return file.read(), _identity(os.fstat(file.fileno()))
    except FileNotFoundError:
        return None, None


def _identity(status: os.stat_result) -> tuple[int, ...]:
    return status.st_ino, status.st_size, status.st_mtime_ns


class _TouchedError(Exception):
    """The file has been written by another while its successor was being written."""


def _check_untouched(path: Path, seen: tuple[int, ...] | None) -> None:
    try:
        now = _identity(path.stat())
    except FileNotFoundError:
        return
    if now != seen:
        raise _TouchedError


def _free_name(path: Path) -> Path:
    """Return a name beside ``path`` that nothing has: tjansteutlatande.redigerad.docx, then .redigerad-2.docx."""
    number = 1
    while True:
        mark = ".redigerad" if number == 1 else f".redigerad-{number}"
        free = path.with_name(f"{path.stem}{mark}{path.suffix}")
        if not free.exists():
            return free
        number += 1
