"""What somebody looks for, as a query of SQLite's full-text search (FTS5)."""

from __future__ import annotations

import re
import unicodedata

_PARTS = re.compile(r'["”“](?P<phrase>[^"”“]*)["”“]?|(?P<word>[^\s"”“]+)')
_LETTER = re.compile(r"[^\W_]")


def fts_query(text: str) -> str:
    """Return a query for texts with all the words, each by its beginning, and all quoted phrases; "" for none."""
    wanted = []
    for part in _PARTS.finditer(unicodedata.normalize("NFC", text)):
        words = (part["phrase"] if part["word"] is None else part["word"]).replace("\0", "")
        if _LETTER.search(words):  # signs alone are no words, and found nowhere
            wanted.append(f'"{words}"' + ("*" if part["word"] is not None else ""))
    return " ".join(wanted)
