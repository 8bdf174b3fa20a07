"""Properties of paragraphs and runs in the order of the schema, when some replace others."""

from __future__ import annotations

import re

# ECMA-376 part 1, 17.3.1.26 and 17.3.2.28.
_PARAGRAPH = (
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle"
)
_RUN = (
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
    "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
    "eastAsianLayout specVanish oMath"
)
PARAGRAPH, RUN = _PARAGRAPH.split(), _RUN.split()
_PROPERTY = re.compile(r"<w:(\w+)(?:\s[^<>]*)?(?:/>|>.*?</w:\1>)", re.DOTALL)


def merged(base: str, own: str, order: list[str]) -> str:
    """Return two lists of properties as one; of two of the same name that of ``own`` counts."""
    found = {match[1]: match.group() for text in (base, own) for match in _PROPERTY.finditer(text)}
    known = sorted((name for name in found if name in order), key=order.index)
    return "".join(found[name] for name in known)
