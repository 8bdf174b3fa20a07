"""What a build is asked for: which documents of each case, in which formats, and where they go."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ksflow.documents.kinds import file_stem
from ksflow.organisation.workspace import Workspace

FORMAT_NAMES = ("docx", "html", "pdf", "md")
"""The formats by their names, which are also the file names' endings."""
CORE_DOCUMENTS = ("tjansteutlatande", "beslutsforslag", "sandlista")
"""The documents built when none is named."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to build of each case, and where to put it."""

    workspace: Workspace
    documents: tuple[str, ...]
    formats: tuple[str, ...]
    out: Path
    force: bool = False
    """Replace also documents that somebody has edited; the edited ones are kept beside."""
    only_look: bool = False
    """Write nothing; tell what would become of each document."""
    attachments: bool = False
    """Put the attachments behind those PDF files that can have them."""

    @property
    def enclosing(self) -> frozenset[str]:
        """The names of the outputs that get the attachments behind them."""
        if not self.attachments or "pdf" not in self.formats:
            return frozenset()
        from ksflow.batch.pdf_attachments import is_enclosing

        pdf = {name: kind for name, kind in self.outputs.items() if name.endswith(".pdf")}
        return frozenset(name for name, kind in pdf.items() if is_enclosing(kind, self.workspace))

    @property
    def outputs(self) -> dict[str, str]:
        """The names of the files that each case gets, each with its kind of document."""
        stems = {document: file_stem(document, self.workspace.template_folders) for document in self.documents}
        return {f"{stems[document]}.{form}": document for document in self.documents for form in self.formats}
