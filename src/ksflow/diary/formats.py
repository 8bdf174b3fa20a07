"""A library of the formats in which Swedish authorities really write their diary numbers.

It stands in formats.tsv, one format a line: a name, the pattern, a number as it was published, who published it, and
when or where it is used. Many write alike; each has a line of its own, so that a number shows whose it may be.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import NamedTuple

from ksflow.diary.format import DiaryFormat
from ksflow.diary.number import DiaryNumber

_LONGEST = 60
"""Longer texts are no diary numbers in any of the formats."""
_YEARS = range(1900, 2100)
"""In a number that may be anybody's, other years are serial numbers: "Ks 1112/2014" is of 2014."""


@dataclass(frozen=True)
class NamedFormat:
    """A format with a short name, an example as published, the authority that published it, and a note on its use."""

    name: str
    pattern: str
    example: str
    authority: str
    note: str = ""

    @cached_property
    def form(self) -> DiaryFormat:
        """The format itself."""
        return DiaryFormat(self.pattern)


class Recognised(NamedTuple):
    """A number read in one of the named formats."""

    named: NamedFormat
    number: DiaryNumber


@cache
def named_formats() -> dict[str, NamedFormat]:
    """Return the library by name, in its own order."""
    text = Path(__file__).with_name("formats.tsv").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines()[1:])
    return {name: NamedFormat(name, *rest) for name, *rest in rows}


def diary_format(text: str) -> DiaryFormat:
    """Return the format that a pattern stands for, or the name of a shipped one, in capitals or not.

    Raises PatternFault for a pattern that cannot work, and for an unknown name, which is a pattern without parts.
    """
    name = unicodedata.normalize("NFC", text.strip())
    named = named_formats().get(name.lower()) if "{" not in name else None
    return named.form if named else DiaryFormat(name)


def recognise(text: str) -> list[Recognised]:
    """Return every reading of a text in the named formats; those that would be written just so come alone."""
    if len(text) > _LONGEST:
        return []
    plain = unicodedata.normalize("NFC", text)
    found = []
    for named in named_formats().values():
        try:
            number = named.form.parse(plain)
        except ValueError:
            continue
        if number.year in _YEARS:
            found.append(Recognised(named, number))
    return [reading for reading in found if reading.named.form.format(reading.number) == plain] or found
