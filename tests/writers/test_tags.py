"""Tags in a look: docxtpl's syntax, wherever Word lets somebody write them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from docxtpl import DocxTemplate
from hypothesis import given, settings
from hypothesis import strategies as st
from looks import (
    BODY,
    OFFICE,
    Written,
    compiled,
    document,
    faults,
    field,
    filled,
    helps,
    look,
    p,
    part_of,
    r,
    sdt,
    tbl,
    tc,
    text_box,
    tr,
    with_footnotes,
    with_parts,
    write,
)
from lxml import etree
from wordorder import order_faults

from ksflow.documents.blocks import Image, Paragraph, Picture, Text
from ksflow.writers.docx.look import compile_look
from ksflow.writers.docx.names import w
from ksflow.writers.docx.writer import write_docx

RAW_DATA = "& < > \" '"


# Where tags may stand


@pytest.mark.parametrize(
    "runs",
    [
        ("{{ rubrik }}",),
        ("{", "{ rubrik }", "}"),
        ("{{ ru", "brik }}"),
        ("{{", " rubrik ", "}}"),
        tuple("{{ rubrik }}"),
        ("{{rubrik}}",),
        ("{{- rubrik -}}",),
    ],
)
def test_a_tag_that_word_has_split_over_runs_is_one_tag(runs: tuple[str, ...]) -> None:
    assert filled(p(*runs), rubrik="Ny bro") == ["Ny bro"]


def test_a_tag_split_over_runs_takes_the_look_of_the_run_in_which_it_begins() -> None:
    split = p(r("Om {{ ru", "<w:b/>"), '<w:proofErr w:type="spellStart"/>', r("brik"), r(" }} här", "<w:i/>"))
    written = write(look(split), rubrik="bron").xml()
    runs = [
        ("".join(run.itertext()), [str(mark.tag).rpartition("}")[2] for mark in run.iterfind(f"{w('rPr')}/*")])
        for run in written.iter(w("r"))
    ]
    assert [run for run in runs if run[0]][:-1] == [("Om bron", ["b"]), (" här", ["i"])]


def test_text_around_a_tag_stays_with_its_blanks() -> None:
    assert filled(p("Dnr: ", "{{ dnr }}", " ; {{ dnr }}."), dnr="KS 1") == ["Dnr: KS 1 ; KS 1."]


@pytest.mark.parametrize(
    "tag", ["{{ lista|join(“, ”) }}", "{{ lista|join(„, ”) }}", "{{\u00a0lista|join(’, ’)\u00a0}}"]
)
def test_the_quotation_marks_and_blanks_that_word_types_are_understood(tag: str) -> None:
    assert filled(tag, lista=["a", "b"]) == ["a, b"]


def test_tags_work_in_header_and_footer() -> None:
    written = write(look(header=["Dnr {{ dnr }}"], footer=[tbl(tr("{{ namn }}", "x"))]), dnr="KS 1", namn="Storköping")
    headers = {name: written.paragraphs(name) for name in written.archive.namelist() if "/header" in name}
    footers = {name: written.paragraphs(name) for name in written.archive.namelist() if "/footer" in name}
    assert [texts for texts in headers.values() if any(texts)] == [["Dnr KS 1"]]
    assert [texts for texts in footers.values() if any(texts)] == [["Storköping", "x"]]


def test_tags_work_in_a_footnote_of_the_look_and_the_documents_own_notes_follow_it() -> None:
    from ksflow.documents.blocks import Footnote

    note = Footnote((Paragraph((Text("Egen not"),)),))
    raw = with_footnotes(look(), "Se {{ dnr }}")
    raw = with_parts(raw, {"word/styles.xml": _with_note_styles(part_of(raw, "word/styles.xml"))})
    written = write(raw, Paragraph((Text("A"), note)), dnr="KS 1")
    notes = written.xml("word/footnotes.xml")
    assert [(element.get(w("id")), "".join(element.itertext()).strip()) for element in notes] == [
        ("-1", ""),
        ("0", ""),
        ("1", "Se KS 1"),
        ("2", "Egen not"),
    ]
    assert "ksflow here" not in written.source("word/footnotes.xml")


def _with_note_styles(styles: str) -> str:
    new = '<w:style w:type="paragraph" w:styleId="FT"><w:name w:val="footnote text"/></w:style>'
    new += '<w:style w:type="character" w:styleId="FR"><w:name w:val="footnote reference"/></w:style>'
    return styles.replace("</w:styles>", f"{new}</w:styles>")


def test_tags_work_in_both_copies_of_a_text_box() -> None:
    written = write(look(text_box("Dnr {{ dnr }}")), dnr="KS 1")
    assert written.paragraphs() == ["", "Dnr KS 1", "Dnr KS 1", "Brödtext"]


def test_tags_work_in_a_content_control() -> None:
    assert filled(
        sdt("{{ dnr }}"), p("<w:sdt><w:sdtContent>" + r("{{ dnr }}") + "</w:sdtContent></w:sdt>"), dnr="1"
    ) == [
        "1",
        "1",
    ]


def test_tags_work_in_table_cells() -> None:
    assert filled(tbl(tr("Datum", "Dnr"), tr("{{ datum }}", "{{ dnr }}")), datum="2 maj", dnr="KS 1") == [
        "Datum",
        "Dnr",
        "2 maj",
        "KS 1",
    ]


def test_tags_work_in_the_code_of_a_field() -> None:
    link = p(field('HYPERLINK "mailto:{{ epost }}"', "{{ epost }}"))
    written = write(look(link), epost="a&b@exempel.se").xml()
    assert [code.text for code in written.iter(w("instrText"))] == ['HYPERLINK "mailto:a&b@exempel.se"']


def test_tags_work_in_the_properties_of_the_document() -> None:
    raw = look()
    app = part_of(raw, "docProps/app.xml").replace("</Properties>", "<Company>{{ namn }}</Company></Properties>")
    written = write(with_parts(raw, {"docProps/app.xml": app}), namn="Å & Ö")
    assert "<Company>Å &amp; Ö</Company>" in written.source("docProps/app.xml")


def test_tags_work_in_an_alternative_text() -> None:
    raw = look(text_box("x"))
    main = part_of(raw, "word/document.xml").replace('name="Textruta"', 'name="Textruta" descr="{{ namn }}"')
    written = write(with_parts(raw, {"word/document.xml": main}), namn='"Å"\n& <Ö>')
    assert [element.get("descr") for element in written.xml().iter() if element.get("descr")] == ['"Å" & <Ö>']


# What becomes of values


@pytest.mark.parametrize("text", [RAW_DATA, "]]>", "{{ 7*7 }}", "{% if %}", "<w:p/>", "åäö NFD å", "🙂", "\\ %"])
def test_every_value_is_printed_exactly_as_it_is(text: str) -> None:
    content = [p("{{ x }}"), tbl(tr("{{ x }}")), text_box("{{ x }}")]
    written = write(look(*content, header=["{{ x }}"]), x=text)
    assert written.paragraphs() == [text, text, "", text, text, "Brödtext"]
    assert text in [
        value for name in written.archive.namelist() if "/header" in name for value in written.paragraphs(name)
    ]


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff"), max_size=30))
def test_no_value_can_break_the_file(text: str) -> None:
    assert Written(write_docx(document(Paragraph((Text("B"),)), x=text), _ONE_TAG)).paragraphs() == [text, "B"]


_ONE_TAG = compile_look(look("{{ x }}"), "prov.docx")


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_a_line_end_in_a_value_is_a_line_break_in_word(end: str) -> None:
    assert filled("{{ x }}", x=f"a{end}b") == ["a\nb"]


def test_a_line_end_in_a_value_is_a_blank_where_no_line_can_break() -> None:
    written = write(look(p(field("SUBJECT {{ x }}", "s"))), x="a\nb").xml()
    assert [code.text for code in written.iter(w("instrText"))] == ["SUBJECT a b"]


def test_a_comment_leaves_nothing_behind() -> None:
    assert filled(p("A{# {{ glömd }} #}B"), "{# en anteckning #}") == ["AB", ""]


# Conditions and loops


def test_a_paragraph_that_holds_only_a_control_tag_vanishes() -> None:
    content = ["före", "{%p if ja %}", "{{ x }}", "{%p endif %}", "{%p if not ja %}", "nej", "{%p endif %}", "efter"]
    assert filled(*content, ja=True, x="1") == ["före", "1", "efter"]
    assert filled(*content, ja=False, x="1") == ["före", "nej", "efter"]


def test_else_and_loops_work_on_whole_paragraphs() -> None:
    content = ["{%p for x in lista %}", "{{ loop.index }}: {{ x }}", "{%p else %}", "tomt", "{%p endfor %}"]
    assert filled(*content, lista=["a", "b"]) == ["1: a", "2: b"]
    assert filled(*content, lista=[]) == ["tomt"]


def test_conditions_work_inside_a_line() -> None:
    line = p("Tfn{% if tfn %} {{ ", "tfn }}{% else %} sak", "nas{% endif %}.")
    assert filled(line, tfn="08-1") == ["Tfn 08-1."]
    assert filled(line, tfn=None) == ["Tfn saknas."]


def test_table_rows_repeat() -> None:
    table = tbl(
        tr("Namn", "Titel"),
        tr("{%tr for x in folk %}", "", ""),
        tr("{{ x.namn }}", "{{ x.titel }}"),
        tr("{%tr endfor %}", ""),
    )
    people = [{"namn": "A", "titel": "B"}, {"namn": "C", "titel": "D"}]
    assert filled(table, "slut {{ dnr }}", folk=people, dnr="1") == ["Namn", "Titel", "A", "B", "C", "D", "slut 1"]


def test_a_table_whose_rows_have_all_gone_is_gone() -> None:
    table = tbl(tr("{%tr for x in folk %}"), tr("{{ x }}"), tr("{%tr endfor %}"))
    assert write(look(table, "efter"), folk=[]).xml().find(f".//{w('tbl')}") is None


def test_table_cells_repeat_and_a_row_without_cells_is_gone() -> None:
    table = tbl(tr("rad"), tr("{%tc for x in lista %}", "{{ x }}", "{%tc endfor %}"))
    assert filled(table, lista=["a", "b"]) == ["rad", "a", "b"]
    written = write(look(table), lista=[]).xml()
    assert len(list(written.iter(w("tr")))) == 1


@pytest.mark.parametrize("holder", ["tc", "txbxContent", "hdr", "footnote"])
def test_what_a_condition_has_emptied_still_holds_a_paragraph(holder: str) -> None:
    gone = ["{%p if nej %}", "{{ x }}", "{%p endif %}"]
    raw = look(
        tbl(tr(tc(*gone), tc("x"))) if holder == "tc" else text_box(*gone) if holder == "txbxContent" else "x",
        header=gone if holder == "hdr" else (),
    )
    if holder == "footnote":
        raw = with_footnotes(raw, "".join(map(p, gone)))
    written = write(raw, nej=False, x="1")
    holders = [
        element
        for name in written.archive.namelist()
        if name.startswith("word/") and name.endswith(".xml")
        for element in written.xml(name).iter(w(holder))
    ]
    assert holders
    assert all(element[-1].tag == w("p") for element in holders)


def test_a_cell_that_ends_with_a_table_gets_the_paragraph_that_word_demands() -> None:
    cell = tc(tbl(tr("i")), p("{%p if nej %}"), p("x"), p("{%p endif %}"))
    written = write(look(tbl(tr(cell))), nej=False).xml()
    assert [element[-1].tag for element in written.iter(w("tc"))] == [w("p"), w("p")]


# docxtpl and ksflow agree

PLAIN: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    (("{{ a }} och {{ b }}",), {"a": "x", "b": 2}),
    (("{{ a|upper }}", "{{ a|length }}", "{{ b|join(', ') }}", "{{ a|default('-') }}"), {"a": "å", "b": ["1", "2"]}),
    (("{%p if a %}", "ja", "{%p else %}", "nej", "{%p endif %}"), {"a": False}),
    (("{%p for x in b %}", "{{ loop.index }} {{ x.namn }}", "{%p endfor %}"), {"b": [{"namn": "A"}, {"namn": "B"}]}),
    (("{% for x in b %}{{ x }}{% if not loop.last %}, {% endif %}{% endfor %}.",), {"b": ["a", "b", "c"]}),
    (
        (tbl(tr("{%tr for x in b %}", ""), tr("{{ x.a }}", "{{ x.b }}"), tr("{%tr endfor %}", "")),),
        {"b": [{"a": 1, "b": 2}]},
    ),
    ((tbl(tr("{%tc for x in b %}", "{{ x }}", "{%tc endfor %}")),), {"b": ["a", "b"]}),
    ((p("{{ ", "a", " }}"), p("{% if", " a %}x{% end", "if %}")), {"a": "k"}),
    (("{%p if a %}", "{%p if b %}", "båda", "{%p endif %}", "{%p endif %}"), {"a": 1, "b": 1}),
    (("{# dold #}synlig",), {}),
    (("{{ a.b.c }}", "{{ a['b'].c }}"), {"a": {"b": {"c": "djup"}}}),
    (("{% set y = a * 2 %}{{ y }}",), {"a": 21}),
    (("{%p for x in b %}", tbl(tr("{{ x }}")), "{%p endfor %}"), {"b": ["a", "b"]}),
    (("{%- if a %}x{% endif %}",), {"a": 1}),
    (("{{ a }}",), {"a": RAW_DATA}),
]


@pytest.mark.parametrize(("content", "fields"), PLAIN, ids=[str(number) for number in range(len(PLAIN))])
def test_a_template_in_plain_docxtpl_syntax_says_what_docxtpl_makes_of_it(
    content: tuple[str, ...], fields: dict[str, Any]
) -> None:
    template = DocxTemplate(BytesIO(look(*content, body=None)))
    template.render(dict(fields), autoescape=True)
    buffer = BytesIO()
    template.save(buffer)
    theirs = [text for text in Written(buffer.getvalue()).paragraphs() if text]
    assert [text for text in filled(*content, **fields) if text] == theirs


# Faults


def test_a_misspelt_field_is_reported_with_part_and_paragraph_and_the_nearest_name() -> None:
    raw = look("x", "Dnr {{ diarienumer }}")
    assert faults(raw, diarienummer="1") == [
        "{{ diarienumer }}: The template names a field that does not exist: diarienumer "
        "(word/document.xml, paragraph 2)"
    ]
    assert helps(raw, diarienummer="1") == ["Did you mean “diarienummer”?"]


def test_a_field_without_a_value_is_reported_with_row_and_cell() -> None:
    raw = look(tbl(tr("a", "b"), tr("c", "{{ tfn }}")))
    assert faults(raw, tfn=None) == [
        "{{ tfn }}: The template prints a field that this case does not have (word/document.xml, table row 2, cell 2)"
    ]


def test_a_field_that_is_no_text_is_reported() -> None:
    assert faults(look("{{ kommun }}")) == [
        "{{ kommun }}: The template prints a field that is not plain text (word/document.xml, paragraph 1)"
    ]


def test_all_faulty_fields_of_all_parts_are_reported_in_one_run() -> None:
    raw = look("{{ ett }}", text_box("{{ två }}"), "{% if tre %}x{% endif %}{{ tom }}", header=["{{ fyra.fem }}"])
    messages = faults(raw, tom=None, fyra={})
    for written in ("{{ ett }}", "{{ två }}", "{% if tre %}", "{{ tom }}", "{{ fyra.fem }}"):
        assert [message for message in messages if message.startswith(written)], written
    assert len(messages) == 6  # the text box is there twice


@pytest.mark.parametrize("text", ["{{ rubrik", "rubrik }}", "{% if x", "x %}", "{{ rubrik }", "{# x"])
def test_a_tag_that_is_not_closed_or_never_opened_is_reported(text: str) -> None:
    found = faults(look("a", text), rubrik="x")
    assert len(found) == 1
    assert found[0].startswith("A template tag is not closed, or was never opened: ")
    assert found[0].endswith("(word/document.xml, paragraph 2)")
    assert text.strip("x ")[:2] in found[0] or "rubrik" in found[0]


def test_a_block_that_is_never_closed_is_reported_where_it_begins() -> None:
    raw = look("a", "{%p if rubrik %}", "b", "c")
    assert faults(raw, rubrik="x") == ["The block {%p if rubrik %} is never closed (word/document.xml, paragraph 2)"]
    assert helps(raw, rubrik="x") == ["Write {%p endif %} where it is to end"]
    assert helps(look("a {% if rubrik %} b"), rubrik="x") == ["Write {% endif %} where it is to end"]


def test_an_end_that_closes_nothing_is_reported() -> None:
    assert faults(look("a{% endif %}")) == ["{% endif %} closes or continues no block (word/document.xml, paragraph 1)"]
    assert faults(look("{%p else %}")) == ["{%p else %} closes or continues no block (word/document.xml, paragraph 1)"]


def test_all_faults_of_syntax_are_reported_in_one_run() -> None:
    raw = look("{{ a", "{% for x in y %}", tbl(tr("}}", "{% endif %}")), header=["{%p if z %}"])
    assert len(faults(raw)) == 5


def test_a_block_that_begins_and_ends_at_different_depths_is_reported_with_both_places() -> None:
    raw = look("{% if ja %}", tbl(tr("a{% endif %}")))
    assert faults(raw, ja=True) == [
        "The block {% if ja %} begins inside something else than {% endif %} in word/document.xml, "
        "table row 1, cell 1 (word/document.xml, paragraph 1)"
    ]


@pytest.mark.parametrize(
    ("tag", "reason"),
    [
        ("{{ rubrik|stora }}", "The template filter “stora” is unknown"),
        ("{% cellbg x %}", "The tag cannot stand here: {% cellbg x %}"),
        ("{{ rubrik rubrik }}", "The template cannot be read here"),
        ("{{ ''.__class__.__mro__ }}", "The template does something that templates may not do"),
        ("{{ range(10**9) }}", "The template does something that templates may not do"),
        ("{{ 'a'*10**9 }}", "The template does something that templates may not do"),
        ("{{ self.__init__.__globals__ }}", "The template does something that templates may not do"),
        ("{{ rubrik.__class__.__base__.__subclasses__() }}", "The template does something that templates may not do"),
        ("{% for a in 'a'*9999 %}{% for b in 'a'*9999 %}{% endfor %}{% endfor %}", "turns and calls"),
    ],
)
def test_what_jinja_refuses_is_reported_with_the_tag_and_its_place(tag: str, reason: str) -> None:
    found = faults(look("x", tag), rubrik="x")
    assert len(found) == 1
    assert reason in found[0]
    assert found[0].endswith("(word/document.xml, paragraph 2)")


@pytest.mark.parametrize("place", ["före {%p if ja %}", "{%p if ja %} efter"])
def test_text_beside_a_tag_for_a_whole_paragraph_is_reported_and_not_lost(place: str) -> None:
    found = faults(look(place, "x", "{%p endif %}"), ja=True)
    assert found[0].startswith("Text stands beside a tag that replaces everything around it: ")
    assert "före" in found[0] or "efter" in found[0]


def test_text_in_another_cell_of_a_row_that_a_tag_replaces_is_reported() -> None:
    found = faults(look(tbl(tr("{%tr for x in y %}", "glömd"), tr("a"), tr("{%tr endfor %}"))), y=[])
    assert "Text stands beside a tag that replaces everything around it: glömd" in found[0]


def test_a_picture_beside_a_tag_for_a_whole_paragraph_is_reported() -> None:
    paragraph = "<w:p>" + r("{%p if ja %}") + "<w:r><w:drawing/></w:r></w:p>"
    assert "Text stands beside" in faults(look(paragraph, "x", "{%p endif %}"), ja=True)[0]


def test_a_row_tag_outside_a_table_is_reported() -> None:
    found = faults(look("{%tr for x in y %}", "{%tr endfor %}"), y=[])
    assert found[0] == "The tag cannot stand here: {%tr for x in y %} (word/document.xml, paragraph 1)"


def test_a_section_break_in_the_paragraph_of_a_tag_is_reported() -> None:
    paragraph = "<w:p><w:pPr><w:sectPr/></w:pPr>" + r("{%p if ja %}") + "</w:p>"
    assert "A section break stands in the paragraph" in faults(look(paragraph, "{%p endif %}"), ja=True)[0]


def with_link(raw: bytes, target: str, kind: str = "hyperlink") -> bytes:
    """Return the look with a relationship rId99 to an address outside."""
    rels = part_of(raw, "word/_rels/document.xml.rels")
    link = f'<Relationship Id="rId99" Type="{OFFICE}/relationships/{kind}" Target="{target}" TargetMode="External"/>'
    return with_parts(raw, {"word/_rels/document.xml.rels": rels.replace("</Rel", f"{link}</Rel", 1)})


@pytest.mark.parametrize("target", ["mailto:{{ epost }}", "mailto:%7B%7B%20epost%20%7D%7D", "mailto:%7b%7bepost%7d%7d"])
def test_a_tag_in_the_address_of_a_link_is_filled_in_and_no_address_stays_outside(target: str) -> None:
    link = p("Skriv till ", f'<w:hyperlink r:id="rId99">{r("{{ epost }}")}</w:hyperlink>', ".")
    written = write(with_link(look(link), target), epost="a&b@x.se")
    assert written.paragraphs() == ["Skriv till a&b@x.se.", "Brödtext"]
    assert [code.text for code in written.xml().iter(w("instrText"))] == [' HYPERLINK "mailto:a&b@x.se" ']
    assert "External" not in written.source("word/_rels/document.xml.rels")


def test_a_link_of_the_look_without_tags_leads_where_it_led() -> None:
    link = p(f'<w:hyperlink r:id="rId99" w:anchor="om">{r("webb")}</w:hyperlink>')
    written = write(with_link(look(link), "https://x.se/?a=1&amp;b=2"))
    assert [code.text for code in written.xml().iter(w("instrText"))] == [' HYPERLINK "https://x.se/?a=1&b=2#om" ']
    assert "External" not in written.source("word/_rels/document.xml.rels")


def test_a_link_on_a_picture_is_reported() -> None:
    drawing = '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="x"><a:hlinkClick r:id="rId99"/></wp:docPr></wp:inline>'
    raw = with_link(look(p(f"{drawing}</w:drawing></w:r>")), "https://x.se/{{ x }}")
    assert faults(raw) == ["The look leads to something outside the file: https://x.se/{{ x }} (word/document.xml)"]
    assert helps(raw) == ["Take the link away from the picture or the shape, and write the address as text"]


# The place for the text


def test_the_text_goes_where_its_tag_stands() -> None:
    written = write(look("före", BODY, "efter", body=None))
    assert written.paragraphs() == ["före", "Brödtext", "efter"]


def test_the_text_may_go_into_a_table_cell() -> None:
    assert write(look(tbl(tr(tc(BODY))), body=None)).paragraphs() == ["Brödtext"]


def test_a_look_without_a_place_for_the_text_is_reported() -> None:
    raw = look("x", body=None)
    assert faults(raw) == ["The look has no place for the text"]
    assert helps(raw) == [
        "Write {{p innehåll }} in a paragraph of its own. "
        "Where the look says everything itself, write “allt_i_word: ja” in the template"
    ]


@pytest.mark.parametrize("tag", ["{{ innehåll }}", "Text: {{innehåll}}", "{{r innehåll }}", "{{ innehåll|upper }}"])
def test_a_tag_that_would_print_the_text_inside_a_paragraph_is_reported(tag: str) -> None:
    found = faults(look(tag, body=None))
    assert len(found) == 1
    assert found[0].startswith("The text of the document cannot stand here: ")


def test_the_text_cannot_stand_in_a_header() -> None:
    assert len(faults(look(header=[BODY]))) == 1


def test_a_look_that_prints_the_text_twice_or_never_is_reported() -> None:
    assert faults(look(BODY)) == ["The look prints the text of the document 2 times, not once"]
    assert faults(look("{%p if nej %}", BODY, "{%p endif %}", body=None), nej=False) == [
        "The look prints the text of the document 0 times, not once"
    ]


def test_a_run_tag_beside_text_divides_its_run() -> None:
    written = write(look(p(r("Logotyp: {{r bild }}, {{r namn }}!", "<w:b/>"))), bild=BRIDGE, namn="Å").xml()
    paragraph = next(written.iter(w("p")))
    runs = [(text_of_run(run), run.find(f".//{w('b')}") is not None) for run in paragraph.iter(w("r"))]
    assert runs == [("Logotyp: ", True), ("[bild]", False), (", ", True), ("Å", True), ("!", True)]


def text_of_run(run: etree._Element) -> str:
    return "[bild]" if run.find(w("drawing")) is not None else "".join(run.itertext(w("t")))


# Pictures among the fields


BRIDGE = Image(Picture(b"bro", "png", 914_400, 457_200), "Bro & å")


@pytest.mark.parametrize(
    ("tag", "fields"),
    [
        ("{{r bild }}", {"bild": BRIDGE}),
        ("{{-r bild -}}", {"bild": BRIDGE}),
        ("{{r bild if bild else rubrik }}", {"bild": BRIDGE}),
        ("{{r a.b.c }}", {"a": {"b": {"c": BRIDGE}}}),
        ("{{r bilder[0].bild }}", {"bilder": [{"bild": BRIDGE}]}),
    ],
)
def test_a_picture_anywhere_among_the_fields_is_drawn_where_a_tag_stands_for_its_run(
    tag: str, fields: dict[str, Any]
) -> None:
    written = write(look(p(tag), header=[p(tag)]), **fields)
    for part in ("word/document.xml", "word/header1.xml"):
        assert [element.get("descr") for element in written.xml(part).iter("{*}docPr")] == ["Bro & å"]
        assert [e.getparent().tag for e in written.xml(part).iter(w("drawing"))] == [w("r")]  # type: ignore[union-attr]
    assert written.archive.read("word/media/ksflow1.png") == b"bro"
    assert order_faults(written) == []


def test_pictures_in_a_loop_are_drawn_one_by_one() -> None:
    loop = ["{%p for bild in bilder %}", "{{r bild }}", "{%p endfor %}"]
    written = write(look(*loop), bilder=[BRIDGE, BRIDGE])
    assert len(list(written.xml().iter(w("drawing")))) == 2
    assert order_faults(written) == []


def test_a_picture_that_no_tag_prints_is_not_in_the_file() -> None:
    written = write(look("{%p if bild %}", "x", "{%p endif %}"), bild=BRIDGE)
    assert [name for name in written.archive.namelist() if "ksflow" in name] == []


@pytest.mark.parametrize("tag", ["{{ bild }}", "{{p bild }}", "a {{ bild }} b", "{{ kommun.logotyp }}"])
def test_a_picture_is_drawn_by_every_tag_in_a_paragraph(tag: str) -> None:
    written = write(look(tag), bild=BRIDGE, kommun={"logotyp": BRIDGE})
    assert [element.get("descr") for element in written.xml().iter("{*}docPr")] == ["Bro & å"]
    assert written.paragraphs() == ["a  b" if "b" in tag[-2:] and tag[0] == "a" else "", "Brödtext"]
    assert order_faults(written) == []


def test_a_picture_where_only_text_can_stand_is_reported() -> None:
    found = faults(look(p(field("SUBJECT {{ bild }}", "x"))), bild=BRIDGE)
    assert found == ["{{ bild }}: The template prints a field that is not plain text (word/document.xml, paragraph 1)"]


def test_a_text_in_the_place_of_a_run_is_a_run() -> None:
    written = write(look("{{r namn }}"), namn="A < B\nC")
    assert written.paragraphs() == ["A < B\nC", "Brödtext"]
    assert order_faults(written) == []


def test_what_is_wrong_with_a_tag_in_the_place_of_a_run_is_reported_at_its_place() -> None:
    raw = look("{{ a }}", "{{r nej }}", "{{r tom }}", "{{r lista }}")
    assert faults(raw, a="x", tom=None, lista=[]) == [
        "{{r nej }}: The template names a field that does not exist: nej (word/document.xml, paragraph 2)",
        "{{r tom }}: The template prints a field that this case does not have (word/document.xml, paragraph 3)",
        "{{r lista }}: The template prints a field that is not plain text (word/document.xml, paragraph 4)",
    ]
    assert faults(look("{{r a b }}"))[0].startswith("{{r a b }}: The template cannot be read here")


def test_a_look_is_not_changed_by_rendering_it() -> None:
    compiled_look = compiled(look("{{ x }}"))
    first = write_docx(document(x="A"), compiled_look)
    write_docx(document(x="B"), compiled_look)
    assert write_docx(document(x="A"), compiled_look) == first


def test_a_value_in_a_field_s_code_cannot_end_its_argument() -> None:
    raw = look(p(field('HYPERLINK "mailto:x@y.se?subject={{ rubrik }}"', "skriv")))
    written = write(raw, rubrik='Ny " \\o "x" och \\').xml()
    (code,) = written.iter(w("instrText"))
    assert (code.text or "").strip() == """HYPERLINK "mailto:x@y.se?subject=Ny ' \\\\o 'x' och \\\\\""""
