"""The body of a Word file: real styles, lists, tables, notes, links and pictures."""

from __future__ import annotations

import subprocess
from io import BytesIO
from pathlib import Path

import docx
import pytest
from defaultlook import body, convert, inline, needs_libreoffice, para, picture, styles, written
from hypothesis import given, settings
from hypothesis import strategies as st
from looks import Written
from lxml import etree

from ksflow.documents.blocks import (
    Block,
    Code,
    CodeBlock,
    Division,
    Emphasis,
    Footnote,
    Heading,
    Image,
    LineBreak,
    Link,
    List,
    Paragraph,
    Quote,
    Strong,
    Table,
    Text,
    ThematicBreak,
)
from ksflow.documents.markdown import MarkdownError, parse_markdown
from ksflow.writers.docx.names import w

WEB = "https://www.exempel.se"


def attribute(element: etree._Element | None, name: str = "val") -> str | None:
    return None if element is None else element.get(w(name))


def numbering_of(paragraphs: list[etree._Element]) -> list[tuple[str | None, str | None]]:
    """Return level and list of each paragraph; (None, None) for one that is in no list."""
    path = f"{w('pPr')}/{w('numPr')}"
    return [(attribute(p.find(f"{path}/{w('ilvl')}")), attribute(p.find(f"{path}/{w('numId')}"))) for p in paragraphs]


def run_looks(paragraph: etree._Element) -> list[tuple[str, list[str]]]:
    """Return the text of each run with its character style and direct formatting."""
    found = []
    for run in paragraph.iter(w("r")):
        marks = [attribute(mark) or etree.QName(mark).localname for mark in run.iterfind(f"{w('rPr')}/*")]
        if text := "".join(run.itertext(w("t"))):
            found.append((text, marks))
    return found


# Styles


def test_headings_have_words_own_heading_styles() -> None:
    assert styles(*(Heading(level, inline(f"N{level}")) for level in range(1, 7))) == [
        (f"Rubrik{level}", f"N{level}") for level in range(1, 7)
    ]


def test_blocks_have_the_styles_of_the_look() -> None:
    blocks: list[Block] = [
        para("stycke"),
        Quote((para("citat"),)),
        CodeBlock("kod"),
        Division("Undertecknare", (para("Bo Ek"),)),
        Division("Sändlista", (para("Alla"),)),
    ]
    assert styles(*blocks) == [
        (None, "stycke"),
        ("Citat", "citat"),
        ("Kod", "kod"),
        ("Undertecknare", "Bo Ek"),
        ("Sndlista", "Alla"),
    ]


def test_emphasis_is_a_character_style_and_nested_emphasis_keeps_both() -> None:
    (paragraph,) = body(
        para(
            "a",
            Emphasis(inline("b", Strong(inline("c")))),
            Strong(inline("d", Emphasis(inline("e")))),
            Code("f"),
            Link(WEB, inline(Strong(inline("g")))),
        )
    )
    assert run_looks(paragraph) == [
        ("a", []),
        ("b", ["Betoning"]),
        ("c", ["Stark", "i"]),
        ("d", ["Stark"]),
        ("e", ["Stark", "i"]),
        ("f", ["Kodtecken"]),
        ("g", ["Hyperlnk", "b"]),
    ]


def test_formatting_inside_the_same_formatting_is_written_once() -> None:
    inner = Emphasis(inline("b", Strong(inline("c", Emphasis(inline("d"))))))
    (paragraph,) = body(para(Emphasis(inline("a", inner)), Strong(inline(Strong(inline(Strong(inline("e"))))))))
    assert run_looks(paragraph) == [
        ("a", ["Betoning"]),
        ("b", ["Betoning"]),
        ("c", ["Stark", "i"]),
        ("d", ["Stark", "i"]),
        ("e", ["Stark"]),
    ]


def test_links_and_code_inside_emphasis_keep_their_looks() -> None:
    children = inline("a", Link(WEB, inline("b", Strong(inline("c")))), Code("d"))
    (paragraph,) = body(para(Emphasis(children), Strong(children[2:])))
    assert run_looks(paragraph) == [
        ("a", ["Betoning"]),
        ("b", ["Hyperlnk", "i"]),
        ("c", ["Hyperlnk", "b", "i"]),
        ("d", ["Kodtecken", "i"]),
        ("d", ["Kodtecken", "b"]),
    ]


def test_code_in_a_link_has_the_fonts_of_code() -> None:
    (paragraph,) = body(para(Strong(inline(Link(WEB, inline(Code("a")))))))
    assert run_looks(paragraph) == [("a", ["Hyperlnk", "rFonts", "b"])]
    assert {fonts.get(w("ascii")) for fonts in paragraph.iter(w("rFonts"))} == {"Courier New"}


def test_line_breaks_tabs_and_blanks_are_kept() -> None:
    (paragraph, code) = body(para("a", LineBreak(), "  b\tc  "), CodeBlock("x\n\n\ty"))
    assert [etree.QName(node).localname for node in paragraph.iter(w("br"), w("tab"))] == ["br", "tab"]
    assert "".join(paragraph.itertext(w("t"))) == "a  bc  "
    assert [etree.QName(node).localname for node in code.iter(w("br"), w("tab"))] == ["br", "br", "tab"]
    assert {node.get("{http://www.w3.org/XML/1998/namespace}space") for node in paragraph.iter(w("t"))} == {"preserve"}


@pytest.mark.parametrize("text", ["& < > \" '", "]]>", "<w:p/>", "{{ 7*7 }}", "🙂 å"])
def test_text_is_written_exactly(text: str) -> None:
    blocks: list[Block] = [
        para(text, Code(text), Emphasis(inline(text))),
        Heading(2, inline(text)),
        CodeBlock(text),
        Table((None,), (inline(text),), ((inline(text),),), inline(text)),
        para(Link(f"{WEB}?a=1&b=2", inline(text), text), Image(picture(), text)),
        para(Footnote((para(text),))),
    ]
    result = written(*blocks)
    assert (
        result.source().count("{{") == text.count("{{") * 13
    )  # printed, tip, alt text, table title; never carried out
    assert "".join(result.xml().itertext(w("t"))).count(text) == 9
    assert "".join(result.xml("word/footnotes.xml").itertext(w("t"))).count(text) == 1


# Lists


def test_nested_lists_are_real_lists_with_a_level_each() -> None:
    inner = List(False, ((para("c"),),))
    middle = List(True, ((para("b"), inner),))
    elements = body(List(False, ((para("a"), middle), (para("d"),))))
    levels = numbering_of(elements)
    assert [level for level, _list in levels] == ["0", "1", "2", "0"]
    assert levels[0][1] == levels[2][1] == levels[3][1] != levels[1][1]


def test_each_numbered_list_is_a_list_of_its_own_that_begins_where_it_says() -> None:
    result = written(List(True, ((para("a"),), (para("b"),))), para("x"), List(True, ((para("c"),),), start=5))
    numbering = result.xml("word/numbering.xml")
    paragraphs = [p for p in result.xml().iter(w("p")) if p.find(f"{w('pPr')}/{w('numPr')}") is not None]
    lists = [number for _level, number in numbering_of(paragraphs)]
    assert lists[0] == lists[1] != lists[2]
    starts = {}
    for num in numbering.iter(w("num")):
        override = num.find(f"{w('lvlOverride')}/{w('startOverride')}")
        starts[num.get(w("numId"))] = attribute(override)
    assert (starts[lists[0]], starts[lists[2]]) == ("1", "5")
    assert len(starts) == len(list(numbering.iter(w("num"))))


def test_a_nested_numbered_list_restarts_in_every_item() -> None:
    nested = [(para("x"), List(True, ((para("y"),),))) for _again in range(2)]
    result = written(List(True, tuple(nested)))
    paragraphs = [p for p in result.xml().iter(w("p")) if p.find(f"{w('pPr')}/{w('numPr')}") is not None]
    levels = numbering_of(paragraphs)
    assert [level for level, _list in levels] == ["0", "1", "0", "1"]
    assert levels[1][1] != levels[3][1]
    overrides = [o.get(w("ilvl")) for o in result.xml("word/numbering.xml").iter(w("lvlOverride"))]
    assert sorted(str(level) for level in overrides) == ["0", "1", "1"]


def test_every_list_that_a_paragraph_names_is_defined_and_definitions_stand_in_order() -> None:
    result = written(List(True, ((para("a"),),)), List(False, ((para("b"),),)))
    numbering = result.xml("word/numbering.xml")
    kinds = [etree.QName(child).localname for child in numbering]
    assert kinds == sorted(kinds)  # abstractNum before num
    defined = {num.get(w("numId")) for num in numbering.iter(w("num"))}
    assert {number.get(w("val")) for number in result.xml().iter(w("numId"))} <= defined


def test_lists_deeper_than_word_has_levels_stay_on_the_last() -> None:
    block: Block = para("x")
    for _depth in range(12):
        block = List(True, ((para("y"), block),))
    result = written(block)
    assert max(int(str(level.get(w("val")))) for level in result.xml().iter(w("ilvl"))) == 8
    assert max(int(str(o.get(w("ilvl")))) for o in result.xml("word/numbering.xml").iter(w("lvlOverride"))) == 8


def test_a_second_paragraph_of_an_item_stands_under_the_first_without_a_number() -> None:
    elements = body(List(True, ((para("a"), List(False, ((para("b"), para("c")),)), para("d")),)))
    assert [level for level, _list in numbering_of(elements)] == ["0", "1", None, None]
    indents = [attribute(p.find(f"{w('pPr')}/{w('ind')}"), "left") for p in elements]
    assert indents[2] is not None
    assert indents[3] is not None
    assert int(indents[2]) == 2 * int(indents[3])


def test_an_item_that_begins_with_something_else_still_has_its_sign() -> None:
    elements = body(List(False, ((CodeBlock("kod"),), ())))
    assert [level for level, _list in numbering_of(elements)] == ["0", None, "0"]


def kept(*blocks: Block) -> list[bool]:
    """Tell of each paragraph that the blocks become, in tables too, whether it is kept on the page of the next."""
    paragraphs = [paragraph for element in body(*blocks) for paragraph in element.iter(w("p"))]
    return [paragraph.find(f"{w('pPr')}/{w('keepNext')}") is not None for paragraph in paragraphs]


LONG = "En punkt som fyller flera rader. " * 15


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["a"], [False]),
        (["a", "b"], [True, False]),
        (["a", "b", "c"], [True, True, False]),
        (["a", "b", "c", "d", "e", "f"], [True, False, False, False, True, False]),
        ([LONG, "b", "c"], [False, True, False]),
        (["a", "b", LONG, "d"], [True, False, False, False]),
    ],
)
def test_no_item_is_left_alone_at_the_foot_or_the_head_of_a_page(texts: list[str], expected: list[bool]) -> None:
    assert kept(List(True, tuple((para(text),) for text in texts))) == expected


def test_an_item_of_several_blocks_may_stand_at_the_end_of_a_page() -> None:
    items = tuple((para(f"{number}"), para("mera"), Quote((para("mera"),))) for number in range(30))
    assert kept(List(False, items)) == [False] * 90


def test_a_long_emphasised_item_is_long_too() -> None:
    assert kept(List(False, ((para(Strong(inline(LONG))),), (para("b"),)))) == [False, False]


def test_a_paragraph_that_leads_to_a_list_stays_with_it() -> None:
    items = List(False, ((para("c"),),))
    assert kept(para("a"), para("b:"), items, para("d")) == [False, True, False, False]
    assert kept(List(True, ((para("b:"), items, para("d")),))) == [True, False, False]
    assert kept(Quote((para("b:"), items))) == [True, False]


def test_a_paragraph_that_leads_to_a_table_stays_with_it_unless_the_table_has_a_caption() -> None:
    assert kept(para("a"), para("b:"), table())[:2] == [False, True]
    assert kept(para("a"), para("b"), table("Tider"))[:2] == [False, False]


def test_a_sign_without_text_stays_with_what_its_item_holds() -> None:
    assert kept(List(False, ((CodeBlock("kod"),), ()))) == [True, False, False]


# Tables


def table(caption: str = "", **options: object) -> Table:
    alignments = options.get("alignments", ("left", "center", "right", None))
    assert isinstance(alignments, tuple)
    header = tuple(inline(f"H{number}") for number in range(len(alignments)))
    row = tuple(inline(f"c{number}") for number in range(len(alignments)))
    return Table(alignments, header, (row, row), inline(caption) if caption else ())


def test_the_header_row_of_a_table_repeats_and_rows_stay_whole() -> None:
    (element,) = body(table())
    rows = [[etree.QName(mark).localname for mark in row.iterfind(f"{w('trPr')}/*")] for row in element.iter(w("tr"))]
    assert rows == [["cantSplit", "tblHeader"], ["cantSplit"], ["cantSplit"]]


def test_cells_have_their_styles_and_alignments() -> None:
    (element,) = body(table())
    cells = [
        (attribute(p.find(f"{w('pPr')}/{w('pStyle')}")), attribute(p.find(f"{w('pPr')}/{w('jc')}")))
        for p in element.iter(w("p"))
    ]
    assert cells[:4] == [
        ("Tabellhuvud", None),
        ("Tabellhuvud", "center"),
        ("Tabellhuvud", "right"),
        ("Tabellhuvud", None),
    ]
    assert cells[4] == ("Tabelltext", None)


def test_the_columns_fill_the_width_of_the_text() -> None:
    (element,) = body(table())
    widths = [int(str(column.get(w("w")))) for column in element.iter(w("gridCol"))]
    cells = [int(str(cell.get(w("w")))) for cell in element.iter(w("tcW"))]
    assert sum(widths) == 8504 or abs(sum(widths) - 8504) <= 2  # 150 mm
    assert cells == widths * 3
    assert min(widths) > 500


def test_captions_are_numbered_by_fields_and_name_the_table() -> None:
    first, _table, _text, second, last = body(table("Kostnader"), para("x"), table("Tider"))
    assert [code.text for code in first.iter(w("instrText"))] == [" SEQ Tabell \\* ARABIC "]
    assert ["".join(p.itertext(w("t"))) for p in (first, second)] == ["Tabell 1. Kostnader", "Tabell 2. Tider"]
    assert attribute(last.find(f"{w('tblPr')}/{w('tblCaption')}")) == "Tider"


@pytest.mark.parametrize(
    ("rows", "expected"), [(2, "hK-"), (12, "hKKKKKKKKKKK-"), (13, "h-----------K-"), (1, "h-"), (0, "-")]
)
def test_a_short_table_is_kept_on_one_page_and_no_row_of_a_long_one_is_alone(rows: int, expected: str) -> None:
    content = tuple((inline(f"{number}"), inline("b")) for number in range(rows))
    paragraphs = kept(Table((None, "right"), (inline("a"), inline("b")), content))
    assert paragraphs == [mark in "hK" for mark in expected for _cell in range(2)]


def test_a_table_of_few_but_high_rows_may_break() -> None:
    content = tuple((inline(f"{number}"), inline("Anmärkning i kolumnen. " * 40)) for number in range(5))
    paragraphs = kept(Table((None, None), (inline("a"), inline("b")), content))
    assert paragraphs == [row in (0, 4) for row in range(6) for _cell in range(2)]


def test_a_table_before_the_signatures_stays_with_them() -> None:
    assert all(kept(table(), Division("Undertecknare", (para("A"),)))[:-1])


def place_of(element: etree._Element) -> tuple[int, int, int]:
    """Return how far a table is indented, how wide it says it is, and how wide its columns are together."""
    size, indent = (element.find(f"{w('tblPr')}/{w(name)}") for name in ("tblW", "tblInd"))
    columns = sum(int(str(column.get(w("w")))) for column in element.iter(w("gridCol")))
    width = int(str(attribute(size, "w"))) if attribute(size, "type") == "dxa" else 8504
    return int(attribute(indent, "w") or 0), width, columns


def test_a_table_in_a_list_stands_under_the_text_of_its_item() -> None:
    inner = List(False, ((para("b"), table()), (para("c"),)))
    elements = body(List(True, ((para("a"), table(), inner, para("d"), table()),)), table())
    places = [place_of(element) for element in elements if element.tag == w("tbl")]
    assert places == [(397, 8107, 8107), (794, 7710, 7710), (397, 8107, 8107), (0, 8504, 8504)]
    indents = [attribute(p.find(f"{w('pPr')}/{w('ind')}"), "left") for p in elements if p.tag == w("p")]
    assert "397" in indents  # of the paragraphs that go on in the item


def test_a_table_in_a_list_in_a_note_is_indented_as_in_the_text() -> None:
    note = Footnote((List(False, ((para("a"), table()),)), table()))
    result = written(List(True, ((para("x", note), table()),)))
    in_note = [place_of(element) for element in result.xml("word/footnotes.xml").iter(w("tbl"))]
    assert in_note == [(397, 8107, 8107), (0, 8504, 8504)]
    assert place_of(list(result.xml().iter(w("tbl")))[-1]) == (397, 8107, 8107)


def test_a_list_keeps_away_from_a_table_right_before_it() -> None:
    after_table = (para("b"), table(), para("c"))
    elements = body(
        List(True, ((para("a"), table()), after_table, (CodeBlock("d"),))), table(), List(False, (LIST.items[0],))
    )
    spaces = [attribute(p.find(f"{w('pPr')}/{w('spacing')}"), "before") for p in elements if p.tag == w("p")]
    assert spaces == [None, "160", "160", None, None, "160"]


@pytest.mark.parametrize("wrap", [lambda *b: b, lambda *b: (List(False, (b,)),), lambda *b: (Quote(b),)])
def test_two_tables_that_touch_are_kept_apart(wrap: object) -> None:
    assert callable(wrap)
    blocks = wrap(table(), table())
    found = [etree.QName(e).localname for e in body(*blocks)]
    assert found[-3:] == ["tbl", "p", "tbl"]


def test_a_table_after_a_captioned_one_needs_nothing_between() -> None:
    assert [etree.QName(e).localname for e in body(table(), table("Tider"))] == ["tbl", "p", "tbl"]


# Links


def test_a_link_is_a_field_and_nothing_in_the_file_points_outside() -> None:
    result = written(para(Link(WEB, inline("här"), "Titel"), Link("mailto:a@b.se", inline("Anna"))))
    codes = [str(code.text).strip() for code in result.xml().iter(w("instrText"))]
    assert f'HYPERLINK "{WEB}" \\o "Titel"' in codes
    assert 'HYPERLINK "mailto:a@b.se"' in codes
    for name in result.archive.namelist():
        if name.endswith(".rels"):
            assert "External" not in result.source(name)


@pytest.mark.parametrize(
    ("target", "title", "code"),
    [
        ('https://x.se/"a" b\\c', "", 'HYPERLINK "https://x.se/%22a%22%20b%5Cc"'),
        ("https://x.se/?a=1&b=å", "", 'HYPERLINK "https://x.se/?a=1&b=å"'),
        (WEB, 'med "citat" och \\', f'HYPERLINK "{WEB}" \\o "med \\"citat\\" och \\\\"'),
        (WEB, "på två\nrader", f'HYPERLINK "{WEB}" \\o "på två rader"'),
        (f"{WEB}/{{shown}}", "{code} {shown} {", f'HYPERLINK "{WEB}/{{shown}}" \\o "{{code}} {{shown}} {{"'),
    ],
)
def test_no_address_and_no_title_can_break_out_of_the_field(target: str, title: str, code: str) -> None:
    (paragraph,) = body(para(Link(target, inline("x"), title)))
    assert [str(node.text).strip() for node in paragraph.iter(w("instrText"))] == [code]
    assert _text(paragraph) == "x"


def test_the_parts_of_every_field_come_in_pairs() -> None:
    result = written(para(Link(WEB, inline("a", LineBreak(), "b"))), table("x"))
    for part in ("word/document.xml", "word/header2.xml"):
        kinds = [mark.get(w("fldCharType")) for mark in result.xml(part).iter(w("fldChar"))]
        assert kinds == ["begin", "separate", "end"] * (len(kinds) // 3)


# Footnotes


def test_a_footnote_is_a_real_footnote_with_its_number_in_the_first_paragraph() -> None:
    note = Footnote((para("Se ", Emphasis(inline("planen"))), para("Mera.")))
    result = written(para("Text", note, " och", Footnote((List(False, ((para("punkt"),),)),))))
    ids = [reference.get(w("id")) for reference in result.xml().iter(w("footnoteReference"))]
    notes = {element.get(w("id")): element for element in result.xml("word/footnotes.xml")}
    assert ids == ["1", "2"]
    assert list(notes) == ["-1", "0", "1", "2"]
    assert [_text(p) for p in notes["1"].iter(w("p"))] == [" Se planen", "Mera."]
    assert [len(list(p.iter(w("footnoteRef")))) for p in notes["1"].iter(w("p"))] == [1, 0]
    assert [attribute(p.find(f"{w('pPr')}/{w('pStyle')}")) for p in notes["1"].iter(w("p"))] == ["Fotnotstext"] * 2
    assert len(list(notes["2"].iter(w("footnoteRef")))) == 1


LIST = List(False, ((para("punkt"),),))


@pytest.mark.parametrize(
    ("blocks", "kinds"),
    [
        ((LIST,), ["p", "p"]),
        ((Table((None,), (inline("a"),), ()),), ["p", "tbl", "p"]),
        ((para("a"), Table((None,), (inline("a"),), ())), ["p", "tbl", "p"]),
        ((Table((None,), (inline("a"),), ()), para("a")), ["p", "tbl", "p"]),
        ((Quote((para("a"),)),), ["p", "p"]),
        ((), ["p"]),
    ],
)
def test_a_note_begins_with_its_number_in_a_paragraph_and_ends_in_one(blocks: tuple[Block, ...], kinds: object) -> None:
    note = list(written(para("x", Footnote(blocks))).xml("word/footnotes.xml"))[-1]
    assert [etree.QName(child).localname for child in note] == kinds
    assert [len(list(child.iter(w("footnoteRef")))) for child in note] == [1, *[0] * (len(note) - 1)]
    assert attribute(note[0].find(f"{w('pPr')}/{w('pStyle')}")) == "Fotnotstext"


def _text(paragraph: etree._Element) -> str:
    return "".join(str(node.text) for node in paragraph.iter(w("t")))


def test_a_picture_in_a_footnote_belongs_to_the_footnotes_part() -> None:
    result = written(para("a", Footnote((para(Image(picture(), "Bro")),))), para(Image(picture(), "Bro")))
    for part in ("word/footnotes.xml", "word/document.xml"):
        folder, _slash, name = part.rpartition("/")
        relations = {element.get("Id"): element.get("Target") for element in result.xml(f"{folder}/_rels/{name}.rels")}
        embeds = [
            value for e in result.xml(part).iter() for key, value in e.attrib.items() if str(key).endswith("}embed")
        ]
        assert [relations[relation] for relation in embeds] == ["/word/media/ksflow1.png"]
    assert result.archive.read("word/media/ksflow1.png") == b"bild"


# Pictures


def drawings(result: Written) -> list[tuple[str, str, int, int]]:
    """Return id, alternative text, width and height of every drawing in the document."""
    found = []
    for element in result.xml().iter("{*}inline"):
        size, properties = element.find("{*}extent"), element.find("{*}docPr")
        assert size is not None
        assert properties is not None
        found.append(
            (properties.get("id", ""), properties.get("descr", ""), int(size.get("cx", 0)), int(size.get("cy", 0)))
        )
    return found


def test_pictures_have_alternative_text_and_ids_of_their_own() -> None:
    result = written(
        para(Image(picture(b"a"), 'En "bro" & <å>')),
        para(Image(picture(b"a"), "Två")),
        para(Image(picture(b"b"), "Tre")),
    )
    assert [alt for _id, alt, _width, _height in drawings(result)] == ['En "bro" & <å>', "Två", "Tre"]
    assert len({number for number, *_others in drawings(result)}) == 3
    assert sorted(name for name in result.archive.namelist() if "media" in name) == [
        "word/media/ksflow1.png",
        "word/media/ksflow2.png",
    ]


def test_a_picture_wider_than_the_page_is_made_smaller_with_its_proportions() -> None:
    _id, _alt, width, height = drawings(written(para(Image(picture(width=20_000_000, height=5_000_000), "x"))))[0]
    assert width == 8504 * 635
    assert abs(width - 4 * height) <= 4


def test_a_picture_higher_than_the_page_is_made_smaller_with_its_proportions() -> None:
    _id, _alt, width, height = drawings(written(para(Image(picture(width=2_000_000, height=40_000_000), "x"))))[0]
    assert height <= (16838 - 2 * 1000) * 635
    assert abs(20 * width - height) <= 20


def test_a_picture_in_a_table_is_no_wider_than_its_column() -> None:
    cell = inline(Image(picture(width=20_000_000), "x"))
    result = written(Table((None, None), (inline("a"), inline("b")), ((cell, inline("text " * 20)),)))
    widths = [int(str(c.get(w("w")))) for t in list(result.xml().iter(w("tbl")))[-1:] for c in t.iter(w("gridCol"))]
    # 3 mm at the right of each cell are the table style's margin.
    assert drawings(result)[0][2] == pytest.approx((widths[0] - 170) * 635, abs=1)


def test_a_column_with_a_picture_has_room_for_it_beside_a_long_text() -> None:
    cell = inline(Image(picture(), "x"))
    result = written(Table((None, None), (inline("a"), inline("b")), ((cell, inline("text " * 90)),)))
    assert drawings(result)[0][2] == 914_400


def test_a_picture_after_a_note_in_a_cell_is_still_no_wider_than_its_column() -> None:
    wide = Image(picture(width=20_000_000), "x")
    cell = inline(Footnote((para(wide), table("t"))), wide)
    result = written(Table((None, None), (inline("a"), inline("b")), ((cell, inline("text " * 20)),)), para(wide))
    widths = [int(str(c.get(w("w")))) for t in list(result.xml().iter(w("tbl")))[-1:] for c in t.iter(w("gridCol"))]
    shown = [width for _id, _alt, width, _height in drawings(result)]
    assert shown == pytest.approx([(widths[0] - 170) * 635, 8504 * 635], abs=1)
    assert [e.get("cx") for e in result.xml("word/footnotes.xml").iter("{*}extent")] == [str(8504 * 635)]


def test_a_picture_in_a_list_is_no_wider_than_what_the_list_leaves() -> None:
    wide = para(Image(picture(width=20_000_000), "x"))
    found = drawings(written(List(False, ((wide,),)), wide))
    assert [width for _id, _alt, width, _height in found] == [8107 * 635, 8504 * 635]


def test_a_small_picture_keeps_its_size() -> None:
    assert drawings(written(para(Image(picture(), "x"))))[0][2:] == (914_400, 457_200)


# The page


@needs_libreoffice
def test_lists_and_tables_stand_where_they_should_on_the_page(tmp_path: Path) -> None:
    """No lead-in, item or sum stands alone on a page."""
    filling: list[Block] = [para("fyllnad") for _line in range(22)]
    content = tuple((inline(text), inline("5")) for text in ("Rad ett", "Rad två", "Rad tre", "Summa"))
    cases: dict[str, tuple[Block, ...]] = {
        "lista": (*filling, para("Ledtext:"), List(False, tuple((para(f"Led{n}"),) for n in range(1, 4)))),
        "tabell": (*filling[:19], para("Sist"), Table((None, "right"), (inline("Post"), inline("Kr")), content)),
    }
    pages = {}
    for name, blocks in cases.items():
        (tmp_path / f"{name}.docx").write_bytes(written(*blocks).data)
        pdf = convert(tmp_path / f"{name}.docx", "pdf", tmp_path)
        done = subprocess.run(["pdftotext", "-bbox", str(pdf), "-"], check=True, capture_output=True, timeout=60)
        pages[name] = done.stdout.decode("utf-8").split("<page ")[1:]
    for name, words in (
        ("lista", ["Ledtext:", "Led1", "Led2", "Led3"]),
        ("tabell", ["Sist", "Post", "ett", "två", "Summa"]),
    ):
        assert len(pages[name]) == 2
        assert [[f">{word}<" in page for word in words] for page in pages[name]] == [
            [False] * len(words),
            [True] * len(words),
        ]


def test_signatures_stay_together_and_with_the_last_paragraph_before_them() -> None:
    signatures = Division("Undertecknare", (para("A", LineBreak(), "Chef"), para("B"), para("C")))
    elements = body(para("x"), para("slut"), signatures, para("efter"))
    kept = [p.find(f"{w('pPr')}/{w('keepNext')}") is not None for p in elements]
    assert kept == [False, True, True, True, False, False]


def test_a_list_before_the_signatures_stays_with_them() -> None:
    items = List(False, tuple((para(text),) for text in "abcd"))
    assert kept(items, Division("Undertecknare", (para("A"),))) == [True, False, True, True, False]


def test_no_paragraph_is_empty() -> None:
    blocks: list[Block] = [
        para("a"),
        Heading(2, inline("b")),
        List(False, ((para("c"),),)),
        table("d"),
        para("e"),
        CodeBlock("f"),
    ]
    paragraphs = list(written(*blocks).xml()[0].iter(w("p")))
    assert all(_text(p) for p in paragraphs)


def test_a_break_between_passages_is_a_rule_and_no_text() -> None:
    (element,) = body(ThematicBreak())
    assert element.find(f"{w('pPr')}/{w('pBdr')}/{w('bottom')}") is not None


ORDER = ["pStyle", "keepNext", "numPr", "pBdr", "spacing", "ind", "jc"]


def test_paragraph_properties_stand_in_the_order_of_the_schema() -> None:
    item = (para("a"), Quote((para("b"),)), para("c"))
    signed = Division("Undertecknare", (List(True, (item,)), ThematicBreak(), para("x"), para("y")))
    result = written(Quote((ThematicBreak(), List(True, (item,)))), table(), signed)
    for properties in result.xml().iter(w("pPr")):
        names = [etree.QName(child).localname for child in properties]
        assert names == sorted(names, key=ORDER.index)


# Anything that can be written in Markdown

_PIECES = [
    "ord ",
    "*",
    "**",
    "\n",
    "\n\n",
    "- ",
    "  ",
    "1. ",
    "> ",
    "`",
    "# ",
    "|a|b|\n|-|-|\n|c|d|\n",
    "```\n",
    "\n---\n",
]
_PIECES += ["[a](https://x.se)", "\\\n", "[^1]", "\n\n[^1]: not\n\n", "    ", "Tabell: x\n\n", "&", "<", '"']


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=16).map("".join))
def test_any_markdown_becomes_a_file_that_python_docx_opens_with_no_word_lost(text: str) -> None:
    try:
        blocks = parse_markdown(text)
    except MarkdownError:
        return
    result = written(*blocks)
    docx.Document(BytesIO(result.data))
    shown = "".join(result.xml().itertext(w("t"))) + "".join(result.xml("word/footnotes.xml").itertext(w("t")))
    assert shown.count("ord") >= _words(blocks)


def _words(value: object) -> int:
    if isinstance(value, tuple):
        return sum(_words(part) for part in value)
    if isinstance(value, Text | Code | CodeBlock):
        return value.text.count("ord")
    names = ("children", "blocks", "items", "header", "rows", "caption")
    return sum(_words(getattr(value, name)) for name in names if hasattr(value, name))


def test_an_empty_document_is_a_document() -> None:
    assert body() == []
    assert isinstance(Paragraph(()), Paragraph)
    assert len(body(Paragraph(()))) == 1


def test_amounts_and_words_of_a_table_keep_together_beside_a_long_column() -> None:
    long = "En lång anmärkning som fyller sin kolumn flera gånger om, eftersom den förklarar allt. " * 3
    table = parse_markdown(
        f"| Post | Belopp | Avvikelse | Anmärkning |\n|--|--:|--:|--|\n| Drift | 13 450 | -3 200 | {long} |\n"
    )
    widths = [int(column.get(w("w"), "0")) for element in body(*table) for column in element.iter(w("gridCol"))]
    assert sum(widths) == 8504  # 150 mm
    # Drift, 13 450, Avvikelse and eftersom in Arial of 9.5 points, and the cell's margin
    for width, word in zip(widths, [348, 581, 771, 771], strict=True):
        assert width >= word + 170
    assert widths[3] == max(widths)


@pytest.mark.parametrize(
    ("count", "kept"), [(5, [True, True, True, True, False]), (60, [True] * 2 + [False] * 56 + [True, False])]
)
def test_a_long_list_of_recipients_may_break_but_not_near_its_ends(count: int, kept: list[bool]) -> None:
    division = Division("Sändlista", tuple(Paragraph((Text(f"Mottagare {number}"),)) for number in range(count)))
    paragraphs = body(division)
    assert [node.find(f"{w('pPr')}/{w('keepNext')}") is not None for node in paragraphs] == kept
