"""What somebody looks for, as a query of SQLite's full-text search (FTS5)."""

from __future__ import annotations

import re
import unicodedata

_PARTS = re.compile(
    r"""["”“](?P<phrase>[^"”“]*)["”“]?|(?<!\w)['’‘](?P<inner>[^"”“]*?)['’‘](?!\w)|(?P<word>[^\s"”“]+)"""
)
_LETTER = re.compile(r"[^\W_]")


class NothingToFindError(ValueError):
    """What is looked for has no word in it."""


def fts_query(text: str) -> str:
    """Return a query for texts with all the words, each by its beginning, and all that stands in quotation marks.

    Raises NothingToFindError for a text without any word: signs alone are found nowhere.
    """
    wanted = []
    for part in _PARTS.finditer(unicodedata.normalize("NFC", text)):
        beginning = part["word"] is not None
        words = "".join(letter for letter in part[part.lastgroup or 0] if letter.isprintable())
        if _LETTER.search(words):
            wanted.append(f'"{words}"' + ("*" if beginning else ""))
    if not wanted:
        raise NothingToFindError(text)
    return " ".join(wanted)
