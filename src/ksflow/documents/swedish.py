"""Swedish forms of names, numbers and dates."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from ksflow.sources.dates import MONTHS

# Its first word, or the last one of several joined by "och", is a word for a kind of body in the definite form.
_KIND_OF_BODY = re.compile(
    r"(?:[\w-]+-,? (?:och )?)*\w*"
    r"(?:fullmäktige|styrelsen|nämnden|nämnderna|utskottet|beredningen|revisionen|direktionen|delegationen|rådet"
    r"|kommittén|förmyndaren|förvaltningen|förvaltningarna|kontoret|avdelningen|enheten|kommunala|gemensamma)s?\b",
    re.IGNORECASE,
)


def genitive(name: str) -> str:
    """Return the genitive: Kommunstyrelsens, Kils, KS:s, Huge Bostäder AB:s.

    Source: Svenska skrivregler: names in s, x and z add nothing; abbreviations read letter by letter, and figures, add
    ":s". A last word of at most five letters that ends in a capital is taken for such an abbreviation.
    """
    if name.endswith(")") and " (" in name:  # Nämnden för vuxna (VUN)
        head, _blank, rest = name.rpartition(" (")
        return f"{genitive(head)} ({rest}"
    last = name.rpartition(" ")[2]
    in_capitals = name.isupper() and (last != name or len(last) > 5)  # BORÅS STAD, ÄLDRENÄMNDEN
    if last.isdigit() or (len(last) <= 5 and last[-1:].isupper() and not in_capitals):
        return f"{name}:s"
    if name[-1:].lower() in ("s", "x", "z"):
        return name
    return f"{name}S" if in_capitals else f"{name}s"


def lower_first(name: str) -> str:
    """Return a body's name as it stands inside a sentence: kommunfullmäktige, barn- och utbildningsnämnden.

    Names of a kind, which end in the definite form, take a small letter; proper names and abbreviations keep theirs.
    Source: Myndigheternas skrivregler (8th ed.), 5.3.
    """
    return name[:1].lower() + name[1:] if _KIND_OF_BODY.match(name) else name


def upper_first(name: str) -> str:
    """Return the name as it stands first in a heading."""
    return name[:1].upper() + name[1:]


def enumerated(words: list[str]) -> str:
    """Return words as an enumeration: a, b och c; "samt" where a word has an "och" of its own."""
    last = " samt " if any(" och " in word for word in words) else " och "
    return last.join(filter(None, (", ".join(words[:-1]), *words[-1:])))


_ORDINALS = (
    "första", "andra", "tredje", "fjärde", "femte", "sjätte",
    "sjunde", "åttonde", "nionde", "tionde", "elfte", "tolfte",
)  # fmt: skip


def ordinal(number: int) -> str:
    """Return an ordinal: första, andra …; from the thirteenth on in figures, 13:e, 21:a."""
    if number <= len(_ORDINALS):
        return _ORDINALS[number - 1]
    return f"{number}:{'a' if number % 10 in (1, 2) and number % 100 not in (11, 12) else 'e'}"


def long_date(day: date) -> str:
    """Return a date as running text has it: 11 augusti 2021."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


_LETTERS = str.maketrans("åäöæøü", "{|}|}y")
"""The last letters of the alphabet as signs that sort after z."""


def alphabetical(name: str) -> str:
    """Return what sorts names as Swedish does: å, ä and ö after z; case and accents on other letters do not count."""
    composed = unicodedata.normalize("NFC", name.casefold()).translate(_LETTERS)
    plain = unicodedata.normalize("NFKD", composed)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))
