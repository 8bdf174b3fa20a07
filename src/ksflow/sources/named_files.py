"""Files that a case or kommun.yaml names: they must lie inside the workspace."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path, PureWindowsPath

from ksflow.locale import _
from ksflow.sources.findings import START, Finding, FindingsError, Severity
from ksflow.sources.harmless import harmless


def shown_name(path: Path) -> str:
    """Return how messages name a file: relative to where the user stands when below it, with forward slashes."""
    try:
        # A link is named as itself, not as what it leads to.
        folder, name = os.path.split(path)
        shown = f"{_shown_folder(folder, os.getcwd())}{name}" or "."  # noqa: PTH109 - as a cache's key
    except (ValueError, OSError, RuntimeError):
        shown = path.as_posix()
    if shown.isprintable():
        return shown
    # A name in another encoding (from an old ZIP file) must be printable all the same, and one that holds commands for
    # a terminal, or several lines, must not reach it.
    return harmless(os.fsencode(shown).decode("utf-8", "replace")).replace("\n", "\ufffd").replace("\t", "\ufffd")


@lru_cache(maxsize=256)
def _shown_folder(folder: str, here: str) -> str:
    """Return what stands before the names of a folder's files; cases come by the thousand from one."""
    shown = Path(folder).resolve().relative_to(here).as_posix()
    return "" if shown == "." else f"{shown}/"


_used: ContextVar[set[Path] | None] = ContextVar("_used", default=None)
_looked_for: ContextVar[set[str] | None] = ContextVar("_looked_for", default=None)


@contextmanager
def noting_used_files() -> Iterator[set[Path]]:
    """Give a set that takes up every file that is looked up by its name meanwhile."""
    used: set[Path] = set()
    token = _used.set(used)
    try:
        yield used
    finally:
        _used.reset(token)


@contextmanager
def noting_looked_for() -> Iterator[set[str]]:
    """Give a set that takes up every path at which a named file is looked for meanwhile, also where there is none."""
    looked_for: set[str] = set()
    token = _looked_for.set(looked_for)
    try:
        yield looked_for
    finally:
        _looked_for.reset(token)


def named_file(name: str, folder: Path, workspace: Path) -> Path:
    """Return the path of an existing file that is named relative to ``folder``.

    Raises FindingsError (without a place: the caller knows it) when the name is absolute or leads out of the
    workspace or into something hidden in it, symbolic links followed, or when there is no such file.
    """
    windows = PureWindowsPath(name)
    if windows.drive or windows.root or "\\" in name or ":" in name:
        message = _("The file name must be relative, with forward slashes: {file}", file=name)
        raise _error(
            "FIL110",
            message,
            _("Write it from the folder of this file, for example {file}", file="bilagor/avtal.pdf"),
        )
    path = _existing(folder, name)
    try:
        within = path.resolve().relative_to(workspace.resolve()).parts
    except ValueError:
        message = _("The file lies outside the workspace: {file}", file=name)
        raise _error(
            "FIL110", message, _("Move it into the workspace, and name it from the folder of this file")
        ) from None
    except (OSError, RuntimeError):
        within = ()  # a loop of links: reading it says so
    if any(part.startswith(".") for part in within):  # .git/config and .env may hold passwords, and no texts
        message = _("The file is hidden, or lies in a hidden folder: {file}", file=name)
        raise _error("FIL110", message, _("Move it into a folder whose name does not begin with a full stop"))
    if not os.path.lexists(path):  # Path.exists would raise for a name that is too long
        raise _error(
            "FIL111",
            _("The file does not exist: {file}", file=name),
            _("Looked for {path}", path=shown_name(path)),
        )
    if (used := _used.get()) is not None:
        used.add(path)
    return path


def _existing(folder: Path, name: str) -> Path:
    """Return the path of a name, composed as the disk has it: macOS writes å as a and a ring."""
    forms = (name, unicodedata.normalize("NFC", name), unicodedata.normalize("NFD", name))
    if (looked_for := _looked_for.get()) is not None:
        looked_for.update(os.path.join(folder, form) for form in forms)  # noqa: PTH118 - kept as texts
    for form in forms:
        if os.path.lexists(folder / form):
            return folder / form
    return folder / name


def _error(code: str, message: str, help_: str) -> FindingsError:
    return FindingsError([Finding("", START, code, Severity.ERROR, message, help_)])
