"""Who gets which decision, over many cases: gathered case by case, or turned round to recipient by recipient."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from ksflow.batch.bugreport import report_bug
from ksflow.casefile.loading import CaseFile, load_case
from ksflow.documents.recipients import RecipientTexts, deciding_bodies
from ksflow.documents.swedish import alphabetical, enumerated
from ksflow.organisation.distribution import Recipient
from ksflow.organisation.model import Municipality
from ksflow.organisation.parties import same_name
from ksflow.organisation.workspace import Workspace
from ksflow.sources.findings import Finding, FindingsError
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
    administration: str


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
    for path in cases:
        name = shown_name(path)
        try:
            loaded = load_case(path, workspace.municipality, workspace.root)
            decision = _decision(loaded, workspace.municipality)
            dispatches = tuple(_dispatches(loaded, decision, workspace.municipality))
            findings = [replace(finding, diary_number=decision.diary_number) for finding in loaded.findings]
            yield Gathered(name, decision, dispatches, findings)
        except FindingsError as error:
            yield Gathered(name, None, (), error.findings)
        except Exception as error:
            yield Gathered(name, None, (), [report_bug(name, error, workspace.root)])


def _decision(loaded: CaseFile, municipality: Municipality) -> Decision:
    case = loaded.case
    body = municipality.find_body(case.body)
    return Decision(
        loaded.name,
        municipality.diary_format.format(case.diary_number),
        case.title,
        enumerated(deciding_bodies(case, municipality)),
        case.date,
        case.meeting,
        (body.administration if body else None) or municipality.name,
    )


def _dispatches(loaded: CaseFile, decision: Decision, municipality: Municipality) -> Iterator[Dispatch]:
    texts = RecipientTexts(loaded.case, municipality)
    for entry in texts.expanded:
        for recipient in entry.recipients:
            reasons, groups = texts.reasons(recipient), texts.groups(recipient, entry.group)
            yield Dispatch(decision, recipient, tuple(reasons), entry.group, tuple(groups))


def by_recipient(dispatches: Iterable[Dispatch]) -> list[tuple[Recipient, list[Dispatch]]]:
    """Return every recipient once, in alphabetical order, with the decisions that it gets, in the order of the cases.

    The same name with another person, address or way of delivery is another recipient: it gets a letter of its own.
    """
    found: dict[tuple[object, ...], list[Dispatch]] = {}
    for dispatch in dispatches:
        who = dispatch.recipient
        key = (same_name(who.name), who.contact, who.role, who.email, who.address, who.delivery)
        found.setdefault(key, []).append(dispatch)
    together = [(several[0].recipient, several) for several in found.values()]
    return sorted(together, key=lambda pair: (alphabetical(pair[0].name), pair[0].contact or "", pair[0].role or ""))
