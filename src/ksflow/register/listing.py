"""Which cases a list shows, and the list as a table or as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ksflow.organisation.model import Municipality
from ksflow.organisation.parties import same_name
from ksflow.register.reading import Register
from ksflow.register.record import Record
from ksflow.tables import Cell, Table

COLUMNS = ("Diarienummer", "Datum", "Nämnd", "Handläggare", "Rubrik", "Fil")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is about; nothing given means all."""

    organ: str | None = None
    year: int | None = None
    officer: str | None = None
    """A part of the name is enough."""
    body: str | None = None
    """Name or short name."""
    since: date | None = None
    until: date | None = None

    def keeps(self, record: Record, municipality: Municipality) -> bool:
        """Tell whether a list shows a case."""
        number, day = record.number, record.dated
        return (
            (self.organ is None or (number is not None and same_name(number.organ) == same_name(self.organ)))
            and (self.year is None or (number is not None and number.year == self.year))
            and (self.officer is None or same_name(self.officer) in same_name(record.officer))
            and (self.body is None or municipality.body_key(self.body) == municipality.body_key(record.body))
            and (self.since is None or (day is not None and day >= self.since))
            and (self.until is None or (day is not None and day <= self.until))
        )


def as_table(register: Register, records: list[Record]) -> Table:
    """Return the list as a table."""
    rows: list[tuple[Cell, ...]] = [
        (
            number_of(register, record),
            record.dated,
            record.body,
            record.officer,
            record.title,
            register.shown(record.file),
        )
        for record in records
    ]
    return Table("Diarium", COLUMNS, tuple(rows))


def number_of(register: Register, record: Record) -> str:
    """Return a case's number as the municipality writes it; one that cannot be read stands as it was written."""
    return register.form.format(record.number) if record.number else record.written


def as_json(register: Register, record: Record) -> dict[str, Any]:
    """Return a case of the list as plain data."""
    number = record.number
    return {
        "case": register.shown(record.file),
        "diary_number": number_of(register, record) or None,
        "organ": number.organ if number else None,
        "year": number.year if number else None,
        "serial": number.serial if number else None,
        "classification": (number.classification or None) if number else None,
        "title": record.title or None,
        "date": record.dated.isoformat() if record.dated else None,
        "meeting": record.meeting.isoformat() if record.meeting else None,
        "body": record.body or None,
        "officer": record.officer or None,
    }
