"""What has become of a document since it was built: whether the file is what the case would give today."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from ksflow.batch.building import FORMATS
from ksflow.batch.outputs import look
from ksflow.batch.pdf_attachments import can_enclose, is_enclosing, write_with_attachments
from ksflow.batch.results import Status
from ksflow.casefile.loading import CaseFile
from ksflow.documents.compose import compose
from ksflow.organisation.workspace import Workspace
from ksflow.sources.findings import FindingsError


def document_status(loaded: CaseFile, workspace: Workspace, document: str, form: str, file: Path) -> Status:
    """Return the status of a document's file, a PDF with or without attachments; raise OSError if it cannot be read."""
    seen = partial(look, file, is_own=FORMATS[form].is_own)
    if (found := seen(b"")) in (Status.MISSING, Status.EDITED):  # also of a case that gives no such document any more
        return found
    try:
        composed = compose(loaded, workspace, document)
        found = seen(FORMATS[form].write(composed, workspace))
        if found is Status.STALE and form == "pdf" and can_enclose() and is_enclosing(document, workspace):
            found = seen(write_with_attachments(composed, loaded, workspace)[0])
    except FindingsError:
        return Status.FAILED
    return found
