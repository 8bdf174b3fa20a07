"""The index under .ksflow/: what the register knows of files that have not changed since it read them.

A cache and nothing more: it may be missing, damaged, locked, of another version or in a folder that cannot be written,
and every command gives the same answer without it. SQLite keeps several processes out of each other's way.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ksflow import __version__
from ksflow.register.database import USELESS, as_bytes, as_text, checksum, connect, is_damage, writing
from ksflow.register.words import WORDS, search_words
from ksflow.sources.walking import FileStat

if TYPE_CHECKING:
    from ksflow.register.record import CaseText

VERSION = 2
_SCHEMA = (
    "CREATE TABLE meta (version TEXT NOT NULL, pattern TEXT NOT NULL, words INTEGER NOT NULL)",
    "CREATE TABLE results (key TEXT PRIMARY KEY, result TEXT NOT NULL, sum INTEGER NOT NULL)",
    "CREATE TABLE files (path BLOB PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, "
    "ctime_ns INTEGER NOT NULL, read_ns INTEGER NOT NULL, digest BLOB NOT NULL, texts BLOB NOT NULL, "
    "facts BLOB NOT NULL, sum INTEGER NOT NULL, words INTEGER, words_sum INTEGER)",
    WORDS,
)
_STATS = "SELECT path, size, mtime_ns, ctime_ns, read_ns, digest, texts FROM files ORDER BY path"
_ROWS = "SELECT path, size, mtime_ns, ctime_ns, read_ns, digest, texts, facts, sum FROM files"
_AT_ONCE = 500
_WAIT = 0.5
"""How long to wait for another process, in seconds: reading the files oneself is always possible."""

TextStat = tuple[str, int, int, int]
"""A text file that a case names: its path from the root, its size and times of change."""


class Row(NamedTuple):
    """What the index holds of one file."""

    path: str
    stat: FileStat
    read_ns: int
    """When the file was read: one that was changed at about the same time may have been changed again unseen."""
    digest: bytes
    texts: list[TextStat]
    facts: list[Any]


class Index:
    """An open index; every method may raise sqlite3.Error, and the caller then goes on without it."""

    def __init__(self, connection: sqlite3.Connection, path: Path | None) -> None:
        self._connection = connection
        self._path = path

    def use_pattern(self, pattern: str) -> None:
        """Forget all that was read with another pattern of diary numbers."""
        (known,) = self._connection.execute("SELECT pattern FROM meta").fetchone()
        if known != pattern:
            with writing(self._connection):
                self._connection.execute("DELETE FROM files")
                self._connection.execute("DELETE FROM results")
                self._connection.execute("UPDATE meta SET pattern = ?", (pattern,))

    def rows(self) -> Iterator[Row]:
        """Yield what is known of every file, without what is damaged."""
        cursor = self._connection.execute(_ROWS)
        while some := cursor.fetchmany(_AT_ONCE):
            sound = [row for *row, known in some if checksum(*row) == known]
            # One long list is read in a fraction of the time that many short ones take.
            loaded = json.loads(f"[{as_text(b','.join(part for row in sound for part in row[-2:]))}]")
            for number, (path, size, mtime_ns, ctime_ns, read_ns, digest, *_rest) in enumerate(sound):
                texts, facts = loaded[2 * number : 2 * number + 2]
                yield Row(as_text(path), FileStat(size, mtime_ns, ctime_ns), read_ns, digest, _named(texts), facts)

    def stats(self) -> Iterator[Row]:
        """Yield the same sorted by path, without the facts and unproved, in a fraction of the time."""
        for path, size, mtime_ns, ctime_ns, read_ns, digest, texts in self._connection.execute(_STATS):
            named = [] if texts == b"[]" else _named(json.loads(texts))
            yield Row(as_text(path), FileStat(size, mtime_ns, ctime_ns), read_ns, digest, named, [])

    def kept(self, key: str) -> Any:
        """Return the result that was kept under a key, or None."""
        found = self._connection.execute("SELECT result, sum FROM results WHERE key = ?", (key,)).fetchone()
        return json.loads(found[0]) if found and checksum(key, found[0]) == found[1] else None

    def keep(self, key: str, result: Any) -> None:
        """Keep a result under a key, instead of the one that was kept before."""
        text = json.dumps(result)
        with writing(self._connection):
            self._connection.execute("DELETE FROM results")
            self._connection.execute("INSERT INTO results VALUES (?, ?, ?)", (key, text, checksum(key, text)))

    def change(self, new: Iterable[Row], gone: Iterable[str]) -> None:
        """Take in what has been read anew and forget what is gone, both or neither."""
        with writing(self._connection):
            self._connection.executemany("DELETE FROM files WHERE path = ?", ((as_bytes(path),) for path in gone))
            self._connection.executemany(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)", map(_values, new)
            )

    def search(self, query: str, files: Collection[str], read: Callable[[str], CaseText]) -> set[str] | None:
        """Return the files among those given that hold all words of a query (see ``search_words``)."""
        return search_words(self._connection, query, files, read)

    def close(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()

    def failed(self, error: Exception) -> None:
        """Let go of the file, and throw it away if it is damaged: the next command makes a new one."""
        self.close()
        if self._path and is_damage(error):
            with contextlib.suppress(OSError):
                self._path.unlink()


def _named(texts: list[list[Any]]) -> list[TextStat]:
    return [(name, *stat) for name, *stat in texts]


def _values(row: Row) -> tuple[Any, ...]:
    stat = row.stat
    values = (
        as_bytes(row.path),
        stat.size,
        stat.mtime_ns,
        stat.ctime_ns,
        row.read_ns,
        row.digest,
        _dumped(row.texts),
        _dumped(row.facts),
    )
    return (*values, checksum(*values))


def _dumped(values: list[Any]) -> bytes:
    return as_bytes(json.dumps(values, ensure_ascii=False, separators=(",", ":")))


def open_index(path: Path | None) -> Index | None:
    """Return the index at a path, made anew when it is damaged or of another version; None when there can be none.

    Without a path the index lives in memory.
    """
    for _attempt in range(2):
        try:
            if path:
                path.parent.mkdir(exist_ok=True)
            index = Index(connect(path or ":memory:", _WAIT), path)
        except (OSError, sqlite3.Error):
            return None
        try:
            _make(index._connection)
        except USELESS as error:
            index.failed(error)
            if not is_damage(error):
                return None
        else:
            return index
    return None


def _make(connection: sqlite3.Connection) -> None:
    """Make the tables, unless they are there; those of another version are thrown away."""
    connection.execute("PRAGMA synchronous = OFF")  # what a power cut damages is made anew
    if _fits(connection):
        return
    with writing(connection):
        if _fits(connection):  # another process was quicker
            return
        connection.execute("DROP TABLE IF EXISTS words")
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            connection.execute('DROP TABLE "{}"'.format(table.replace('"', '""')))
        for statement in _SCHEMA:
            connection.execute(statement)
        connection.execute("INSERT INTO meta VALUES (?, '', 0)", (__version__,))
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _fits(connection: sqlite3.Connection) -> bool:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return bool(version == VERSION and connection.execute("SELECT version FROM meta").fetchone() == (__version__,))
