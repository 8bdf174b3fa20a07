"""Which case files a command is about."""

from __future__ import annotations

import os
from pathlib import Path

from ksflow.locale import _
from ksflow.sources.errors import UsageError
from ksflow.sources.walking import case_files


class PathError(UsageError):
    """A path on the command line cannot be used; the message is for the user, one line."""


def find_cases(paths: list[Path], default: Path) -> list[Path]:
    """Return the case files at the paths, or those in ``default`` when no path is given; sorted, none twice.

    A folder stands for the YAML files below it, without hidden ones, attachments (in bilagor/) and kommun.yaml.
    Raises PathError for a path that is not there.
    """
    if not paths:
        if not default.is_dir():
            raise PathError(_("There is no folder {folder}", folder=default))
        paths = [default]
    found: dict[str, Path] = {}
    for path in paths:
        for case in _cases_at(path):
            found.setdefault(os.path.abspath(case), case)  # noqa: PTH100 - absolute() keeps ".."
    return list(found.values())


def _cases_at(path: Path) -> list[Path]:
    # os.path rather than Path: it answers no for a name that is too long, where Path raises.
    if os.path.isdir(path):  # noqa: PTH112
        return [Path(found.path) for found in case_files(str(path))]
    if os.path.lexists(path):
        return [path]
    raise PathError(_("There is no file or folder {path}", path=path))
