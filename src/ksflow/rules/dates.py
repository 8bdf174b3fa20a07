"""DAT001–003: dates in the texts that cannot be, that disagree, or that are written in figures."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from ksflow.documents.swedish import genitive, long_date
from ksflow.locale import _
from ksflow.rules.engine import Fixing, Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import Excerpt, Form, Passage
from ksflow.rules.spans import SpanKind
from ksflow.rules.titles import titles_in
from ksflow.sources.dates import MONTHS
from ksflow.sources.findings import Severity

_WEEKDAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
_MONTH = "|".join(MONTHS)
_BLANK = "[ \u00a0]"
_LONG = rf"(?P<day>[0-9]{{1,2}})(?P<blank>{_BLANK})(?P<month>{_MONTH})(?:{_BLANK}(?P<year>(?:19|20)[0-9]{{2}}))?\b"
_WRITTEN_OUT = re.compile(_LONG)
_ON_A_WEEKDAY = re.compile(rf"\b(?P<weekday>{'|'.join(_WEEKDAYS)})(?:en)?{_BLANK}(?:den{_BLANK})?\Z", re.IGNORECASE)
_NEVER_JUDGED = frozenset({Form.QUOTE, Form.CODE, Form.ALT})


def _passages(manuscript: Manuscript) -> Iterator[Passage]:
    yield from (passage for passage in manuscript.passages if passage.form not in _NEVER_JUDGED)
    yield from titles_in(manuscript)


@rule(
    "DAT001",
    "impossible-date",
    Severity.ERROR,
    summary=lambda: _("A date that does not exist, or on another weekday"),
    why=lambda: _("Nobody can keep a date that does not exist; with a wrong weekday nobody knows which day is meant."),
    source="Förvaltningslagen (2017:900) 31 §; OSL (2009:400) 5 kap. 2 §",
    checked="2026-11-24",
    fixing=Fixing.UNSAFE,
)
def impossible_date(manuscript: Manuscript) -> Iterator[Problem]:
    """“den 31 april”, “2021-02-30”, and “måndagen den 12 augusti 2021”, which is a Thursday."""
    for passage in _passages(manuscript):
        for span in passage.spans:
            if span.kind is SpanKind.DATE and not passage.text[span.end :].startswith("-"):
                yield from _judged(passage, span.start, span.end)


def _judged(passage: Passage, start: int, end: int) -> Iterator[Problem]:
    """Judge a date, written out or as ISO has it."""
    text = passage.text[start:end]
    written = _WRITTEN_OUT.search(text)
    if written is None:
        year, month, day = map(int, text.split("-"))
    else:
        day, month = int(written["day"]), MONTHS.index(written["month"]) + 1
        year = int(written["year"] or 2000)  # a leap year: without one 29 februari may be right
        start += written.start()
    if start and passage.text[start - 1].isdigit():
        return
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        yield _impossible(passage.excerpt(start, end))
    elif written and written["year"] and (found := _ON_A_WEEKDAY.search(passage.prose, 0, start)):
        weekday, right = found["weekday"].lower(), _WEEKDAYS[date(year, month, day).weekday()]
        if weekday != right:
            excerpt = passage.excerpt(found.start(), end)
            instead = right + excerpt.text[len(weekday) :]
            instead = instead if found["weekday"].islower() else instead.capitalize()
            message = _("{date} is no {weekday}", date=passage.text[start:end], weekday=weekday)
            help_ = _("It is a {weekday}; correct the day or the date", weekday=right)
            yield Problem(excerpt, message, help_, instead)


def _impossible(excerpt: Excerpt) -> Problem:
    return Problem(excerpt, _("The date does not exist: {date}", date=excerpt.text), _("Correct the day or the month"))


_OWN_DOCUMENT = re.compile(
    rf"\btjänste(?:utlåtande|skrivelse)(?:t|n)?,?{_BLANK}(?:som är )?(?:daterat|daterad|av){_BLANK}"
    rf"(?P<whole>(?:den{_BLANK})?(?P<date>{_LONG}|(?:19|20)[0-9]{{2}}-[0-9]{{2}}-[0-9]{{2}}\b))"
)
_GENITIVE = re.compile(r"(\S+s)[ \u00a0]\Z")
_EARLIER = re.compile(r"\b(?:tidigare|ursprungliga?|första|kompletterande|förra)[ \u00a0](?:\S+[ \u00a0]){0,3}\Z")


@rule(
    "DAT002",
    "other-date-than-the-document",
    Severity.ERROR,
    summary=lambda: _("The proposal gives its own tjänsteutlåtande another date"),
    why=lambda: _("The minutes would point to a document that does not exist."),
    source="Formeln ”tjänsteutlåtande daterat den …” i kommunernas handlingar; allmän kunskap, ej kontrollerad",
    checked="2026-11-24",
    fixing=Fixing.SAFE,
)
def other_date_than_the_document(manuscript: Manuscript) -> Iterator[Problem]:
    """“tjänsteutlåtande daterat den …” in the proposal against ``datum``; that of another body is left alone."""
    dated = manuscript.case.date
    for passage in manuscript.proposals:
        if "tjänste" not in passage.text:
            continue
        for match in _OWN_DOCUMENT.finditer(passage.prose):
            before = passage.prose[: match.start()]
            if _EARLIER.search(before) or not _is_own(before, manuscript):
                continue
            iso = match["month"] is None
            right = dated.isoformat() if iso else long_date(dated).replace(" ", match["blank"])
            if match["year"] is None and not iso:
                continue
            if " ".join(match["date"].split()).lower() != " ".join(right.split()):
                message = _("The document is dated {date}, not {other}", date=dated.isoformat(), other=match["date"])
                excerpt = passage.excerpt(match.start("date"), match.end("date"))
                yield Problem(excerpt, message, _("Write “{text}”", text=right), right)


_AUTHORITY = re.compile(
    r"(?:förvaltning(?:en)?|nämnden|styrelsen|kontoret|bolaget|kommunen|avdelningen|enheten)s\Z", re.IGNORECASE
)


def _is_own(before: str, manuscript: Manuscript) -> bool:
    """Tell whether the document is that of the case: nobody is named before it, or the own administration."""
    owner = _GENITIVE.search(before)
    if owner is None or not _AUTHORITY.search(owner[1]):
        return True
    body = manuscript.municipality.find_body(manuscript.case.body)
    names = ["förvaltningen"] + ([body.administration] if body and body.administration else [])
    own = "|".join(re.escape(genitive(name)) for name in names)
    return re.search(rf"(?<![\w-])(?:{own})\s\Z", before, re.IGNORECASE) is not None


_FIGURES = re.compile(
    r"(?P<den>\b[Dd]en[ \u00a0])?(?<![\w./:–§-])(?:"
    r"(?P<year>(?:19|20)[0-9]{2})-(?P<month>[01][0-9])-(?P<day>[0-3][0-9])"
    r"|(?P<d>[0-3]?[0-9])/(?P<m>1[0-2]|0?[1-9])(?:[ \u00a0/-](?P<y>(?:19|20)[0-9]{2}))?"
    r"|(?P<dd>[0-3]?[0-9])\.(?P<mm>1[0-2]|0?[1-9])\.(?P<yy>(?:19|20)?[0-9]{2})"
    r")(?![\w/§\ufffc]|-\w|[.,:][0-9]|[ \u00a0]?[–%])"
)
_MAY_BE_FIGURES = re.compile(r"[0-9][-/.][0-9]")
_BEFORE_A_DAY = re.compile(
    r"\b(?:senast|den|från och med|till och med|t\.o\.m\.|fr\.o\.m\.|före|efter|sedan|per|av|daterad|daterat|daterade"
    r"|(?:mån|tis|ons|tors|fre|lör|sön)dag(?:en)?)[ \u00a0]\Z"
)
_NAME_OF_A_VERSION = re.compile(r"\b(?:version|utgåva)[ \u00a0]\Z", re.IGNORECASE)
_FRACTION_OF = re.compile(r"[ \u00a0](?:av|delar)\b")


@rule(
    "DAT003",
    "date-in-figures",
    Severity.INFO,
    summary=lambda: _("A date in figures in running text"),
    why=lambda: _("In running text a date is read aloud, so the month is written as a word. Figures belong in tables."),
    source="Tyresö kommuns skrivhandledning 2013; Myndigheternas skrivregler (allmän kunskap, ej kontrollerad)",
    checked="2026-11-24",
    fixing=Fixing.SAFE,
)
def date_in_figures(manuscript: Manuscript) -> Iterator[Problem]:
    """“2022-11-14”, “14/11”, “12.5.21” in a sentence; not in tables, headings or brackets, nor first in a list item."""
    for passage in manuscript.running:
        prose = passage.prose
        if not _MAY_BE_FIGURES.search(prose):
            continue
        for match in _FIGURES.finditer(prose):
            if passage.form is Form.ITEM and match.start() == 0:
                continue  # a list of events, which is a table in all but name
            if prose.rfind("(", 0, match.start()) <= prose.rfind(")", 0, match.start()):
                yield from _in_figures(passage, match)


def _in_figures(passage: Passage, match: re.Match[str]) -> Iterator[Problem]:
    before = passage.prose[: match.start()]
    after = passage.prose[match.end() : match.end() + 3]
    if _NAME_OF_A_VERSION.search(before):
        return
    named = match["den"] or _BEFORE_A_DAY.search(before)
    excerpt = passage.excerpt(*match.span())
    message = _("A date in figures: {date}", date=excerpt.text.removeprefix("den ").removeprefix("Den "))
    if match["dd"]:
        if named and int(match["dd"]) <= 31:
            severity = Severity.WARNING if len(match["yy"]) == 2 else None
            yield Problem(excerpt, message, _("Write the month as a word and the year in full"), severity=severity)
        return
    day, month = int(match["day"] or match["d"]), int(match["month"] or match["m"])
    year = int(match["year"] or match["y"] or 2000)
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return  # no date at all, or DAT001
    if match["d"] and not match["y"] and (not named or before.endswith(" av ") or _is_fraction(passage, match)):
        return
    words = f"{day} {MONTHS[month - 1]}" + (f" {year}" if match["year"] or match["y"] else "")
    begins = any(sentence.start == match.start() for sentence in passage.sentences)
    first = begins or (match["den"] or "").startswith("D")
    instead = f"{'Den' if first else 'den'} {words}"
    range_ = after.startswith((" –", "–")) or before.endswith(("– ", "–"))
    weekday = re.search(r"dag(?:en)?[ \u00a0]\Z", before) is not None
    yield Problem(excerpt, message, _("Write “{text}”", text=instead), None if range_ or weekday else instead)


def _is_fraction(passage: Passage, match: re.Match[str]) -> bool:
    """Tell whether two numbers without a year are a part of something: "senast 2/3 av ledamöterna", 50/50."""
    whole, parts = int(match["m"]), int(match["d"])
    return not match["den"] and (parts < whole <= 5 or _FRACTION_OF.match(passage.prose, match.end()) is not None)
