"""Where the register is read: what has changed comes from the files, the rest from the index."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ksflow.register.database import USELESS, as_bytes
from ksflow.register.index import Row, TextStat, open_index
from ksflow.sources.findings import FindingsError
from ksflow.sources.textfile import read_text_file
from ksflow.sources.walking import NO_FILE, FileStat, case_files, file_stat

if TYPE_CHECKING:
    from ksflow.diary.format import DiaryFormat
    from ksflow.register.record import CaseText, Record

INDEX = ".ksflow/register.sqlite"
_RECENT_NS = 2_000_000_000
"""A file changed so shortly before it was read may have been changed once more with the same time and size."""
_AT_ONCE = 500
"""How many files are taken into the index together: memory does not grow with the number of cases."""
_NOT_OPENED, _NO_TEXT = b"", b"-"
"""Digests of a file that cannot be opened, which is tried anew each time, and of one that holds no text."""


class Desk:
    """The case files of a workspace, and what the index knows of them."""

    def __init__(self, root: Path, folder: Path, *, use_index: bool = True) -> None:
        self.root = root
        # Thousands of names come from one folder, so the part before them is taken once.
        above = folder.relative_to(root).as_posix()
        skipped = len(str(folder))
        self.found: dict[str, FileStat] = {
            f"{above}{path[skipped:].replace(os.sep, '/')}": stat for path, stat in case_files(str(folder))
        }
        self._index = open_index(root / INDEX) if use_index else None

    def close(self) -> None:
        """Let go of the index."""
        if self._index:
            self._index.close()
            self._index = None

    def _failed(self, error: Exception) -> None:
        """Go on without the index: no answer depends on it."""
        if self._index:
            self._index.failed(error)
            self._index = None

    # What was found out before

    def state(self) -> str | None:
        """Return what is the same as long as no file changes; None when the index does not know all as they are."""
        digest = hashlib.blake2b(digest_size=16)
        count = 0
        try:
            for row in self._index.stats() if self._index else ():
                if not self._is_fresh(row):
                    return None
                digest.update(as_bytes(f"{row.path}\0{row.texts}\0"))
                digest.update(row.digest)
                count += 1
        except USELESS as error:
            self._failed(error)
        return digest.hexdigest() if self._index and count == len(self.found) else None

    def kept(self, key: str) -> Any:
        """Return the result that was kept under a key, or None."""
        try:
            return self._index.kept(key) if self._index else None
        except USELESS as error:
            self._failed(error)
            return None

    def keep(self, key: str, result: Any) -> None:
        """Keep a result until another is kept."""
        try:
            if self._index:
                self._index.keep(key, result)
        except USELESS as error:
            self._failed(error)

    # Reading

    def records(self, form: DiaryFormat) -> list[Record]:
        """Return the record of every file; the index is brought up to date with them."""
        try:
            if self._index:
                self._index.use_pattern(form.pattern)
                return list(self._records(form, {row.path: row for row in self._index.rows()}))
        except USELESS as error:
            self._failed(error)
        return list(self._records(form, {}))

    def _records(self, form: DiaryFormat, known: dict[str, Row]) -> Iterator[Record]:
        from ksflow.register.facts import record_of

        reader = _Reader(self, form)
        gone = known.keys() - self.found.keys()
        new: list[Row] = []
        for name, stat in self.found.items():
            row = known.get(name)
            if row is None or not self._is_fresh(row):
                row = reader.read(name, stat, row)
                new.append(row)
            yield record_of(row.facts)
            if len(new) >= _AT_ONCE:
                self._change(new, gone)
                new, gone = [], set()
        if new or gone:
            self._change(new, gone)

    def _change(self, new: list[Row], gone: Collection[str]) -> None:
        try:
            if self._index:
                self._index.change(new, gone)
        except USELESS as error:
            self._failed(error)

    def search(self, form: DiaryFormat, query: str) -> set[str]:
        """Return the files that hold all words of a query in FTS5's syntax; call it after ``records``."""
        read = _Reader(self, form).words
        try:
            if self._index and (found := self._index.search(query, self.found, read)) is not None:
                return found
        except USELESS as error:
            self._failed(error)
        memory = open_index(None)
        assert memory is not None  # memory is neither locked nor damaged
        memory.change((Row(name, NO_FILE, 0, b"", [], []) for name in self.found), ())
        found = memory.search(query, self.found, read)
        memory.close()
        assert found is not None  # nobody else changes it
        return found

    # What has changed

    def _is_fresh(self, row: Row) -> bool:
        """Tell whether a file is surely as it was when it was read, and so are the texts that it names."""
        stat = self.found.get(row.path, NO_FILE)
        same = row.stat[:3] == stat[:3] and row.digest != _NOT_OPENED and _is_settled(stat, row.read_ns)
        return same and self.may_read(row.path, stat) and (not row.texts or self.texts_are_fresh(row))

    def texts_are_fresh(self, row: Row) -> bool:
        """Tell whether the texts that a file names are surely as they were when it was read."""
        for name, *known in row.texts:
            stat = self.text_stat(name)
            if known != [*stat[:3]] or not _is_settled(stat, row.read_ns):
                return False
        return True

    def text_stat(self, name: str) -> FileStat:
        """Return what tells that a text has changed; one that may not be read is as good as none."""
        try:
            stat = file_stat(os.stat(f"{self.root}/{name}"))  # noqa: PTH116 - once for each file of thousands
        except OSError:
            return NO_FILE
        return stat if self.may_read(name, stat) else NO_FILE

    def may_read(self, name: str, stat: FileStat) -> bool:
        """Tell whether whoever asks may read a file: the index may have been made by somebody who may read more."""
        return bool(stat.mode & 0o004) or os.access(f"{self.root}/{name}", os.R_OK)


def _is_settled(stat: FileStat, read_ns: int) -> bool:
    return max(stat.mtime_ns, stat.ctime_ns) < read_ns - _RECENT_NS


class _Reader:
    """Reads what has changed."""

    def __init__(self, desk: Desk, form: DiaryFormat) -> None:
        from ksflow.register.record import RecordReader

        self.desk = desk
        self.reader = RecordReader(desk.root, form)

    def read(self, name: str, stat: FileStat, known: Row | None) -> Row:
        """Read a file; when only its times have changed, what was known of its content still holds."""
        from ksflow.register.facts import facts_of

        read_ns = time.time_ns()
        path = self.desk.root / name
        try:
            source = read_text_file(path, name)
        except FindingsError as error:
            digest = _NOT_OPENED if error.findings[0].code == "FIL001" else _NO_TEXT
            return Row(name, stat, read_ns, digest, [], facts_of(self.reader.broken(name, error)))
        digest = hashlib.blake2b(source.text.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if known and known.digest == digest and self.desk.texts_are_fresh(known):
            return Row(name, stat, read_ns, digest, known.texts, known.facts)
        record, _words = self.reader.read(source, path.parent)
        texts: list[TextStat] = [(text, *self.desk.text_stat(text)[:3]) for text in record.texts]
        return Row(name, stat, read_ns, digest, texts, facts_of(record))

    def words(self, name: str) -> CaseText:
        """Return the texts of a file for full-text search."""
        from ksflow.register.record import NO_TEXT

        path = self.desk.root / name
        try:
            return self.reader.read(read_text_file(path, name), path.parent)[1]
        except FindingsError:
            return NO_TEXT
