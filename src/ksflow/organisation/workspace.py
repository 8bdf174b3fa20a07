"""The workspace: a folder with a kommun.yaml, found by walking up from where a command stands."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ksflow.locale import _, sentences
from ksflow.sources.errors import KsflowError
from ksflow.sources.findings import Finding, FindingsError
from ksflow.sources.named_files import shown_name
from ksflow.sources.walking import KOMMUN_FILE

if TYPE_CHECKING:
    from ksflow.organisation.model import Municipality
    from ksflow.sources.yamltree import YamlTree


class WorkspaceError(KsflowError):
    """The workspace cannot be used; the message is for the user, one line."""

    def __init__(self, message: str, findings: Iterable[Finding] = ()) -> None:
        self.findings: tuple[Finding, ...] = tuple(findings)
        """What is wrong with its kommun.yaml; empty when there is none."""
        super().__init__(message, self.findings)

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Workspace:
    """A folder with kommun.yaml, cases/, templates/ and out/."""

    root: Path

    @cached_property
    def tree(self) -> YamlTree:
        """kommun.yaml as read, for the places of findings about it."""
        return kommun_tree(self.root)

    @cached_property
    def municipality(self) -> Municipality:
        """What kommun.yaml says; FindingsError tells what is wrong with it."""
        from ksflow.organisation.directory_faults import directory_findings
        from ksflow.organisation.model import Municipality
        from ksflow.sources.file_format import KOMMUN_FORMAT, readable_format
        from ksflow.sources.validation import validate

        readable_format(self.tree, KOMMUN_FORMAT)
        municipality = validate(Municipality, self.tree)
        if findings := list(directory_findings(municipality, self.tree)):
            raise FindingsError(sorted(findings))
        return municipality

    @property
    def cases(self) -> Path:
        """The folder of case files."""
        return self.root / "cases"

    @cached_property
    def template_folders(self) -> list[Path]:
        """Where templates are looked for: the workspace's own first, then those that ksflow ships."""
        return [self.root / "templates", default_templates()]


def find_workspace(given: Path | None = None, is_sound: Callable[[Path], bool] | None = None) -> Workspace:
    """Return the workspace at ``given``, or the nearest one at or above the current folder.

    Raises WorkspaceError when there is none, FindingsError when its kommun.yaml is faulty. ``is_sound`` tells of a root
    whether its kommun.yaml is known to be sound; it is then read only when something in it is asked for.
    """
    workspace = Workspace(find_root(given))
    if is_sound is None or not is_sound(workspace.root):
        workspace.municipality  # noqa: B018 - tells what is wrong
    return workspace


def find_root(given: Path | None = None) -> Path:
    """Return the folder of the workspace; raise WorkspaceError when there is none."""
    root = Path(os.path.abspath(given)) if given else _walk_up(Path.cwd())  # noqa: PTH100 - absolute() keeps ".."
    if not _is_file(root / KOMMUN_FILE):
        raise WorkspaceError(_("There is no {name} in {folder}", name=KOMMUN_FILE, folder=shown_name(root)))
    return root


def kommun_tree(root: Path) -> YamlTree:
    """Read kommun.yaml as YAML; raise FindingsError when it cannot be."""
    from ksflow.sources.textfile import read_text_file
    from ksflow.sources.yamltree import parse_yaml

    path = root / KOMMUN_FILE
    return parse_yaml(read_text_file(path, shown_name(path)))


def _walk_up(start: Path) -> Path:
    for folder in (start, *start.parents):
        if _is_file(folder / KOMMUN_FILE):
            return folder
    message = _("There is no {name} here or in a folder above", name=KOMMUN_FILE)
    if _is_file(start / f"{KOMMUN_FILE}.txt"):  # as Notepad saves it
        raise WorkspaceError(sentences(message, _("Name {file} without “.txt”", file=f"{KOMMUN_FILE}.txt")))
    help_ = _("Go to a workspace, name one with --workspace DIR, or begin one with ksflow init")
    raise WorkspaceError(sentences(message, help_))


def _is_file(path: Path) -> bool:
    return os.path.isfile(path)  # noqa: PTH113 - answers no where Path.is_file raises: a name too long, a closed folder


@cache
def default_templates() -> Path:
    """Return the folder of the templates that ksflow ships.

    A wheel carries them inside the package; in a checkout they lie at the top, where the workspace has its own.
    """
    package = Path(__file__).resolve().parents[1]
    inside = package / "templates"
    return inside if inside.is_dir() else package.parents[1] / "templates"
