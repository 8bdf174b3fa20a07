"""SKR: characters that nobody sees, but that get in the way."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator

from ksflow.locale import _
from ksflow.rules.engine import Fixing, Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import Form, Passage
from ksflow.rules.spans import ALL, SpanKind
from ksflow.sources.findings import Severity

_MARKS = "\u0300-\u036f"
_INVISIBLE = re.compile(
    rf"(?P<decomposed>\w[{_MARKS}](?:[\w{_MARKS}]*\w[{_MARKS}])*)"
    "|(?P<hyphen>\u00ad+)"
    "|(?P<nothing>[\u200b\u200c\u2060]+)"
    "|(?P<blanks>[ \t]*\t[ \t]*|  +)"
)
_NO_CODE = ALL - {SpanKind.CODE}


@rule(
    "SKR010",
    "invisible-character",
    Severity.WARNING,
    summary=lambda: _("A character or a blank that nobody sees"),
    why=lambda: _(
        "It comes along when text is pasted. A word with it is not found by a search, and gaps come where none belong."
    ),
    source="Unicode 15, kapitel 3.11 och 23; ksflow",
    checked="2026-11-24",
    fixing=Fixing.SAFE,
)
def invisible_character(manuscript: Manuscript) -> Iterator[Problem]:
    """Letters in two parts (NFD), soft hyphens, zero-width characters, tabs and double spaces inside a line."""
    for passage in [*manuscript.passages, *manuscript.attachment_titles]:
        if passage.form is not Form.CODE and not _is_clean(passage.text):
            yield from _in_passage(passage)


def _is_clean(text: str) -> bool:
    return "  " not in text and "\t" not in text and (text.isascii() or not _RARE.search(text))


_RARE = re.compile(f"[{_MARKS}\u00ad\u200b\u200c\u2060]")


def _in_passage(passage: Passage) -> Iterator[Problem]:
    for match in _INVISIBLE.finditer(passage.view(_NO_CODE)):
        found, kind = match.group(), match.lastgroup or ""
        place = passage.excerpt(match.start(), match.end())
        if kind == "decomposed" and (unicodedata.normalize("NFC", found) == found or not place.is_plain):
            continue  # a letter with an accent that has no form in one piece
        if kind == "blanks" and not _stands_inside(passage, match):
            continue
        message, instead = _KINDS[kind](found)
        help_ = _("Write “{text}”", text=instead) if instead.strip() else _shorter(instead)
        yield Problem(place, message, help_, instead)


def _stands_inside(passage: Passage, match: re.Match[str]) -> bool:
    """Tell whether blanks stand between two words of a line: those at its ends indent it, or break it."""
    start, end = passage.range(match.start(), match.end())
    written = passage.field.text[start:end]
    return written == match.group() and match.start() > 0 and match.end() < len(passage.text)


def _shorter(instead: str) -> str:
    return _("One space is enough") if instead else _("Delete it")


_KINDS: dict[str, Callable[[str], tuple[str, str]]] = {
    "decomposed": lambda found: (
        _("The letters are in two parts, letter and accent (Unicode NFD)"),
        unicodedata.normalize("NFC", found),
    ),
    "hyphen": lambda found: (_("A soft hyphen (U+00AD) stands here"), ""),
    "nothing": lambda found: (_("A character without width stands here (U+{code})", code=f"{ord(found[0]):04X}"), ""),
    "blanks": lambda found: (_("A tab stands here") if "\t" in found else _("Several spaces stand here"), " "),
}
