"""The check index under .ksflow/: what was found in cases that have not changed since, and in kommun.yaml.

A cache and nothing more: where it is missing, damaged, locked, of another version or cannot be written, every check
gives the same answer, only later. What is in it was found in one situation: by this code, with this kommun.yaml, in
one language, and where the user stood; in another situation it counts for nothing.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TypeVar

from ksflow import __version__
from ksflow.batch.findings_data import findings_as_data, findings_from_data
from ksflow.batch.inputs import Input, Stamp, is_same, is_settled, stamp, take
from ksflow.batch.settings import code_digest
from ksflow.batch.tools import tools_state
from ksflow.locale import language
from ksflow.register.database import USELESS, as_bytes, as_text, checksum, connect, is_damage, writing
from ksflow.sources.findings import Finding
from ksflow.sources.named_files import shown_name
from ksflow.sources.walking import KOMMUN_FILE

INDEX = ".ksflow/check.sqlite"
VERSION = 1
_BUG = "FIL999"
_WAIT = 0.5
"""How long to wait for another process, in seconds: checking is always possible."""
_AT_ONCE = 500
_SCHEMA = (
    "CREATE TABLE cases (path BLOB PRIMARY KEY, record BLOB NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE situations (digest TEXT PRIMARY KEY) WITHOUT ROWID",
)
_LARGE = 1_000_000
"""Bytes from which on a file counts as changed when its times have: attachments are not read only for this."""
T = TypeVar("T")


class Place(NamedTuple):
    """A path at which a case looks for a file that it names."""

    path: str
    """As it was asked for, from the workspace where it lies in it: ".." after a link is no detour."""
    sha256: str
    """Empty for a large file, and where there is none."""
    stamp: Stamp | None
    real: str
    """Where it really lies: a link may lead out of the workspace one day."""


class Found(NamedTuple):
    """What was found in one case, looked at alone."""

    findings: list[Finding]
    stem: str | None
    """The folder of its documents without regard to case: two cases with the same one are a fault of both."""
    places: list[Place]
    """The case file, and all places at which it looks for files; empty when that must not be remembered."""


class CheckIndex:
    """What checks of a workspace remember."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.places: Places = Places(root)
        self._kommun = take(str(root / KOMMUN_FILE), KOMMUN_FILE, time.time_ns())
        self.situation: str = _situation(root, self._kommun.sha256 if self._kommun else "")
        self._connection = _open(root / INDEX)
        self._new: dict[str, bytes] = {}

    def knows_the_situation(self) -> bool:
        """Tell whether cases were checked in this very situation; kommun.yaml is then sound."""
        if self._kommun is None:  # it is being written to
            return False
        query = "SELECT 1 FROM situations WHERE digest = ?"
        return bool(self._try(lambda db: db.execute(query, (self.situation,)).fetchone()))

    def recall(self, path: Path) -> Found | None:
        """Return what was found in a case, if neither the case nor anything else that matters has changed since."""
        name = self.places.name(path)
        query = "SELECT record, sum FROM cases WHERE path = ?"
        row = self._try(lambda db: db.execute(query, (as_bytes(name),)).fetchone())
        if row is None or checksum(name, row[0]) != row[1]:
            return None
        situation, shown, stem, places, findings = json.loads(as_text(row[0]))
        if situation != self.situation or shown != shown_name(path):
            return None
        known = [Place(one, digest, tuple(mark) if mark else None, real) for one, digest, mark, real in places]
        now = [place for one in known if (place := self.places.as_it_is(one))]
        if len(now) < len(known):
            return None
        found = Found(list(findings_from_data(findings)), stem, now)
        if now != known:  # other times, the same content
            self.remember(path, found)
        return found

    def remember(self, path: Path, found: Found) -> None:
        """Take in what was found in a case; a bug of ksflow is none of that."""
        if self._kommun is None or not found.places or any(finding.code == _BUG for finding in found.findings):
            return
        findings = findings_as_data(found.findings)
        content = [self.situation, shown_name(path), found.stem, found.places, findings]
        record = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
        self._new[self.places.name(path)] = as_bytes(record)
        if len(self._new) >= _AT_ONCE:
            self.save()

    def save(self) -> None:
        """Write what was found, unless kommun.yaml has changed meanwhile."""
        kommun = self._kommun
        if self._new and kommun and is_same(kommun, str(self.root / KOMMUN_FILE)) == kommun:
            rows = [(as_bytes(name), record, checksum(name, record)) for name, record in self._new.items()]
            self._try(lambda db: _write(db, self.situation, rows))
        self._new.clear()

    def close(self) -> None:
        """Write what was found, and let go of the file."""
        self.save()
        if self._connection:
            self._connection.close()
            self._connection = None

    def _try(self, action: Callable[[sqlite3.Connection], T]) -> T | None:
        """Do something with the index, or go on without it: it is thrown away if damaged, left alone if in use."""
        if self._connection is None:
            return None
        try:
            return action(self._connection)
        except USELESS as error:
            self._connection.close()
            self._connection = None
            if is_damage(error):
                _throw_away(self.root / INDEX)
            return None


class Places:
    """The places of a workspace, as they are kept and as they are now."""

    def __init__(self, root: Path) -> None:
        self._root = os.path.join(root, "")  # noqa: PTH118 - texts, here and below: there are thousands
        self._real = os.path.join(_real_path(self._root), "")  # noqa: PTH118

    def name(self, path: str | os.PathLike[str]) -> str:
        """Return a path from the workspace when it begins there, else from the root of the disk."""
        return os.path.join(os.getcwd(), path).removeprefix(self._root)  # noqa: PTH109, PTH118

    def seen(self, case: Path, looked_for: Iterable[str], since_ns: int) -> list[Place]:
        """Return the places that a case depends on, after it was checked from ``since_ns`` on.

        None of them when one may have changed meanwhile, or is no ordinary file.
        """
        found = list(self._seen([os.fspath(case), *sorted(looked_for)], since_ns))
        whole = all(place is not None for place in found) and found[0] and found[0].sha256
        return [place for place in found if place] if whole else []

    def _seen(self, paths: list[str], since_ns: int) -> Iterator[Place | None]:
        for path in paths:
            mark = stamp(path)
            if mark is None:
                yield Place(self.name(path), "", None, self._where(path))
            elif mark[0] > _LARGE:
                yield Place(self.name(path), "", mark, self._where(path)) if is_settled(mark, since_ns) else None
            else:
                taken = take(path, "", since_ns)
                yield (
                    Place(self.name(path), taken.sha256, taken.stamp, self._where(path))
                    if (taken and taken.sha256)
                    else None
                )

    def as_it_is(self, known: Place) -> Place | None:
        """Return a place with the times that it has now, None when something else is there."""
        path = os.path.join(self._root, known.path)  # noqa: PTH118
        if self._where(path) != known.real:
            return None
        now = stamp(path)
        if now == known.stamp:
            return known
        if now is None or not known.sha256:
            return None
        same = is_same(Input("", known.sha256, known.stamp), path)
        if same is None:
            return None
        # One that was written just now may be written once more at the same time: its new times are not kept.
        return known._replace(stamp=same.stamp) if same.stamp and is_settled(same.stamp, time.time_ns()) else known

    def _where(self, path: str) -> str:
        return _real_path(path).removeprefix(self._real)


def _real_path(path: str) -> str:
    try:
        return os.path.realpath(path)
    except (OSError, ValueError):
        return ""


def _situation(root: Path, kommun: str) -> str:
    """Return a digest of all that findings depend on beside the case and what it names."""
    here, real = os.getcwd(), _real_path(str(root))  # noqa: PTH109 - texts
    where = [] if here == real else [here, real]  # only from elsewhere are files named by where the workspace lies
    facts = [__version__, code_digest(), sys.version, language(), where, kommun, tools_state(root), _looks(root)]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _looks(root: Path) -> list[tuple[str, int, int]]:
    """Return what tells that a workspace's looks or fonts have changed: a character may lack a font, or get one."""
    found = []
    for folder in (root / "templates", root / "templates" / "fonts"):
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                status = entry.stat()
                found.append((entry.path.removeprefix(str(root)), status.st_mtime_ns, status.st_size))
    return sorted(found)


def _open(path: Path) -> sqlite3.Connection | None:
    """Return the index, made anew when it is damaged or of another version; None when there can be none."""
    for _attempt in range(2):
        connection = None
        try:
            path.parent.mkdir(exist_ok=True)
            connection = connect(path, _WAIT)
            connection.execute("PRAGMA synchronous = OFF")  # what a power cut damages is made anew
            if not _fits(connection):
                _make(connection)
        except (OSError, *USELESS) as error:
            if connection:
                connection.close()
            if isinstance(error, OSError) or not is_damage(error):
                return None
            _throw_away(path)
        else:
            return connection
    return None


def _fits(connection: sqlite3.Connection) -> bool:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return bool(version == VERSION)


def _make(connection: sqlite3.Connection) -> None:
    with writing(connection):
        if _fits(connection):  # another process was quicker
            return
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            connection.execute('DROP TABLE "{}"'.format(table.replace('"', '""')))
        for statement in _SCHEMA:
            connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {VERSION}")


def _write(connection: sqlite3.Connection, situation: str, rows: list[tuple[bytes, bytes, int]]) -> None:
    with writing(connection):
        connection.executemany("INSERT OR REPLACE INTO cases VALUES (?, ?, ?)", rows)
        connection.execute("INSERT OR IGNORE INTO situations VALUES (?)", (situation,))


def _throw_away(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
