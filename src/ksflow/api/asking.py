"""What scripts may ask with: paths and names, one or several, and the workspace that they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from os import PathLike
from pathlib import Path
from typing import TypeAlias, get_args

from ksflow.locale import Language, _, speaking
from ksflow.organisation.workspace import Workspace, WorkspaceError, find_workspace
from ksflow.sources.errors import UsageError
from ksflow.sources.findings import FindingsError
from ksflow.sources.named_files import shown_name
from ksflow.sources.suggest import with_suggestion
from ksflow.sources.walking import KOMMUN_FILE

AnyPath: TypeAlias = str | PathLike[str]
"""A path as text or as an object."""
Paths: TypeAlias = AnyPath | Iterable[AnyPath]
"""One path or several."""
Names: TypeAlias = str | Iterable[str]
"""One name or several, also several in one text with commas between."""


def messages_in(language: Language | None) -> AbstractContextManager[None]:
    """Return what lets messages be in a language; raise UsageError for one that ksflow does not speak."""
    known: tuple[str, ...] = get_args(Language)
    if language not in (None, *known):
        raise UsageError(with_suggestion(_("There is no language {name}", name=language), "", known))
    return speaking(language)


def several_paths(paths: Paths | None) -> list[Path]:
    """Return the paths as a list, empty when none is given."""
    if paths is None:
        return []
    return [Path(paths)] if isinstance(paths, (str, PathLike)) else [Path(path) for path in paths]


def several_names(names: Names) -> list[str]:
    """Return the names as a list; a text is one name and not its letters."""
    return [names] if isinstance(names, str) else list(names)


def opened_workspace(given: AnyPath | None, is_sound: Callable[[Path], bool] | None = None) -> Workspace:
    """Return the workspace as the command line finds it; raise WorkspaceError, also when its kommun.yaml is faulty."""
    root = None if given is None else Path(given)
    try:
        return find_workspace(root, is_sound)
    except FindingsError as error:
        file = error.findings[0].file if error.findings else shown_name((root or Path.cwd()) / KOMMUN_FILE)
        raise WorkspaceError(_("{file} is faulty", file=file), error.findings) from None
