"""BES007–008: tasks that a decision gives, and roles that only the text gives."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ksflow.locale import _
from ksflow.rules.clauses import ClauseText, clauses_of
from ksflow.rules.engine import Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.sources.dates import MONTHS
from ksflow.sources.findings import Severity

_OPEN = (
    r"utreda|utvärdera|inventera"
    r"|se över|undersöka|analysera|kartlägga|följa upp|redovisa|återkomma|återrapportera|ta fram|utarbeta|föreslå"
    r"|lämna förslag|bereda|pröva|överväga|utveckla|arbeta (?:fram|vidare)"
)
_ASSIGNMENT = re.compile(
    rf"\b(?:får|ges) i uppdrag att (?:fortsatt |vidare |(?:tillsammans|i samråd) med [^,.]{{1,60}} )?(?:{_OPEN})\b"
    rf"|\buppdra[rs]?(?: (?:åt|till) [^,.]{{1,60}}?)? (?:att )?(?:{_OPEN})\b",
    re.IGNORECASE,
)
_WHEN = re.compile(
    rf"\b(?:{'|'.join(MONTHS)}|(?:19|20)[0-9]{{2}}|senast|årlig\w*|varje|delårsrapport\w*|kvartal\w*|tertial\w*|halvår\w*"
    r"|verksamhetsberättelse\w*|årsredovisning\w*|\w*bokslut\w*|\w*budget\w*|i samband med|inför"
    r"|inom \w+ (?:veckor|månader|år)|nästa sammanträde|två gånger|löpande)\b",
    re.IGNORECASE,
)
_THE_TASK = re.compile(r"\b(?:uppdrag(?:et|en)|redovis|återrapporter|slutredovis)", re.IGNORECASE)


@rule(
    "BES007",
    "task-without-end",
    Severity.WARNING,
    summary=lambda: _("A task without a day on which it is reported back"),
    why=lambda: _("A task that nobody asks for again is not carried out: it says who does what by when."),
    source="Revisionsrapport, Fagersta kommun: granskning av verkställighet av beslut",
    checked="2026-11-24",
)
def task_without_end(manuscript: Manuscript) -> Iterator[Problem]:
    """“får i uppdrag att utreda …” without a day; what is done once, such as signing, needs none."""
    clauses = clauses_of(manuscript)
    for clause in clauses:
        match = _ASSIGNMENT.search(clause.head.prose)
        if match and not _WHEN.search(clause.prose) and not _is_followed_up(clause, clauses):
            message = _("The task has no day on which it is to be reported back")
            day = f"31 januari {manuscript.case.date.year + 1}"
            help_ = _("Add it: “… och redovisa resultatet för kommunstyrelsen senast den {day}”", day=day)
            yield Problem(clause.head.excerpt(*match.span()), message, help_)


def _is_followed_up(task: ClauseText, clauses: list[ClauseText]) -> bool:
    """Tell whether another att-sats says when the task is to be done."""
    others = (clause for clause in clauses if clause is not task)
    return any(_THE_TASK.search(other.prose) and _WHEN.search(other.prose) for other in others)


_REPRESENTS = re.compile(
    r"\b(?P<whole>(?P<role>representant(?:er(?:na)?)?|företrädare|ombud|ledam(?:ot|öter)|ersättare) i "
    r"(?:den |det )?(?:[\w-]+ )?(?P<group>[\w-]+(?:gruppen|rådet|styrelsen|kommittén|forumet|nämnden|organet))"
    r" (?:utgörs av|utses))\b",
    re.IGNORECASE,
)
_HINTS = ("i uppdrag att", " utgörs av", " utses")
_OURS = re.compile(r"\b(?:kommunens|kommuns|nämndens|förvaltningens|våra)\b", re.IGNORECASE)
_SETTLED = re.compile(
    r"\b(?:enligt|reglement\w*|delegation\w*|stadgar\w*|bolagsordning\w*|sedan|redan|idag|i dag|tidigare|hittills)\b"
    r"|\bannat ärende|\butsågs|\bvalde",
    re.IGNORECASE,
)
_CHOOSES = re.compile(r"\b(?:representant|företräda|ombud|ledamot|ledamöter|utses?\b|väljs|välja)", re.IGNORECASE)
_TASKED = re.compile(
    r"\b(?:[\w-]+(?:nämnden|direktören|kontoret|avdelningen)|[\w-]*förvaltningen|kommunstyrelsen) "
    r"(?P<whole>(?:får|ges|föreslås få) i uppdrag att)\b",
    re.IGNORECASE,
)


@rule(
    "BES008",
    "role-outside-the-decision",
    Severity.WARNING,
    summary=lambda: _("The text gives a role or a task that the decision does not"),
    why=lambda: _(
        "Only what is decided holds: a representative or a task that the proposal leaves out has no mandate."
    ),
    source="Revisionsrapport, Fagersta kommun: ett beslut ska gå att verkställa; ksflow",
    checked="2026-11-24",
)
def role_outside_the_decision(manuscript: Manuscript) -> Iterator[Problem]:
    """“representanter i ledningsgruppen utgörs av”, “får i uppdrag att” in the text, and nothing of it is proposed."""
    decided = ""
    for passage in manuscript.running:
        if passage.path[0] == "beslutsförslag" or not any(hint in passage.text for hint in _HINTS):
            continue
        for sentence in passage.sentences:
            prose = sentence.prose
            found = _REPRESENTS.search(prose) or _TASKED.search(prose)
            if found is None or _SETTLED.search(prose):
                continue
            decided = decided or " ".join(clause.prose for clause in clauses_of(manuscript)).lower()
            if found.re is _REPRESENTS:
                if _OURS.search(prose, 0, found.start()) and not _CHOOSES.search(decided):
                    message = _("The text names representatives, and the proposal does not choose them")
                    help_ = _(
                        "Add an att-sats: “… utses till kommunens representanter i {group}.”", group=found["group"]
                    )
                    yield Problem(sentence.part(*found.span("whole")), message, help_)
            elif "uppdrag" not in decided and "uppdra" not in decided:
                message = _("The text gives a task, and the proposal does not")
                help_ = _("Add an att-sats with the task, or write who has given it and when")
                yield Problem(sentence.part(*found.span("whole")), message, help_)
