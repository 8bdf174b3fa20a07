"""What happens when nobody reads what ksflow prints any more, as after ``ksflow check | head``: it ends, silently."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from ksflow.cli.exits import Exit


@contextmanager
def silent_when_nobody_reads() -> Iterator[None]:
    """Let a closed pipe end the program without a word, with the exit code that shells give for that.

    It is not left to the signal SIGPIPE, which would end a build before its workers, and a preview with a browser.
    """
    try:
        try:
            yield
        finally:
            _flush(sys.stdout)  # else the interpreter does it, when nothing can be caught any more
    except OSError as error:
        if not nobody_reads(error):
            raise
        _end()
    except SystemExit as ended:  # Typer and Rich have caught it, and would end with 1
        if isinstance(ended.__context__, OSError) and nobody_reads(ended.__context__):
            _end()
        raise


def nobody_reads(error: OSError) -> bool:
    """Tell whether a pipe has been closed at its other end; Windows calls that an invalid argument."""
    of_windows = sys.platform == "win32" and error.errno == errno.EINVAL and error.filename is None
    return isinstance(error, BrokenPipeError) or of_windows


def _flush(stream: object) -> None:
    if (flush := getattr(stream, "flush", None)) is not None:
        flush()


def _end() -> None:
    """Leave; what is still in the buffers goes nowhere, so that it cannot fail once more."""
    for stream in (sys.stdout, sys.stderr):
        try:
            _flush(stream)
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    raise SystemExit(int(Exit.NOBODY_READS))
