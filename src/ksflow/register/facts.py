"""Records as plain data for the index, and back."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from typing import Any

from ksflow.diary.number import DiaryNumber
from ksflow.register.record import Record

_NAMES = [field.name for field in fields(Record)]
# What JSON has no kind for, by position in the facts.
_DATES = [_NAMES.index(name) for name in ("dated", "meeting", "received")]
_NUMBER = _NAMES.index("number")


def facts_of(record: Record) -> list[Any]:
    """Return a record as plain data."""
    facts: list[Any] = [getattr(record, name) for name in _NAMES]
    for position in _DATES:
        facts[position] = facts[position] and facts[position].isoformat()
    number = record.number
    facts[_NUMBER] = number and [number.organ, number.year, number.serial, number.classification, number.document]
    return facts


def record_of(facts: list[Any]) -> Record:
    """Return the record of plain data."""
    values = list(facts)
    for position in _DATES:
        values[position] = values[position] and date.fromisoformat(values[position])
    values[_NUMBER] = values[_NUMBER] and DiaryNumber(*values[_NUMBER])
    return Record(*values)
