"""The case files below a folder, with what tells that one has changed."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from typing import NamedTuple

SUFFIXES = (".yaml", ".yml")
KOMMUN_FILE = "kommun.yaml"
_FIRST = "\0"
"""Sorts before every letter, so that a folder's files stand together."""
_NO_CASES = frozenset({"bilagor"})


class FileStat(NamedTuple):
    """What tells that a file has changed: its size in bytes, and when its content and its state did, in nanoseconds.

    The second time sees what the first does not: a copy with an older date, other rights. Zeros for what is not there.
    """

    size: int
    mtime_ns: int
    ctime_ns: int
    mode: int = 0


class CaseFileStat(NamedTuple):
    """A case file, or a folder that cannot be looked into: reading it tells why."""

    path: str
    stat: FileStat


NO_FILE = FileStat(0, 0, 0)


def file_stat(status: os.stat_result) -> FileStat:
    """Return the part of a file's status that tells that it has changed."""
    return FileStat(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_mode)


def case_files(folder: str) -> list[CaseFileStat]:
    """Return the YAML files below a folder, sorted by folder and name.

    Left out are hidden files and folders and those that editors make (~), attachments (in bilagor/), and kommun.yaml.
    """
    return sorted(_below(folder), key=lambda found: found.path.replace(os.sep, _FIRST))


def _below(folder: str) -> Iterator[CaseFileStat]:
    folders = [folder]
    while folders:
        folder = folders.pop()
        try:
            entries = list(os.scandir(folder))
        except (FileNotFoundError, NotADirectoryError):  # gone while looking
            continue
        except OSError:
            yield CaseFileStat(folder, NO_FILE)
            continue
        for entry in entries:
            name = entry.name
            if name.startswith((".", "~")):
                continue
            if entry.is_dir(follow_symlinks=False):
                if name not in _NO_CASES:
                    folders.append(entry.path)
            elif name.lower().endswith(SUFFIXES) and name != KOMMUN_FILE and (found := _stat(entry)) is not None:
                yield CaseFileStat(entry.path, found)


def _stat(entry: os.DirEntry[str]) -> FileStat | None:
    """Return what tells that a file has changed; None for a link to a folder, zeros for one to nowhere."""
    try:
        status = entry.stat()
    except OSError:  # reading it tells why
        return NO_FILE
    return None if stat.S_ISDIR(status.st_mode) else file_stat(status)
