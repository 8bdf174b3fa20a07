"""A new case: its file under cases/, written once and never over another."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ksflow.batch.schema_files import add_missing_schemas
from ksflow.casefile.skeletons import Kind, NewCase, fill, like
from ksflow.diary.number import DiaryNumber
from ksflow.locale import _
from ksflow.organisation.workspace import Workspace
from ksflow.register.numbering import ReserveError, write_numbered
from ksflow.register.reading import Register, read_register
from ksflow.register.record import Record
from ksflow.register.reserved_case import is_reservation, reserved_title
from ksflow.sources.findings import FindingsError
from ksflow.sources.migrations import parse_case
from ksflow.sources.named_files import shown_name
from ksflow.sources.textfile import read_text_file
from ksflow.sources.yamltree import YamlTree


class NewCaseError(Exception):
    """A case that cannot be made; the message is for the user, one line."""


def reservation_of(workspace: Workspace, number: DiaryNumber) -> Record | None:
    """Return the record of the untouched file that holds a number; raise NewCaseError when a case has the number."""
    form = workspace.municipality.diary_format
    register = read_register(workspace.root, workspace.cases, form)
    for record in _holders(register, number):
        path = workspace.root / record.file
        if not is_reservation(_text_of(path)):
            message = _("{file} has that number already", file=register.shown(record.file))
            raise NewCaseError(message)
        return record
    return None


def write_new_case(workspace: Workspace, number: DiaryNumber, case: NewCase, model: Kind | YamlTree) -> Path:
    """Write a new case file and return its path; raise NewCaseError when it cannot be written."""
    text = fill(model, case) if isinstance(model, Kind) else like(model, case)

    def taken() -> Path | None:
        record = reservation_of(workspace, number)
        return workspace.root / record.file if record else None

    try:
        path = write_numbered(workspace.root, workspace.cases, number, taken, text)
    except ReserveError as error:
        raise NewCaseError(str(error)) from None
    add_missing_schemas(workspace.root)
    return path


def with_reservation(case: NewCase, record: Record) -> NewCase:
    """Return what is known of a case together with what was said when its number was taken."""
    title = record.title if record.title and record.title != reserved_title(case.number) else None
    return replace(case, title=case.title or title)


def read_model(path: Path) -> YamlTree:
    """Read the case that a new one is to be like; raise NewCaseError when it cannot be read."""
    try:
        return parse_case(read_text_file(path, shown_name(path)))
    except FindingsError as error:
        first = error.findings[0]
        raise NewCaseError(f"{first.file}:{first.span.line}: {first.message}") from None


def _holders(register: Register, number: DiaryNumber) -> list[Record]:
    """Return the records of the cases with a number; its classification makes no other case."""
    wanted = (number.organ.upper(), number.year, number.serial)
    return [
        record
        for record in register.records
        if record.number and (record.number.organ.upper(), record.number.year, record.number.serial) == wanted
    ]


def _text_of(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError):
        return ""
