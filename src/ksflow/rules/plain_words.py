"""SPR and SKR: words that a reader stumbles over, and plainer ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ksflow.locale import _
from ksflow.rules.engine import Fixing, Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import RUNNING
from ksflow.rules.wordlists import Entry, Found, WordList
from ksflow.sources.findings import Severity

if TYPE_CHECKING:  # explaining a rule loads no model
    from ksflow.organisation.model import UnwantedWord


@rule(
    "SPR011",
    "officialese",
    Severity.INFO,
    summary=lambda: _("A word of officialese"),
    why=lambda: _(
        "Official language is to be comprehensible; most of these words have a plainer one. The municipality adds "
        "words of its own with “svarta_ord” in kommun.yaml, and lets words be with “tillåtna_ord”."
    ),
    source="Språklagen (2009:600) 11 §; idén från Svarta listan (Regeringskansliet 2011), ordlistan: ksflow",
    checked="2026-11-24",
    fixing=Fixing.UNSAFE,
    setting="husregler",
)
def officialese(manuscript: Manuscript) -> Iterator[Problem]:
    """Find the words of a list in running text, each told once, with how often it stands there."""
    lists = [WordList.read("official_words")]
    house = manuscript.municipality.house
    if house.unwanted_words:
        lists.insert(0, WordList([_own(entry) for entry in house.unwanted_words]))
    allowed = {word.lower() for word in house.allowed_words}
    told: set[str] = set()
    for words in lists:
        by_word: dict[str, list[Found]] = {}
        for found in words.find(manuscript, RUNNING):
            by_word.setdefault(found.excerpt.text.lower(), []).append(found)
        for word, places in by_word.items():
            if word not in allowed and word not in told:
                told.add(word)
                yield _told_once(places)


def _own(entry: UnwantedWord) -> Entry:
    keys = tuple(re.findall(r"\w+", entry.word.lower()))[:1]
    return Entry(keys, re.escape(entry.word).replace(r"\ ", " "), [entry.instead] if entry.instead else [])


def _told_once(places: list[Found]) -> Problem:
    first = places[0]
    choices = [first.instead(choice) for choice in first.entry.more[0].split("|") if choice] if first.entry.more else []
    word = first.excerpt.text
    message = _("“{word}” is officialese", word=word)
    if (count := len(places)) > 1:
        message = _("“{word}” is officialese ({count} times)", word=word, count=count)
    marked = ", ".join(_("“{text}”", text=choice) for choice in choices)
    help_ = _("Rather write {choices}", choices=marked) if choices else _("Choose a plainer word")
    return Problem(first.excerpt, message, help_, choices[0] if choices and "(" not in choices[0] else None)


_MAY_END = ("med mera", "med flera", "och så vidare")
"""What an abbreviation at the end of a sentence can stand for: its stop is that of the sentence, too."""
_ENDS_SENTENCE = re.compile(r"\s*$|\s+[A-ZÅÄÖ]")


@rule(
    "SKR002",
    "abbreviation",
    Severity.WARNING,
    summary=lambda: _("An abbreviation in running text"),
    why=lambda: _(
        "There is room to write the words out, and screen readers read them well. Without full stops (“bl a”) it is "
        "a warning, with them (“bl.a.”) only mentioned."
    ),
    source="Myndigheternas skrivregler (Isof), om förkortningar; ordlistan: ksflow",
    checked="2026-11-24",
    fixing=Fixing.SAFE,
)
def abbreviation(manuscript: Manuscript) -> Iterator[Problem]:
    """Abbreviations of a list, written out; not in tables, headings and the letterhead."""
    for found in WordList.read("abbreviations").find(manuscript, RUNNING):
        excerpt = found.excerpt
        full, *severity = found.entry.more
        prose, end = excerpt.passage.prose, excerpt.end
        if "/" in excerpt.text:
            full = f"{full} per {excerpt.text.partition('/')[2]}"
        if full and excerpt.text.endswith(".") and full in _MAY_END and _ENDS_SENTENCE.match(prose, end):
            full += "."
        message = _("“{found}” is an abbreviation", found=excerpt.text)
        help_ = _("Write “{text}”", text=found.instead(full)) if full else _("Write the word out")
        level = Severity.INFO if severity else None
        yield Problem(excerpt, message, help_, found.instead(full) if full else None, level)


_AND_OR = re.compile(r"\boch/eller\b", re.IGNORECASE)


@rule(
    "SKR003",
    "and-or",
    Severity.INFO,
    summary=lambda: _("“och/eller”"),
    why=lambda: _("It leaves the choice to the reader. Mostly “eller” says both, or “och” was meant."),
    source="Myndigheternas skrivregler (Isof), om snedstreck",
    checked="2026-11-24",
)
def and_or(manuscript: Manuscript) -> Iterator[Problem]:
    """Find the words “och/eller”."""
    for passage in manuscript.running:
        if "/" in passage.text:
            for match in _AND_OR.finditer(passage.prose):
                help_ = _("Write “och” or “eller”, whichever is meant")
                yield Problem(passage.excerpt(*match.span()), _("“och/eller” leaves the choice to the reader"), help_)


_UNITS = (
    "år|året|månad|månaden|vecka|veckan|dag|dagen|dygn|dygnet|timme|timmen|timma|minut|sekund|termin|kvartal|person|elev"
    "|barn|plats|invånare|hushåll|lägenhet|boende|kvadratmeter|kilometer|mil|ton|liter|stycken|eller"
)
_LETTER = "[A-Za-zÅÄÖÉåäöé]"
_SLASH = re.compile(
    rf"(?<![\w/.@:-])(?!ggr/){_LETTER}{{3,}}(?:/(?!(?:{_UNITS})\b){_LETTER}{{2,}}(?:-{_LETTER}+)*)+(?![\w/\ufffc]|\.\w)"
)


@rule(
    "SKR004",
    "slash-between-words",
    Severity.INFO,
    summary=lambda: _("A slash between words"),
    why=lambda: _("It may stand for “och”, “eller” or “per”; the reader has to guess which."),
    source="Myndigheternas skrivregler (Isof), om snedstreck",
    checked="2026-11-24",
)
def slash_between_words(manuscript: Manuscript) -> Iterator[Problem]:
    """Words with a slash between; not “kronor/år”, and not two names."""
    for passage in manuscript.running:
        if "/" not in passage.text:
            continue
        for match in _SLASH.finditer(passage.prose):
            words = match.group().split("/")
            if all(word[0].isupper() for word in words) or any(word.isupper() for word in words):
                continue
            help_ = _("Write “{text}”, if that is meant", text=" och ".join(words))
            yield Problem(passage.excerpt(*match.span()), _("A slash stands between words"), help_)


@rule(
    "SKR005",
    "spelling-not-recommended",
    Severity.INFO,
    summary=lambda: _("A spelling or a word that the writing rules advise against"),
    why=lambda: _(
        "“Idag” is accepted, but “i dag” is recommended; “skall” and “ej” are of another time. The meaning is the same."
    ),
    source="Myndigheternas skrivregler (Isof); Svenska skrivregler; ordlistan: ksflow",
    checked="2026-11-24",
    fixing=Fixing.SAFE,
)
def spelling_not_recommended(manuscript: Manuscript) -> Iterator[Problem]:
    """Words of a list with the spelling, or the word, that is recommended."""
    for found in WordList.read("spellings").find(manuscript, RUNNING):
        template, *severity = found.entry.more
        instead = found.instead(template)
        message = _("“{found}” is better written “{right}”", found=found.excerpt.text, right=instead)
        level = Severity.WARNING if severity else None
        yield Problem(found.excerpt, message, _("Write “{text}”", text=instead), instead, level)
