"""The patterns in which municipalities declare how they write diary numbers, such as ``{organ}-{år}/{löpnr}[.{klass}]``.

| part | is |
| --- | --- |
| ``{organ}`` | the letters of the organ, in any case; ``{ORGAN}`` capitals (KS), ``{Organ}`` one capital (Ks) |
| ``{enhet}`` | the letters of a unit inside the organ, as Mex in "SBN Mex 2010/4" |
| ``{år}`` | four digits; ``{år:2}`` two of this century, ``{år:1970}`` two of the hundred years from 1970 on |
| ``{löpnr}`` | the serial number; ``{löpnr:4}`` padded with zeros to four digits |
| ``{klass}`` | the classification; ``{klass:3}`` exactly three digits |
| ``{handling}`` | the number of a document in the case; ``{handling:år}`` one of a yearly series, 2014.3074 |

What stands in square brackets may be missing: ``{klass}`` or ``{handling}``, with its signs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

CAPITALS = "A-ZÅÄÖÉ"
SMALL = "a-zåäöé"
DIGITS = "0-9"  # \d would take Arabic-Indic digits too


class PatternFault(ValueError):  # noqa: N818 - the fault is data, like a finding
    """Why a pattern cannot be used: ``kind`` is "unknown", "needed", "optional", "unit" or "unclear"."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


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


OPTIONAL = {"klass", "handling"}
"""Parts that may stand in square brackets."""
_LETTERS = CAPITALS + SMALL
_ALNUM = "0-9A-Za-z"
_CLASS = (Run(DIGITS, 1, 1), Run(_ALNUM, 0, 11), Repeated((Run(r"\.", 1, 1), Run(_ALNUM, 1, 11)), 5))
_YEAR = (Run("12", 1, 1), Run(DIGITS, 3, 3))
_DOCUMENT = (Run("1-9", 1, 1), Run(DIGITS, 0, 8))
_ORGANS = {
    "": (Run(_LETTERS, 1, 10),),
    "ORGAN": (Run(CAPITALS, 1, 10),),
    "Organ": (Run(CAPITALS, 1, 1), Run(SMALL, 0, 9)),
}
_WIDTHS = {"år": r"2|4|(?:19|20)[0-9]{2}", "löpnr": "[1-9]", "klass": "[1-9]", "handling": "år"}
_TOKEN = re.compile(r"\{(?P<name>\w+)(?::(?P<width>\w+))?\}|(?P<bracket>[\[\]])|(?P<literal>[^{}\[\]]+)|(?P<bad>.)")


def read_pattern(pattern: str) -> tuple[Token, ...]:
    """Read a pattern; raise PatternFault for one whose numbers could not be read back."""
    found = tuple(_tokens(pattern))
    names = [token.kind for token in found if token.kind not in ("literal", "[", "]")]
    if len(set(names)) < len(names) or not {"år", "löpnr"} <= set(names):
        raise PatternFault("needed")
    if "enhet" in names and "organ" not in names[: names.index("enhet")]:
        raise PatternFault("unit")
    _check_brackets(found)
    if not (_is_clear(found) or _is_clear(_reversed(found))):
        raise PatternFault("unclear")
    return found


def runs(token: Token) -> tuple[Run | Repeated, ...]:
    """Return what a part consists of."""
    kind, value = token
    if kind == "organ":
        return _ORGANS[value]
    if kind == "enhet":
        return (Run(_LETTERS, 1, 10),)
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


def _tokens(pattern: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(pattern):
        name, width = match["name"], match["width"] or ""
        if match["bracket"]:
            yield Token(match["bracket"])
        elif match["literal"]:
            yield Token("literal", match["literal"])
        elif name in _ORGANS and not width:
            yield Token("organ", name)
        elif name in ("organ", "enhet") and not width:
            yield Token(name)
        elif name in _WIDTHS and (not width or re.fullmatch(_WIDTHS[name], width)):
            yield Token(name, width)
        else:
            raise PatternFault("unknown")


def _check_brackets(found: tuple[Token, ...]) -> None:
    """Let each pair of brackets hold one optional part; anything else in them would be lost when printing."""
    inside: list[str] | None = None
    for token in found:
        if token.kind == "[" and inside is None:
            inside = []
        elif token.kind == "]" and inside is not None and len(inside) == 1 and inside[0] in OPTIONAL:
            inside = None
        elif token.kind in "[]":
            raise PatternFault("optional")
        elif inside is not None and token.kind != "literal":
            inside.append(token.kind)
    if inside is not None:
        raise PatternFault("optional")


def _is_clear(found: tuple[Token, ...]) -> bool:
    """Tell whether a number splits in one way only, read from the left.

    It does when what may follow a part never looks like more of it, and what stands in brackets never begins like
    what follows them.
    """
    for position, token in enumerate(found):
        if token.kind == "[":
            if _beginnings(found, position + 1) & _beginnings(found, closing(found, position) + 1):
                return False
        elif token.kind not in ("]", "literal") and not _is_fixed(token):
            if _alphabet(token) & _beginnings(found, position + 1):
                return False
    return True


def _is_fixed(token: Token) -> bool:
    """Tell whether a part always has as many characters."""
    return all(isinstance(run, Run) and run.least == run.most for run in runs(token))


def _beginnings(found: tuple[Token, ...], position: int) -> set[str]:
    """Return the characters that may stand at a position of the pattern."""
    if position == len(found):
        return set()
    token = found[position]
    if token.kind == "literal":
        return {token.value[0]}
    if token.kind == "]":
        return _beginnings(found, position + 1)
    if token.kind == "[":
        return _beginnings(found, position + 1) | _beginnings(found, closing(found, position) + 1)
    return _alphabet(token)


def _alphabet(token: Token) -> set[str]:
    """Return every character that a part may hold, wherever in it: the pattern is also read from the right."""
    expressions = "".join(
        run.characters for piece in runs(token) for run in (piece.runs if isinstance(piece, Repeated) else (piece,))
    )
    return set(re.findall(f"[{expressions}]", _CHARACTERS))


def _reversed(found: tuple[Token, ...]) -> tuple[Token, ...]:
    swapped = {"[": "]", "]": "["}
    return tuple(
        Token(swapped.get(kind, kind), value[::-1] if kind == "literal" else value) for kind, value in reversed(found)
    )


_CHARACTERS = "0123456789.ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖÉabcdefghijklmnopqrstuvwxyzåäöé"
