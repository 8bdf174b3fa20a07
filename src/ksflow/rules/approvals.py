"""BES004–006: what is approved, who signs it, and who pays for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ksflow.locale import _
from ksflow.rules.clauses import approved_agreement, clauses_of
from ksflow.rules.engine import Fixing, Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.sources.findings import Severity

_SIGNS = re.compile(
    r"\b(?:underteckn|signera|skriva? under|skriver under|firmateckn|(?:uppdrag|rätt) att (?:ingå|teckna|sluta)\b)",
    re.IGNORECASE,
)


@rule(
    "BES004",
    "nobody-may-sign",
    Severity.WARNING,
    summary=lambda: _("An agreement is approved, but nobody may sign it"),
    why=lambda: _("The right to sign does not follow from the approval; without it the agreement can be disputed."),
    source="Kommuninvest, Rätten att underteckna för kommun och region",
    checked="2026-11-24",
    setting="husregler.firmateckning",
)
def nobody_may_sign(manuscript: Manuscript) -> Iterator[Problem]:
    """“Avtal om … godkänns”, and no att-sats of any body says who signs."""
    if manuscript.municipality.house.signing_settled:
        return
    clauses = clauses_of(manuscript)
    if any(_SIGNS.search(clause.prose) for clause in clauses):
        return
    for clause in clauses:
        if match := approved_agreement(clause.head.prose):
            message = _("An agreement is approved, but nobody may sign it")
            help_ = _("Add an att-sats: “{text}”", text="Kommundirektören får i uppdrag att underteckna avtalet.")
            yield Problem(clause.head.excerpt(*match.span("verb")), message, help_)


_PROPOSAL = re.compile(
    r"(?:att )?(?P<whole>förslag(?:et)? till "
    r"(?P<thing>(?:(?:nya?|nytt|reviderade?|reviderat|uppdaterade?|uppdaterat) )?[\w-]+))"
    r"(?=[^.]*\b(?:godkänns|antas|fastställs|beslutas)\b)",
    re.IGNORECASE,
)
_SENT_OUT = re.compile(
    r"\b(?:godkänns|antas) (?:som underlag|för (?:samråd|granskning|remiss|utställning|att))", re.IGNORECASE
)


@rule(
    "BES005",
    "approves-the-proposal",
    Severity.WARNING,
    summary=lambda: _("The att-sats approves a proposal, not the thing itself"),
    why=lambda: _("Once decided it is a proposal no more: what is approved is the agreement, the plan, the rules."),
    source="Handboken ”Vad ska jag skriva under de olika rubrikerna?”: som om beslutet vore fattat",
    checked="2026-11-24",
    fixing=Fixing.UNSAFE,
)
def approves_the_proposal(manuscript: Manuscript) -> Iterator[Problem]:
    """“Förslag till avtal … godkänns”; a proposal that is sent out or handed over is rightly one."""
    for clause in clauses_of(manuscript):
        match = _PROPOSAL.match(clause.head.prose)
        if match and not _SENT_OUT.search(clause.head.prose):
            thing = match["thing"]
            instead = thing[:1].upper() + thing[1:] if match.start("whole") == 0 else thing
            message = _("The att-sats approves the proposal, not the thing: {text}", text=match["whole"])
            help_ = _("Write “{text}”", text=f"{instead} …, enligt bilaga 1, godkänns.")
            yield Problem(clause.head.excerpt(*match.span("whole")), message, help_, instead)


_MONEY = re.compile(
    r"\b[0-9]{1,3}(?:[ \u00a0\u202f]?[0-9]{3})*(?:,[0-9]+)?[ \u00a0]"
    r"(?:kronor|kr|tkr|mnkr|mdkr|mkr|miljoner kronor|miljarder kronor)\b"
)
_SPENDING = re.compile(
    r"\b(?:tilläggsanslag\w*|anslås|anslår|avsätts|avsätter|beviljas|beviljar|bidrag\w*|utökas|köps in|förvärvas"
    r"|investering\w*|kostnad\w*|upphandlas)\b",
    re.IGNORECASE,
)
_NO_COST = re.compile(
    r"\b(?:\w*avgift\w*|\w*tax\w*|viten?|vitet|borgen\w*|lån|lånet|låna|lånetak\w*|låneram\w*|intäkt\w*|inkomst\w*"
    r"|säljs|sälja|försälj\w*|köpeskilling\w*|hyra|hyran|arrende\w*|minskas|minskar|sänks|noteras|godkänns"
    r"|ombudgeter\w*|återbetal\w*|återkräv\w*)\b",
    re.IGNORECASE,
)
_FINANCED = re.compile(
    r"finansier|\bryms|inom (?:ramen|budget|befintlig|beslutad)|\bram(?:en|ar|arna)?\b|(?<!läggs)anslag|anvisas|reserv"
    r"|omfördel|statsbidrag|\bintäkt|täcks|bekostas|belasta|\bur [^.]{0,60}(?:budget|medel|fond)"
    r"|\bbudget(?:en|erat|erade|eras)?\b|tas från|betalas av",
    re.IGNORECASE,
)


@rule(
    "BES006",
    "cost-without-financing",
    Severity.WARNING,
    summary=lambda: _("A new cost without financing"),
    why=lambda: _("Who decides on an expense says at the same time how it is paid."),
    source="Kommunallagen (2017:725) 11 kap. (allmän kunskap, paragrafen ej kontrollerad)",
    checked="2026-11-24",
)
def cost_without_financing(manuscript: Manuscript) -> Iterator[Problem]:
    """Look for an amount that an att-sats grants, and no word about financing in the proposal or in the texts."""
    clauses = clauses_of(manuscript)
    costs = [
        (clause, match)
        for clause in clauses
        if _SPENDING.search(clause.head.prose) and not _NO_COST.search(clause.prose)
        for match in [_MONEY.search(clause.head.prose)]
        if match
    ]
    if not costs or any(_FINANCED.search(passage.text) for passage in manuscript.passages):
        return
    for clause, match in costs:
        message = _("Nothing says how the cost is paid: {amount}", amount=match.group())
        help_ = _("Write how it is financed, such as “ryms inom nämndens ram” or “finansieras genom …”")
        yield Problem(clause.head.excerpt(*match.span()), message, help_)
