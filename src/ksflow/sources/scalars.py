"""Where each character of a YAML value stands in the file, whatever way the value is written.

Folding, quoting and indentation change only blanks, line ends and what is escaped: the other characters come in the
same order in the file and in the value, so the two are walked through side by side (YAML 1.1, chapters 5.7 and 9).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from operator import itemgetter

from ksflow.sources.textfile import TextFile
from ksflow.sources.yamltree import Place

Token = tuple[str, int]
"""A character that the file gives, and the offset where it stands."""

_character = itemgetter(0)
_offset = itemgetter(1)
_BLANKS = " \t\r\n"
_LINE_END = re.compile(r"\r\n|\r|\n")
_PROPERTIES = re.compile(r"(?:[&!]\S*\s+)+")
_ESCAPED = {
    "0": "\0", "a": "\a", "b": "\b", "t": "\t", "\t": "\t", "n": "\n", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b",
    " ": " ", '"': '"', "/": "/", "\\": "\\", "N": "\x85", "_": "\xa0", "L": "\u2028", "P": "\u2029",
}  # fmt: skip
_DIGITS = {"x": 2, "u": 4, "U": 8}


def character_offsets(source: TextFile, place: Place, value: str) -> list[int] | None:
    """Return the offset in the file of every character of a value, and of its end; None for one that is an alias.

    A blank that stands for a line end has the offset of the blanks at the end of that line.
    """
    start = source.offset_at(place.value.line, place.value.column)
    end = source.offset_at(place.value.end_line, place.value.end_column)
    text = source.text
    if properties := _PROPERTIES.match(text, start, end):
        start = properties.end()
    plainly = _block(text, start, end, value) if place.style == "|" else _on_one_line(text, start, end, place, value)
    if plainly is not None:
        return plainly
    tokens = list(_tokens(text, start, end, place.style))
    found: list[int] = []
    at = 0
    for blank, run in _runs(value):
        if blank:
            stop = at
            while stop < len(tokens) and tokens[stop][0] in _BLANKS:
                stop += 1
            found += _aligned(run, tokens[at:stop], tokens[at][1] if at < len(tokens) else end)
            at = stop
            continue
        while at < len(tokens) and tokens[at][0] in _BLANKS:  # at the beginning of a value
            at += 1
        words = tokens[at : at + len(run)]
        if "".join(map(_character, words)) != run:
            return None
        found += map(_offset, words)
        at += len(run)
    last = next((offset for (_token, offset) in tokens[at : at + 1]), end)
    return [*found, min(last, end)]


def _on_one_line(text: str, start: int, end: int, place: Place, value: str) -> list[int] | None:
    """Return the offsets of a value that stands in the file as it is read; None for any other."""
    if place.style in ("'", '"'):
        start, end = start + 1, end - 1
    elif place.style:
        return None
    return list(range(start, end + 1)) if text[start:end] == value else None


def _block(text: str, start: int, end: int, value: str) -> list[int] | None:
    """Return the offsets of a block whose lines are those of the value, indented; None where that is not so simple."""
    found: list[int] = []
    at = text.find("\n", start, end) + 1
    if not at or "\r" in text[start:end]:
        return None
    for line in value.split("\n"):
        stop = text.find("\n", at, end)
        stop = end if stop < 0 else stop
        if line:
            at = stop - len(line)
            if not text.startswith(line, at):  # blanks at the end of the block, or another indentation
                return None
            found += range(at, stop)
        found.append(stop)
        at = min(stop + 1, end)
    return found


def end_of_character(source: TextFile, place: Place, offset: int) -> int:
    """Return where in the file the character ends that begins at an offset: one that is escaped takes several."""
    text = source.text
    if place.style == '"' and text[offset] == "\\":
        return offset + 2 + _DIGITS.get(text[offset + 1 : offset + 2], 0)
    return offset + 2 if place.style == "'" and text.startswith("''", offset) else offset + 1


def _runs(value: str) -> Iterator[tuple[bool, str]]:
    """Divide a value into runs of blanks and of other characters."""
    for match in re.finditer(r"([ \t\r\n]+)|[^ \t\r\n]+", value):
        yield match[1] is not None, match.group()


def _aligned(run: str, blanks: list[Token], offset: int) -> list[int]:
    """Return an offset for every blank of a value: the first ones from the left, those after a line end from the right.

    What indents a line in a block is more than what the value has of it, so that those count from the right.
    """
    indent = len(run) - len(run.rstrip(" \t")) if run.strip(" \t") else 0
    if not blanks:
        return [offset] * len(run)
    left = [blanks[min(number, len(blanks) - 1)][1] for number in range(len(run) - indent)]
    return left + [token[1] for token in blanks[len(blanks) - indent :]] if indent <= len(blanks) else left


def _tokens(text: str, start: int, end: int, style: str | None) -> Iterator[Token]:
    if style in ("|", ">"):
        header = _LINE_END.search(text, start, end)
        first = header.end() if header else end
        yield from zip(text[first:end], range(first, end), strict=True)
    elif style == '"':
        yield from _double_quoted(text, start + 1, end - 1)
    elif style == "'":
        at = start + 1
        while at < end - 1:
            yield text[at], at
            at += 2 if text.startswith("''", at) else 1
    else:
        yield from zip(text[start:end], range(start, end), strict=True)


def _double_quoted(text: str, at: int, end: int) -> Iterator[Token]:
    while at < end:
        if text[at] != "\\":
            yield text[at], at
            at += 1
            continue
        mark = text[at + 1 : at + 2]
        if mark in "\r\n":  # a line end that counts for nothing, nor do the blanks after it
            at += 1
            while at < end and text[at] in _BLANKS:
                at += 1
            continue
        digits = _DIGITS.get(mark, 0)
        yield (chr(int(text[at + 2 : at + 2 + digits], 16)) if digits else _ESCAPED.get(mark, mark)), at
        at += 2 + digits


def unescaped(text: str, style: str) -> str:
    """Return what a stretch of a value in quotation marks says; line ends in it stay as they are."""
    return "".join(character for character, _offset in _tokens(f"{style}{text}{style}", 0, len(text) + 2, style))
