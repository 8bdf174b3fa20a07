"""Word files as municipalities have them, made by python-docx."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn


def styled(path: Path) -> Path:
    """Write a tjänsteskrivelse with Word's own heading and list styles, and a table with facts at the top."""
    document = Document()
    document.sections[0].header.paragraphs[0].text = "Storstads kommun\tTjänsteskrivelse"
    facts = document.add_table(2, 2)
    facts.cell(0, 0).text = "Handläggare:"
    facts.cell(1, 0).text = "Anna Lind, 08-535 300 12"
    facts.cell(0, 1).text = "Dnr: KS-2024/77"
    facts.cell(1, 1).text = "Datum: 4 mars 2024"
    document.add_paragraph("Socialnämnden")
    document.add_heading("Svar på motion om cykelvägar", 0)
    document.add_heading("Förslag till beslut", 1)
    for text in ("Motionen om cykelvägar bifalls.", "Socialnämnden återrapporterar senast den 1 maj 2025."):
        document.add_paragraph(text, "List Number")
    document.add_heading("Sammanfattning av ärendet", 1)
    paragraph = document.add_paragraph("Motionären vill ha ")
    paragraph.add_run("säkra").bold = True
    paragraph.add_run(" vägar, ")
    paragraph.add_run("genast").italic = True
    paragraph.add_run(".")
    document.add_heading("Ärendet", 1)
    document.add_paragraph("Skälen är flera:")
    for text in ("barn", "äldre"):
        document.add_paragraph(text, "List Bullet")
    document.add_heading("Kostnader", 2)
    table = document.add_table(2, 2)
    for row, texts in zip(table.rows, (("År", "Kronor"), ("2024", "1 500 000")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_heading("Bilagor", 1)
    document.add_paragraph("Bilaga 1. Motion om cykelvägar", "List Bullet")
    document.add_heading("Beslutet expedieras till", 1)
    document.add_paragraph("Socialnämnden\nCykelvännerna i Byn")
    document.save(str(path))
    return path


def unstyled(path: Path) -> Path:
    """Write a document as of the nineties: no styles, headings in bold, typed bullets, tabs and blank lines."""
    document = Document()

    def bold(text: str) -> None:
        document.add_paragraph().add_run(text).bold = True

    for text in ("TJÄNSTEUTLÅTANDE", "Datum\t2004-02-03", "Diarienummer\tKS-2004/12", "", "Kommunstyrelsen", ""):
        document.add_paragraph(text)
    bold("Inköp av en snöslunga")
    bold("Förslag till beslut")
    document.add_paragraph("Kommunen köper en snöslunga för 250 000 kronor.")
    bold("Sammanfattning")
    document.add_paragraph("Den gamla snöslungan har gått sönder.")
    bold("Bakgrund")
    document.add_paragraph("Snöslungan köptes 1974. Den har:")
    for text in ("•\trostat", "•\tgått sönder"):
        document.add_paragraph(text)
    document.add_paragraph("")
    document.add_paragraph("Sven Snö")
    document.add_paragraph("Gatuchef")
    document.save(str(path))
    return path


def with_body(path: Path, change: Callable[[Any], None]) -> Path:
    """Write a short document after a change to its body's XML."""
    document = Document()
    for text, level in (("Ett ärende", 0), ("Sammanfattning", 1)):
        document.add_heading(text, level)
    document.add_paragraph("Det finns text här.")
    change(document.element.body)
    document.save(str(path))
    return path


def element(tag: str, *children: Any, **attributes: str) -> Any:
    """Return an element of WordprocessingML."""
    made = OxmlElement(tag)
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), value)
    for child in children:
        made.append(child)
    return made


def run(text: str, tag: str = "w:t") -> Any:
    """Return a run with text."""
    inner = element(tag)
    inner.text = text
    return element("w:r", inner)
