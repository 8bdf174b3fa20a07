"""The text of a Word paragraph as inline elements."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from ksflow.documents.blocks import Block, Emphasis, Footnote, Inline, LineBreak, Link, Strong, Text
from ksflow.importing.word.styles import Styles
from ksflow.sources.textfile import first_forbidden
from ksflow.writers.docx.names import R, w

_BLANKS = re.compile(r"[ \t\r\n]+")
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_INSIDE = frozenset(
    map(w, ("ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "dir", "bdo", "customXml", "rubyBase"))
)
_GONE = frozenset({w("del"), w("moveFrom")})
_SIGNS = {w("tab"): "\t", w("noBreakHyphen"): "\u2011", w("softHyphen"): ""}
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_NOTES = {w("footnoteReference"): "footnotes", w("endnoteReference"): "endnotes"}
_HYPERLINK = re.compile(r'HYPERLINK\s+"([^"]+)"')


NoteReader = Callable[[str, str], tuple[Block, ...]]
"""Returns the blocks of the note of a kind, footnotes or endnotes, with an id."""


class Pieces:
    """Reads the runs of one paragraph."""

    def __init__(
        self,
        styles: Styles,
        links: dict[str, str],
        note: NoteReader,
        remark: Callable[[str], None],
    ) -> None:
        self.styles = styles
        self.links = links
        self.note = note
        self.remark = remark

    def of(self, paragraph: Any) -> tuple[Inline, ...]:
        """Return the inline elements of a paragraph, without blanks at its ends."""
        return _trimmed(_joined(self._inside(paragraph, paragraph)))

    def _inside(self, element: Any, paragraph: Any) -> Iterator[Inline]:
        field: list[Inline] | None = None  # what a field shows
        instruction = ""
        depth = 0
        for child in element:
            if child.tag == w("r"):
                kind = _field_mark(child)
                if kind == "begin":
                    depth += 1
                    if depth == 1:
                        field, instruction = None, ""
                elif kind == "separate" and depth == 1:
                    field = []
                elif kind == "end":
                    depth = max(depth - 1, 0)
                    if depth == 0 and field is not None:
                        yield from _linked(field, instruction)
                        field = None
                elif depth and field is None:
                    instruction += "".join(text.text or "" for text in child.iter(w("instrText")))
                elif field is not None:
                    field += self._run(child, paragraph)
                else:
                    yield from self._run(child, paragraph)
                continue
            found = list(self._other(child, paragraph))
            if field is not None:
                field += found
            elif not depth:
                yield from found
        yield from field or ()

    def _other(self, child: Any, paragraph: Any) -> Iterator[Inline]:
        if child.tag in _GONE:
            self.remark("deleted")
        elif child.tag == w("hyperlink"):
            children = _joined(self._inside(child, paragraph))
            target = self.links.get(child.get(f"{{{R}}}id") or "", "")
            yield from (Link(target, children),) if children and _may_link(target) else children
        elif child.tag in _INSIDE:
            if child.tag in (w("ins"), w("moveTo")):
                self.remark("inserted")
            yield from self._inside(child, paragraph)
        elif child.tag in (f"{_MATH}oMath", f"{_MATH}oMathPara"):
            self.remark("formula")
            yield Text(self._clean("".join(text.text or "" for text in child.iter(f"{_MATH}t"))))

    def _run(self, run: Any, paragraph: Any) -> Iterator[Inline]:
        properties = run.find(w("rPr"))
        hidden = properties.find(w("vanish")) if properties is not None else None
        if hidden is not None and hidden.get(w("val")) not in ("0", "false", "off"):
            if any((text.text or "").strip() for text in run.iter(w("t"))):
                self.remark("hidden")
            return
        pieces: list[Inline] = []
        for child in run:
            if child.tag in _NOTES:
                blocks = self.note(_NOTES[child.tag], child.get(w("id")) or "")
                yield from self._emphasised(run, paragraph, pieces)
                pieces = []
                if blocks:
                    yield Footnote(blocks)
            elif child.tag == w("ruby"):
                for base in child.iter(w("rubyBase")):
                    pieces += self._inside(base, paragraph)
            else:
                pieces += self._signs(child)
        yield from self._emphasised(run, paragraph, pieces)

    def _signs(self, child: Any) -> Iterator[Inline]:
        """Yield what a part of a run prints."""
        if child.tag == w("t"):
            yield Text(self._clean(child.text or ""))
        elif child.tag in (w("br"), w("cr")):
            yield LineBreak() if child.get(w("type")) in (None, "textWrapping") else Text(" ")
        elif child.tag in _SIGNS:
            yield Text(_SIGNS[child.tag])
        elif child.tag == w("sym"):
            yield Text(self._symbol(child))
        elif child.tag in (w("drawing"), w("pict"), w("object"), f"{_MC}AlternateContent"):
            if _has_picture(child):
                self.remark("picture")
            elif child.find(f".//{w('txbxContent')}") is None:
                self.remark("shape")
        elif child.tag == w("commentReference"):
            self.remark("comment")

    def _emphasised(self, run: Any, paragraph: Any, pieces: list[Inline]) -> Iterator[Inline]:
        if not pieces:
            return
        bold, italic = self.styles.emphasis(run, paragraph)
        children = tuple(pieces)
        if not any(isinstance(piece, Text) and piece.text.strip() for piece in children):
            yield from children
            return
        if italic:
            children = (Emphasis(children),)
        yield from (Strong(children),) if bold else children

    def _clean(self, text: str) -> str:
        while bad := first_forbidden(text):
            self.remark("character")
            text = text.replace(bad, "\ufffd" if "\ue000" <= bad <= "\uf8ff" else " ")
        return text

    def _symbol(self, element: Any) -> str:
        code = int(element.get(w("char")) or "0", 16)
        if code >= 0xF000:  # a place in a symbol font
            code -= 0xF000
        self.remark("symbol")
        return {0xB7: "•", 0xA7: "•", 0xE0: "→", 0xFC: "✓"}.get(code, "\ufffd")


def _field_mark(run: Any) -> str | None:
    mark = run.find(w("fldChar"))
    return mark.get(w("fldCharType")) if mark is not None else None


def _linked(children: list[Inline], instruction: str) -> tuple[Inline, ...]:
    found = _joined(iter(children))
    match = _HYPERLINK.search(instruction)
    return (Link(match[1], found),) if match and _may_link(match[1]) and found else found


def _may_link(target: str) -> bool:
    return target.startswith(("http://", "https://", "mailto:"))


def _has_picture(element: Any) -> bool:
    return any(str(child.tag).endswith(("}blip", "}imagedata")) for child in element.iter())


def _joined(pieces: Iterator[Inline]) -> tuple[Inline, ...]:
    """Join texts, and emphasis, that stand beside each other: Word divides them at will."""
    found: list[Inline] = []
    for piece in pieces:
        last = found[-1] if found else None
        match last, piece:
            case Text(before), Text(after):
                found[-1] = Text(before + after)
            case Strong(before), Strong(after):
                found[-1] = Strong(_joined(iter((*before, *after))))
            case Emphasis(before), Emphasis(after):
                found[-1] = Emphasis(_joined(iter((*before, *after))))
            case Strong(before), Text(after) if not after.strip():
                found.append(piece)
            case _:
                if not (isinstance(piece, Text) and not piece.text):
                    found.append(piece)
    return tuple(found)


def _trimmed(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Take blanks and line breaks off both ends, and blanks in a row down to one."""
    found = [Text(_BLANKS.sub(_one_blank, piece.text)) if isinstance(piece, Text) else piece for piece in children]
    while found and _is_blank(found[0]):
        found.pop(0)
    while found and _is_blank(found[-1]):
        found.pop()
    if found and isinstance(found[0], Text):
        found[0] = Text(found[0].text.lstrip(" \t"))
    if found and isinstance(found[-1], Text):
        found[-1] = Text(found[-1].text.rstrip(" \t"))
    return tuple(found)


def _one_blank(match: re.Match[str]) -> str:
    return "\t" if "\t" in match.group() else " "


def _is_blank(piece: Inline) -> bool:
    return isinstance(piece, LineBreak) or (isinstance(piece, Text) and not piece.text.strip(" \t"))
