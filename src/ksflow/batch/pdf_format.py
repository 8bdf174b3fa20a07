"""PDF files of a workspace, in its look and the municipality's fonts."""

from __future__ import annotations

from collections.abc import Iterator

from ksflow.documents.blocks import Document
from ksflow.locale import _
from ksflow.organisation.workspace import Workspace
from ksflow.sources.findings import Finding, FindingsError
from ksflow.sources.suggest import nearest
from ksflow.sources.validation import shown_span
from ksflow.writers.pdf.look import Look, load_look
from ksflow.writers.pdf.writer import write_pages, write_pdf


def write_pdf_document(document: Document, workspace: Workspace) -> bytes:
    """Return a document as PDF in the workspace's look; raise FindingsError."""
    return write_pdf(document, _usable_look(document, workspace))


def write_page_pictures(document: Document, workspace: Workspace) -> list[bytes]:
    """Return the pages of a document's PDF as SVG pictures; raise FindingsError when it could not be written as PDF."""
    look = _usable_look(document, workspace)
    write_pdf(document, look)  # finds what the standards of a PDF demand; Typst then sets the same pages from memory
    return write_pages(document, look)


def _usable_look(document: Document, workspace: Workspace) -> Look:
    look = load_look(document.look, workspace.template_folders)
    if findings := list(_unknown_fonts(workspace, look.families)):
        raise FindingsError(findings)
    return look


def _unknown_fonts(workspace: Workspace, families: list[str]) -> Iterator[Finding]:
    """Yield a finding for each font that kommun.yaml names and that is not there."""
    known = {family.casefold(): family for family in families}
    tree = workspace.tree
    for use, name in workspace.municipality.font_names.items():
        if name.casefold() not in known:
            near = nearest(name.casefold(), list(known))
            help_ = _("Did you mean “{name}”?", name=known[near]) if near else _("Put its files in templates/fonts/")
            span = shown_span(tree, tree.place(("typsnitt", use)))
            yield tree.source.finding(span, "MAL021", _("There is no font “{name}”", name=name), help_)
