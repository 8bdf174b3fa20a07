"""Reading the register of a workspace: what has changed is read, the rest is known from the index."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from ksflow import __version__
from ksflow.diary.format import DiaryFormat
from ksflow.diary.number import DiaryNumber
from ksflow.register.index import Index, Row, open_index
from ksflow.register.query import fts_query
from ksflow.register.record import NO_TEXT, CaseText, Record, RecordReader
from ksflow.sources.findings import FindingsError
from ksflow.sources.named_files import shown_name
from ksflow.sources.textfile import read_text_file
from ksflow.sources.walking import CaseFileStat, case_files

INDEX = ".ksflow/register.sqlite"
_RECENT_NS = 2_000_000_000
"""A file changed so shortly before it was read may have been changed once more with the same time and size."""
_AT_ONCE = 500
"""How many files are taken into the index together: memory does not grow with the number of cases."""

# Marks of what JSON has no kind for, by position in the facts.
_NAMES = [field.name for field in fields(Record)]
_DATES = [_NAMES.index(name) for name in ("dated", "meeting", "received")]
_NUMBER = _NAMES.index("number")


@dataclass(frozen=True, slots=True)
class Register:
    """All the cases of a workspace, sorted by organ, year and serial; those without a number come first."""

    root: Path
    form: DiaryFormat
    records: list[Record]

    def number_of(self, text: str) -> DiaryNumber | None:
        """Return the number that a text is in the workspace's format, or None."""
        try:
            return self.form.parse(text)
        except ValueError:
            return None

    def shown(self, files: list[str]) -> list[str]:
        """Return files as messages show them."""
        before = shown_name(self.root / "-")[:-1]
        return [f"{before}{file}" for file in files]

    def sound(self) -> Iterator[Record]:
        """Yield the records of files that can be read."""
        return (record for record in self.records if record.broken is None)


def read_register(root: Path, folder: Path, form: DiaryFormat, *, use_index: bool = True) -> Register:
    """Return the register of the cases below a folder; a file that cannot be read is in it, marked as broken."""
    desk = Desk(root, folder, form, use_index=use_index)
    records = desk.records()
    desk.close()
    return Register(root, form, in_order(records))


def search_register(root: Path, folder: Path, form: DiaryFormat, text: str, *, use_index: bool = True) -> Register:
    """Return the cases whose title, summary or body have every word of ``text``, each by its beginning.

    What stands in quotation marks is looked for word by word in that order. Upper and lower case make no difference;
    å, ä and ö are letters of their own.
    """
    desk = Desk(root, folder, form, use_index=use_index)
    records = desk.records()
    found = desk.search(text)
    desk.close()
    kept = (record for record in records if record.file in found or record.broken is not None)
    return Register(root, form, in_order(kept))


def in_order(records: Iterable[Record]) -> list[Record]:
    """Return records sorted by organ, year and serial; those without a number come first."""
    return sorted(records, key=_order)


def _order(record: Record) -> tuple[Any, ...]:
    return (record.number is not None, record.number.sort_key if record.number else (), record.file)


class Desk:
    """Where the register is read: what has changed comes from the files, the rest from the index."""

    def __init__(self, root: Path, folder: Path, form: DiaryFormat, *, use_index: bool = True) -> None:
        self.root = root
        self.reader = RecordReader(root, form)
        # Thousands of names come from one folder, so the part before them is taken once.
        above = folder.relative_to(root).as_posix()
        skipped = len(str(folder)) + 1
        self.found = {f"{above}/{stat.path[skipped:].replace(os.sep, '/')}": stat for stat in case_files(str(folder))}
        self.fingerprint = f"{__version__} {form.pattern}"
        path = root / INDEX
        self.index = open_index(path, self.fingerprint) if use_index else None
        self.path = path

    def records(self) -> list[Record]:
        """Return the record of every file; the index is brought up to date with them."""
        try:
            known = {row.path: row for row in self.index.rows()} if self.index else {}
            return list(self._records(known))
        except (sqlite3.Error, ValueError, TypeError, KeyError):  # damaged in the middle, or written by somebody else
            self._give_up()
            return list(self._records({}))

    def _records(self, known: dict[str, Row]) -> Iterator[Record]:
        gone = [path for path in known if path not in self.found]
        new: list[Row] = []
        for name, stat in self.found.items():
            row = known.get(name)
            if row and self._is_fresh(row, stat):
                yield _record(row.facts)
                continue
            record, row = self._read(name, stat, row)
            yield record
            new.append(row)
            if len(new) >= _AT_ONCE:
                self._keep(new, gone)
                new, gone = [], []
        if new or gone:
            self._keep(new, gone)

    def _keep(self, new: list[Row], gone: list[str]) -> None:
        if self.index:
            try:
                self.index.change(new, gone)
            except sqlite3.Error:  # locked or full: the answer does not depend on it
                self._let_go()

    def state(self) -> str | None:
        """Return what is the same as long as no file changes; None when the index does not know all as they are."""
        digest = hashlib.blake2b(digest_size=16)
        count = 0
        try:
            for row in self.index.stats() if self.index else ():
                stat = self.found.get(row.path)
                if stat is None or not self._is_fresh(row, stat):
                    return None
                digest.update(row.digest)
                digest.update(row.path.encode("utf-8", "surrogatepass"))
                for text in row.texts:
                    digest.update(repr(text).encode())
                count += 1
        except (sqlite3.Error, ValueError, TypeError):
            return None
        return digest.hexdigest() if self.index and count == len(self.found) else None

    def _is_fresh(self, row: Row, stat: CaseFileStat) -> bool:
        same = (row.size, row.mtime_ns) == (stat.size, stat.mtime_ns) and row.digest != b""
        return same and stat.mtime_ns < row.read_ns - _RECENT_NS and all(map(self._is_same, row.texts))

    def _is_same(self, text: tuple[str, int, int]) -> bool:
        name, size, mtime_ns = text
        return self._text_stat(name) == (name, size, mtime_ns)

    def _text_stat(self, name: str) -> tuple[str, int, int]:
        try:
            status = os.stat(self.root / name)  # noqa: PTH116 - once for each file of thousands
        except OSError:
            return name, 0, 0
        return name, status.st_size, status.st_mtime_ns

    def _read(self, name: str, stat: CaseFileStat, known: Row | None) -> tuple[Record, Row]:
        """Read a file, unless only its time has changed and its content is the known one."""
        read_ns = time.time_ns()
        path = self.root / name
        try:
            source = read_text_file(path, name)
        except FindingsError as error:
            record = self.reader.broken(name, error)
            return record, Row(name, stat.size, stat.mtime_ns, read_ns, b"", [], _facts(record))
        digest = hashlib.blake2b(source.text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if known and known.digest == digest and all(map(self._is_same, known.texts)):
            return _record(known.facts), Row(name, stat.size, stat.mtime_ns, read_ns, digest, known.texts, known.facts)
        record, _text = self.reader.read(source, path.parent)
        texts = [self._text_stat(other) for other in record.texts]
        return record, Row(name, stat.size, stat.mtime_ns, read_ns, digest, texts, _facts(record))

    def _words(self, name: str) -> CaseText:
        """Return the texts of a file for full-text search."""
        path = self.root / name
        try:
            return self.reader.read(read_text_file(path, name), path.parent)[1]
        except FindingsError:
            return NO_TEXT

    def search(self, text: str) -> set[str]:
        """Return the names of the files that a search finds; call it after ``records``."""
        query = fts_query(text)
        try:
            if self.index:
                return self._searched(self.index, query)
        except sqlite3.Error:
            self._give_up()
        memory = open_index(None, self.fingerprint)
        assert memory is not None  # memory cannot be locked or damaged
        memory.change((self._read(name, stat, None)[1] for name, stat in self.found.items()), ())
        return self._searched(memory, query)

    def _searched(self, index: Index, query: str) -> set[str]:
        missing = index.without_words()
        if missing:
            index.add_words((name, self._words(name)) for name in missing)
        return index.search(query) if query else set(self.found)

    def _let_go(self) -> None:
        self.close()
        self.index = None

    def _give_up(self) -> None:
        """Throw a damaged index away; the next command makes a new one."""
        self._let_go()
        try:
            self.path.unlink(missing_ok=True)
        except OSError:
            return

    def close(self) -> None:
        """Close the index."""
        if self.index:
            self.index.close()


def _facts(record: Record) -> list[Any]:
    """Return a record as plain data for the index."""
    facts: list[Any] = [getattr(record, name) for name in _NAMES]
    for position in _DATES:
        facts[position] = facts[position] and facts[position].isoformat()
    number = record.number
    parts = number and [number.organ, number.year, number.serial, number.classification, number.document]
    facts[_NUMBER] = parts
    return facts


def _record(facts: list[Any]) -> Record:
    """Return the record of plain data; raise ValueError or TypeError for data that is none."""
    values = list(facts)
    for position in _DATES:
        values[position] = values[position] and date.fromisoformat(values[position])
    values[_NUMBER] = values[_NUMBER] and DiaryNumber(*values[_NUMBER])
    return Record(*values)
