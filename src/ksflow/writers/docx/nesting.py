"""Blocks of tags (``{% if %}`` … ``{% endif %}``): each must be closed, and begin and end at the same depth of the XML.

Otherwise the part, once rendered, would not be well-formed, and Word would refuse the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ksflow.locale import _
from ksflow.writers.docx.places import Tag, TagFault

TOKEN = re.compile(r"<\?ksflow ([0-9]+)\?>|\ue0f1([0-9]+)\ue0f2")
"""How a tag stands in the XML before it becomes a template: between elements, or in text and attributes."""

_STATEMENT = re.compile(r"\{%-?\s*(\w+)(.*?)-?%\}", re.DOTALL)
_XML = re.compile(r"<\?ksflow [0-9]+\?>|\ue0f1[0-9]+\ue0f2|<(/?)([^\s<>/?!]+)[^<>]*?(/?)>")
PAIRED = {
    "if": "endif",
    "for": "endfor",
    "with": "endwith",
    "macro": "endmacro",
    "call": "endcall",
    "filter": "endfilter",
}
ENDS = {end: start for start, end in PAIRED.items()}
MIDDLES: dict[str, tuple[str, ...]] = {"else": ("if", "for"), "elif": ("if",)}


class _Block(NamedTuple):
    """A block whose end has not come yet."""

    word: str
    tag: Tag
    path: tuple[str, ...]
    parents: tuple[int, ...]
    """The numbers of the elements that it stands in."""


_WRITTEN = ("p", "tr", "tc", "r")
"""The levels that an author writes; others are where a tag happens to stand."""


def block_faults(xml: str, tags: list[Tag]) -> list[TagFault]:
    """Report blocks that are not closed, with the place where they begin, ends that close nothing, and crossings."""
    faults: list[TagFault] = []
    open_: list[_Block] = []
    for tag, path, parents in _placed(xml, tags):
        match = _STATEMENT.fullmatch(tag.source)
        if match is None:
            continue
        word = match[1]
        if word in PAIRED:
            open_.append(_Block(word, tag, path, parents))
        elif word in ENDS or word in MIDDLES:
            wanted = (ENDS[word],) if word in ENDS else MIDDLES[word]
            if not open_ or open_[-1].word not in wanted:
                message = _("{tag} closes or continues no block", tag=tag.written)
                faults.append(TagFault("MAL002", message, None, tag.place))
                continue
            # A tag that stands for a paragraph, row or cell repeats those of one cell, table or row.
            apart = open_[-1].tag.level in ("p", "tr", "tc") and parents != open_[-1].parents
            if path != open_[-1].path or apart:
                faults.append(_crossing(open_[-1].tag, tag))
            if word in ENDS:
                open_.pop()
    for block in open_:
        message = _("The block {tag} is never closed", tag=block.tag.written)
        level = block.tag.level if block.tag.level in _WRITTEN else ""
        help_ = _("Write {tag} where it is to end", tag=f"{{%{level} {PAIRED[block.word]} %}}")
        faults.append(TagFault("MAL002", message, help_, block.tag.place))
    return faults


def _crossing(start: Tag, end: Tag) -> TagFault:
    message = _(
        "The block {tag} begins inside something else than {end} in {place}",
        tag=start.written,
        end=end.written,
        place=end.place,
    )
    help_ = _("Begin and end it in the same paragraph, or in rows or cells of the same table")
    return TagFault("MAL002", message, help_, start.place)


def _placed(xml: str, tags: list[Tag]) -> Iterator[tuple[Tag, tuple[str, ...], tuple[int, ...]]]:
    """Yield every tag, in order, with the names and numbers of the elements that it stands in."""
    path: list[str] = []
    parents: list[int] = []
    for place, match in enumerate(_XML.finditer(xml)):
        closing, name, empty = match.groups()
        if name is None:
            yield tags[_number(match.group())], tuple(path), tuple(parents)
        elif closing:
            path.pop()
            parents.pop()
        else:
            for inner in TOKEN.finditer(match.group()):  # in an attribute
                yield tags[_number(inner.group())], (*path, name, "@"), (*parents, place)
            if not empty:
                path.append(name)
                parents.append(place)


def _number(token: str) -> int:
    match = TOKEN.fullmatch(token)
    assert match is not None
    return int(match[1] or match[2])
