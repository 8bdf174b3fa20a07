"""Findings as text: place, severity, code and message; then the line itself, underlined."""

from __future__ import annotations

import unicodedata

from ksflow.sources.findings import Finding, Span

_MAX_WIDTH = 96
"""How much of a source line is shown, in columns of a terminal."""
_TAB = "    "


def finding_lines(finding: Finding) -> list[str]:
    """Return a finding as lines of text, as the design's contract shows it."""
    span = finding.span
    place = f"{finding.file}:{span.line}:{span.column}"
    lines = [f"{place}: {finding.severity} {finding.code} {finding.message}"]
    if finding.excerpt is None or not finding.excerpt.strip():
        return lines + ([f"  = {finding.help}"] if finding.help else [])
    shown, before, marked = _window(finding.excerpt, span)
    number = str(span.line)
    carets = "^" * max(1, marked)
    gutter = f"  {' ' * len(number)} │ "
    lines.append(f"  {number} │ {shown}")
    help_ = finding.help or ""
    if before + marked + 1 + width(help_) <= _MAX_WIDTH:
        return [*lines, f"{gutter}{' ' * before}{carets} {help_}".rstrip()]
    # Beside a long underline the help would leave the window: it goes below.
    return [*lines, f"{gutter}{' ' * before}{carets}", f"{gutter}{help_}"]


def _window(excerpt: str, span: Span) -> tuple[str, int, int]:
    """Return the part of a line to show, the columns before the underlined text, and its width in columns."""
    start = span.column - 1
    end = span.end_column - 1 if span.end_line == span.line else len(excerpt)
    head, middle, tail = excerpt[:start], excerpt[start:end], excerpt[end:]
    if width(head) > _MAX_WIDTH // 2:
        head = f"…{_last(head, _MAX_WIDTH // 3)}"
    room = _MAX_WIDTH - width(head)
    if width(middle) > room:
        middle, tail = f"{_first(middle, room - 1)}…", ""
    elif width(middle) + width(tail) > room:
        tail = f"{_first(tail, room - width(middle) - 1)}…"
    return _visible(head + middle + tail).rstrip(), width(head), width(middle)


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(_columns(character) for character in text)


def _columns(character: str) -> int:
    if character == "\t":
        return len(_TAB)
    if unicodedata.combining(character) or unicodedata.category(character) == "Cf":
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _visible(text: str) -> str:
    """Show tabs as blanks and control characters as a mark: a finding must not command the terminal."""
    return "".join(
        _TAB if character == "\t" else "\ufffd" if unicodedata.category(character) in ("Cc", "Cs") else character
        for character in text
    )


def _first(text: str, columns: int) -> str:
    taken = 0
    for position, character in enumerate(text):
        taken += _columns(character)
        if taken > columns:
            return text[:position]
    return text


def _last(text: str, columns: int) -> str:
    return _first(text[::-1], columns)[::-1]
