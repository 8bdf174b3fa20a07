"""Giving a file that has been written beside another the other's place."""

from __future__ import annotations

import sys
import time
from pathlib import Path

_PAUSES = (0.01, 0.02, 0.05, 0.1, 0.2)
"""Seconds between attempts on Windows; who has a file open for longer is told."""


def put_in_place(beside: Path, path: Path) -> None:
    """Rename a file to ``path``, whatever lies there. Raises OSError.

    On Windows a file cannot be renamed, nor replaced, while somebody has it open; a virus scanner or the index of the
    search looks into each new file for a moment.
    """
    for pause in _PAUSES if sys.platform == "win32" else ():
        try:
            beside.replace(path)
        except PermissionError:
            time.sleep(pause)
        else:
            return
    beside.replace(path)
