"""Which cases a word on the command line means: a whole diary number, the beginning of one, or a serial number."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

from ksflow.register.reading import Register
from ksflow.register.record import Record


def cases_meant(register: Register, text: str) -> list[Record]:
    """Return the cases that a text may mean, the best kind of match only: several when it is ambiguous.

    A whole number, as it is written or as files are named, comes before a serial number, that before the beginning of
    a number, and that before the beginning of a serial. A case with a faulty number is found by what is written there,
    and a file that cannot be read by its name.
    """
    wanted = _folded(text.strip())
    if not wanted:
        return []
    named = [(record, _names(register, record)) for record in register.records]
    numbered = [(record, str(record.number.serial)) for record in register.sound() if record.number]
    kinds = (
        [record for record, names in named if wanted in names],
        [record for record, serial in numbered if serial == (wanted.lstrip("0") if wanted.isdecimal() else wanted)],
        [record for record, names in named if any(name.startswith(wanted) for name in names)],
        [record for record, serial in numbered if wanted.isdecimal() and serial.startswith(wanted)],
    )
    return next(filter(None, kinds), [])


def _names(register: Register, record: Record) -> set[str]:
    """Return the ways in which a case is called."""
    path = PurePosixPath(record.file)
    names = {record.file, register.shown(record.file), path.name, path.stem, record.written}
    if record.number:
        names |= {register.form.format(record.number), str(record.number), record.number.file_stem}
    return {_folded(name) for name in names if name}


def _folded(text: str) -> str:
    return unicodedata.normalize("NFC", text).casefold()
