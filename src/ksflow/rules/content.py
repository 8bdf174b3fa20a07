"""INN001–003 and INN006: what a case must say, in its sections and in its summary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ksflow.locale import _
from ksflow.rules.engine import Problem, rule
from ksflow.rules.manuscript import HeadedPart, Manuscript
from ksflow.rules.passages import Excerpt, Form, Passage
from ksflow.rules.placeholders import holds_placeholder
from ksflow.rules.spans import WORDS
from ksflow.sources.findings import Severity

if TYPE_CHECKING:  # explaining a rule loads no model
    from ksflow.organisation.model import RequiredSection

_WORD = re.compile(r"\w+")

_SYNONYMS = (
    ("bakgrund", "beskrivning av ärendet", "ärendebeskrivning", "ärendet"),
    ("förvaltningens synpunkter", "förvaltningens bedömning", "förvaltningens yttrande", "bedömning", "överväganden"),
    ("ekonomiska konsekvenser", "ekonomi", "kostnader", "finansiering", "konsekvenser för ekonomin"),
    ("juridiska konsekvenser", "juridik", "rättsliga konsekvenser", "juridiska förutsättningar"),
    ("barnets bästa", "barnperspektiv", "barnkonsekvensanalys", "barnrättsperspektiv", "konsekvenser för barn"),
)
"""Headings that say the same; seen in municipalities' papers."""
_KEYS = {
    "sammanfattning": "sammanfattning",
    "förslag till beslut": "beslutsförslag",
    "beslutsförslag": "beslutsförslag",
}
"""Headings that documents have of themselves, with the key under which their text stands."""
_LITTLE = 12
"""A section with fewer words says hardly anything of its own."""
_LITTLE_WORDS = frozenset({"och", "eller", "för", "av", "i", "på", "om", "till", "med"})
_EMPTY = re.compile(
    r"(?:[-–—.…/]*|(?:ej|inte) (?:aktuellt|relevant|tillämpligt)|inget|inga|ingen|nej|n/?a|text|saknas|dito"
    r"|(?:se|enligt) (?:ovan|nedan)|kompletteras(?: senare)?|kommer senare|återkommer|skrivs senare"
    r"|beslutet är förenligt med (?:gällande )?(?:lag|lagstiftning|rätt)"
    r"|(?:beslutet|ärendet|förslaget|avtalet) (?:har|får|medför|innebär) (?:vissa )?\w+ (?:och \w+ )?konsekvenser)",
    re.IGNORECASE,
)
_SAYS_NOTHING = re.compile(
    r"(?:Alla|Varje|Samtliga) \w+ (?:har|får|medför|innebär) (?:alltid |vissa )?\w+ (?:och \w+ )?konsekvenser\.?"
)
_DENIAL = re.compile(r"\b(?:inga|ingen|inget|inte|ej|utan|varken|oförändra\w*)\b", re.IGNORECASE)


@rule(
    "INN001",
    "section-missing-or-empty",
    Severity.WARNING,
    summary=lambda: _("A section that is missing or says nothing"),
    why=lambda: _(
        "Those who decide look for the same sections in every case; which ones, kommun.yaml says (husregler, avsnitt). "
        "One that only says “Ej aktuellt” does not tell whether anybody has thought about it."
    ),
    source="Nackas och Malmös handledningar för tjänsteskrivelser",
    checked="2026-11-24",
    setting="husregler: avsnitt",
)
def section_missing_or_empty(manuscript: Manuscript) -> Iterator[Problem]:
    """Find sections that the municipality demands and the case lacks, and those whose text is a phrase."""
    required = manuscript.municipality.house.sections
    yield from _missing(manuscript, required)
    for part in manuscript.parts:
        if (words := _filler(part, required)) is not None:
            message = _("This says nothing about the case: {text}", text=_short(words))
            help_ = _("Write what holds for this case, also that there is none: “{text}”", text=_EXAMPLE)
            yield Problem(words, message, help_)


_EXAMPLE = "Beslutet medför inga kostnader."


def _missing(manuscript: Manuscript, required: list[RequiredSection]) -> Iterator[Problem]:
    headings = [_words(passage.text) for passage in manuscript.headings if passage.path[0] == "avsnitt"]
    for section in required:
        key = _KEYS.get(section.heading.casefold())
        wanted = [_words(name) for name in _names(section)]
        if (key and manuscript.data.get(key)) or any(_covers(one, name) for one in headings for name in wanted):
            continue
        message = _("The section “{heading}” is missing", heading=section.heading)
        help_ = _("Add “- rubrik: {heading}” under “avsnitt”, with what holds for this case", heading=section.heading)
        yield Problem(("avsnitt",), message, help_, severity=Severity.ERROR)


def _names(section: RequiredSection) -> list[str]:
    """Return every heading that is as good as the one that is demanded."""
    heading = section.heading.casefold()
    same = next((group for group in _SYNONYMS if heading in group), ())
    return [heading, *same, *section.other_headings]


def _words(heading: str) -> list[str]:
    return [word for word in _WORD.findall(heading.casefold()) if word not in _LITTLE_WORDS]


def _covers(heading: list[str], wanted: list[str]) -> bool:
    """Tell whether a heading has every word of another: one may stand for two, "Ekonomiska och juridiska …"."""
    return all(any(_is_same_word(word, one) for word in heading) for one in wanted)


def _is_same_word(one: str, other: str) -> bool:
    """Tell whether words are alike but for their endings, or for what stands before in a compound."""
    return one == other or (min(len(one), len(other)) > 6 and (one[:6] == other[:6] or one.endswith(other)))


def _filler(part: HeadedPart, required: list[RequiredSection]) -> Excerpt | None:
    """Return the words of a section that say nothing."""
    for passage in part.passages:
        for sentence in passage.sentences if passage.form is Form.PARAGRAPH else ():
            if _SAYS_NOTHING.fullmatch(sentence.text):
                return sentence
    if len(part.passages) != 1 or part.passages[0].form not in (Form.PARAGRAPH, Form.ITEM):
        return None
    (passage,) = part.passages
    whole = passage.excerpt(0, len(passage.text.rstrip()))
    if _EMPTY.fullmatch(whole.text.strip(" .")):
        return whole
    if len(_WORD.findall(whole.text)) >= _LITTLE or _DENIAL.search(whole.text) or re.search("[0-9]", whole.text):
        return None
    heading = _words(part.heading.text)
    demanded = any(_covers(heading, _words(name)) for section in required for name in _names(section))
    return whole if demanded else None


def _short(excerpt: Excerpt) -> str:
    return excerpt.text if len(excerpt.text) <= 60 else f"{excerpt.text[:59]}…"


_CHILDREN = re.compile(
    r"(?<![\w-])(?:barn|elev|skolan|skolor|skolbarn|skolskjuts|skolplats|skolgård|skolväg|förskol|grundskol|gymnasie"
    r"|ungdom|fritidshem|vårdnadshavar)\w*(?![\w-])"
)
_NO_CHILDREN = re.compile(
    r"barnmorsk|(?:nämnd|förvaltning|direktör|styrelse|chef|råd|kontor|utskott)\w*$|^(?:för)?skolområd"
)
_BEST_INTERESTS = re.compile(
    r"barn(?:et|en)?s bästa|barns bästa|barnkonsekvens|barnrätt|barnperspektiv|barnkonvention"
    r"|(?:berör|rör|påverkar) (?:inte|inga) barn",
    re.IGNORECASE,
)
_MANY = 3


@rule(
    "INN002",
    "best-interests-of-children-unmentioned",
    Severity.INFO,
    summary=lambda: _("Children may be concerned, and their best interests are not mentioned"),
    why=lambda: _("The best interests of the child shall be a primary consideration in all actions concerning it."),
    source="Barnkonventionen artikel 3, gällande lag genom lagen (2018:1197)",
    checked="2026-11-24",
    on=False,
)
def best_interests_unmentioned(manuscript: Manuscript) -> Iterator[Problem]:
    """At least three words about children, names left aside, and nothing about what is best for them."""
    if any(_BEST_INTERESTS.search(passage.text) for passage in manuscript.passages):
        return
    found = [
        passage.excerpt(match.start(), match.end())
        for passage in manuscript.running
        for match in _CHILDREN.finditer(passage.view(WORDS))
        if not _NO_CHILDREN.search(match.group())
    ]
    if len(found) >= _MANY:
        message = _("The case speaks of children, and not of what is best for them")
        help_ = _("Add a section “{heading}”, or say that children are not concerned", heading="Barnets bästa")
        yield Problem(found[0], message, help_)


_ECONOMY = re.compile(
    r"(?:kommunens )?ekonomi\b(?! i balans)|.*\bekonomiska?(?:,| och|\b).*\b"
    r"(?:konsekvens|påverkan|effekt|aspekt|bedömning|kalkyl)"
    r"|.*\b(?:konsekvenser|påverkan) (?:för|på) .*\bekonomi|kostnad(?:er|en)?(?: och \w+)?$|finansiering(?:en)?$",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"[0-9][ \u00a0]?(?:kr\b|kronor|[tkm]kr\b|m[nd]kr\b|kkr|[mt]sek|miljon|miljard|procent|%|öre)"
    r"|\b(?:noll|en|ett|två|tre|fyra|fem|sex|sju|åtta|nio|tio|elva|tolv|hundra|tusen)[ \u00a0]?(?:tusen[ \u00a0]?)?"
    r"(?:kronor|miljon|miljard)|kostnaden är noll",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"kostnad|kostar|ekonomi|utgift|medel|budget|finansier|avgift|intäkt|resurs|anslag|besparing|konsekvens",
    re.IGNORECASE,
)
_SETTLED = re.compile(
    r"\b(?:ryms|rymmas|ryma|kostnadsneutral\w*|finansieras|bekostas|betalas|betalar|täcks|täcka)\b"
    r"|\binom (?:\w+ ){0,3}(?:budget|ram|anslag)\w*|\bnoll\b|\bbilag[aon]",
    re.IGNORECASE,
)


@rule(
    "INN003",
    "cost-not-told",
    Severity.WARNING,
    summary=lambda: _("A section about economy with neither an amount nor a word that nothing is paid"),
    why=lambda: _("Those who decide must know what it costs and who pays, also when it costs nothing."),
    source="Malmö stads ärendehandbok; handledning ”Vad ska jag skriva under de olika rubrikerna?”",
    checked="2026-11-24",
)
def cost_not_told(manuscript: Manuscript) -> Iterator[Problem]:
    """Find sections whose heading is about economy, without amount, denial of costs or word of a budget."""
    required = manuscript.municipality.house.sections
    for part in manuscript.parts:
        if not part.passages or not _ECONOMY.match(part.heading.text):
            continue
        # What is still to be written is told as that (INN007), and so is "Ej aktuellt" (INN001).
        if _filler(part, required) is None and not any(
            _tells_cost(passage) or holds_placeholder(passage.text) for passage in part.passages
        ):
            message = _(
                "The section “{heading}” has no amount and does not say that nothing is paid", heading=part.heading.text
            )
            help_ = _("Write what it costs and who pays, or “{text}”", text=_EXAMPLE)
            yield Problem(part.heading.excerpt(0, len(part.heading.text)), message, help_)


def _tells_cost(passage: Passage) -> bool:
    if passage.form is Form.CELL:
        return bool(re.search("[0-9]", passage.text))
    return any(
        _AMOUNT.search(sentence.text)
        or _SETTLED.search(sentence.text)
        or (_DENIAL.search(sentence.text) and _MONEY.search(sentence.text))
        for sentence in passage.sentences
    )


_SHORT_CASE = 300
_SHORT_SUMMARY = 120
_SHARE = 5


@rule(
    "INN006",
    "summary-too-long",
    Severity.INFO,
    summary=lambda: _("A summary that is too long"),
    why=lambda: _(
        "Agenda and minutes take the summary over. It says in a few lines what has happened, what is proposed and why; "
        "a case must have one (FIL101)."
    ),
    source="Nackas mall för tjänsteskrivelser; ksflow (en femtedel av texten)",
    checked="2026-11-24",
    setting="husregler: sammanfattning_högst",
)
def summary_too_long(manuscript: Manuscript) -> Iterator[Problem]:
    """More words than kommun.yaml allows; without such a limit, more than a fifth of a text that is not short."""
    words = _count(manuscript.summary)
    limit = manuscript.municipality.house.summary_limit
    body = _count(manuscript.body)
    if limit is None:
        limit = max(body // _SHARE, _SHORT_SUMMARY) if body > _SHORT_CASE else words
    if words > limit:
        first = next(passage.sentences[0] for passage in manuscript.summary if passage.sentences)
        message = _("The summary has {words} words, {limit} at most are right", words=words, limit=limit)
        help_ = _("Keep what has happened, what is proposed and why; the rest stands in the sections")
        yield Problem(first, message, help_)


def _count(passages: list[Passage]) -> int:
    return sum(len(_WORD.findall(passage.text)) for passage in passages if passage.form is not Form.CODE)
