"""TIL: what keeps people who listen to a document, or jump from heading to heading, from using it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ksflow.locale import _
from ksflow.rules.engine import Fixing, Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import Excerpt, Form, Passage, TableCell, plain_passage
from ksflow.sources.findings import Severity

_SOURCE = "Lagen (2018:1937) om tillgänglighet till digital offentlig service 10 §; EN 301 549"


@rule(
    "TIL001",
    "no-real-heading",
    Severity.ERROR,
    summary=lambda: _("A heading level that is skipped, or a bold line in place of a heading"),
    why=lambda: _("Who listens to a document jumps from heading to heading; a bold line is none, and a gap misleads."),
    source=_SOURCE,
    checked="2026-11-24",
    fixing=Fixing.UNSAFE,
)
def no_real_heading(manuscript: Manuscript) -> Iterator[Problem]:
    """Find paragraphs that are bold from beginning to end, with text below; “####” below “##”."""
    level = 0
    outer: list[int] = []
    field = None
    for passage, following in pairwise([*manuscript.passages, None]):
        assert passage is not None
        if passage.field is not field:
            field, level, outer = passage.field, 0, []
        if passage.form is Form.HEADING and passage.path[-1] != "rubrik":
            while outer and outer[-1] >= passage.level:
                outer.pop()
            outer.append(passage.level)
            level = outer[0] + len(outer) - 1
            if level < passage.level:
                yield _skipped(passage, level)
        elif _is_bold_line(passage) and following and following.field is field and following.form is not Form.HEADING:
            yield _bold(passage, level)


def _skipped(heading: Passage, level: int) -> Problem:
    text = heading.field.text
    line = text.rfind("\n", 0, heading.offset(0)) + 1
    marks = re.compile("[ >]*(#+)").match(text, line)
    message = _("A heading of level {level} where {wanted} comes next", level=heading.level, wanted=level)
    written = plain_passage(heading.field, Form.HEADING)
    place = written.excerpt(*marks.span(1)) if marks else heading.excerpt(0, len(heading.text))
    help_ = _("Write “{text}”", text="#" * level)
    return Problem(place, message, help_, "#" * level if marks else None, Severity.WARNING)


_LONGEST = 12


def _is_bold_line(passage: Passage) -> bool:
    if passage.form is not Form.PARAGRAPH or len(passage.strong) != 1:
        return False
    ((start, end),) = passage.strong
    whole = start == 0 and not passage.text[end:].strip(" :")
    return whole and len(passage.text.split()) <= _LONGEST and not passage.text.rstrip().endswith((".", "!", "?"))


def _bold(passage: Passage, level: int) -> Problem:
    field = passage.field
    start = passage.offset(0)
    start = start - 2 if field.text[:start].endswith(("**", "__")) else start
    line_end = field.text.find("\n", start)
    line = field.text[start : line_end if line_end >= 0 else len(field.text)].rstrip()
    place, instead = passage.excerpt(0, len(passage.text)), None
    message = _("A bold line stands in place of a heading: {text}", text=passage.text)
    heading = f"{'#' * min(level + 1, 6)} {passage.text.strip(' :')}"
    if line == f"**{passage.text}**" or line == f"**{passage.text.rstrip(' :')}**:" or line == f"__{passage.text}__":
        place, instead = plain_passage(field, Form.PARAGRAPH).excerpt(start, start + len(line)), heading
    return Problem(place, message, _("Write “{text}”, or a section of its own", text=heading), instead)


_LINK_OR_TABLE = re.compile(r"\][(\[:]|\|")
_SAYS_NO_WHERE = re.compile(
    r"(?:(?:klicka|tryck|se) )?här|läs (?:mer|vidare)(?: här)?|(?:denna |den här )?länk(?:en)?|mer information"
    r"|(?:se |via )?(?:denna |den här )länk",
    re.IGNORECASE,
)


@rule(
    "TIL003",
    "not-for-everybody",
    Severity.ERROR,
    summary=lambda: _("A picture, table or link that not everybody can use"),
    why=lambda: _(
        "Who cannot see a picture must be told what it shows; the cells of a table are read out with their headers; "
        "links are read out alone, one after the other."
    ),
    source=f"{_SOURCE} (WCAG 2.1: 1.1.1, 1.3.1, 2.4.4)",
    checked="2026-11-24",
)
def not_for_everybody(manuscript: Manuscript) -> Iterator[Problem]:
    """Find links whose words are “här” or “läs mer”; tables whose header row is empty."""
    if not any(_LINK_OR_TABLE.search(field.text) for field in manuscript.texts):
        return  # this rule cannot be turned off: where all others are, texts without either are not read
    last: tuple[object, int] | None = None
    for passage in manuscript.passages:
        for start, end, _address in passage.links:
            text = passage.text[start:end].strip(" .:!»→")
            if _SAYS_NO_WHERE.fullmatch(text):
                message = _("The link does not say where it leads: {text}", text=text)
                yield Problem(
                    passage.excerpt(start, end), message, _("Name what it leads to, as “kommunens cykelplan”")
                )
        if isinstance(passage.within, TableCell):
            table = (passage.field, passage.within.number)
            if table != last and passage.within.row > 0:
                yield Problem(
                    Excerpt(passage, 0, len(passage.text)),
                    _("The table has no headers above its columns"),
                    _("Write in the first row what each column holds"),
                )
            last = table
