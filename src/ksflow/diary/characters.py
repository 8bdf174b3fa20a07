"""Characters named in words: what a person sees as "-" may be an en dash."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from ksflow.locale import _, language

_DIGIT_LIKE = {"O": "0", "o": "0", "I": "1", "l": "1", "|": "1"}


def describe(character: str, digit_wanted: bool = False) -> str:
    """Return a character in words, as in "an en dash"; with ``digit_wanted``, also which digit a letter looks like."""
    if named := _names(language()).get(character):
        return named
    if digit_wanted and character in _DIGIT_LIKE:
        return _("the letter {letter} instead of {digit}", letter=character, digit=_DIGIT_LIKE[character])
    plain = unicodedata.normalize("NFKC", character)
    if character.isdigit() and not character.isascii():
        kind = _("a full-width digit") if "\uff10" <= character <= "\uff19" else _("a digit of another kind")
        return _("{kind} (“{character}”)", kind=kind, character=character)
    if "\uff01" <= character <= "\uff5e":
        return _("a full-width “{character}”", character=plain)
    name = unicodedata.name(character, "")
    for script in ("CYRILLIC", "GREEK"):
        if name.startswith(script):
            kind = _("a Cyrillic letter") if script == "CYRILLIC" else _("a Greek letter")
            return _("{kind} (“{character}”)", kind=kind, character=character)
    if not character.isprintable():
        return _("an invisible character (U+{code})", code=f"{ord(character):04X}")
    return _("“{character}”", character=character)


def quoted(character: str) -> str:
    """Return a character that is expected, between quotation marks or by its name."""
    return _names(language()).get(character) or _("“{character}”", character=character)


@lru_cache(maxsize=2)
def _names(_language: str) -> dict[str, str]:
    return {
        " ": _("a blank"),
        "\t": _("a tab"),
        "\n": _("a line end"),
        "\r": _("a line end"),
        "-": _("a hyphen “-”"),
        "\xa0": _("a no-break space"),
        "\u202f": _("a narrow no-break space"),
        "\u2007": _("a space as wide as a digit"),
        "\u2009": _("a thin space"),
        "\xad": _("a soft hyphen, which is not seen"),
        "\u200b": _("a space without width"),
        "\u200d": _("a joiner without width"),
        "\u2060": _("a joiner without width"),
        "\ufeff": _("a byte-order mark"),
        "\ufffd": _("a character that was lost"),
        "\u2010": _("a hyphen of another kind (U+2010)"),
        "\u2011": _("a no-break hyphen"),
        "\u2012": _("a dash as wide as a digit"),
        "\u2013": _("an en dash “–”"),
        "\u2014": _("an em dash “—”"),
        "\u2212": _("a minus sign “−”"),
        "\u2044": _("a fraction slash “⁄”"),
        "\u2215": _("a division slash “∕”"),
        "\\": _("a backslash “\\”"),
    }
