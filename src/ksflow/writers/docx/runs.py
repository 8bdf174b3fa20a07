"""Runs and paragraphs of a look: their properties as text, and dividing a run."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from ksflow.writers.docx.names import XML_SPACE, w

_DECLARED = re.compile(r' xmlns:\w+="[^"]*"')
# Belongs to the paragraph that is replaced and to none in its place: its mark, and the end of a section.
_NOT_PASSED_ON = (w("rPr"), w("sectPr"))


def run_properties(run: etree._Element | None) -> str:
    """Return the inside of a run's w:rPr: what Word knows by the names of ECMA-376."""
    return _inside(run.find(w("rPr")) if run is not None else None)


def paragraph_properties(paragraph: etree._Element) -> str:
    """Return the inside of a paragraph's w:pPr, without what belongs to this paragraph alone."""
    return _inside(paragraph.find(w("pPr")))


def _inside(properties: etree._Element | None) -> str:
    if properties is None:
        return ""
    kept = (
        child
        for child in properties
        # Newer Word's own properties lie in namespaces that the part need not declare where the text goes.
        if isinstance(child.tag, str) and child.tag.startswith(w("")) and child.tag not in _NOT_PASSED_ON
    )
    return "".join(_DECLARED.sub("", etree.tostring(child, encoding="unicode", with_tail=False)) for child in kept)


def split_run(run: etree._Element, mark: re.Pattern[str]) -> Iterator[etree._Element | str]:
    """Yield a run in pieces: what stands before, between and after the marks in its text, and group 1 of each mark."""
    piece = _empty(run)
    for child in list(run):
        if child.tag == w("rPr"):
            continue
        if child.tag != w("t") or not mark.search(child.text or ""):
            piece.append(child)
            continue
        for number, text in enumerate(mark.split(child.text or "")):
            if number % 2:
                if _holds_anything(piece):
                    yield piece
                piece = _empty(run)
                yield text
            elif text:
                node = etree.SubElement(piece, w("t"))
                node.text = text
                node.set(XML_SPACE, "preserve")
    if _holds_anything(piece):
        yield piece


def _empty(run: etree._Element) -> etree._Element:
    piece = etree.Element(run.tag, nsmap=run.nsmap)
    properties = run.find(w("rPr"))
    if properties is not None:
        piece.append(deepcopy(properties))
    return piece


def _holds_anything(piece: etree._Element) -> bool:
    return any(child.tag != w("rPr") for child in piece)
