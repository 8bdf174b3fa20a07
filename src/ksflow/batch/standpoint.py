"""Where the user stands and what language they read: what the words of findings depend on, beside the files."""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

from ksflow.locale import language


class Standpoint(NamedTuple):
    """The folder from which messages name files, and the language of messages; it can be pickled."""

    here: str
    language: str

    @classmethod
    def now(cls) -> Standpoint:
        """Return where this process stands."""
        return cls(str(Path.cwd()), language())

    def enter(self) -> None:
        """Let this process, which works for another, speak as that one does."""
        if os.getcwd() != self.here:  # noqa: PTH109
            os.chdir(self.here)
        if language() != self.language:
            os.environ["KSFLOW_LANG"] = self.language
