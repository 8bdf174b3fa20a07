"""Where sentences begin and end in Swedish text."""

from __future__ import annotations

import re
from collections.abc import Iterator

# A stop, with what closes around it, before blanks and the beginning of a sentence: a capital, a digit, a quotation.
_END = re.compile(r"[.!?…]+[”\"’»)\]]*(?=\s+[^a-zåäöéü\s,;)])|:(?=\s+[A-ZÅÄÖ”])")
_SHORT_WORDS = (
    r"kl|nr|kap|bl\.? ?a|t\.? ?ex|m\.? ?m|m\.? ?fl|o\.? ?s\.? ?v|osv|dvs|d\.? ?v\.? ?s|s\.? ?k|fr\.? ?o\.? ?m"
    r"|t\.? ?o\.? ?m|p\.? ?g\.? ?a|f\.? ?d|ca|cirka|jfr|resp|prop|dnr|tel|tfn|st|str|sid|s|art|jan|feb|apr|aug|sept"
    r"|okt|nov|dec|inkl|exkl|max|min|enl|ev|forts|ung|tf|vik|bitr|dir|ordf|ledn|fig|tab|bil|kv"
)
_ABBREVIATION = re.compile(rf"(?:\b(?:{_SHORT_WORDS})|(?:^|[\s(])[A-ZÅÄÖ]|\b[0-9]{{1,3}})$", re.IGNORECASE)


def sentence_ranges(text: str, prose: str) -> Iterator[tuple[int, int]]:
    """Yield start and end of every sentence of a passage, without the blanks around it.

    ``prose`` is the same text with what is no prose masked: a stop inside an address or a quotation ends nothing.
    """
    start = 0
    for match in _END.finditer(prose):
        if match.group() == "." and _is_abbreviation(prose, start, match.start()):
            continue
        yield from _trimmed(text, start, match.end())
        start = match.end()
    yield from _trimmed(text, start, len(text))


def _is_abbreviation(prose: str, start: int, stop: int) -> bool:
    """Tell whether a full stop belongs to the word or number before it."""
    if (found := _ABBREVIATION.search(prose, max(start, stop - 12), stop)) is None:
        return False
    # "… år 2021. Nästa …" ends a sentence, "den 1. Nästa" hardly; a number of one to three digits begins a list.
    return not found.group().isdigit() or found.start() == start


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    part = text[start:end]
    if part.strip():
        yield start + len(part) - len(part.lstrip()), start + len(part.rstrip())
