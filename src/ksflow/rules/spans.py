"""What a text is made of: prose, quotations, addresses, identifiers, dates, telephone numbers, laws, names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from ksflow.sources.dates import MONTHS


class SpanKind(Enum):
    """What a stretch of text is."""

    PROSE = "prose"
    QUOTATION = "quotation"
    ADDRESS = "address"  # of the web or of e-mail
    IDENTIFIER = "identifier"  # diary and organisation numbers, file names, GUIDs
    DATE = "date"
    PHONE = "phone"
    LAW = "law"
    NAME = "name"
    CODE = "code"


class Span(NamedTuple):
    """A stretch of text; the end is exclusive."""

    start: int
    end: int
    kind: SpanKind


PROSE = frozenset({SpanKind.PROSE, SpanKind.DATE, SpanKind.PHONE, SpanKind.LAW, SpanKind.NAME})
"""The author's own words, as a reader reads them."""
WORDS = frozenset({SpanKind.PROSE})
"""The author's own words alone."""
ALL = frozenset(SpanKind)

_MONTH = "|".join(MONTHS)
# In order: what stands first is taken where two could begin at the same place.
_PATTERNS = {
    SpanKind.QUOTATION: r"”[^”]{1,600}”|“[^“”]{1,600}[“”]|»[^»«]{1,600}[»«]|\"[^\"]{1,600}\"",
    SpanKind.ADDRESS: (
        r"\b(?:https?://|www\.)[^\s<>”\"()]*[^\s<>”\"().,;:!?]"
        r"|[\w.+\-]+@[\w\-]+(?:\.[\w\-]+)+"
        r"|\b[a-zåäö0-9\-]{2,}(?:\.[a-zåäö0-9\-]{2,})*\.(?:se|nu|com|org|eu|net)\b(?:/[^\s<>”\"()]*[^\s<>”\"().,;:!?])?"
    ),
    SpanKind.DATE: (
        r"\b(?:19|20)[0-9]{2}-[01][0-9]-[0-3][0-9]\b"
        rf"|\b(?:den[ \u00a0])?[0-3]?[0-9][ \u00a0](?:{_MONTH})(?:[ \u00a0](?:19|20)[0-9]{{2}})?\b"
    ),
    SpanKind.IDENTIFIER: (
        r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b"
        r"|\b[A-ZÅÄÖ]{1,6}[-\u2010\u2011 ]?(?:19|20)[0-9]{2}[/:-][0-9]+(?:[./-][0-9.]*[0-9])?\b"
        r"|\b(?:19|20)[0-9]{2}[-/ ]?[A-ZÅÄÖ]{2,6}[ ]?[0-9]+(?:[./][0-9]+)?\b"
        r"|\b(?:16)?[0-9]{2}[2-9][0-9]{3}-[0-9]{4}\b"
        r"|[\w\-]+\.(?:docx?|pdf|xlsx?|pptx?|md|txt|ya?ml|csv|png|jpe?g)\b"
    ),
    SpanKind.PHONE: (
        r"(?<![\w/.-])(?:\+46[ \u00a0-]?(?:\(0\))?[1-9][0-9]{0,2}|0[1-9][0-9]{0,2})[ \u00a0]?[-–/][ \u00a0]?"
        r"[0-9]{2,3}(?:[ \u00a0]?[0-9]{2,3}){1,3}(?![\w/-])"
        r"|(?<![\w/.-])\+46(?:[ \u00a0][0-9]{1,3}){3,5}(?![\w/-])"
    ),
    SpanKind.LAW: (
        r"\b[0-9]{1,2}[ \u00a0]?[a-z]?[ \u00a0]?kap\."
        r"(?:[ \u00a0][0-9]+(?:[ \u00a0]?[a-z])?(?:[–-][0-9]+)?[ \u00a0]§§?)?"
        r"|§§?[ \u00a0]?[0-9]+(?:[ \u00a0][a-z]\b)?(?:[–-][0-9]+)?"
        r"|\((?:SFS[ \u00a0])?(?:1[89]|20)[0-9]{2}:[0-9]{1,4}\)"
    ),
}


def spans_of(text: str, code: tuple[tuple[int, int], ...] = (), names: frozenset[str] = frozenset()) -> list[Span]:
    """Divide a text into spans that cover it exactly once; ``code`` are ranges that are known to be code."""
    found: list[Span] = []
    at = 0
    for span in _special(text, code, names):
        if span.start > at:
            found.append(Span(at, span.start, SpanKind.PROSE))
        found.append(span)
        at = span.end
    if at < len(text):
        found.append(Span(at, len(text), SpanKind.PROSE))
    return found


def _special(text: str, code: tuple[tuple[int, int], ...], names: frozenset[str]) -> Iterator[Span]:
    """Yield what is no plain prose, in order and apart from each other."""
    at = 0
    for start, end in (*code, (len(text), len(text))):
        if pattern := _pattern(_possible(text), names):
            for match in pattern.finditer(text, at, start):
                yield Span(match.start(), match.end(), SpanKind[match.lastgroup or ""])
        if end > start:
            yield Span(start, end, SpanKind.CODE)
        at = end


_DIGITS = (SpanKind.DATE, SpanKind.IDENTIFIER, SpanKind.PHONE, SpanKind.LAW)
_HAS_DIGIT = re.compile("[0-9]")
_HAS_ADDRESS = re.compile(r"[@:]|[.]\w")
_HAS_FILE = re.compile(r"[.]\w")
_HAS_QUOTATION = re.compile('[”“»"]')


def _possible(text: str) -> tuple[SpanKind, ...]:
    """Return the kinds that a text can hold at all: most hold hardly any, and are not searched for the others."""
    kinds = [SpanKind.QUOTATION] if _HAS_QUOTATION.search(text) else []
    if _HAS_ADDRESS.search(text):
        kinds.append(SpanKind.ADDRESS)
    if _HAS_DIGIT.search(text):
        return (*kinds, *_DIGITS)
    return (*kinds, SpanKind.IDENTIFIER) if _HAS_FILE.search(text) else tuple(kinds)


@lru_cache(maxsize=256)
def _pattern(kinds: tuple[SpanKind, ...], names: frozenset[str]) -> re.Pattern[str] | None:
    groups = [f"(?P<{kind.name}>{_PATTERNS[kind]})" for kind in kinds]
    if names:
        # The longest first: "Huddinge Samhällsfastigheter AB" rather than "Huddinge".
        alternatives = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
        groups.append(rf"(?P<{SpanKind.NAME.name}>\b(?:{alternatives})(?:s\b|\b))")
    return re.compile("|".join(groups)) if groups else None
