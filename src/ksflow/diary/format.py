"""How a municipality writes its diary numbers, declared as a readable pattern.

``{organ}-{år}/{löpnr}[.{klass}]`` reads and writes KS-2021/1682.103; what stands in square brackets may be
missing. ``{år:2}`` is a year of two digits (of this century), ``{löpnr:4}`` a serial padded with zeros to four.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from ksflow.diary.number import DiaryNumber

DEFAULT_PATTERN = "{organ}-{år}/{löpnr}[.{klass}]"

# [0-9]: \d would take Arabic-Indic digits too. An organ is letters; some municipalities write Kst or ÄON.
_FIELDS = {
    "organ": r"(?P<organ>[A-Za-zÅÄÖÉåäöé]{1,10})",
    "år": r"(?P<year>[12][0-9]{3})",
    "löpnr": r"(?P<serial>[0-9]{1,9})",
    "klass": r"(?P<classification>[0-9][0-9A-Za-z]{0,11}(?:\.[0-9A-Za-z]{1,11}){0,5})",
}
_ALPHABETS = {"organ": r"[A-Za-zÅÄÖÉåäöé]", "år": "[0-9]", "löpnr": "[0-9]", "klass": "[0-9A-Za-z.]"}
_WIDTHS = {"år": "24", "löpnr": "123456789"}
_TOKEN = re.compile(r"\{(?P<name>\w+)(?::(?P<width>[0-9]))?\}|(?P<bracket>[\[\]])|(?P<literal>[^{}\[\]]+)|(?P<bad>.)")

# What people write instead: other dashes, blanks around the signs, a year of two digits.
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_LABEL = re.compile(r"(?:dnr|diarienr|diarienummer)[.: ]+", re.IGNORECASE)
_LOOSE = {
    "organ": _FIELDS["organ"],
    "år": r"(?P<year>(?:19|20)?[0-9]{2})",
    "löpnr": r"(?P<serial>[0-9]{1,9})",
    "klass": _FIELDS["klass"],
}
_LOOSE_OPTIONAL = r"(?:[-. ]+(?P<classification>[0-9]{2,3}))?"
_OLDEST_SHORT_YEAR = 70
"""A year of two digits from here on is of the last century."""

Token = tuple[str, str]  # a field's name and width, "literal" and its text, or "bracket" and "[" or "]"


class PatternFault(ValueError):  # noqa: N818 - the fault is data, like a finding
    """Why a pattern cannot be used: ``kind`` is "unknown", "needed", "optional" or "unclear"."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


@dataclass(frozen=True)
class DiaryFormat:
    """A way of writing diary numbers; parsing and printing are inverse.

    Raises PatternFault for a pattern that cannot work.
    """

    pattern: str = DEFAULT_PATTERN
    _tokens: tuple[Token, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_tokens", tuple(_tokens(unicodedata.normalize("NFC", self.pattern))))

    def parse(self, text: str) -> DiaryNumber:
        """Read a whole diary number in this format; raise ValueError for anything else."""
        if (match := self._regex.fullmatch(unicodedata.normalize("NFC", text))) is None:
            raise ValueError(text)
        number = _number(match)
        if number.serial == 0:
            raise ValueError(text)
        return number

    def format(self, number: DiaryNumber) -> str:
        """Write a diary number in this format."""
        written: list[str] = []
        optional = False
        for kind, value in self._tokens:
            if kind == "bracket":
                optional = value == "["
            elif number.classification or not optional:
                written.append(self._write(kind, value, number))
        return "".join(written)

    def suggest(self, text: str) -> str | None:
        """Return what was probably meant by a number that does not parse, in this format, or None."""
        plain = unicodedata.normalize("NFKC", text).translate(_DASHES).strip(" .")
        plain = re.sub(r"\s*([-/:.])\s*", r"\1", _LABEL.sub("", plain, count=1))
        if (match := self._loose.fullmatch(plain)) is None:
            return None
        number = _number(match, _OLDEST_SHORT_YEAR)
        if number.organ.islower():
            number = DiaryNumber(number.organ.upper(), number.year, number.serial, number.classification)
        written = self.format(number)
        try:
            return written if self.parse(written) == number else None
        except ValueError:
            return None

    @property
    def example(self) -> str:
        """A number in this format, to show in messages."""
        return self.format(DiaryNumber("KS", 2021, 1682, "103"))

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        parts = []
        for kind, value in self._tokens:
            if kind == "bracket":
                parts.append("(?:" if value == "[" else ")?")
            elif kind == "literal":
                parts.append(re.escape(value))
            elif kind == "år" and value == "2":
                parts.append(r"(?P<year>[0-9]{2})")
            elif kind == "löpnr" and value:
                parts.append(rf"(?P<serial>[0-9]{{{value},9}})")
            else:
                parts.append(_FIELDS[kind])
        return re.compile("".join(parts))

    @cached_property
    def _loose(self) -> re.Pattern[str]:
        """The order of the pattern, with any signs between the parts."""
        parts: list[str] = []
        optional = False
        before = ""
        for kind, value in self._tokens:
            if kind == "bracket":
                optional = value == "["
                parts += [_LOOSE_OPTIONAL] if optional else []
            elif not optional and kind == "literal":
                parts.append("[-/:. ]*" if before in ("", "organ") else "[-/:. ]+")
            elif not optional:
                # Digits and letters part themselves; digits and digits need a sign.
                if kind == "organ" and before == "literal":
                    parts[-1] = "[-/:. ]*"
                parts.append(_LOOSE[kind])
            before = kind
        return re.compile("".join(parts))

    def _write(self, kind: str, value: str, number: DiaryNumber) -> str:
        if kind == "literal":
            return value
        if kind == "år":
            return f"{number.year % 100:02}" if value == "2" else str(number.year)
        if kind == "löpnr":
            return str(number.serial).zfill(int(value or 0))
        return number.organ if kind == "organ" else number.classification


def _number(match: re.Match[str], oldest_short_year: int = 100) -> DiaryNumber:
    """Make a number from the parts of a match; years of two digits from ``oldest_short_year`` on are of the 1900s."""
    parts = match.groupdict()
    year = int(parts["year"])
    if year < 100:
        year += 1900 if year >= oldest_short_year else 2000
    return DiaryNumber(parts.get("organ") or "", year, int(parts["serial"]), parts.get("classification") or "")


def _tokens(pattern: str) -> list[Token]:
    tokens: list[Token] = []
    for match in _TOKEN.finditer(pattern):
        if (name := match["name"]) is not None:
            width = match["width"] or ""
            if name not in _FIELDS or (width and width not in _WIDTHS.get(name, "")):
                raise PatternFault("unknown")
            tokens.append((name, width))
        elif match["bracket"] or match["literal"]:
            tokens.append(("bracket" if match["bracket"] else "literal", match.group()))
        else:
            raise PatternFault("unknown")
    names = [kind for kind, _value in tokens if kind in _FIELDS]
    if len(set(names)) < len(names) or not {"år", "löpnr"} <= set(names):
        raise PatternFault("needed")
    _check_brackets(tokens)
    if not (_is_clear(tokens) or _is_clear(_reversed(tokens))):
        raise PatternFault("unclear")
    return tokens


def _check_brackets(tokens: list[Token]) -> None:
    """Let square brackets hold the classification, once; anything else in them would be lost when printing."""
    brackets = [position for position, (kind, _value) in enumerate(tokens) if kind == "bracket"]
    if not brackets:
        return
    if [tokens[position][1] for position in brackets] != ["[", "]"]:
        raise PatternFault("optional")
    inside = {kind for kind, _value in tokens[brackets[0] + 1 : brackets[1]]}
    if "klass" not in inside or inside > {"klass", "literal"}:
        raise PatternFault("optional")


def _is_clear(tokens: list[Token]) -> bool:
    """Tell whether a number splits in one way only, read from the left.

    It does when what may follow a part never looks like more of it, and what stands in brackets never begins like
    what follows them.
    """
    for position, (kind, value) in enumerate(tokens):
        after = _beginnings(tokens, position + 1)
        if kind in _FIELDS and kind != "år":
            if any(re.search(_ALPHABETS[kind], character) for character in after):
                return False
        elif (kind, value) == ("bracket", "["):
            closing = tokens.index(("bracket", "]"))
            if set(_beginnings(tokens, position + 1)) & set(_beginnings(tokens, closing + 1)):
                return False
    return True


def _beginnings(tokens: list[Token], position: int) -> str:
    """Return the characters that may stand at a position of the pattern."""
    if position == len(tokens):
        return ""
    kind, value = tokens[position]
    if kind == "literal":
        return value[0]
    if (kind, value) == ("bracket", "["):
        return _beginnings(tokens, position + 1) + _beginnings(tokens, tokens.index(("bracket", "]")) + 1)
    if kind == "bracket":
        return _beginnings(tokens, position + 1)
    return "".join(filter(re.compile(_ALPHABETS[kind]).match, _CHARACTERS))


def _reversed(tokens: list[Token]) -> list[Token]:
    swapped = {"[": "]", "]": "["}
    return [
        (kind, swapped[value] if kind == "bracket" else value[::-1] if kind == "literal" else value)
        for kind, value in reversed(tokens)
    ]


_CHARACTERS = "0123456789.ABCDEFGHIJKLMNOPQRSTUVWXYZÅÄÖÉabcdefghijklmnopqrstuvwxyzåäöé"
