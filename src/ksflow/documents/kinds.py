"""Which documents there are: one for each content template, found by the names of the files alone."""

from __future__ import annotations

from pathlib import Path

SUFFIX = ".md.j2"


def find_kinds(folders: list[Path]) -> dict[str, Path]:
    """Return the content templates by document name; a folder named earlier goes first.

    Those that begin with "_" are parts that others include, and no documents.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.glob(f"*{SUFFIX}")):
            if is_kind(kind := path.name.removesuffix(SUFFIX)):
                found.setdefault(kind, path)
    return found


def is_kind(name: str) -> bool:
    """Tell whether a template is a document, and no part of others."""
    return not name.startswith("_") and "/" not in name
