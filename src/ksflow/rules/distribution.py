"""EXP001–002: who gets the decision."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ksflow.locale import _
from ksflow.rules.clauses import ClauseText, approved_agreement, clauses_of
from ksflow.rules.engine import Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import Excerpt
from ksflow.sources.findings import Severity
from ksflow.sources.yamltree import Path

if TYPE_CHECKING:  # explaining a rule loads no case
    from ksflow.organisation.model import Municipality
    from ksflow.organisation.parties import Party

_ONLY_NOTED = re.compile(
    r"\b(?:noteras|läggs till handlingarna|bordläggs|utgår|notera|lägga till handlingarna)\b", re.IGNORECASE
)


@rule(
    "EXP001",
    "nobody-gets-the-decision",
    Severity.WARNING,
    summary=lambda: _("Nobody gets the decision, or nobody knows who does"),
    why=lambda: _("Those who get a decision carry it out. “Berörda” is nobody: groups are defined in kommun.yaml."),
    source="Göteborgs stad, Politikerhandboken: expediering; allmän kunskap, ej kontrollerad",
    checked="2026-11-24",
    setting="grupper",
)
def nobody_gets_the_decision(manuscript: Manuscript) -> Iterator[Problem]:
    """No ``sändlista`` where something is decided, or “Samtliga berörda”, which is no group."""
    from ksflow.organisation.parties import is_collective

    case, directory = manuscript.case, manuscript.municipality.directory
    if not case.recipients:
        if not all(_ONLY_NOTED.search(clause.prose) for clause in clauses_of(manuscript)):
            place: Path = ("sändlista",) if "sändlista" in manuscript.data else ()
            key = f"sändlista: [{_a_likely_recipient(manuscript)}]"
            yield Problem(place, _("Nobody gets the decision"), _("Add “{key}”", key=key))
        return
    for number, entry in enumerate(case.recipients):
        reached = entry.external or bool(entry.email or entry.address)
        if (
            directory.find(entry.name)
            or not is_collective(entry.name)
            or (not reached and directory.nearest(entry.name))
        ):
            continue  # known, or misspelt, which EXP010 tells
        message = _("Nobody can say who this is: {name}", name=entry.name)
        help_ = _("Define the group under “grupper” in kommun.yaml, or name the recipients")
        place = (
            ("sändlista", number, "namn")
            if isinstance(manuscript.data["sändlista"][number], dict)
            else ("sändlista", number)
        )
        yield Problem(place, message, help_, severity=Severity.INFO if reached else None)


def _a_likely_recipient(manuscript: Manuscript) -> str:
    """Return somebody whom kommun.yaml knows: the office that writes to the body, or the body itself."""
    municipality, name = manuscript.municipality, manuscript.case.body
    body = municipality.find_body(name)
    office = body.administration if body else None
    return office if office and municipality.directory.find(office) else municipality.official_name(name)


_TASK = re.compile(r"(?:att )?(?P<who>[A-ZÅÄÖa-zåäö][^.,:;]*?) (?:får|ges|uppmanas|åläggs|tilldelas)\b")
_TASK_TO = re.compile(r"\b(?:uppdras åt|uppdrar åt|uppdra åt|ge|ger) (?P<who>[^.,:;]+?) (?:att|i uppdrag)\b")
_AFTER = (
    "om|avseende|gällande|rörande|daterat|daterad|enligt|för|från|till|som|godkänns|antas|ingås|samt|och undertecknas"
)
_PARTIES = re.compile(rf"\bmellan (?P<names>[^.;()]+?)(?=,? (?:{_AFTER})\b|, (?:bilaga|enligt)\b|\.|$)")
_WITH = re.compile(rf"\bmed (?P<names>[A-ZÅÄÖ][^.;(),]+?)(?= (?:{_AFTER})\b|,|\.|$)")
_KIND_OF_PARTY = re.compile(
    r"\b(?:AB|HB|KB|kommun|stad|region|högskola|universitet|\w*förening|\w*förbund|stiftelse|\w+myndigheten|\w+verket)\b",
    re.IGNORECASE,
)


@rule(
    "EXP002",
    "concerned-but-not-a-recipient",
    Severity.WARNING,
    summary=lambda: _("A party to the agreement, or somebody with a task, does not get the decision"),
    why=lambda: _("Who is bound by a decision, or is to carry it out, must get it."),
    source="Revisionsrapport, Fagersta kommun: verkställighet; allmän kunskap, ej kontrollerad",
    checked="2026-11-24",
)
def concerned_but_not_a_recipient(manuscript: Manuscript) -> Iterator[Problem]:
    """Look for the parties of an approved agreement, and who gets a task, in the expanded ``sändlista``."""
    from ksflow.organisation.parties import same_name

    case, municipality = manuscript.case, manuscript.municipality
    if not case.recipients:
        return
    reached = _reached(manuscript)
    told: set[str] = set()
    for clause in clauses_of(manuscript):
        for excerpt in (*_tasked(clause, municipality), *_counterparties(clause, manuscript)):
            party = _party(excerpt.text, municipality)
            name = party.name if party else excerpt.text
            keys = _stand_ins(name, municipality)
            if keys & (reached | told) or clause.decider == same_name(name):
                continue
            told |= keys
            message = _("{name} is concerned by the decision, but does not get it", name=name)
            yield Problem(excerpt, message, _("Add “{key}” to “sändlista”", key=f"- {name}"))


def _reached(manuscript: Manuscript) -> set[str]:
    """Return the keys of all who get the decision, groups expanded."""
    from ksflow.organisation.distribution import expand
    from ksflow.organisation.parties import same_name

    lines = expand(manuscript.case.recipients, manuscript.municipality.directory)
    return {same_name(recipient.name) for line in lines for recipient in line.recipients}


def _stand_ins(name: str, municipality: Municipality) -> set[str]:
    """Return the keys of a party and of those that may get a decision in its place: a body and its administration."""
    from ksflow.organisation.parties import same_name

    keys = {same_name(name)}
    for body in municipality.bodies:
        pair = {same_name(part) for part in (body.name, body.administration) if part}
        if same_name(name) in pair:
            keys |= pair
    return keys


def _party(name: str, municipality: Municipality) -> Party | None:
    """Return the party of kommun.yaml with a name or short name; None for a group, and for somebody unknown."""
    from ksflow.organisation.parties import Party

    part = municipality.directory.find(name)
    return part if isinstance(part, Party) else None


def _tasked(clause: ClauseText, municipality: Municipality) -> Iterator[Excerpt]:
    """Yield the known bodies, administrations, companies and roles that an att-sats gives something to do."""
    prose = clause.head.prose
    for match in filter(None, (_TASK.match(prose), _TASK_TO.search(prose))):
        if _party(match["who"], municipality):
            yield clause.head.excerpt(*match.span("who"))


def _counterparties(clause: ClauseText, manuscript: Manuscript) -> Iterator[Excerpt]:
    """Yield the parties of an approved agreement, the municipality and its bodies apart."""
    from ksflow.organisation.parties import same_name

    head, municipality = clause.head, manuscript.municipality
    if approved_agreement(head.prose) is None:
        return
    match = _PARTIES.search(head.text) or _WITH.search(head.text)
    if match is None:
        return
    own = {same_name(municipality.name), "kommunen", "staden", "parterna"}
    at = match.start("names")
    for part in re.split(r"(?<!-)(?:, | och | samt )", match["names"]):
        start = head.text.index(part, at)
        at = start + len(part)
        if same_name(part) in own or municipality.find_body(part):
            continue
        if _party(part, municipality) or (part[:1].isupper() and _KIND_OF_PARTY.search(part)):
            yield head.excerpt(start, at)
