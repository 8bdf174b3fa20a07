"""Make the pictures and Word looks of the example municipality: examples/storkoping/.

Run it from anywhere, without arguments:

    python scripts/make_example_looks.py

The looks are made with python-docx, as a communications office makes them in Word: `tjansteskrivelse.docx` lays the
whole document out with tags, `kommun.docx` leaves the text to the content templates. The styles bear the house's own
names, which `formatmallar` in its kommun.yaml tells ksflow.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import docx
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from ksflow.writers.docx.zipfiles import read_archive, stored, write_archive

EXAMPLE: Final = Path(__file__).resolve().parent.parent / "examples" / "storkoping"
GREEN, GREY = RGBColor(0x1F, 0x4D, 0x3A), RGBColor(0x55, 0x55, 0x55)
FONT = "Liberation Serif"
OFFICER = "".join(
    f"{{% if handläggare.{name} %}}, {{{{ handläggare.{name} }}}}{{% endif %}}" for name in ("telefon", "epost")
)
MEETING = "{% if sammanträde %}, sammanträdet den {{ sammanträde | långt_datum }}{% endif %}"


# --- Pictures ---------------------------------------------------------------------------------------


def png(width: int, height: int, colour_at: Any) -> bytes:
    """Return a PNG whose pixels a function of x and y gives as (red, green, blue)."""
    rows = b"".join(b"\0" + b"".join(bytes(colour_at(x, y)) for x in range(width)) for y in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    # Stored, not deflated: compressors differ between machines.
    stream = b"\x78\x01" + b"".join(
        struct.pack("<BHH", int(at + 65535 >= len(rows)), len(part), len(part) ^ 0xFFFF) + part
        for at in range(0, len(rows), 65535)
        for part in [rows[at : at + 65535]]
    )
    stream += struct.pack(">I", zlib.adler32(rows))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", stream) + chunk(b"IEND", b"")


def arms(x: int, y: int) -> tuple[int, int, int]:
    """Colour the town's arms: a stork's white river on a green shield."""
    inside = x + 4 > 6 and x < 74 and (y < 60 or abs(x - 40) < (96 - y) * 1.05)
    if not inside:
        return (255, 255, 255)
    return (255, 255, 255) if abs(y - 46 - 9 * ((x // 8) % 2)) < 5 else (0x1F, 0x4D, 0x3A)


def chart(x: int, y: int) -> tuple[int, int, int]:
    """Colour a map: a river, a path beside it, and lamps."""
    river = 60 + (x - 160) ** 2 // 700
    if abs(y - river) < 9:
        return (0x9F, 0xC5, 0xE0)
    if abs(y - river - 30) < 3:
        return (0xE0, 0xA0, 0x20) if x % 24 < 5 else (0x70, 0x70, 0x70)
    return (0xEE, 0xF3, 0xE8)


# --- Styles -----------------------------------------------------------------------------------------


def paragraph_style(word: Any, name: str, size: float, **look: Any) -> Any:
    """Make a paragraph style."""
    style = word.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    style.base_style = word.styles["Normal"]
    style.quick_style = True
    style.font.size = Pt(size)
    style.font.bold = look.get("bold", False)
    if "colour" in look:
        style.font.color.rgb = look["colour"]
    style.paragraph_format.space_before, style.paragraph_format.space_after = map(Pt, look.get("space", (0, 4)))
    style.paragraph_format.keep_with_next = look.get("keep", False)
    if "level" in look:
        level = OxmlElement("w:outlineLvl")
        level.set(qn("w:val"), str(look["level"]))
        style.element.get_or_add_pPr().append(level)
    return style


def character_style(word: Any, name: str) -> Any:
    """Make a character style."""
    return word.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)


def styles(word: Any) -> None:
    """Make the styles that ksflow asks for, under the house's names where it has them."""
    normal = word.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(11)
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FONT)
    normal.paragraph_format.space_after = Pt(6)
    for language in word.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "sv-SE")
    paragraph_style(word, "SK Rubrik", 20, colour=GREEN, space=(18, 10), keep=True, level=0)
    paragraph_style(word, "SK Mellanrubrik", 14, colour=GREEN, space=(16, 4), keep=True, level=1)
    paragraph_style(word, "SK Underrubrik", 11.5, bold=True, space=(10, 3), keep=True, level=2)
    paragraph_style(word, "SK Liten rubrik", 11, space=(8, 2), keep=True, level=3).font.italic = True
    paragraph_style(word, "SK Tabell", 9.5, space=(2, 2))
    paragraph_style(word, "SK Tabellhuvud", 9.5, bold=True, space=(2, 2), keep=True)
    paragraph_style(word, "SK Bild", 11, space=(12, 2), keep=True)
    paragraph_style(word, "SK Namnteckning", 11, space=(34, 0))
    paragraph_style(word, "SK Expediering", 11, space=(0, 2)).paragraph_format.left_indent = Mm(5)
    paragraph_style(word, "SK Uppgift", 8.5, colour=GREY, space=(0, 0))
    paragraph_style(word, "Kod", 9.5).font.name = "Liberation Mono"
    paragraph_style(word, "footnote text", 9)
    character_style(word, "Kodtecken").font.name = "Liberation Mono"
    character_style(word, "footnote reference").font.superscript = True
    link = character_style(word, "Hyperlink")
    link.font.underline, link.font.color.rgb = True, GREEN
    lines = word.styles.add_style("SK Linjer", WD_STYLE_TYPE.TABLE)
    rule = 'w:val="single" w:sz="4" w:space="0" w:color="1F4D3A"'
    borders = f"<w:top {rule}/><w:bottom {rule}/><w:insideH {rule}/>"
    lines.element.append(parse_xml(f"<w:tblPr {nsdecls('w')}><w:tblBorders>{borders}</w:tblBorders></w:tblPr>"))


# --- Pages ------------------------------------------------------------------------------------------


def new_document() -> Any:
    """Return an empty document on A4 with the house's styles and letterhead."""
    word = docx.Document()
    styles(word)
    section = word.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin, section.right_margin = Mm(42), Mm(22)
    section.top_margin, section.bottom_margin = Mm(30), Mm(26)
    section.different_first_page_header_footer = True
    word.settings.odd_and_even_pages_header_footer = True
    settings = word.settings.element
    for old in settings.findall(qn("w:compat")):
        settings.remove(old)
    uri = "http://schemas.microsoft.com/office/word"
    mode = f'<w:compatSetting w:name="compatibilityMode" w:uri="{uri}" w:val="15"/>'
    anchor = next(child for child in settings if child.tag in {qn("w:rsids"), qn("m:mathPr"), qn("w:themeFontLang")})
    anchor.addprevious(parse_xml(f"<w:compat {nsdecls('w')}>{mode}</w:compat>"))
    letterhead(section)
    return word


def letterhead(section: Any) -> None:
    """Write the headers and footers: arms on the first page, number and page after it, left and right."""
    table = section.first_page_header.add_table(1, 2, Mm(146))
    left, right = table.rows[0].cells
    write(left, either("kommun.logotyp", "{{r kommun.logotyp }}", "{{ kommun.ordmärke }}"))
    write(right, ["{{ dokumenttyp | upper }}", "{{ datum | långt_datum }}", "{{ diarienummer }}"])
    for paragraph in right.paragraphs:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    sides = ((section.header, WD_ALIGN_PARAGRAPH.RIGHT), (section.even_page_header, WD_ALIGN_PARAGRAPH.LEFT))
    for header, alignment in sides:
        paragraph = header.paragraphs[0]
        paragraph.text = "{{ diarienummer }} · sidan "
        paragraph.style = "SK Uppgift"
        paragraph.alignment = alignment
        page = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>2</w:t></w:r></w:fldSimple>')
        paragraph._p.append(page)
    foot = section.first_page_footer.add_table(1, 3, Mm(146))
    first, second, third = foot.rows[0].cells
    write(first, ["{%p for rad in kommun.postadress %}", "{{ rad }}", "{%p endfor %}"])
    facts = [f"kommun.{name}" for name in ("besöksadress", "växel", "epost", "webb")]
    visit, phone, mail, web = facts
    write(second, [*optional(visit, f"Besök: {{{{ {visit} }}}}"), *optional(phone, f"Växel: {{{{ {phone} }}}}")])
    write(third, [*optional(mail, f"{{{{ {mail} }}}}"), *optional(web, f"{{{{ {web} }}}}")])


def optional(field: str, text: str) -> list[str]:
    """Return the paragraphs of a text that is there only when a field is."""
    return [f"{{%p if {field} %}}", text, "{%p endif %}"]


def either(field: str, text: str, other: str) -> list[str]:
    """Return the paragraphs of a text, or of another when a field is not there."""
    return [f"{{%p if {field} %}}", text, "{%p else %}", other, "{%p endif %}"]


def write(cell: Any, lines: Iterable[str]) -> None:
    """Write paragraphs into a cell."""
    for number, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.style = "SK Uppgift"
        paragraph.add_run(line)


def lines(word: Any, *texts: tuple[str, str] | str) -> None:
    """Add paragraphs, each a text or a style and a text."""
    for text in texts:
        style, words = text if isinstance(text, tuple) else ("Normal", text)
        word.add_paragraph(words, style=style)


def statement() -> Any:
    """Lay out the tjänsteskrivelse: everything that a case says, in Word."""
    word = new_document()
    lines(
        word,
        ("SK Uppgift", f"{{{{ förvaltning }}}}, {{{{ handläggare.namn }}}}{OFFICER}"),
        ("SK Uppgift", f"Till {{{{ mottagare | liten_begynnelsebokstav }}}}{MEETING}"),
        ("SK Rubrik", "{{ rubrik }}"),
        ("SK Mellanrubrik", "Förslag till beslut"),
        "{%p for förslag in beslutsförslag %}",
        "{%p if förslag.rubrik and beslutsförslag | length > 1 %}",
        ("SK Underrubrik", "{{ förslag.rubrik }}"),
        "{%p endif %}",
        "{%p if förslag.inledning %}",
        "{{ förslag.inledning }}",
        "{%p endif %}",
        "{{p förslag.att }}",
        "{%p endfor %}",
        ("SK Mellanrubrik", "Sammanfattning"),
        "{{p sammanfattning }}",
        "{%p if avsnitt %}",
        ("SK Mellanrubrik", "Ärendet"),
        ("SK Underrubrik", "{{p avsnitt }}"),
        "{%p endif %}",
        "{%p if bilagor %}",
        ("SK Mellanrubrik", "Beslutsunderlag"),
    )
    table(word, ("Nr", "Handling"), "bilaga in bilagor", ("{{ loop.index }}", "{{ bilaga.rubrik }}"))
    lines(
        word,
        "{%p for bilaga in bilagor %}",
        "{%p if bilaga.bild %}",
        ("SK Bild", "{{r bilaga.bild }}"),
        ("SK Uppgift", "Bilaga {{ loop.index }}, {{ bilaga.rubrik | liten_begynnelsebokstav }}"),
        "{%p endif %}",
        "{%p endfor %}",
        "{%p endif %}",
        "{%p if undertecknare %}",
    )
    signatures = word.add_table(1, 3)
    signatures.alignment = WD_TABLE_ALIGNMENT.LEFT
    start, middle, end = signatures.rows[0].cells
    start.paragraphs[0].add_run("{%tc for person in undertecknare %}")
    end.paragraphs[0].add_run("{%tc endfor %}")
    middle.paragraphs[0].style = "SK Namnteckning"
    middle.paragraphs[0].add_run("{{ person.namn }}")
    write_after(middle, "{%p if person.titel %}", "{{ person.titel }}", "{%p endif %}")
    lines(
        word,
        "{%p endif %}",
        "{%p if sändlista %}",
        ("SK Mellanrubrik", "Expedieras till"),
        "{%p for mottagare in sändlista %}",
        ("SK Expediering", "{{ mottagare }}"),
        "{%p endfor %}",
        "{%p endif %}",
    )
    return word


def write_after(cell: Any, *texts: str) -> None:
    """Add paragraphs to a cell."""
    for text in texts:
        cell.add_paragraph(text, style="SK Uppgift")


def table(word: Any, head: tuple[str, ...], loop: str, row: tuple[str, ...]) -> None:
    """Add a table with a head, and a row for each turn of a loop."""
    made = word.add_table(4, len(head), style="SK Linjer")
    for cell, text in zip(made.rows[0].cells, head, strict=True):
        cell.paragraphs[0].style = "SK Tabellhuvud"
        cell.paragraphs[0].add_run(text)
    made.rows[1].cells[0].paragraphs[0].add_run(f"{{%tr for {loop} %}}")
    for cell, text in zip(made.rows[2].cells, row, strict=True):
        cell.paragraphs[0].style = "SK Tabell"
        cell.paragraphs[0].add_run(text)
    made.rows[3].cells[0].paragraphs[0].add_run("{%tr endfor %}")
    made.autofit = False
    for column, width in zip(made.columns, (Mm(14), Mm(132)), strict=True):
        column.width = width
    for line in made.rows:
        for cell, width in zip(line.cells, (Mm(14), Mm(132)), strict=True):
            cell.width = width
    repeat = OxmlElement("w:tblHeader")
    made.rows[0]._tr.get_or_add_trPr().append(repeat)


def letter() -> Any:
    """Return the look that leaves the text to the content templates."""
    word = new_document()
    lines(word, ("SK Uppgift", "{{ förvaltning }}"), "{{p innehåll }}")
    return word


def save(word: Any, path: Path) -> None:
    """Write a look with the same bytes every time."""
    word.core_properties.author = "Storköpings kommun"
    word.core_properties.comments = ""
    buffer = BytesIO()
    word.save(buffer)
    archive = read_archive(buffer.getvalue())
    # python-docx's own template carries the styles once more, for Word 2007, which then say something else.
    members = {name: archive.read(name) for name in archive.namelist() if "stylesWithEffects" not in name}
    for name in ("[Content_Types].xml", "word/_rels/document.xml.rels"):
        members[name] = re.sub(rb"<(?:Override|Relationship) [^>]*stylesWithEffects[^>]*/>", b"", members[name])
    path.write_bytes(write_archive(stored(name, data) for name, data in members.items()))


def main() -> None:
    """Write everything and say where it is."""
    made = {
        EXAMPLE / "vapen.png": png(80, 96, arms),
        EXAMPLE / "cases" / "bilagor" / "karta.png": png(320, 160, chart),
    }
    for path, data in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        print(path)
    for name, word in (("tjansteskrivelse", statement()), ("kommun", letter())):
        path = EXAMPLE / "templates" / f"{name}.docx"
        save(word, path)
        print(path)


if __name__ == "__main__":
    main()
