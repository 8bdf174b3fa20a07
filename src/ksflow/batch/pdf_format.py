"""PDF files of a workspace: the municipality's fonts, and where the characters stand that no font has.

Writers know blocks, and blocks know no places.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from ksflow.casefile.loading import CaseFile
from ksflow.documents.blocks import Document
from ksflow.locale import _
from ksflow.organisation.workspace import Workspace
from ksflow.sources.findings import START, Finding, FindingsError, Severity, Span
from ksflow.sources.suggest import nearest
from ksflow.sources.textfile import TextFile
from ksflow.sources.validation import shown_span
from ksflow.writers.pdf.characters import MissingCharactersError, missing_character
from ksflow.writers.pdf.look import Look, load_look
from ksflow.writers.pdf.writer import write_pages, write_pdf

_MOST = 10


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


@contextmanager
def placed_characters(loaded: CaseFile, workspace: Workspace) -> Iterator[None]:
    """Let characters that no font has be reported where they stand."""
    try:
        yield
    except MissingCharactersError as error:
        raise FindingsError(_character_findings(loaded, workspace, error.characters)) from None


def _character_findings(loaded: CaseFile, workspace: Workspace, characters: list[str]) -> list[Finding]:
    """Return a finding for each place of the characters in the case file and its texts, or in kommun.yaml; ten at most.

    A character that is written in another way, as an entity, or by a template, is reported for the case as a whole.
    """
    sources = [loaded.tree.source, *loaded.texts.values(), workspace.tree.source]
    help_ = _("Write it otherwise, or put a font that has it in templates/fonts/")
    findings: list[Finding] = []
    for character in characters:
        message = missing_character(character)
        found = [
            source.finding(span, "FIL220", message, help_) for source in sources for span in _places(source, character)
        ]
        findings += found or [Finding(loaded.name, START, "FIL220", Severity.ERROR, message, help_)]
    return sorted(findings)[:_MOST]


def _places(source: TextFile, character: str) -> Iterator[Span]:
    for number, line in enumerate(source.lines, start=1):
        for form in {character, unicodedata.normalize("NFD", character)}:
            at = line.find(form)
            while at >= 0:
                yield Span(number, at + 1, number, at + 1 + len(form))
                at = line.find(form, at + len(form))
