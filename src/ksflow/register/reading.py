"""The register of a workspace, read or searched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ksflow.diary.format import DiaryFormat
from ksflow.diary.number import DiaryNumber
from ksflow.register.desk import Desk
from ksflow.register.query import fts_query
from ksflow.register.record import Record
from ksflow.sources.named_files import shown_name


@dataclass(frozen=True, slots=True)
class Register:
    """All the cases of a workspace, sorted by organ, year and serial; those without a number come first."""

    root: Path
    form: DiaryFormat
    records: list[Record]

    def number_of(self, text: str) -> DiaryNumber | None:
        """Return the number that a text is in the workspace's format, or None."""
        try:
            return self.form.parse(text)
        except ValueError:
            return None

    def shown(self, file: str) -> str:
        """Return a file as messages name it."""
        return shown_name(self.root / file)

    def sound(self) -> Iterator[Record]:
        """Yield the records of files that can be read."""
        return (record for record in self.records if record.broken is None)

    def broken(self) -> Iterator[Record]:
        """Yield the records of files that cannot be read."""
        return (record for record in self.records if record.broken is not None)


def read_register(root: Path, folder: Path, form: DiaryFormat, *, use_index: bool = True) -> Register:
    """Return the register of the cases below a folder; a file that cannot be read is in it, marked as broken."""
    desk = Desk(root, folder, use_index=use_index)
    records = desk.records(form)
    desk.close()
    return Register(root, form, in_order(records))


def search_register(root: Path, folder: Path, form: DiaryFormat, text: str, *, use_index: bool = True) -> Register:
    """Return the cases whose title, summary or body have every word of ``text``, each by its beginning.

    What stands in quotation marks is looked for word by word in that order. Upper and lower case make no difference;
    å, ä and ö are letters of their own. Raises NothingToFindError for a text without any word.
    """
    query = fts_query(text)
    desk = Desk(root, folder, use_index=use_index)
    records = desk.records(form)
    found = desk.search(form, query)
    desk.close()
    kept = (record for record in records if record.file in found or record.broken is not None)
    return Register(root, form, in_order(kept))


def in_order(records: Iterable[Record]) -> list[Record]:
    """Return records sorted by organ, year and serial; those without a number come first."""
    return sorted(records, key=_order)


def _order(record: Record) -> tuple[Any, ...]:
    return (record.number is not None, record.number.sort_key if record.number else (), record.file)
