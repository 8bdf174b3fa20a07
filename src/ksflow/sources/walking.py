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


class CaseFileStat(NamedTuple):
    """A case file: its path, its size in bytes and when it was changed, in nanoseconds; zeros for a broken link."""

    path: str
    size: int
    mtime_ns: int


def case_files(folder: str) -> list[CaseFileStat]:
    """Return the YAML files below a folder, sorted by folder and name.

    Left out are hidden files and folders and those that editors make (~), attachments (in bilagor/), and kommun.yaml.
    Folders that cannot be read are passed over.
    """
    return sorted(_below(folder), key=lambda found: found.path.replace(os.sep, _FIRST))


def _below(folder: str) -> Iterator[CaseFileStat]:
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        name = entry.name
        if name.startswith((".", "~")):
            continue
        if entry.is_dir(follow_symlinks=False):
            if name not in _NO_CASES:
                yield from _below(entry.path)
        elif name.lower().endswith(SUFFIXES) and name != KOMMUN_FILE:
            try:
                status = entry.stat()
            except OSError:  # a link to nowhere: reading it tells so
                yield CaseFileStat(entry.path, 0, 0)
            else:
                if not stat.S_ISDIR(status.st_mode):
                    yield CaseFileStat(entry.path, status.st_size, status.st_mtime_ns)
