"""The register as anybody may ask to see it.

OSL (2009:400) 5 kap. 2 § asks of a register: the date, the diary number, where it applies from whom the matter came or
to whom it was sent, and in short what it is about. What is marked secret leaves out the last two.
"""

from __future__ import annotations

from ksflow.register.listing import number_of
from ksflow.register.reading import Register
from ksflow.register.record import Record
from ksflow.tables import Cell, Table

COLUMNS = ("Datum", "Diarienummer", "Avsändare eller mottagare", "Ärende")
WITHHELD = "Uppgiften lämnas inte ut"
MISSING = "Saknas"


def public_register(register: Register, records: list[Record], name: str) -> Table:
    """Return the public register as a table, in the order of the records."""
    rows: list[tuple[Cell, ...]] = []
    for record in records:
        day = record.received or record.dated
        parties, matter = (WITHHELD, WITHHELD) if record.secret else (_parties(record), record.title)
        rows.append((day, number_of(register, record) or MISSING, parties, matter))
    return Table(name, COLUMNS, tuple(rows))


def _parties(record: Record) -> str:
    sent = f"till {', '.join(record.recipients)}" if record.recipients else ""
    came = f"från {record.sender}" if record.sender else ""
    return "; ".join(part for part in (came, sent) if part)
