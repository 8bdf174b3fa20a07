"""Importing documents: each becomes a case file of its own, which never replaces another."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from ksflow.batch.new_case import NewCaseError, reservation_of
from ksflow.batch.schema_files import add_missing_schemas, schema_line
from ksflow.casefile.loading import load_case
from ksflow.documents.compose import compose
from ksflow.importing.case_text import case_text
from ksflow.importing.comparison import are_moves as are_moves
from ksflow.importing.comparison import differences
from ksflow.importing.opening import read_document
from ksflow.importing.parts import Parts, divide
from ksflow.importing.source import Source, SourceError
from ksflow.locale import _
from ksflow.organisation.workspace import Workspace
from ksflow.register.numbering import ReserveError, write_named, write_numbered
from ksflow.sources.filenames import safe_stem
from ksflow.sources.findings import Finding, FindingsError
from ksflow.sources.named_files import shown_name

KIND = "tjansteutlatande"
"""The document that has all that a case says."""


@dataclass(slots=True)
class Imported:
    """What came of one document."""

    source: Path
    case: Path | None = None
    """The case file; None when none was written."""
    text: str = ""
    remarks: list[str] = field(default_factory=list)
    refusal: str | None = None
    """Why there is no case file."""
    differences: list[str] | None = None
    """How the case's text differs from the document's; None when they were not compared."""
    findings: list[Finding] = field(default_factory=list)
    """Why the case could not be composed for the comparison."""


def import_document(path: Path, workspace: Workspace, folder: Path, *, verify: bool, write: bool = True) -> Imported:
    """Make a case file of a document, in a folder; with ``verify`` the case is composed and compared with it."""
    done = Imported(path)
    try:
        source = read_document(path)
        parts = divide(source, workspace.municipality)
        made = case_text(parts, workspace.municipality, path.name, schema_line(folder, workspace.root))
        done.text, done.remarks = made.text, made.remarks
        if write:
            done.case = _write(parts, made.text, path, workspace, folder)
            add_missing_schemas(workspace.root)
            if verify:
                _verify(done, source, parts, workspace)
    except (SourceError, NewCaseError, ReserveError) as error:
        done.refusal = str(error)
    return done


def _write(parts: Parts, text: str, path: Path, workspace: Workspace, folder: Path) -> Path:
    number = parts.facts.number
    if number is None:
        return write_named(folder, f"{safe_stem(path.stem, 'import')}.yaml", text)

    def taken() -> Path | None:
        record = reservation_of(workspace, number)
        return workspace.root / record.file if record else None

    return write_numbered(workspace.root, folder, number, taken, text)


def _verify(done: Imported, source: Source, parts: Parts, workspace: Workspace) -> None:
    assert done.case is not None
    try:
        done.differences = _differences(done.case, source, parts, workspace)
    except FindingsError as error:
        try:
            done.differences = _differences_all_the_same(source, parts, workspace)
        except FindingsError:
            done.findings = error.findings


def _differences(case: Path, source: Source, parts: Parts, workspace: Workspace) -> list[str]:
    loaded = load_case(case, workspace.municipality, workspace.root)
    return differences(source, parts, compose(loaded, workspace, KIND))


def _differences_all_the_same(source: Source, parts: Parts, workspace: Workspace) -> list[str]:
    """Compare the texts of a case that has no number, date or body yet, with others in their place."""
    facts, municipality = parts.facts, workspace.municipality
    form = municipality.diary_format
    stand_ins = replace(
        facts,
        number=facts.number or form.parse(form.example),
        date=facts.date or date(2000, 1, 1),
        body=facts.body or next(iter(municipality.body_names), None),
    )
    made = case_text(replace(parts, facts=stand_ins, remarks=[]), municipality, source.name)
    with TemporaryDirectory() as folder:
        case = Path(folder) / "case.yaml"
        case.write_text(made.text, "utf-8", newline="\n")
        return _differences(case, source, parts, workspace)


def told(done: Imported) -> str:
    """Return in one line what came of a document."""
    name = shown_name(done.source)
    return _("{document} → {file}", document=name, file=shown_name(done.case)) if done.case else name
