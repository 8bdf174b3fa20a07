"""What a console shows that lacks a character: another one that is as like as can be, never an error.

Windows writes to files and pipes in the code page of the country (cp1252), which has å and ” but no lines for frames.
"""

from __future__ import annotations

import codecs
import sys

_NAME = "ksflow.likest"
_LIKE = {
    **dict.fromkeys("│┃║", "|"),
    **dict.fromkeys("─━═‐‑−–—", "-"),
    **dict.fromkeys("╭╮╰╯┌┐└┘├┤┬┴┼┏┓┗┛┡┩╇✓", "+"),
    **dict.fromkeys("“”„", '"'),
    **dict.fromkeys("‘’", "'"),
    "→": ">",
    "…": ".",
    "\u00a0": " ",
    "\u202f": " ",
}


def never_fail_on_letters() -> None:
    """Let both streams show what they cannot as what is most like it, and nothing raise an error."""
    codecs.register_error(_NAME, _likest)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors=_NAME)


def _likest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    text = error.object[error.start : error.end]
    return "".join(map(_plain, text)), error.end


def _plain(character: str) -> str:
    """Return ASCII for a character: │ as |, å as a where there is no å, else a question mark.

    It is one for one, so that what is underlined stays so; a mark above a letter takes no place, and goes.
    """
    if like := _LIKE.get(character):
        return like
    import unicodedata

    if unicodedata.combining(character):
        return ""
    letters = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode("ascii")
    return letters if len(letters) == 1 and letters.isprintable() else "?"
