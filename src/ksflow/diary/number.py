"""The diary number as a value."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

# [0-9]: \d would take Arabic-Indic digits too.
_PATTERN = re.compile(
    r"(?:(?P<organ>[A-Za-zÅÄÖÉåäöé]{1,10})-)?(?P<year>[12][0-9]{3})/(?P<serial>[0-9]{1,9})"
    r"(?:\.(?P<classification>[0-9](?:[0-9A-Za-z.]{0,10}[0-9A-Za-z])?))?"
)


@dataclass(frozen=True, slots=True, order=True)
class DiaryNumber:
    """A diary number such as KS-2021/1682.103; sorts by organ, year, serial, then classification.

    How it is written is the municipality's choice (``DiaryFormat``); zero padding belongs to the writing,
    so KS-2021/0098 and KS-2021/98 are the same number.
    """

    organ: str  # "" where the municipality writes none
    year: int
    serial: int
    classification: str = ""  # "" rather than None, so that numbers always compare

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number in ksflow's own format, which ``str`` writes; raise ValueError for anything else."""
        match = _PATTERN.fullmatch(text)
        if match is None or int(match["serial"]) == 0:
            raise ValueError(text)
        return cls(match["organ"] or "", int(match["year"]), int(match["serial"]), match["classification"] or "")

    @property
    def file_stem(self) -> str:
        """The form used in file and folder names: KS-2021-1682.103."""
        return str(self).replace("/", "-")

    def __str__(self) -> str:
        """Return the number in ksflow's own format, that of the reference case."""
        organ = f"{self.organ}-" if self.organ else ""
        suffix = f".{self.classification}" if self.classification else ""
        return f"{organ}{self.year}/{self.serial}{suffix}"
