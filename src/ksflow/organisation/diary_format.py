"""How diary numbers are written in a workspace, read from kommun.yaml without the time that the rest of it takes."""

from __future__ import annotations

from pathlib import Path

from ksflow.diary.format import DiaryFormat, PatternFault
from ksflow.diary.formats import diary_format
from ksflow.organisation.workspace import find_root, find_workspace, kommun_tree


def workspace_format(given: Path | None = None) -> DiaryFormat:
    """Return the format of the workspace at ``given``, or of the nearest one at or above the current folder.

    Raises WorkspaceError when there is none, FindingsError when its kommun.yaml is no YAML or the pattern is faulty.
    """
    value = kommun_tree(find_root(given)).data.get("diarienummer")
    if not value:
        return DiaryFormat()
    try:
        return diary_format(value) if isinstance(value, str) else find_workspace(given).municipality.diary_format
    except PatternFault:
        return find_workspace(given).municipality.diary_format  # raises the findings, at their places
