"""``ksflow --version``, which needs nothing of the rest and should take no longer than starting Python."""

from __future__ import annotations

import sys

from ksflow import __version__
from ksflow.cli.closed_pipe import nobody_reads


def print_version_if_asked() -> bool:
    """Print the version when that is all that is asked for, and tell whether it was."""
    asked = sys.argv[1:] == ["--version"]
    if asked:
        try:
            sys.stdout.write(f"ksflow {__version__}\n")
            sys.stdout.flush()
        except OSError as error:
            if nobody_reads(error):
                raise
            sys.stderr.write(f"ksflow: {error.strerror}\n")
            sys.exit(2)
    return asked
