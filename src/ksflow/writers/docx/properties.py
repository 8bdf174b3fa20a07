"""The document's core properties (ECMA-376 part 2, 11): written by ksflow, whatever the look has there."""

from __future__ import annotations

from ksflow.documents.blocks import Document
from ksflow.writers.docx.body import escape


def core_properties(document: Document) -> bytes:
    """Return core.xml: title, author, diary number, language, and times from the document's date."""
    moment = f"{document.date.isoformat()}T00:00:00Z"
    author = escape(document.author)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(document.title)}</dc:title>"
        f"<dc:subject>{escape(document.name)}</dc:subject>"
        f"<dc:creator>{author}</dc:creator>"
        f"<cp:keywords>{escape(document.diary_number)}</cp:keywords>"
        f"<cp:lastModifiedBy>{author}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{moment}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{moment}</dcterms:modified>'
        f"<dc:identifier>{escape(document.diary_number)}</dc:identifier>"
        f"<dc:language>{escape(document.language)}</dc:language>"
        "</cp:coreProperties>"
    ).encode()
