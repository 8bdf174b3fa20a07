"""Lines that ``{%-`` and ``-%}`` join: a text with conditions may be written over several paragraphs, or lines.

``{%-`` at the beginning of a line joins it to the line before, ``-%}`` at its end to the line after.
"""

from __future__ import annotations

import re

from lxml import etree

from ksflow.writers.docx.names import w

# Not the tags that stand for a whole paragraph, row or cell.
_BEGINS = re.compile(r"[ \t]*\{%-(?!(?:p|tr|tc|r)\s)")
_ENDS = re.compile(r"-%\}[ \t]*$")


def join_lines(root: etree._Element) -> None:
    """Join the paragraphs and lines of a part whose tags ask for it; the signs that asked are taken away."""
    for paragraph in list(root.iter(w("p"))):
        nodes = list(paragraph.iter(w("t"), w("br")))
        text = "".join(node.text or "" for node in nodes)
        if "{%-" not in text and "-%}" not in text:
            continue
        _join_breaks(nodes)
        longer = paragraph
        before = _neighbour(paragraph, paragraph.getprevious())
        if before is not None and _BEGINS.match(_text(paragraph)):
            _drop(paragraph, "{%-", "{%", last=False)
            before.extend(_content(paragraph))
            _remove(paragraph)
            longer = before
        after = _neighbour(longer, longer.getnext())
        if after is not None and _ENDS.search(_text(longer)):
            _drop(longer, "-%}", "%}", last=True)
            # The next one has its turn too, so it must be the one that stays, with the properties of the first.
            after[:] = [*longer, *_content(after)]
            _remove(longer)


def _text(paragraph: etree._Element) -> str:
    return "".join(node.text or "" for node in paragraph.iter(w("t")))


def _content(paragraph: etree._Element) -> list[etree._Element]:
    return [child for child in paragraph if child.tag != w("pPr")]


def _neighbour(paragraph: etree._Element, other: etree._Element | None) -> etree._Element | None:
    """Return the paragraph beside one; None where a section ends between them, or none stands there."""
    if other is None or other.tag != w("p"):
        return None
    ends = (one.find(f"{w('pPr')}/{w('sectPr')}") is not None for one in (paragraph, other))
    return None if any(ends) else other


def _join_breaks(nodes: list[etree._Element]) -> None:
    """Take away the line breaks right before ``{%-`` and right after ``-%}``."""
    for number, node in enumerate(nodes):
        if node.tag != w("br"):
            continue
        before = next((one for one in reversed(nodes[:number]) if one.tag == w("br") or one.text), None)
        after = next((one for one in nodes[number + 1 :] if one.tag == w("br") or one.text), None)
        ends = before is not None and before.tag == w("t") and _ENDS.search(before.text or "")
        begins = after is not None and after.tag == w("t") and _BEGINS.match(after.text or "")
        if ends and before is not None:
            before.text = _ENDS.sub("%}", before.text or "")
        if begins and after is not None:
            after.text = (after.text or "").replace("{%-", "{%", 1)
        if ends or begins:
            _remove(node)


def _drop(paragraph: etree._Element, sign: str, plain: str, *, last: bool) -> None:
    nodes = [node for node in paragraph.iter(w("t")) if sign in (node.text or "")]
    if not nodes:
        return  # split over runs; joining is all that it asked for
    node = nodes[-1 if last else 0]
    text = node.text or ""
    node.text = plain.join(text.rsplit(sign, 1)) if last else text.replace(sign, plain, 1)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    assert parent is not None
    parent.remove(element)
