"""Outputs whose cases are gone, or have another number now."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from ksflow.batch.build_index import BuildIndex
from ksflow.batch.inputs import sha256_of


class Orphan(NamedTuple):
    """An output that no case gives any more."""

    file: str
    """Relative to the folder of outputs."""
    case: str
    """The case that gave it."""


def find_orphans(out: Path, index: BuildIndex, folders: Collection[str], unclear: Collection[str]) -> Iterator[Orphan]:
    """Yield the orphans, by the order of their names.

    ``folders`` holds the folders of all cases, in small letters; ``unclear`` the cases whose number cannot be told:
    what they have given may be theirs still.
    """
    for case, file in index.files():
        if file.rpartition("/")[0].casefold() not in folders and case not in unclear and os.path.lexists(out / file):
            yield Orphan(file, case)


def prune(out: Path, index: BuildIndex, orphans: list[Orphan]) -> tuple[list[Orphan], list[Orphan]]:
    """Remove orphans; return those that were removed and those that are kept, for somebody has edited them."""
    built = {row.file: row.sha256 for row in index.every()} if orphans else {}
    removed, kept = [], []
    for orphan in orphans:
        path = out / orphan.file
        if sha256_of(str(path)) != built.get(orphan.file):
            kept.append(orphan)
            continue
        path.unlink()
        removed.append(orphan)
        with suppress(OSError):  # something else lies there
            path.parent.rmdir()
    index.forget(orphan.file for orphan in removed)
    return removed, kept
