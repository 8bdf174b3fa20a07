"""Hyperlinks of a look as HYPERLINK fields: a field needs no external relationship, and its address can hold tags.

Word makes fields of the links that are inserted as such; its ordinary links, and all of LibreOffice's, keep their
addresses in the relationships of the part, where no tag is filled in and every address is an external one.
"""

from __future__ import annotations

from urllib.parse import unquote

from lxml import etree

from ksflow.writers.docx.names import XML_SPACE, R, w
from ksflow.writers.docx.package import Package, as_bytes, relations_of

_KIND = f"{R}/hyperlink"
_ID = f"{{{R}}}id"


def links_to_fields(package: Package) -> None:
    """Turn the links of every part into fields, and take their relationships away."""
    for part in [name for name in package.parts if name.endswith(".xml")]:
        rels = relations_of(part)
        if rels not in package.parts or b"/hyperlink" not in package.parts[rels]:
            continue
        relations = package.xml(rels)
        found = {relation.get("Id"): relation for relation in relations if relation.get("Type") == _KIND}
        root = package.xml(part)
        for link in list(root.iter(w("hyperlink"))):
            relation = found.get(link.get(_ID))
            if relation is not None:
                _replace(link, str(relation.get("Target", "")))
        used = {
            value
            for element in root.iter()
            for name, value in element.attrib.items()
            if str(name).startswith(f"{{{R}}}")
        }
        for key, relation in found.items():
            if key not in used:
                relations.remove(relation)
        package.replace(part, as_bytes(root))
        package.replace(rels, as_bytes(relations))


def _replace(link: etree._Element, target: str) -> None:
    """Put the runs of a link between the parts of a field."""
    parent = link.getparent()
    assert parent is not None
    address = unquote(target) if "%7B" in target.upper() else target
    code = address.replace('"', "%22") if "{" not in address else address
    if anchor := link.get(w("anchor")):
        code = f"{code}#{anchor}"
    begin = [_mark("begin"), _code(f' HYPERLINK "{code}" '), _mark("separate")]
    parent[parent.index(link) : parent.index(link) + 1] = [*begin, *link, _mark("end")]


def _mark(kind: str) -> etree._Element:
    run = etree.Element(w("r"))
    etree.SubElement(run, w("fldChar")).set(w("fldCharType"), kind)
    return run


def _code(text: str) -> etree._Element:
    run = etree.Element(w("r"))
    code = etree.SubElement(run, w("instrText"))
    code.set(XML_SPACE, "preserve")
    code.text = text
    return run
