"""Exit codes of every command."""

from enum import IntEnum


class Exit(IntEnum):
    """0 all well, 1 the author's trouble, 2 the caller's, 130 interrupted, 141 as shells say of SIGPIPE."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    INTERRUPTED = 130
    NOBODY_READS = 141
