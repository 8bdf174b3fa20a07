"""What scripts may ask with: paths and names, one or several, and the workspace that they are about."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from os import PathLike, fspath
from pathlib import Path
from typing import TypeAlias, get_args

from ksflow.batch.paths import find_cases
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


def asked_cases(paths: Paths | None, default: Path) -> list[Path]:
    """Return the case files at the paths; those in ``default`` for None, but none at all for an empty list.

    Raises UsageError for an empty text, which Python would take for the current folder, and for what is not there.
    """
    if paths is None:
        return find_cases([], default)
    given = [paths] if isinstance(paths, (str, PathLike)) else list(paths)
    if any(fspath(path) == "" for path in given):
        raise UsageError(_("There is no file or folder {path}", path="“”"))
    return find_cases([Path(path) for path in given], default) if given else []


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
