"""The characters that no font has, found by asking Typst about each: PDF/A and PDF/UA allow no boxes in their place."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ksflow.locale import _
from ksflow.sources.findings import START, Finding, FindingsError, Severity
from ksflow.writers.pdf.look import Look
from ksflow.writers.pdf.standard import STANDARDS

_PROBE = b'#set document(title: "x")\n#set text(lang: "sv", font: sys.inputs.font.split(","))\n= x\n#sys.inputs.text'


_COMMON = re.compile(
    "[\\x00-\u017e\u2011\u2013\u2014\u2018-\u201a\u201c-\u201e\u2020-\u2022\u2026\u2030\u2032\u2033\u20ac\u2212]+"
)
"""What the shipped fonts have, or is never shown; a font that has it is always there."""


class MissingCharactersError(FindingsError):
    """Raised when a document has characters that cannot be shown; its findings know no place."""

    def __init__(self, characters: list[str]) -> None:
        super().__init__([Finding("", START, "FIL220", Severity.ERROR, missing_character(one)) for one in characters])
        self.characters = characters


def missing_character(character: str) -> str:
    """Return the message about a character that no font has."""
    return _("No font has the character {code} ({character})", code=f"U+{ord(character):04X}", character=character)


def missing_characters(look: Look, characters: Iterable[str], fonts: Iterable[str]) -> list[str]:
    """Return those of the characters that no font of the look can show, sorted."""
    unsure = uncommon("".join(characters))
    return [] if _shown(look, "".join(unsure), fonts) else [one for one in unsure if not _shown(look, one, fonts)]


def uncommon(text: str) -> list[str]:
    """Return the characters of a text about which Typst has to be asked, sorted."""
    return sorted(set(_COMMON.sub("", text)))


def _shown(look: Look, text: str, fonts: Iterable[str]) -> bool:
    import typst

    try:
        look.compiler.compile(
            {"main": _PROBE},  # type: ignore[type-var]  # typst's hints know files by their paths only
            format="pdf",
            sys_inputs={"text": text, "font": ",".join(fonts)},
            pdf_standards=STANDARDS,
            timestamp=0,
        )
    except typst.TypstError:
        return False
    return True
