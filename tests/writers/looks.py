"""Small Word files with tags, made for a test, and what becomes of them."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import docx
from lxml import etree

from ksflow.documents.blocks import Block, Document, Paragraph, Text
from ksflow.documents.field_blocks import plain_blocks
from ksflow.sources.findings import FindingsError
from ksflow.writers.docx.look import Look, compile_look
from ksflow.writers.docx.names import W, w
from ksflow.writers.docx.writer import write_docx

BODY = "{{p innehåll }}"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
SHAPE = "http://schemas.microsoft.com/office/word/2010/wordprocessingShape"
COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{OFFICE}/relationships" xmlns:wp="{DRAWING}/wordprocessingDrawing" '
    f'xmlns:a="{DRAWING}/main" xmlns:wps="{SHAPE}" xmlns:mc="{COMPATIBILITY}" xmlns:v="urn:schemas-microsoft-com:vml"'
)


# Pieces of a look


def r(text: str, properties: str = "") -> str:
    """Return a run."""
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{look}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def p(*texts: str) -> str:
    """Return a paragraph with a run for each text; what begins with "<" is taken as it is."""
    return f"<w:p>{''.join(text if text.startswith('<') else r(text) for text in texts)}</w:p>"


def tc(*content: str) -> str:
    """Return a table cell of paragraphs, or of XML."""
    return f"<w:tc><w:tcPr/>{_xml(content)}</w:tc>"


def tr(*cells: str) -> str:
    """Return a table row of cells."""
    return f"<w:tr>{''.join(cell if cell.startswith('<') else tc(cell) for cell in cells)}</w:tr>"


def tbl(*rows: str) -> str:
    """Return a table of rows."""
    return f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/></w:tblPr><w:tblGrid/>{"".join(rows)}</w:tbl>'


def sdt(*content: str) -> str:
    """Return a content control around paragraphs."""
    return f"<w:sdt><w:sdtPr/><w:sdtContent>{_xml(content)}</w:sdtContent></w:sdt>"


def text_box(*content: str) -> str:
    """Return a paragraph with a text box as Word writes it: once for new programs and once for old ones."""
    inside = f"<w:txbxContent>{_xml(content)}</w:txbxContent>"
    return (
        '<w:p><w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline>'
        '<wp:extent cx="1000000" cy="1000000"/><wp:docPr id="7" name="Textruta"/>'
        f'<a:graphic><a:graphicData uri="{SHAPE}"><wps:wsp><wps:spPr/><wps:txbx>{inside}</wps:txbx><wps:bodyPr/>'
        "</wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:shape><v:textbox>{inside}</v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )


def field(code: str, shown: str) -> str:
    """Return the runs of a field."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve">{escape(code)}</w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def _xml(content: Iterable[str]) -> str:
    return "".join(text if text.startswith("<") else p(text) for text in content)


# Whole looks


def look(
    *content: str,
    header: Iterable[str] = (),
    footer: Iterable[str] = (),
    parts: dict[str, str | bytes] | None = None,
    body: str | None = BODY,
) -> bytes:
    """Return a Word file with this content, the place for the text last (``body``, None for a file without)."""
    document = docx.Document()
    for element in list(document.element.body)[:-1]:
        document.element.body.remove(element)
    everything = [*content, *([body] if body is not None else [])]
    for element in _elements(everything):
        document.element.body.insert(len(document.element.body) - 1, element)
    section = document.sections[0]
    for story, texts in ((section.header, header), (section.footer, footer)):
        if elements := _elements(texts):
            story.is_linked_to_previous = False
            for paragraph in list(story._element):
                story._element.remove(paragraph)
            story._element.extend(elements)
    buffer = BytesIO()
    document.save(buffer)
    return with_parts(buffer.getvalue(), parts or {})


def with_parts(raw: bytes, parts: dict[str, str | bytes]) -> bytes:
    """Return the Word file with parts changed or added; without a part whose content is empty."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in [*old.namelist(), *(name for name in parts if name not in old.namelist())]:
            content = parts.get(name)
            data = old.read(name) if content is None else content.encode() if isinstance(content, str) else content
            if data:
                new.writestr(name, data)
    return buffer.getvalue()


def part_of(raw: bytes, name: str) -> str:
    """Return a part of a Word file as text."""
    with zipfile.ZipFile(BytesIO(raw)) as archive:
        return archive.read(name).decode("utf-8")


def with_footnotes(raw: bytes, *notes: str) -> bytes:
    """Return the Word file with a footnotes part: the two separators, and notes from number 1."""
    written = "".join(
        f'<w:footnote w:id="{number}">{_xml([note])}</w:footnote>' for number, note in enumerate(notes, 1)
    )
    separators = "".join(
        f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
        for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
    )
    override = (
        '<Override PartName="/word/footnotes.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.footnotes+xml"/></Types>'
    )
    relation = (
        f'<Relationship Id="rIdNotes" Type="{OFFICE}/relationships/footnotes" Target="footnotes.xml"/></Relationships>'
    )
    rels = "word/_rels/document.xml.rels"
    return with_parts(
        raw,
        {
            "word/footnotes.xml": f"<w:footnotes {NAMESPACES}>{separators}{written}</w:footnotes>",
            "[Content_Types].xml": part_of(raw, "[Content_Types].xml").replace("</Types>", override),
            rels: part_of(raw, rels).replace("</Relationships>", relation),
        },
    )


def _elements(content: Iterable[str]) -> list[etree._Element]:
    return list(etree.fromstring(f"<root {NAMESPACES}>{_xml(content)}</root>"))


# Rendering


class Written:
    """A written Word file, to look into."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.archive = zipfile.ZipFile(BytesIO(data))

    def xml(self, part: str = "word/document.xml") -> etree._Element:
        """Return a part, parsed."""
        return etree.fromstring(self.archive.read(part))

    def source(self, part: str = "word/document.xml") -> str:
        """Return a part as it is written."""
        return self.archive.read(part).decode("utf-8")

    def paragraphs(self, part: str = "word/document.xml") -> list[str]:
        """Return the text of every paragraph of a part, a line break as a line end."""
        return [text_of(paragraph) for paragraph in self.xml(part).iter(w("p"))]


def text_of(paragraph: etree._Element) -> str:
    """Return the text of a paragraph, without that of text boxes in it."""
    own = (node for node in paragraph.iter(w("t"), w("br"), w("tab")) if next(node.iterancestors(w("p"))) is paragraph)
    return "".join({w("br"): "\n", w("tab"): "\t"}.get(str(node.tag), node.text or "") for node in own)


def document(*blocks: Block, **fields: Any) -> Document:
    """Return a composed document with these blocks and fields."""
    return Document(
        kind="prov",
        name="Tjänsteutlåtande",
        title="Rubriken",
        diary_number="KS-2024/1",
        author="Anna Andersson",
        date=date(2024, 1, 2),
        look="prov",
        fields={"dokumenttyp": "Prov", "kommun": {"namn": "Storköpings kommun", "logotyp": None}, **fields},
        blocks=blocks,
        blocks_of=plain_blocks,
    )


def compiled(raw: bytes) -> Look:
    """Return the compiled look."""
    return compile_look(raw, "prov.docx")


def write(raw: bytes, *blocks: Block, **fields: Any) -> Written:
    """Return the Word file that a look makes of these fields."""
    text = blocks or (Paragraph((Text("Brödtext"),)),)
    return Written(write_docx(document(*text, **fields), compiled(raw)))


def filled(*content: str, **fields: Any) -> list[str]:
    """Return the paragraphs of a document made from a look with this content, without the body's."""
    paragraphs = write(look(*content), **fields).paragraphs()
    assert paragraphs[-1] == "Brödtext"
    return paragraphs[:-1]


def faults(raw: bytes, **fields: Any) -> list[str]:
    """Return the messages about a look, on compiling it or on writing a document with these fields."""
    try:
        write(raw, **fields)
    except FindingsError as error:
        return [found.message for found in error.findings]
    return []


def helps(raw: bytes, **fields: Any) -> list[str | None]:
    """Return the help that goes with the messages."""
    try:
        write(raw, **fields)
    except FindingsError as error:
        return [found.help for found in error.findings]
    return []
