"""A way of writing diary numbers: reading, writing, and mending what is nearly right."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from functools import cached_property

from ksflow.diary.number import DiaryNumber, made
from ksflow.diary.parts import Token, closing, expression
from ksflow.diary.pattern import OPTIONAL, PatternFault, read_pattern

__all__ = ["DEFAULT_PATTERN", "DiaryFormat", "PatternFault"]

DEFAULT_PATTERN = "{organ}-{år}/{löpnr}[.{klass}]"


@dataclass(frozen=True)
class DiaryFormat:
    """A way of writing diary numbers, declared as a readable pattern; reading and writing are inverse.

    Raises PatternFault, a ValueError, for a pattern that cannot work.

    >>> from ksflow import DiaryFormat
    >>> form = DiaryFormat("{organ} {år}/{löpnr:5}")
    >>> form.parse("KSN 2023/00123")
    DiaryNumber(organ='KSN', year=2023, serial=123, classification='', document='')
    >>> form.format(form.parse("KSN 2023/00123"))
    'KSN 2023/00123'
    >>> form.suggest("KSN-2023/123")
    'KSN 2023/00123'
    """

    pattern: str = DEFAULT_PATTERN
    tokens: tuple[Token, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "tokens", read_pattern(unicodedata.normalize("NFC", self.pattern)))

    def parse(self, text: str) -> DiaryNumber:
        """Read a whole diary number in this format; raise ValueError for anything else."""
        match = self._regex.fullmatch(text if text.isascii() else unicodedata.normalize("NFC", text))
        if match is None:
            raise ValueError(text)
        organ, unit, digits, serial, classification, document = match.group(*self._groups)
        year = int(digits)
        if self._first_year:
            year += self._first_year - self._first_year % 100
            year += 100 if year < self._first_year else 0
        organ = f"{organ} {unit}" if unit else organ
        value = int(serial)
        if value == 0:
            raise ValueError(text)
        return made(DiaryNumber, organ, year, value, classification or "", document or "")

    def reads(self, text: str) -> bool:
        """Tell whether a text is a whole diary number in this format."""
        try:
            self.parse(text)
        except ValueError:
            return False
        return True

    def format(self, number: DiaryNumber) -> str:
        """Write a diary number in this format; a part that the pattern does not have is left out."""
        written: list[str] = []
        shown = True
        for position, token in enumerate(self.tokens):
            if token.kind == "[":
                inside = self.tokens[position : closing(self.tokens, position)]
                shown = any(self._write(part, number) for part in inside if part.kind in OPTIONAL)
            elif token.kind == "]":
                shown = True
            elif shown:
                written.append(self._write(token, number))
        return "".join(written)

    def suggest(self, text: str) -> str | None:
        """Return what was probably meant by a number that does not parse, in this format, or None."""
        from ksflow.diary.repair import repaired

        return repaired(self, text)

    @cached_property
    def parts(self) -> dict[str, str]:
        """The parts of the pattern, each with what stands after its colon."""
        return {kind: value for kind, value in self.tokens if kind not in ("literal", "[", "]")}

    @property
    def example(self) -> str:
        """A number in this format, to show in messages."""
        classification = "103000000"[: int(self.parts.get("klass") or 3)]
        return self.format(DiaryNumber("KS Mex" if "enhet" in self.parts else "KS", 2021, 1682, classification))

    @cached_property
    def sign(self) -> str:
        """A sign that every number in this format has, and that texts seldom have otherwise; "" when there is none."""
        optional = False
        signs = ""
        for token in self.tokens:
            optional = token.kind == "[" or (optional and token.kind != "]")
            signs += token.value if token.kind == "literal" and not optional else ""
        return next((sign for sign in "/:-" if sign in signs), "")

    @property
    def expression(self) -> str:
        """The regular expression of a number in this format, to be used once in a larger one: it names its groups."""
        return self._regex.pattern

    @cached_property
    def _regex(self) -> re.Pattern[str]:
        """The pattern as a regular expression; its first group is empty and stands for the parts that are not there."""
        brackets = {"[": "(?:", "]": ")?"}
        return re.compile(
            "()"
            + "".join(
                brackets.get(token.kind)
                or (re.escape(token.value) if token.kind == "literal" else f"(?P<{token.kind}>{expression(token)})")
                for token in self.tokens
            )
        )

    @cached_property
    def _groups(self) -> tuple[int, int, int, int, int, int]:
        """Which groups hold organ, unit, year, serial, classification and document."""
        index = self._regex.groupindex
        return (
            index.get("organ", 1),
            index.get("enhet", 1),
            index["år"],
            index["löpnr"],
            index.get("klass", 1),
            index.get("handling", 1),
        )

    @cached_property
    def _first_year(self) -> int:
        """The first year that two digits can stand for; 0 where years are written with four."""
        width = self.parts["år"]
        return 0 if width in ("", "4") else 2000 if width == "2" else int(width)

    def _write(self, token: Token, number: DiaryNumber) -> str:
        kind, value = token
        if kind == "organ":
            organ = number.organ.partition(" ")[0] if "enhet" in self.parts else number.organ
            return organ.upper() if value == "ORGAN" else organ.capitalize() if value == "Organ" else organ
        if kind == "enhet":
            return number.organ.partition(" ")[2]
        if kind == "år":
            return f"{number.year % 100:02}" if self._first_year else str(number.year)
        if kind == "löpnr":
            return str(number.serial).zfill(int(value or 0))
        if kind == "klass":
            return number.classification
        return number.document if kind == "handling" else value
