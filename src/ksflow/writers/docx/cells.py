"""Tags that format the table cell in which they stand: ``colspan``, ``cellbg``, ``vm`` and ``hm``, as in docxtpl.

``{% colspan n %}`` lets it span n columns, ``{% cellbg "F2F2F2" %}`` colours it; inside a loop ``{% vm %}`` merges it
with those below it (rows), ``{% hm %}`` with those beside it (cells).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from ksflow.writers.docx.names import w

CELL_TAG = re.compile(r"\{%-?\s*(?:(colspan|cellbg)\s+(.+?)|(vm|hm))\s*-?%\}")
WHOLE_FILTER, COLOUR_FILTER = "_heltal", "_färg"
# The order that the schema asks for (ECMA-376 part 1, 17.4.69).
_ORDER = [w(name) for name in ("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge", "tcBorders", "shd", "noWrap")]
_FIRST, _END = "{% if loop.first %}", "{% endif %}"

Token = Callable[[str, str], str]
Instruction = Callable[[str, str], etree._Element]


def format_cell(cell: etree._Element, tag: re.Match[str], token: Token, instruction: Instruction) -> None:
    """Do what a tag says; ``token`` and ``instruction`` put a source into the template, with how it was written."""
    written = tag.group()
    if tag[1] == "colspan":
        _property(cell, "gridSpan").set(w("val"), token(f"{{{{ ({tag[2]})|{WHOLE_FILTER} }}}}", written))
    elif tag[1] == "cellbg":
        shade = _property(cell, "shd")
        shade.set(w("val"), "clear")
        shade.set(w("color"), "auto")
        shade.set(w("fill"), token(f"{{{{ ({tag[2]})|{COLOUR_FILTER} }}}}", written))
    elif tag[3] == "vm":
        merge = "{{ 'restart' if loop.first else 'continue' }}"
        _property(cell, "vMerge").set(w("val"), token(merge, written))
        for paragraph in cell.iterchildren(w("p")):
            runs = [child for child in paragraph if child.tag != w("pPr")]
            if runs:
                paragraph.insert(paragraph.index(runs[0]), instruction(_FIRST, written))
                paragraph.append(instruction(_END, written))
    else:
        span = _property(cell, "gridSpan")
        own = span.get(w("val")) or "1"
        span.set(w("val"), token(f"{{{{ {int(own) if own.isdigit() else 1} * loop.length }}}}", written))
        parent = cell.getparent()
        assert parent is not None
        at = parent.index(cell)
        parent.insert(at + 1, instruction(_END, written))
        parent.insert(at, instruction(_FIRST, written))


def _property(cell: etree._Element, name: str) -> etree._Element:
    """Return a property of a cell, made where the schema wants it."""
    properties = cell.find(w("tcPr"))
    if properties is None:
        properties = cell.makeelement(w("tcPr"))
        cell.insert(0, properties)
    found = properties.find(w(name))
    if found is None:
        found = properties.makeelement(w(name))
        place = _ORDER.index(w(name))
        at = sum(child.tag in _ORDER[:place] for child in properties)
        properties.insert(at, found)
    return found
