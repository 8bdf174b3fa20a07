"""What the parts of the index share: transactions, sums over what is kept, and telling damage from hindrance."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

USELESS = (sqlite3.Error, ValueError, TypeError, LookupError, AttributeError, ArithmeticError, MemoryError)
"""What an index may raise that is locked, or damaged in anything: a message, a size, a number."""
_HINDRANCES = frozenset(
    {
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_FULL, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_INTERRUPT,
    }
)  # fmt: skip


def connect(path: Path | str, wait: float) -> sqlite3.Connection:
    """Open the index at a path, or what SQLite names in another way; raises OSError and sqlite3.Error.

    A link in its place is taken away and not followed: it would lead to the database of some other program, whose
    tables would be thrown away as those of another version. What somebody else put into the file calls no function.
    """
    if os.path.islink(path):  # noqa: PTH114 - ":memory:" is no path
        os.unlink(path)  # noqa: PTH108
    connection = sqlite3.connect(path, timeout=wait, isolation_level=None)
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def is_damage(error: Exception) -> bool:
    """Tell an index that will never work again from one that is locked, read-only or on a full disk."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is None or code & 0xFF not in _HINDRANCES


def checksum(*values: Any) -> int:
    """Return a number that changes when any of the values does: SQLite does not notice a flipped bit."""
    return crc32(repr(values).encode("utf-8", "surrogatepass"))


def as_bytes(text: str) -> bytes:
    """Return a text as it is kept, also the name of a file in another encoding."""
    return text.encode("utf-8", "surrogatepass")


def as_text(data: bytes) -> str:
    """Return what was kept as a text."""
    return str(data, "utf-8", "surrogatepass")


@contextlib.contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """Carry out several changes, all or none, while no other process writes."""
    connection.execute("BEGIN IMMEDIATE")
    with connection:
        yield


@contextlib.contextmanager
def reading(connection: sqlite3.Connection) -> Iterator[None]:
    """Read several times while nothing changes between."""
    connection.execute("BEGIN")
    with connection:
        yield
