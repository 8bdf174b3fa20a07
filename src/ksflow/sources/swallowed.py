"""What YAML does without a word: it drops text after ``#``, joins lists without ``|``, parts texts in brackets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
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

_SENTENCES = ("att", "bilagor")
"""The keys of lists whose items are texts that may hold a comma."""
_GOES_ON = re.compile(r"(?:dater(?:ad|at|ade)|antag(?:en|et|na)|enligt|och|samt|men|som|vilk(?:et|a)) ")
"""What no item begins with: the rest of one, after a comma."""
_NO_DECISION = re.compile(r"bilag(?:a|or) [0-9]|[a-zåäö]+s\.?$")
"""What is no decision by itself: "godkänns.", and what follows "bilaga 1"."""
_ENDS = (".", "?", "!")


def swallowed_findings(tree: YamlTree) -> Iterator[Finding]:
    """Yield a finding for every text that would be lost or joined; looks closely only where that can be."""
    source = tree.source
    if "[" in source.text:
        yield from _parted(tree, tree.data, ())
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


def _parted(tree: YamlTree, value: Any, path: Path) -> Iterator[Finding]:
    """Yield a finding for each list in brackets that parts a text at its comma: ``[Avtalet, bilaga 1, godkänns.]``."""
    if isinstance(value, dict):
        for key, part in value.items():
            if isinstance(part, dict | list):
                yield from _parted(tree, part, (*path, key))
    elif isinstance(value, list):
        if path and path[-1] in _SENTENCES:
            yield from _parted_items(tree, value, path)
        for number, part in enumerate(value):
            if isinstance(part, dict | list):
                yield from _parted(tree, part, (*path, number))


def _parted_items(tree: YamlTree, items: list[Any], path: Path) -> Iterator[Finding]:
    for number, (before, text) in enumerate(pairwise(items), start=1):
        if not isinstance(before, str) or not isinstance(text, str):
            continue
        if before.endswith(_ENDS) or not (_GOES_ON.match(text) or (path[-1] == "att" and _NO_DECISION.match(text))):
            continue
        place, previous = tree.place((*path, number)), tree.place((*path, number - 1))
        line = tree.source.line(previous.value.end_line) or ""
        if place.style or previous.style or line[previous.value.end_column - 1 :].lstrip()[:1] != ",":
            continue  # written so, or in a line of its own
        message = _("The text is parted at the comma before “{text}”", text=text)
        help_ = _(
            "Inside [ ] commas part the items: put each text in quotation marks, or in a line of its own after “- ”"
        )
        yield tree.source.finding(place.value, "FIL125", message, help_)
        return


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
