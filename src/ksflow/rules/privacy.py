"""DSK: personal data that a public document mostly need not have. No message shows what was found."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ksflow.locale import _
from ksflow.rules.engine import Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import Passage
from ksflow.sources.findings import Severity
from ksflow.sources.personal_numbers import Kind, masked, personal_numbers
from ksflow.sources.yamltree import Path


@rule(
    "DSK001",
    "personal-number",
    Severity.ERROR,
    summary=lambda: _("A personal identity number"),
    why=lambda: _(
        "It may be processed only when the purpose clearly calls for it. Cases are published and searched. A number is "
        "never masked by ksflow: the date that is left is personal data still, and only the author knows what to write."
    ),
    source="Lagen (2018:218) 3 kap. 10 §; IMY om personnummer (paragrafen ej kontrollerad)",
    checked="2026-11-24",
)
def personal_number(manuscript: Manuscript) -> Iterator[Problem]:
    """Ten or twelve digits with a real day and a right check digit, in any text, value or name of a file."""
    written = manuscript.inspected.case.date if manuscript.inspected.case else None
    for passage in manuscript.raw_texts:
        glued = passage.path[-1] == "fil" and not passage.field.file
        for found in personal_numbers(passage.text, written, glued=glued):
            place = passage.excerpt(found.start, found.end)
            shown = masked(place.text)
            if found.kind is Kind.COVERED:
                message = _("A date of birth is left of a personal number: {number}", number=shown)
            elif found.coordination:
                message = _("A co-ordination number: {number}", number=shown)
            else:
                message = _("A personal number: {number}", number=shown)
            help_ = _("Delete it; the name, or the number of the person's own case, mostly is enough")
            severity = None if found.kind is Kind.CERTAIN else Severity.WARNING
            yield Problem(place, message, help_, severity=severity)


_PRIVATE_DOMAINS = (
    r"(?:gmail|googlemail|hotmail|outlook|live|yahoo|icloud|me|msn|protonmail|aol|gmx)\.(?:com|se)|proton\.me"
    r"|(?:telia|comhem|spray|swipnet|tele2|home|passagen)\.(?:com|se)|(?:bredband|glocalnet)\.net|bredband2\.com"
)
_EMAIL = re.compile(rf"(?<![\w.+-])([\w.+-]+)@(?:{_PRIVATE_DOMAINS})(?![\w-]|\.\w)", re.IGNORECASE)
_FUNCTION = re.compile(
    r"(?:info|kontakt|post|styrelse|kansli|ordf|sekr|kass|f[oö]rening|byalag|samf|klubb|brf|bostadsr|medlem|webb?master)",
    re.IGNORECASE,
)
_MOBILE = re.compile(
    r"(?<![\w/.,:-])(?:\+46[ \u00a0-]?(?:\(0\)[ \u00a0]?)?|0)7[02369](?:[ \u00a0-]?[0-9]){7}(?![0-9\w/-])"
)
_SERVICE = re.compile(r"jour|växel|kontaktcenter|tjänste|felanmäl|beredskap|reception|kundtjänst|larm|handläggare")
_STREET = (
    r"[A-ZÅÄÖ][\wåäö]*(?:vägen|gatan|stigen|gränden?|backen|all[eé]n?|torget|slingan|kroken|ringen|väg|gata|stig)"
    r"[ \u00a0][0-9]{1,3}(?:[ \u00a0]?[A-Z]\b)?(?![ \u00a0]?[–-][ \u00a0]?[0-9]|[0-9])"
)
_HOME = re.compile(
    r"(?:\b(?:bor|bodde|bosatt|folkbokförd|skriven)\b[^.;:]{0,30}?\b(?:på|vid|i)[ \u00a0]"
    rf"|\b(?:[Hh]em|[Bb]ostads)adress\w*:?[ \u00a0](?:är[ \u00a0])?)({_STREET})"
)
_LIVES = re.compile(r"\bbor\b|bodde|bosatt|folkbokf|skriven|adress")
_MANY_PEOPLE = re.compile(
    r"\b(?:de|dem|alla|många|några|flera|boende|hyresgäster\w*|elever\w*|familjer\w*|hushåll\w*)\b", re.IGNORECASE
)


@rule(
    "DSK002",
    "private-contact",
    Severity.WARNING,
    summary=lambda: _("A private e-mail address, mobile number or home address"),
    why=lambda: _(
        "What somebody's private address is has mostly nothing to do with the decision. Recipients keep theirs under "
        "“sändlista”, which the tjänsteutlåtande does not print."
    ),
    source="Malmö stads ärendehandbok; dataskyddsförordningen (EU) 2016/679 artikel 5.1 c (ej kontrollerad)",
    checked="2026-11-24",
)
def private_contact(manuscript: Manuscript) -> Iterator[Problem]:
    """Addresses at private providers, 07 numbers that are not the officer's, and where somebody lives."""
    officer = manuscript.data.get("handläggare")
    own = _digits(officer.get("telefon")) if isinstance(officer, dict) else ""
    for passage in manuscript.raw_texts:
        if _is_place_for_contacts(passage.path):
            continue
        yield from _emails(passage)
        yield from _mobiles(passage, own)
        yield from _homes(passage)


def _is_place_for_contacts(path: Path) -> bool:
    """Tell whether a value is an address or a number by its key; of the officer only the telephone may be private."""
    return path[-1] == "telefon" or (path[0] != "handläggare" and (path[-1] == "epost" or "adress" in path))


def _digits(value: object) -> str:
    return re.sub(r"[^0-9]", "", value).removeprefix("46").removeprefix("0") if isinstance(value, str) else ""


def _emails(passage: Passage) -> Iterator[Problem]:
    for match in _EMAIL.finditer(passage.text) if "@" in passage.text else ():
        if not _FUNCTION.search(match[1]):
            message = _("A private e-mail address at {domain}", domain=match.group().rpartition("@")[2])
            yield _private(passage, match.start(1), match.end(1), message)


def _mobiles(passage: Passage, own: str) -> Iterator[Problem]:
    for match in _MOBILE.finditer(passage.text) if "7" in passage.text else ():
        before = passage.text[max(0, match.start() - 40) : match.start()].casefold()
        if _digits(match.group()) != own and not _SERVICE.search(before):
            yield _private(passage, match.start(), match.end(), _("A mobile number, probably private"))


def _homes(passage: Passage) -> Iterator[Problem]:
    if _LIVES.search(passage.text) is None:
        return
    for match in _HOME.finditer(passage.text):
        sentence = re.split(r"[.!?]\s", passage.text[max(0, match.start() - 120) : match.start()])[-1]
        if not _MANY_PEOPLE.search(sentence):
            yield _private(passage, match.start(1), match.end(1), _("Where somebody lives"))


def _private(passage: Passage, start: int, end: int, message: str) -> Problem:
    help_ = _("Delete it; under “sändlista” it may stand, to send the decision there")
    return Problem(passage.excerpt(start, end), message, help_, private=True)
