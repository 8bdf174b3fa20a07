"""Faults that people make in Word templates, each in a look of its own, with what must be told about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from looks import BODY, OFFICE, field, look, p, part_of, r, sdt, tbl, tc, text_box, tr, with_parts


class Seed(NamedTuple):
    """A look with one fault, and parts of the message that tells it."""

    make: Callable[[], bytes]
    message: str
    place: str = "word/document.xml"
    help: str = ""


def _part(name: str, old: str, new: str, base: Callable[[], bytes] = look) -> Callable[[], bytes]:
    def make() -> bytes:
        raw = base()
        source = part_of(raw, name)
        assert old in source, (name, old)
        return with_parts(raw, {name: source.replace(old, new, 1)})

    return make


def _related(kind: str, target: str, mode: str = "") -> Callable[[], bytes]:
    rel = f'<Relationship Id="rId77" Type="{OFFICE}/relationships/{kind}" Target="{target}"{mode}/></Relationships>'
    return _part("word/_rels/document.xml.rels", "</Relationships>", rel)


def _setting(xml: str) -> Callable[[], bytes]:
    return _part("word/settings.xml", "<w:defaultTabStop", f"{xml}<w:defaultTabStop")


LOOP = tbl(tr("{%tr for x in bilagor %}"), tr("{{ x.rubrik }}"), tr("{%tr endfor %}"))
SEEDS = {
    # Tags
    "a tag that is never closed": Seed(lambda: look("a", "Dnr {{ diarienummer"), "not closed", "paragraph 2"),
    "a tag with one bracket too few": Seed(lambda: look("{{ rubrik }"), "not closed", "paragraph 1"),
    "a tag over two paragraphs": Seed(lambda: look("{{ rubrik", "}}"), "not closed", "paragraph 1"),
    "a tag split over runs, misspelt": Seed(
        lambda: look(p(r("{{ ru"), r("brikk", "<w:b/>"), r(" }}"))), "does not exist: rubrikk", help="“rubrik”"
    ),
    "a block that is never closed": Seed(
        lambda: look("{%p if bilagor %}", "x"), "{%p if bilagor %} is never closed", "paragraph 1", "endif"
    ),
    "a loop that is never closed": Seed(lambda: look("{% for x in bilagor %}{{ x.rubrik }}"), "is never closed"),
    "an end that closes nothing": Seed(lambda: look("x{% endif %}"), "closes or continues no block", "paragraph 1"),
    "an else outside a block": Seed(lambda: look("{%p else %}"), "closes or continues no block"),
    "two faults of syntax, the second": Seed(lambda: look("{{ a b }}", "{{ c d }}"), "{{ c d }}", "paragraph 2"),
    "an expression that cannot be read": Seed(lambda: look("{{ rubrik rubrik }}"), "cannot be read here"),
    "an unknown filter": Seed(lambda: look("{{ rubrik | stora }}"), "filter “stora” is unknown"),
    "an unknown filter, the second": Seed(lambda: look("{{ rubrik|x1 }}", "{{ rubrik|x2 }}"), "filter “x2”"),
    "a misspelt filter": Seed(lambda: look("{{ rubrik | uper }}"), "filter “uper” is unknown", help="“upper”"),
    "an unknown test": Seed(lambda: look("{% if rubrik is tomt %}x{% endif %}"), "test “tomt” is unknown"),
    "a misspelt end": Seed(lambda: look("{% if bilagor %}x{% endfi %}"), "“endfi” is unknown", help="“endif”"),
    "a misspelt beginning": Seed(lambda: look("{% iff bilagor %}x{% endif %}"), "“iff” is unknown", help="“if”"),
    "a blank before the prefix": Seed(
        lambda: look(tbl(tr("{% tr for x in bilagor %}"), tr("x"), tr("{%tr endfor %}"))),
        "“tr” is unknown",
        help="{%tr",
    ),
    "no blank after the prefix": Seed(lambda: look("{%pif bilagor %}", "x", "{%p endif %}"), "“pif”", help="{%p if"),
    "no blank after r": Seed(lambda: look("{{rrubrik }}"), "does not exist: rrubrik", help="{{r rubrik }}"),
    "a row tag outside a table": Seed(lambda: look("{%tr for x in bilagor %}", "{%tr endfor %}"), "cannot stand here"),
    "prefixes that differ": Seed(lambda: look("{%p if bilagor %}", "x{% endif %}"), "begins inside something else"),
    "a row block over two tables": Seed(
        lambda: look(tbl(tr("{%tr for x in bilagor %}"), tr("a")), "mellan", tbl(tr("{%tr endfor %}"), tr("b"))),
        "begins inside something else",
    ),
    "a row tag opened and closed in one row": Seed(
        lambda: look(tbl(tr("{%tr for x in bilagor %}", "{{ x.rubrik }}", "{%tr endfor %}"))), "Text stands beside"
    ),
    "a cell block over two rows": Seed(
        lambda: look(tbl(tr("{%tc for x in bilagor %}", "a"), tr("{%tc endfor %}", "b"))),
        "begins inside something else",
    ),
    "cellbg outside a table": Seed(lambda: look('{% cellbg "FF0000" %}'), "cannot stand here"),
    "text beside a paragraph tag": Seed(lambda: look("Glömt {%p if bilagor %}", "x", "{%p endif %}"), "Glömt"),
    "text beside a row tag": Seed(
        lambda: look(tbl(tr("{%tr for x in bilagor %}", "glömt"), tr("a", "b"), tr("{%tr endfor %}", ""))), "glömt"
    ),
    "a paragraph tag opened and closed in one paragraph": Seed(
        lambda: look("{%p if bilagor %}text{%p endif %}"), "Text stands beside"
    ),
    "a block that crosses a table": Seed(
        lambda: look("{% if bilagor %}", tbl(tr("a{% endif %}"))), "begins inside something else"
    ),
    "a printing tag with the prefix of a row": Seed(lambda: look(tbl(tr("{{tr rubrik }}"))), "cannot stand here"),
    # Fields
    "an unknown field": Seed(lambda: look("{{ diarienumer }}"), "does not exist: diarienumer", help="“diarienummer”"),
    "an unknown part of a field": Seed(
        lambda: look("{{ handläggare.nam }}"), "does not exist: handläggare.nam", help="“namn”"
    ),
    "a part without its group": Seed(lambda: look("{{ telefon }}"), "telefon", help="“handläggare.telefon”"),
    "an unknown field in a branch": Seed(
        lambda: look("{% if bilagor %}x{% else %}{{ okänt }}{% endif %}"), "does not exist: okänt"
    ),
    "an unknown field of what is looped over": Seed(
        lambda: look(tbl(tr("{%tr for x in bilagor %}"), tr("{{ x.titel }}"), tr("{%tr endfor %}"))),
        "does not exist: bilagor[].titel",
        "table row 2, cell 1",
    ),
    "a loop's name after the loop": Seed(
        lambda: look(LOOP, "{{ x.rubrik }}"), "does not exist: x", help="holds only inside"
    ),
    "a loop over what is no list": Seed(lambda: look("{% for x in datum %}x{% endfor %}"), "“datum” is no list"),
    "a text that is joined as a list": Seed(
        lambda: look("{{ rubrik | join(', ') }}"), "“rubrik” is no list", help="join"
    ),
    "a list that is printed": Seed(lambda: look("{{ bilagor }}"), "“bilagor”, which is no plain text", help="for"),
    "a group that is printed": Seed(lambda: look("{{ handläggare }}"), "no plain text", help="namn"),
    "a Markdown text where none can stand": Seed(
        lambda: look(p(field("SUBJECT {{ sammanfattning }}", "s"))), "“sammanfattning”, which is no plain text"
    ),
    "a field that a case may lack": Seed(
        lambda: look("Tfn {{ handläggare.telefon }}"), "which a case may lack", help="{% if handläggare.telefon %}"
    ),
    "a misspelt field in a header": Seed(lambda: look(header=["{{ dnr }}"]), "does not exist: dnr", "word/header"),
    "a misspelt field in a text box": Seed(lambda: look(text_box("{{ dnr }}")), "does not exist: dnr", "text box"),
    "a misspelt field in a content control": Seed(lambda: look(sdt("{{ dnr }}")), "does not exist: dnr"),
    "a misspelt field in a nested table": Seed(
        lambda: look(tbl(tr(tc(tbl(tr("a"), tr("b", "{{ dnr }}")), p(""))))), "does not exist: dnr", "row 2, cell 2"
    ),
    "a misspelt field in the address of a link": Seed(
        lambda: look(p(field('HYPERLINK "mailto:{{ epst }}"', "x"))), "does not exist: epst"
    ),
    "a misspelt field in the properties": Seed(
        _part("docProps/core.xml", "generated by python-docx", "{{ rubriken_ }}"),
        "does not exist: rubriken_",
        "docProps",
    ),
    # The text, and what a document must not carry
    "no place for the text": Seed(lambda: look("x", body=None), "no place for the text", "", "allt_i_word"),
    "the text inside a line": Seed(lambda: look("Text: {{ innehåll }}", body=None), "cannot stand here"),
    "the text in a header": Seed(lambda: look(header=[BODY]), "cannot stand here", "word/header"),
    "a tracked deletion": Seed(
        lambda: look('<w:p><w:del w:id="1" w:author="x"><w:r><w:delText>{{ rubrik }}</w:delText></w:r></w:del></w:p>'),
        "tracked changes",
        "paragraph 1",
        "Accept or reject",
    ),
    "a tracked insertion": Seed(
        lambda: look("a", f'<w:p><w:ins w:id="1" w:author="x">{r("ny")}</w:ins></w:p>'),
        "tracked changes",
        "paragraph 2",
    ),
    "a comment": Seed(lambda: look('<w:p><w:commentRangeStart w:id="1"/></w:p>'), "has comments", "paragraph 1"),
    "a linked picture": Seed(_related("image", "file:///X:/v.png", ' TargetMode="External"'), "outside the file"),
    "an OLE object": Seed(_related("oleObject", "embeddings/oleObject1.bin"), "embedded object", help="picture"),
    "an embedded workbook": Seed(_related("package", "embeddings/Bok1.xlsx"), "embedded object: Bok1.xlsx"),
    "macros": Seed(_related("vbaProject", "vbaProject.bin"), "has macros", help="docx"),
    "a control": Seed(_related("control", "activeX/activeX1.xml"), "embedded object"),
    # Styles and settings
    "a style that is missing": Seed(
        look, "no style “Kod”: documents with code cannot be built", "word/styles.xml", "Kod"
    ),
    "a misspelt style": Seed(
        lambda: _renamed("Quote", "Qoute"),
        "no style “Citat”: documents with quotations cannot be built",
        "styles",
        'formatmallar: {"Citat": "qoute"}',
    ),
    "a list style without its list": Seed(
        _part("word/styles.xml", "<w:numPr>", "<w:numPr><!-- -->", lambda: _without_lists()), "has no list", "styles"
    ),
    "track changes is on": Seed(_setting("<w:trackRevisions/>"), "Track Changes is on", "settings", "Review"),
    "protection": Seed(
        _setting('<w:documentProtection w:edit="readOnly" w:enforcement="1"/>'), "protected", "settings", "Restrict"
    ),
    "compatibility mode": Seed(look, "compatibility mode", "settings", "Convert"),
    "another language": Seed(look, "not Swedish", "styles", "Language"),
    "another paper": Seed(look, "not A4", "section 1", "A4"),
    "a first header that is not shown": Seed(
        lambda: _first_header(), "first page is not shown", "section 1", "Different First Page"
    ),
}


def _renamed(style: str, name: str) -> bytes:
    raw = look()
    source = part_of(raw, "word/styles.xml").replace(f'w:styleId="{style}"', 'w:styleId="A"')
    return with_parts(
        raw, {"word/styles.xml": source.replace(f'<w:name w:val="{style}"/>', f'<w:name w:val="{name}"/>')}
    )


def _without_lists() -> bytes:
    raw = look()
    source = re.sub(r"<w:numPr>.*?</w:numPr>", "", part_of(raw, "word/styles.xml"), flags=re.DOTALL)
    return with_parts(raw, {"word/styles.xml": source.replace("<w:pPr>", "<w:pPr><w:numPr></w:numPr>", 1)})


def _first_header() -> bytes:
    raw = look(header=["x"])
    source = part_of(raw, "word/document.xml")
    assert 'w:type="default"' in source
    return with_parts(raw, {"word/document.xml": source.replace('w:type="default"', 'w:type="first"')})
