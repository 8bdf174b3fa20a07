"""What the schema of WordprocessingML asks of the elements that ksflow writes (ECMA-376, transitional, part 1, 17)."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from looks import Written
from lxml import etree

from ksflow.writers.docx.names import W, w

# Properties: each child once at most, in this order (17.3.1.26, 17.3.2.28, 17.4.60, 17.4.82, 17.4.70).
_IN_ORDER = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr",
    "rPr": "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid "
    "vanish webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em "
    "lang eastAsianLayout specVanish oMath",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription",
    "trPr": "cnfStyle divId gridBefore gridAfter wBefore wAfter cantSplit trHeight tblHeader tblCellSpacing jc hidden",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "numPr": "ilvl numId",
}
_PARAGRAPH = "r hyperlink fldSimple bookmarkStart bookmarkEnd proofErr sdt"
_RUN = "br t instrText noBreakHyphen softHyphen footnoteRef footnoteReference separator continuationSeparator sym "
_RUN += "cr tab pict fldChar drawing ptab lastRenderedPageBreak "
_RUN += "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_BLOCKS = "p tbl sdt bookmarkStart bookmarkEnd"
# Others: what comes first, once, in order; what may follow, as often as it likes.
_CONTENT: dict[str, tuple[str, str]] = {
    "p": ("pPr", _PARAGRAPH),
    "r": ("rPr", _RUN),
    "tbl": ("tblPr tblGrid", "tr"),
    "tblGrid": ("", "gridCol"),
    "tr": ("tblPrEx trPr", "tc"),
    "tc": ("tcPr", _BLOCKS),
    **dict.fromkeys(("footnote", "hdr", "ftr", "txbxContent"), ("", _BLOCKS)),
}
_NEEDED = {"tbl": ["tblPr", "tblGrid", "tr"], "tr": ["tc"]}
_ENDS_IN_PARAGRAPH = {"tc", "footnote", "hdr", "ftr", "txbxContent"}
_FIELD = {"begin": ("", "code"), "separate": ("code", "shown"), "end": ("shown", "")}


def order_faults(written: Written) -> list[str]:
    """Return what the schema would not allow in any part, each with its part."""
    faults: list[str] = []
    drawings: Counter[str] = Counter()
    for name in written.archive.namelist():
        if not name.endswith(".xml") or name == "word/settings.xml":  # which has a w:footnote of another kind
            continue
        root = written.xml(name)
        found = [fault for element in root.iter(etree.Element) if _is_word(element) for fault in _faults(element)]
        faults += [f"{name}: {fault}" for fault in [*found, *_field_faults(root)]]
        drawings.update(str(element.get("id")) for element in root.iter("{*}docPr"))
        if root.tag == w("footnotes") and next(root.iter(w("footnoteReference")), None) is not None:
            faults.append(f"{name}: a note in a note")
    return faults + [f"docPr {number} {times} times" for number, times in drawings.items() if times > 1]


def _is_word(element: etree._Element) -> bool:
    return etree.QName(element).namespace == W


def _faults(element: etree._Element) -> list[str]:
    name = etree.QName(element).localname
    children = [etree.QName(child).localname if _is_word(child) else str(child.tag) for child in element]
    faults = []
    if name in _IN_ORDER:
        allowed = _IN_ORDER[name].split()
        ranks = [allowed.index(child) if child in allowed else -1 for child in children]
        if -1 in ranks or any(after <= before for before, after in pairwise(ranks)):
            faults.append(f"{name} holds {' '.join(children)}")
    elif name in _CONTENT:
        first, following = (names.split() for names in _CONTENT[name])
        rest = children
        for child in first:
            rest = rest[1:] if rest[:1] == [child] else rest
        if not set(rest) <= set(following) or not set(_NEEDED.get(name, ())) <= set(children):
            faults.append(f"{name} holds {' '.join(children)}")
        if name in _ENDS_IN_PARAGRAPH and not _ends_in_paragraph(element):
            faults.append(f"{name} does not end in a paragraph")
    if ("tbl", "tbl") in pairwise(children):
        faults.append(f"{name}: two tables touch")
    if name in _CONTENT and "".join([element.text or "", *(child.tail or "" for child in element)]).strip():
        faults.append(f"{name} holds text")
    return faults


def _ends_in_paragraph(element: etree._Element) -> bool:
    last = element[-1] if len(element) else None
    if last is not None and last.tag == w("sdt"):
        return any(_ends_in_paragraph(content) for content in last.iterfind(w("sdtContent")))
    return last is not None and last.tag == w("p")


def _field_faults(root: etree._Element) -> list[str]:
    """Report fields whose parts do not come in order, each closed in the paragraph that it begins in."""
    faults = []
    for paragraph in root.iter(w("p")):
        open_: list[str] = []
        for node in paragraph.iter(w("fldChar"), w("instrText")):
            kind = str(node.get(w("fldCharType"), ""))
            if node.tag == w("instrText"):
                faults += ["instrText outside a field"] if open_[-1:] != ["code"] else []
                continue
            wanted, becomes = _FIELD[kind]
            if wanted and (open_.pop() if open_ else "") != wanted:
                faults.append(f"fldChar {kind} out of place")
            if becomes:
                open_.append(becomes)
        faults += ["a field is not closed"] if open_ else []
    return faults
