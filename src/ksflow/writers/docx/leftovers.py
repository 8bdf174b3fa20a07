"""What a look must not pass on: links to files outside, fields that fetch, tracked changes, and comments.

A document goes to people who have no such files, and to whom nobody meant to show what was deleted or remarked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree

from ksflow.locale import _
from ksflow.writers.docx.field_codes import field_codes
from ksflow.writers.docx.names import R, w
from ksflow.writers.docx.package import Package, as_bytes, source_of
from ksflow.writers.docx.places import TagFault, TagPlace, where

_CHANGES = frozenset(
    w(name)
    for name in (
        *("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel", "cellMerge", "numberingChange"),
        *(f"{kind}PrChange" for kind in ("r", "p", "sect", "tbl", "tblEx", "tr", "tc")),
        *("tblGridChange", "tblPrExChange", "moveFromRangeStart", "moveToRangeStart"),
        *(f"customXml{kind}RangeStart" for kind in ("Ins", "Del", "MoveFrom", "MoveTo")),
    )
)
_COMMENTS = frozenset(w(name) for name in ("commentRangeStart", "commentReference", "comment"))
_FETCHING = frozenset(
    {
        *("INCLUDEPICTURE", "INCLUDETEXT", "INCLUDE", "IMPORT", "LINK", "DDE", "DDEAUTO"),
        *("DATABASE", "RD"),  # rows from a database; chapters of other files
    }
)
"""Fields that show what lies elsewhere (ECMA-376-1, 17.16.5; Word knows older names too)."""
_MAYBE = re.compile(rb"[<:](?:ins|del|move|cell|customXml|comment|\w+Change)\w*[\s/>]")
"""What a part with any of them holds; finding it is much quicker than parsing."""


def leftovers(package: Package) -> list[TagFault]:
    """Report what no document may carry; the template that the look is based on is forgotten without a word."""
    return [*_links_outside(package), *_fetching_fields(package), *_embedded(package), *_marks(package)]


def _links_outside(package: Package) -> Iterator[TagFault]:
    """Report every relationship that leads outside, and take it away."""
    for rels in [name for name, data in package.parts.items() if name.endswith(".rels") and b"External" in data]:
        relations = package.xml(rels)
        part = source_of(rels)
        reported: set[str] = set()
        for relation in list(relations):
            if relation.get("TargetMode") != "External":
                continue
            relations.remove(relation)
            target, kind = str(relation.get("Target", "")), str(relation.get("Type", "")).rpartition("/")[2]
            if kind == "attachedTemplate":
                _forget_template(package, part, relation.get("Id"))
            elif target not in reported:
                reported.add(target)
                yield _outside(target, kind, TagPlace(part or rels, ""))
        package.replace(rels, as_bytes(relations))


_REFUSED = ("oleObject", "package", "control", "vbaProject", "keyMapCustomizations", "attachedToolbars", "aFChunk")
"""What a document may hold and could carry out, or what it would take in unseen, by kinds of relationships."""


def _embedded(package: Package) -> Iterator[TagFault]:
    """Report embedded objects, controls and macros: they could carry something out where a document is opened."""
    for rels in [name for name in package.parts if name.endswith(".rels")]:
        part = source_of(rels)
        for relation in package.xml(rels):
            kind = str(relation.get("Type", "")).rpartition("/")[2]
            in_chart = kind == "package" and "/charts/" in f"/{part}"  # the numbers that a chart shows
            if kind not in _REFUSED or in_chart or relation.get("TargetMode") == "External":
                continue
            place = TagPlace(part or rels, "")
            if kind in ("vbaProject", "keyMapCustomizations", "attachedToolbars"):
                help_ = _("Save it from Word as “Word Document (*.docx)”, which has no macros")
                yield TagFault("MAL012", _("The look has macros"), help_, place)
            else:
                name = str(relation.get("Target", "")).rpartition("/")[2]
                message = _("The look has an embedded object: {name}", name=name)
                help_ = _("Click on it, delete it, and insert a picture (PNG) of it instead")
                yield TagFault("MAL012", message, help_, place)


def _forget_template(package: Package, part: str, id_: str | None) -> None:
    root = package.xml(part)
    for element in list(root.iter(w("attachedTemplate"))):
        parent = element.getparent()
        if parent is not None and element.get(f"{{{R}}}id") == id_:
            parent.remove(element)
    package.replace(part, as_bytes(root))


def _outside(target: str, kind: str, place: TagPlace) -> TagFault:
    message = _("The look leads to something outside the file: {target}", target=target)
    if kind == "hyperlink":
        help_ = _("Take the link away from the picture or the shape, and write the address as text")
    else:
        help_ = _("Insert the picture or the file itself instead of a link to it, or delete it")
    return TagFault("MAL012", message, help_, place)


def _fetching_fields(package: Package) -> Iterator[TagFault]:
    """Report every field that Word would fill with what it fetches or lets another program say, each once in a part."""
    for part, data in package.parts.items():
        if not part.endswith(".xml") or b"instr" not in data:  # w:instrText, and the attribute w:instr
            continue
        for code in dict.fromkeys(field_codes(package.xml(part))):
            if code.split(maxsplit=1)[0].upper() in _FETCHING:
                message = _("The look has a field that fetches from outside the file: {field}", field=code)
                help_ = _("Show the fields in Word with Alt+F9, and put what it shows in its place")
                yield TagFault("MAL012", message, help_, TagPlace(part, ""))


def _marks(package: Package) -> Iterator[TagFault]:
    """Report the parts with tracked changes or comments, each once."""
    for part, data in package.parts.items():
        if not part.endswith(".xml") or not _MAYBE.search(data):
            continue
        elements = {str(element.tag): element for element in reversed(list(package.xml(part).iter(etree.Element)))}
        tags = elements.keys()
        marked = [elements[tag] for tag in tags & (_CHANGES | _COMMENTS)]
        place = TagPlace(part, _first_place(marked) if marked else "")
        if tags & _CHANGES and tags & _COMMENTS:
            help_ = _("Accept or reject the changes and delete the comments in Word, and save")
            yield TagFault("MAL012", _("The look has tracked changes and comments"), help_, place)
        elif tags & _CHANGES:
            help_ = _("Accept or reject the changes in Word, and save")
            yield TagFault("MAL012", _("The look has tracked changes"), help_, place)
        elif tags & _COMMENTS:
            yield TagFault("MAL012", _("The look has comments"), _("Delete the comments in Word, and save"), place)


def _first_place(marked: list[etree._Element]) -> str:
    """Return the paragraph or cell of the first of some marks, "" for one outside all paragraphs."""
    root = marked[0].getroottree().getroot()
    numbers = {paragraph: number for number, paragraph in enumerate(root.iter(w("p")), start=1)}
    places = [paragraph for mark in marked if (paragraph := _paragraph_at(mark)) is not None]
    if not places or root.tag == w("comments"):
        return ""
    first = min(places, key=lambda paragraph: numbers[paragraph])
    return where(first, numbers[first])


def _paragraph_at(mark: etree._Element) -> etree._Element | None:
    """Return the paragraph that a mark stands in, or the first of the cell, row or table that it is about."""
    inside = next(mark.iterancestors(w("p")), None)
    if inside is not None:
        return inside
    holder = next(mark.iterancestors(w("tc"), w("tr"), w("tbl")), None)
    return next(holder.iter(w("p")), None) if holder is not None else None
