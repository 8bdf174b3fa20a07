"""The document's core properties (ECMA-376 part 2, 11): written by ksflow, save those for which the look has tags."""

from __future__ import annotations

import re

from lxml import etree

from ksflow.documents.blocks import Document
from ksflow.writers.docx.body import escape

_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
)
_OWN_TAGS = frozenset(["{{ rubrik }}", "{{rubrik}}"])
"""What ksflow writes as the title anyway."""
_ELEMENT = re.compile(r"<(\w+:\w+)(?: [^<>]*)?>[^<]*</\1>")


def properties_with_tags(data: bytes) -> etree._Element | None:
    """Return the core properties of a look that have tags, under their root; None when it has none.

    The others are its designer's: who made the look did not write the document.
    """
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    kept = [child for child in root if "{" in (child.text or "") and (child.text or "").strip() not in _OWN_TAGS]
    names = [child for child in kept if isinstance(child.tag, str) and child.prefix in ("cp", "dc")]
    if not names:
        return None
    root[:] = names
    return root


def core_properties(document: Document, own: str = "") -> bytes:
    """Return core.xml: title, author, diary number, language, and times from the document's date.

    ``own`` is the XML of the properties that the look writes itself.
    """
    written = {match[1]: match.group() for match in _ELEMENT.finditer(own)}
    made = _ELEMENT.sub(lambda match: written.pop(match[1], match.group()), _properties(document))
    return f"{_HEAD}{made}{''.join(written.values())}</cp:coreProperties>".encode()


def _properties(document: Document) -> str:
    moment = f"{document.date.isoformat()}T00:00:00Z"
    author = escape(document.author)
    return (
        f"<dc:title>{escape(document.title)}</dc:title>"
        f"<dc:subject>{escape(document.name)}</dc:subject>"
        f"<dc:creator>{author}</dc:creator>"
        f"<cp:keywords>{escape(document.diary_number)}</cp:keywords>"
        f"<cp:lastModifiedBy>{author}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        f"<dc:identifier>{escape(document.diary_number)}</dc:identifier>"
        f"<dc:language>{escape(document.language)}</dc:language>"
    )
