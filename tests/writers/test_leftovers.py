"""What a look must not pass on: links to files outside, fields that fetch, tracked changes, and comments."""

from __future__ import annotations

import pytest
from looks import OFFICE, compiled, faults, helps, look, p, part_of, r, tbl, with_parts, write
from lxml import etree

from ksflow.documents.blocks import Paragraph, Text
from ksflow.writers.docx.names import PACKAGE_RELS, w

SETTINGS_RELS = "word/_rels/settings.xml.rels"
TEMPLATE = "file:///C:\\Users\\anna\\Mallar\\kommun.dotx"


def relation(kind: str, target: str, id_: str = "rId99") -> str:
    return f'<Relationship Id="{id_}" Type="{OFFICE}/relationships/{kind}" Target="{target}" TargetMode="External"/>'


def with_relations(raw: bytes, part: str, *relations: str) -> bytes:
    """Return the look with these relationships of a part added."""
    folder, _slash, file = part.rpartition("/")
    rels = f"{folder}/_rels/{file}.rels".lstrip("/")
    try:
        existing = part_of(raw, rels)
    except KeyError:
        existing = f'<Relationships xmlns="{PACKAGE_RELS}"></Relationships>'
    return with_parts(raw, {rels: existing.replace("</Relationships>", f"{''.join(relations)}</Relationships>")})


# Links to files outside


def based_on_a_template(raw: bytes) -> bytes:
    """Return the look as Word saves a document that is based on a template."""
    settings = part_of(raw, "word/settings.xml")
    element = f'<w:attachedTemplate xmlns:r="{OFFICE}/relationships" r:id="rId99"/>'
    at = settings.index(">", settings.index("<w:settings")) + 1
    raw = with_parts(raw, {"word/settings.xml": f"{settings[:at]}{element}{settings[at:]}"})
    return with_relations(raw, "word/settings.xml", relation("attachedTemplate", TEMPLATE))


def test_the_template_that_a_look_is_based_on_is_forgotten() -> None:
    raw = based_on_a_template(look())
    assert "attachedTemplate" in part_of(raw, "word/settings.xml")
    written = write(raw)
    assert list(written.xml("word/settings.xml").iter(w("attachedTemplate"))) == []
    for name in written.archive.namelist():
        assert b"External" not in written.archive.read(name), name
        assert b"Users" not in written.archive.read(name), name


@pytest.mark.parametrize(
    ("part", "kind"),
    [
        ("word/document.xml", "image"),
        ("word/document.xml", "oleObject"),
        ("word/document.xml", "subDocument"),
        ("word/header1.xml", "image"),
        ("word/settings.xml", "mailMergeSource"),
    ],
)
def test_everything_that_leads_outside_is_reported_with_its_part(part: str, kind: str) -> None:
    raw = with_relations(look(header=["x"]), part, relation(kind, "file:///X:/vapen.png"))
    assert faults(raw) == [f"The look leads to something outside the file: file:///X:/vapen.png ({part})"]
    assert helps(raw) == ["Insert the picture or the file itself instead of a link to it, or delete it"]


def test_each_target_is_reported_once_in_a_part_and_together_with_other_faults() -> None:
    twice = [relation("image", "a.png", "rId98"), relation("image", "a.png"), relation("image", "b.png", "rId97")]
    found = faults(with_relations(look("{{ x"), "word/document.xml", *twice))
    assert [message.rpartition(" (")[0] for message in found] == [
        "The look leads to something outside the file: a.png",
        "The look leads to something outside the file: b.png",
        "A template tag is not closed, or was never opened: {{ x",
    ]


def test_a_link_that_nothing_uses_any_more_is_forgotten() -> None:
    written = write(with_relations(look(), "word/document.xml", relation("hyperlink", "https://x.se")))
    assert "External" not in written.source("word/_rels/document.xml.rels")


def test_a_relationship_of_the_whole_package_is_reported() -> None:
    found = faults(with_relations(look(), "", relation("image", "a.png")))
    assert found == ["The look leads to something outside the file: a.png (_rels/.rels)"]


# Fields that fetch


def mark(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def code(*pieces: str) -> str:
    return "".join(f'<w:r><w:instrText xml:space="preserve">{piece}</w:instrText></w:r>' for piece in pieces)


def field(*pieces: str, shows: str = "x") -> str:
    """Return a field as Word writes it, its code in pieces."""
    return mark("begin") + code(*pieces) + mark("separate") + r(shows) + mark("end")


@pytest.mark.parametrize(
    "written",
    [
        'INCLUDEPICTURE "http://exempel.se/vapen.png"',
        "includetext X:\\avtal.docx",
        "DDE Excel kalkyl.xlsx",
        "DDEAUTO c:\\x.exe",
        "LINK Excel.Sheet.12 kalkyl.xlsx",
        "IMPORT x.png",
        "DATABASE \\d register.mdb",
        "RD kapitel.docx",
    ],
)
def test_a_field_that_fetches_is_reported_with_its_part(written: str) -> None:
    escaped = written.replace('"', "&quot;")
    for content in (field(f" {escaped} "), f'<w:fldSimple w:instr="{escaped}">{r("x")}</w:fldSimple>'):
        assert faults(look(p(content))) == [
            f"The look has a field that fetches from outside the file: {written} (word/document.xml)"
        ]
    assert helps(look(header=[p(field(escaped))])) == [
        "Show the fields in Word with Alt+F9, and put what it shows in its place"
    ]


def test_a_field_that_fetches_is_found_in_pieces_inside_others_and_without_its_end() -> None:
    message = "The look has a field that fetches from outside the file: DDEAUTO x (word/document.xml)"
    pieces = field("DD", "EAU", "TO ", "x")
    inside = mark("begin") + code("IF 1 = 1 ") + pieces + code(" 2") + mark("end")
    around = mark("begin") + code("DDEAUTO ") + field("QUOTE 65") + code("x") + mark("end")
    for content in (pieces, inside, around, mark("begin") + code("DDEAUTO x"), code("DDEAUTO x")):
        assert faults(look(p(content))) == [message]


def test_fields_that_fetch_nothing_and_words_in_the_text_are_let_through() -> None:
    harmless = p(field(" PAGE "), field("HYPERLINK &quot;https://exempel.se&quot;"), r("DDEAUTO LINK instrText"))
    assert faults(look(harmless)) == []
    assert write(look(harmless)).paragraphs()[0] == "xxDDEAUTO LINK instrText"


# Tracked changes and comments

WHO = 'w:id="7" w:author="A" w:date="2024-01-01T00:00:00Z"'
CHANGES = {
    "ins": p(f"<w:ins {WHO}>{r('nytt')}</w:ins>"),
    "del": p(f"<w:del {WHO}><w:r><w:delText>hemligt</w:delText></w:r></w:del>"),
    "moveFrom": p(f"<w:moveFrom {WHO}>{r('x')}</w:moveFrom>"),
    "moveTo": p(f"<w:moveTo {WHO}>{r('x')}</w:moveTo>"),
    "mark": f"<w:p><w:pPr><w:rPr><w:ins {WHO}/></w:rPr></w:pPr></w:p>",
    "rPrChange": p(r("x", f"<w:b/><w:rPrChange {WHO}><w:rPr/></w:rPrChange>")),
    "pPrChange": f"<w:p><w:pPr><w:pPrChange {WHO}><w:pPr/></w:pPrChange></w:pPr></w:p>",
    "row": tbl(f"<w:tr><w:trPr><w:del {WHO}/></w:trPr><w:tc><w:p/></w:tc></w:tr>"),
    "cell": tbl(f"<w:tr><w:tc><w:tcPr><w:cellIns {WHO}/></w:tcPr><w:p/></w:tc></w:tr>"),
    "tblPrExChange": tbl(f"<w:tr><w:tblPrEx><w:tblPrExChange {WHO}/></w:tblPrEx><w:tc><w:p/></w:tc></w:tr>"),
    "tblGridChange": tbl("<w:tr><w:tc><w:p/></w:tc></w:tr>").replace(
        "<w:tblGrid/>", '<w:tblGrid><w:tblGridChange w:id="1"/></w:tblGrid>'
    ),
}
START, REFERENCE = '<w:commentRangeStart w:id="0"/>', '<w:r><w:commentReference w:id="0"/></w:r>'


@pytest.mark.parametrize("kind", CHANGES)
def test_a_tracked_change_is_reported(kind: str) -> None:
    place = "table row 1, cell 1" if "<w:tbl>" in CHANGES[kind] else "paragraph 1"
    assert faults(look(CHANGES[kind])) == [f"The look has tracked changes (word/document.xml, {place})"]
    assert helps(look(CHANGES[kind])) == ["Accept or reject the changes in Word, and save"]


@pytest.mark.parametrize("comment", [p(START, r("x")), p(REFERENCE)])
def test_a_comment_is_reported(comment: str) -> None:
    assert faults(look(comment)) == ["The look has comments (word/document.xml, paragraph 1)"]
    assert helps(look(comment)) == ["Delete the comments in Word, and save"]


def test_each_part_is_reported_once() -> None:
    raw = look(CHANGES["ins"], CHANGES["ins"], p(REFERENCE), p(REFERENCE), header=[CHANGES["del"]])
    assert sorted(faults(raw)) == [
        "The look has tracked changes (word/header1.xml, paragraph 1)",
        "The look has tracked changes and comments (word/document.xml, paragraph 1)",
    ]
    assert "Accept or reject the changes and delete the comments in Word, and save" in helps(raw)


def test_a_comment_that_has_lost_its_place_is_reported() -> None:
    namespace = etree.QName(w("comments")).namespace
    comments = f'<w:comments xmlns:w="{namespace}"><w:comment w:id="0"><w:p/></w:comment></w:comments>'
    assert faults(with_parts(look(), {"word/comments.xml": comments})) == ["The look has comments (word/comments.xml)"]


def test_elements_with_like_names_are_no_changes() -> None:
    other = '<w:p><w:r><w:t xml:space="preserve">&lt;w:ins/&gt; w:del </w:t></w:r><x:ins xmlns:x="urn:x"/></w:p>'
    assert faults(look(other)) == []
    assert compiled(look(other)).main == "word/document.xml"
    assert write(look("x"), Paragraph((Text("<w:ins>"),))).paragraphs() == ["x", "<w:ins>"]
