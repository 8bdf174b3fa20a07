"""Swedish typography: no-break spaces where a line must not end, and composed characters.

Source: Myndigheternas skrivregler (8th ed.) on dates, numbers and the paragraph sign; Svenska skrivregler.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from ksflow.sources.dates import MONTHS

NO_BREAK_SPACE = "\u00a0"

_MONTH = "|".join(MONTHS)
_UNIT = (
    r"§|%|‰|°C|kap\.|st\.|kr\b|tkr\b|mnkr\b|mdkr\b|kronor\b|procent\b|miljon(?:er)?\b|miljard(?:er)?\b"
    r"|m²|km²|m³|ha\b|km\b|m\b|år\b"
)
_TOGETHER = re.compile(
    # What they all begin with goes first: at most letters, this one look is enough.
    r"(?=[0-9§]|[Bb]ilag|[Pp]unkt|[Aa]tt-|\ \()(?:"
    rf"\b[0-9]{{1,2}} (?:{_MONTH})\b(?: [0-9]{{4}}\b)?"  # den 11 augusti 2021
    r"|\b0[0-9]{1,3}-[0-9]{2,3}(?: [0-9]{2,3})+\b"  # 08-535 302 09
    rf"|(?<![0-9])(?<![0-9][ \u00a0])[0-9]{{1,3}}(?: [0-9]{{3}})+\b(?: (?:{_UNIT}))?"  # 3 517 020 kr
    r"|\b[0-9]{3} [0-9]{2}(?= [A-ZÅÄÖ])"  # 141 85 Huddinge
    rf"|\b[0-9]+(?:[.,][0-9]+)? ?[a-z]? (?:{_UNIT})(?: [0-9]+ ?[a-z]? §)?"  # 5 %, 3 kap. 2 §
    r"|\b(?:[Bb]ilag(?:a|an|or|orna)|[Pp]unkt(?:en|er|erna)?|[Aa]tt-sats(?:en|er|erna)?) [0-9]+"
    r"|§§? [0-9]+"
    r"|(?<=[a-zåäöé]) \([A-ZÅÄÖ]{1,3}\)"  # Elvira Sundhage (ÅL)
    r")"
)
_MAY_HOLD = re.compile(r"[0-9(]")


_SHORT = 100
"""Characters up to which a text is remembered: names and addresses come again and again."""


def typeset(text: str) -> str:
    """Return the text in composed characters (NFC), with no-break spaces in numbers, dates and references."""
    return _typeset_short(text) if len(text) <= _SHORT else _typeset(text)


def _typeset(text: str) -> str:
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        text = unicodedata.normalize("NFC", text)
    if not _MAY_HOLD.search(text):
        return text
    return _TOGETHER.sub(lambda match: match.group().replace(" ", NO_BREAK_SPACE), text)


_typeset_short = lru_cache(maxsize=4096)(_typeset)
