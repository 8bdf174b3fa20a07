"""The diary number as a value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering
from typing import Self, TypeVar

# [0-9]: \d would take Arabic-Indic digits too. The class is as in a pattern's {klass}.
_PATTERN = re.compile(
    r"(?:([A-Za-zÅÄÖÉåäöé]{1,10}(?: [A-Za-zÅÄÖÉåäöé]{1,10})?)-)?([12][0-9]{3})/([0-9]{1,9})"
    r"(?:\.([0-9][0-9A-Za-z]{0,11}(?:\.[0-9A-Za-z]{1,11}){0,5}))?"
    r"(?:-((?:[12][0-9]{3}\.)?[1-9][0-9]{0,8}))?"
)
_AFTER_Z = str.maketrans({"Å": "[", "Ä": "\\", "Ö": "]", "É": "E"})  # the signs that follow Z, in Swedish order
_PIECE = re.compile(r"[0-9]+|[A-Za-z]+")

SortKey = tuple[str, int, int, tuple[tuple[int, str], ...], tuple[int, ...], str, str]


@total_ordering
@dataclass(frozen=True, slots=True)
class DiaryNumber:
    """A diary number such as KS-2021/1682.103, or that of a document in the case, KS-2021/1682-7.

    How it is written is the municipality's choice (``DiaryFormat``); zero padding belongs to the writing,
    so KS-2021/0098 and KS-2021/98 are the same number. Numbers sort by organ, year, serial, classification and
    document, by value and never by text, with Å, Ä and Ö after Z. KS and Ks are not equal, since a registrar wants
    to see the difference, but they sort as one series.

    >>> from ksflow import DiaryNumber
    >>> number = DiaryNumber.parse("KS-2021/1682.103")
    >>> number.organ, number.year, number.serial, number.classification, number.document
    ('KS', 2021, 1682, '103', '')
    >>> str(number), number.file_stem
    ('KS-2021/1682.103', 'KS-2021-1682.103')
    >>> DiaryNumber.parse("KS-2021/0098") == DiaryNumber("KS", 2021, 98)
    True
    >>> [str(one) for one in sorted(map(DiaryNumber.parse, ["ÖN-2021/1", "KS-2021/100", "KS-2021/98", "KS-2020/9"]))]
    ['KS-2020/9', 'KS-2021/98', 'KS-2021/100', 'ÖN-2021/1']
    >>> DiaryNumber.parse("KS2021/1682")
    Traceback (most recent call last):
    ValueError: KS2021/1682
    """

    organ: str  # "" where the municipality writes none; a unit stands after a blank: "SBN Mex"
    year: int
    serial: int
    classification: str = ""  # "" rather than None, so that numbers always compare
    document: str = ""  # "7", or of a yearly series of its own "2014.3074"; "" for the case itself

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number in ksflow's own format, which ``str`` writes; raise ValueError for anything else."""
        match = _PATTERN.fullmatch(text)
        if match is None:
            raise ValueError(text)
        organ, year, serial, classification, document = match.groups("")
        value = int(serial)
        if value == 0:
            raise ValueError(text)
        return made(cls, organ, int(year), value, classification, document)

    @property
    def sort_key(self) -> SortKey:
        """What numbers are sorted by; spelling comes last, so that equal letters in other case stand together."""
        letters = self.organ.upper().translate(_AFTER_Z)
        document = tuple(map(int, self.document.split("."))) if self.document else ()
        pieces = tuple(
            (int(piece), "") if piece[0] in "0123456789" else (-1, piece)
            for piece in _PIECE.findall(self.classification)
        )
        return letters, self.year, self.serial, pieces, document, self.organ, self.classification

    @property
    def file_stem(self) -> str:
        """The form used in file and folder names: KS-2021-1682.103."""
        return str(self).replace("/", "-")

    def __lt__(self, other: object) -> bool:
        return self.sort_key < other.sort_key if isinstance(other, DiaryNumber) else NotImplemented

    def __str__(self) -> str:
        """Return the number in ksflow's own format, that of the reference case."""
        organ = f"{self.organ}-" if self.organ else ""
        suffix = f".{self.classification}" if self.classification else ""
        document = f"-{self.document}" if self.document else ""
        return f"{organ}{self.year}/{self.serial}{suffix}{document}"


_new = object.__new__
_set_organ, _set_year, _set_serial, _set_classification, _set_document = (
    DiaryNumber.__dict__[name].__set__ for name in ("organ", "year", "serial", "classification", "document")
)
Number = TypeVar("Number", bound=DiaryNumber)


def made(cls: type[Number], organ: str, year: int, serial: int, classification: str, document: str) -> Number:
    """Return ``cls(organ, …)`` in half the time: a frozen class has a slow __init__, but its slots are quick to set."""
    number = _new(cls)
    _set_organ(number, organ)
    _set_year(number, year)
    _set_serial(number, serial)
    _set_classification(number, classification)
    _set_document(number, document)
    return number
