"""A text file before and after a change that somebody has asked for, written whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from ksflow.batch.atomic import write_atomically
from ksflow.locale import _

_BOM = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class Change:
    """A file before and after; the file itself, not a link to it."""

    path: Path
    name: str
    before: str
    after: str
    fixes: int = 0

    @property
    def data(self) -> bytes:
        """The new content; raises OSError, also when the file is not as it was read."""
        return self._mark() + self.after.encode("utf-8")

    @property
    def mark(self) -> str:
        """The byte-order mark with which the file begins, "" for none and where that cannot be told any more."""
        try:
            return self._mark().decode("utf-8")
        except OSError:
            return ""

    def write(self) -> None:
        """Write the file, whole or not at all, with the permissions it had; raise OSError when it cannot be."""
        status = self.path.stat()
        # The new file takes the old one's place, so that the system would not mind its being closed to writing.
        if not status.st_mode & 0o222 or not os.access(self.path, os.W_OK):
            raise PermissionError(errno.EACCES, _("it is read-only"))
        write_atomically(self.path, self.data, before=self._check, mode=stat.S_IMODE(status.st_mode))

    def _check(self) -> None:
        self._mark()

    def _mark(self) -> bytes:
        """Return the byte-order mark with which the file begins, if any."""
        found, known = self.path.read_bytes(), self.before.encode("utf-8")
        if found not in (known, _BOM + known):
            raise OSError(errno.EBUSY, _("somebody else has changed it meanwhile"))
        return found[: len(found) - len(known)]
