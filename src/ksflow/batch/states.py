"""What has become of a document since it was built: whether the file is what the case would give today."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from ksflow.batch.building import FORMATS
from ksflow.batch.pdf_attachments import can_enclose, is_enclosing, write_with_attachments
from ksflow.casefile.loading import CaseFile
from ksflow.documents.compose import compose
from ksflow.organisation.workspace import Workspace
from ksflow.sources.findings import FindingsError


class State(StrEnum):
    """What a built document is, compared with its case."""

    CURRENT = "current"
    STALE = "stale"
    EDITED = "edited"
    MISSING = "missing"
    FAULTY = "faulty"
    """The case gives no such document as it stands."""


def document_state(loaded: CaseFile, workspace: Workspace, document: str, form: str, file: Path) -> State:
    """Return the state of a document's file; raise OSError when it cannot be read."""
    try:
        existing = file.read_bytes()
    except FileNotFoundError:
        return State.MISSING
    if not FORMATS[form].is_own(existing):
        return State.EDITED
    try:
        composed = compose(loaded, workspace, document)
        if FORMATS[form].write(composed, workspace) == existing:
            return State.CURRENT
        if form == "pdf" and can_enclose() and is_enclosing(document, workspace):
            with_attachments, _findings = write_with_attachments(composed, loaded, workspace)
            return State.CURRENT if with_attachments == existing else State.STALE
    except FindingsError:
        return State.FAULTY
    return State.STALE
