"""Putting a document where it belongs, with respect for what somebody has done to the one that lies there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ksflow.batch.atomic import write_atomically


class EditedError(Exception):
    """The file that lies there is not as ksflow wrote it."""


def put(path: Path, data: bytes, is_own: Callable[[bytes], bool], *, force: bool) -> bool:
    """Write a document and return True; leave one that is the same already, and return False.

    ``is_own`` tells whether bytes are as ksflow writes them. A file that is not raises EditedError; with ``force`` it
    is kept beside the new one. Raises OSError.
    """
    try:
        existing = path.read_bytes()
    except FileNotFoundError:
        existing = None
    if existing == data:
        return False
    if existing is not None and not is_own(existing):
        if not force:
            raise EditedError
        path.rename(_free_name(path))
    write_atomically(path, data)
    return True


def _free_name(path: Path) -> Path:
    """Return a name beside ``path`` that nothing has: tjansteutlatande.redigerad.docx, then .redigerad-2.docx."""
    number = 1
    while True:
        mark = ".redigerad" if number == 1 else f".redigerad-{number}"
        free = path.with_name(f"{path.stem}{mark}{path.suffix}")
        if not free.exists():
            return free
        number += 1
