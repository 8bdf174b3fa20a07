"""BES001–003: an att-sats decides something, can be read alone, and has the form of the others."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ksflow.locale import _
from ksflow.rules.clauses import ClauseText, clauses_of
from ksflow.rules.engine import Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import Excerpt, Passage
from ksflow.sources.findings import Severity

_WORD = re.compile(r"[^\W\d_]+")
_NO_VERBS = frozenset(
    ["för", "från", "över", "under", "efter", "inför", "per", "när", "där", "här", "eller", "mer", "år", "ur"]
)
"""Words that end as a verb may, and are none."""
_OTHER_VERBS = frozenset(["ska", "skall", "må", "ge", "avslå", "utse", "anslå", "ta", "gå", "stå", "se", "få"])


@rule(
    "BES001",
    "decides-nothing",
    Severity.ERROR,
    summary=lambda: _("An att-sats that decides nothing"),
    why=lambda: _("The minutes record what has been decided; also information is decided on: it is noted."),
    source="Förvaltningslagen (2017:900) 31 §: vad beslutet innehåller",
    checked="2026-11-24",
)
def decides_nothing(manuscript: Manuscript) -> Iterator[Problem]:
    """“Informationen.”, “–”: no word that may be a verb, in r (present), s (passive) or first in a (infinitive)."""
    for clause in clauses_of(manuscript):
        words = _WORD.findall(clause.prose.lower())
        if not any(map(_may_be_a_verb, words)) and not (words and words[0].endswith("a")):
            text = clause.head.text
            message = _("The att-sats decides nothing: {text}", text=text if len(text) <= 60 else f"{text[:59]}…")
            help_ = _("Write what is decided, such as “Informationen noteras.”")
            yield Problem(clause.head.excerpt(0, len(text)), message, help_)


def _may_be_a_verb(word: str) -> bool:
    if word in _OTHER_VERBS or word == "att":
        return True
    return len(word) > 1 and word.endswith(("r", "s")) and word not in _NO_VERBS


_LEANS = re.compile(
    r"\b(?:(?:i enlighet med|enligt)"
    r" (?:föreliggande|ovanstående|nedanstående|förvaltningens|detta|bifogat|bilagt)(?: \w+)? ?förslag"
    r"|i enlighet med (?:ovanstående|föreliggande)|enligt (?:ovan|nedan|ovanstående|nedanstående)(?: förslag)?"
    r"|(?:i enlighet med|enligt) förslag(?:et)?|se (?:ovan|nedan)|som ovan|med hänvisning till det ovan sagda"
    r"|(?:i enlighet med|enligt) vad som (?:ovan )?(?:anförts|anges ovan|sägs ovan))\b",
    re.IGNORECASE,
)
# What follows says which proposal is meant.
_SAYS_WHICH = re.compile(r",? ?(?:\(?i )?\(?[Bb]ilaga|,? (?:till|i|om|på|av|från) (?!beslut|sin helhet)\w|,? daterat")
_POINTS_BACK = re.compile(
    r"(?:att )?(?P<word>Detta|Ovanstående|Dessa)(?= (?:godkänns|antas|fastställs|beslutas|noteras|avslås|bifalls"
    r"|besvaras|gäller|överlämnas|genomförs)\b)",
    re.IGNORECASE,
)


@rule(
    "BES002",
    "cannot-be-read-alone",
    Severity.ERROR,
    summary=lambda: _("An att-sats that cannot be read alone"),
    why=lambda: _("The att-sats is moved to the minutes as it stands, where the rest of the text is not."),
    source="Handboken ”Vad ska jag skriva under de olika rubrikerna?”: ”föreliggande förslag” får inte användas",
    checked="2026-11-24",
)
def cannot_be_read_alone(manuscript: Manuscript) -> Iterator[Problem]:
    """“i enlighet med ovanstående förslag”, “enligt ovan”, and “Detta godkänns”; an attachment's number says which."""
    for passage, goes_on in _passages(manuscript):
        prose = passage.prose.replace("\u00a0", " ")
        for match in _LEANS.finditer(prose):
            words = match.group().lower()
            if ("nedan" in words and goes_on) or ("ovan" not in words and _SAYS_WHICH.match(prose, match.end())):
                continue
            message = _("The att-sats cannot be read alone: {text}", text=passage.text[match.start() : match.end()])
            help_ = _("Name the document with its date and attachment: “enligt bilaga 1”")
            yield Problem(passage.excerpt(*match.span()), message, help_)
        if back := _POINTS_BACK.match(prose):
            message = _("The att-sats cannot be read alone: {text}", text=back["word"])
            help_ = _("Write what is decided on")
            yield Problem(passage.excerpt(*back.span("word")), message, help_, severity=Severity.WARNING)


def _passages(manuscript: Manuscript) -> Iterator[tuple[Passage, bool]]:
    """Yield every passage of the att-satser, and whether more of its att-sats follows, such as a table."""
    for clause in clauses_of(manuscript):
        for passage in clause.passages:
            yield passage, passage is not clause.passages[-1]


_ATT = re.compile(r"att(?![\w-])", re.IGNORECASE)


@rule(
    "BES003",
    "mixed-form",
    Severity.WARNING,
    summary=lambda: _("Att-satser and sentences in the same proposal"),
    why=lambda: _("All points have one form, that of the house; mixed ones make the minutes uneven."),
    source="Husregel: Nacka och Malmö skriver meningar, andra att-satser",
    checked="2026-11-24",
    setting="husregler.beslutsform",
)
def mixed_form(manuscript: Manuscript) -> Iterator[Problem]:
    """“att” first in some att-satser. Where the house writes att-satser, ksflow itself puts “att” before sentences."""
    municipality = manuscript.municipality
    if municipality.clause_form == "att-satser":
        return
    clauses = clauses_of(manuscript)
    with_att = [clause for clause in clauses if _ATT.match(clause.head.text)]
    stated = "clause_form" in municipality.house.model_fields_set
    if not with_att or (len(with_att) == len(clauses) and not stated):
        return
    if stated or 2 * len(with_att) <= len(clauses):
        for clause in with_att:
            message = (
                _("The att-sats begins with “att”, the others are sentences")
                if not stated
                else _("The att-sats begins with “att”, but the house writes sentences")
            )
            yield Problem(clause.head.excerpt(0, 3), message, _("Write a sentence: “Avtalet godkänns.”"))
        return
    for clause in clauses:
        if clause not in with_att:
            message = _("The att-sats is a sentence, the others begin with “att”")
            yield Problem(_first_word(clause), message, _("Write it as the others: “att avtalet godkänns”"))


def _first_word(clause: ClauseText) -> Excerpt:
    match = re.match(r"\S+", clause.head.text)
    return clause.head.excerpt(0, match.end() if match else len(clause.head.text))
