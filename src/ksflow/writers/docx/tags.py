"""Jinja tags in a part of a Word file, in the syntax that docxtpl made common.

``{{ x }}`` in any text; ``{%p … %}`` and ``{{p x }}`` stand for their whole paragraph, ``tr`` for the table row,
``tc`` for the cell, ``r`` for the run, which is divided where text stands beside the tag. ``{#p … #}`` takes its
paragraph away. Word splits a tag over runs as it likes: they are joined before reading.

A part becomes the source of a Jinja template in which every tag begins a line of its own, so that the line of a
Jinja error leads back to the tag and its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from lxml import etree

from ksflow.locale import _
from ksflow.writers.docx.cells import CELL_TAG, format_cell
from ksflow.writers.docx.controls import free_controls
from ksflow.writers.docx.joining import join_lines
from ksflow.writers.docx.names import XML_SPACE, w
from ksflow.writers.docx.nesting import TOKEN, block_faults
from ksflow.writers.docx.places import PLAIN, Dress, Tag, TagFault, TagPlace, where
from ksflow.writers.docx.runs import paragraph_properties, run_properties, split_run
from ksflow.writers.docx.sections import Columns, measured_columns
from ksflow.writers.docx.typed import straight

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_BRACKET = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
_LEVEL = re.compile(r"^(\{[{%#])([-+]?)(p|tr|tc|r)\s")
_ESCAPED = re.compile(r"\{_\{|\}_\}|\{_%|%_\}")
_TOGETHER = re.compile(f"{_ESCAPED.pattern}|{_TAG.pattern}", re.DOTALL)
_MARK = re.compile("\ue0f3([0-9]+)\ue0f4")
_BRACES = frozenset("{}")
FIELD_FILTER = "_fältkod"
# What stands between the texts of runs, as it counts inside a tag.
_BETWEEN = {w("br"): " ", w("cr"): " ", w("tab"): " ", w("noBreakHyphen"): "-"}


@dataclass(slots=True)
class TaggedPart:
    """A part of the package with its tags found."""

    source: str
    """A Jinja template whose line n+2 holds tag n."""
    tags: list[Tag] = field(default_factory=list)
    faults: list[TagFault] = field(default_factory=list)


def holds_tags(xml: bytes) -> bool:
    """Tell whether a part may hold tags, joined over runs."""
    text = re.sub(rb"<[^>]*>", b"", xml)
    marks = (b"{{", b"{%", b"{#", b"}}", b"%}", b"{_", b"_}")
    return any(mark in text for mark in marks) or b"{{" in xml or b"{%" in xml


def read_tags(root: etree._Element, part: str) -> TaggedPart:
    """Find the tags of a part and make its template; the tree is changed."""
    finder = _Finder(part, measured_columns(root))
    # Noted first: paragraphs and rows that hold nothing but a tag are taken out on the way.
    paragraphs = enumerate(root.iter(w("p")), start=1)
    places = {one: TagPlace(part, where(one, number)) for number, one in paragraphs if _BRACES & set(_own_text(one))}
    join_lines(root)
    for paragraph, place in places.items():
        if paragraph.getroottree().getroot() is root:
            finder.paragraph(paragraph, place)
    free_controls(root, finder.filled)
    finder.other_text(root)
    source, tags, faults = finder.template(root)
    return TaggedPart(source, tags, [*finder.faults, *faults])


class _Whole(NamedTuple):
    """A tag that stands for more than itself."""

    level: str
    plain: str
    """The tag without its level, as Jinja knows it."""
    written: str


class _Finder:
    def __init__(self, part: str, columns: Columns) -> None:
        self.part = part
        self.columns = columns
        self.tags: list[Tag] = []
        self.faults: list[TagFault] = []
        self.filled: list[etree._Element] = []
        """Paragraphs and what they hold in which tags stand, or stood."""

    def paragraph(self, paragraph: etree._Element, place: TagPlace) -> None:
        """Find the tags of a paragraph, without those of paragraphs inside it (text boxes)."""
        nodes = list(_texts(paragraph))
        text = "".join(map(_text_of, nodes))
        if paragraph.getparent() is None or not (_BRACKET.search(text) or _ESCAPED.search(text)):
            return
        self._check_brackets(text, place)
        _join_tags(nodes, text)
        self.filled += [paragraph, *paragraph.iterancestors(w("sdt"))]
        self._cell(paragraph, place)
        dress = Dress("", paragraph_properties(paragraph), self.columns.width(paragraph))
        whole: list[_Whole] = []
        for node in nodes:
            if node.tag not in _BETWEEN and node.text:
                self._node(node, place, whole, dress)
        if whole:
            self._replace_whole(paragraph, whole, place, dress)

    def _cell(self, paragraph: etree._Element, place: TagPlace) -> None:
        """Carry out the tags that format the cell that they stand in, and take them away."""

        def token(source: str, written: str) -> str:
            return f"\ue0f1{self._add(source, place, written)}\ue0f2"

        def instruction(source: str, written: str) -> etree._Element:
            return _instruction(self._add(source, place, written))

        for node in paragraph.iter(w("t")):
            for match in list(CELL_TAG.finditer(node.text or "")):
                cell = next(paragraph.iterancestors(w("tc")), None)
                if cell is None:
                    message = _("The tag cannot stand here: {tag}", tag=match.group())
                    help_ = _("It formats the cell of a table that it stands in")
                    self.faults.append(TagFault("MAL002", message, help_, place))
                else:
                    format_cell(cell, match, token, instruction)
                node.text = (node.text or "").replace(match.group(), "", 1)

    def other_text(self, root: etree._Element) -> None:
        """Find tags outside paragraphs: in document properties, chart texts and attributes."""
        for element in root.iter(etree.Element):
            place = TagPlace(self.part, etree.QName(element).localname)
            if element.tag not in (w("t"), w("instrText")) and element.text and _BRACKET.search(element.text):
                self._check_brackets(element.text, place)
                element.text = self._tokens(element.text, place)
            for name, value in element.attrib.items():
                if _BRACKET.search(str(value)) and _TAG.search(str(value)):
                    element.attrib[name] = self._tokens(str(value), place)

    def template(self, root: etree._Element) -> tuple[str, list[Tag], list[TagFault]]:
        """Return the part as the source of a Jinja template, its tags in the order of the source, and faulty blocks."""
        ordered: list[Tag] = []

        def source(match: re.Match[str]) -> str:
            ordered.append(self.tags[int(match[1] or match[2])])
            return ordered[-1].compiled(len(ordered) - 1)

        xml = etree.tostring(root, encoding="unicode").replace("\n", " ")
        return TOKEN.sub(source, xml), ordered, block_faults(xml, self.tags)

    # Tags

    def _node(self, node: etree._Element, place: TagPlace, whole: list[_Whole], dress: Dress) -> None:
        in_field = node.tag == w("instrText")
        run = node.getparent()
        in_run = node.tag == w("t") and run is not None and run.tag == w("r")

        def replace(match: re.Match[str]) -> str:
            written = match.group()
            if _ESCAPED.fullmatch(written):
                return self._token(f"{{{{ '{written.replace('_', '')}' }}}}", place, written)
            level = _LEVEL.match(written)
            if level is None:
                if written.startswith("{#"):
                    return ""
                inside = dress._replace(run=run_properties(run)) if in_run else PLAIN
                return self._token(written, place, in_field=in_field, level="t" if in_run else "", dress=inside)
            whole.append(_Whole(level[3], f"{level[1]}{level[2]} {written[level.end() :]}", written))
            return f"\ue0f3{len(whole) - 1}\ue0f4" if level[3] == "r" else ""

        node.text = _TOGETHER.sub(replace, node.text or "")
        node.set(XML_SPACE, "preserve")

    def _replace_whole(self, paragraph: etree._Element, whole: list[_Whole], place: TagPlace, dress: Dress) -> None:
        """Put tags that stand for a paragraph, row, cell or run in its place."""
        levels = {tag.level for tag in whole}
        if levels == {"r"}:
            self._replace_runs(paragraph, whole, place, dress)
            return
        level = next(iter(levels - {"r"}))
        target: etree._Element | None = paragraph
        while target is not None and target.tag != w(level):
            target = target.getparent()
        written = " ".join(whole[0].written.split())
        if len(levels) > 1 or target is None:
            message = _("The tag cannot stand here: {tag}", tag=written)
            self.faults.append(TagFault("MAL002", message, _("{%tr … %} and {%tc … %} belong in tables"), place))
            return
        if printing := next((tag for tag in whole if tag.level != "p" and tag.written.startswith("{{")), None):
            message = _("The tag cannot stand here: {tag}", tag=printing.written)
            help_ = _("A text is printed by {{ … }}, {{r … }} or {{p … }}; rows and cells are repeated by {%tr … %}")
            self.faults.append(TagFault("MAL002", message, help_, place))
            return
        only_comments = all(tag.written.startswith("{#") for tag in whole)  # what they stand in is left out by intent
        if not only_comments and (rest := _own_text(target).strip()):
            message = _("Text stands beside a tag that replaces everything around it: {text}", text=rest[:60])
            help_ = _("Give the tag {tag} a paragraph or row of its own", tag=written)
            self.faults.append(TagFault("MAL002", message, help_, place))
            return
        if target.find(f".//{w('sectPr')}") is not None:
            message = _("A section break stands in the paragraph of the tag {tag}", tag=written)
            self.faults.append(TagFault("MAL002", message, _("Move the tag to a paragraph of its own"), place))
            return
        run = next((run for run in target.iter(w("r")) if run.find(w("t")) is not None), None)
        worn = dress._replace(run=run_properties(run))
        parent = target.getparent()
        assert parent is not None
        at = parent.index(target)
        tags = [tag for tag in whole if not tag.written.startswith("{#")]
        for offset, tag in enumerate(tags):
            parent.insert(at + offset, _instruction(self._add(tag.plain, place, tag.written, tag.level, worn)))
        target.tail = None
        parent.remove(target)

    def _replace_runs(self, paragraph: etree._Element, whole: list[_Whole], place: TagPlace, dress: Dress) -> None:
        for run in list(paragraph.iter(w("r"))):
            marked = [node for node in run if node.tag == w("t") and _MARK.search(node.text or "")]
            if not marked:
                continue
            worn = dress._replace(run=run_properties(run))
            parent = run.getparent()
            assert parent is not None
            pieces: list[etree._Element] = []
            for piece in split_run(run, _MARK):
                if isinstance(piece, str):
                    tag = whole[int(piece)]
                    if not tag.written.startswith("{#"):
                        pieces.append(_instruction(self._add(tag.plain, place, tag.written, "r", worn)))
                else:
                    pieces.append(piece)
            at = parent.index(run)
            parent[at : at + 1] = pieces

    def _tokens(self, text: str, place: TagPlace) -> str:
        return _TAG.sub(lambda match: self._token(match.group(), place), text)

    def _token(
        self,
        written: str,
        place: TagPlace,
        shown: str = "",
        *,
        in_field: bool = False,
        level: str = "",
        dress: Dress = PLAIN,
    ) -> str:
        if written.startswith("{#"):
            return ""
        # In a field's code, a value must not end the argument that it stands in.
        plain = (
            f"{{{{ ({written[2:-2].strip('-+ ')})|{FIELD_FILTER} }}}}" if in_field and written[1] == "{" else written
        )
        return f"\ue0f1{self._add(plain, place, shown or written, level, dress)}\ue0f2"

    def _add(self, plain: str, place: TagPlace, written: str = "", level: str = "", dress: Dress = PLAIN) -> int:
        body = straight(plain).replace("\n", " ")
        # The line end goes after "{{-" or "{%": Jinja counts it, and the document never shows it.
        cut = 3 if body[2:3] in "-+" else 2
        shown = " ".join((written or plain).split())
        self.tags.append(Tag(f"{body[:cut]}\n{body[cut:]}", shown, place, level, dress))
        return len(self.tags) - 1

    def _check_brackets(self, text: str, place: TagPlace) -> None:
        for match in _BRACKET.finditer(_TAG.sub("", text)):
            start = max(0, match.start() - 10)
            shown = _TAG.sub("", text)[start : match.end() + 30].strip()
            message = _("A template tag is not closed, or was never opened: {text}", text=shown)
            self.faults.append(TagFault("MAL002", message, _("A tag is written {{ … }} or {% … %}"), place))


def _join_tags(nodes: list[etree._Element], text: str) -> None:
    """Move each tag that is split over several nodes into the one where it begins."""
    owner = [number for number, node in enumerate(nodes) for _character in _text_of(node)]
    for match in _TOGETHER.finditer(text):
        for position in range(match.start(), match.end()):
            owner[position] = owner[match.start()]
    pieces: list[list[str]] = [[] for _node in nodes]
    for number, character in zip(owner, text, strict=True):
        pieces[number].append(character)
    for node, piece in zip(nodes, pieces, strict=True):
        joined = "".join(piece)
        if joined == _text_of(node):
            continue
        if node.tag not in _BETWEEN:
            node.text = joined
        elif (parent := node.getparent()) is not None:  # a line break or tab in the midst of a tag
            parent.remove(node)


def _texts(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Yield what a paragraph's own text consists of, in order."""
    for node in paragraph.iter(w("t"), w("instrText"), *_BETWEEN):
        parent = node.getparent()
        own = parent is not None and (node.tag not in _BETWEEN or parent.tag == w("r"))
        if own and _paragraph_of(node) is paragraph:
            yield node


def _text_of(node: etree._Element) -> str:
    return _BETWEEN.get(str(node.tag)) or node.text or ""


def _instruction(number: int) -> etree._Element:
    return etree.ProcessingInstruction("ksflow", str(number))


def _paragraph_of(node: etree._Element) -> etree._Element | None:
    return next(node.iterancestors(w("p")), None)


def _own_text(element: etree._Element) -> str:
    """Return the text of an element, pictures and breaks as a mark: they would be lost like text."""
    kept = element.iter(w("t"), w("instrText"), w("drawing"), w("pict"), w("object"))
    return "".join(node.text or "" if node.tag in (w("t"), w("instrText")) else "[…]" for node in kept)
