"""Names of files that every system takes: what Linux allows, a colleague with Windows could not even check out."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 180
"""How many bytes a name has at most; file systems take 255, with an ending, a number and what stands beside it."""
# What Windows refuses in names, and bytes that are no text.
_REFUSED = re.compile('[<>:"/\\\\|?*\x00-\x1f\x7f\ud800-\udfff]+')
_DEVICES = r"con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³]"
_RESERVED = re.compile(rf"(?:{_DEVICES}) *(?:\..*)?", re.IGNORECASE | re.DOTALL)
"""Names of devices; an ending makes no difference, nor do blanks before it."""


def is_safe(stem: str) -> bool:
    """Tell whether every system takes a name of a file, given without its ending."""
    return stem != "" and stem == safe_stem(stem, stem)


def safe_stem(text: str, instead: str) -> str:
    """Return a name of a file, without ending, that every system takes and that is as like a text as can be.

    A device's name, and a text of which nothing is left, begin with ``instead``.
    """
    safe = _REFUSED.sub("-", unicodedata.normalize("NFC", text)).strip(" ").rstrip(". ")
    safe = safe.encode()[:LONGEST].decode("utf-8", "ignore").rstrip(". ")
    return f"{instead}-{safe}".rstrip("-") if not safe or _RESERVED.fullmatch(safe) else safe
