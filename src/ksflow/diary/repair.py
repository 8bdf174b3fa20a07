"""The nearest repair: what was probably meant by a number that is not written as it should be.

Other dashes and blanks, doubled or missing signs, a year of two digits, letters that look like digits, what surrounds
a number in a sentence: these are mended. The parts stay in the order of the pattern, and nothing is invented: where
a part is missing, there is no suggestion.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from ksflow.diary.number import DiaryNumber
from ksflow.diary.parts import LETTERS, Token, closing

if TYPE_CHECKING:
    from ksflow.diary.format import DiaryFormat

_LONGEST = 200
"""Longer texts are no misspelt numbers."""
_OLDEST_SHORT_YEAR = 70
"""A year of two digits from here on is of the last century."""

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_SLASHES = "\u2044\u2215\\"
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_CYRILLIC, _GREEK = "АВЕКМНОРСТХ", "ΑΒΕΚΜΗΟΡΤΧ"  # letters of the same shape as Latin ones
_SIGNS = str.maketrans(
    _DASHES + _SLASHES + _CYRILLIC + _GREEK,
    "-" * len(_DASHES) + "/" * len(_SLASHES) + "ABEKMHOPCTX" + "ABEKMHOPTX",
    _INVISIBLE,
)
_DIGITS = str.maketrans("OoIl|", "00111")
_AROUND = " \t\r\n.,;:()[]<>\"'”“„’«»"
_LABEL = re.compile(r"(?:dnr|diarienr|diarienummer|vår beteckning)[.: ]+", re.IGNORECASE)

_DIGIT = "[0-9OoIl|]"
_LOOSE = {
    "organ": rf"(?P<organ>[{LETTERS}]{{1,10}})",
    "enhet": rf"(?P<enhet>[{LETTERS}]{{1,10}})",
    "år": rf"(?P<år>(?:[1Il]9|2[0Oo])?{_DIGIT}{{2}})",
    "löpnr": rf"(?P<löpnr>{_DIGIT}{{1,9}})",
    "klass": r"(?P<klass>[0-9][0-9A-Za-z]{0,11}(?:\.[0-9A-Za-z]{1,11}){0,5})",
    "handling": r"(?P<handling>[1-9][0-9]{0,8})",
}
_LOOSE_CLASS = r"(?:[-. ]+(?P<klass>[0-9]{2,3}))?"


def repaired(form: DiaryFormat, text: str) -> str | None:
    """Return the number that was probably meant, as the format writes it, or None."""
    if len(text) > _LONGEST:
        return None
    plain = unicodedata.normalize("NFKC", text).translate(_SIGNS).strip(_AROUND)
    plain = re.sub(r"\s*([-/:.])\s*", r"\1", _LABEL.sub("", plain, count=1))
    if (match := _loose(form.tokens).fullmatch(plain)) is None:
        return None
    number = _number(match)
    if number is None:
        return None
    written = form.format(number)
    try:
        read = form.parse(written)
    except ValueError:
        return None
    return written if replace(read, organ=read.organ.upper()) == replace(number, organ=number.organ.upper()) else None


def _number(match: re.Match[str]) -> DiaryNumber | None:
    """Make a number from the parts of a match, or None where letters only look like digits."""
    parts = {name: part or "" for name, part in match.groupdict().items()}
    if not all(re.search("[0-9]", parts[name]) for name in ("år", "löpnr")):
        return None
    year, serial = (int(parts[name].translate(_DIGITS)) for name in ("år", "löpnr"))
    if year < 100:
        year += 1900 if year >= _OLDEST_SHORT_YEAR else 2000
    organ = f"{parts.get('organ', '')} {parts.get('enhet', '')}".strip()
    organ = organ.upper() if organ.islower() else organ
    return DiaryNumber(organ, year, serial, parts.get("klass", ""), parts.get("handling", ""))


@lru_cache(maxsize=64)
def _loose(tokens: tuple[Token, ...]) -> re.Pattern[str]:
    """Return the parts in the order of the pattern, with any signs between them."""
    parts: list[str] = []
    before, signs = "", False
    position = 0
    while position < len(tokens):
        token = tokens[position]
        if token.kind == "[":
            end = closing(tokens, position)
            parts.append(_optional(tokens[position + 1 : end]))
            position = end
        elif token.kind == "literal":
            signs = True
        else:
            if signs:
                # Digits and letters part themselves; digits and digits, letters and letters, need a sign.
                same = before and (before in ("organ", "enhet")) == (token.kind in ("organ", "enhet"))
                parts.append("[-/:. ]+" if same else "[-/:. ]*")
            parts.append(_LOOSE[token.kind])
            before, signs = token.kind, False
        position += 1
    return re.compile("".join(parts))


def _optional(inside: tuple[Token, ...]) -> str:
    """Return a part that may be missing: a class after some sign, a document after its own."""
    if any(token.kind == "klass" for token in inside):
        return _LOOSE_CLASS
    signs = (
        token.value.translate(_SIGNS).strip() or " " if token.kind == "literal" else _LOOSE["handling"]
        for token in inside
    )
    return "".join(["(?:", *(sign if sign == _LOOSE["handling"] else f" *{re.escape(sign)} *" for sign in signs), ")?"])
