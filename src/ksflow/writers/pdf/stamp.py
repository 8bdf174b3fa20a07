"""The mark by which ksflow knows a PDF that is as it wrote it.

A comment before ``startxref`` holds the SHA-256 of the rest of the file. Nothing refers to that place, and PDF/A allows
nothing after the end (ISO 19005-2, 6.1.3). Whatever program saves the file anew, or appends to it, breaks the mark.
"""

from __future__ import annotations

import hashlib
import re

_END = b"\nstartxref\n"
_STAMP = re.compile(rb"\n%ksflow ([0-9a-f]{64})(?=\nstartxref\n[0-9]+\n%%EOF\n?\Z)")


def stamped(pdf: bytes) -> bytes:
    """Return the file with its mark."""
    at, whole = pdf.rindex(_END), memoryview(pdf)  # which copies nothing: attachments may be large
    return b"".join((whole[:at], b"\n%ksflow ", hashlib.sha256(pdf).hexdigest().encode(), whole[at:]))


def is_own(raw: bytes) -> bool:
    """Tell whether a file bears the mark and is unchanged since."""
    match = _STAMP.search(raw, max(0, len(raw) - 200))
    if match is None:
        return False
    digest = hashlib.sha256(memoryview(raw)[: match.start()])
    digest.update(memoryview(raw)[match.end() :])
    return digest.hexdigest().encode() == match[1]
