"""Numbers that look like diary numbers but are something else: official series, statutes, paragraphs of minutes.

They are refused with a word about what they are, even where they happen to have the form of a municipality's numbers:
"SOU 2016:5" is never the fifth case of an organ called SOU.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from ksflow.locale import _

_ORGAN_LIKE = frozenset(
    ["sou", "ds", "sfs", "lag", "lagen", "prop", "bet", "dir", "skr", "rskr", "mot", "motion", "pm", "utlåtande"]
)


def may_be_lookalike(organ: str) -> bool:
    """Tell whether the organ of a number is the sign of a series, so that ``lookalike`` should be asked."""
    return organ.casefold() in _ORGAN_LIKE


def lookalike(text: str) -> str | None:
    """Return a sentence about what a text is when it only looks like a diary number, or None."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    for pattern, describe in _SERIES:
        if pattern.fullmatch(plain):
            return describe()
    return None


def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)


_NUMBER = r"\(?[0-9]{4}(?:/[0-9]{2,4})?:[0-9A-Za-z]+\)?"

_SERIES: list[tuple[re.Pattern[str], Callable[[], str]]] = [
    (_pattern(rf"SOU {_NUMBER}"), lambda: _("This is a report in the series SOU, not a diary number")),
    (_pattern(rf"Ds {_NUMBER}"), lambda: _("This is a report in the series Ds, not a diary number")),
    (
        _pattern(rf"(?:(?:SFS|lag|lagen|förordning|förordningen|balk|balken) )?\(?{_NUMBER}|SFS .*"),
        lambda: _("This is how statutes are numbered (SFS), not a diary number"),
    ),
    (
        _pattern(rf"(?:prop|bet|dir|skr|rskr|mot|motion)\.? {_NUMBER}"),
        lambda: _("This is a paper of the Riksdag, the government or a council, not a diary number"),
    ),
    (_pattern(r".*§.*"), lambda: _("This is a paragraph of minutes or of a statute (§), not a diary number")),
    (
        _pattern(r"[a-zåäö]{1,4}AU [0-9]+/[0-9]{4}"),
        lambda: _("This is how a committee numbers the paragraphs of its minutes, not a diary number"),
    ),
    (_pattern(r"HKF [0-9]+"), lambda: _("This is a local statute (HKF), not a diary number")),
    (
        _pattern(r"(?:medborgarförslag|revisionsrapport|utlåtande|PM) [0-9]{1,4}[:/][0-9]{1,4}"),
        lambda: _("Such papers have a series of their own; this is not a diary number"),
    ),
    (
        re.compile(r"(?:[Ff]astighet(?:en)? )?[A-ZÅÄÖ][a-zåäö]+(?:[ -][A-Za-zåäöÅÄÖ]+)* [0-9]{1,3}:[0-9]+"),
        lambda: _("This is a property designation, not a diary number"),
    ),
    (_pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"), lambda: _("This is a date, not a diary number")),
    (
        _pattern(r"(?:org\.? ?nr\.?:? )?(?:[0-9]{2})?[0-9]{6}-[0-9]{4}"),
        lambda: _("This is an organisation number or a personal identity number, not a diary number"),
    ),
    (
        _pattern(r"(?:\+46 ?|0)[0-9]{1,3}[- ][0-9]{2,3}(?: ?[0-9]{2,3}){1,3}"),
        lambda: _("This is a telephone number, not a diary number"),
    ),
]
