"""The mark by which a text file is known as ksflow's own: a comment in its last line with a digest of all before it.

A file in which somebody has changed a word no longer fits its mark, and is never overwritten. Line ends do not count:
version control and editors change them by themselves.
"""

from __future__ import annotations

import hashlib
import re

from ksflow.documents.markdown import SEAL

_LAST_LINE = re.compile(rb"(?:^|\n)(" + SEAL.pattern.encode("ascii") + rb")\n\Z")


def sealed(text: str) -> bytes:
    """Return the text in UTF-8 with its mark; it ends with a line end."""
    data = f"{text}\n".encode()
    return data + _mark(data) + b"\n"


def is_sealed(raw: bytes) -> bool:
    """Tell whether a file is as ``sealed`` made it."""
    data = raw.replace(b"\r\n", b"\n")
    match = _LAST_LINE.search(data)
    return match is not None and match[1] == _mark(data[: match.start(1)])


def _mark(data: bytes) -> bytes:
    return f"<!-- ksflow {hashlib.sha256(data).hexdigest()} -->".encode("ascii")
