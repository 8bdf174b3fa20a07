"""Where marks of emphasis can stand (CommonMark 0.31, 6.2): pieces of a line, joined so that every mark is read as one.

A mark is read by the characters on both sides of it. Where these do not fit, one of them becomes a reference to
itself: ``&#97;`` ends and begins with punctuation, and still shows an a.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from ksflow.writers.markdown.escaping import reference


@dataclass(slots=True)
class Piece:
    """A piece of a line: text already escaped, or a mark of emphasis."""

    written: str
    kind: str = "text"
    """"text", which can be changed; "atom", which cannot and has punctuation at both ends; "open" or "close"."""


def joined(pieces: list[Piece]) -> str:
    """Return the line. Changes the pieces."""
    for number, piece in enumerate(pieces):
        if piece.kind == "open":
            _fit(pieces, number, outside=-1, inside=1)
        elif piece.kind == "close":
            _fit(pieces, number, outside=1, inside=-1)
    return "".join(piece.written for piece in pieces)


def _fit(pieces: list[Piece], number: int, *, outside: int, inside: int) -> None:
    """See to it that the mark can open or close: no blank inside, and outside no letter where punctuation must be."""
    inner = _beside(pieces, number, inside)
    if inner.isspace():
        _refer(pieces, number, inside)
        inner = "&"
    outer = _beside(pieces, number, outside)
    word_like = outer != "" and not outer.isspace() and not _is_punctuation(outer)
    if word_like and (_is_punctuation(inner) or pieces[number].written.startswith("_")):
        _refer(pieces, number, outside)


def _beside(pieces: list[Piece], number: int, step: int) -> str:
    """Return the character on one side of a piece, the empty text at an end of the line."""
    at = number + step
    if not 0 <= at < len(pieces):
        return ""
    return pieces[at].written[0 if step > 0 else -1]


def _refer(pieces: list[Piece], number: int, step: int) -> None:
    """Turn the character on one side of a piece into a reference."""
    piece = pieces[number + step]
    text = piece.written
    piece.written = f"{reference(text[0])}{text[1:]}" if step > 0 else f"{text[:-1]}{reference(text[-1])}"


def _is_punctuation(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"
