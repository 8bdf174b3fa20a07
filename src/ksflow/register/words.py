"""The words of the cases, for full-text search (SQLite's FTS5)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import count
from typing import TYPE_CHECKING
from zlib import crc32

from ksflow.register.database import as_bytes, as_text, checksum, reading, writing

if TYPE_CHECKING:
    from ksflow.register.record import CaseText

# Swedish keeps å, ä and ö apart from a and o, so diacritics stay. Without content of its own the table holds words
# only; rows of files that have changed are left behind and no longer pointed at.
WORDS = (
    "CREATE VIRTUAL TABLE words USING fts5 (title, summary, body, content='', tokenize='unicode61 remove_diacritics 0')"
)
_HELD = (
    "SELECT id, block FROM words_data ORDER BY id",
    "SELECT segid, term, pgno FROM words_idx ORDER BY segid, term",
    "SELECT id, sz FROM words_docsize ORDER BY id",
)
"""Where FTS5 keeps what a search reads, and which rows are taken."""
_AT_ONCE = 1000
"""How many cases are taken in together; others may write between, and memory does not grow with the number of cases."""
_ATTEMPTS = 3


def search_words(
    connection: sqlite3.Connection, query: str, files: Collection[str], read: Callable[[str], CaseText]
) -> set[str] | None:
    """Return the files among those given that hold all words of a query in FTS5's syntax.

    ``read`` gives the texts of files whose words are not known yet. None when the index does not come to know all the
    files, since others change it meanwhile.
    """
    for _attempt in range(_ATTEMPTS):
        with reading(connection):
            sound = _is_sound(connection)
            known = _known(connection) if sound else {}
            missing = [file for file in files if file not in known]
            if not missing:
                matches = connection.execute("SELECT rowid FROM words WHERE words MATCH ?", (query,))
                found = {number for (number,) in matches}
                return {file for file in files if known[file] in found}
        if not sound:
            _renew(connection)
        for start in range(0, len(missing), _AT_ONCE):
            _add(connection, missing[start : start + _AT_ONCE], read)
    return None


def _known(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the files whose words are known, each with the number of its row of words."""
    rows = connection.execute("SELECT path, words, read_ns, words_sum FROM files WHERE words IS NOT NULL")
    return {as_text(path): words for path, words, read_ns, known in rows if checksum(path, words, read_ns) == known}


def _is_sound(connection: sqlite3.Connection) -> bool:
    """Tell whether the words are as they were written, and most of them belong to texts as they are now."""
    kept: int
    (kept,) = connection.execute("SELECT count(*) FROM words_docsize").fetchone()
    (used,) = connection.execute("SELECT count(words) FROM files").fetchone()
    (known,) = connection.execute("SELECT words FROM meta").fetchone()
    return kept <= 2 * used + 100 and bool(known == _held(connection))


def _held(connection: sqlite3.Connection) -> int:
    """Return a sum over all that FTS5 keeps."""
    connection.execute("SAVEPOINT held")  # FTS5 writes what it holds back
    connection.execute("RELEASE held")
    total = 0
    for query in _HELD:
        for *values, last in connection.execute(query):
            total = crc32(last if isinstance(last, bytes) else repr(last).encode(), total)
            total = crc32(repr(values).encode(), total)
    return total


def _renew(connection: sqlite3.Connection) -> None:
    with writing(connection):
        connection.execute("DROP TABLE words")
        connection.execute(WORDS)
        connection.execute("UPDATE files SET words = NULL, words_sum = NULL")
        connection.execute("UPDATE meta SET words = ?", (_held(connection),))


def _add(connection: sqlite3.Connection, files: Sequence[str], read: Callable[[str], CaseText]) -> None:
    """Take in the words of files; of one that another process reads anew meanwhile, they are not counted."""
    known = dict(connection.execute("SELECT path, read_ns FROM files"))
    texts = [(as_bytes(file), read(file)) for file in files]
    with writing(connection):
        for number, (path, text) in zip(_free(connection), texts, strict=False):
            values = (number, text.title, text.summary, text.body)
            connection.execute("INSERT INTO words (rowid, title, summary, body) VALUES (?, ?, ?, ?)", values)
            read_ns = known.get(path)
            connection.execute(
                "UPDATE files SET words = ?, words_sum = ? WHERE path = ? AND read_ns = ?",
                (number, checksum(path, number, read_ns), path, read_ns),
            )
        connection.execute("UPDATE meta SET words = ?", (_held(connection),))


def _free(connection: sqlite3.Connection) -> Iterator[int]:
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM words_docsize").fetchone()
    return count(last + 1)
