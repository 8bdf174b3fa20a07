"""The text of a Word file as a reader sees it, for comparing documents by content."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml.ns import qn


def body_lines(path: Path) -> list[str]:
    """Return the lines of the body in order; lists as ``- `` (nested: `` - ``), emphasis as ``*…*``."""
    document = Document(str(path))
    return [line for paragraph in document.element.body.iter(qn("w:p")) for line in paragraph_lines(paragraph)]


def part_lines(part: Any) -> list[str]:
    """Return the lines of a header or footer."""
    return [line for paragraph in part._element.iter(qn("w:p")) for line in paragraph_lines(paragraph)]


def paragraph_lines(paragraph: Any) -> Iterator[str]:
    """Yield the lines of a paragraph that hold anything."""
    text = "".join(_pieces(paragraph)).replace("**", "").replace("\u00a0", " ")
    level = paragraph.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:ilvl')}")
    mark = "" if level is None else f"{' ' * int(level.get(qn('w:val')))}- "
    for line in text.split("\n"):
        if line.strip():
            yield f"{mark}{line}".rstrip()
            mark = ""


def _pieces(paragraph: Any) -> Iterator[str]:
    for run in paragraph.iter(qn("w:r")):
        style = run.find(f"{qn('w:rPr')}/{qn('w:rStyle')}")
        italic = style is not None and style.get(qn("w:val")) == "Betoning"
        text = "".join(
            "\n" if node.tag == qn("w:br") else node.text or "" for node in run if node.tag in (qn("w:t"), qn("w:br"))
        )
        yield f"*{text}*" if italic and text else text
