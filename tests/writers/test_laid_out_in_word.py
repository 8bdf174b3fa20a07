"""A document laid out in Word: Markdown texts, pictures, sections and proposals where tags stand."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import docx
import pytest
from docxtpl import DocxTemplate
from looks import Written, compiled, document, faults, look, p, part_of, r, sdt, tbl, text_of, tr, with_parts, write
from lxml import etree
from wordorder import order_faults

from ksflow.documents.blocks import Block, Document, Image, Picture
from ksflow.documents.field_blocks import plain_blocks
from ksflow.documents.markdown import parse_markdown
from ksflow.documents.markdown_field import MarkdownField
from ksflow.documents.reading import shift_headings
from ksflow.writers.docx.names import w
from ksflow.writers.docx.writer import write_docx

PICTURE = Image(Picture(b"bro", "png", 914_400, 457_200), "Bro")


def md(text: str) -> MarkdownField:
    return MarkdownField(text, ("sammanfattning",))


def blocks_of(value: Any, level: int) -> tuple[Block, ...]:
    """Return what a case's field is; as ``FieldBlocks`` does, without a case."""
    if isinstance(value, MarkdownField):
        return shift_headings(parse_markdown(value.text), level)[0]
    return plain_blocks(value, level)


def laid_out(*content: str, parts: dict[str, str | bytes] | None = None, header: Any = (), **fields: Any) -> Written:
    """Return a document that says everything in the look."""
    made: Document = document(**fields)
    whole = Document(
        **{name: getattr(made, name) for name in made.__dataclass_fields__ if name not in ("in_look", "blocks_of")},
        in_look=True,
        blocks_of=blocks_of,
    )
    raw = with_parts(look(*content, body=None, header=header), parts or {})
    return Written(write_docx(whole, compiled(raw)))


def shape(written: Written) -> list[tuple[str | None, str]]:
    """Return style and text of every paragraph."""
    found = []
    for paragraph in written.xml().iter(w("p")):
        style = paragraph.find(f"{w('pPr')}/{w('pStyle')}")
        found.append((None if style is None else style.get(w("val")), text_of(paragraph)))
    return found


def styled(style: str, text: str, run: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/><w:spacing w:after="80"/></w:pPr>{r(text, run)}</w:p>'


def test_a_markdown_text_in_a_paragraph_of_its_own_is_paragraphs_lists_and_quotations() -> None:
    written = laid_out("{{p x }}", x=md("Ett\n\n- två\n- tre\n\n> fyra\n"))
    assert shape(written) == [(None, "Ett"), ("ListBullet", "två"), ("ListBullet", "tre"), ("Quote", "fyra")]
    assert order_faults(written) == []


def test_its_ordinary_paragraphs_look_as_the_tag_does() -> None:
    written = laid_out(styled("BodyText", "{{p x }}", '<w:sz w:val="18"/>'), x=md("Ett *två*\n\nTre\n"))
    assert shape(written) == [("BodyText", "Ett två"), ("BodyText", "Tre")]
    runs = [
        (run.findtext(w("t")), [etree.QName(one).localname for one in run.iterfind(f"{w('rPr')}/*")])
        for run in written.xml().iter(w("r"))
    ]
    assert runs == [("Ett ", ["sz"]), ("två", ["rStyle", "sz"]), ("Tre", ["sz"])]
    assert [one.get(w("after")) for one in written.xml().iter(w("spacing"))] == ["80", "80"]
    assert order_faults(written) == []


def test_its_headings_stand_under_the_heading_before_it() -> None:
    text = md("# Rubrik\n\nText\n")
    under = laid_out(styled("Heading2", "Ärendet"), "{{p x }}", x=text)
    assert shape(under)[1] == ("Heading3", "Rubrik")
    itself = laid_out(styled("Heading2", "Ärendet"), styled("Heading2", "{{p x }}"), x=text)
    assert shape(itself)[1:] == [("Heading2", "Rubrik"), (None, "Text")]


def test_headings_of_one_text_do_not_lead_to_the_next() -> None:
    written = laid_out(styled("Heading1", "A"), "{{p x }}", "{{p y }}", x=md("# B\n\n## C\n"), y=md("# D\n"))
    assert [style for style, _text in shape(written)] == ["Heading1", "Heading2", "Heading3", "Heading2"]


def test_a_heading_between_two_texts_is_that_of_the_second() -> None:
    content = [styled("Heading1", "A"), "{{p x }}", styled("Heading3", "B"), "{{p x }}"]
    styles = [style for style, _text in shape(laid_out(*content, x=md("# C\n")))]
    assert styles == ["Heading1", "Heading2", "Heading3", "Heading4"]


def test_what_markdown_says_of_a_word_goes_before_what_the_tag_looks_like() -> None:
    written = laid_out(p(r("{{ x }}", '<w:rStyle w:val="Strong"/>')), x=md("a *b*"))
    styles = [run.find(f"{w('rPr')}/{w('rStyle')}") for run in written.xml().iter(w("r")) if text_run(run)]
    assert [None if one is None else one.get(w("val")) for one in styles] == ["Strong", "Emphasis"]


@pytest.mark.parametrize("tag", ["Före {{ x }} efter", "Före {{r x }} efter"])
def test_a_markdown_text_in_a_line_keeps_its_emphasis_and_the_look_of_the_line(tag: str) -> None:
    written = laid_out(p(r(tag, '<w:color w:val="FF0000"/>')), x=md("en **fet** text"))
    assert shape(written) == [(None, "Före en fet text efter")]
    styles = [run.find(f"{w('rPr')}/{w('rStyle')}") is not None for run in written.xml().iter(w("r")) if text_run(run)]
    assert styles == [False, False, True, False, False]
    assert all(run.find(f"{w('rPr')}/{w('color')}") is not None for run in written.xml().iter(w("r")) if text_run(run))
    assert order_faults(written) == []


def text_run(run: etree._Element) -> str:
    return "".join(run.itertext(w("t")))


def test_a_text_of_several_paragraphs_inside_a_line_is_reported() -> None:
    from ksflow.sources.findings import FindingsError

    with pytest.raises(FindingsError) as caught:
        laid_out("Se {{ x }}", x=md("Ett\n\nTvå\n"))
    (found,) = caught.value.findings
    assert "{{ x }}: The template prints a text of several paragraphs inside a line" in found.message
    assert found.help == "Print it with {{p … }} in a paragraph of its own"


def test_markdown_texts_in_a_loop_stand_one_after_another() -> None:
    content = ["{%p for del in delar %}", styled("Heading2", "{{ del.rubrik }}"), "{{p del.text }}", "{%p endfor %}"]
    parts = [{"rubrik": "A", "text": md("Ett\n")}, {"rubrik": "B", "text": md("# Två\n")}]
    assert shape(laid_out(*content, delar=parts)) == [
        ("Heading2", "A"),
        (None, "Ett"),
        ("Heading2", "B"),
        ("Heading3", "Två"),
    ]


def test_a_loop_may_call_itself() -> None:
    content = [
        "{%p for del in delar recursive %}",
        "{{ loop.depth }} {{ del.rubrik }}",
        "{{p loop(del.avsnitt) }}",
        "{%p endfor %}",
    ]
    parts = [{"rubrik": "A", "avsnitt": [{"rubrik": "B", "avsnitt": []}]}, {"rubrik": "C", "avsnitt": []}]
    assert [text for _style, text in shape(laid_out(*content, delar=parts))] == ["1 A", "2 B", "1 C"]


def test_a_table_in_a_cell_is_no_wider_than_the_cell_and_the_cell_ends_in_a_paragraph() -> None:
    cell = f'<w:tc><w:tcPr><w:tcW w:w="4230" w:type="dxa"/></w:tcPr>{p("{{p x }}")}</w:tc>'
    styles = part_of(look(), "word/styles.xml").replace('w:val="Table Grid"', 'w:val="Kommuntabell"')
    styles = styles.replace('<w:name w:val="Body Text"/>', '<w:name w:val="Tabelltext"/>')
    styles = styles.replace('<w:name w:val="Body Text 2"/>', '<w:name w:val="Tabellhuvud"/>')
    written = laid_out(tbl(tr(cell)), parts={"word/styles.xml": styles}, x=md("| a | b |\n|---|---|\n| 1 | 2 |\n"))
    inner = list(written.xml().iter(w("tbl")))[1]
    assert sum(int(str(one.get(w("w")))) for one in inner.iter(w("gridCol"))) <= 4000
    outer = next(written.xml().iter(w("tc")))
    assert outer[-1].tag == w("p")


def test_a_picture_or_a_text_may_have_a_paragraph_of_its_own() -> None:
    written = laid_out(styled("BodyText", "{{p bild }}"), "{{p rad }}", bild=PICTURE, rad="A\nB")
    assert len(list(written.xml().iter(w("drawing")))) == 1
    assert shape(written)[1] == (None, "A\nB")


def test_a_footnote_in_a_header_is_reported() -> None:
    from ksflow.sources.findings import FindingsError

    with pytest.raises(FindingsError) as caught:
        laid_out("x", header=["{{p x }}"], x=md("A[^1]\n\n[^1]: not\n"))
    assert any("A footnote cannot stand outside" in found.message for found in caught.value.findings)


# What docxtpl has beside


def test_a_comment_with_a_prefix_takes_its_paragraph_row_or_cell_away() -> None:
    rows = tbl(tr("{#tr en anteckning #}", "bort"), tr("a", "{#tc x #}"))
    assert shape(laid_out("{#p om mallen #}", "kvar", rows)) == [(None, "kvar"), (None, "a")]


def test_delimiters_are_printed_when_they_are_escaped() -> None:
    assert shape(laid_out("{_{ x }_} {_% if %_}")) == [(None, "{{ x }} {% if %}")]


def test_lines_that_ask_for_it_are_joined() -> None:
    content = [
        "Jag bor",
        "{%- if stad -%}",
        "\u00a0i stan",
        "{%- else -%}",
        "\u00a0på landet",
        "{%- endif -%}",
        ", ja.",
    ]
    assert shape(laid_out(*content, stad=True)) == [(None, "Jag bor\u00a0i stan, ja.")]
    assert shape(laid_out(*content, stad=False)) == [(None, "Jag bor\u00a0på landet, ja.")]
    broken = '<w:p><w:r><w:t>A</w:t><w:br/><w:t xml:space="preserve">{%- if stad -%}</w:t><w:br/><w:t>B</w:t>'
    assert shape(laid_out(f"{broken}<w:br/><w:t>{{%- endif -%}}</w:t></w:r></w:p>", stad=True)) == [(None, "AB")]


def test_a_tag_with_a_line_break_or_a_tab_in_it_is_one_tag() -> None:
    text = '<w:t xml:space="preserve">'
    run = f"<w:r>{text}{{{{ x</w:t><w:tab/><w:t>if</w:t><w:br/>{text}x }}}}!</w:t></w:r>"
    assert shape(laid_out(f"<w:p>{run}</w:p>", x="A")) == [(None, "A!")]


def test_quotation_marks_inside_a_quoted_text_are_kept() -> None:
    assert shape(laid_out('{{ "så kallad ”bro”" }}', "{{ ”a’b” }}", "{{ “x\u00a0y” }}")) == [
        (None, "så kallad ”bro”"),
        (None, "a’b"),
        (None, "x\u00a0y"),
    ]


WIDE = '<w:tcPr><w:tcW w:w="1000" w:type="dxa"/></w:tcPr>'
TABLES = {
    name: table.replace("<w:tcPr/>", WIDE)
    for name, table in {
        "colspan": tbl(tr("{% colspan n %}{{ x }}"), tr("a", "b", "c")),
        "cellbg": tbl(tr("{% cellbg färg %}{{ x }}", "b")),
        "vm": tbl(tr("{%tr for y in lista %}"), tr("{% vm %}{{ x }}", "{{ y }}"), tr("{%tr endfor %}")),
        "hm": tbl(tr("{%tc for y in lista %}", "{% hm %}{{ x }}", "{%tc endfor %}"), tr("a", "b")),
    }.items()
}
PROPERTIES = ("gridSpan", "vMerge", "shd")


@pytest.mark.parametrize("name", TABLES)
def test_tags_that_format_cells_do_what_docxtpl_does(name: str) -> None:
    fields: dict[str, Any] = {"n": 3, "färg": "F2F2F2", "x": "X", "lista": ["1", "2"]}
    template = DocxTemplate(BytesIO(look(TABLES[name], body=None)))
    template.render(dict(fields), autoescape=True)
    buffer = BytesIO()
    template.save(buffer)
    assert cells(laid_out(TABLES[name], **fields)) == cells(Written(buffer.getvalue()))


def cells(written: Written) -> list[tuple[str, dict[str, str]]]:
    """Return the text of every cell with the properties that tags give it."""
    found = []
    for cell in written.xml().iter(w("tc")):
        properties = cell.find(w("tcPr"))
        given = (
            {}
            if properties is None
            else {
                name: str(one.get(w("fill")) or one.get(w("val")))
                for name in PROPERTIES
                if (one := properties.find(w(name))) is not None
            }
        )
        found.append(("".join(cell.itertext(w("t"))), given))
    return found


def test_a_colour_that_is_none_is_reported() -> None:
    assert "no" in faults(look(tbl(tr("{% cellbg x %}a"))), x='"/><w:evil/>')[0]


def test_a_content_control_with_a_tag_is_no_placeholder_and_bound_to_nothing() -> None:
    control = sdt("{{ x }}").replace(
        "<w:sdtPr/>",
        '<w:sdtPr><w:showingPlcHdr/><w:dataBinding w:xpath="/a" w:storeItemID="{1}"/><w:text/></w:sdtPr>',
    )
    written = laid_out(control, control.replace("{{ x }}", "fast"), x="A")
    kept = [[etree.QName(one).localname for one in found] for found in written.xml().iter(w("sdtPr"))]
    assert kept == [["text"], ["showingPlcHdr", "dataBinding", "text"]]


def test_the_look_may_write_properties_of_the_document_with_tags() -> None:
    core = part_of(look(), "docProps/core.xml").replace("generated by python-docx", "Dnr {{ dnr }} &amp; co")
    core = core.replace("<dc:creator>python-docx", "<dc:creator>Formgivaren")
    written = laid_out("x", parts={"docProps/core.xml": core}, dnr="KS 1 <2>")
    properties = docx.Document(BytesIO(written.data)).core_properties
    assert properties.comments == "Dnr KS 1 <2> & co"
    assert (properties.author, properties.title) == ("Anna Andersson", "Rubriken")


def test_a_tab_and_a_page_break_in_a_value_are_those_of_word() -> None:
    written = laid_out("{{ x }}{{ '\\f' }}slut", x="a\tb")
    (paragraph,) = written.xml().iter(w("p"))
    assert [etree.QName(one).localname for one in paragraph.iter(w("tab"), w("br"))] == ["tab", "br"]


def test_content_that_the_writer_does_not_know_is_kept() -> None:
    chart = '<c:chartSpace xmlns:c="urn:diagram"><c:v>1</c:v></c:chartSpace>'
    written = laid_out("x", parts={"word/charts/chart1.xml": chart, "customXml/item1.xml": "<egen/>"})
    assert written.source("word/charts/chart1.xml") == chart
    assert written.source("customXml/item1.xml") == "<egen/>"


def test_a_document_whose_text_the_look_leaves_out_is_refused_unless_it_is_meant() -> None:
    assert faults(look("x", body=None)) == ["The look has no place for the text"]
    assert write(look("x")).paragraphs() == ["x", "Brödtext"]
    assert laid_out("x").paragraphs() == ["x"]
