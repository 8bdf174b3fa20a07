"""Swedish forms of names, numbers and dates."""

from __future__ import annotations

from datetime import date

from ksflow.sources.dates import MONTHS


def genitive(name: str) -> str:
    """Return the genitive: Kommunstyrelsens, KS:s, but Mark and Huddinge become Marks, Huddinges; Kils stays.

    Source: Svenska skrivregler: names in s, x and z add nothing, abbreviations read letter by letter add ":s".
    """
    if len(name) <= 5 and name.isupper() and name.isalpha():
        return f"{name}:s"
    return name if name[-1:].lower() in ("s", "x", "z") else f"{name}s"


def lower_first(name: str) -> str:
    """Return a body's name as it stands inside a sentence: kommunfullmäktige; abbreviations stay."""
    return name if len(name) < 2 or name[1].isupper() else name[0].lower() + name[1:]


def upper_first(name: str) -> str:
    """Return the name as it stands first in a heading."""
    return name[:1].upper() + name[1:]


def long_date(day: date) -> str:
    """Return a date as running text has it: 11 augusti 2021."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
