"""Readings as lines: one sentence for people, one JSON object for programs."""

from __future__ import annotations

import json
from collections.abc import Callable

from ksflow.diary.number import DiaryNumber
from ksflow.diary.reading import Reading
from ksflow.locale import _, sentences

Report = Callable[[Reading], str]

_LONGEST = 80


def text_report() -> Report:
    """Return what makes a line of text of a reading, without its end, in the user's language.

    ``KS-2021/1682: organ KS, year 2021, serial 1682`` or ``KS2021/1682:3: error …``: the number, the column, the fault.
    """
    names = (_("organ"), _("year"), _("serial"), _("class"), _("document"))

    def parts(number: DiaryNumber) -> str:
        values = (number.organ, number.year, number.serial, number.classification, number.document)
        return ", ".join([f"{name} {value}" for name, value in zip(names, values, strict=True) if value])

    def line(reading: Reading) -> str:
        number = parts(reading.number) if reading.number else ""
        if reading.valid:
            return f"{shown(reading.raw)}: {number}"
        place = f":{reading.column}" if reading.column else ""
        cure = _("Write {number}", number=reading.suggestion) if reading.suggestion else number
        return f"{shown(reading.raw)}{place}: error {sentences(reading.message or '', cure)}"

    return line


def json_line(reading: Reading) -> str:
    """Return a reading as one JSON object on one line; what is not known is null, a part that is not there is empty."""
    number = reading.number
    return json.dumps(
        {
            "raw": reading.raw,
            "valid": reading.valid,
            "canonical": str(number) if number else None,
            "organ": number.organ if number else None,
            "year": number.year if number else None,
            "serial": number.serial if number else None,
            "classification": number.classification if number else None,
            "document": number.document if number else None,
            "format": reading.format,
            "column": reading.column,
            "message": reading.message,
            "suggestion": reading.suggestion,
        },
        ensure_ascii=False,
    )


def shown(text: str) -> str:
    """Return a text as it can stand on a line of a terminal: bounded, with what is invisible written as an escape."""
    short = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    if short.isprintable():
        return short
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in short
    )
