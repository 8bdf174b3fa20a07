"""The workspace: a folder with a kommun.yaml, found by walking up from where a command stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from ksflow.locale import _
from ksflow.organisation.model import Municipality
from ksflow.sources.named_files import shown_name
from ksflow.sources.textfile import read_text_file
from ksflow.sources.validation import validate
from ksflow.sources.yamltree import parse_yaml

KOMMUN_FILE = "kommun.yaml"


class WorkspaceError(Exception):
    """The workspace cannot be used; the message is for the user, one line."""


@dataclass(frozen=True)
class Workspace:
    """A folder with kommun.yaml, cases/, templates/ and out/."""

    root: Path
    municipality: Municipality

    @property
    def cases(self) -> Path:
        """The folder of case files."""
        return self.root / "cases"

    @cached_property
    def template_folders(self) -> list[Path]:
        """Where templates are looked for: the workspace's own first, then those that ksflow ships."""
        return [self.root / "templates", default_templates()]


def find_workspace(given: Path | None = None) -> Workspace:
    """Return the workspace at ``given``, or the nearest one at or above the current folder.

    Raises WorkspaceError when there is none, FindingsError when its kommun.yaml is faulty.
    """
    root = given or _walk_up(Path.cwd())
    path = root / KOMMUN_FILE
    if not path.is_file():
        raise WorkspaceError(_("There is no {name} in {folder}", name=KOMMUN_FILE, folder=shown_name(root)))
    tree = parse_yaml(read_text_file(path, shown_name(path)))
    return Workspace(root, validate(Municipality, tree))


def _walk_up(start: Path) -> Path:
    for folder in (start, *start.parents):
        if (folder / KOMMUN_FILE).is_file():
            return folder
    message = _("There is no {name} here or in a folder above", name=KOMMUN_FILE)
    raise WorkspaceError(f"{message}. {_('Go to a workspace, or name one with --workspace DIR')}")


@cache
def default_templates() -> Path:
    """Return the folder of the templates that ksflow ships.

    A wheel carries them inside the package; in a checkout they lie at the top, where the workspace has its own.
    """
    package = Path(__file__).resolve().parents[1]
    inside = package / "templates"
    return inside if inside.is_dir() else package.parents[1] / "templates"
