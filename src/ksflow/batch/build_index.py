"""The build index under .ksflow/: what every output was made of, and how it was left.

A cache and nothing more: it may be missing, damaged, locked, of another version or read-only, and every command says
the same without it, only later. It is on disk and read a few cases at a time, so that memory does not grow with the
number of cases; SQLite keeps several builds out of each other's way.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from ksflow.batch.inputs import Input, Stamp
from ksflow.register.database import connect

T = TypeVar("T")
INDEX = ".ksflow/build.sqlite"
VERSION = 1
_WAIT = 5.0
"""How long to wait for another process, in seconds."""
_AT_ONCE = 500
_SCHEMA = """
CREATE TABLE outputs (
    out TEXT NOT NULL, casefile TEXT NOT NULL, file TEXT NOT NULL, record TEXT NOT NULL,
    PRIMARY KEY (out, casefile, file)
) WITHOUT ROWID;
CREATE INDEX by_file ON outputs (out, file);
CREATE TABLE settings (digest TEXT PRIMARY KEY, inputs TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE memory (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""
_TABLES = ("outputs", "settings", "memory")


class Row(NamedTuple):
    """What is known of an output."""

    case: str
    file: str
    """Relative to the folder of outputs: KS-2021-1682.103/tjansteutlatande.docx."""
    setting: str
    """The digest of its setting; empty when that is not known."""
    sha256: str
    stamp: Stamp | None
    inputs: list[Input]
    warnings: list[list[Any]]
    """What was found in its case, as ``findings_as_data`` makes it."""
    said: str
    """Language and folder in which the warnings were said; nothing else depends on them."""


class BuildIndex:
    """The index for one folder of outputs. Where it cannot be used any more, it goes on in a temporary file."""

    def __init__(self, connection: sqlite3.Connection, out: str) -> None:
        self._connection = connection
        self.out = out

    def rows(self, cases: list[str]) -> dict[str, dict[str, Row]]:
        """Return what is known of the outputs of some cases: by case and file."""
        found: dict[str, dict[str, Row]] = {case: {} for case in cases}
        marks = ",".join("?" * len(cases))
        query = f"SELECT casefile, file, record FROM outputs WHERE out = ? AND casefile IN ({marks})"  # noqa: S608
        for case, file, record in self._read(lambda: self._connection.execute(query, (self.out, *cases)).fetchall()):
            with contextlib.suppress(ValueError, TypeError, IndexError, AttributeError):  # written by somebody else
                found[case][file] = _row(case, file, record)
        return found

    def every(self) -> Iterator[Row]:
        """Yield what is known of every output, by the order of the files' names."""
        for case, file, record in self._in_order("casefile, file, record"):
            with contextlib.suppress(ValueError, TypeError, IndexError, AttributeError):
                yield _row(case, file, record)

    def files(self) -> Iterator[tuple[str, str]]:
        """Yield the case and the file of every output, by the order of the files' names."""
        yield from self._in_order("casefile, file")

    def _in_order(self, columns: str) -> Iterator[Any]:
        query = f"SELECT {columns} FROM outputs WHERE out = ? AND file > ? ORDER BY file LIMIT ?"  # noqa: S608
        last = ""
        while some := self._some(query, last):
            yield from some
            last = some[-1][1]

    def _some(self, query: str, last: str) -> list[Any]:
        return self._read(lambda: self._connection.execute(query, (self.out, last, _AT_ONCE)).fetchall())

    def record(self, rows: Iterable[Row], settings: dict[str, dict[str, str]]) -> None:
        """Take in outputs that have been made or looked at, and the settings that they were made with, by digest."""
        new = [(self.out, row.case, row.file, _record(row)) for row in rows]

        def write() -> None:
            execute = self._connection.executemany
            execute("DELETE FROM outputs WHERE out = ? AND file = ?", ((out, file) for out, _case, file, _text in new))
            execute("INSERT OR REPLACE INTO outputs VALUES (?, ?, ?, ?)", new)
            known = ((digest, json.dumps(inputs)) for digest, inputs in settings.items())
            execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", known)
            self._connection.execute("DELETE FROM memory WHERE name = ?", (self._manifest,))

        if new:
            self._write(write)

    def forget(self, files: Iterable[str]) -> None:
        """Take out outputs that are gone."""
        gone = [(self.out, file) for file in files]

        def write() -> None:
            self._connection.executemany("DELETE FROM outputs WHERE out = ? AND file = ?", gone)
            self._connection.execute("DELETE FROM memory WHERE name = ?", (self._manifest,))

        if gone:
            self._write(write)

    def setting(self, digest: str) -> dict[str, str]:
        """Return the inputs of a setting, nothing when it is not known."""
        query = "SELECT inputs FROM settings WHERE digest = ?"
        for (text,) in self._read(lambda: self._connection.execute(query, (digest,)).fetchall()):
            with contextlib.suppress(ValueError):
                return dict(json.loads(text))
        return {}

    def remembered(self, name: str) -> Any:
        """Return what was remembered under a name, or None."""
        query = "SELECT value FROM memory WHERE name = ?"
        for (text,) in self._read(lambda: self._connection.execute(query, (name,)).fetchall()):
            with contextlib.suppress(ValueError):
                return json.loads(text)
        return None

    def remember(self, name: str, value: Any) -> None:
        """Remember a value under a name."""
        row = (name, json.dumps(value))
        self._write(lambda: self._connection.execute("INSERT OR REPLACE INTO memory VALUES (?, ?)", row))

    @property
    def manifest_stamp(self) -> Stamp | None:
        """The stamp of the manifest that shows what the index holds; None when it does not or there is none."""
        found = self.remembered(self._manifest)
        return (found[0], found[1], found[2], found[3]) if isinstance(found, list) and len(found) == 4 else None

    @manifest_stamp.setter
    def manifest_stamp(self, value: Stamp | None) -> None:
        self.remember(self._manifest, value)

    @property
    def _manifest(self) -> str:
        return f"manifest {self.out}"

    @contextlib.contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other builds of the workspace from writing to the index meanwhile."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            with contextlib.suppress(sqlite3.Error):
                if self._connection.in_transaction:
                    self._connection.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        with contextlib.suppress(sqlite3.Error):
            self._connection.close()

    def _read(self, query: Callable[[], list[T]]) -> list[T]:
        try:
            return query()
        except sqlite3.Error:  # damaged in the middle
            self._go_on_elsewhere()
            return query()

    def _write(self, change: Callable[[], object]) -> None:
        try:
            self._change(change)
        except sqlite3.Error:  # a full disk, somebody else holds it for too long
            self._go_on_elsewhere()
            self._change(change)

    def _change(self, change: Callable[[], object]) -> None:
        if self._connection.in_transaction:
            change()
            return
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            change()

    def _go_on_elsewhere(self) -> None:
        self._connection = _copied(self._connection)


def open_build_index(path: Path, out: str) -> BuildIndex:
    """Return the index at a path for a folder of outputs; a temporary one where it cannot be written.

    One that is damaged or of another version is made anew.
    """
    for _attempt in range(2):
        connection = None
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            connection = _connect(str(path))
            _make_fit(connection)
            return BuildIndex(connection, out)
        except sqlite3.OperationalError:  # locked, read-only, a full disk
            return BuildIndex(_copied(connection), out)
        except sqlite3.DatabaseError:  # no database: a cache that is thrown away
            with contextlib.suppress(OSError, sqlite3.Error):
                if connection:
                    connection.close()
                path.unlink(missing_ok=True)
        except OSError:
            break
    return BuildIndex(_copied(None), out)


def _connect(path: str) -> sqlite3.Connection:
    connection = connect(path, _WAIT)
    try:
        connection.execute("PRAGMA synchronous = OFF")  # a cache that a power cut damages is made anew
    except sqlite3.Error:
        connection.close()  # Windows deletes no file that is open
        raise
    return connection


def _make_fit(connection: sqlite3.Connection) -> None:
    """Make the tables, anew if they are of another version; also tells whether the index can be written.

    The file stays, for another process may have just opened it.
    """
    connection.execute("BEGIN IMMEDIATE")
    if not _fits(connection):
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            connection.execute(f'DROP TABLE "{name}"')
        for statement in filter(str.strip, _SCHEMA.split(";")):
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")
    connection.execute("COMMIT")


def _fits(connection: sqlite3.Connection) -> bool:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return version == VERSION and tables >= set(_TABLES)


def _copied(old: sqlite3.Connection | None) -> sqlite3.Connection:
    """Return a temporary index with what can be read of an old one, which is closed.

    It is on disk and vanishes when it is closed.
    """
    new = _connect("")
    _make_fit(new)
    if old is not None:
        with contextlib.closing(old):
            _copy(old, new)
    return new


def _copy(old: sqlite3.Connection, new: sqlite3.Connection) -> None:
    with contextlib.suppress(sqlite3.Error):
        if old.in_transaction:
            old.execute("ROLLBACK")
    with contextlib.suppress(sqlite3.Error):
        if not _fits(old):
            return
        for table in _TABLES:
            rows = old.execute(f"SELECT * FROM {table}")  # noqa: S608
            marks = ",".join("?" * len(rows.description))
            new.executemany(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", rows)  # noqa: S608


def _record(row: Row) -> str:
    content = [row.setting, row.sha256, row.stamp, row.inputs, row.warnings, row.said]
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def _row(case: str, file: str, record: str) -> Row:
    setting, sha256, found, inputs, warnings, said = json.loads(record)
    made = [Input(name, digest, tuple(mark) if mark else None) for name, digest, mark in inputs]
    return Row(case, file, setting, sha256, tuple(found) if found else None, made, warnings, said)
