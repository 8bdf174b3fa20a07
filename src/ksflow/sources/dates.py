"""Dates as case files write them: ISO 8601 calendar dates, 2021-08-11."""

from __future__ import annotations

import calendar
import re
import unicodedata
from datetime import date

MONTHS = (
    "januari", "februari", "mars", "april", "maj", "juni",
    "juli", "augusti", "september", "oktober", "november", "december",
)  # fmt: skip

_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_OTHER = (
    re.compile(r"(?P<y>[0-9]{4})[/.\u2010-\u2015 -](?P<m>[0-9]{1,2})[/.\u2010-\u2015 -](?P<d>[0-9]{1,2})"),
    re.compile(r"(?P<y>[0-9]{4})(?P<m>[0-9]{2})(?P<d>[0-9]{2})"),
    re.compile(r"(?P<d>[0-9]{1,2})[./ -](?P<m>[0-9]{1,2})[./ -](?P<y>[0-9]{4})"),
    re.compile(
        r"(?:\w+dagen )?(?:den )?(?P<d>[0-9]{1,2}):?[ea]?\.? (?P<month>[a-zåäö]{3,})\.? (?P<y>[0-9]{4})",
        re.IGNORECASE,
    ),
)


class DateFault(ValueError):  # noqa: N818 - the fault is data, like a finding
    """Why a text is no date: ``kind`` is "impossible" or "form", ``details`` is for the message."""

    def __init__(self, kind: str, **details: str | int) -> None:
        super().__init__(kind)
        self.kind = kind
        self.details = details


def read_date(text: str) -> date:
    """Read a date written as 2021-08-11; raise DateFault for anything else."""
    if match := _ISO.fullmatch(text):
        year, month, day = map(int, match.groups())
        if not 1 <= year <= 9999:
            raise DateFault("form", suggestion="")
        if not 1 <= month <= 12:
            raise DateFault("impossible", year=year, month=month, days=0)
        days = calendar.monthrange(year, month)[1]
        if not 1 <= day <= days:
            raise DateFault("impossible", year=year, month=month, days=days)
        return date(year, month, day)
    raise DateFault("form", suggestion=_suggestion(text))


def _suggestion(text: str) -> str:
    """Write another common form of a date as ISO; return "" when it is none."""
    text = unicodedata.normalize("NFKC", text)  # no-break blanks and full-width digits are often pasted
    for pattern in _OTHER:
        if match := pattern.fullmatch(text):
            parts = match.groupdict()
            month = _month(parts["month"]) if parts.get("month") else int(parts["m"])
            try:
                return date(int(parts["y"]), month, int(parts["d"])).isoformat()
            except ValueError:
                return ""
    return ""


def _month(name: str) -> int:
    for number, month in enumerate(MONTHS, start=1):
        if len(name) >= 3 and month.startswith(name.lower()):
            return number
    return 0
