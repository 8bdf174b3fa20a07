"""A recipient's notice: all the decisions that one recipient gets, gathered from many cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from ksflow.documents.blocks import Block, Division, Document
from ksflow.documents.content_template import load_content_template, parse_template, split_divisions
from ksflow.documents.field_blocks import plain_blocks
from ksflow.documents.fields import municipality_fields
from ksflow.documents.typography import typeset
from ksflow.organisation.distribution import Recipient
from ksflow.organisation.workspace import Workspace
from ksflow.sources.findings import Finding, FindingsError

TEMPLATE = "_utskick"


def compose_notice(
    recipient: Recipient, decisions: Sequence[dict[str, Any]], dated: date, workspace: Workspace
) -> Document:
    """Return the notice; raise FindingsError when the template or the look cannot be used.

    ``decisions`` holds for each decision what the template names: ``diarienummer``, ``rubrik``, ``instans``,
    ``sammanträde``, ``syfte`` and ``bifogas``, plain data. ``dated`` is the latest date of them.
    """
    template = load_content_template(TEMPLATE, workspace.template_folders, inner=True)
    title = f"Beslut till {recipient.name}"
    fields: dict[str, Any] = {
        "rubrik": title,
        "dokumenttyp": template.head.name,
        "datum": dated,
        "diarienummer": _numbers(decisions),
        "sammanträde": None,
        "beslutande": [{"namn": name} for name in dict.fromkeys(decision["instans"] for decision in decisions)],
        "ett_ärende": False,
        "förvaltning": workspace.municipality.name,
        "mottagare": typeset(recipient.name),
        "kontakt": recipient.contact,
        "roll": recipient.role,
        "adress": [typeset(line) for line in recipient.address],
        "epost": recipient.email,
        "leverans": recipient.delivery,
        "beslut": list(decisions),
        "kommun": municipality_fields(workspace, workspace.municipality.name),
    }
    text, _marks = template.render(fields)
    blocks: list[Block] = []
    findings: list[Finding] = []
    for name, part in split_divisions(text):
        inner, found = parse_template(template, part)
        findings += found
        blocks += inner if name is None else [Division(name, inner)]
    if findings:
        raise FindingsError(sorted(set(findings)))
    return Document(
        kind=TEMPLATE.lstrip("_"),
        name=template.head.name,
        title=title,
        diary_number=fields["diarienummer"],
        author=workspace.municipality.name,
        date=dated,
        look=template.head.look,
        fields=fields,
        blocks=tuple(blocks),
        blocks_of=plain_blocks,
    )


def _numbers(decisions: Sequence[dict[str, Any]]) -> str:
    """Return the diary number of a single case, or how many cases there are."""
    numbers = list(dict.fromkeys(decision["diarienummer"] for decision in decisions))
    return str(numbers[0]) if len(numbers) == 1 else f"{len(numbers)} ärenden"
