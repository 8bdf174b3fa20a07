"""Addresses that open a file in the author's editor, at a line."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

from ksflow.locale import _, sentences
from ksflow.sources.suggest import nearest

EDITORS = {
    # https://code.visualstudio.com/docs/configure/command-line#_opening-vs-code-with-urls
    "vscode": "vscode://file{path}:{line}:{column}",
    "vscodium": "vscodium://file{path}:{line}:{column}",
    "cursor": "cursor://file{path}:{line}:{column}",
    "zed": "zed://file{path}:{line}:{column}",
    "idea": "idea://open?file={path}&line={line}&column={column}",
    # https://macromates.com/blog/2007/the-textmate-url-scheme/
    "textmate": "txmt://open?url=file://{path}&line={line}&column={column}",
}
"""The addresses that editors have registered, by the editors' names."""
_ADDRESS = re.compile(r"(?!javascript:|data:|vbscript:|https?:|file:)[a-z][a-z0-9+.-]*:.*\{path\}.*", re.IGNORECASE)

Opener = Callable[[Path, int, int], str]
"""Gives the address for a file, a line and a column."""


class EditorError(Exception):
    """There is no such editor; the message is for the user, one line."""


def opener(editor: str) -> Opener:
    """Return what makes the addresses of an editor, given by its name or as an address with {path}, {line}, {column}.

    Raises EditorError.
    """
    pattern = EDITORS.get(editor.lower(), editor)
    if not _ADDRESS.fullmatch(pattern):
        near = nearest(editor.lower(), list(EDITORS))
        help_ = (
            _("Did you mean “{name}”?", name=near)
            if near
            else _(
                "There are: {names}",
                names=", ".join([*EDITORS, "NAME://open?file={path}&line={line}&column={column}"]),
            )
        )
        raise EditorError(sentences(_("There is no editor {name}", name=editor), help_))

    def address(path: Path, line: int, column: int) -> str:
        shown = quote(path.as_posix())
        whole = shown if shown.startswith("/") else f"/{shown}"  # C:/kommun/…
        return pattern.replace("{path}", whole).replace("{line}", str(line)).replace("{column}", str(column))

    return address
