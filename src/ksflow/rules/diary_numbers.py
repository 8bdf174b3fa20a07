"""DIA: diary numbers and titles by which a case is found again."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ksflow.diary.agreement import later_year, unplanned_class
from ksflow.diary.format import DiaryFormat
from ksflow.diary.lookalikes import lookalike, may_be_lookalike
from ksflow.diary.number import DiaryNumber
from ksflow.locale import _
from ksflow.register.record import reference_pattern
from ksflow.rules.engine import Fixing, Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import Excerpt
from ksflow.rules.spans import SpanKind
from ksflow.rules.titles import titles_in
from ksflow.sources.findings import Severity

_AUTHORS = frozenset(SpanKind) - {SpanKind.QUOTATION, SpanKind.CODE, SpanKind.ADDRESS}
_ANOTHER_CASE = re.compile(
    r"\b(?:ärendena|tidigare|annat|andra|jfr|jämför|se även|motsvarande|nämndens|samband|hänger ihop|ersätter|efter)\b",
    re.IGNORECASE,
)
_FREQUENT = 100
"""Below this a serial number of another year or organ may well be the same by chance."""


@rule(
    "DIA002",
    "another-diary-number",
    Severity.ERROR,
    summary=lambda: _("The case's number is written otherwise in its texts"),
    why=lambda: _("A misspelt number leads the reader to another case. Numbers of related cases are left alone."),
    source="OSL (2009:400) 5 kap. 1 §",
    checked="2026-11-24",
    fixing=Fixing.UNSAFE,
)
def another_diary_number(manuscript: Manuscript) -> Iterator[Problem]:
    """Look for what is nearly the own number: another class, swapped or lost digits, another year or organ."""
    own = manuscript.case.diary_number
    form = manuscript.municipality.diary_format
    right = form.format(own)
    for excerpt, number in _numbers(manuscript, form):
        severity = _misspelt(own, number, excerpt)
        if severity is not None:
            message = _("The number is not that of the case: {number}", number=excerpt.text)
            instead = right if not number.document else None
            yield Problem(excerpt, message, _("The case has the number {number}", number=right), instead, severity)


def _numbers(manuscript: Manuscript, form: DiaryFormat) -> Iterator[tuple[Excerpt, DiaryNumber]]:
    sign = form.sign
    for passage in (*manuscript.passages, *titles_in(manuscript)):
        if sign not in passage.text:
            continue
        for match in _reference(form).finditer(passage.view(_AUTHORS)):
            organ = match.groupdict().get("organ") or ""
            if not (may_be_lookalike(organ) and lookalike(match.group())):
                try:
                    yield passage.excerpt(match.start(), match.end()), form.parse(match.group())
                except ValueError:
                    continue


@lru_cache(maxsize=8)
def _reference(form: DiaryFormat) -> re.Pattern[str]:
    return reference_pattern(form)


def _misspelt(own: DiaryNumber, other: DiaryNumber, excerpt: Excerpt) -> Severity | None:
    """Return how bad a number is that is nearly the case's own; None for its own, and for that of another case."""
    same_organ = own.organ.upper() == other.organ.upper()
    same_class = not other.classification or other.classification == own.classification
    if (own.year, own.serial) == (other.year, other.serial) and same_organ:
        return None if same_class else Severity.ERROR
    if own.year == other.year and same_organ:
        return Severity.ERROR if same_class and _slipped(str(own.serial), str(other.serial)) else None
    if own.serial != other.serial or own.serial < _FREQUENT or not same_class:
        return None
    if (own.year != other.year and not same_organ) or not (own.organ and other.organ):
        return None
    text = excerpt.passage.text
    around = text[max(0, excerpt.start - 60) : excerpt.end + 20]
    return None if _ANOTHER_CASE.search(around) else Severity.WARNING


def _slipped(own: str, other: str) -> bool:
    """Tell whether two neighbouring digits have changed places, or one of at least three is lost or doubled."""
    if len(own) < 3 or own == other:
        return False
    if len(own) == len(other):
        differing = [at for at in range(len(own)) if own[at] != other[at]]
        return (
            len(differing) == 2
            and differing[1] == differing[0] + 1
            and own[differing[0]] == other[differing[1]]
            and own[differing[1]] == other[differing[0]]
        )
    if len(other) == len(own) + 1:
        return any(own[:at] + own[at] + own[at:] == other for at in range(len(own)))
    return (
        len(own) > 3 and len(other) == len(own) - 1 and any(own[:at] + own[at + 1 :] == other for at in range(len(own)))
    )


@rule(
    "DIA003",
    "number-of-a-later-year",
    Severity.ERROR,
    summary=lambda: _("A number of a later year than the case"),
    why=lambda: _(
        "A case has its number when it is registered (OSL 2009:400, 5 kap. 1 §), before documents are written."
    ),
    source="OSL (2009:400) 5 kap. 1 §",
    checked="2026-11-24",
)
def number_of_a_later_year(manuscript: Manuscript) -> Iterator[Problem]:
    """Compare the year in the number with ``datum``; an older number is a case that has taken time."""
    if found := later_year(manuscript.case.diary_number, manuscript.case.date):
        yield Problem(("diarienummer",), found.message, found.help)


@rule(
    "DIA004",
    "class-not-in-the-plan",
    Severity.WARNING,
    summary=lambda: _("A classification that is not in the plan"),
    why=lambda: _(
        "The plan stands in kommun.yaml (klassificeringsplan). A misspelt code sorts a case where nobody looks."
    ),
    source="OSL (2009:400) 4 kap. 1–2 §§ (allmän kunskap, ej kontrollerad)",
    checked="2026-11-24",
    setting="klassificeringsplan",
)
def class_not_in_the_plan(manuscript: Manuscript) -> Iterator[Problem]:
    """Look the code after the point up in the plan; silent without a plan."""
    plan = manuscript.municipality.classification_plan
    if found := unplanned_class(manuscript.case.diary_number, plan):
        yield Problem(("diarienummer",), found.message, found.help)


_KINDS = (
    r"motion(?:en)?|avtal(?:et)?|ansökan|remiss(?:en|svar)?|yttrande(?:t)?|skrivelse(?:n)?|information(?:en)?|övrigt"
    r"|övriga frågor|ärende(?:t)?|rapport(?:en)?|svar(?:et)?|fråga(?:n)?|val|beslut(?:et)?|taxa(?:n)?|budget(?:en)?"
    r"|medborgarförslag(?:et)?|interpellation(?:en)?|förslag(?:et)?"
)
_KIND = re.compile(_KINDS, re.IGNORECASE)
# "Motion", "LOV-ansökan", "Svar på remiss", "Information från förvaltningen"
_BARE = re.compile(
    rf"(?:[A-ZÅÄÖ]{{2,6}}-)?(?:{_KINDS})(?: (?:på|om|till|av|från)? ?(?:{_KINDS}|förvaltningen|kommunen))?",
    re.IGNORECASE,
)
_SHORTEST = 15


@rule(
    "DIA006",
    "title-says-too-little",
    Severity.WARNING,
    summary=lambda: _("A title that does not say what the case is about"),
    why=lambda: _("The title is read alone: in the agenda, the minutes and the diary."),
    source="OSL (2009:400) 5 kap. 2 §: i korthet vad handlingen rör",
    checked="2026-11-24",
)
def title_says_too_little(manuscript: Manuscript) -> Iterator[Problem]:
    """Only the kind of the case (Motion, Avtal), a single short word, or capitals all through."""
    title = manuscript.case.title
    words = title.split()
    letters = [letter for letter in title if letter.isalpha()]
    short = len(title) < _SHORTEST and not any(character.isdigit() for character in title)
    if _BARE.fullmatch(title) or (short and (len(words) == 1 or any(map(_KIND.fullmatch, words)))):
        message = _("The title does not say what the case is about: {title}", title=title)
        yield Problem(
            ("rubrik",), message, _("Write what it is about, such as “Säkrare övergångsställe – svar på motion”")
        )
    elif len(words) > 1 and len(letters) > 8 and all(letter.isupper() for letter in letters):
        yield Problem(("rubrik",), _("The title is written in capitals"), _("Write it in small letters, names apart"))
