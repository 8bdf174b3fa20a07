"""Which documents there are: one for each content template, found by the names of the files alone."""

from __future__ import annotations

from pathlib import Path

from ksflow.sources.findings import FindingsError

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


def file_stem(kind: str, folders: list[Path]) -> str:
    """Return what the files of a kind of document are called, without ending: what its template says, or its name.

    Only a head that has the key is read in full: most have not, and reading one loads Jinja.
    """
    path = find_kinds(folders).get(kind)
    try:
        head = path.read_bytes().split(b"\n---", maxsplit=1)[0] if path else b""
    except OSError:  # told when the document is composed
        return kind
    if b"filnamn" not in head:
        return kind
    from ksflow.documents.content_template import load_content_template

    try:
        return load_content_template(kind, folders).head.file_name or kind
    except FindingsError:
        return kind
