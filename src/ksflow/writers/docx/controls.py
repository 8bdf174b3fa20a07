"""Content controls whose text a tag makes: Word must show that text, and not take it for a placeholder."""

from __future__ import annotations

from collections.abc import Iterable

from lxml import etree

from ksflow.writers.docx.names import W, w

_BINDINGS = ("dataBinding", "showingPlcHdr", "placeholder")
_NEWER = "{http://schemas.microsoft.com/office/word/2012/wordml}dataBinding"


def free_controls(root: etree._Element, filled: Iterable[etree._Element]) -> None:
    """Take the bindings off the content controls in which tags stand.

    A bound control is filled anew from its source when Word opens the file (ECMA-376 part 1, 17.5.2.6); one that
    shows its placeholder is emptied by the first click in it (17.5.2.39).
    """
    controls: set[etree._Element] = set()
    for element in filled:
        controls.update(element.iterancestors(w("sdt")))
        controls.update(element.iter(w("sdt")))
        if element.tag == w("sdt"):
            controls.add(element)
    for control in controls:
        properties = control.find(w("sdtPr"))
        for name in (*(f"{{{W}}}{name}" for name in _BINDINGS), _NEWER):
            for found in properties.findall(name) if properties is not None else ():
                found.getparent().remove(found)  # type: ignore[union-attr]
