"""Writing a document as PDF in a look."""

from __future__ import annotations

from datetime import UTC, datetime, time

from ksflow.documents.blocks import Document
from ksflow.sources.findings import FindingsError
from ksflow.writers.pdf.characters import MissingCharactersError, missing_characters
from ksflow.writers.pdf.data import DocumentData, fonts_of
from ksflow.writers.pdf.faults import font_findings, look_finding
from ksflow.writers.pdf.look import Look
from ksflow.writers.pdf.stamp import stamped
from ksflow.writers.pdf.standard import STANDARDS


def write_pdf(document: Document, look: Look) -> bytes:
    """Return the PDF file; raise FindingsError when it cannot be made, MissingCharactersError for want of a glyph."""
    data = DocumentData()
    inputs = {"dokument": data.json(document)}
    with look.lock:
        return stamped(_compile(document, look, data, inputs))


def _compile(document: Document, look: Look, data: DocumentData, inputs: dict[str, str]) -> bytes:
    import typst  # a heavy import, needed only when a PDF is written

    pictures = {look.root.path / path.lstrip("/"): picture for path, picture in data.pictures.items()}
    try:
        for path, picture in pictures.items():
            path.write_bytes(picture)
        pdf, warnings = look.compiler.compile_with_warnings(
            look.sources,  # type: ignore[type-var]  # typst's hints know files by their paths only
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=STANDARDS,
            timestamp=datetime.combine(document.date, time(), UTC),
        )
    except typst.TypstError as error:
        if missing := missing_characters(look, data.characters, fonts_of(document).values()):
            raise MissingCharactersError(missing) from None
        raise FindingsError([look_finding(look, error.message, error.diagnostic, error.hints)]) from None
    finally:
        for path in pictures:
            path.unlink(missing_ok=True)
    if findings := list(font_findings(look, [(warning.message, warning.diagnostic) for warning in warnings])):
        raise FindingsError(findings)
    if not isinstance(pdf, bytes):
        raise TypeError(type(pdf))
    return pdf
