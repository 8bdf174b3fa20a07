"""The attachments of a case, put behind its document as PDF; what cannot be is told, in the file and to the user.

A divider page stands for every attachment, also for one whose pages are not in the file: whoever reads it must see that
something is missing, and where it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ksflow.batch.pdf_format import write_pdf_document
from ksflow.casefile.ignoring import remaining
from ksflow.casefile.loading import CaseFile
from ksflow.documents.blocks import Document
from ksflow.documents.content_template import load_content_template
from ksflow.documents.typography import typeset
from ksflow.locale import _
from ksflow.organisation.workspace import Workspace
from ksflow.sources.findings import Finding, FindingsError, Severity, has_errors
from ksflow.sources.named_files import named_file
from ksflow.writers.pdf.active_content import Taken
from ksflow.writers.pdf.attachment_file import MOST_BYTES, Refused, RefusedError, open_attachment
from ksflow.writers.pdf.enclosing import EnclosingError, Enclosure, enclosed

if TYPE_CHECKING:
    from pikepdf import Pdf

DIVIDER = "bilaga"
"""The look of divider pages."""


def can_enclose() -> bool:
    """Tell whether the package that puts PDF files together is installed."""
    return find_spec("pikepdf") is not None


def is_enclosing(kind: str, workspace: Workspace) -> bool:
    """Tell whether documents of a kind can have the attachments behind them: their content template says so."""
    try:
        return load_content_template(kind, workspace.template_folders).head.encloses
    except FindingsError:
        return False  # building tells what is wrong


def write_with_attachments(document: Document, loaded: CaseFile, workspace: Workspace) -> tuple[bytes, list[Finding]]:
    """Return a document as PDF with its case's attachments behind it, and what is to be said about them.

    Raises FindingsError when the document itself cannot be written, and for an attachment that is not wholly enclosed
    where kommun.yaml calls that an error.
    """
    written = write_pdf_document(document, workspace)
    if not loaded.case.attachments:
        return written, []
    damaged: set[int] = set()
    while True:
        with ExitStack() as opened:
            enclosures, found = _enclosures(document, loaded, workspace, damaged, opened)
            findings = list(remaining(loaded.tree, found, workspace.municipality))
            if has_errors(findings):
                raise FindingsError(findings)
            try:
                return enclosed(written, enclosures), findings
            except EnclosingError as error:
                damaged.add(error.index)


def _enclosures(
    document: Document, loaded: CaseFile, workspace: Workspace, damaged: set[int], opened: ExitStack
) -> tuple[list[Enclosure], list[Finding]]:
    """Return the attachments, opened, and what is to be said about them; ``damaged`` are known not to be usable."""
    enclosures: list[Enclosure] = []
    findings: list[Finding] = []
    left = MOST_BYTES
    for index, attachment in enumerate(loaded.case.attachments):
        place = ("bilagor", index, "fil") if attachment.file else ("bilagor", index)
        pages: Pdf | None = None
        try:
            path = _path(attachment.file, loaded, workspace)
            if index in damaged:
                raise RefusedError(Refused.DAMAGED)  # noqa: TRY301
            file, taken = open_attachment(path, left)
            pages = opened.enter_context(file)
            left -= path.stat().st_size
            findings += _taken_findings(loaded, place, taken)
        except RefusedError as error:
            findings.append(_refused_finding(loaded, place, attachment.file or "", error.why))
        facts = {
            "nummer": index + 1,
            "rubrik": typeset(attachment.title),
            "sidor": None if pages is None else len(pages.pages),
            "fil": attachment.file and Path(attachment.file).name,
        }
        divider = divider_of(document, facts)
        name = f"Bilaga {index + 1}"
        enclosures.append(Enclosure(name, typeset(attachment.title), write_pdf_document(divider, workspace), pages))
    return enclosures, findings


def divider_of(document: Document, facts: dict[str, Any] | None = None) -> Document:
    """Return the page that stands before an attachment, with facts about it; without any, a page to try a look with."""
    sample = {"nummer": 1, "rubrik": "Bilaga", "sidor": 1, "fil": "bilaga.pdf"}
    return replace(document, look=DIVIDER, blocks=(), fields={**document.fields, "bilaga": facts or sample})


def _path(name: str | None, loaded: CaseFile, workspace: Workspace) -> Path:
    if name is None:
        raise RefusedError(Refused.NO_FILE)
    try:
        return named_file(name, loaded.path.parent, workspace.root)
    except FindingsError:
        raise RefusedError(Refused.UNREADABLE) from None  # it was there when the case was loaded


def _refused_finding(loaded: CaseFile, place: tuple[str | int, ...], file: str, why: Refused) -> Finding:
    limit = MOST_BYTES // 1_000_000
    said: dict[Refused, Callable[[], tuple[str, str | None]]] = {
        Refused.NO_FILE: lambda: (_("The attachment names no file, and is not enclosed"), _("Write fil: with its PDF")),
        Refused.NO_PDF: lambda: (
            _("The attachment is not enclosed, since it is no PDF file: {file}", file=file),
            _("Save it as PDF, preferably as PDF/A, and name that file"),
        ),
        Refused.UNREADABLE: lambda: (
            _("The attachment is not enclosed, since its file cannot be read: {file}", file=file),
            None,
        ),
        Refused.DAMAGED: lambda: (
            _("The attachment is not enclosed, since its PDF file is damaged: {file}", file=file),
            _("Open it, see that all its pages are there, and save it anew as PDF"),
        ),
        Refused.LOCKED: lambda: (
            _("The attachment is not enclosed, since its PDF file is encrypted: {file}", file=file),
            _("Ask for it, or save it, without a password and without restrictions"),
        ),
        Refused.PORTFOLIO: lambda: (
            _("The attachment is not enclosed, since its PDF file is a folder of other files: {file}", file=file),
            _("Name each of them as an attachment of its own"),
        ),
        Refused.DYNAMIC_FORM: lambda: (
            _("The attachment is not enclosed, since only Adobe Reader can show its pages: {file}", file=file),
            _("Print it to PDF there, and name that file"),
        ),
        Refused.TOO_LARGE: lambda: (
            _("The attachment is not enclosed, since the attachments weigh more than {limit} MB: {file}",
              limit=limit, file=file),
            _("Send it apart, or save it with pictures of fewer dots"),
        ),
    }  # fmt: skip
    message, help_ = said[why]()
    severity = Severity.INFO if why is Refused.NO_FILE else Severity.WARNING
    return replace(loaded.finding(place, "FIL230", message, help_), severity=severity)


def _taken_findings(loaded: CaseFile, place: tuple[str | int, ...], taken: set[Taken]) -> Iterator[Finding]:
    said: dict[Taken, Callable[[], tuple[str, str | None]]] = {
        Taken.ACTION: lambda: (
            _("Scripts and actions in the attachment are not enclosed, only its pages"),
            _("See that the pages show all that they should, as a form does that is filled in"),
        ),
        Taken.FILE: lambda: (
            _("Files that lie inside the attachment are not enclosed, only its pages"),
            _("Save them from it, and name each as an attachment of its own"),
        ),
        Taken.MEDIA: lambda: (_("Sound, film and 3D in the attachment are not enclosed, only its pages"), None),
        Taken.SIGNATURE: lambda: (
            _("The attachment has an electronic signature, which holds for its own file only"),
            _("Keep that file, and send it where the signature is to be checked"),
        ),
    }
    for one in sorted(taken, key=lambda what: what.value):
        message, help_ = said[one]()
        severity = Severity.INFO if one is Taken.SIGNATURE else Severity.WARNING
        yield replace(loaded.finding(place, "FIL231", message, help_), severity=severity)
