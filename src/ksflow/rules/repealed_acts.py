"""SKR: acts that were no longer in force when the case was written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from typing import NamedTuple

from ksflow.locale import _
from ksflow.rules.engine import Fixing, Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.wordlists import rows
from ksflow.sources.findings import Severity


class _Act(NamedTuple):
    successor: str
    since: date
    name: str
    """What the new act is called; "" when it has kept its name."""


@cache
def _repealed() -> dict[str, _Act]:
    return {old: _Act(new, date.fromisoformat(since), name) for old, new, since, name in rows("repealed_acts")}


_ACT = re.compile(
    r"(?:\b[\w-]*lagen )?\((?:SFS )?(?P<bracketed>[0-9]{4}:[0-9]{1,4})\)"
    r"|\b(?:SFS|[\w-]*lag(?:en)?) (?P<bare>[0-9]{4}:[0-9]{1,4})(?![\w:])"
)
_HISTORY = re.compile(
    r"upphävd|dåvarande|tidigare|gamla|äldre|föregångare|ersatt|ersätt|övergångsbestämmelse|gällde då|då gällande"
    r"|numera|upphörde|upphör att gälla|(?:19|20)[0-9]{2} års ",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<![0-9:/.-])((?:19|20)[0-9]{2})(?![0-9:])")


@rule(
    "SKR009",
    "repealed-act",
    Severity.WARNING,
    summary=lambda: _("An act that had been repealed"),
    why=lambda: _("The decision would lean on rules that do not apply. The paragraphs of the new act are others, too."),
    source="Svensk författningssamling; de tre första i listan kontrollerade, resten allmän kunskap, ej kontrollerad",
    checked="2026-11-24",
    fixing=Fixing.UNSAFE,
)
def repealed_act(manuscript: Manuscript) -> Iterator[Problem]:
    """Find an act of the list after the day of its repeal; not where the sentence speaks of the past."""
    if not any(re.search(r"[0-9]:[0-9]", passage.text) for passage in manuscript.running):
        return
    written = manuscript.case.date
    for sentence in manuscript.sentences:
        for match in _ACT.finditer(sentence.prose) if ":" in sentence.text else ():
            number = match["bracketed"] or match["bare"]
            act = _repealed().get(number)
            if act is None or written < act.since or _speaks_of_the_past(sentence.prose, match, act):
                continue
            place = sentence.part(*match.span())
            successor = f"{act.name} ({act.successor})" if act.name else act.successor
            message = _("The act {number} has been replaced since {date}", number=number, date=act.since.isoformat())
            help_ = _("See {act}, whose paragraphs have other numbers", act=successor)
            instead = None if act.name else place.text.replace(number, act.successor)
            yield Problem(place, message, help_, instead)


def _speaks_of_the_past(sentence: str, match: re.Match[str], act: _Act) -> bool:
    around = sentence[: match.start()] + " " + sentence[match.end() :]
    years = [int(year) for year in _YEAR.findall(around)]
    return bool(_HISTORY.search(around)) or any(year < act.since.year for year in years)
