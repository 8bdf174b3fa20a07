"""The parts of a pattern, and the characters that each consists of: declared once, for reading and for explaining."""

from __future__ import annotations

from typing import NamedTuple

CAPITALS = "A-ZÅÄÖÉ"
SMALL = "a-zåäöé"
LETTERS = CAPITALS + SMALL
DIGITS = "0-9"  # \d would take Arabic-Indic digits too


class Token(NamedTuple):
    """A piece of a pattern."""

    kind: str  # a part's name, "literal", "[" or "]"
    value: str = ""  # what stands after the colon, the case of {ORGAN} and {Organ}, or the literal's text


class Run(NamedTuple):
    """So many characters of a set, written as between the brackets of a regular expression."""

    characters: str
    least: int
    most: int


class Repeated(NamedTuple):
    """Runs that may follow each other again and again, up to ``most`` times."""

    runs: tuple[Run, ...]
    most: int


_ALNUM = "0-9A-Za-z"
_CLASS = (Run(DIGITS, 1, 1), Run(_ALNUM, 0, 11), Repeated((Run(r"\.", 1, 1), Run(_ALNUM, 1, 11)), 5))
_YEAR = (Run("12", 1, 1), Run(DIGITS, 3, 3))
_DOCUMENT = (Run("1-9", 1, 1), Run(DIGITS, 0, 8))
ORGANS: dict[str, tuple[Run, ...]] = {
    "": (Run(LETTERS, 1, 10),),
    "ORGAN": (Run(CAPITALS, 1, 10),),
    "Organ": (Run(CAPITALS, 1, 1), Run(SMALL, 0, 9)),
}


def runs(token: Token) -> tuple[Run | Repeated, ...]:
    """Return what a part consists of."""
    kind, value = token
    if kind == "organ":
        return ORGANS[value]
    if kind == "enhet":
        return (Run(LETTERS, 1, 10),)
    if kind == "år":
        return _YEAR if value in ("", "4") else (Run(DIGITS, 2, 2),)
    if kind == "löpnr":
        return (Run(DIGITS, int(value or 1), 9),)
    if kind == "klass":
        return (Run(DIGITS, int(value), int(value)),) if value else _CLASS
    return (*_YEAR, Run(r"\.", 1, 1), *_DOCUMENT) if value else _DOCUMENT


def expression(token: Token) -> str:
    """Return a part as a regular expression without groups."""
    return "".join(
        f"[{piece.characters}]{{{piece.least},{piece.most}}}"
        if isinstance(piece, Run)
        else f"(?:{''.join(f'[{run.characters}]{{{run.least},{run.most}}}' for run in piece.runs)}){{0,{piece.most}}}"
        for piece in runs(token)
    )


def closing(found: tuple[Token, ...], position: int) -> int:
    """Return where the bracket that opens at ``position`` closes."""
    return found.index(Token("]"), position)
