"""What YAML swallows without a word: text after ``#``, and lists that a value without ``|`` joins to one line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ksflow.locale import _
from ksflow.sources.findings import Finding, Span
from ksflow.sources.textfile import TextFile
from ksflow.sources.yamltree import Path, Place, YamlTree

# "#14" after a blank; a comment has a blank after its "#", as this file's own have.
_COMMENT = re.compile(r"\S[ \t]+(#[^\s#].*)")
_MARK = r"(?:[-+*•·–—]|[0-9]{1,3}[.)])"
_JOINED = re.compile(rf"\S[ \n]{_MARK} \S")
_ITEM = re.compile(rf"\s*({_MARK})[ \t]+\S")
_FOLDED = re.compile(r"[:-][ \t]+>[-+0-9]*[ \t]*$", re.MULTILINE)


def swallowed_findings(tree: YamlTree) -> Iterator[Finding]:
    """Yield a finding for every text that would be lost or joined; looks closely only where that can be."""
    source = tree.source
    # Looking for a single sign is far quicker than for a pattern, and most files have none.
    comments = (" #" in source.text or "\t#" in source.text) and _COMMENT.search(source.text) is not None
    joined = (">" in source.text and _FOLDED.search(source.text) is not None) or any(
        _JOINED.search(text) for text in _one_liners(tree.data)
    )
    if not comments and not joined:
        return
    for path, _text in _texts(tree.data, ()):
        place = tree.place(path)
        if comments and not place.style:
            yield from _comment_after(source, place.value)
        if joined and place.style in (None, "", ">"):
            yield from _joined_list(source, place)


def _one_liners(value: Any) -> list[str]:
    """Return the texts that do not end with a line end: all but those after ``|`` and ``>``."""
    found: list[str] = []
    pending = [value]
    for part in pending:  # which grows on the way
        if type(part) is str:
            if part[-1:] != "\n":
                found.append(part)
        elif type(part) is dict:
            pending += part.values()
        elif type(part) is list:
            pending += part
    return found


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _texts(part, (*path, key))


def _comment_after(source: TextFile, span: Span) -> Iterator[Finding]:
    line = source.line(span.end_line) or ""
    match = _COMMENT.match(line, max(span.end_column - 2, 0))
    if match is None:
        return
    start = match.start(1) + 1
    shown = match[1] if len(match[1]) <= 40 else f"{match[1][:39]}…"
    message = _("What stands after “#” is not printed: {text}", text=shown)
    help_ = _("Put the whole text in quotation marks; if it is a remark, write a blank after “#”")
    yield source.finding(Span(span.end_line, start, span.end_line, start + len(match[1])), "FIL117", message, help_)


def _joined_list(source: TextFile, place: Place) -> Iterator[Finding]:
    span = place.value
    for number in range(span.line + 1, span.end_line + 1):
        line = source.line(number) or ""
        match = _ITEM.match(line[: span.end_column - 1] if number == span.end_line else line)
        if match:
            column = match.start(1) + 1
            message = _("The lines are joined to one: “{mark}” begins no list here", mark=match[1])
            help_ = _(
                "Write “|” after the colon for a text with lists; begin items of a key with “- ” below each other"
            )
            yield source.finding(Span(number, column, number, column + len(match[1])), "FIL118", message, help_)
            return
