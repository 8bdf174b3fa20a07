"""One case on a screen: its data, its documents, its attachments, and what has been and is connected with it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from ksflow.batch.building import FORMATS
from ksflow.batch.document_status import document_status
from ksflow.batch.order import CORE_DOCUMENTS
from ksflow.batch.results import Status
from ksflow.casefile.loading import CaseFile, load_case
from ksflow.casefile.model import Attachment, EarlierDecision
from ksflow.diary.number import DiaryNumber
from ksflow.documents.kinds import file_stem
from ksflow.locale import _, ngettext
from ksflow.organisation.workspace import Workspace
from ksflow.register.faults import Series, series_of
from ksflow.register.listing import number_of
from ksflow.register.reading import Register
from ksflow.register.record import Record
from ksflow.sources.errors import reason_of
from ksflow.sources.findings import FindingsError
from ksflow.sources.named_files import named_file, shown_name


class Fact(NamedTuple):
    """A labelled line; without a label it goes on with the one before."""

    label: str
    value: str


class Section(NamedTuple):
    """A headed part of the screen; the first has the number for its heading."""

    heading: str
    facts: list[Fact]


def overview(workspace: Workspace, register: Register, record: Record) -> list[Section]:
    """Return what is known of a case; one that is faulty shows what its file says all the same."""
    path = workspace.root / record.file
    try:
        loaded: CaseFile | None = load_case(path, workspace.municipality, workspace.root)
    except FindingsError as error:
        loaded = None
        faults = ngettext("{count} fault; see ksflow check", "{count} faults; see ksflow check", len(error.findings))
    sections = [Section(number_of(register, record), list(_data(record, path, workspace)))]
    if loaded is None:
        sections[0].facts.append(Fact(_("Faults"), faults))
    else:
        sections.append(Section(_("Documents"), list(_documents(loaded, workspace))))
        if loaded.case.attachments:
            attachments = enumerate(loaded.case.attachments, start=1)
            sections.append(
                Section(
                    _("Attachments"), [_attachment(number, one, path.parent, workspace) for number, one in attachments]
                )
            )
    more = (
        Section(_("History"), _history(record, loaded)),
        Section(_("Related cases"), list(_related(record, register))),
    )
    return [*sections, *(section for section in more if section.facts)]


def _data(record: Record, path: Path, workspace: Workspace) -> Iterator[Fact]:
    number = record.number
    name = workspace.municipality.classification_plan.get(number.classification, "") if number else ""
    facts = {
        _("Title"): record.title,
        _("Body"): record.body,
        _("Officer"): record.officer,
        _("Date"): record.dated.isoformat() if record.dated else "",
        _("Meeting"): record.meeting.isoformat() if record.meeting else "",
        _("Class"): f"{number.classification} {name}".strip() if number else "",
        _("Sender"): record.sender,
        _("Secrecy"): record.secret,
        _("File"): shown_name(path),
    }
    return (Fact(label, value) for label, value in facts.items() if value)


def _documents(loaded: CaseFile, workspace: Workspace) -> Iterator[Fact]:
    words = {
        Status.UNCHANGED: _("current"),
        Status.STALE: _("stale: build it again"),
        Status.EDITED: _("edited since it was built"),
        Status.MISSING: _("not built"),
        Status.FAILED: _("cannot be built; see ksflow build"),
    }
    folder = workspace.root / "out" / loaded.case.diary_number.file_stem
    for document in CORE_DOCUMENTS:
        stem = file_stem(document, workspace.template_folders)
        files = {form: folder / f"{stem}.{form}" for form in FORMATS}
        first, *_others = files
        built = [form for form in files if os.path.lexists(files[form])] or [first]
        for form in built:
            try:
                said = words[document_status(loaded, workspace, document, form, files[form])]
            except OSError as error:
                said = reason_of(error)
            yield Fact(shown_name(files[form]), said)


def _attachment(number: int, attachment: Attachment, folder: Path, workspace: Workspace) -> Fact:
    if attachment.file is None:
        return Fact(str(number), attachment.title)
    try:
        named_file(attachment.file, folder, workspace.root)
        where = attachment.file
    except FindingsError as error:
        where = error.findings[0].message
    return Fact(str(number), f"{attachment.title} ({where})")


def _history(record: Record, loaded: CaseFile | None) -> list[Fact]:
    """Return what has happened and will, in order; decisions without a date come first."""
    dated = ((record.received, _("received")), (record.dated, _("statement written")), (record.meeting, _("meeting")))
    events = [(decision.date, _decision(decision)) for decision in (loaded.case.earlier_decisions if loaded else ())]
    events += [(day, what) for day, what in dated if day]
    events.sort(key=lambda event: event[0] or date.min)
    return [Fact(day.isoformat() if day else "–", what) for day, what in events]


def _related(record: Record, register: Register) -> Iterator[Fact]:
    """Yield the cases that the texts of a case name, and those that name it."""
    places: dict[tuple[Series, int], Record] = {}
    for other in register.sound():
        if other.number:
            places.setdefault(_place(other.number), other)
    own = _place(record.number) if record.number else None
    for text in record.references:
        number = register.number_of(text)
        if number and _place(number) != own:
            named = places.get(_place(number))
            yield Fact(_("names"), f"{text} {named.title}".strip() if named else _("{number}, not here", number=text))
    for other in register.sound():
        numbers = (register.number_of(text) for text in other.references)
        if other is not record and any(number and _place(number) == own for number in numbers):
            yield Fact(_("named in"), f"{number_of(register, other)} {other.title}".strip())


def _place(number: DiaryNumber) -> tuple[Series, int]:
    return series_of(number), number.serial


def _decision(decision: EarlierDecision) -> str:
    paragraph = f"§ {decision.paragraph.lstrip('§ ')}" if decision.paragraph else None
    return ", ".join(part for part in (decision.body, paragraph, decision.title) if part)
