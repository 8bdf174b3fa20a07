"""Building the documents of a case; whatever goes wrong is a finding of the result, and never stops other cases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import cache, partial
from hashlib import sha256
from pathlib import Path
from sys import intern
from typing import Any, NamedTuple

from ksflow.batch.atomic import sweep
from ksflow.batch.bugreport import report_bug
from ksflow.batch.checking import same_number
from ksflow.batch.order import Order
from ksflow.batch.outputs import EditedError, look, put
from ksflow.batch.results import Built, Status
from ksflow.casefile.loading import CaseFile, load_case
from ksflow.documents.blocks import Document
from ksflow.documents.compose import compose
from ksflow.documents.fields import case_fields
from ksflow.documents.text_faults import text_findings
from ksflow.locale import _
from ksflow.organisation.workspace import Workspace
from ksflow.rules.placeholders import holds_prompt
from ksflow.sources.errors import reason_of
from ksflow.sources.findings import START, Finding, FindingsError, Severity, has_errors
from ksflow.sources.named_files import shown_name
from ksflow.writers.docx.zipfiles import is_own
from ksflow.writers.pdf.stamp import is_own as is_own_pdf
from ksflow.writers.seal import is_sealed


class CaseBuilt(NamedTuple):
    """What became of a case."""

    documents: list[Built]
    folder: str | None
    """Where its documents lie, inside the folder of outputs; None when its number cannot be told."""
    is_unwritten: bool = False
    """Whether it still has the prompts of a new case."""


def build_cases(order: Order, cases: list[Path]) -> Iterator[Built]:
    """Build every document of every case, in order; each result comes as soon as it is there."""
    claimed: dict[str, str] = {}
    for path in cases:
        yield from build_case(order, path, order.outputs, claimed).documents


def build_case(
    order: Order,
    path: Path,
    outputs: Mapping[str, str],
    claimed: dict[str, str],
    known: Mapping[str, str] | None = None,
) -> CaseBuilt:
    """Build some outputs of a case, given by name with their kind of document.

    ``claimed`` holds the folders of the cases built before, in small letters, with the cases; this one is added.
    ``known`` holds the sha256 of what was built last, by output.
    """
    name = shown_name(path)
    try:
        loaded = load_case(path, order.workspace.municipality, order.workspace.root)
    except FindingsError as error:
        return CaseBuilt(_failed(outputs, name, error.findings), None)
    except Exception as error:
        return CaseBuilt(_failed(outputs, name, [report_bug(name, error, order.workspace.root)]), None)
    folder = loaded.case.diary_number.file_stem
    # Without regard to case: on Windows and macOS KS-2021-1 and ks-2021-1 are one folder.
    if (other := claimed.setdefault(intern(folder.casefold()), name)) != name:
        finding = loaded.finding(("diarienummer",), "DIA008", same_number(other))
        return CaseBuilt(_failed(outputs, name, [_with_number(order, loaded, finding)]), None)
    # A case with a faulty text gives no document at all: a new beslutsförslag beside an old tjänsteutlåtande would
    # disagree with it.
    try:
        found = sorted({*loaded.findings, *text_findings(loaded)})
    except Exception as error:
        return CaseBuilt(_failed(outputs, name, [report_bug(name, error, order.workspace.root)]), folder)
    warnings = [_with_number(order, loaded, finding) for finding in found]
    if has_errors(warnings):
        return CaseBuilt(_failed(outputs, name, warnings), folder)
    if not order.only_look:
        sweep(order.out / folder)
    documents = []
    fields = cache(partial(case_fields, loaded, order.workspace))
    for output, kind in outputs.items():
        built = _build_document(order, loaded, fields, kind, order.out / folder / output, (known or {}).get(output))
        documents.append(replace(built, findings=[*warnings, *built.findings]))
        warnings = []  # said once, with the first document
    texts = (loaded.tree.source.text, *(file.text for file in loaded.texts.values()))
    return CaseBuilt(documents, folder, any(map(holds_prompt, texts)))


def _build_document(
    order: Order,
    loaded: CaseFile,
    fields: Callable[[], dict[str, Any]],
    kind: str,
    target: Path,
    known: str | None,
) -> Built:
    form = target.suffix[1:]
    found: list[Finding] = []

    def write() -> bytes:
        if form != "pdf":
            return FORMATS[form].write(compose(loaded, order.workspace, kind, fields), order.workspace)
        from ksflow.batch.pdf_characters import placed_characters

        with placed_characters(loaded, order.workspace):
            document = compose(loaded, order.workspace, kind, fields)
            if target.name not in order.enclosing:
                return FORMATS[form].write(document, order.workspace)
            from ksflow.batch.pdf_attachments import write_with_attachments

            data, findings = write_with_attachments(document, loaded, order.workspace)
            found.extend(findings)
            return data

    placed = Placing(target, known, force=order.force, only_look=order.only_look)
    built = _place(loaded.name, kind, form, placed, write, order.workspace)
    return replace(built, findings=[_with_number(order, loaded, finding) for finding in (*found, *built.findings)])


class Placing(NamedTuple):
    """Where a document goes, and how."""

    target: Path
    known: str | None
    force: bool
    only_look: bool


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
    return _place(case, document, form, Placing(target, None, force=force, only_look=False), write, workspace)


def _place(
    case: str, document: str, form: str, placing: Placing, write: Callable[[], bytes], workspace: Workspace
) -> Built:
    target = placing.target

    def failed(*findings: Finding) -> Built:
        return Built(case, document, form, Status.FAILED, findings=list(findings))

    try:
        data = write()
        if placing.only_look:
            status = look(target, data, FORMATS[form].is_own, placing.known)
        else:
            written = put(target, data, FORMATS[form].is_own, force=placing.force, known=placing.known)
            status = Status.BUILT if written else Status.UNCHANGED
    except EditedError:
        message = _("The document has been edited since it was built, and is kept as it is")
        help_ = _("Save it under another name, or build with --force: the edited one is then kept beside the new one")
        finding = Finding(shown_name(target), START, "FIL116", Severity.ERROR, message, help_)
        return Built(case, document, form, Status.EDITED, shown_name(target), findings=[finding])
    except FindingsError as error:
        return failed(*error.findings)
    except OSError as error:
        message = _("The file cannot be written: {reason}", reason=reason_of(error))
        return failed(Finding(shown_name(target), START, "FIL113", Severity.ERROR, message, _open_elsewhere(error)))
    except Exception as error:
        return failed(report_bug(case, error, workspace.root))
    digest = None if status is Status.EDITED else sha256(data).hexdigest()
    return Built(case, document, form, status, shown_name(target), digest)


def _write_docx(document: Document, workspace: Workspace) -> bytes:
    from ksflow.writers.docx.look import load_look
    from ksflow.writers.docx.writer import write_docx

    name = document.own_word_look or document.look
    return write_docx(document, load_look(name, workspace.template_folders, workspace.municipality.house_styles))


def _write_html(document: Document, workspace: Workspace) -> bytes:
    from ksflow.writers.html.look import load_look
    from ksflow.writers.html.writer import write_html

    return write_html(document, load_look(document.look, workspace.template_folders))


def _write_markdown(document: Document, _workspace: Workspace) -> bytes:
    from ksflow.writers.markdown.writer import write_markdown

    return write_markdown(document)


def _write_pdf(document: Document, workspace: Workspace) -> bytes:
    from ksflow.batch.pdf_format import write_pdf_document

    return write_pdf_document(document, workspace)


class Format(NamedTuple):
    """How a format is written, and how ksflow knows a file of its own."""

    write: Callable[[Document, Workspace], bytes]
    is_own: Callable[[bytes], bool]


FORMATS = {
    "docx": Format(_write_docx, is_own),
    "html": Format(_write_html, is_sealed),
    "pdf": Format(_write_pdf, is_own_pdf),
    "md": Format(_write_markdown, is_sealed),
}
"""The formats by their names, which are also the file names' endings."""


def _failed(outputs: Mapping[str, str], name: str, findings: list[Finding]) -> list[Built]:
    """Report every document of a case that cannot be built; what is wrong is said once, with the first."""
    documents = []
    for output, kind in outputs.items():
        documents.append(Built(name, kind, output.rpartition(".")[2], Status.FAILED, findings=findings))
        findings = []
    return documents


def _open_elsewhere(error: OSError) -> str | None:
    return _("Close the file if it is open in Word") if isinstance(error, PermissionError) else None


def _with_number(order: Order, loaded: CaseFile, finding: Finding) -> Finding:
    written = order.workspace.municipality.diary_format.format(loaded.case.diary_number)
    return replace(finding, diary_number=written)
