"""ORG003, ORG006, ORG007: who decides, who signs, and which earlier decision is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from ksflow.documents.swedish import lower_first
from ksflow.locale import _
from ksflow.rules.clauses import clauses_of
from ksflow.rules.engine import Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import Excerpt
from ksflow.sources.dates import MONTHS
from ksflow.sources.findings import Severity
from ksflow.sources.yamltree import Path

if TYPE_CHECKING:  # explaining a rule loads no case
    from ksflow.organisation.model import Municipality

_VERB = r"(?P<verb>godkän\w*|anta|antar|antas|fastställ\w*|beslut(?:a|ar|as))\b"


@lru_cache(maxsize=8)
def _proposing(bodies: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(bodies, key=lambda name: (-len(name), name)))
    body = rf"(?P<body>{names}|fullmäktige|nämnden)"
    return re.compile(
        rf"\bföreslår (?P<we>(?:[\w-]*förvaltningen|[\w-]+s förvaltning|[\w-]*kontoret|vi) )?"
        rf"(?:att )?{body} (?:att )?{_VERB}"
        rf"|\b(?P<subject>{names}|nämnden) föreslås (?:att )?(?:besluta att )?"
        rf"(?P<passive>godkänna|anta|fastställa|besluta)\b",
        re.IGNORECASE,
    )


_OURS = re.compile(r"förvaltning|kontoret|\bvi\b|\bjag\b|handläggare|tjänsteutlåtande", re.IGNORECASE)


def _is_ours(before: str) -> bool:
    """Tell whether the administration proposes, and no motion, inquiry or other body; ``before`` is up to the verb."""
    words = before.split()
    if words and words[-1].lower() not in ("och", "därför", "också", "även", "samt"):
        return _OURS.search(words[-1]) is not None
    return _OURS.search(" ".join(words[:3])) is not None


_APPROVES = re.compile(r"\b(?:godkän\w*|antas?|fastställ\w*)\b", re.IGNORECASE)


@rule(
    "ORG003",
    "another-decider",
    Severity.WARNING,
    summary=lambda: _("The text lets another body decide than the proposal does"),
    why=lambda: _("Who reads the text believes that the case ends earlier, or elsewhere, than it does."),
    source="Handboken ”Vad ska jag skriva under de olika rubrikerna?”; ksflow",
    checked="2026-11-24",
)
def another_decider(manuscript: Manuscript) -> Iterator[Problem]:
    """“föreslår kommunstyrelsen att godkänna” where kommunfullmäktige approves by the proposal."""
    sentences = [sentence for sentence in manuscript.sentences if "föreslå" in sentence.text]
    if not sentences:
        return
    clauses = clauses_of(manuscript)
    municipality = manuscript.municipality
    deciders = {clause.decider for clause in clauses}
    approvers = {clause.decider for clause in clauses if _APPROVES.search(clause.prose)}
    pattern = _proposing(tuple(name for body in municipality.bodies for name in (body.name, body.short_name) if name))
    for sentence in sentences:
        if sentence.passage.path[0] == "beslutsförslag":
            continue
        for match in pattern.finditer(sentence.prose):
            if not (match["subject"] or match["we"] or _is_ours(sentence.prose[: match.start()])):
                continue
            named = _body(match["subject"] or match["body"], manuscript)
            verb = (match["verb"] or match["passive"]).lower()
            wanted = deciders if verb.startswith("beslut") else approvers or deciders
            rest = sentence.prose[match.end() :].lower()
            if named is None or named in wanted or not wanted or _names_one(rest, wanted, municipality):
                continue
            right = _inside(min(wanted), municipality)
            message = _(
                "By the proposal {decider} decides, not {body}", decider=right, body=_inside(named, municipality)
            )
            help_ = _("Write “{text}”", text=f"föreslår att {right} {_present(verb)}")
            yield Problem(sentence.part(*match.span()), message, help_)


def _body(name: str, manuscript: Manuscript) -> str | None:
    """Return the key of the body that a text names, or None when it cannot be told."""
    municipality, case = manuscript.municipality, manuscript.case
    if name.lower() == "fullmäktige":
        return municipality.body_key("Kommunfullmäktige")
    if name.lower() == "nämnden":
        return municipality.body_key(case.body) if case.body.lower().endswith("nämnden") else None
    return municipality.body_key(name)


def _inside(key: str, municipality: Municipality) -> str:
    return lower_first(municipality.official_name(key))


def _names_one(text: str, keys: set[str], municipality: Municipality) -> bool:
    """Tell whether a text goes on to name a body that decides: "… att föreslå kommunfullmäktige att …"."""
    return "föreslå" in text or any(municipality.official_name(key).lower() in text for key in keys)


def _present(verb: str) -> str:
    verbs = {"godkän": "godkänner", "anta": "antar", "fastställ": "fastställer", "beslut": "beslutar"}
    return next(present for stem, present in verbs.items() if verb.startswith(stem))


@rule(
    "ORG006",
    "nobody-signs",
    Severity.WARNING,
    summary=lambda: _("Nobody signs, or somebody without a title"),
    why=lambda: _("The reader must see who answers for the proposal, and in what office."),
    source="Allmän kunskap, ej kontrollerad; FL (2017:900) 31 §: vem som har beslutat och deltagit",
    checked="2026-11-24",
)
def nobody_signs(manuscript: Manuscript) -> Iterator[Problem]:
    """``undertecknare`` missing, or a signatory without ``titel``."""
    signatories = manuscript.case.signatories
    if not signatories:
        place: Path = ("undertecknare",) if "undertecknare" in manuscript.data else ()
        help_ = _("Add “{key}”", key="undertecknare: [{namn: Anna Andersson, titel: Kommundirektör}]")
        yield Problem(place, _("Nobody signs the document"), help_)
    for number, person in enumerate(signatories):
        if person.title is None:
            message = _("A signatory has no title")
            yield Problem(("undertecknare", number, "namn"), message, _("Add “{key}”", key="titel: Kommundirektör"))


_DAY = re.compile(rf"\b[0-3]?[0-9][ \u00a0](?:{'|'.join(MONTHS)})\b|\b(?:19|20)[0-9]{{2}}-[01][0-9]-[0-3][0-9]\b|§")


def _time(number: int) -> str:
    """Return the expression of a time without a day; several of them stand in one pattern."""
    return (
        rf"(?:(?:i|under|från) )?(?:(?:början|slutet) av )?(?:(?P<month{number}>{'|'.join(MONTHS)}) |år "
        rf"|(?:våren|hösten|sommaren|vintern) )?(?P<year{number}>(?:19|20)[0-9]{{2}})\b(?! års\b|[/–-])"
    )


_PAST_VERBS = ("antog", "beslutade", "fastställde", "godkände", "biföll", "avslog", "gav")
_PAST = f"(?:{'|'.join(_PAST_VERBS)})"


@lru_cache(maxsize=8)
def _past_decision(bodies: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds "antog kommunen 2018", "kommunen antog 2018" and "2018 antog kommunen"."""
    names = "|".join(re.escape(name) for name in sorted(bodies, key=lambda name: (-len(name), name)))
    body = (
        rf"(?:{names}|kommunfullmäktige|fullmäktige|kommunstyrelsen|nämnden|kommunen"
        rf"|(?!(?:Varje|Ingen|Denna|En|Vår)\b)(?-i:[A-ZÅÄÖ])[\w-]+(?: (?-i:[A-ZÅÄÖ])[\w-]+)? kommun)"
    )
    return re.compile(
        rf"\b{_PAST} {body} {_time(0)}|\b{body} {_PAST} {_time(1)}|\b{_time(2)} {_PAST} {body}\b", re.IGNORECASE
    )


@rule(
    "ORG007",
    "decision-that-cannot-be-found",
    Severity.WARNING,
    summary=lambda: _("An earlier decision without body, day or paragraph"),
    why=lambda: _("The reader shall be able to look the decision up in the minutes."),
    source="Praxis i protokoll (”KF 24 oktober 2019 § 75”); ksflow",
    checked="2026-11-24",
)
def decision_that_cannot_be_found(manuscript: Manuscript) -> Iterator[Problem]:
    """“antog Huddinge kommun i april 2016”: a past decision with a year, but neither day nor paragraph beside it."""
    municipality = manuscript.municipality
    pattern = _past_decision(
        tuple(name for body in municipality.bodies for name in (body.name, body.short_name) if name)
    )
    case = manuscript.inspected.case
    listed = {(one.date.year, one.date.month) for one in case.earlier_decisions if one.date} if case else set()
    years = {year for year, _month in listed}
    for passage in manuscript.running:
        if not any(verb in passage.text for verb in _PAST_VERBS):
            continue
        for sentence in passage.sentences:
            prose = sentence.prose.replace("\u00a0", " ")
            for match in pattern.finditer(prose):
                groups = match.groupdict()
                year = int(next(filter(None, (groups[f"year{number}"] for number in range(3)))))
                month = next(filter(None, (groups[f"month{number}"] for number in range(3))), None)
                if (
                    _COUNTED.search(prose, match.end(), match.end() + 25)
                    or _DAY.search(prose)
                    or ((year, MONTHS.index(month.lower()) + 1) in listed if month else year in years)
                ):
                    continue
                if " gav " in f" {match.group().lower()} " and "i uppdrag" not in prose:
                    continue
                yield _lookup(sentence.part(*match.span()))


_COUNTED = re.compile(r" [0-9]")
"""Behind a year it tells of many decisions: "beslutade 2023 i 412 ärenden"."""


def _lookup(excerpt: Excerpt) -> Problem:
    message = _("The decision cannot be looked up: {text}", text=excerpt.text)
    return Problem(excerpt, message, _("Write body, day and paragraph: kommunfullmäktige den 11 april 2016, § 75"))
