"""Make the Word looks that ksflow ships: templates/kommun.docx and templates/sandlista.docx.

Run it from anywhere, without arguments:

    python scripts/make_looks.py

kommun.docx is the letter that a municipality's documents are by default, sandlista.docx the work sheet of a
distribution list. Every measure, colour and style of them can be read and reviewed here, and the files come out
the same, byte for byte, on every machine. They are ordinary Word files all the same: a communications office
opens them in Word, changes what it likes and keeps its own copies. ksflow asks only for the tags (docxtpl
syntax, each in one run) and for the names of the styles.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar, Final
from xml.sax.saxutils import escape

TEMPLATES: Final = Path(__file__).resolve().parent.parent / "templates"


# --- Measures and colours ---------------------------------------------------------------------------


def pt(points: float) -> int:
    """Turn points into twips, Word's unit of length."""
    return round(points * 20)


def mm(millimetres: float) -> int:
    """Turn millimetres into twips."""
    return round(millimetres * 1440 / 25.4)


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """A page and its margins, in twips."""

    width: int
    height: int
    side_margin: int
    top_margin: int
    bottom_margin: int
    header_distance: int
    footer_distance: int
    header_space: tuple[float, float]  # points above and below the rule of the header

    @property
    def text_width(self) -> int:
        """The width of the text column."""
        return self.width - 2 * self.side_margin

    def columns(self, *widths: int) -> tuple[int, ...]:
        """Give columns of these widths and a last one that has what they leave."""
        return (*widths, self.text_width - sum(widths))


LETTER = Sheet(
    width=mm(210),
    height=mm(297),
    side_margin=mm(30),  # leaves 150 mm, some 80 characters of body text on a line
    top_margin=mm(39),
    bottom_margin=mm(27),
    header_distance=mm(15),
    footer_distance=mm(12),
    header_space=(7, 20),
)

# A4 on its side: what is ticked off by hand needs wide tables, and as many rows on a page as can be.
WORK_SHEET = Sheet(
    width=mm(297),
    height=mm(210),
    side_margin=mm(20),
    top_margin=mm(22),  # what the running header needs; on page one the header makes room for itself
    bottom_margin=mm(15),
    header_distance=mm(10),
    footer_distance=mm(8),
    header_space=(5, 9),
)

LIST_STEP = mm(7)  # indentation of one list level, and of further paragraphs in an item
LIST_LEVELS = 9  # as many as Word has

FONT, MONO = "Arial", "Courier New"  # on every computer; Liberation's fonts have the same widths
BODY_SIZE, BODY_LINE = 10.5, 1.25
ACCENT = "17405C"  # deep blue, 10.9:1 on white; dark enough for black-and-white print
QUIET = "595959"  # the grey of labels, 7.0:1 on white
HAIRLINE = "B4BEC6"  # for rules only: too light for text
PAPER = "F3F5F7"  # behind code

LANGUAGE = "sv-SE"
FIXED_TIME = "1980-01-01T00:00:00Z"  # where time begins in a zip file


# --- Small pieces of XML ----------------------------------------------------------------------------

MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
XML_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def word_part(tag: str, *content: str) -> str:
    """Write a whole part in the w: namespace."""
    namespaces = f'xmlns:w="{MAIN}" xmlns:r="{OFFICE}/relationships"'
    return f"{XML_DECLARATION}<w:{tag} {namespaces}>{''.join(content)}</w:{tag}>"


def group(tag: str, *content: str) -> str:
    """Put an element around its content, or nothing around nothing."""
    inside = "".join(content)
    return f"<w:{tag}>{inside}</w:{tag}>" if inside else ""


def val(tag: str, value: str | int | None) -> str:
    """Write an element that has only w:val; nothing for None and the empty string."""
    return "" if value in (None, "") else f'<w:{tag} w:val="{value}"/>'


def flag(tag: str, on: bool) -> str:
    """Write an element that says yes by being there."""
    return f"<w:{tag}/>" if on else ""


def fonts(name: str) -> str:
    """Use one font for all scripts; left to itself Word picks others for some characters."""
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def font_size(points: float) -> str:
    """Write the size of the letters, which Word counts in half points."""
    return val("sz", round(points * 2)) + val("szCs", round(points * 2))


def rule(side: str, points: float, colour: str, distance: int = 0) -> str:
    """Draw a rule along one side of a paragraph, cell or table; Word counts eighths of a point."""
    return f'<w:{side} w:val="single" w:sz="{points * 8:.0f}" w:space="{distance}" w:color="{colour}"/>'


def spacing(above: float, below: float, line: float, how: str = "auto") -> str:
    """Space paragraphs, in points; `line` is points if `how` is exact, else a multiple of the font's own."""
    height = pt(line) if how == "exact" else round(line * 240)
    return f'<w:spacing w:before="{pt(above)}" w:after="{pt(below)}" w:line="{height}" w:lineRule="{how}"/>'


# --- Styles -----------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Style:
    """A character style. What is left out is inherited.

    `id` is the name in Swedish Word without its å, ä and ö; `name` is the same in every language's Word,
    and ksflow finds the style by it.
    """

    kind: ClassVar[str] = "character"
    parent: ClassVar[str] = "Standardstycketeckensnitt"

    id: str
    name: str
    own: bool = False  # not one of Word's built-in styles
    in_gallery: bool = True  # among the quick styles in Word
    font: str = ""
    size: float = 0  # points
    bold: bool = False
    italic: bool = False
    colour: str = ""
    tracking: float = 0  # points between letters
    underline: bool = False
    superscript: bool = False

    def properties(self) -> str:
        """Write how letters look, in the order of the schema."""
        return group(
            "rPr",
            fonts(self.font) if self.font else "",
            flag("b", self.bold) + flag("bCs", self.bold),
            flag("i", self.italic) + flag("iCs", self.italic),
            val("color", self.colour),
            val("spacing", pt(self.tracking) or None),
            font_size(self.size) if self.size else "",
            val("u", "single" if self.underline else None),
            val("vertAlign", "superscript" if self.superscript else None),
        )

    def follower(self) -> str:
        """Name the style of the next paragraph; characters have none."""
        return ""

    def xml(self, priority: int) -> str:
        """Write the style; Word lists styles by ascending priority."""
        default = self.id == "Normal"
        return style_xml(
            self.kind,
            self.id,
            self.name,
            val("basedOn", None if default else self.parent) + val("next", self.follower()),
            val("uiPriority", priority) + flag("qFormat", self.in_gallery),
            self.properties(),
            default=default,
            own=self.own,
        )


@dataclass(frozen=True, kw_only=True)
class ParagraphStyle(Style):
    """A paragraph style. It always says its own spacing; the rest is inherited from Normal."""

    kind: ClassVar[str] = "paragraph"
    parent: ClassVar[str] = "Normal"

    space: tuple[float, float] = (0, 0)  # points above and below; where two meet, Word takes the larger
    line: float = 1.15  # as a multiple of the font's own line
    exact_line: float = 0  # points, instead of `line`
    indent: tuple[int, int] = (0, 0)  # left and right
    hanging: int = 0  # how far to the left of its other lines the first one begins
    right_aligned: bool = False
    keep_next: bool = False
    keep_lines: bool = False
    outline: int | None = None  # 0 is the highest level
    list_id: int | None = None  # w:num in numbering.xml
    tabs: str = ""
    borders: str = ""
    shade: str = ""
    next: str = ""

    def properties(self) -> str:
        """Write how paragraphs stand and then how letters look, in the order of the schema."""
        left, right = self.indent
        hanging = f' w:hanging="{self.hanging}"' if self.hanging else ""
        line, how = (self.exact_line, "exact") if self.exact_line else (self.line, "auto")
        paragraph_properties = group(
            "pPr",
            flag("keepNext", self.keep_next) + flag("keepLines", self.keep_lines),
            group("numPr", val("numId", self.list_id)),
            group("pBdr", self.borders),
            f'<w:shd w:val="clear" w:color="auto" w:fill="{self.shade}"/>' if self.shade else "",
            group("tabs", self.tabs),
            spacing(*self.space, line, how),
            f'<w:ind w:left="{left}" w:right="{right}"{hanging}/>' if left or right else "",
            val("jc", "right" if self.right_aligned else None),
            val("outlineLvl", self.outline),
        )
        return paragraph_properties + super().properties()

    def follower(self) -> str:
        """Name the style that Word gives the next paragraph."""
        return self.next


@dataclass(frozen=True, kw_only=True)
class Heading(ParagraphStyle):
    """A heading: it never stands alone at the foot of a page."""

    line: float = 1.1
    keep_next: bool = True
    keep_lines: bool = True
    next: str = "Normal"


BULLETS, NUMBERS = 1, 2  # the lists in numbering.xml
QUOTE_RULE = rule("left", 1.5, HAIRLINE, distance=11)
CODE_FRAME = "".join(rule(side, 0.5, PAPER, distance=5) for side in ("top", "left", "bottom", "right"))

# Space above a heading is larger than below, for it belongs to what follows. Normal has space above too,
# so that text keeps away from a table or a list before it.
# fmt: off
PARAGRAPH_STYLES = (
    ParagraphStyle(id="Normal", name="Normal", space=(7, 7), line=BODY_LINE),
    Heading(id="Rubrik1", name="heading 1", outline=0, size=17, bold=True, colour=ACCENT, space=(24, 14)),
    Heading(id="Rubrik2", name="heading 2", outline=1, size=13.5, bold=True, colour=ACCENT, space=(22, 7)),
    Heading(id="Rubrik3", name="heading 3", outline=2, size=11.5, bold=True, space=(16, 7)),
    Heading(id="Rubrik4", name="heading 4", outline=3, size=10.5, bold=True, space=(13, 7)),
    Heading(id="Rubrik5", name="heading 5", outline=4, size=10.5, italic=True, space=(13, 7)),
    Heading(id="Rubrik6", name="heading 6", outline=5, size=9.5, italic=True, colour=QUIET, space=(13, 7)),
    ParagraphStyle(id="Punktlista", name="List Bullet", list_id=BULLETS, space=(0, 4), line=BODY_LINE),
    ParagraphStyle(id="Numreradlista", name="List Number", list_id=NUMBERS, space=(0, 4), line=BODY_LINE),
    ParagraphStyle(id="Listfortsttning", name="List Continue", space=(0, 4), line=BODY_LINE,
                   indent=(LIST_STEP, 0)),
    ParagraphStyle(id="Citat", name="Quote", space=(9, 10), line=BODY_LINE, indent=(LIST_STEP, LIST_STEP),
                   borders=QUOTE_RULE, next="Normal"),
    ParagraphStyle(id="Kod", name="Kod", own=True, font=MONO, size=9, space=(12, 13), keep_lines=True,
                   indent=(pt(6), pt(6)), borders=CODE_FRAME, shade=PAPER),
    ParagraphStyle(id="Beskrivning", name="caption", size=9, bold=True, space=(14, 4), keep_next=True,
                   keep_lines=True, next="Normal"),
    ParagraphStyle(id="Tabellhuvud", name="Tabellhuvud", own=True, size=9, bold=True, keep_next=True),
    ParagraphStyle(id="Tabelltext", name="Tabelltext", own=True, size=9.5),
    ParagraphStyle(id="Mottagare", name="Mottagare", own=True, bold=True, space=(28, 0), next="Rubrik1"),
    # 40 points, 1.4 cm: room to sign by hand
    ParagraphStyle(id="Undertecknare", name="Undertecknare", own=True, space=(40, 0), line=BODY_LINE,
                   keep_lines=True),
    # hanging, so that the second line of one recipient does not read as another
    ParagraphStyle(id="Sndlista", name="Sändlista", own=True, space=(0, 1), line=1.2, indent=(mm(5), 0),
                   hanging=mm(5)),
    ParagraphStyle(id="Etikett", name="Etikett", own=True, size=8, colour=QUIET, next="Uppgift"),
    ParagraphStyle(id="Uppgift", name="Uppgift", own=True, size=9.5),
    # One exact line height sets wordmark and document type side by side, whatever their sizes.
    ParagraphStyle(id="Ordmrke", name="Ordmärke", own=True, size=13, bold=True, colour=ACCENT, tracking=1,
                   exact_line=17),
    ParagraphStyle(id="Dokumenttyp", name="Dokumenttyp", own=True, size=9, bold=True, tracking=0.8,
                   exact_line=17, right_aligned=True),
    ParagraphStyle(id="Sidhuvud", name="header", in_gallery=False, size=9),
    ParagraphStyle(id="Sidfot", name="footer", in_gallery=False, size=7.5, line=1.2),
    ParagraphStyle(id="Fotnotstext", name="footnote text", in_gallery=False, size=8.5, space=(0, 2)),
)

CHARACTER_STYLES = (
    Style(id="Betoning", name="Emphasis", italic=True),
    Style(id="Stark", name="Strong", bold=True),
    Style(id="Kodtecken", name="Kodtecken", own=True, font=MONO),
    Style(id="Hyperlnk", name="Hyperlink", in_gallery=False, colour=ACCENT, underline=True),
    Style(id="Fotnotsreferens", name="footnote reference", in_gallery=False, superscript=True),
)
# fmt: on

# A sheet to work on is set tighter than a letter, and its table has room to write by hand.
WORK_SHEET_CHANGES: dict[str, dict[str, Any]] = {
    "Normal": {"size": 9.5, "space": (5, 4), "line": 1.15},
    "Rubrik1": {"size": 15, "space": (11, 5)},
    "Rubrik2": {"size": 11.5, "space": (9, 4)},
    "Rubrik3": {"size": 10, "space": (8, 3)},
    "Rubrik4": {"size": 9.5, "space": (7, 3)},
    "Rubrik5": {"size": 9.5, "space": (7, 3)},
    "Rubrik6": {"size": 9, "space": (7, 3)},
    "Beskrivning": {"space": (8, 3)},
    "Tabellhuvud": {"size": 8.5},
    "Tabelltext": {"size": 9},
}
BLANK_WIDTH = mm(30)
WORK_SHEET_STYLES = (
    # The leader of the tab is the line to write on; above it there is room for handwriting.
    ParagraphStyle(id="Ifyllnad", name="Ifyllnad", own=True, size=9.5, space=(8, 0),
                   tabs=f'<w:tab w:val="right" w:leader="underscore" w:pos="{BLANK_WIDTH}"/>'),
)  # fmt: skip

# Data tables have horizontal rules only, and their first column stands flush with the body text.
DATA_RULES = rule("top", 1, ACCENT) + rule("bottom", 1, ACCENT) + rule("insideH", 0.5, HAIRLINE)
DATA_HEADER = (
    '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr><w:tcBorders>'
    + rule("bottom", 1, ACCENT)
    + '</w:tcBorders><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
)


# Word's other built-in styles keep out of its lists until somebody uses them.
LATENT_STYLES = (
    '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1"'
    ' w:defUnhideWhenUsed="1" w:defQFormat="0" w:count="376"/>'
)


def changed(styles: tuple[ParagraphStyle, ...], changes: dict[str, dict[str, Any]]) -> tuple[ParagraphStyle, ...]:
    """Give the styles with what is changed in some of them, by their ids."""
    return tuple(replace(style, **changes.get(style.id, {})) for style in styles)


def to_fit(sheet: Sheet) -> dict[str, dict[str, Any]]:
    """Give the changes by which a tab in a header or footer reaches the right edge of the text."""
    edge = f'<w:tab w:val="right" w:pos="{sheet.text_width}"/>'
    return {"Sidhuvud": {"tabs": edge}, "Sidfot": {"tabs": edge}}


def styles(paragraph_styles: tuple[ParagraphStyle, ...], data_table: str) -> str:
    """Write word/styles.xml; `data_table` is the style of the tables that ksflow writes."""
    language = f'<w:lang w:val="{LANGUAGE}" w:eastAsia="{LANGUAGE}" w:bidi="ar-SA"/>'
    letters = group("rPr", fonts(FONT), font_size(BODY_SIZE), language)
    return word_part(
        "styles",
        group(
            "docDefaults",
            group("rPrDefault", letters),
            group("pPrDefault", group("pPr", flag("widowControl", on=True))),
        ),
        LATENT_STYLES,
        *(style.xml(priority) for priority, style in enumerate(paragraph_styles + CHARACTER_STYLES, 1)),
        default_style("character", "Standardstycketeckensnitt", "Default Paragraph Font"),
        default_style("table", "Normaltabell", "Normal Table", cell_margins(0, mm(1.9), 0, mm(1.9))),
        default_style("numbering", "Ingenlista", "No List"),
        data_table,
        table_style("Layouttabell", cell_margins(0, 0, 0, 0)),
    )


def style_xml(kind: str, style_id: str, name: str, *content: str, default: bool = False, own: bool = False) -> str:
    """Write one w:style."""
    marks = ' w:default="1"' * default + ' w:customStyle="1"' * own
    inside = val("name", name) + "".join(content)
    return f'<w:style w:type="{kind}"{marks} w:styleId="{style_id}">{inside}</w:style>'


def default_style(kind: str, style_id: str, name: str, margins: str = "") -> str:
    """Write a style that Word always has, and would make up if the file had none marked as default."""
    hidden = val("uiPriority", 99) + flag("semiHidden", on=True) + flag("unhideWhenUsed", on=True)
    return style_xml(kind, style_id, name, hidden, group("tblPr", margins), default=True)


def table_style(name: str, margins: str, rules: str = "", first_row: str = "") -> str:
    """Write one of ksflow's two table styles."""
    heritage = val("basedOn", "Normaltabell") + val("uiPriority", 40)
    table = group("tblPr", group("tblBorders", rules), margins)
    return style_xml("table", name, name, heritage, table, first_row, own=True)


def cell_margins(top: int, right: int, bottom: int, left: int) -> str:
    """Set the space between a cell's sides and its text."""
    sides = {"top": top, "left": left, "bottom": bottom, "right": right}
    return group("tblCellMar", *(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in sides.items()))


# --- Lists ------------------------------------------------------------------------------------------

# Ordinary characters: the private ones of the font Symbol are nonsense outside Word.
BULLET_LEVELS = (("bullet", "•"), ("bullet", "–"), ("bullet", "▪"))
NUMBER_LEVELS = (("decimal", "%{}."), ("lowerLetter", "%{}."), ("lowerRoman", "%{}."))


def numbering() -> str:
    """Write word/numbering.xml: a list of bullets and one of numbers, tied to their styles."""
    return word_part(
        "numbering",
        abstract_list(BULLETS, "Punktlista", BULLET_LEVELS),
        abstract_list(NUMBERS, "Numreradlista", NUMBER_LEVELS),
        *(f'<w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>' for n in (BULLETS, NUMBERS)),
    )


def abstract_list(list_id: int, style_id: str, pattern: tuple[tuple[str, str], ...]) -> str:
    """Describe all levels of a list, the pattern over and over; the style has the first level."""
    levels = (
        list_level(level, *pattern[level % len(pattern)], "" if level else style_id) for level in range(LIST_LEVELS)
    )
    # nsid tells Word which lists are the same when text is pasted between documents.
    return (
        f'<w:abstractNum w:abstractNumId="{list_id}">{val("nsid", f"4B53464{list_id}")}'
        f"{val('multiLevelType', 'multilevel')}{''.join(levels)}</w:abstractNum>"
    )


def list_level(level: int, kind: str, text: str, style_id: str) -> str:
    """Write one level, with its sign in the margin that its text leaves."""
    left = LIST_STEP * (level + 1)
    return (
        f'<w:lvl w:ilvl="{level}">{val("start", 1)}{val("numFmt", kind)}{val("pStyle", style_id)}'
        + val("lvlText", text.format(level + 1))
        + val("lvlJc", "left")
        + group("pPr", f'<w:ind w:left="{left}" w:hanging="{LIST_STEP}"/>')
        + (group("rPr", fonts(FONT)) if kind == "bullet" else "")
        + "</w:lvl>"
    )


# --- Paragraphs, fields and tables --------------------------------------------------------------------


def run(text: str, style: str = "") -> str:
    """Write text in one run, so that a tag in it stays whole."""
    return f'<w:r>{group("rPr", val("rStyle", style))}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(style: str, *runs: str, properties: str = "") -> str:
    """Write a paragraph; `properties` only for what no style can say."""
    return group("p", group("pPr", val("pStyle", style), properties), *runs)


def lines(style: str, *texts: str) -> str:
    """Write a paragraph for each text."""
    return "".join(paragraph(style, run(text)) for text in texts)


def when(style: str, condition: str, then: str, otherwise: str = "") -> str:
    """Let paragraphs depend on the case; ksflow takes away the tags together with their paragraphs."""
    alternative = lines(style, "{%p else %}") + otherwise if otherwise else ""
    return lines(style, f"{{%p if {condition} %}}") + then + alternative + lines(style, "{%p endif %}")


def field(instruction: str, shown: str, style: str = "") -> str:
    """Write a field in its long form; `shown` is what readers see that do not calculate fields."""
    look = group("rPr", val("rStyle", style))
    begin, separate, end = (
        group("r", look, f'<w:fldChar w:fldCharType="{mark}"/>') for mark in ("begin", "separate", "end")
    )
    code = f'<w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText>'
    return begin + group("r", look, code) + separate + run(shown, style) + end


def page_number(shown: str) -> str:
    """Write a line such as "1 (5)", flush right."""
    runs = (field("PAGE", shown), run(" ("), field("NUMPAGES", "5"), run(")"))
    return paragraph("Sidhuvud", *runs, properties=val("jc", "right"))


@dataclass(frozen=True)
class Cell:
    """A column of a layout table; one that is `sunk` stands on the floor of the row."""

    width: int
    content: str
    sunk: bool = False
    gap: int = 0  # what a long text leaves free before the next column

    def xml(self) -> str:
        """Write the w:tc."""
        properties = group(
            "tcPr",
            f'<w:tcW w:w="{self.width}" w:type="dxa"/>',
            group("tcMar", f'<w:right w:w="{self.gap}" w:type="dxa"/>' if self.gap else ""),
            val("vAlign", "bottom" if self.sunk else None),
        )
        return group("tc", properties, self.content)


def layout_table(*cells: Cell, title: str = "") -> str:
    """Set columns side by side, read from left to right: no data, so no borders and no header row."""
    properties = (
        '<w:tblStyle w:val="Layouttabell"/>'
        f'<w:tblW w:w="{sum(cell.width for cell in cells)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        '<w:tblLook w:val="0000" w:firstRow="0" w:lastRow="0" w:firstColumn="0"'
        ' w:lastColumn="0" w:noHBand="0" w:noVBand="0"/>'
    )
    return group(
        "tbl",
        group("tblPr", properties, val("tblCaption", title)),
        group("tblGrid", *(f'<w:gridCol w:w="{cell.width}"/>' for cell in cells)),
        group("tr", group("trPr", flag("cantSplit", on=True)), *(cell.xml() for cell in cells)),
    )


def closing_line(style: str, space: tuple[float, float] = (0, 0), borders: str = "") -> str:
    """End a header or footer: Word demands a paragraph after the table, here a hair high or a rule."""
    return paragraph(style, properties=group("pBdr", borders) + spacing(*space, line=1, how="exact"))


# --- Headers and footers ----------------------------------------------------------------------------


def fact(label: str, value: str, style: str = "Uppgift", above: float = 0) -> str:
    """Set a label above its value, so that it is read aloud first; `above` is the distance to a fact above."""
    distance = spacing(above, 0, line=1.15) if above else ""
    return paragraph("Etikett", run(label), properties=distance) + lines(style, value)


def header_rule(sheet: Sheet) -> str:
    """End a header with a rule; the space below keeps the text away when a tall logotype makes the header grow."""
    return closing_line("Sidhuvud", space=sheet.header_space, borders=rule("bottom", 0.75, ACCENT))


def first_header(sheet: Sheet) -> str:
    """Write the letterhead: at the left who writes, at the right what, and the page number."""
    left, right = sheet.columns(sheet.text_width // 2)
    logotype = paragraph("Sidhuvud", run("{{r kommun.logotyp }}"), properties=spacing(0, 3, line=1))
    wordmark = when("Sidhuvud", "kommun.logotyp", logotype, lines("Ordmrke", "{{ kommun.ordmärke }}"))
    sender = Cell(left, wordmark + lines("Sidhuvud", "{{ förvaltning }}"), sunk=True)
    kind = lines("Dokumenttyp", "{{ dokumenttyp|upper }}") + page_number("1")
    return word_part("hdr", layout_table(sender, Cell(right, kind, sunk=True)), header_rule(sheet))


def running_header(sheet: Sheet, *facts: Cell, end: str) -> str:
    """Write the header from page two: enough to know a stray sheet by."""
    *_, rest = sheet.columns(*(cell.width for cell in facts))
    kind = paragraph("Etikett", run("{{ dokumenttyp }}"), properties=val("jc", "right"))
    page = Cell(rest, page_number("2") + kind, sunk=True)
    return word_part("hdr", layout_table(*facts, page), end)


def address_footer(grid: tuple[int, ...]) -> str:
    """Write the address in columns; a fact that the municipality has not given leaves no label behind."""
    style = "Sidfot"

    def label(text: str, *runs: str) -> str:
        return paragraph(style, run(text, "Stark"), *runs)

    rule_and_space = group("pBdr", rule("top", 0.5, HAIRLINE, distance=7)) + spacing(14, 4, line=1.2)
    name = paragraph(style, run("{{ kommun.ordmärke }}", "Stark"), properties=rule_and_space)
    post = label("Postadress") + lines(style, "{%p for rad in kommun.postadress %}", "{{ rad }}", "{%p endfor %}")
    visit = label("Besök") + lines(style, "{{ kommun.besöksadress }}")
    phone = label("Tfn vxl ", run("{{ kommun.växel }}"))
    blank = paragraph(style)  # for a cell that has nothing else: it must hold a paragraph
    contacts = (
        when(style, "kommun.epost", lines(style, "{{ kommun.epost }}"))
        + when(style, "kommun.webb", lines(style, "{{ kommun.webb }}"))
        + when(style, "not (kommun.epost or kommun.webb)", blank)
    )
    columns = (
        post,
        when(style, "kommun.besöksadress", visit, blank),
        when(style, "kommun.växel", phone, blank),
        contacts,
    )
    return word_part("ftr", name, layout_table(*map(Cell, grid, columns)), closing_line(style))


def name_footer() -> str:
    """Write a footer with only the sender's name."""
    return word_part("ftr", lines("Sidfot", "{{ kommun.namn }}"))


# --- The looks --------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class Look:
    """What one look has otherwise than another; the rest of the file is the same in all of them."""

    name: str
    sheet: Sheet
    styles: tuple[ParagraphStyle, ...]
    data_table: str  # the style Kommuntabell
    facts: str  # what stands above the text on page one
    first_header: str
    running_header: str
    first_footer: str
    running_footer: str


def letter() -> Look:
    """Describe kommun.docx: a letter on A4 with the facts of the case, the addressee and an address in the footer."""
    # One grid of columns for the facts on page one, the running header and the address in the footer.
    grid = LETTER.columns(mm(40), mm(35), mm(33))
    date = Cell(grid[0], fact("Datum", "{{ datum }}", "Sidhuvud"))
    number = Cell(grid[1], fact("Diarienummer", "{{ diarienummer }}", "Sidhuvud"))
    return Look(
        name="kommun",
        sheet=LETTER,
        styles=changed(PARAGRAPH_STYLES, to_fit(LETTER)),
        data_table=table_style("Kommuntabell", cell_margins(pt(4), mm(3), pt(4), 0), DATA_RULES, DATA_HEADER),
        facts=letter_facts(grid) + when("Mottagare", "mottagare", lines("Mottagare", "{{ mottagare }}")),
        first_header=first_header(LETTER),
        running_header=running_header(LETTER, date, number, end=header_rule(LETTER)),
        first_footer=address_footer(grid),
        running_footer=name_footer(),  # the address has been said
    )


def letter_facts(grid: tuple[int, ...]) -> str:
    """Set when, under which number and by whom the letter is written."""
    # A field rather than w:hyperlink, whose address would be an external relationship.
    email = "{{ handläggare.epost }}"
    link = paragraph("Uppgift", field(f'HYPERLINK "mailto:{email}"', email, "Hyperlnk"))
    officer = (
        fact("Handläggare", "{{ handläggare.namn }}")
        + when("Uppgift", "handläggare.telefon", lines("Uppgift", "{{ handläggare.telefon }}"))
        + when("Uppgift", "handläggare.epost", link)
    )
    meeting = when("Uppgift", "sammanträde", fact("Sammanträde", "{{ sammanträde }}", above=4))
    return layout_table(
        Cell(grid[0], fact("Datum", "{{ datum }}") + meeting),
        Cell(grid[1], fact("Diarienummer", "{{ diarienummer }}")),
        Cell(grid[2] + grid[3], officer),
        title="Datum, diarienummer och handläggare",
    )


def work_sheet() -> Look:
    """Describe sandlista.docx: a sheet for the desk, with wide tables that are ticked off and signed by hand."""
    return Look(
        name="sandlista",
        sheet=WORK_SHEET,
        styles=changed(PARAGRAPH_STYLES, WORK_SHEET_CHANGES | to_fit(WORK_SHEET)) + WORK_SHEET_STYLES,
        data_table=table_style(
            "Kommuntabell",
            cell_margins(pt(5), mm(1.5), pt(5), mm(1.5)),  # a row of one line is 8 mm high
            DATA_RULES + rule("insideV", 0.5, HAIRLINE),  # so that empty cells are boxes to fill in
            DATA_HEADER,
        ),
        facts=work_sheet_facts(),
        first_header=first_header(WORK_SHEET),
        running_header=running_header(
            WORK_SHEET,
            Cell(mm(41), fact("Diarienummer", "{{ diarienummer }}", "Sidhuvud")),
            Cell(mm(190), fact("Ärende", "{{ rubrik }}", "Sidhuvud")),
            end=closing_line("Sidhuvud", space=(0, 9)),  # no rule: most pages begin with that of a table
        ),
        first_footer=name_footer(),
        running_footer=name_footer(),
    )


def work_sheet_facts() -> str:
    """Set which decision the list is of; what the case does not know yet is a line to write on."""
    gap = mm(5)
    number, body, meeting = mm(41), mm(50), BLANK_WIDTH + gap
    paragraph_number = BLANK_WIDTH
    title = WORK_SHEET.text_width - number - body - meeting - paragraph_number
    # A line for each body that decides; a notice of many decisions has no meeting and no paragraph of its own.
    bodies = ("{%p for instans in beslutande %}", "{%p endfor %}")
    date = when("Uppgift", "instans.sammanträde", lines("Uppgift", "{{ instans.sammanträde }}"), blank_line())
    meetings = lines("Uppgift", bodies[0]) + date + lines("Uppgift", bodies[1])
    paragraphs = lines("Uppgift", bodies[0]) + blank_line("§ ") + lines("Uppgift", bodies[1])
    name = "{{ instans.namn }}"  # those after the first keep the distance of the lines to write on beside them
    names = when("Uppgift", "loop.first", lines("Uppgift", name), lines("Ifyllnad", name))
    names = lines("Uppgift", bodies[0]) + names + lines("Uppgift", bodies[1])
    nothing = paragraph("Uppgift")
    return layout_table(
        Cell(title, lines("Etikett", "Ärende") + paragraph("Uppgift", run("{{ rubrik }}", "Stark")), gap=gap),
        Cell(number, fact("Diarienummer", "{{ diarienummer }}"), gap=gap),
        Cell(body, lines("Etikett", "Beslutas av") + names, gap=gap),
        Cell(meeting, when("Uppgift", "ett_ärende", lines("Etikett", "Sammanträde") + meetings, nothing)),
        Cell(paragraph_number, when("Uppgift", "ett_ärende", lines("Etikett", "Paragraf") + paragraphs, nothing)),
        title="Ärende, diarienummer, beslutsinstans, sammanträde och paragraf",
    )


def blank_line(sign: str = "") -> str:
    """Draw a line to fill in by hand, after a sign if there is one."""
    return paragraph("Ifyllnad", run(sign) if sign else "", group("r", flag("tab", on=True)))


# --- The document -----------------------------------------------------------------------------------


def document(look: Look) -> str:
    """Write word/document.xml: the facts, and the place for the text."""
    return word_part("document", group("body", look.facts, lines("Normal", "{{p innehåll }}"), section(look.sheet)))


def section(sheet: Sheet) -> str:
    """Set the page, and say which header and footer go where."""
    references = (
        ("headerReference", "first", "header1.xml"),
        ("headerReference", "default", "header2.xml"),
        ("footerReference", "first", "footer1.xml"),
        ("footerReference", "default", "footer2.xml"),
    )
    landscape = ' w:orient="landscape"' if sheet.width > sheet.height else ""
    return group(
        "sectPr",
        *(f'<w:{tag} w:type="{pages}" r:id="{part_id(part)}"/>' for tag, pages, part in references),
        f'<w:pgSz w:w="{sheet.width}" w:h="{sheet.height}"{landscape}/>',
        f'<w:pgMar w:top="{sheet.top_margin}" w:right="{sheet.side_margin}" w:bottom="{sheet.bottom_margin}"'
        f' w:left="{sheet.side_margin}" w:header="{sheet.header_distance}" w:footer="{sheet.footer_distance}"'
        ' w:gutter="0"/>',
        flag("titlePg", on=True),  # else the running header is on page one too
    )


def footnotes() -> str:
    """Write word/footnotes.xml with the two separators that must be there before the first note."""
    return word_part(
        "footnotes",
        *(
            f'<w:footnote w:type="{kind}" w:id="{number}">'
            f"{paragraph('Fotnotstext', group('r', flag(kind, on=True)))}</w:footnote>"
            for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
        ),
    )


def font_table() -> str:
    """Write word/fontTable.xml: what may stand in for a font that is missing."""
    families = ((FONT, "Liberation Sans", "swiss", "variable"), (MONO, "Liberation Mono", "modern", "fixed"))
    return word_part(
        "fonts",
        *(
            f'<w:font w:name="{name}">{val("altName", substitute)}{val("family", family)}{val("pitch", pitch)}</w:font>'
            for name, substitute, family, pitch in families
        ),
    )


def theme() -> str:
    """Write word/theme/theme1.xml: the colours and fonts that Word offers to whoever edits the file."""
    colours = {
        "dk1": "000000", "lt1": "FFFFFF", "dk2": ACCENT, "lt2": PAPER,
        "accent1": ACCENT, "accent2": QUIET, "accent3": "2F6F73", "accent4": "7A5A1E", "accent5": "7B3B4B",
        "accent6": HAIRLINE, "hlink": ACCENT, "folHlink": ACCENT,
    }  # fmt: skip
    scheme = "".join(f'<a:{name}><a:srgbClr val="{rgb}"/></a:{name}>' for name, rgb in colours.items())
    typeface = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{XML_DECLARATION}<a:theme xmlns:a="{DRAWING}" name="Kommun"><a:themeElements>'
        f'<a:clrScheme name="Kommun">{scheme}</a:clrScheme>'
        f'<a:fontScheme name="Kommun"><a:majorFont>{typeface}</a:majorFont>'
        f"<a:minorFont>{typeface}</a:minorFont></a:fontScheme>"
        # The schema wants three of each; plain ones, for the document has no shapes.
        f'<a:fmtScheme name="Kommun"><a:fillStyleLst>{fill * 3}</a:fillStyleLst>'
        f"<a:lnStyleLst>{f'<a:ln>{fill}</a:ln>' * 3}</a:lnStyleLst>"
        f"<a:effectStyleLst>{effect * 3}</a:effectStyleLst>"
        f"<a:bgFillStyleLst>{fill * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


def settings() -> str:
    """Write word/settings.xml."""
    compatibility = {
        "compatibilityMode": 15,  # Word 2013 and later; without it Word opens the file as an old one
        "overrideTableStyleFontSizeAndJustification": 1,
        "enableOpenTypeFeatures": 1,
        "doNotFlipMirrorIndents": 1,
        "differentiateMultirowTableHeaders": 1,
    }
    uri = "http://schemas.microsoft.com/office/word"
    return word_part(
        "settings",
        '<w:zoom w:percent="100"/>',
        val("defaultTabStop", mm(23)),  # as in Swedish Word
        val("characterSpacingControl", "doNotCompress"),
        '<w:footnotePr><w:footnote w:id="-1"/><w:footnote w:id="0"/></w:footnotePr>',
        group(
            "compat",
            *(
                f'<w:compatSetting w:name="{name}" w:uri="{uri}" w:val="{value}"/>'
                for name, value in compatibility.items()
            ),
        ),
        val("themeFontLang", LANGUAGE),
        val("decimalSymbol", ",") + val("listSeparator", ";"),
    )


# --- Properties -------------------------------------------------------------------------------------

CORE_PROPERTIES = (
    f'{XML_DECLARATION}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
    "<dc:title>{{ rubrik }}</dc:title>"
    f'<dcterms:created xsi:type="dcterms:W3CDTF">{FIXED_TIME}</dcterms:created>'
    f'<dcterms:modified xsi:type="dcterms:W3CDTF">{FIXED_TIME}</dcterms:modified>'
    f"<dc:language>{LANGUAGE}</dc:language></cp:coreProperties>"
)

EXTENDED_PROPERTIES = (
    f'{XML_DECLARATION}<Properties xmlns="{OFFICE}/extended-properties"><Application>ksflow</Application></Properties>'
)

# The fmtid is the format's own for properties that users name; pid 2 is the first one free to them.
CUSTOM_PROPERTIES = (
    f'{XML_DECLARATION}<Properties xmlns="{OFFICE}/custom-properties" xmlns:vt="{OFFICE}/docPropsVTypes">'
    '<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="2" name="Diarienummer">'
    "<vt:lpwstr>{{ diarienummer }}</vt:lpwstr></property></Properties>"
)


# --- The package ------------------------------------------------------------------------------------

CONTENT_TYPE = "application/vnd.openxmlformats-officedocument"

# The parts that the document refers to; the kind names both the relationship and the content type.
WORD_PARTS = {
    "styles.xml": "styles",
    "numbering.xml": "numbering",
    "settings.xml": "settings",
    "fontTable.xml": "fontTable",
    "theme/theme1.xml": "theme",
    "footnotes.xml": "footnotes",
    "header1.xml": "header",
    "header2.xml": "header",
    "footer1.xml": "footer",
    "footer2.xml": "footer",
}

PACKAGE_PARTS = {
    "word/document.xml": f"{OFFICE}/relationships/officeDocument",
    "docProps/core.xml": f"{PACKAGE}/relationships/metadata/core-properties",
    "docProps/app.xml": f"{OFFICE}/relationships/extended-properties",
    "docProps/custom.xml": f"{OFFICE}/relationships/custom-properties",
}


def part_id(name: str) -> str:
    """Give the id by which the document refers to a part."""
    return f"rId{list(WORD_PARTS).index(name) + 1}"


def relationships(targets: dict[str, str]) -> str:
    """Write a .rels part, numbered from rId1; `targets` maps part to type."""
    rows = (
        f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
        for number, (target, kind) in enumerate(targets.items(), start=1)
    )
    return f'{XML_DECLARATION}<Relationships xmlns="{PACKAGE}/relationships">{"".join(rows)}</Relationships>'


def word_type(kind: str) -> str:
    """Name the content type of a kind of part; the theme is common to Word, Excel and PowerPoint."""
    return kind if kind == "theme" else f"wordprocessingml.{kind}"


def content_types() -> str:
    """Write [Content_Types].xml."""
    types = {
        "word/document.xml": f"{CONTENT_TYPE}.wordprocessingml.document.main+xml",
        **{f"word/{name}": f"{CONTENT_TYPE}.{word_type(kind)}+xml" for name, kind in WORD_PARTS.items()},
        "docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "docProps/app.xml": f"{CONTENT_TYPE}.extended-properties+xml",
        "docProps/custom.xml": f"{CONTENT_TYPE}.custom-properties+xml",
    }
    return (
        f'{XML_DECLARATION}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in types.items())
        + "</Types>"
    )


def parts(look: Look) -> dict[str, str]:
    """Give every part of a look by its name, in the order of the file; the content types go first."""
    return {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relationships(PACKAGE_PARTS),
        "word/document.xml": document(look),
        "word/_rels/document.xml.rels": relationships(
            {name: f"{OFFICE}/relationships/{kind}" for name, kind in WORD_PARTS.items()}
        ),
        "word/styles.xml": styles(look.styles, look.data_table),
        "word/numbering.xml": numbering(),
        "word/settings.xml": settings(),
        "word/fontTable.xml": font_table(),
        "word/theme/theme1.xml": theme(),
        "word/footnotes.xml": footnotes(),
        "word/header1.xml": look.first_header,
        "word/header2.xml": look.running_header,
        "word/footer1.xml": look.first_footer,
        "word/footer2.xml": look.running_footer,
        "docProps/core.xml": CORE_PROPERTIES,
        "docProps/app.xml": EXTENDED_PROPERTIES,
        "docProps/custom.xml": CUSTOM_PROPERTIES,
    }


def write_package(look: Look, path: Path) -> None:
    """Write the parts uncompressed: zlib's output differs between its versions."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as package:
        for name, xml in parts(look).items():
            member = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            member.create_system = 0  # else the file tells which operating system made it
            package.writestr(member, xml.encode())


def make_looks(folder: Path) -> list[Path]:
    """Write all looks into a folder and give their paths."""
    folder.mkdir(exist_ok=True)
    paths = []
    for look in (letter(), work_sheet()):
        paths.append(folder / f"{look.name}.docx")
        write_package(look, paths[-1])
    return paths


def main() -> None:
    """Write the looks and say where they are."""
    for path in make_looks(TEMPLATES):
        print(path)


if __name__ == "__main__":
    main()
