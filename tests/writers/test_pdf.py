"""PDF files: archivable, accessible, the same bytes every time, and structured as the text is."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest
from defaultlook import TEMPLATES, inline, para
from pdfs import composed, dense, faults, names, pdf, read, shipped, text_of

from conftest import ROOT
from ksflow.casefile.loading import load_case
from ksflow.documents.blocks import (
    CodeBlock,
    Division,
    Document,
    Emphasis,
    Footnote,
    Heading,
    Image,
    LineBreak,
    Link,
    List,
    Paragraph,
    Picture,
    Quote,
    Strong,
    Table,
    Text,
    ThematicBreak,
)
from ksflow.documents.compose import compose
from ksflow.organisation.workspace import find_workspace
from ksflow.writers.columns import Needs
from ksflow.writers.pdf.stamp import is_own
from ksflow.writers.pdf.writer import write_pdf

CASES = [*sorted((ROOT / "cases").glob("*.yaml")), ROOT / "tests" / "data" / "allt.yaml"]
DOCUMENTS = ("tjansteutlatande", "beslutsforslag", "sandlista")
BRIDGE = (ROOT / "tests" / "data" / "bro.png").read_bytes()


def of_case(case: Path, kind: str) -> Document:
    workspace = find_workspace(ROOT)
    return compose(load_case(case, workspace.municipality, workspace.root), workspace, kind)


def image(width: int = 914_400, height: int = 457_200) -> Image:
    return Image(Picture(BRIDGE, "png", width, height), "En bro")


# Standards


@pytest.mark.parametrize("kind", DOCUMENTS)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_every_document_is_pdf_a_and_pdf_ua(case: Path, kind: str) -> None:
    document = of_case(case, kind)
    data = write_pdf(document, shipped(document.look))
    assert faults(data) == []
    assert is_own(data)


def test_the_properties_say_what_it_is() -> None:
    reader = read(pdf(para("Text")))
    assert reader.metadata is not None
    assert (reader.metadata.title, reader.metadata.author) == ("Rubriken", "Anna Andersson")
    assert (reader.metadata.keywords, reader.metadata.subject) == (
        "KS-2024/1, Tjänsteutlåtande",
        "Tjänsteutlåtande KS-2024/1",
    )
    assert str(reader.metadata.creation_date) == "2024-01-02 00:00:00+00:00"
    assert reader.root_object["/Lang"] == "sv-SE"
    assert reader.root_object["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    xmp = reader.root_object["/Metadata"].get_data().decode()
    assert "KS-2024/1" in xmp
    assert "<pdfaid:part>2</pdfaid:part>" in xmp
    assert "<pdfuaid:part>1</pdfuaid:part>" in xmp


def test_the_fonts_are_those_of_the_repository_and_embedded() -> None:
    reader = read(pdf(para("Text ", Strong(inline("fet"))), CodeBlock("kod")))
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for one in reader.pages
        for font in one["/Resources"]["/Font"].values()
    }
    assert fonts == {"LiberationSans", "LiberationSans-Bold", "LiberationMono"}


def test_headings_are_bookmarks_that_lie_in_each_other() -> None:
    reader = read(pdf(Heading(2, inline("Bakgrund")), Heading(3, inline("Nuläge")), para("Text")))
    assert reader.outline[0].title == "Rubriken"
    inner = reader.outline[1]
    assert inner[0].title == "Bakgrund"
    assert inner[1][0].title == "Nuläge"


# The same in, the same out

SCRIPT = """
import sys
from pathlib import Path
sys.path[:0] = sys.argv[1:3]
import test_pdf, pdfs
from ksflow.writers.pdf.writer import write_pdf
document = test_pdf.of_case(test_pdf.CASES[-1], "tjansteutlatande")
sys.stdout.buffer.write(write_pdf(document, pdfs.shipped(document.look)))
"""


def test_two_processes_in_two_folders_and_zones_write_the_same_bytes(tmp_path: Path) -> None:
    written = []
    for zone in ("Europe/Stockholm", "Asia/Tokyo"):
        folder = tmp_path / zone.replace("/", "-")
        folder.mkdir()
        command = [sys.executable, "-c", SCRIPT, str(ROOT / "tests" / "writers"), str(ROOT / "tests")]
        environment = {**os.environ, "TZ": zone, "TMPDIR": str(folder), "PYTHONHASHSEED": str(len(zone))}
        run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True, timeout=120)
        written.append(run.stdout)
    assert written[0] == written[1]
    assert written[0].startswith(b"%PDF-1.7")


def test_what_was_written_before_leaves_no_trace() -> None:
    first = pdf(para("Ett"), para(image()))
    pdf(para("Två"), Table((None,), (inline("A"),), ((inline("1"),),)))
    assert pdf(para("Ett"), para(image())) == first


# Structure


def test_headings_lists_and_paragraphs_are_tagged_in_reading_order() -> None:
    inner = List(ordered=False, items=((para("b"),),))
    data = pdf(Heading(2, inline("Två")), para("a"), List(ordered=True, items=((para("ett"), inner), (para("två"),))))
    tagged = names(data)
    assert tagged[tagged.index("H1") :] == [
        *("H1", "H2", "P", "L"),
        *("LI", "Lbl", "LBody", "P"),
        *("L", "LI", "Lbl", "LBody", "P"),  # PDF has a list inside another beside its items (ISO 32000-1, 14.8.4.3.3)
        *("LI", "Lbl", "LBody", "P"),
    ]


def test_a_list_begins_at_its_number_and_the_next_begins_anew() -> None:
    five = List(ordered=True, items=((para("fem"),), (para("sex"),)), start=5)
    one = List(ordered=True, items=((para("ett"),),))
    assert "5.fem6.sexOch1.ett" in dense(text_of(pdf(five, para("Och"), one)))


def test_numbers_and_bullets_follow_the_depth_as_in_word() -> None:
    deepest = List(ordered=True, items=((para("tre"),),))
    middle = List(ordered=True, items=((para("två"), deepest),))
    assert "1.etta.tvåi.tre" in dense(text_of(pdf(List(ordered=True, items=((para("ett"), middle),)))))
    inner = List(ordered=False, items=((para("två"), List(ordered=False, items=((para("tre"),),))),))
    assert "•ett–två▪tre" in dense(text_of(pdf(List(ordered=False, items=((para("ett"), inner),)))))


def test_a_table_has_header_cells_and_a_numbered_caption() -> None:
    table = Table(("left", "right"), (inline("År"), inline("Kr")), ((inline("2024"), inline("5")),), inline("Kostnad"))
    data = pdf(table, table)
    assert [name for name in names(data) if name in {"Table", "Caption", "TH", "TD"}] == [
        *("Table", "Caption", "TH", "TH", "TD", "TD")
    ] * 2
    assert "Tabell1.KostnadÅrKr20245Tabell2.Kostnad" in dense(text_of(data))


def test_the_header_row_comes_again_on_the_next_page() -> None:
    rows = tuple((inline(f"Rad {number}"), inline("x")) for number in range(60))
    data = pdf(Table((None, "center"), (inline("Benämning"), inline("Kryss")), rows))
    pages = [one.extract_text() for one in read(data).pages]
    assert len(pages) > 1
    assert all("Benämning" in text for text in pages)
    assert faults(data) == []


def test_a_cell_that_is_higher_than_a_page_loses_nothing() -> None:
    words = [f"ord{number}" for number in range(3000)]
    data = pdf(Table((None, None), (inline("A"), inline("B")), ((inline("1"), inline(" ".join(words))),)))
    assert set(words) <= set(text_of(data).split())


def test_quotes_code_notes_links_and_rules_keep_their_text() -> None:
    blocks = (
        Quote((para("Citerat"), para("i två stycken"))),
        CodeBlock("rad ett\n  rad två"),
        ThematicBreak(),
        para(
            "Se", Footnote((para("Noten"), List(ordered=False, items=((para("punkt"),),)))), " ", LineBreak(), "ny rad"
        ),
        para(Link("https://exempel.se/?a=1&b=å", inline("länken")), Emphasis(inline("betonat"))),
    )
    data = pdf(*blocks)
    text = dense(text_of(data))
    for part in ("Citerat", "itvåstycken", "radett", "radtvå", "Noten", "punkt", "nyrad", "länken", "betonat"):
        assert part in text
    assert {"BlockQuote", "Code", "Note", "Link"} <= set(names(data))
    assert faults(data) == []
    targets = [
        str(annotation.get_object()["/A"]["/URI"])
        for one in read(data).pages
        for annotation in one.get("/Annots", [])
        if "/URI" in annotation.get_object().get("/A", {})
    ]
    assert targets == ["mailto:anna@exempel.se", "https://exempel.se/?a=1&b=%C3%A5"]


def test_a_picture_has_its_alternative_text_and_fits_where_it_stands() -> None:
    huge = Paragraph((image(width=91_440_000, height=45_720_000),))
    data = pdf(
        huge, Table((None, None), (inline("A"), inline("B")), (((image(91_440_000, 45_720_000),), inline("b")),))
    )
    assert names(data).count("Figure") == 2
    assert b"/Alt" in data
    assert faults(data) == []
    assert len(read(data).pages) == 1


def test_the_logotype_takes_the_place_of_the_wordmark() -> None:
    municipality = {**composed().fields["kommun"], "logotyp": image()}
    data = pdf(para("Text"), kommun=municipality)
    assert "STORKÖPING" not in text_of(data).split("Kommunstyrelsens")[0]
    assert faults(data) == []


def test_the_names_of_signatories_stay_on_one_page_with_the_last_paragraph() -> None:
    signatories = Division("Undertecknare", tuple(para(f"Namn {number}") for number in range(4)))
    for length in range(20, 34):
        data = pdf(*(para(f"Stycke {number}") for number in range(length)), signatories)
        *_before, last = [one.extract_text() for one in read(data).pages if "Namn" in one.extract_text()]
        assert [f"Namn {number}" in last for number in range(4)] == [True] * 4
        assert f"Stycke {length - 1}" in last


def test_the_running_header_tells_a_stray_sheet_from_page_two() -> None:
    data = pdf(*(para(f"Stycke {number}") for number in range(80)))
    first, second, *_rest = [dense(one.extract_text()) for one in read(data).pages]
    count = len(read(data).pages)
    assert "TJÄNSTEUTLÅTANDE" in first
    assert f"1({count})" in first
    assert "Postadress" in first
    assert f"2({count})" in second
    assert "DiarienummerKS-2024/1" in second
    assert "Postadress" not in second


def test_every_division_that_the_templates_name_has_its_place_in_both_looks() -> None:
    for look in ("kommun", "sandlista"):
        data = pdf(Division("Undertecknare", (para("Eva Ek"),)), Division("Sändlista", (para("Diariet"),)), look=look)
        assert "EvaEkDiariet" in dense(text_of(data))


def test_the_fonts_have_their_licence_beside_them() -> None:
    assert "SIL OPEN FONT LICENSE Version 1.1" in (TEMPLATES / "fonts" / "OFL.txt").read_text(encoding="utf-8")


def test_text_that_stands_alone_is_nothing_but_text() -> None:
    assert dense(text_of(pdf(Paragraph((Text("a"), Text("b")))))).count("ab") == 1


def test_a_short_table_stays_on_one_page_with_its_caption_and_heading() -> None:
    rows = tuple((inline(f"Rad {number}"), inline("x")) for number in range(8))
    for caption in ((), inline("Kostnad")):
        table = Table((None, None), (inline("Post"), inline("Kryss")), rows, caption)
        for length in range(8, 28, 2):
            data = pdf(*(para(f"Stycke {number}") for number in range(length)), Heading(2, inline("Tabellen")), table)
            whole = [dense(one.extract_text()) for one in read(data).pages if "Rad0" in dense(one.extract_text())]
            assert [("Tabellen" in text, "Rad7" in text) for text in whole] == [(True, True)]


def test_a_long_address_in_a_table_with_many_columns_does_not_run_into_the_next_column() -> None:
    address = "sakerhetssamordnaren@exempel.se"
    names = ("Mottagare", "Kontakt", "Adress", "Leverans", "Syfte", "Bifogas", "Skickat\xa0den", "Signatur")
    cells = (
        "Gymnasie- och arbetsmarknadsförvaltningen",
        "Isak, uppdragsledare",
        address,
        "internpost",
        "för verkställighet (punkt 2)",
    )
    table = Table((None,) * 8, tuple(map(inline, names)), (tuple(map(inline, (*cells, "Bilaga 1", "", ""))),))
    starts: dict[str, float] = {}

    def note(text: str, matrix: list[float], place: list[float], _font: object, _size: float) -> None:
        starts.setdefault(text.strip(), matrix[4] + place[4])

    read(pdf(table, look="sandlista")).pages[0].extract_text(visitor_text=note)
    assert starts["internpost"] - starts[address] > Needs.thousandths(Needs.of(["", address]).word) * 9 / 1000


def test_a_short_list_stays_on_one_page_with_its_heading_and_nobody_stands_alone_in_a_long_one() -> None:
    items = tuple((para(f"punkt{number}"),) for number in range(4))
    recipients = Division("Sändlista", tuple(para(f"mottagare{number}x") for number in range(11)))
    for length in range(14, 34, 2):
        paragraphs = [para(f"Stycke {number}") for number in range(length)]
        data = pdf(*paragraphs, Heading(2, inline("Underlag")), List(ordered=False, items=items), recipients)
        pages = [one.extract_text() for one in read(data).pages]
        (listed,) = [text for text in pages if "punkt" in text]
        assert all(f"punkt{number}" in listed for number in range(4))
        assert "Underlag" in listed
        assert 1 not in [text.count("mottagare") for text in pages]


def test_several_deciding_bodies_with_long_names_stand_below_each_other() -> None:
    names = [
        "Kommunfullmäktige, kommunstyrelsen och bygglovs- och tillsynsnämnden",
        "Kultur- och fritidsnämnden",
        "Sist",
    ]
    heights: list[float] = []

    def note(text: str, matrix: list[float], place: list[float], _font: object, _size: float) -> None:
        if any(dense(text) and dense(text) in dense(name) for name in names):
            heights.append(matrix[5] + place[5])

    bodies = [{"namn": name, "sammanträde": None} for name in (names[0], names[0], names[1], names[2])]
    read(pdf(look="sandlista", beslutande=bodies, ett_ärende=False)).pages[0].extract_text(visitor_text=note)
    apart = [upper - lower for upper, lower in pairwise(heights)]
    assert len(apart) >= 5
    assert min(apart) > 9
