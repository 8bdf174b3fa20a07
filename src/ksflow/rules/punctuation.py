"""SPR and SKR: full stops, parentheses and quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import zip_longest

from ksflow.documents.typography import NO_BREAK_SPACE
from ksflow.locale import _
from ksflow.rules.engine import Fixing, Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import Form, Passage
from ksflow.rules.spans import ALL, SpanKind
from ksflow.sources.findings import Severity

_LONG_ENOUGH = 60
"""Shorter paragraphs may be addresses, labels or signatures."""
_LAST_WORD = re.compile(r"[^\s(]*[\w%)”»\"]$")
_ENDS_WITHIN = re.compile(r"[.?!…][)”»\"]+$")


@rule(
    "SPR008",
    "no-full-stop",
    Severity.WARNING,
    summary=lambda: _("A paragraph that ends without a full stop"),
    why=lambda: _("The reader wonders whether something is missing: often the end has been cut off while pasting."),
    source="Myndigheternas skrivregler (Isof); ksflow",
    checked="2026-11-24",
    fixing=Fixing.SAFE,
)
def no_full_stop(manuscript: Manuscript) -> Iterator[Problem]:
    """Find a long paragraph that ends in a word; not before a list or a table, which it may lead to."""
    passages = manuscript.passages
    for passage, following in zip_longest(passages, passages[1:]):
        if passage.form is not Form.PARAGRAPH or len(passage.text) < _LONG_ENOUGH:
            continue
        if following and following.field is passage.field and following.form not in (Form.PARAGRAPH, Form.HEADING):
            continue
        if _has_broken_lines(passage) or (following and _has_broken_lines(following)):
            continue  # an address, and what leads to it
        if _holds_other_list(passage) or (following and _holds_other_list(following)):
            continue  # FIL216 and FIL218 tell what is wrong; a full stop would stand in the middle of it
        if passage.path[0] == "beslutsförslag" and manuscript.municipality.clause_form != "meningar":
            continue
        match = _LAST_WORD.search(passage.text, _after_last_blank(passage.text))
        if match is None or _ENDS_WITHIN.search(passage.text, match.start()) or _ends_in_code(passage):
            continue
        place = passage.excerpt(match.start(), match.end())
        instead = f"{place.text}."
        yield Problem(place, _("The paragraph ends without a full stop"), _("Write “{text}”", text=instead), instead)


def _after_last_blank(text: str) -> int:
    return max(text.rfind(" "), text.rfind(NO_BREAK_SPACE)) + 1


_LINE_BREAK = re.compile(r"(?:\\| {2})\n")


def _has_broken_lines(passage: Passage) -> bool:
    start, end = passage.range(0, len(passage.text))
    return bool(_LINE_BREAK.search(passage.field.text, start, end))


_OTHER_LIST = re.compile(r"^[ \t]*[•·▪●○◦‣–—|]", re.MULTILINE)


def _holds_other_list(passage: Passage) -> bool:
    """Tell whether a line begins as a list or a table does elsewhere, and was hardly meant as running text."""
    start, end = passage.range(0, len(passage.text))
    return bool(_OTHER_LIST.search(passage.field.text[start:end]))


def _ends_in_code(passage: Passage) -> bool:
    """Tell whether a passage ends in something where a full stop could be taken as a part of it."""
    return passage.spans[-1].kind in (SpanKind.ADDRESS, SpanKind.CODE)


_BRACKETS = re.compile(r"[()]")
_NUMBERING = re.compile(r"(?:^|[\s(,;])(?:[0-9]{1,3}|[a-zåäö]{1,2}|[ivx]{1,4})$", re.IGNORECASE)
_QUOTES = re.compile('(?<![0-9])[”“„"]|(?<=[0-9])[”“„]')
_QUOTE_MARKS = ("”", "“", '"')
_NO_CODE = ALL - {SpanKind.CODE, SpanKind.ADDRESS}


@rule(
    "SPR009",
    "unpaired-mark",
    Severity.ERROR,
    summary=lambda: _("A parenthesis or a quotation that is not closed"),
    why=lambda: _("The reader cannot tell where the aside or somebody else's words end."),
    source="ksflow",
    checked="2026-11-24",
)
def unpaired_mark(manuscript: Manuscript) -> Iterator[Problem]:
    """Brackets without their partner in a paragraph, and an odd number of quotation marks; not “a)” in a list."""
    for number, passage in enumerate(manuscript.passages):
        if passage.form is Form.CODE:
            continue
        text = passage.text
        if "(" in text or ")" in text:
            yield from _unpaired_brackets(passage)
        if "”" in text or '"' in text or "“" in text or "„" in text:
            following = manuscript.passages[number + 1 : number + 2]
            yield from _unpaired_quotes(passage, following[0].text if following else "")


def _unpaired_brackets(passage: Passage) -> Iterator[Problem]:
    text = passage.view(_NO_CODE)
    opened: list[int] = []
    for match in _BRACKETS.finditer(text):
        at = match.start()
        if at and text[at - 1] in _QUOTE_MARKS and text[at + 1 : at + 2] in _QUOTE_MARKS:
            continue  # a bracket that is spoken of: ”(”
        if match.group() == "(":
            opened.append(at)
        elif opened:
            opened.pop()
        elif not _NUMBERING.search(text, max(0, at - 6), at) and text[at - 1 : at] not in (":", ";", "-"):
            message = _("The parenthesis is closed without having been opened")
            yield Problem(passage.excerpt(at, at + 1), message, _("Write “(” where it begins, or delete this one"))
    for at in opened:
        message = _("The parenthesis is not closed")
        yield Problem(passage.excerpt(at, at + 1), message, _("Write “)” where it ends"))


def _unpaired_quotes(passage: Passage, following: str) -> Iterator[Problem]:
    text = passage.view(_NO_CODE)
    marks = [match.start() for match in _QUOTES.finditer(text)]
    # A quotation of several paragraphs begins each of them with a mark, and has one at its end.
    goes_on = text.startswith(("”", "“", "„")) and following.startswith(("”", "“", "„"))
    if len(marks) % 2 and not goes_on:
        at = next((at for at in marks if _opens_alone(text, at)), marks[-1])
        help_ = _("Write the mark that is missing, or delete this one")
        yield Problem(passage.excerpt(at, at + 1), _("The quotation mark has no partner"), help_)


def _opens_alone(text: str, at: int) -> bool:
    """Tell whether a mark opens a quotation, and another one opens before it is closed; or nothing more comes."""
    if not _opens(text, at):
        return False
    following = _QUOTES.search(text, at + 1)
    return following is None or _opens(text, following.start())


def _opens(text: str, at: int) -> bool:
    return (at == 0 or text[at - 1] in " (\u00a0–/") and not text[at + 1 : at + 2].isspace()


_FOREIGN_QUOTATION = re.compile(
    r"(?<!\w)\"(?=\S)[^\"”]{1,600}(?<=\S)\"(?!\w)|“[^“”„]{1,600}[“”]|„[^“”„]{1,600}[“”]|«[^«»]{1,600}»"
    r"|(?<![\w'])''(?=\S)[^']{1,600}(?<=\S)''(?!['\w])|(?<![^\s(])”(?=\S)[^”“\"]{1,600}(?<=[^\s0-9])[“\"](?!\w)"
)


@rule(
    "SKR001",
    "foreign-quotation-marks",
    Severity.WARNING,
    summary=lambda: _("Quotation marks that are not Swedish"),
    why=lambda: _("Swedish opens and closes with ”. Straight and other marks beside it look like an oversight."),
    source="Myndigheternas skrivregler (Isof), om citattecken",
    checked="2026-11-24",
    fixing=Fixing.SAFE,
)
def foreign_quotation_marks(manuscript: Manuscript) -> Iterator[Problem]:
    """Find quotations between straight, English, German or French marks; where nobody writes ”, only mention them."""
    swedish = any("”" in passage.text for passage in manuscript.passages)
    for passage in manuscript.passages:
        if passage.form is Form.CODE or not any(mark in passage.text for mark in "\"“„«'”"):
            continue
        for match in _FOREIGN_QUOTATION.finditer(passage.view(_NO_CODE)):
            place = passage.excerpt(match.start(), match.end())
            width = 2 if match.group().startswith("''") else 1
            # A quotation inside another one has single marks.
            mark = "’" if passage.text.count("”", 0, match.start()) % 2 else "”"
            instead = f"{mark}{place.text[width:-width]}{mark}"
            severity = None if swedish else Severity.INFO
            message = _("The quotation has other marks than ”")
            yield Problem(place, message, _("Write {text}", text=instead), _plainly(place.is_plain, instead), severity)


def _plainly(plain: bool, instead: str) -> str | None:
    """Return what to write instead, unless marks of Markdown inside would be lost by it."""
    return instead if plain else None
