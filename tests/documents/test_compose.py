"""Composing: what a case says, put in its place by a content template, and everything that can be wrong with either."""

from __future__ import annotations

import struct
import time
import zlib
from pathlib import Path

import pytest

from ksflow.casefile.loading import load_case
from ksflow.documents.blocks import (
    Block,
    CodeBlock,
    Division,
    Document,
    Emphasis,
    Heading,
    Image,
    LineBreak,
    List,
    Paragraph,
    Quote,
    Table,
    Text,
    plain_text,
)
from ksflow.documents.compose import compose
from ksflow.organisation.workspace import find_workspace
from ksflow.sources.findings import Finding, FindingsError

HEAD = """\
diarienummer: KS-2024/1
datum: 2024-01-02
rubrik: Ny bro
nämnd: Kommunstyrelsen
handläggare: {namn: Anna Andersson}
"""
PROPOSAL = "beslutsförslag:\n  - att: [Bron byggs.]\n"
SUMMARY = "sammanfattning: Kort sagt.\n"


class Desk:
    """A workspace in which a case is composed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, name: str, content: str | bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)

    def compose(self, case: str, template: str | None = None) -> Document:
        """Return the document: of ksflow's own template, or of this one."""
        self.write("cases/ärende.yaml", case)
        if template is not None:
            self.write("templates/prov.md.j2", f"---\nnamn: Prov\n---\n{template}")
        workspace = find_workspace(self.root)
        loaded = load_case(self.root / "cases" / "ärende.yaml", workspace.municipality, self.root)
        return compose(loaded, workspace, "tjansteutlatande" if template is None else "prov")

    def blocks(self, case: str, template: str | None = None) -> tuple[Block, ...]:
        return self.compose(case, template).blocks

    def findings(self, case: str, template: str | None = None) -> list[Finding]:
        with pytest.raises(FindingsError) as caught:
            self.compose(case, template)
        return caught.value.findings

    def said(self, case: str, template: str | None = None) -> list[str]:
        """Return findings as file:line:column code message."""
        found = self.findings(case, template)
        return [f"{f.file}:{f.span.line}:{f.span.column} {f.code} {f.message}" for f in found]


@pytest.fixture
def desk(workspace: Path) -> Desk:
    return Desk(workspace)


def case(*, summary: str = SUMMARY, proposal: str = PROPOSAL, more: str = "") -> str:
    return f"{HEAD}{proposal}{summary}{more}"


def with_summary(text: str) -> str:
    """Return a case whose summary is a literal block with this text."""
    indented = "\n".join(f"  {line}" if line else "" for line in text.split("\n"))
    return case(summary=f"sammanfattning: |\n{indented}\n")


def outline(blocks: tuple[Block, ...]) -> list[tuple[int, str]]:
    return [(block.level, plain_text(block.children)) for block in blocks if isinstance(block, Heading)]


def text(words: str) -> Paragraph:
    return Paragraph((Text(words),))


# What the document says


def test_a_small_case_becomes_title_proposal_and_summary(desk: Desk) -> None:
    document = desk.compose(case())
    assert (document.title, document.diary_number, document.author) == ("Ny bro", "KS-2024/1", "Anna Andersson")
    assert document.blocks == (
        Heading(1, (Text("Ny bro"),)),
        Heading(2, (Text("Förslag till beslut"),)),
        text("Bron byggs."),
        Heading(2, (Text("Sammanfattning"),)),
        text("Kort sagt."),
    )


def test_a_title_prints_its_marks(desk: Desk) -> None:
    written = case().replace("rubrik: Ny bro", "rubrik: '*Ny* _bro_ # {{ 7*7 }} <b> &amp; #'")
    assert outline(desk.blocks(written))[0] == (1, "*Ny* _bro_ # {{ 7*7 }} <b> &amp; #")


def test_sections_become_headings_by_their_depth(desk: Desk) -> None:
    more = """\
avsnitt:
  - rubrik: A
    avsnitt:
      - rubrik: B
        avsnitt:
          - {rubrik: C, text: c}
      - {rubrik: D, text: d}
  - {rubrik: E, text: e}
"""
    assert outline(desk.blocks(case(more=more)))[3:] == [(2, "A"), (3, "B"), (4, "C"), (3, "D"), (2, "E")]


def test_sections_deeper_than_word_has_headings_are_reported_at_their_title(desk: Desk) -> None:
    more = "avsnitt:\n"
    for depth in range(6):
        more += f"{'    ' * depth}  - rubrik: Nivå {depth + 2}\n{'    ' * depth}    "
        more += "avsnitt:\n" if depth < 5 else "text: x\n"
    assert desk.said(case(more=more)) == ["cases/ärende.yaml:20:33 FIL212 The headings go deeper than 6 levels"]


def test_headings_in_a_text_go_below_the_heading_they_stand_under(desk: Desk) -> None:
    blocks = desk.blocks(with_summary("# Ett\n\ntext\n\n## Två\n\n# Tre"))
    assert outline(blocks)[2:] == [(2, "Sammanfattning"), (3, "Ett"), (4, "Två"), (3, "Tre")]


@pytest.mark.parametrize(
    ("written", "levels"),
    [
        ("### A\n\n###### B\n\n### C", [3, 4, 3]),
        ("###### A\n\n# B\n\n### C", [3, 3, 4]),
        ("## A\n\n### B\n\n# C\n\n## D", [3, 4, 3, 4]),
        ("Ett\n===\n\nTvå\n---", [3, 4]),
    ],
)
def test_no_heading_level_is_skipped_whatever_a_text_begins_with(desk: Desk, written: str, levels: list[int]) -> None:
    assert [level for level, _words in outline(desk.blocks(with_summary(written)))[3:]] == levels


def test_headings_inside_quotes_and_lists_are_shifted_too(desk: Desk) -> None:
    *_others, quote, bullets = desk.blocks(with_summary("> # Ett\n\n- ## Två"))
    assert quote == Quote((Heading(3, (Text("Ett"),)),))
    assert bullets == List(False, ((Heading(4, (Text("Två"),)),),))


def test_headings_that_would_go_too_deep_are_reported(desk: Desk) -> None:
    found = desk.said(with_summary("# A\n\n## B\n\n### C\n\n#### D\n\n##### E"))
    assert [line.split(" ", 1)[1] for line in found] == ["FIL212 The headings go deeper than 6 levels"]


def test_one_att_sats_is_a_paragraph_and_several_are_numbered(desk: Desk) -> None:
    assert desk.blocks(case())[2] == text("Bron byggs.")
    two = (
        "beslutsförslag:\n  - att:\n      - Bron byggs.\n      - |\n        Vägen stängs.\n\n        - a\n        - b\n"
    )
    assert desk.blocks(case(proposal=two))[2] == List(
        True, ((text("Bron byggs."),), (text("Vägen stängs."), List(False, ((text("a"),), (text("b"),)))))
    )


def test_the_att_satser_of_each_body_start_at_one(desk: Desk) -> None:
    proposal = """\
beslutsförslag:
  - {från: Kommunstyrelsen, till: Kommunfullmäktige, att: [A., B.]}
  - {från: Kommunstyrelsen, att: [C., D.]}
"""
    blocks = desk.blocks(case(proposal=proposal))
    assert blocks[2:6] == (
        Heading(3, (Text("Kommunstyrelsens förslag till kommunfullmäktige"),)),
        List(True, ((text("A."),), (text("B."),))),
        Heading(3, (Text("Kommunstyrelsens beslut"),)),
        List(True, ((text("C."),), (text("D."),))),
    )


def test_an_att_sats_that_looks_like_a_list_stays_in_its_place(desk: Desk) -> None:
    proposal = "beslutsförslag:\n  - att: ['1. Först.', '2. Sedan.']\n"
    (ordered,) = [block for block in desk.blocks(case(proposal=proposal)) if isinstance(block, List)]
    assert [item[0] for item in ordered.items] == [
        List(True, ((text("Först."),),)),
        List(True, ((text("Sedan."),),), 2),
    ]


def test_signatures_attachments_and_recipients_have_their_places(desk: Desk) -> None:
    more = """\
undertecknare: [{namn: Bo Ek, titel: Kommundirektör}, {namn: Eva Alm}]
bilagor: [Avtal 1. utkast, '- Karta']
sändlista: [Trafikverket, '# Nämnden']
"""
    assert desk.blocks(case(more=more))[5:] == (
        Division("Undertecknare", (Paragraph((Text("Bo Ek"), LineBreak(), Text("Kommundirektör"))), text("Eva Alm"))),
        Heading(2, (Text("Bilagor"),)),
        List(False, ((text("Bilaga\u00a01. Avtal 1. utkast"),), (text("Bilaga\u00a02. - Karta"),))),
        Heading(2, (Text("Beslutet ska skickas till"),)),
        Division("Sändlista", (text("Trafikverket"), text("# Nämnden"))),
    )


# Texts in files of their own


def test_a_text_may_stand_in_a_file_of_its_own(desk: Desk) -> None:
    desk.write("cases/texter/bro.md", "\ufeffBron är *lång*.\r\n\r\n# Under\r\n")
    blocks = desk.blocks(case(more="avsnitt:\n  - {rubrik: Bro, fil: texter/bro.md}\n"))
    assert blocks[6] == Paragraph((Text("Bron är "), Emphasis((Text("lång"),)), Text(".")))
    assert blocks[7] == Heading(3, (Text("Under"),))


def test_a_fault_in_a_file_is_reported_in_that_file(desk: Desk) -> None:
    desk.write("cases/bro.md", "Första raden.\n\nÅ <b>fet\n")
    found = desk.said(case(more="avsnitt:\n  - {rubrik: Bro, fil: bro.md}\n"))
    assert found == ["cases/bro.md:3:3 FIL201 HTML is not shown: <b>"]


# A field cannot leak


@pytest.mark.parametrize(
    "opening",
    ["```\nkod", "*öppen", "**öppen", "`öppen", "[länk", "> citat", "- punkt", "1. punkt", "    kod", "| a |\n|---|"],
)
def test_what_a_text_leaves_open_ends_with_it(desk: Desk, opening: str) -> None:
    blocks = desk.blocks(with_summary(opening) + "avsnitt:\n  - {rubrik: Nästa, text: 'slut* ** ` ]'}\n")
    assert outline(blocks)[-1] == (2, "Nästa")
    assert blocks[-1] == text("slut* ** ` ]")


def test_definitions_of_one_text_do_not_reach_another(desk: Desk) -> None:
    first = "[a] och b[^1]\n\n[a]: https://a.se\n\n[^1]: not"
    found = desk.said(with_summary(first) + "avsnitt:\n  - rubrik: Nästa\n    text: '[a] och b[^1]'\n")
    assert found == ["cases/ärende.yaml:16:21 FIL203 The footnote [^1] is not written"]
    blocks = desk.blocks(with_summary(first) + "avsnitt:\n  - {rubrik: Nästa, text: '[a] och b'}\n")
    assert blocks[-1] == text("[a] och b")


def test_text_with_template_tags_is_printed_and_not_carried_out(desk: Desk) -> None:
    assert desk.blocks(with_summary("{{ 7*7 }} {% if x %} ::: {# k #}"))[-1] == text("{{ 7*7 }} {% if x %} ::: {# k #}")


def test_a_plain_value_cannot_begin_or_end_a_division(desk: Desk) -> None:
    blocks = desk.blocks(case(more="sändlista: ['::: Undertecknare', ':::', Alla]\n"))
    assert blocks[-1] == Division("Sändlista", (text("::: Undertecknare"), text(":::"), text("Alla")))


def test_a_text_cannot_begin_a_division(desk: Desk) -> None:
    assert desk.blocks(with_summary("::: Undertecknare\nJag\n:::"))[-1] == text("::: Undertecknare Jag :::")


# Pictures


def png(width: int = 4, height: int = 2) -> bytes:
    """Return a small grey picture."""
    rows = b"".join(b"\0" + b"\x80" * width for _row in range(height))

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def test_a_picture_is_named_from_the_folder_of_the_case(desk: Desk) -> None:
    desk.write("cases/bilder/bro å.png", png())
    (image,) = desk.blocks(with_summary("![Bron](<bilder/bro å.png>)"))[-1].children  # type: ignore[union-attr]
    assert isinstance(image, Image)
    assert (image.alt, image.picture.extension, image.picture.width) == ("Bron", "png", 2 * image.picture.height)


@pytest.mark.parametrize(
    ("name", "code", "message"),
    [
        ("nej.png", "FIL111", "The file does not exist: nej.png"),
        ("../../utanför.png", "FIL110", "The file lies outside the workspace: ../../utanför.png"),
        ("/etc/passwd", "FIL110", "The file name must be relative, with forward slashes: /etc/passwd"),
        ("https://x.se/a.png", "FIL110", "The file name must be relative, with forward slashes: https://x.se/a.png"),
        ("text.png", "FIL208", "This is not a PNG or JPEG picture: text.png"),
        ("trasig.png", "FIL208", "This is not a PNG or JPEG picture: trasig.png"),
        ("bild.gif", "FIL208", "This is not a PNG or JPEG picture: bild.gif"),
        ("tom.png", "FIL208", "This is not a PNG or JPEG picture: tom.png"),
        ("mapp", "FIL208", "The picture cannot be read: mapp (Is a directory)"),
    ],
)
def test_a_picture_that_cannot_be_used_is_reported_where_it_is_named(
    desk: Desk, name: str, code: str, message: str
) -> None:
    desk.write("../utanför.png", png())
    desk.write("cases/text.png", "ingen bild")
    desk.write("cases/trasig.png", png()[:20])
    desk.write("cases/bild.gif", b"GIF89a\1\0\1\0\0\0\0;")
    desk.write("cases/tom.png", b"")
    (desk.root / "cases" / "mapp").mkdir()
    assert desk.said(with_summary(f"Se\n\nhär ![a]({name})")) == [f"cases/ärende.yaml:11:7 {code} {message}"]


# Where faults are shown


@pytest.mark.parametrize(
    ("summary", "line", "column"),
    [
        ("sammanfattning: |\n  å\n\n    kod\n\n  å <b>\n", 13, 5),
        ("sammanfattning: |-\n      å <b>", 9, 9),
        ("sammanfattning: |2\n    å <b>\n", 9, 7),
        ("sammanfattning: |  # anmärkning\n\n  å <b>\n", 10, 5),
        ("sammanfattning: å <b>\n", 8, 19),
        ("sammanfattning: 'å <b>'\n", 8, 20),
        ('sammanfattning: "å <b>"\n', 8, 20),
        ("sammanfattning:   å <b>   # anmärkning\n", 8, 21),
        ("sammanfattning: >\n  å\n  <b>\n", 8, None),
        ("sammanfattning: å\n  <b>\n", 8, None),
        ("sammanfattning: 'det ''är'' <b>'\n", 8, None),
    ],
)
def test_a_fault_in_a_text_is_shown_where_it_stands_in_the_case(
    desk: Desk, summary: str, line: int, column: int | None
) -> None:
    (found,) = desk.findings(case(summary=summary))
    assert (found.code, found.file) == ("FIL201", "cases/ärende.yaml")
    if column is None:  # a folded text: at least its beginning
        assert line <= found.span.line <= line + 2
        return
    assert (found.span.line, found.span.column) == (line, column)
    assert found.span.end_column - found.span.column == 3
    assert found.excerpt is not None
    assert found.excerpt[found.span.column - 1 : found.span.end_column - 1] == "<b>"


def test_faults_of_several_texts_come_in_the_order_of_the_file_and_each_once(desk: Desk) -> None:
    more = "avsnitt:\n  - {rubrik: A, text: '[x](y)'}\n  - {rubrik: B, text: '#'}\n"
    found = desk.said(case(summary="sammanfattning: å <b>\n", more=more))
    assert [line.split(" ")[1] for line in found] == ["FIL201", "FIL205", "FIL211"]


# Faults of templates


@pytest.mark.parametrize(
    ("template", "place", "message"),
    [
        (
            "# {{ rubrik }}\n\n{{ sammanfatning }}\n",
            "6:1",
            "MAL003 The template names a field that does not exist: sammanfatning",
        ),
        ("{{ handläggare.nam }}\n", "4:1", "MAL003 The template names a field that does not exist: nam"),
        ("{% if rubrik %}\nx\n", "5:1", "MAL002 The block “if” is never closed"),
        ("{% for x in avsnitt %}\n\n{{ x }\n", "6:1", "MAL002 The template cannot be read here"),
        ("{% endif %}\n", "4:1", "MAL002 The template tag “endif” is unknown"),
        ("å\n{{ rubrik|stora }}\n", "5:1", "MAL002 The template filter “stora” is unknown"),
        ("{{ handläggare.telefon }}\n", "4:1", "MAL004 The template prints a field that this case does not have"),
        ("{{ beslutsförslag }}\n", "4:1", "MAL004 The template prints a field that is not plain text"),
        ("{{ handläggare }}\n", "4:1", "MAL004 The template prints a field that is not plain text"),
        ("{{ sammanfattning|upper }}\n", "4:1", "MAL004 The template prints a field that is not plain text"),
        ("{{ sammanfattning ~ '!' }}\n", "4:1", "MAL004 The template prints a field that is not plain text"),
        ('{% include "nej.md.j2" %}\n', "4:1", "MAL001 There is no template nej.md.j2"),
        ('{% include "../hemlig.md.j2" %}\n', "4:1", "MAL001 There is no template ../hemlig.md.j2"),
        ('{% include "prov.md.j2" %}\n', "4:1", "MAL005 The template includes or calls itself without end"),
        ("å\n\nb <b>\n", "6:3", "MAL008 HTML is not shown: <b>"),
        ("å\n\n<!-- dold -->\n", "6:1", "MAL008 HTML is not shown: <!-- dold -->"),
        ("[x](fil.md)\n", "4:1", "MAL008 The link does not lead to http, https or mailto: fil.md"),
        ("&#2;0&#3;\n", "4:1", "MAL008 The template writes a character that no document can hold: &#2;"),
        ("{{ 1/0 }}\n", "4:1", "MAL006 The template cannot be carried out: ZeroDivisionError: division by zero"),
    ],
)
def test_a_fault_in_a_template_is_reported_with_its_name_and_line(
    desk: Desk, template: str, place: str, message: str
) -> None:
    assert desk.said(case(), template) == [f"templates/prov.md.j2:{place} {message}"]


def test_a_misspelt_filter_comes_with_the_nearest_name_also_of_the_swedish_ones(desk: Desk) -> None:
    for written, meant in (("lång_datum", "långt_datum"), ("uper", "upper"), ("genetiv", "genitiv")):
        assert desk.findings(case(), f"{{{{ rubrik | {written} }}}}")[0].help == f"Did you mean “{meant}”?", written


@pytest.mark.parametrize(
    "expression",
    [
        "handläggare.telefon|upper",
        "handläggare.telefon|genitiv",
        "handläggare.telefon|string",
        "sammanträde|långt_datum",
        "'tfn ' ~ handläggare.telefon",
        "[rubrik, handläggare.telefon]|join(', ')",
        "[handläggare]|join(', ', attribute='telefon')",
        "[handläggare]|map(attribute='telefon')|join",
        "[handläggare.telefon]|map('upper')|join",
        "rubrik|replace('a', handläggare.telefon)",
        "[handläggare.telefon]|uppräkning",
    ],
)
def test_what_a_case_lacks_never_becomes_the_word_none(desk: Desk, expression: str) -> None:
    message = "templates/prov.md.j2:4:1 MAL004 The template prints a field that this case does not have"
    assert desk.said(case(), f"{{{{ {expression} }}}}\n") == [message]


@pytest.mark.parametrize(
    "expression",
    [
        "handläggare ~ ''",
        "handläggare|string",
        "[handläggare]|join",
        "[rubrik]|upper",
        "[[rubrik]]|join",
        "handläggare|e",
    ],
)
def test_what_python_would_write_in_its_own_way_is_never_printed(desk: Desk, expression: str) -> None:
    message = "templates/prov.md.j2:4:1 MAL004 The template prints a field that is not plain text"
    assert desk.said(case(), f"{{{{ {expression} }}}}\n") == [message]


@pytest.mark.parametrize(
    "expression",
    [
        "handläggare.telefon|default('–', true)",
        "handläggare.telefon or '–'",
        "['–', handläggare.telefon]|select|join",
        "[handläggare.namn]|map('lower')|join and '–'",
    ],
)
def test_a_template_may_say_what_stands_for_what_a_case_lacks(desk: Desk, expression: str) -> None:
    (paragraph,) = desk.blocks(case(), f"{{{{ {expression} }}}}\n")
    assert isinstance(paragraph, Paragraph)
    assert plain_text(paragraph.children) == "–"


def test_a_misspelt_field_comes_with_the_nearest_name_and_others_with_all_names(desk: Desk) -> None:
    assert desk.findings(case(), "{{ sammanfatning }}")[0].help == "Did you mean “sammanfattning”?"
    assert (desk.findings(case(), "{{ handläggare.zzz }}")[0].help) == "Fields here: namn, telefon, epost"
    assert desk.findings(case(), "{{ rubrik.zzz }}")[0].help is None


def test_a_fault_in_an_included_template_is_reported_there(desk: Desk) -> None:
    desk.write("templates/_del.md.j2", "å\n{{ nej }}\n")
    assert desk.said(case(), '\n{% include "_del.md.j2" %}\n') == [
        "templates/_del.md.j2:2:1 MAL003 The template names a field that does not exist: nej"
    ]
    desk.write("templates/_del.md.j2", "å\n\n<u>\n")
    assert desk.said(case(), '\n{% include "_del.md.j2" %}\n') == [
        "templates/_del.md.j2:3:1 MAL008 HTML is not shown: <u>"
    ]


@pytest.mark.parametrize(
    "template", ["`{{ sammanfattning }}`", "    {{ sammanfattning }}", "```\n{{ sammanfattning }}\n```"]
)
def test_a_markdown_text_that_a_template_prints_as_code_is_reported(desk: Desk, template: str) -> None:
    assert desk.said(case(), template) == [
        "cases/ärende.yaml:8:17 FIL214 The template prints this Markdown text where only plain text can stand"
    ]


def test_a_text_of_several_paragraphs_cannot_stand_inside_a_line(desk: Desk) -> None:
    (paragraph,) = desk.blocks(case(), "Kort: {{ sammanfattning }}")
    assert isinstance(paragraph, Paragraph)
    assert plain_text(paragraph.children) == "Kort: Kort sagt."
    assert "FIL214" in desk.said(with_summary("Ett\n\nTvå"), "Kort: {{ sammanfattning }}")[0]


def test_texts_may_stand_in_tables_quotes_and_lists_of_a_template(desk: Desk) -> None:
    template = "|a|\n|-|\n|{{ sammanfattning }}|\n\n> {{ sammanfattning }}\n\n- {{ sammanfattning }}\n"
    written = text("Kort sagt.")
    assert desk.blocks(case(), template) == (
        Table((None,), ((Text("a"),),), ((written.children,),)),
        Quote((written,)),
        List(False, ((written,),)),
    )


def test_a_field_that_has_no_value_can_be_asked_for(desk: Desk) -> None:
    assert desk.blocks(case(), "{% if handläggare.telefon %}x{% else %}utan{% endif %}") == (text("utan"),)


def test_a_template_without_front_matter_or_with_a_faulty_one_is_reported(desk: Desk) -> None:
    desk.write("templates/prov.md.j2", "# {{ rubrik }}\n")
    workspace = find_workspace(desk.root)
    desk.write("cases/ärende.yaml", case())
    loaded = load_case(desk.root / "cases" / "ärende.yaml", workspace.municipality, desk.root)
    for content in ("# {{ rubrik }}\n", "", "---\nnamn: x\n", "---\nnam: x\n---\n", "---\nutseende: x\n---\n"):
        desk.write("templates/prov.md.j2", content)
        with pytest.raises(FindingsError) as caught:
            compose(loaded, workspace, "prov")
        assert [found.file for found in caught.value.findings] == ["templates/prov.md.j2"] * len(caught.value.findings)


def test_a_document_that_no_template_is_for_is_reported_with_the_nearest(desk: Desk) -> None:
    workspace = find_workspace(desk.root)
    desk.write("cases/ärende.yaml", case())
    loaded = load_case(desk.root / "cases" / "ärende.yaml", workspace.municipality, desk.root)
    with pytest.raises(FindingsError) as caught:
        compose(loaded, workspace, "tjansteutlatand")
    assert caught.value.findings[0].help == "Did you mean “tjansteutlatande”?"


HOSTILE = [
    "{{ ''.__class__.__mro__ }}",
    "{{ rubrik.__class__.__base__.__subclasses__() }}",
    "{{ self.__init__.__globals__ }}",
    "{{ self._TemplateReference__context }}",
    "{{ (rubrik|string).__len__() }}",
    "{{ range(10**9)|list }}",
    "{{ range(1000000)|length }}",
    "{{ 'a' * 10**9 }}",
    "{{ 10**10**10 }}",
    "{{ ['a'] * 10**8 }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '{:>1000000000}'.format(1) }}",
    "{{ '{0.__class__}'.format(rubrik) }}",
    "{{ 'x'.center(10**9) }}",
    "{{ 'x'.ljust(10**9) }}",
    "{{ rubrik|center(10**9) }}",
    "{{ rubrik|rubrik(10**9) }}",
    "{{ rubrik|attr('__class__') }}",
    "{{ rubrik|safe }}",
    "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
    "{{ lipsum(n=10000) }}",
    "{{ namespace(a=1) }}",
    "{{ __märken__.append(1) }}",
    "{{ ('a'*9999)|replace('a', 'a'*9999) }}",
    "{{ ('a'*9999).replace('a', 'a'*9999) }}",
    "{{ ('a'*9999)|join('b'*9999) }}",
    "{% for a in 'a'*9999 %}{% for b in 'a'*9999 %}{% endfor %}{% endfor %}",
    "{% for a in 'a'*9999 %}{% for b in 'a'*99 %}{% for c in 'a'*99 %}{% endfor %}{% endfor %}{% endfor %}",
    "{% set s = 'aaaaaaaaaa' %}" + "{% set s = s ~ s %}" * 40,
    "{% set s = 'aaaaaaaaaa' %}" + "{% set s = s + s %}" * 40,
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% for x in rubrik recursive %}{{ loop(rubrik) }}{% endfor %}",
    "{% import 'prov.md.j2' as p %}",
    "{% extends 'prov.md.j2' %}",
]


@pytest.mark.parametrize("template", HOSTILE, ids=[str(number) for number in range(len(HOSTILE))])
def test_a_hostile_template_is_refused_quickly(desk: Desk, template: str) -> None:
    start = time.process_time()
    (found,) = desk.findings(case(), template)
    assert found.file == "templates/prov.md.j2"
    assert found.code in ("MAL002", "MAL003", "MAL004", "MAL005", "MAL006")
    assert time.process_time() - start < 3


def test_ordinary_loops_and_long_texts_stay_within_the_bounds(desk: Desk) -> None:
    more = "sändlista: [" + ", ".join(f"Nämnd {number}" for number in range(2000)) + "]\n"
    template = "{% for a in sändlista %}{{ a|replace('Nämnd', 'Styrelse') }}{{ ', ' if not loop.last }}{% endfor %}"
    (paragraph,) = desk.blocks(case(more=more), template)
    assert isinstance(paragraph, Paragraph)
    assert plain_text(paragraph.children).count("Styrelse") == 2000


def test_composing_the_same_case_twice_gives_the_same_document(desk: Desk) -> None:
    first = desk.compose(with_summary("# Ett\n\n- x"))
    desk.compose(with_summary("annat"))
    assert desk.compose(with_summary("# Ett\n\n- x")) == first


def test_code_keeps_its_lines(desk: Desk) -> None:
    assert desk.blocks(with_summary("```\na  b\n\n  c\n```"))[-1] == CodeBlock("a  b\n\n  c")


def test_a_case_of_the_usual_size_is_composed_in_a_moment(desk: Desk, reference: str) -> None:
    desk.compose(reference)
    start = time.process_time()
    for _again in range(5):
        desk.compose(reference)
    assert (time.process_time() - start) / 5 < 0.2  # 0.01 on an idle machine
