"""Building the documents of cases, one after the other; a failing case never stops the others."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from ksflow.batch.bugreport import report_bug
from ksflow.batch.checking import same_number
from ksflow.batch.outputs import EditedError, put
from ksflow.batch.pdf_format import placed_characters, write_pdf_document
from ksflow.casefile.loading import CaseFile, load_case
from ksflow.documents.blocks import Document
from ksflow.documents.compose import compose
from ksflow.documents.text_faults import text_findings
from ksflow.locale import _
from ksflow.organisation.workspace import Workspace
from ksflow.sources.findings import START, Finding, FindingsError, Severity, has_errors
from ksflow.sources.named_files import shown_name
from ksflow.writers.docx.look import load_look
from ksflow.writers.docx.writer import write_docx
from ksflow.writers.docx.zipfiles import is_own
from ksflow.writers.pdf.stamp import is_own as is_own_pdf

CORE_DOCUMENTS = ("tjansteutlatande", "beslutsforslag", "sandlista")
"""The documents built when none is named."""


class Status(StrEnum):
    """What became of a document."""

    BUILT = "built"
    UNCHANGED = "unchanged"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Built:
    """What became of one document of one case."""

    case: str
    document: str
    format: str
    status: Status
    file: str | None = None
    sha256: str | None = None
    findings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Order:
    """What to build of each case, and where to put it."""

    workspace: Workspace
    documents: tuple[str, ...]
    formats: tuple[str, ...]
    out: Path
    force: bool = False
    """Replace also documents that somebody has edited; the edited ones are kept beside."""


def build_cases(order: Order, cases: list[Path]) -> Iterator[Built]:
    """Build every document of every case, in order; each result comes as soon as it is there."""
    claimed: dict[str, str] = {}
    for path in cases:
        yield from _build_case(order, path, claimed)


def _build_case(order: Order, path: Path, claimed: dict[str, str]) -> Iterator[Built]:
    name = shown_name(path)
    try:
        loaded = load_case(path, order.workspace.municipality, order.workspace.root)
    except FindingsError as error:
        yield from _failed(order, name, error.findings)
        return
    except Exception as error:
        yield from _failed(order, name, [report_bug(name, error, order.workspace.root)])
        return
    folder = order.out / loaded.case.diary_number.file_stem
    # Without regard to case: on Windows and macOS KS-2021-1 and ks-2021-1 are one folder.
    if (other := claimed.setdefault(str(folder).casefold(), name)) != name:
        finding = loaded.finding(("diarienummer",), "DIA008", same_number(other))
        yield from _failed(order, name, [_with_number(order, loaded, finding)])
        return
    # A case with a faulty text gives no document at all: a new beslutsförslag beside an old tjänsteutlåtande would
    # disagree with it.
    found = sorted({*loaded.findings, *text_findings(loaded)})
    warnings = [_with_number(order, loaded, finding) for finding in found]
    if has_errors(warnings):
        yield from _failed(order, name, warnings)
        return
    for document in order.documents:
        for form in order.formats:
            built = _build_document(order, loaded, document, form, folder)
            yield replace(built, findings=[*warnings, *built.findings])
            warnings = []  # said once, with the first document


def _build_document(order: Order, loaded: CaseFile, document: str, form: str, folder: Path) -> Built:
    def write() -> bytes:
        with placed_characters(loaded, order.workspace):
            return FORMATS[form].write(compose(loaded, order.workspace, document), order.workspace)

    target = folder / f"{document}.{form}"
    built = put_document(loaded.name, document, form, target, write, order.workspace, force=order.force)
    return replace(built, findings=[_with_number(order, loaded, finding) for finding in built.findings])


def put_document(
    case: str,
    document: str,
    form: str,
    target: Path,
    write: Callable[[], bytes],
    workspace: Workspace,
    *,
    force: bool,
) -> Built:
    """Make a document and put it where it belongs; whatever goes wrong is a finding of the result."""

    def failed(*findings: Finding) -> Built:
        return Built(case, document, form, Status.FAILED, findings=list(findings))

    try:
        data = write()
        written = put(target, data, FORMATS[form].is_own, force=force)
    except EditedError:
        message = _("The document has been edited since it was built, and is kept as it is")
        help_ = _("Save it under another name, or build with --force: the edited one is then kept beside the new one")
        return failed(Finding(shown_name(target), START, "FIL116", Severity.ERROR, message, help_))
    except FindingsError as error:
        return failed(*error.findings)
    except OSError as error:
        message = _("The file cannot be written: {reason}", reason=error.strerror or type(error).__name__)
        return failed(Finding(shown_name(target), START, "FIL113", Severity.ERROR, message, _open_elsewhere(error)))
    except Exception as error:
        return failed(report_bug(case, error, workspace.root))
    status = Status.BUILT if written else Status.UNCHANGED
    return Built(case, document, form, status, shown_name(target), hashlib.sha256(data).hexdigest())


def _write_docx(document: Document, workspace: Workspace) -> bytes:
    return write_docx(document, load_look(document.look, workspace.template_folders))


class Format(NamedTuple):
    """How a format is written, and how ksflow knows a file of its own."""

    write: Callable[[Document, Workspace], bytes]
    is_own: Callable[[bytes], bool]


FORMATS = {"docx": Format(_write_docx, is_own), "pdf": Format(write_pdf_document, is_own_pdf)}
"""The formats by their names, which are also the file names' endings."""


def _failed(order: Order, name: str, findings: list[Finding]) -> Iterator[Built]:
    """Report every document of a case that cannot be built; what is wrong is said once, with the first."""
    for document in order.documents:
        for form in order.formats:
            yield Built(name, document, form, Status.FAILED, findings=findings)
            findings = []


def _open_elsewhere(error: OSError) -> str | None:
    return _("Close the file if it is open in Word") if isinstance(error, PermissionError) else None


def _with_number(order: Order, loaded: CaseFile, finding: Finding) -> Finding:
    written = order.workspace.municipality.diary_format.format(loaded.case.diary_number)
    return replace(finding, diary_number=written)
