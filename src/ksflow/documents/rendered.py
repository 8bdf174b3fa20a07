"""The Markdown that a content template makes of a case, before it becomes blocks: to see what a template does."""

from __future__ import annotations

import re
from pathlib import Path

from ksflow.casefile.loading import load_case
from ksflow.documents.content_template import load_content_template
from ksflow.documents.fields import case_fields
from ksflow.documents.markup import MARK
from ksflow.organisation.workspace import Workspace

_BLANK_LINES = re.compile(r"\n{3,}")


def rendered(case: Path, workspace: Workspace, kind: str) -> str:
    """Return the Markdown, with the case's own Markdown texts in their places; raise FindingsError."""
    loaded = load_case(case, workspace.municipality, workspace.root)
    template = load_content_template(kind, workspace.template_folders)
    fields = {**case_fields(loaded, workspace), "dokumenttyp": template.head.name}
    text, marks = template.render(fields)
    whole = MARK.sub(lambda mark: marks[int(mark[1])].text.strip("\n"), text)
    return f"{_BLANK_LINES.sub(chr(10) * 2, whole).strip(chr(10))}\n"
