"""Swedish forms of names, numbers and dates."""

from __future__ import annotations

import re
from datetime import date

from ksflow.sources.dates import MONTHS

_KIND_OF_BODY = re.compile(r"(fullmäktige|(styrelse|nämnd|beredning)(n|en)|utskottet)$")


def genitive(name: str) -> str:
    """Return the genitive: Kommunstyrelsens, Kils, KS:s, Huge Bostäder AB:s.

    Source: Svenska skrivregler: names in s, x and z add nothing; abbreviations read letter by letter, and figures, add
    ":s". A last word of at most five letters that ends in a capital is taken for such an abbreviation.
    """
    last = name.rpartition(" ")[2]
    in_capitals = last != name and name.isupper()  # BORÅS STAD
    if last.isdigit() or (len(last) <= 5 and last[-1:].isupper() and not in_capitals):
        return f"{name}:s"
    return name if name[-1:].lower() in ("s", "x", "z") else f"{name}s"


def lower_first(name: str) -> str:
    """Return a body's name as it stands inside a sentence: kommunfullmäktige, barn- och utbildningsnämnden.

    Names of a kind, which end in the definite form, take a small letter; proper names and abbreviations keep theirs.
    Source: Myndigheternas skrivregler (8th ed.), 5.3.
    """
    return name[:1].lower() + name[1:] if _KIND_OF_BODY.search(name) else name


def upper_first(name: str) -> str:
    """Return the name as it stands first in a heading."""
    return name[:1].upper() + name[1:]


def long_date(day: date) -> str:
    """Return a date as running text has it: 11 augusti 2021."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
