"""Every format says the same: outline, nesting of lists, rows of tables and text, over the same documents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pytest
from alldocuments import HOSTILE, NAMES, composed, prepared
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph as WordParagraph
from htmltext import main, parse, text_of
from pdfs import dense
from taggedtext import Element, structure

from ksflow.batch.building import FORMATS
from ksflow.documents.blocks import (
    Block,
    CodeBlock,
    Document,
    Footnote,
    Heading,
    Image,
    Inline,
    LineBreak,
    List,
    Paragraph,
    Quote,
    Table,
    ThematicBreak,
)
from ksflow.documents.markdown import parse_markdown
from ksflow.organisation.workspace import Workspace
from ksflow.writers.markdown.writer import with_facts

Line = tuple[str, str]
"""What a line is ("h2", "list 1", "row", "" …) and its text."""


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return prepared(tmp_path_factory.getbasetemp() / "alla" / "kommun")


def clean(text: str) -> str:
    """Return text as it is compared: blanks of every kind are one blank."""
    return re.sub(r"\s+", " ", text).strip()


@pytest.mark.parametrize(("case", "kind"), [name for name in NAMES if name[0] != HOSTILE])
def test_pdf_says_the_same(workspace: Workspace, case: str, kind: str) -> None:
    document = composed(workspace, case, kind)
    expected, notes = expected_lines(document)
    reader = _Structure()
    lines = list(reader.lines(structure(FORMATS["pdf"].write(document, workspace)), 0))
    start = next(number for number, (kind, _text) in enumerate(lines) if kind == "h1")
    # Where lines break, there is no blank in a PDF: blanks are not compared.
    assert lines[start:] == [(kind, dense(text)) for kind, text in expected]
    assert reader.notes == [dense(note) for note in notes]


@pytest.mark.parametrize(("case", "kind"), NAMES)
def test_word_html_and_markdown_say_the_same(workspace: Workspace, tmp_path: Path, case: str, kind: str) -> None:
    document = composed(workspace, case, kind)
    expected, notes = expected_lines(document)
    files = {}
    for form in ("docx", "html", "md"):  # a PDF refuses characters that no font has
        write = FORMATS[form].write
        files[form] = tmp_path / f"{kind}.{form}"
        files[form].write_bytes(write(document, workspace))
    assert list(word_lines(files["docx"])) == expected
    page = main(parse(files["html"].read_bytes()))
    assert list(html_lines(page, 0)) == expected
    assert [clean(text_of(note)) for note in page.xpath("section/ol/li")] == notes
    assert markdown_lines(files["md"].read_text(encoding="utf-8"), document) == (expected, notes)


# What the blocks say


def expected_lines(document: Document) -> tuple[list[Line], list[str]]:
    reader = _Blocks()
    lines = list(reader.lines(document.blocks, 0))
    return lines, reader.notes


class _Blocks:
    def __init__(self) -> None:
        self.notes: list[str] = []
        self.tables = 0

    def lines(self, blocks: tuple[Block, ...], depth: int) -> Iterator[Line]:
        for block in blocks:
            match block:
                case Heading(level, children):
                    yield f"h{level}", self.text(children)
                case Paragraph(children):
                    yield _kind(depth), self.text(children)
                case CodeBlock(text):
                    yield "", clean(text)
                case List(_, items, _):
                    for item in items:
                        yield f"item {depth + 1}", ""
                        yield from self.lines(item, depth + 1)
                case Table(_, header, rows, caption):
                    if caption:
                        self.tables += 1
                        yield "", clean(f"Tabell {self.tables}. {self.text(caption)}")
                    for row in (header, *rows):
                        yield "row", " | ".join(self.text(cell) for cell in row)
                case ThematicBreak():
                    pass
                case _:  # a quotation, which has no depth in Word, or a division
                    yield from self.lines(block.blocks, 0)

    def text(self, children: tuple[Inline, ...]) -> str:
        return clean("".join(self.pieces(children)))

    def pieces(self, children: tuple[Inline, ...]) -> Iterator[str]:
        for child in children:
            match child:
                case LineBreak():
                    yield " "
                case Image():
                    pass
                case Footnote(blocks):
                    self.notes.append(" ".join(text for _kind, text in self.lines(blocks, 0)))
                case _ if hasattr(child, "children"):
                    yield from self.pieces(child.children)
                case _:
                    yield getattr(child, "text", "")


def _kind(depth: int) -> str:
    return f"in {depth}" if depth else ""


# What the files say


def html_lines(element: Any, depth: int) -> Iterator[Line]:
    for node in element:
        if node.tag in ("p", "pre", "caption"):
            yield _kind(depth if node.tag == "p" else 0), clean(text_of(node))
        elif re.fullmatch("h[1-6]", node.tag):
            yield node.tag, clean(text_of(node))
        elif node.tag == "li":
            yield f"item {depth}", ""
            own = "".join(_own_text(node))
            if clean(own) or not len(node):
                yield _kind(depth), clean(own)
            yield from html_lines(node, depth)
        elif node.tag in ("ul", "ol"):
            yield from html_lines(node, depth + 1)
        elif node.tag == "tr":
            yield "row", " | ".join(clean(text_of(cell)) for cell in node)
        elif node.tag != "section":
            yield from html_lines(node, 0 if node.tag == "blockquote" else depth)


_BLOCKS = {"p", "pre", "ul", "ol", "blockquote", "div", "hr", "h1", "h2", "h3", "h4", "h5", "h6"}


def _own_text(item: Any) -> Iterator[str]:
    yield item.text or ""
    for child in item:
        if child.tag in _BLOCKS:
            return
        if child.tag == "br":
            yield " "
        elif child.tag != "sup":
            yield text_of(child)
        yield child.tail or ""


def word_lines(path: Path) -> Iterator[Line]:
    document: Any = docx.Document(str(path))
    nodes = list(document.element.body)
    start = next(number for number, node in enumerate(nodes) if _style(document, node) == "heading 1")
    for node in nodes[start:]:
        if node.tag == qn("w:tbl"):
            for row in node.iter(qn("w:tr")):
                yield "row", " | ".join(clean(_word_text(cell)) for cell in row.findall(qn("w:tc")))
        elif node.tag == qn("w:p"):
            yield from _word_paragraph(document, node)


def _word_paragraph(document: Any, node: Any) -> Iterator[Line]:
    style, text = _style(document, node), clean(_word_text(node))
    numbering = node.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:ilvl')}")
    if node.find(f"{qn('w:pPr')}/{qn('w:pBdr')}") is not None or (not text and _is_low(node)):
        return  # a line between passages, or the distance between two tables
    if match := re.fullmatch("heading ([1-6])", style):
        yield f"h{match[1]}", text
    elif numbering is not None:
        depth = int(numbering.get(qn("w:val"))) + 1
        yield f"item {depth}", ""
        yield f"in {depth}", text
    else:
        indent = node.find(f"{qn('w:pPr')}/{qn('w:ind')}")
        yield _kind(0 if indent is None else int(indent.get(qn("w:left"))) // _LIST_STEP), text


_LIST_STEP = 397
"""The indentation of a level in the shipped look, 7 mm."""


def _style(document: Any, node: Any) -> str:
    if node.tag != qn("w:p"):
        return ""
    style: Any = WordParagraph(node, document).style
    return str(style.name).lower()


def _is_low(node: Any) -> bool:
    spacing = node.find(f"{qn('w:pPr')}/{qn('w:spacing')}")
    return spacing is not None and spacing.get(qn("w:lineRule")) == "exact"


def _word_text(node: Any) -> str:
    signs = {qn("w:br"): " ", qn("w:tab"): "\t"}
    return "".join(signs.get(part.tag, part.text or "") for part in node.iter(qn("w:t"), *signs))


class _Structure:
    """Reads the structure tree of a PDF."""

    def __init__(self) -> None:
        self.notes: list[str] = []

    def lines(self, element: Element, depth: int) -> Iterator[Line]:
        for kid in element.kids:
            if isinstance(kid, str) or kid.tag == "Lbl":
                continue
            if re.fullmatch("H[1-6]", kid.tag):
                yield kid.tag.lower(), self.text(kid)
            elif kid.tag in ("P", "Code", "Caption"):
                yield _kind(depth if kid.tag == "P" else 0), self.text(kid)
            elif kid.tag == "LI":
                yield f"item {depth}", ""
                yield from self.lines(kid, depth)
            elif kid.tag == "L":
                yield from self.lines(kid, depth + 1)
            elif kid.tag == "TR":
                yield "row", "|".join(self.text(cell) for cell in kid.kids if isinstance(cell, Element))
            else:
                yield from self.lines(kid, 0 if kid.tag == "BlockQuote" else depth)

    def text(self, element: Element) -> str:
        return dense("".join(self.pieces(element)))

    def pieces(self, element: Element) -> Iterator[str]:
        for kid in element.kids:
            if isinstance(kid, str):
                yield kid
            elif kid.tag == "Note":
                self.notes.append(dense("".join(self.pieces(kid))))
            elif kid.tag != "Lbl":
                yield from self.pieces(kid)


def markdown_lines(text: str, document: Document) -> tuple[list[Line], list[str]]:
    """Return the lines and footnotes of a Markdown file as its reader finds them, without the facts below the title."""
    pictures = iter(_pictures(document.blocks))
    blocks = parse_markdown(text, lambda _name: next(pictures), marked=True)
    facts = next(block for block in with_facts(document) if isinstance(block, List))
    assert len(facts.items) > 3
    reader = _Blocks()
    own = tuple(block for number, block in enumerate(blocks) if number != 1)
    assert isinstance(blocks[1], List)
    lines = list(reader.lines(own, 0))
    return lines, reader.notes


def _pictures(value: Any) -> Iterator[Any]:
    if isinstance(value, Image):
        yield value.picture
    elif isinstance(value, tuple):
        for part in value:
            yield from _pictures(part)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from _pictures(getattr(value, name))


def test_a_quotation_in_a_list_is_read() -> None:
    blocks = parse_markdown("- a\n\n  > b\n")
    assert list(_Blocks().lines(blocks, 0)) == [("item 1", ""), ("in 1", "a"), ("", "b")]
    assert isinstance(blocks[0], List)
    assert isinstance(blocks[0].items[0][1], Quote)
