"""Blocks as WordprocessingML: lists of strings, joined once.

Element order follows the schema (ECMA-376 part 1, 17.3.1.26 pPr: pStyle, keepNext, numPr, pBdr, spacing, ind, jc).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import zip_longest

from ksflow.documents.blocks import (
    Alignment,
    Block,
    Code,
    CodeBlock,
    Division,
    Emphasis,
    Footnote,
    Heading,
    Image,
    Inline,
    LineBreak,
    Link,
    List,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    ThematicBreak,
    indented,
    plain_text,
)
from ksflow.writers.columns import Columns, as_wide_as
from ksflow.writers.docx.drawing import EMU_PER_TWIP, Drawings
from ksflow.writers.docx.places import PLAIN, Dress
from ksflow.writers.docx.properties_order import PARAGRAPH, RUN, merged
from ksflow.writers.docx.styles import MissingStyleError, NumberedStyle, Styles

_LAST_LEVEL = 8
"""Word's ninth and last list level."""
_OPENING = re.compile(r"<w:p>(<w:pPr>(<w:pStyle [^<>]*/>)?)?")
_BREAK = "<w:r><w:br/></w:r>"
_RULE = '<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="auto"/></w:pBdr>'
_FIELD = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> {code} </w:instrText></w:r>'
    '<w:r><w:fldChar w:fldCharType="separate"/></w:r>{shown}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
_LOW = '<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="{height}" w:lineRule="exact"/></w:pPr></w:p>'
# Word joins tables that touch; a low paragraph keeps them apart.
_SEPARATOR = _LOW.format(height=240)
_SPACE = 50
"""What a no-break space that indents a cell is worth, in twips: its width in 9 points."""
# A cell, a text box and a note must end in a paragraph (ECMA-376 part 1, 17.4.65); after a table, the lowest there is.
_CLOSING = _LOW.format(height=20)
# What a block before it may have to stay with; asked of every block, so quickly.
_LED_TO = frozenset({List, Table, Division})
_HOLDER_ENDS = ("</w:tc>", "</w:txbxContent>", "</w:sdtContent>")
_TABLE_LOOK = (
    '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
    'w:noHBand="0" w:noVBand="0"/>'
)
# What a run can be at the same time, with its character style, the strongest first: a run can have only one.
_EMPHASIS, _STRONG, _CODE, _LINK = 1, 2, 4, 8
_CHARACTER_STYLES = ((_LINK, "hyperlink"), (_CODE, "kodtecken"), (_STRONG, "strong"), (_EMPHASIS, "emphasis"))
_KEPT = "<w:keepNext/>"
_SHORT = 8
"""Up to how many paragraphs a division is kept on one page."""
_SHORT_ITEM = 400
"""Up to how many characters an item of a list has that is kept with the next; some five lines of a letter."""
_SHORT_TABLE = 12
"""Up to how many rows a table has that is kept on one page, if it takes no more than half of it."""
# List styles have no space above, and the rule below a table is where its last row ends.
_AFTER_TABLE = '<w:spacing w:before="160"/>'
_JUSTIFICATION: dict[Alignment, str] = {
    None: "",
    "left": "",
    "center": '<w:jc w:val="center"/>',
    "right": '<w:jc w:val="right"/>',
}


def escape(text: str) -> str:
    """Escape text for XML content and double-quoted attributes."""
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text.replace('"', "&quot;") if '"' in text else text


def between(before: str, blocks: str, after: str) -> str:
    """Return the blocks with what they need between the XML before and after them."""
    before, after = before.rstrip(), after.lstrip()
    if blocks.startswith("<w:tbl>") and before.endswith("</w:tbl>"):
        blocks = _SEPARATOR + blocks
    if after.startswith("<w:tbl>") and (blocks or before).endswith("</w:tbl>"):
        return blocks + _SEPARATOR
    if after.startswith(_HOLDER_ENDS) and not (blocks or before).endswith(("</w:p>", "<w:p/>")):
        return blocks + _CLOSING
    return blocks


@dataclass(slots=True)
class BodyWriter:
    """Writes blocks in the styles of a look; gathers what other parts of the package must hold."""

    styles: Styles
    drawings: Drawings
    text_width: int
    """Width of the text column in twips."""
    text_height: int
    """Height of the text on a page in twips."""
    next_num_id: int
    next_note_id: int
    notes_part: str
    nums: list[str] = field(default_factory=list)
    """New list instances for numbering.xml."""
    notes: list[str] = field(default_factory=list)
    """New footnotes for footnotes.xml."""
    missing: set[str] = field(default_factory=set)
    tables: int = 0
    column: int = field(init=False)
    """Width of what is being written, in twips: the text, what a list leaves of it, or a cell."""
    out: list[str] = field(default_factory=list)
    dress: Dress = PLAIN
    """What the ordinary paragraphs of what is being written wear."""
    _openings: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _looks: dict[tuple[str, int], str] = field(default_factory=dict)
    """Run properties by those of the place, and by what a run is."""
    _worn: str = ""
    """The run properties of the place, where they hold."""

    def __post_init__(self) -> None:
        self.column = self.text_width

    def write(self, blocks: tuple[Block, ...]) -> str:
        """Return the XML of the blocks."""
        return self.write_in(blocks, PLAIN)

    def write_in(self, blocks: tuple[Block, ...], dress: Dress) -> str:
        """Return the XML of blocks that stand in the place of a tag, dressed as the tag was."""
        self.dress, self.out, self.column = dress, [], dress.width or self.text_width
        self._blocks(blocks, "normal")
        self.dress, self.column = PLAIN, self.text_width
        return "".join(self.out)

    def write_runs(self, children: tuple[Inline, ...], dress: Dress) -> str:
        """Return the runs of inline elements that stand in the place of a tag."""
        self.out, self.column, self._worn = [], dress.width or self.text_width, dress.run
        self._inlines(children)
        self.column, self._worn = self.text_width, ""
        return "".join(self.out)

    # Blocks

    def _blocks(self, blocks: tuple[Block, ...], style: str, depth: int = 0) -> None:
        for block, follower in zip_longest(blocks, blocks[1:]):
            self._block(block, style, depth, type(follower) in _LED_TO and _belongs_to(block, follower))

    def _block(self, block: Block, style: str, depth: int, keep_next: bool) -> None:
        match block:
            case Paragraph(children):
                self._paragraph(style, children, _KEPT if keep_next else "")
            case Heading(level, children):
                self._paragraph(f"heading {level}", children)
            case List():
                self._list(block, depth)
            case Table():
                self._table(block, keep_next)
            case Quote(inner):
                self._blocks(inner, "quote", depth)
            case CodeBlock(text):
                lines = (f"{self._run(line)}" for line in text.split("\n"))
                self.out.append(f"{self._opening('kod')}{_BREAK.join(lines)}</w:p>")
            case ThematicBreak():
                self.out.append(f"{self._opening(style, _RULE)}</w:p>")
            case Division(name, inner):
                self._division(name, inner)
        if keep_next and not isinstance(block, Paragraph):
            self._keep_last()

    def _keep_last(self) -> None:
        """Keep the last paragraph that was written on the page of what follows."""
        for number in range(len(self.out) - 1, -1, -1):
            if (opening := _OPENING.match(written := self.out[number])) and _KEPT not in written:
                inside = f"{opening[2] or ''}{_KEPT}"
                rest = written[opening.end() :]
                self.out[number] = f"<w:p><w:pPr>{inside}{rest if opening[1] else f'</w:pPr>{rest}'}"
            if opening:
                return

    def _paragraph(self, style: str, children: tuple[Inline, ...], properties: str = "") -> None:
        self.out.append(self._opening(style, properties))
        if style == "normal" and self.dress.run:
            self._worn = self.dress.run
            self._inlines(children)
            self._worn = ""
        else:
            self._inlines(children)
        self.out.append("</w:p>")

    def _opening(self, style: str, properties: str = "") -> str:
        """Return the beginning of a paragraph; ``normal`` names no style, so that it follows the default."""
        key = (style, properties, self.dress.paragraph if style == "normal" else "")
        if (opening := self._openings.get(key)) is None:
            named = "" if style == "normal" else f'<w:pStyle w:val="{self._style("paragraph", style)}"/>'
            inside = merged(key[2], properties, PARAGRAPH) if key[2] else f"{named}{properties}"
            opening = self._openings[key] = f"<w:p><w:pPr>{inside}</w:pPr>" if inside else "<w:p>"
        return opening

    def _division(self, name: str, blocks: tuple[Block, ...]) -> None:
        """Write blocks in the style with the division's name: a short one is kept on one page, a long one may break."""
        last = len(blocks) - 1
        for number, block in enumerate(blocks):
            near_an_end = last < _SHORT or number < 2 or number == last - 1
            self._block(block, name.lower(), 0, keep_next=number < last and near_an_end)

    def _list(self, block: List, depth: int) -> None:
        numbered = self.styles.number if block.ordered else self.styles.bullet
        style = "list number" if block.ordered else "list bullet"
        if numbered is None:
            self.missing.add(style.title())
            return
        level = min(depth, _LAST_LEVEL)
        num_id = self._new_num(numbered, level, block.start) if block.ordered else numbered.num_id
        marked = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num_id}"/></w:numPr>'
        indent = numbered.indents[level] if level < len(numbered.indents) else 0
        continued = f'<w:ind w:left="{indent}" w:firstLine="0"/>'
        outer, self.column = self.column, max(self.text_width // 2, self.text_width - indent)
        last = len(block.items) - 1
        for number, item in enumerate(block.items):
            # An item is not left alone, neither the first at the foot of a page nor the last at the head of one.
            near_an_end = number < last and (number == 0 or number == last - 1)
            self._item(item, style, marked, continued, depth, keep_next=near_an_end and _is_short(item))
        self.column = outer

    def _item(
        self, item: tuple[Block, ...], style: str, marked: str, continued: str, depth: int, keep_next: bool
    ) -> None:
        if not item or not isinstance(item[0], Paragraph):
            sign = f"{_KEPT if item else ''}{marked}{self._distance()}"
            self.out.append(f"{self._opening(style, sign)}</w:p>")
            style, marked = "list continue", ""
        for block, follower in zip_longest(item, item[1:]):
            kept = _belongs_to(block, follower) if follower else keep_next
            if isinstance(block, Paragraph):
                place = f"{marked}{self._distance()}" if marked else f"{self._distance()}{continued}"
                self._paragraph(style, block.children, f"{_KEPT}{place}" if kept else place)
            else:
                self._block(block, "list continue", depth + 1, kept)
            style, marked = "list continue", ""

    def _distance(self) -> str:
        """Return what keeps a paragraph of a list away from a table right before it."""
        return _AFTER_TABLE if self.out and self.out[-1] == "</w:tbl>" else ""

    def _new_num(self, numbered: NumberedStyle, depth: int, start: int) -> int:
        """Make a list that begins anew: a w:num of its own with startOverride (ECMA-376 part 1, 17.9.26)."""
        num_id = self.next_num_id
        self.next_num_id += 1
        self.nums.append(
            f'<w:num w:numId="{num_id}"><w:abstractNumId w:val="{numbered.abstract_id}"/>'
            f'<w:lvlOverride w:ilvl="{depth}"><w:startOverride w:val="{start}"/></w:lvlOverride></w:num>'
        )
        return num_id

    # Tables

    def _table(self, table: Table, keep_next: bool) -> None:
        if table.caption:
            self.tables += 1
            number = _FIELD.format(code="SEQ Tabell \\* ARABIC", shown=self._run(str(self.tables)))
            self.out.append(f"{self._opening('caption')}{self._run('Tabell ')}{number}{self._run('. ')}")
            self._inlines(table.caption)
            self.out.append("</w:p>")
        elif self.out and self.out[-1] == "</w:tbl>":
            self.out.append(_SEPARATOR)
        rows = (table.header, *table.rows)
        texts = [[self._measured(row[column]) for row in rows] for column in range(len(table.alignments))]
        columns = Columns(texts, self.column, self.styles.cell_margins, self.styles.cell_size)
        last = len(table.rows)
        whole = last <= _SHORT_TABLE and columns.height() <= self.text_height // 2
        self._table_opening(table, columns.widths)
        for place, row in enumerate(rows):
            style, header = ("tabelltext", "") if place else ("tabellhuvud", "<w:tblHeader/>")
            kept = keep_next if place == last else whole or place in (0, last - 1)
            self.out.append(f"<w:tr><w:trPr><w:cantSplit/>{header}</w:trPr>")
            self._cells(row, table.alignments, columns.widths, style, _KEPT if kept else "")
            self.out.append("</w:tr>")
        self.out.append("</w:tbl>")

    def _measured(self, cell: tuple[Inline, ...]) -> str:
        """Return a text as wide as a cell: a picture in it asks for its width, but for no more than half the table."""
        if len(cell) == 1 and isinstance(cell[0], Text):
            return cell[0].text
        if pictures := [child.picture.width for child in cell if type(child) is Image]:
            return as_wide_as(min(max(pictures) // EMU_PER_TWIP, self.column // 2), self.styles.cell_size)
        return plain_text(cell)

    def _table_opening(self, table: Table, widths: list[int]) -> None:
        # In a list, a table stands under the text of its item.
        indent = self.text_width - self.column
        place = (
            f'<w:tblW w:w="{self.column}" w:type="dxa"/><w:tblInd w:w="{indent}" w:type="dxa"/>'
            if indent
            else '<w:tblW w:w="5000" w:type="pct"/>'
        )
        title = f'<w:tblCaption w:val="{escape(plain_text(table.caption))}"/>' if table.caption else ""
        self.out.append(
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self._style("table", "kommuntabell")}"/>'
            f"{place}{_TABLE_LOOK}{title}</w:tblPr><w:tblGrid>"
        )
        self.out += (f'<w:gridCol w:w="{width}"/>' for width in widths)
        self.out.append("</w:tblGrid>")

    def _cells(
        self,
        cells: tuple[tuple[Inline, ...], ...],
        alignments: tuple[Alignment, ...],
        widths: list[int],
        style: str,
        kept: str,
    ) -> None:
        outer = self.column
        for cell, alignment, width in zip(cells, alignments, widths, strict=True):
            self.out.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>')
            self.column = max(width // 2, width - self.styles.cell_margins)
            indent, shown = indented(cell)
            left = f'<w:ind w:left="{indent * _SPACE}"/>' if indent else ""
            self._paragraph(style, shown, f"{kept}{left}{_JUSTIFICATION[alignment]}")
            self.out.append("</w:tc>")
        self.column = outer

    # Inline elements

    def _inlines(self, children: Iterable[Inline], look: int = 0) -> None:
        for child in children:
            if isinstance(child, Text):  # most are, and matching a pattern takes longer
                self.out.append(self._run(child.text, look))
                continue
            match child:
                case Emphasis(inner):
                    self._inlines(inner, look | _EMPHASIS)
                case Strong(inner):
                    self._inlines(inner, look | _STRONG)
                case Code(text):
                    self.out.append(self._run(text, look | _CODE))
                case LineBreak():
                    self.out.append(_BREAK)
                case Link():
                    self._link(child, look)
                case Footnote(blocks):
                    self._footnote(blocks)
                case Image(picture, alt):
                    self.out.append(
                        f"<w:r>{self.drawings.inline(picture, escape(alt), self.column, self.text_height)}</w:r>"
                    )

    def _run(self, text: str, look: int = 0) -> str:
        key = (self._worn, look)
        if (properties := self._looks.get(key)) is None:
            properties = self._looks[key] = self._run_properties(look)
        written = escape(text)
        if "\t" in written:
            written = written.replace("\t", '</w:t><w:tab/><w:t xml:space="preserve">')
        return f'<w:r>{properties}<w:t xml:space="preserve">{written}</w:t></w:r>'

    def _run_properties(self, look: int) -> str:
        """Return the strongest character style and the rest as direct formatting.

        In the order of the schema: rStyle, rFonts, b, i (ECMA-376 part 1, 17.3.2.28).
        """
        if not look:
            return f"<w:rPr>{self._worn}</w:rPr>" if self._worn else ""
        strongest, style = next((kind, name) for kind, name in _CHARACTER_STYLES if look & kind)
        rest = look & ~strongest
        named = self._style("character", style)
        if rest & _CODE:
            self._style("character", "kodtecken")  # noted when it is missing
        fonts = self.styles.code_fonts if rest & _CODE else ""
        direct = f"{fonts}{'<w:b/>' if rest & _STRONG else ''}{'<w:i/>' if rest & _EMPHASIS else ''}"
        own = f'<w:rStyle w:val="{named}"/>{direct}'
        return f"<w:rPr>{merged(self._worn, own, RUN) if self._worn else own}</w:rPr>"

    def _link(self, link: Link, look: int) -> None:
        """Write a link as a HYPERLINK field: it needs no external relationship, and every program follows it."""
        target = link.target.replace("\\", "%5C").replace('"', "%22").replace(" ", "%20")
        # Inside a field's quotation marks, these two are written with a backslash before them.
        title = " ".join(link.title.replace("\\", "\\\\").replace('"', '\\"').split())
        tip = f' \\o "{title}"' if title else ""
        outer, self.out = self.out, []
        self._inlines(link.children, look | _LINK)
        shown, self.out = "".join(self.out), outer
        self.out.append(_FIELD.format(code=escape(f'HYPERLINK "{target}"{tip}'), shown=shown))

    def _footnote(self, blocks: tuple[Block, ...]) -> None:
        note_id = self.next_note_id
        self.next_note_id += 1
        mark = f'<w:rPr><w:rStyle w:val="{self._style("character", "footnote reference")}"/></w:rPr>'
        self.out.append(f'<w:r>{mark}<w:footnoteReference w:id="{note_id}"/></w:r>')
        outer, self.out = self.out, []
        column, self.column = self.column, self.text_width
        worn, self._worn, dress, self.dress = self._worn, "", self.dress, PLAIN
        part, self.drawings.part = self.drawings.part, self.notes_part
        # The note's own number begins its first paragraph; before a list or a table, it has one to itself.
        self.out.append(f"{self._opening('footnote text')}<w:r>{mark}<w:footnoteRef/></w:r>{self._run(' ')}")
        if blocks and isinstance(blocks[0], Paragraph):
            self._inlines(blocks[0].children)
            blocks = blocks[1:]
        self.out.append("</w:p>")
        self._blocks(blocks, "footnote text")
        if self.out[-1] == "</w:tbl>":
            self.out.append(_CLOSING)
        note, self.out = "".join(self.out), outer
        self.drawings.part, self.column = part, column
        self._worn, self.dress = worn, dress
        self.notes.append(f'<w:footnote w:id="{note_id}">{note}</w:footnote>')

    def _style(self, kind: str, name: str) -> str:
        try:
            return self.styles.find(kind, name)
        except MissingStyleError:
            self.missing.add(name.title())
            return name


def _belongs_to(block: Block, follower: Block) -> bool:
    """Tell whether a block is not to be parted from what follows: it leads to a list or a table, or is signed."""
    if isinstance(follower, Division):
        return follower.name == "Undertecknare"
    leads = isinstance(follower, List) or (isinstance(follower, Table) and not follower.caption)
    return leads and isinstance(block, Paragraph)


def _is_short(item: tuple[Block, ...]) -> bool:
    if len(item) != 1 or not isinstance(item[0], Paragraph):
        return False
    length = 0
    for child in item[0].children:
        length += len(child.text) if isinstance(child, Text) else len(plain_text((child,)))
    return length <= _SHORT_ITEM
