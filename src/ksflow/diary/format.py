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
    "klass": r"(?P<classification>[0-9][0-9A-Za-z.]{0,11})",
}
_TOKEN = re.compile(r"\{(?P<name>\w+)(?::(?P<width>[0-9]))?\}|(?P<bracket>[\[\]])|(?P<literal>[^{}\[\]]+)|(?P<bad>.)")
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")
_LOOSE = re.compile(
    r"(?P<organ>[A-ZÅÄÖÉ]{1,10})[-/: ]*(?P<year>(?:19|20)?[0-9]{2})[-/:. ]+0*(?P<serial>[0-9]{1,9}?)"
    r"(?:[-. ]+(?P<classification>[0-9]{2,3}))?",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class DiaryFormat:
    """A way of writing diary numbers; parsing and printing are inverse.

    Raises ValueError, with the fault in its message's place, for a pattern that cannot work.
    """

    pattern: str = DEFAULT_PATTERN
    _tokens: tuple[tuple[str, str], ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_tokens", tuple(_tokens(self.pattern)))

    def parse(self, text: str) -> DiaryNumber:
        """Read a whole diary number in this format; raise ValueError for anything else."""
        if (match := self._regex.fullmatch(text)) is None:
            raise ValueError(text)
        parts = match.groupdict()
        year = int(parts["year"])
        serial = int(parts["serial"])
        if serial == 0:
            raise ValueError(text)
        return DiaryNumber(
            parts.get("organ") or "",
            year + 2000 if year < 100 else year,
            serial,
            parts.get("classification") or "",
        )

    def format(self, number: DiaryNumber) -> str:
        """Write a diary number in this format."""
        written: list[str] = []
        optional: list[str] | None = None
        for kind, value in self._tokens:
            if kind == "bracket":
                if value == "[":
                    optional = []
                elif optional is not None:
                    written += optional if number.classification else []
                    optional = None
                continue
            (written if optional is None else optional).append(self._write(kind, value, number))
        return "".join(written)

    def suggest(self, text: str) -> str | None:
        """Return what was probably meant by a number that does not parse, in this format, or None."""
        plain = unicodedata.normalize("NFKC", text).translate(_DASHES).strip()
        match = _LOOSE.fullmatch(re.sub(r"\s*([-/:.])\s*", r"\1", plain))
        if match is None:
            return None
        year = int(match["year"])
        number = DiaryNumber(
            match["organ"].upper(),
            year + 2000 if year < 100 else year,
            int(match["serial"]),
            match["classification"] or "",
        )
        return self.format(number) if number.serial else None

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

    def _write(self, kind: str, value: str, number: DiaryNumber) -> str:
        if kind == "literal":
            return value
        if kind == "år":
            return f"{number.year % 100:02}" if value == "2" else str(number.year)
        if kind == "löpnr":
            return str(number.serial).zfill(int(value or 0))
        return number.organ if kind == "organ" else number.classification


def _tokens(pattern: str) -> list[tuple[str, str]]:
    tokens: list[tuple[str, str]] = []
    names: list[str] = []
    depth = 0
    for match in _TOKEN.finditer(pattern):
        if (name := match["name"]) is not None:
            if name not in _FIELDS or name in names:
                raise ValueError(match.group())
            names.append(name)
            tokens.append((name, match["width"] or ""))
        elif bracket := match["bracket"]:
            depth += 1 if bracket == "[" else -1
            if depth not in (0, 1):
                raise ValueError(match.group())
            tokens.append(("bracket", bracket))
        elif match["literal"] is not None:
            tokens.append(("literal", match["literal"]))
        else:
            raise ValueError(match.group())
    if depth or not {"år", "löpnr"} <= set(names):
        raise ValueError(pattern)
    return tokens
