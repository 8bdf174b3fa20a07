"""What a registrar looks for: numbers that repeat, are missing, or disagree with the case they stand in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from ksflow.diary.number import DiaryNumber
from ksflow.organisation.model import Municipality
from ksflow.register.reading import Register
from ksflow.register.record import Record
from ksflow.sources.codes import is_rule
from ksflow.sources.findings import Severity


class Fault(NamedTuple):
    """Something wrong with a record: the key it is about, or the words that the texts of the case hold."""

    record: Record
    key: str
    code: str
    severity: Severity
    message: str
    help: str | None = None
    words: str = ""
    """What to look for in the texts of the case, or in the list under the key."""


Series = tuple[str, int]
"""Organ in capitals, and year."""


class Numbered(NamedTuple):
    """A record with a number."""

    record: Record
    number: DiaryNumber

    @property
    def series(self) -> Series:
        """The series that the number belongs to."""
        return series_of(self.number)


def series_of(number: DiaryNumber) -> Series:
    """Return the series of a number: KS and Ks are one."""
    return number.organ.upper(), number.year


def register_faults(register: Register, municipality: Municipality) -> Iterator[Fault]:
    """Yield every fault of a register; those that an author has weighed (``ignorera``) are left out."""
    from ksflow.register.number_faults import number_faults
    from ksflow.register.text_faults import text_faults
    from ksflow.register.useless import useless_entries

    numbered = [Numbered(record, record.number) for record in register.sound() if record.number]
    found: dict[str, set[str]] = {}
    checks: tuple[Iterable[Fault], ...] = (
        number_faults(register, numbered, municipality),
        text_faults(register, numbered, municipality),
    )
    for check in checks:
        for fault in check:
            found.setdefault(fault.record.file, set()).add(fault.code)
            if fault.code not in fault.record.ignored or not is_rule(fault.code):
                yield fault
    yield from useless_entries(register, found)
