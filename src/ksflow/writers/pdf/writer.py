"""Writing a document as PDF in a look."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Literal

from ksflow.documents.blocks import Document
from ksflow.sources.findings import FindingsError
from ksflow.writers.pdf.characters import MissingCharactersError, missing_characters
from ksflow.writers.pdf.data import DocumentData, fonts_of
from ksflow.writers.pdf.faults import font_findings, look_finding
from ksflow.writers.pdf.look import Look
from ksflow.writers.pdf.offline import offline
from ksflow.writers.pdf.stamp import stamped
from ksflow.writers.pdf.standard import STANDARDS

if TYPE_CHECKING:
    from typst import PDFStandard

# The addresses of links, in which Typst 0.15 escapes nothing: one with & makes no proper XML. Pictures need none.
_ADDRESS = re.compile(rb' (?:xlink:)?href="(?![#]|data:)[^"]*"')


def write_pdf(document: Document, look: Look) -> bytes:
    """Return the PDF file; raise FindingsError when it cannot be made, MissingCharactersError for want of a glyph."""
    pdf = _compile(document, look, "pdf", STANDARDS)
    if not isinstance(pdf, bytes):
        raise TypeError(type(pdf))
    return stamped(pdf)


def write_pages(document: Document, look: Look) -> list[bytes]:
    """Return what the pages of the PDF look like, each as an SVG picture; raise as ``write_pdf`` does.

    Only for looking at: what the standards of a PDF demand is not asked for.
    """
    pages = _compile(document, look, "svg", [])
    return [_ADDRESS.sub(b"", page) for page in ([pages] if isinstance(pages, bytes) else pages)]


def _compile(
    document: Document, look: Look, form: Literal["pdf", "svg"], standards: list[PDFStandard]
) -> bytes | list[bytes]:
    data = DocumentData()
    inputs = {"dokument": data.json(document)}
    with look.lock, offline():
        return _compile_data(document, look, data, inputs, form, standards)


def _compile_data(
    document: Document,
    look: Look,
    data: DocumentData,
    inputs: dict[str, str],
    form: Literal["pdf", "svg"],
    standards: list[PDFStandard],
) -> bytes | list[bytes]:
    import typst  # a heavy import, needed only when a PDF is written

    pictures = {look.root.path / path.lstrip("/"): picture for path, picture in data.pictures.items()}
    try:
        for path, picture in pictures.items():
            path.write_bytes(picture)
        made, warnings = look.compiler.compile_with_warnings(
            look.sources,  # type: ignore[type-var]  # typst's hints know files by their paths only
            format=form,
            sys_inputs=inputs,
            pdf_standards=standards,
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
    return made or b""
