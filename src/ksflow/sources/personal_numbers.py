"""Swedish personal identity numbers and co-ordination numbers in a text: where they stand, and the text without them.

The form is that of 18 § folkbokföringslagen (1991:481): date, hyphen (plus from the year a person turns 100), three
digits and a check digit; a co-ordination number has the day plus 60 (lagen 2022:1697). Ten digits pass the check digit
and hold a date once in 150 numbers at random, so numbers without a hyphen count only where a word says what they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import Enum
from typing import NamedTuple

# Hyphens as keyboards, Word and YAML's and Markdown's escapes give them; a blank is no sure sign.
_HYPHEN = r"\\?[-+\u00ad\u2010-\u2015\u2212]|\\u20[0-9a-fA-F]{2}|&#?[0-9a-zA-Z]{2,8};"
_NUMBER = rf"(1[89]|20)?([0-9]{{2}}[01][0-9][0-9]{{2}})({_HYPHEN}|[ \u00a0])?([0-9]{{4}}|[Xx*]{{4}})"
_POSSIBLE = re.compile("[0-9]{6}")
_ANYWHERE = re.compile(rf"(?<![0-9]){_NUMBER}(?![0-9])")
_ALONE = re.compile(rf"(?<![\w/])(?<!\w[-.,:/+\u2010-\u2015]){_NUMBER}(?![\w/*]|[-.,:/\u2010-\u2015][0-9])")
_TOLD = re.compile(
    r"\b(?:pnr|personn(?:umme)?r|person-? ?(?:nr|nummer)|samordningsn(?:umme)?r|födelsen(?:umme)?r|född\w*|namn)\b",
    re.IGNORECASE,
)
_REACH = 40
_AGE = 120


class Kind(Enum):
    """How sure it is that a number is a person's."""

    CERTAIN = "certain"
    LIKELY = "likely"  # without a hyphen, but a word beside it says so
    COVERED = "covered"  # 850101-XXXX: the date of birth is left


class PersonalNumber(NamedTuple):
    """Where a number stands; the end is exclusive."""

    start: int
    end: int
    kind: Kind
    coordination: bool


def personal_numbers(text: str, written: date | None = None, *, glued: bool = False) -> Iterator[PersonalNumber]:
    """Yield the numbers of persons in a text that was written on a day.

    ``glued`` looks also inside longer words, as for the name of a file; elsewhere such digits are part of something
    else.
    """
    if _POSSIBLE.search(text) is None:
        return
    for match in (_ANYWHERE if glued else _ALONE).finditer(text):
        century, digits, hyphen, last = match.groups()
        if not _is_day(century, digits, written):
            continue
        coordination = digits[4] > "3"
        if not last.isdigit():
            if hyphen and hyphen.strip():
                yield PersonalNumber(match.start(), match.end(), Kind.COVERED, coordination)
        elif has_check_digit(digits + last):
            certain = (hyphen and hyphen.strip()) or (century and not hyphen and not _is_time(match.group(), written))
            if certain or _is_told(text, match.start(), match.end()):
                kind = Kind.CERTAIN if certain else Kind.LIKELY
                yield PersonalNumber(match.start(), match.end(), kind, coordination)


def masked(text: str) -> str:
    """Return a text of the same length with the last four digits of everything that looks like such a number hidden.

    More is hidden than is reported: a number with a wrong check digit is mostly somebody's, mistyped.
    """
    return text if _POSSIBLE.search(text) is None else _ANYWHERE.sub(_hidden, text)


def _hidden(match: re.Match[str]) -> str:
    century, digits, hyphen, last = match.groups()
    if not _is_day(century, digits, None) or not ((hyphen and hyphen.strip()) or has_check_digit(digits + last)):
        return match.group()
    return f"{match.group()[:-4]}****"


def has_check_digit(digits: str) -> bool:
    """Tell whether the last of ten digits fits the others (Luhn's algorithm, ISO/IEC 7812-1 annex B)."""
    if not (digits.isascii() and digits.isdigit()):
        return False
    doubled = "0246813579"
    return sum(int(doubled[int(one)] if at % 2 == 0 else one) for at, one in enumerate(digits)) % 10 == 0


def _is_day(century: str | None, digits: str, written: date | None) -> bool:
    """Tell whether six digits are a day on which somebody can have been born."""
    year, month, day = int(digits[:2]), int(digits[2:4]), int(digits[4:])
    day -= 60 if day > 60 else 0
    for hundreds in (int(century),) if century else (20, 19, 18):
        try:
            born = date(100 * hundreds + year, month, day)
        except ValueError:
            continue
        if written is None or (born <= written and written.year - born.year <= _AGE):
            return True
    return False


def _is_time(digits: str, written: date | None) -> bool:
    """Tell whether twelve digits are rather a moment near the day of the text: 202108111330."""
    if written is None:
        return False
    try:
        moment = datetime.strptime(digits, "%Y%m%d%H%M").date()
    except ValueError:
        return False
    return abs(moment - written) <= timedelta(days=366)


def _is_told(text: str, start: int, end: int) -> bool:
    return bool(_TOLD.search(text, max(0, start - _REACH), start) or _TOLD.search(text, end, end + _REACH))
