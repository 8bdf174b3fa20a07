"""The index under .ksflow/: what the register knows of files that have not changed since it read them.

A cache and nothing more: it may be missing, damaged, locked, of another version or in a folder that cannot be written,
and every command gives the same answer without it. SQLite keeps several processes out of each other's way.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ksflow.register.record import CaseText

VERSION = 1
_SCHEMA = """
CREATE TABLE meta (fingerprint TEXT NOT NULL);
CREATE TABLE results (key TEXT PRIMARY KEY, result TEXT NOT NULL);
CREATE TABLE files (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, mtime_ns INTEGER NOT NULL, read_ns INTEGER NOT NULL,
    digest BLOB NOT NULL, texts TEXT NOT NULL, facts TEXT NOT NULL, words INTEGER
);
"""
# Swedish keeps å, ä and ö apart from a and o, so diacritics stay. Without content of its own the table holds words
# only; rows of files that have changed are left behind and no longer pointed at.
_WORDS = (
    "CREATE VIRTUAL TABLE words USING fts5 (title, summary, body, content='', tokenize='unicode61 remove_diacritics 0')"
)
_AT_ONCE = 500
_WAIT = 5.0
"""How long to wait for another process, in seconds."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the index holds of one file."""

    path: str
    size: int
    mtime_ns: int
    read_ns: int
    """When the file was read: one that was changed at about the same time may have been changed again unseen."""
    digest: bytes
    texts: list[tuple[str, int, int]]
    """The text files that it names, each with size and time of change."""
    facts: list[Any]


class Index:
    """An open index; every method may raise sqlite3.Error, and the caller then goes on without it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def rows(self) -> Iterator[Row]:
        """Yield what is known of every file."""
        query = "SELECT path, size, mtime_ns, read_ns, digest, texts, facts FROM files"
        cursor = self._connection.execute(query)
        while some := cursor.fetchmany(_AT_ONCE):
            # One long list is read in a fraction of the time that many short ones take.
            loaded = json.loads(f"[{','.join(f'{texts},{facts}' for *_stat, texts, facts in some)}]")
            for number, (path, size, mtime_ns, read_ns, digest, _texts, _facts) in enumerate(some):
                texts, facts = loaded[2 * number : 2 * number + 2]
                yield Row(path, size, mtime_ns, read_ns, digest, [tuple(text) for text in texts], facts)

    def stats(self) -> Iterator[Row]:
        """Yield the same without the facts, in a fraction of the time."""
        query = "SELECT path, size, mtime_ns, read_ns, digest, texts FROM files ORDER BY path"
        for path, size, mtime_ns, read_ns, digest, texts in self._connection.execute(query):
            named = [] if texts == "[]" else [tuple(text) for text in json.loads(texts)]
            yield Row(path, size, mtime_ns, read_ns, digest, named, [])

    def kept(self, key: str) -> Any:
        """Return the result that was kept under a key, or None."""
        found = self._connection.execute("SELECT result FROM results WHERE key = ?", (key,)).fetchone()
        return json.loads(found[0]) if found else None

    def keep(self, key: str, result: Any) -> None:
        """Keep a result under a key, instead of the one that was kept before."""
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute("DELETE FROM results")
            self._connection.execute("INSERT INTO results VALUES (?, ?)", (key, json.dumps(result)))

    def change(self, new: Iterable[Row], gone: Iterable[str]) -> None:
        """Take in what has been read anew and forget what is gone, both or neither."""
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("DELETE FROM files WHERE path = ?", ((path,) for path in gone))
            self._connection.executemany(
                "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?, NULL)",
                (
                    (
                        row.path,
                        row.size,
                        row.mtime_ns,
                        row.read_ns,
                        row.digest,
                        json.dumps(row.texts),
                        _dumped(row.facts),
                    )
                    for row in new
                ),
            )

    def without_words(self) -> list[str]:
        """Return the files whose texts cannot be searched yet."""
        self._prepare_words()
        return [
            path for (path,) in self._connection.execute("SELECT path FROM files WHERE words IS NULL ORDER BY path")
        ]

    def add_words(self, texts: Iterable[tuple[str, CaseText]]) -> None:
        """Make the texts of files searchable."""
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            (last,) = self._connection.execute("SELECT coalesce(max(words), 0) FROM files").fetchone()
            (used,) = self._connection.execute("SELECT coalesce(max(rowid), 0) FROM words_docsize").fetchone() or (0,)
            for number, (path, text) in enumerate(texts, start=max(last, used) + 1):
                values = (number, text.title, text.summary, text.body)
                self._connection.execute("INSERT INTO words (rowid, title, summary, body) VALUES (?, ?, ?, ?)", values)
                self._connection.execute("UPDATE files SET words = ? WHERE path = ?", (number, path))

    def search(self, query: str) -> set[str]:
        """Return the files that hold all words of a query in FTS5's syntax."""
        found = self._connection.execute(
            "SELECT path FROM files WHERE words IN (SELECT rowid FROM words WHERE words MATCH ?)", (query,)
        )
        return {path for (path,) in found}

    def close(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()

    def _prepare_words(self) -> None:
        """Make the table of words, anew when most of it belongs to texts that have changed."""
        there = self._connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'words'").fetchone()
        if there:
            (kept,) = self._connection.execute("SELECT count(*) FROM words_docsize").fetchone()
            (used,) = self._connection.execute("SELECT count(words) FROM files").fetchone()
            if kept <= 2 * used + 100:
                return
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute("DROP TABLE IF EXISTS words")
            self._connection.execute(_WORDS)
            self._connection.execute("UPDATE files SET words = NULL")


def open_index(path: Path | None, fingerprint: str) -> Index | None:
    """Return the index at a path, made anew when it is damaged or of another version; None when there can be none.

    ``fingerprint`` tells what the records depend on beside the files. Without a path the index lives in memory.
    """
    if path is None:
        return Index(_created(":memory:", fingerprint))
    for _attempt in range(2):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
            if _fits(connection, fingerprint):
                return Index(connection)
            connection.close()
            path.unlink(missing_ok=True)
            return Index(_created(str(path), fingerprint))
        except sqlite3.OperationalError:  # locked, read-only, a full disk
            return None
        except sqlite3.DatabaseError:  # no database: a cache that is thrown away
            with contextlib.suppress(OSError):
                connection.close()
                path.unlink(missing_ok=True)
        except OSError:
            return None
    return None


def _fits(connection: sqlite3.Connection, fingerprint: str) -> bool:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        return False
    found = connection.execute("SELECT fingerprint FROM meta").fetchone()
    return bool(found) and found[0] == fingerprint


def _created(path: str, fingerprint: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=_WAIT, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")  # a cache that a power cut damages is made anew
    connection.execute("BEGIN IMMEDIATE")
    if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        for statement in filter(str.strip, _SCHEMA.split(";")):
            connection.execute(statement)
        connection.execute("INSERT INTO meta VALUES (?)", (fingerprint,))
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")
    return connection


def _dumped(facts: list[Any]) -> str:
    return json.dumps(facts, ensure_ascii=False, separators=(",", ":"))
