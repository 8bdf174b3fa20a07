"""Writing a file so that it is whole or not there: beside its target, flushed to disk, then renamed."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path


def write_atomically(path: Path, data: bytes) -> None:
    """Write the file and its folders; on any failure the old file, if any, stays as it was. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    # The process id keeps two runs in the same folder out of each other's way; a name has 255 bytes at most.
    beside = path.with_name(f".{path.name[:60]}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
