"""The text of a tagged PDF as a screen reader gets it: through the structure tree, element by element."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, Dictionary, Pdf


class Element(NamedTuple):
    """A structure element with what it holds, in order: elements and text."""

    tag: str
    kids: list[Element | str]

    @property
    def text(self) -> str:
        return "".join(kid if isinstance(kid, str) else kid.text for kid in self.kids)


def structure(data: bytes) -> Element:
    """Return the structure tree of a PDF."""
    with Pdf.open(BytesIO(data)) as pdf:
        texts = {page.obj.objgen: _marked_texts(page) for page in pdf.pages}
        return Element("", list(_kids(pdf.Root.StructTreeRoot, None, texts)))


def _kids(node: Any, page: Any, texts: dict[Any, dict[int, str]]) -> Iterator[Element | str]:
    page = node.get("/Pg", page)
    kids = node.get("/K")
    for kid in list(kids) if isinstance(kids, Array) else [kids]:
        if isinstance(kid, int):
            yield texts[page.objgen].get(kid, "")
        elif isinstance(kid, Dictionary) and kid.get("/Type") == "/MCR":
            yield texts[kid.get("/Pg", page).objgen].get(int(kid.MCID), "")
        elif isinstance(kid, Dictionary) and "/S" in kid:
            yield Element(str(kid.S)[1:], list(_kids(kid, page, texts)))


def _marked_texts(page: Any) -> dict[int, str]:
    """Return the text of the marked pieces of a page by their numbers."""
    fonts = {name: _unicode_map(font) for name, font in page.obj.Resources.get("/Font", {}).items()}
    texts: dict[int, str] = {}
    marks: list[int | None] = []
    font: dict[int, str] = {}
    instructions: Any = pikepdf.parse_content_stream(page)
    for operands, operator in instructions:
        name = str(operator)
        if name in ("BDC", "BMC"):
            properties = operands[1] if len(operands) > 1 else None
            number = properties.get("/MCID") if isinstance(properties, Dictionary) else None
            marks.append(int(number) if number is not None else (marks[-1] if marks else None))
        elif name == "EMC":
            marks.pop()
        elif name == "Tf":
            font = fonts[str(operands[0])]
        elif name in ("Tj", "TJ") and marks and marks[-1] is not None:
            strings = operands[0] if name == "TJ" else operands
            shown = b"".join(bytes(one) for one in strings if isinstance(one, pikepdf.String))
            texts[marks[-1]] = texts.get(marks[-1], "") + "".join(
                font[int.from_bytes(shown[at : at + 2])] for at in range(0, len(shown), 2)
            )
    return texts


def _unicode_map(font: Any) -> dict[int, str]:
    """Return what the glyphs of a font stand for (ISO 32000-1, 9.10.3)."""
    found: dict[int, str] = {}
    cmap = font.ToUnicode.read_bytes().decode("ascii")
    for block in re.findall(r"beginbfchar(.*?)endbfchar", cmap, re.DOTALL):
        for glyph, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            found[int(glyph, 16)] = bytes.fromhex(text).decode("utf-16-be")
    for block in re.findall(r"beginbfrange(.*?)endbfrange", cmap, re.DOTALL):
        for first, last, text in re.findall(r"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>", block):
            start = int(first, 16)
            for glyph in range(start, int(last, 16) + 1):
                found[glyph] = chr(int(text, 16) + glyph - start)
    return found
