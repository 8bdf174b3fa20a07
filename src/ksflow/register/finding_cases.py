"""Which cases a word on the command line means: a whole diary number, the beginning of one, or a serial number."""

from __future__ import annotations

from ksflow.register.reading import Register
from ksflow.register.record import Record


def cases_meant(register: Register, text: str) -> list[Record]:
    """Return the cases that a text may mean, the best kind of match only: several when it is ambiguous.

    A whole number comes before a serial number, that before the beginning of a number as it is written or as files
    are named, and that before the beginning of a serial.
    """
    wanted = text.strip().casefold()
    numbered = [(record, record.number) for record in register.sound() if record.number]
    kinds = [
        [record for record, number in numbered if wanted in _whole(register, record)],
        [record for record, number in numbered if wanted == str(number.serial)],
        [record for record, _number in numbered if any(name.startswith(wanted) for name in _whole(register, record))],
        [record for record, number in numbered if wanted.isdecimal() and str(number.serial).startswith(wanted)],
    ]
    return next((found for found in kinds if found and wanted), [])


def _whole(register: Register, record: Record) -> set[str]:
    """Return the ways in which a case's number is written out."""
    assert record.number is not None
    names = (register.form.format(record.number), record.written, str(record.number), record.number.file_stem)
    return {name.casefold() for name in names}
