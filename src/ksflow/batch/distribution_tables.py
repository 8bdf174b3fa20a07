"""Distribution lists as tables and as JSON: one row for each recipient of each case, or one for each recipient.

The names of the columns are what a mail merge asks for; README lists them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ksflow.batch.distribution import Decision, Dispatch, Gathered, all_dispatches, by_recipient
from ksflow.organisation.distribution import Recipient
from ksflow.organisation.parties import ADDRESS_LINES
from ksflow.sources.findings import Finding, Severity
from ksflow.tables import Cell, Table

_ADDRESS = tuple(f"Adressrad {number}" for number in range(1, ADDRESS_LINES + 1))
_RECIPIENT = ("Mottagare", "Kontakt", "Roll", *_ADDRESS, "E-post", "Leverans")
COLUMNS = (
    "Nr", "Diarienummer", "Rubrik", "Instans", "Sammanträde", "Datum", *_RECIPIENT, "Syfte", "Bifogas", "Grupp",
)  # fmt: skip
"""The columns of the list by case. Nr is first: some programs take the file's byte order mark into its name."""
RECIPIENT_COLUMNS = ("Nr", *_RECIPIENT, "Antal", "Diarienummer", "Beslut", "Syfte", "Bifogas")
SHORT_COLUMNS = ("Diarienummer", "Mottagare", "Adress", "Leverans", "Syfte", "Grupp")
SHORT_RECIPIENT_COLUMNS = ("Mottagare", "Adress", "Leverans", "Antal", "Diarienummer")


def table_by_case(dispatches: Iterable[Dispatch]) -> Table:
    """Return a row for each recipient of each case."""
    rows = [(number, *_case_cells(dispatch)) for number, dispatch in enumerate(dispatches, start=1)]
    return Table("Sändlista", COLUMNS, tuple(rows))


def table_by_recipient(dispatches: Iterable[Dispatch]) -> Table:
    """Return a row for each recipient, with all the decisions that it gets."""
    rows: list[tuple[Cell, ...]] = []
    for number, (recipient, several) in enumerate(by_recipient(dispatches), start=1):
        numbers = "; ".join(dispatch.decision.diary_number for dispatch in several)
        reasons = dict.fromkeys(reason for dispatch in several for reason in dispatch.reasons)
        enclosures = dict.fromkeys(one for dispatch in several for one in dispatch.recipient.enclosures)
        said = (numbers, _decisions(several), "; ".join(reasons), "; ".join(enclosures))
        rows.append((number, *_recipient_cells(recipient), len(several), *said))
    return Table("Sändlista per mottagare", RECIPIENT_COLUMNS, tuple(rows))


def short_table_by_case(dispatches: Iterable[Dispatch]) -> Table:
    """Return the list by case as it fits a terminal."""
    rows = [
        (
            dispatch.decision.diary_number,
            _who(dispatch.recipient),
            _where(dispatch.recipient),
            dispatch.recipient.delivery,
            "; ".join(dispatch.reasons),
            _groups(dispatch),
        )
        for dispatch in dispatches
    ]
    return Table("Sändlista", SHORT_COLUMNS, tuple(rows))


def short_table_by_recipient(dispatches: Iterable[Dispatch]) -> Table:
    """Return the list by recipient as it fits a terminal."""
    rows = [
        (
            _who(recipient),
            _where(recipient),
            recipient.delivery,
            len(several),
            "; ".join(dispatch.decision.diary_number for dispatch in several),
        )
        for recipient, several in by_recipient(dispatches)
    ]
    return Table("Sändlista per mottagare", SHORT_RECIPIENT_COLUMNS, tuple(rows))


def as_json(gathered: Sequence[Gathered], findings: Sequence[Finding], *, turned: bool) -> dict[str, Any]:
    """Return the lists as plain data, version 1, a contract that only grows; ``turned`` is by recipient."""
    dispatches = all_dispatches(gathered)
    together = by_recipient(dispatches)
    content: dict[str, Any] = {"version": 1}
    if turned:
        content["recipients"] = [
            {**_recipient_json(recipient), "decisions": [_decision_json(dispatch) for dispatch in several]}
            for recipient, several in together
        ]
    else:
        # Of a case that could not be read nobody knows who gets it: its findings are told, and no empty list.
        content["cases"] = [_case_json(one.decision, one) for one in gathered if one.decision]
    content["findings"] = [finding.as_dict() for finding in findings]
    content["summary"] = {
        "cases": len(gathered),
        "dispatches": len(dispatches),
        "recipients": len(together),
        "errors": sum(finding.severity is Severity.ERROR for finding in findings),
        "warnings": sum(finding.severity is Severity.WARNING for finding in findings),
    }
    return content


def _case_cells(dispatch: Dispatch) -> tuple[Cell, ...]:
    decision = dispatch.decision
    return (
        decision.diary_number,
        decision.title,
        decision.body,
        decision.meeting,
        decision.dated,
        *_recipient_cells(dispatch.recipient),
        "; ".join(dispatch.reasons),
        "; ".join(dispatch.recipient.enclosures),
        _groups(dispatch),
    )


def _recipient_cells(recipient: Recipient) -> tuple[Cell, ...]:
    address = (*recipient.address, *(None for _line in range(ADDRESS_LINES - len(recipient.address))))
    return (recipient.name, recipient.contact, recipient.role, *address, recipient.email, recipient.delivery)


def _who(recipient: Recipient) -> str:
    return ", ".join(part for part in (recipient.name, recipient.contact, recipient.role) if part)


def _where(recipient: Recipient) -> str:
    return ", ".join(part for part in (*recipient.address, recipient.email) if part)


def _groups(dispatch: Dispatch) -> str:
    return "; ".join(name for name in (dispatch.group, *dispatch.groups) if name)


def _decisions(dispatches: list[Dispatch]) -> str:
    return "; ".join(f"{dispatch.decision.diary_number} {dispatch.decision.title}" for dispatch in dispatches)


def _case_json(decision: Decision, gathered: Gathered) -> dict[str, Any]:
    head = _decision_facts(decision)
    recipients = [{**_recipient_json(one.recipient), **_reason_json(one)} for one in gathered.dispatches]
    return {**head, "recipients": recipients}


def _decision_json(dispatch: Dispatch) -> dict[str, Any]:
    return {**_decision_facts(dispatch.decision), **_reason_json(dispatch)}


def _decision_facts(decision: Decision) -> dict[str, Any]:
    return {
        "case": decision.file,
        "diary_number": decision.diary_number,
        "title": decision.title,
        "body": decision.body,
        "date": decision.dated.isoformat(),
        "meeting": decision.meeting.isoformat() if decision.meeting else None,
    }


def _recipient_json(recipient: Recipient) -> dict[str, Any]:
    return {
        "name": recipient.name,
        "contact": recipient.contact,
        "role": recipient.role,
        "email": recipient.email,
        "address": list(recipient.address),
        "delivery": recipient.delivery,
    }


def _reason_json(dispatch: Dispatch) -> dict[str, Any]:
    return {
        "purposes": list(dispatch.reasons),
        "enclosures": list(dispatch.recipient.enclosures),
        "group": dispatch.group,
        "groups": list(dispatch.groups),
    }
