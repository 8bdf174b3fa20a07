"""Findings as text: place, severity, code and message; then the line itself, underlined."""

from __future__ import annotations

import re
import unicodedata

from ksflow.reports import Report
from ksflow.sources.findings import Finding, Span
from ksflow.sources.harmless import harmless

_MAX_WIDTH = 96
"""How much of a source line is shown, in columns of a terminal."""
_TAB = "    "
_REACH = 4 * _MAX_WIDTH


_UNUSUAL = re.compile("[^ -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e€−]")
"""All but letters and signs that take one column each and do nothing else: most lines have no other."""


def render(report: Report) -> str:
    """Return the findings with their lines, without colour."""
    return "".join(f"{line}\n" for finding in report.findings for line in finding_lines(finding))


def finding_lines(finding: Finding) -> list[str]:
    """Return a finding as lines of text, as the design's contract shows it."""
    span = finding.span
    help_ = _on_one_line(finding.help or "")
    lines = [_on_one_line(str(finding))]
    if finding.excerpt is None or not finding.excerpt.strip():
        return lines + ([f"  = {help_}"] if help_ else [])
    shown, before, marked = _window(finding.excerpt, span)
    number = str(span.line)
    carets = "^" * max(1, marked)
    gutter = f"  {' ' * len(number)} │ "
    lines.append(f"  {number} │ {shown}")
    if before + marked + 1 + width(help_) <= _MAX_WIDTH:
        return [*lines, f"{gutter}{' ' * before}{carets} {help_}".rstrip()]
    # Beside a long underline the help would leave the window: it goes below.
    return [*lines, f"{gutter}{' ' * before}{carets}", f"{gutter}{help_}"]


def _window(excerpt: str, span: Span) -> tuple[str, int, int]:
    """Return the part of a line to show, the columns before the underlined text, and its width in columns."""
    start = span.column - 1
    end = max(start, span.end_column - 1) if span.end_line == span.line else len(excerpt)
    # Of a very long line only what can come into the window is looked at.
    head = _visible(excerpt[max(0, start - _REACH) : start])
    middle = _visible(excerpt[start : min(end, start + _REACH)])
    tail = _visible(excerpt[end : end + _REACH])
    if width(head) > _MAX_WIDTH // 2:
        head = f"…{_last(head, _MAX_WIDTH // 3)}"
    room = _MAX_WIDTH - width(head)
    if width(middle) > room:
        middle, tail = f"{_first(middle, room - 1)}…", ""
    elif width(middle) + width(tail) > room:
        tail = f"{_first(tail, room - width(middle) - 1)}…"
    return (head + middle + tail).rstrip(), width(head), width(middle)


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    if _UNUSUAL.search(text) is None:
        return len(text)
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if character == "\t":
        return len(_TAB)
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _visible(text: str) -> str:
    """Show tabs as blanks, and as a mark what would command the terminal or turn the order of the letters round."""
    if _UNUSUAL.search(text) is None:
        return text
    return harmless(text).replace("\n", "\ufffd").replace("\t", _TAB)


def _on_one_line(text: str) -> str:
    """Show a message that quotes the file as one harmless line."""
    return _visible(text.replace("\n", " ").replace("\r", " "))


def _first(text: str, columns: int) -> str:
    if _UNUSUAL.search(text) is None:
        return text[: max(columns, 0)]
    taken = 0
    for position, character in enumerate(text):
        taken += _columns(character)
        if taken > columns:
            return text[:position]
    return text


def _last(text: str, columns: int) -> str:
    """Return the end of a text; a combining mark is not parted from its letter."""
    if _UNUSUAL.search(text) is None:
        return text[-columns:]
    taken = 0
    for position, character in enumerate(reversed(text)):
        taken += _columns(character)
        if taken > columns:
            return text[len(text) - position :].lstrip(_marks(text))
    return text


def _marks(text: str) -> str:
    return "".join({character for character in text if not _columns(character)}) or "\0"
