"""SKR: lists whose items are punctuated alike, or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from ksflow.locale import _
from ksflow.rules.engine import Fixing, Problem, rule
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import Form, ListPlace, Passage
from ksflow.rules.spans import SpanKind
from ksflow.sources.findings import Severity

_LINKED = re.compile(r"([,;]) (?:och|samt|eller)$")
_AND = re.compile(r" (?:och|samt|eller)$")
"""Leads to the last item without a comma."""
_ABBREVIATED = re.compile(r"\b(?:m\. ?m|m\. ?fl|osv|etc|o\. ?s\. ?v|f\. ?d|[A-ZÅÄÖ])\.$")
_LAST_WORD = re.compile(r"\S+$")
_ANY = "any"


class _Item(NamedTuple):
    passage: Passage
    end: str
    """How it ends: with a stop, a comma, a semicolon, "" for a word, or ``_ANY`` where that cannot be judged."""


@rule(
    "SKR008",
    "list-items-end-differently",
    Severity.WARNING,
    summary=lambda: _("Items of a list that end differently"),
    why=lambda: _("Items end alike: all with a full stop, all with a comma until the last one, or all with nothing."),
    source="Myndigheternas skrivregler (Isof) 3.9, om listor; ksflow",
    checked="2026-11-24",
    fixing=Fixing.SAFE,
)
def list_items_end_differently(manuscript: Manuscript) -> Iterator[Problem]:
    """Compare the last characters of the items of every list, and of the titles of the attachments."""
    for items in _lists(manuscript):
        wanted = _wanted(items)
        for item, right in zip(items, wanted, strict=True):
            if item.end != right and item.end is not _ANY and (place := _LAST_WORD.search(item.passage.text)):
                excerpt = item.passage.excerpt(place.start(), place.end())
                instead = _LINKED.sub("", excerpt.text).rstrip(".,;") + right
                message = _("The item ends otherwise than the others of its list")
                yield Problem(excerpt, message, _("Write “{text}”", text=instead), instead)
    yield from _attachments(manuscript)


def _lists(manuscript: Manuscript) -> Iterator[list[_Item]]:
    """Yield every list of a text with its items, but without those that hold another list."""
    for _field, passages in groupby(manuscript.passages, key=lambda passage: passage.field):
        lists: dict[int, dict[int, Passage]] = {}
        recent: dict[int, tuple[int, int]] = {}  # the list and the item that were last read on each depth
        skipped: set[tuple[int, int]] = set()
        for passage in passages:
            place = passage.within
            if not isinstance(place, ListPlace):
                continue
            recent[place.depth] = (place.number, place.item)
            if place.depth > 1 and place.depth - 1 in recent:
                skipped.add(recent[place.depth - 1])
            if passage.form is not Form.ITEM:  # a quotation or code ends the item
                skipped.add(recent[place.depth])
            lists.setdefault(place.number, {})[place.item] = passage
        for number, items in lists.items():
            chosen = [passage for item, passage in items.items() if (number, item) not in skipped]
            if len(chosen) > 1:
                yield [_Item(passage, _end(passage)) for passage in chosen]


def _end(passage: Passage) -> str:
    text = passage.text.rstrip()
    if passage.spans[-1].kind in (SpanKind.ADDRESS, SpanKind.CODE) or _ABBREVIATED.search(text) or text.endswith(":"):
        return _ANY
    if linked := _LINKED.search(text):
        return linked[1]
    if _AND.search(text):
        return _ANY
    bare = text.rstrip(')”»"')
    if bare[-1:] in ("?", "!", "…"):
        return _ANY
    last = text[-1:] if text[-1:] in (",", ";", ".") else bare[-1:]
    return last if last in (",", ";", ".") else ""


def _wanted(items: list[_Item]) -> list[str]:
    """Return how each item is to end: as most do; of equally many, as those that end with a mark."""
    *inner, final = [item.end for item in items]
    counts = {mark: [*inner, final].count(mark) for mark in (",", ";", ".", "")}
    for mark in (",", ";"):
        if mark in inner and final in (".", ""):
            counts[mark] += 1  # a list of commas is closed by a full stop, or by nothing
    if set(inner) == {""} and final == "." and all(item.passage.text[:1].islower() for item in items):
        return [*inner, final]  # the items go on the sentence before them, which ends with the last one
    usual = max(counts, key=lambda mark: counts[mark])
    closing = final if usual in (",", ";") and final in (".", "") else usual
    return [*[usual] * len(inner), closing]


def _attachments(manuscript: Manuscript) -> Iterator[Problem]:
    """Titles are no sentences: one with a full stop beside others without."""
    titles = manuscript.attachment_titles
    stopped = [title for title in titles if title.text.rstrip().endswith(".") and not _ABBREVIATED.search(title.text)]
    if 0 < len(stopped) < len(titles):
        for title in stopped:
            if place := _LAST_WORD.search(title.text.rstrip()):
                excerpt = title.excerpt(place.start(), place.end())
                instead = excerpt.text.removesuffix(".")
                message = _("The title ends with a full stop, others do not")
                yield Problem(excerpt, message, _("Write “{text}”", text=instead), instead)
