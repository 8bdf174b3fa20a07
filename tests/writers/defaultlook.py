"""The looks that ksflow ships, and documents written in them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest
from looks import Written, document
from lxml import etree

from ksflow.documents.blocks import Block, Inline, Paragraph, Picture, Text
from ksflow.writers.docx.look import Look, load_look
from ksflow.writers.docx.names import w
from ksflow.writers.docx.writer import write_docx

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"

FIELDS: dict[str, Any] = {
    "rubrik": "Rubriken",
    "datum": "2024-01-02",
    "sammanträde": None,
    "diarienummer": "KS-2024/1",
    "ett_ärende": True,
    "dokumenttyp": "Tjänsteutlåtande",
    "mottagare": "Kommunstyrelsen",
    "beslutande": [{"namn": "Kommunfullmäktige", "sammanträde": None}],
    "förvaltning": "Kommunstyrelsens förvaltning",
    "handläggare": {"namn": "Anna Andersson", "telefon": None, "epost": "anna@exempel.se"},
    "kommun": {
        "namn": "Storköpings kommun",
        "ordmärke": "STORKÖPING",
        "logotyp": None,
        "postadress": ["Storköpings kommun", "123 45 Storköping"],
        "besöksadress": None,
        "växel": None,
        "epost": None,
        "webb": None,
    },
}


_HERE = bool(shutil.which("soffice") and shutil.which("pdftotext"))
Test = TypeVar("Test", bound=Callable[..., None])


def needs_libreoffice(test: Test) -> Test:
    """Mark a test that starts LibreOffice, and skip it where there is none."""
    skipped = pytest.mark.skipif(not _HERE, reason="LibreOffice is not here")
    marked: Test = pytest.mark.libreoffice(skipped(test))
    return marked


@cache
def default_look() -> Look:
    return load_look("kommun", [TEMPLATES])


@cache
def work_sheet() -> Look:
    return load_look("sandlista", [TEMPLATES])


def written(*blocks: Block, look: Look | None = None, **fields: Any) -> Written:
    """Return the Word file with these blocks in the default look."""
    return Written(write_docx(document(*blocks, **{**FIELDS, **fields}), look or default_look()))


def body(*blocks: Block) -> list[etree._Element]:
    """Return the elements that the blocks become, without what the look has before and after them."""
    elements = list(written(*blocks).xml()[0])
    first = next(number for number, element in enumerate(elements) if _style(element) == "Mottagare") + 1
    return elements[first:-1]


def _style(element: etree._Element) -> str | None:
    found = element.find(f"{w('pPr')}/{w('pStyle')}")
    return None if found is None else found.get(w("val"))


def styles(*blocks: Block) -> list[tuple[str | None, str]]:
    """Return style id and text of every paragraph that the blocks become, in tables too."""
    paragraphs = [p for element in body(*blocks) for p in element.iter(w("p"))]
    return [(_style(p), "".join(p.itertext(w("t")))) for p in paragraphs]


def para(*texts: str | Inline) -> Paragraph:
    return Paragraph(inline(*texts))


def inline(*texts: str | Inline) -> tuple[Inline, ...]:
    return tuple(Text(text) if isinstance(text, str) else text for text in texts)


def picture(data: bytes = b"bild", width: int = 914_400, height: int = 457_200) -> Picture:
    return Picture(data, "png", width, height)


def convert(source: Path, to: str, folder: Path) -> Path:
    """Convert a file with LibreOffice, in a profile of its own, so that runs beside each other do not meet."""
    command = ["soffice", f"-env:UserInstallation={(folder / 'profil').as_uri()}", "--headless", "--convert-to", to]
    out = folder / "ut"
    subprocess.run([*command, "--outdir", str(out), str(source)], check=True, capture_output=True, timeout=120)
    return out / source.with_suffix(f".{to.partition(':')[0]}").name
