"""Who gets which decision, over many cases: gathered case by case, or turned round to recipient by recipient."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ksflow.batch.bugreport import report_bug
from ksflow.batch.checking import same_number
from ksflow.casefile.loading import CaseFile, load_case
from ksflow.documents.recipients import RecipientTexts, deciding_bodies
from ksflow.documents.swedish import alphabetical, enumerated
from ksflow.documents.text_faults import text_findings
from ksflow.organisation.distribution import Recipient
from ksflow.organisation.model import Municipality
from ksflow.organisation.parties import same_name
from ksflow.organisation.workspace import Workspace
from ksflow.sources.findings import Finding, FindingsError, has_errors
from ksflow.sources.named_files import shown_name


@dataclass(frozen=True, slots=True)
class Decision:
    """The decision of one case, as those who send it out know it."""

    file: str
    diary_number: str
    title: str
    body: str
    """Who decides in the end; several bodies are enumerated."""
    dated: date
    """The date of the statement."""
    meeting: date | None


@dataclass(frozen=True, slots=True)
class Dispatch:
    """One decision to one recipient."""

    decision: Decision
    recipient: Recipient
    reasons: tuple[str, ...]
    """Why it gets the decision: "för verkställighet (punkt 2)"."""
    group: str | None
    """The group under which it stands in the list, None when it is named itself."""
    groups: tuple[str, ...]
    """Further groups that hold it."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What one case says: its dispatches, or why it says nothing."""

    file: str
    decision: Decision | None
    dispatches: tuple[Dispatch, ...]
    findings: list[Finding]


def gather(workspace: Workspace, cases: list[Path]) -> Iterator[Gathered]:
    """Read the distribution list of every case, in order; a case that cannot be read never stops the others."""
    claimed: dict[str, str] = {}
    for path in cases:
        name = shown_name(path)
        try:
            loaded = load_case(path, workspace.municipality, workspace.root)
            decision = _decision(loaded, workspace.municipality)
            found = [*loaded.findings, *text_findings(loaded)]
            # Two files with one number would send the same decision twice.
            if (other := claimed.setdefault(loaded.case.diary_number.file_stem.casefold(), name)) != name:
                found.append(loaded.finding(("diarienummer",), "DIA008", same_number(other)))
            findings = sorted({replace(finding, diary_number=decision.diary_number) for finding in found})
            if has_errors(findings):
                yield Gathered(name, None, (), findings)
                continue
            yield Gathered(name, decision, tuple(_dispatches(loaded, decision, workspace.municipality)), findings)
        except FindingsError as error:
            yield Gathered(name, None, (), error.findings)
        except Exception as error:
            yield Gathered(name, None, (), [report_bug(name, error, workspace.root)])


def _decision(loaded: CaseFile, municipality: Municipality) -> Decision:
    case = loaded.case
    return Decision(
        loaded.name,
        municipality.diary_format.format(case.diary_number),
        case.title,
        enumerated(deciding_bodies(case, municipality)),
        case.date,
        case.meeting,
    )


def _dispatches(loaded: CaseFile, decision: Decision, municipality: Municipality) -> Iterator[Dispatch]:
    texts = RecipientTexts(loaded.case, municipality)
    for entry in texts.expanded:
        for recipient in entry.recipients:
            reasons, groups = texts.reasons(recipient), texts.groups(recipient, entry.group)
            yield Dispatch(decision, recipient, tuple(reasons), entry.group, tuple(groups))


def all_dispatches(gathered: Iterable[Gathered]) -> list[Dispatch]:
    """Return the dispatches of all cases, in their order."""
    return [dispatch for one in gathered for dispatch in one.dispatches]


def by_recipient(dispatches: Iterable[Dispatch]) -> list[tuple[Recipient, list[Dispatch]]]:
    """Return every recipient once, in alphabetical order, with the decisions that it gets, in the order of the cases.

    The same name with another person or role is another recipient. Where cases give different addresses, the first
    one counts; where they give different ways of delivery, all are said.
    """
    found: dict[tuple[str, str, str], list[Dispatch]] = {}
    for dispatch in dispatches:
        who = dispatch.recipient
        found.setdefault((same_name(who.name), who.contact or "", who.role or ""), []).append(dispatch)
    order = sorted(found, key=lambda key: (alphabetical(key[0]), key))
    return [(_together([dispatch.recipient for dispatch in found[key]]), found[key]) for key in order]


def _together(recipients: list[Recipient]) -> Recipient:
    """Return one recipient with what the lists of several cases say of it."""
    ways = dict.fromkeys(recipient.delivery for recipient in recipients if recipient.delivery)
    return replace(
        recipients[0],
        email=next((recipient.email for recipient in recipients if recipient.email), None),
        address=next((recipient.address for recipient in recipients if recipient.address), ()),
        delivery=", ".join(ways) or None,
    )
