"""Which reader a document needs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ksflow.importing.plain_text import read_markdown, read_plain
from ksflow.importing.source import Source, SourceError
from ksflow.locale import _
from ksflow.sources.errors import reason_of
from ksflow.sources.named_files import shown_name

MAX_BYTES = 100_000_000
"""The largest document that is read."""


def _read_word(data: bytes, name: str) -> Source:
    from ksflow.importing.word.reader import read_word  # lxml loads only for Word files

    return read_word(data, name)


READERS: dict[str, Callable[[bytes, str], Source]] = {
    ".docx": _read_word,
    ".dotx": _read_word,
    ".md": read_markdown,
    ".markdown": read_markdown,
    ".txt": read_plain,
}


_SAVED_ANEW = frozenset({".doc", ".dot", ".docm", ".dotm", ".odt", ".ott", ".fodt", ".rtf", ".wpd", ".html", ".htm"})
"""Kinds that Word or LibreOffice open."""


def read_document(path: Path) -> Source:
    """Read a document of any kind that is known; raise SourceError when it cannot be read."""
    name = shown_name(path)
    reader = READERS.get(path.suffix.lower())
    if path.is_dir():
        raise SourceError(_("This is a folder, not a document: {file}", file=name))
    if reader is None and path.suffix.lower() in _SAVED_ANEW:
        raise SourceError(_("{file} cannot be read: save it as .docx in Word or LibreOffice first", file=name))
    if reader is None:
        kinds = ", ".join(READERS)
        raise SourceError(_("{file} is of a kind that cannot be read; there are: {kinds}", file=name, kinds=kinds))
    try:
        if not path.is_file():
            raise SourceError(
                _("There is no file {file}", file=name)
                if not path.exists()
                else _("{file} is not an ordinary file", file=name)
            )
        if path.stat().st_size > MAX_BYTES:
            limit = MAX_BYTES // 1_000_000
            raise SourceError(_("{file} is larger than {limit} MB", file=name, limit=limit))
        data = path.read_bytes()
    except OSError as error:
        raise SourceError(_("{file} cannot be read: {reason}", file=name, reason=reason_of(error))) from None
    return reader(data, name)
