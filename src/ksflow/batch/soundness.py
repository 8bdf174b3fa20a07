"""Remembering that kommun.yaml is sound, so that a build with nothing to do need not read it."""

from __future__ import annotations

import hashlib
from contextlib import closing
from pathlib import Path

from ksflow.batch.build_index import INDEX, BuildIndex, open_build_index
from ksflow.batch.inputs import sha256_of
from ksflow.batch.settings import code_digest
from ksflow.sources.walking import KOMMUN_FILE

_NAME = "sound"


class Soundness:
    """Whether a workspace's kommun.yaml is known to be sound."""

    def __init__(self) -> None:
        self._mark = ""
        self._root = Path()

    def is_known(self, root: Path) -> bool:
        """Tell whether this very kommun.yaml has been read without fault by this very ksflow."""
        self._root, self._mark = root, _mark(root)
        if not self._mark or not (root / INDEX).exists():
            return False
        with closing(open_build_index(root / INDEX, "")) as index:
            return bool(index.remembered(_NAME) == self._mark)

    def remember(self, index: BuildIndex) -> None:
        """Remember that the file was sound, now that it has been read, unless it has changed meanwhile."""
        if self._mark and index.remembered(_NAME) != self._mark == _mark(self._root):
            index.remember(_NAME, self._mark)


def _mark(root: Path) -> str:
    content = sha256_of(str(root / KOMMUN_FILE))
    return hashlib.sha256(f"{code_digest()} {content}".encode()).hexdigest() if content else ""
