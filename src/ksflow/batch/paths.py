"""Which case files a command is about."""

from __future__ import annotations

from pathlib import Path

from ksflow.locale import _

SUFFIXES = (".yaml", ".yml")


class PathError(Exception):
    """A path on the command line cannot be used; the message is for the user, one line."""


def find_cases(paths: list[Path], default: Path) -> list[Path]:
    """Return the case files at the paths, or those in ``default`` when no path is given; sorted, none twice.

    A folder stands for the YAML files below it, hidden ones left out. Raises PathError for a path that is not there.
    """
    if not paths:
        if not default.is_dir():
            raise PathError(_("There is no folder {folder}", folder=default))
        paths = [default]
    found: dict[Path, Path] = {}
    for path in paths:
        for case in _cases_at(path):
            found.setdefault(case.absolute(), case)
    return list(found.values())


def _cases_at(path: Path) -> list[Path]:
    if path.is_dir():
        inside = (file for file in path.rglob("*") if file.suffix.lower() in SUFFIXES and not file.is_dir())
        return sorted(file for file in inside if not _hidden(file.relative_to(path)))
    if path.exists() or path.is_symlink():
        return [path]
    raise PathError(_("There is no file or folder {path}", path=path))


def _hidden(path: Path) -> bool:
    return any(part.startswith((".", "~")) for part in path.parts)
