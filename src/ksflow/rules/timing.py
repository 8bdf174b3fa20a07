"""DAT004–005: the order of what happens, and times that say nothing without the day on which they were written."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ksflow.locale import _
from ksflow.rules.clauses import clauses_of
from ksflow.rules.engine import Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import Excerpt
from ksflow.sources.findings import Severity


@rule(
    "DAT004",
    "events-out-of-order",
    Severity.ERROR,
    summary=lambda: _("Events that come in the wrong order"),
    why=lambda: _("A case is received, then written about, then decided: one of the dates is mistyped."),
    source="ksflow",
    checked="2026-11-24",
)
def events_out_of_order(manuscript: Manuscript) -> Iterator[Problem]:
    """``inkommen`` ≤ ``datum`` ≤ ``sammanträde``, and earlier decisions are earlier."""
    case = manuscript.case
    if case.received and case.date < case.received:
        message = _(
            "The document is dated {date}, before the case came in {other}", date=case.date, other=case.received
        )
        yield Problem(("datum",), message, _("Correct “datum” or “inkommen”"))
    if case.meeting and case.meeting < case.date:
        message = _(
            "The meeting is on {date}, before the document is dated {other}", date=case.meeting, other=case.date
        )
        yield Problem(("sammanträde",), message, _("Correct “datum” or “sammanträde”"))
    for number, decision in enumerate(case.earlier_decisions):
        if decision.date and decision.date > case.date:
            # Another body may have decided on the case between the document and the meeting.
            between = case.meeting is not None and decision.date <= case.meeting
            message = _(
                "The earlier decision is of {date}, after the document: {other}", date=decision.date, other=case.date
            )
            severity = Severity.WARNING if between else None
            yield Problem(("tidigare_beslut", number, "datum"), message, _("Correct the date"), severity=severity)


_RELATIVE = re.compile(
    r"\b(?:snarast(?: möjligt)?|så snart som möjligt|inom kort|tills vidare|tillsvidare\b|framöver|nästkommande \w+"
    r"|(?:i år|nästa år|under innevarande år|innevarande år|förra året|i fjol)(?!,?[ \u00a0](?:19|20)[0-9]{2})"
    r"|(?:vid |till |från )?(?:närmaste|nästa) (?:kalender)?årsskifte(?:t)?"
    r"|(?:vid|efter|före) årsskiftet(?!,? 20[0-9]{2})"
    r"|i höst|i vår(?! \w)|till hösten|till våren|efter sommaren(?! 20[0-9]{2})"
    r"|löpande (?=redovisa|rapportera|följa|återkomma|informera))",
    re.IGNORECASE,
)
_OF_A_CONTRACT = re.compile(
    r"\b(?:snarast(?: möjligt)?|så snart som möjligt|inom kort"
    r"|(?:vid )?(?:närmaste|nästa) (?:kalender)?årsskifte(?:t)?)",
    re.IGNORECASE,
)
_TERM = re.compile(
    r"\b(?:säg(?:s|er|a|as) upp|sagts? upp|uppsägning\w*|upphör\w*|löper ut|förlängs|avtalstiden|avtalsperioden)\b",
    re.IGNORECASE,
)
_NAMES_A_DOCUMENT = re.compile(
    r"(?:daterad|daterat|daterade|antagen|antaget|antagna)\b[^,;]*?(?:19|20)[0-9]{2}(?:-\d\d-\d\d)?"
)
_POINT_IN_TIME = re.compile(r"\b(?:19|20)[0-9]{2}\b")
_HINTS = ("narast", "årsskifte", "å snart", "nom kort")
"""What every relative time of a contract has, without its first letter."""


@rule(
    "DAT005",
    "relative-time",
    Severity.INFO,
    summary=lambda: _("A relative time in a proposal or a contract term"),
    why=lambda: _("A decision is carried out and followed up by people who do not know when it was written."),
    source="Revisionsrapport, Fagersta kommun: ett beslut ska gå att verkställa; ksflow",
    checked="2026-11-24",
)
def relative_time(manuscript: Manuscript) -> Iterator[Problem]:
    """“snarast”, “nästa år” in a proposal, “närmaste årsskifte” in a contract term, where no date says when."""
    for clause in clauses_of(manuscript):
        if _POINT_IN_TIME.search(_NAMES_A_DOCUMENT.sub("", clause.prose)):
            continue
        for passage in clause.passages:
            for match in _RELATIVE.finditer(passage.prose):
                place = passage.excerpt(match.start(), len(match.group().rstrip()) + match.start())
                yield _relative(manuscript, place)
    for sentence in manuscript.sentences:
        if sentence.passage.path[0] == "beslutsförslag" or not any(hint in sentence.text for hint in _HINTS):
            continue
        prose = sentence.prose
        if _TERM.search(prose) and not _POINT_IN_TIME.search(prose):
            for match in _OF_A_CONTRACT.finditer(prose):
                yield _relative(manuscript, sentence.part(*match.span()))


def _relative(manuscript: Manuscript, excerpt: Excerpt) -> Problem:
    message = _("The time depends on when it is read: {text}", text=excerpt.text)
    day = f"31 maj {manuscript.case.date.year + 1}"
    return Problem(excerpt, message, _("Write a date, such as “senast den {day}”", day=day))
