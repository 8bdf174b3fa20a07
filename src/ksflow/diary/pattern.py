"""Reading the patterns in which municipalities declare how they write diary numbers: ``{organ}-{år}/{löpnr}``.

| part | is |
| --- | --- |
| ``{organ}`` | the letters of the organ, in any case; ``{ORGAN}`` capitals (KS), ``{Organ}`` one capital (Ks) |
| ``{enhet}`` | the letters of a unit inside the organ, as Mex in "SBN Mex 2010/4" |
| ``{år}`` | four digits; ``{år:2}`` two of this century, ``{år:1970}`` two of the hundred years from 1970 on |
| ``{löpnr}`` | the serial number; ``{löpnr:4}`` padded with zeros to four digits |
| ``{klass}`` | the classification; ``{klass:3}`` exactly three digits |
| ``{handling}`` | the number of a document in the case; ``{handling:år}`` one of a yearly series, 2014.3074 |

What stands in square brackets may be missing: ``{klass}`` or ``{handling}``, with its signs; ``{handling}`` stands
nowhere else, since the case itself has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ksflow.diary.clarity import is_clear
from ksflow.diary.parts import ORGANS, Token

OPTIONAL = {"klass", "handling"}
"""Parts that may stand in square brackets."""
_WIDTHS = {"år": r"2|4|(?:19|20)[0-9]{2}", "löpnr": "[1-9]", "klass": "[1-9]", "handling": "år"}
_TOKEN = re.compile(r"\{(?P<name>\w+)(?::(?P<width>\w+))?\}|(?P<bracket>[\[\]])|(?P<literal>[^{}\[\]]+)|(?P<bad>.)")


class PatternFault(ValueError):  # noqa: N818 - the fault is data, like a finding
    """Why a pattern cannot be used: ``kind`` is "unknown", "needed", "unit", "optional", "document" or "unclear"."""

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def read_pattern(pattern: str) -> tuple[Token, ...]:
    """Read a pattern; raise PatternFault for one whose numbers could not be read back."""
    found = tuple(_tokens(pattern))
    names = [token.kind for token in found if token.kind not in ("literal", "[", "]")]
    if len(set(names)) < len(names) or not {"år", "löpnr"} <= set(names):
        raise PatternFault("needed")
    if "enhet" in names and "organ" not in names[: names.index("enhet")]:
        raise PatternFault("unit")
    _check_brackets(found)
    if not is_clear(found):
        raise PatternFault("unclear")
    return found


def _tokens(pattern: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(pattern):
        name, width = match["name"], match["width"] or ""
        if match["bracket"]:
            yield Token(match["bracket"])
        elif match["literal"]:
            yield Token("literal", match["literal"])
        elif name in ORGANS and not width:
            yield Token("organ", name)
        elif name in ("organ", "enhet") and not width:
            yield Token(name)
        elif name in _WIDTHS and (not width or re.fullmatch(_WIDTHS[name], width)):
            yield Token(name, width)
        else:
            raise PatternFault("unknown")


def _check_brackets(found: tuple[Token, ...]) -> None:
    """Let each pair of brackets hold one optional part; anything else in them would be lost when printing."""
    inside: list[str] | None = None
    for token in found:
        if token.kind == "[" and inside is None:
            inside = []
        elif token.kind == "]" and inside is not None and len(inside) == 1 and inside[0] in OPTIONAL:
            inside = None
        elif token.kind in "[]":
            raise PatternFault("optional")
        elif inside is not None and token.kind != "literal":
            inside.append(token.kind)
        elif token.kind == "handling":
            raise PatternFault("document")
    if inside is not None:
        raise PatternFault("optional")
