"""What Word files say arrives in a case, whatever their layout."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from docx import Document
from worddocs import element, run, styled, unstyled, with_body
from words import missing_words

from conftest import ROOT, Outcome
from ksflow.importing.opening import read_document

Run = Callable[..., Outcome]


def imported(ksflow: Run, path: Path) -> dict[str, Any]:
    outcome = ksflow("import", path, "--show")
    data: dict[str, Any] = yaml.load(outcome.stdout, Loader=yaml.BaseLoader)
    return data


def test_a_document_with_word_s_own_styles(workspace: Path, ksflow: Run) -> None:
    data = imported(ksflow, styled(workspace / "motion.docx"))
    assert data == {
        "diarienummer": "KS-2024/77",
        "datum": "2024-03-04",
        "rubrik": "Svar på motion om cykelvägar",
        "nämnd": "Socialnämnden",
        "handläggare": {"namn": "Anna Lind", "telefon": "08-535 300 12"},
        "beslutsförslag": [
            {
                "att": [
                    "Motionen om cykelvägar bifalls.",
                    "Socialnämnden återrapporterar senast den 1 maj 2025.",
                ]
            }
        ],
        "sammanfattning": "Motionären vill ha **säkra** vägar, *genast*.\n",
        "avsnitt": [
            {
                "rubrik": "Ärendet",
                "text": "Skälen är flera:\n\n- barn\n- äldre\n",
                "avsnitt": [
                    {"rubrik": "Kostnader", "text": "| År | Kronor |\n| --- | --- |\n| 2024 | 1 500 000 |\n"},
                ],
            }
        ],
        "bilagor": ["Motion om cykelvägar"],
        "sändlista": ["Socialnämnden", {"namn": "Cykelvännerna i Byn", "extern": "ja"}],
    }


def test_a_document_without_styles(workspace: Path, ksflow: Run) -> None:
    data = imported(ksflow, unstyled(workspace / "gammalt.docx"))
    assert data["diarienummer"] == "KS-2004/12"
    assert data["datum"] == "2004-02-03"
    assert data["rubrik"] == "Inköp av en snöslunga"
    assert data["nämnd"] == "Kommunstyrelsen"
    assert data["beslutsförslag"] == [{"att": ["Kommunen köper en snöslunga för 250 000 kronor."]}]
    assert data["avsnitt"] == [
        {"rubrik": "Bakgrund", "text": "Snöslungan köptes 1974. Den har:\n\n- rostat\n- gått sönder\n"}
    ]
    assert data["undertecknare"] == [{"namn": "Sven Snö", "titel": "Gatuchef"}]


def test_what_is_not_sure_is_said_in_the_file_and_beside_it(workspace: Path, ksflow: Run) -> None:
    outcome = ksflow("import", unstyled(workspace / "gammalt.docx"))
    text = (workspace / "cases" / "KS-2004-12.yaml").read_text("utf-8")
    for remark in ("The title is guessed", "No officer was found"):
        assert f"# {remark}.\n" in text
        assert f"  {remark}\n" in outcome.stderr


@pytest.mark.parametrize("make", [styled, unstyled])
def test_no_word_is_dropped(make: Callable[[Path], Path], workspace: Path, ksflow: Run) -> None:
    path = make(workspace / "in.docx")
    text = ksflow("import", path, "--show").stdout
    # A date in words has become 2024-03-04, and labels have become keys.
    labels = {"Datum", "Dnr", "Diarienummer", "Handläggare", "mars", "4", "1", "Bilaga"}
    headings = {"Förslag", "till", "beslut", "Sammanfattning", "av", "ärendet", "Bilagor", "Beslutet", "expedieras"}
    assert set(missing_words(read_document(path), text)) <= labels | headings | {"TJÄNSTEUTLÅTANDE"}


@pytest.mark.parametrize("case", sorted(path.stem for path in (ROOT / "cases").glob("*.yaml")))
def test_build_import_build_gives_the_same_text(case: str, workspace: Path, ksflow: Run) -> None:
    import shutil

    from wordtext import body_lines

    shutil.copytree(ROOT / "cases", workspace / "cases", dirs_exist_ok=True)
    ksflow("build", f"cases/{case}.yaml", "-d", "tjansteutlatande")
    built = workspace / "out" / case / "tjansteutlatande.docx"
    before = body_lines(built)
    (workspace / "original.docx").write_bytes(built.read_bytes())
    (workspace / "cases" / f"{case}.yaml").unlink()
    outcome = ksflow("import", "original.docx", "--verify")
    assert (outcome.code, outcome.stdout) == (0, "")
    assert ksflow("build", f"cases/{case}.yaml", "-d", "tjansteutlatande", "--force").code == 0
    assert body_lines(built) == before


CLASSIC = (
    "Kommunstyrelsen föreslår kommunfullmäktige besluta",
    "att taxan, bilaga 1, antas,",
    "att taxan gäller från och med den 1 januari 2025, samt",
    "att den äldre taxan upphör att gälla.",
    "Kommunstyrelsen beslutar att",
    "att förvaltningen får i uppdrag att informera handlarna.",
)


def with_classic_proposals(path: Path) -> Path:
    document = Document()
    document.add_heading("Ny taxa", 1)
    document.add_heading("Förslag till beslut", 2)
    for line in CLASSIC:
        document.add_paragraph(line)
    document.save(str(path))
    return path


def test_classic_att_satser_are_divided_where_somebody_decides(workspace: Path, ksflow: Run) -> None:
    kommun = (workspace / "kommun.yaml").read_text(encoding="utf-8")
    (workspace / "kommun.yaml").write_text(f"{kommun}\nhusregler: {{beslutsform: att-satser}}\n", encoding="utf-8")
    assert imported(ksflow, with_classic_proposals(workspace / "a.docx"))["beslutsförslag"] == [
        {
            "från": "Kommunstyrelsen",
            "till": "kommunfullmäktige",
            "att": [
                "att taxan, bilaga 1, antas",
                "att taxan gäller från och med den 1 januari 2025",
                "att den äldre taxan upphör att gälla.",
            ],
        },
        {"från": "Kommunstyrelsen", "att": ["att förvaltningen får i uppdrag att informera handlarna."]},
    ]


@pytest.mark.parametrize("case", ["KS-2024-42", "TN-2024-123"])
def test_att_satser_that_ksflow_has_built_come_back_as_they_were(case: str, workspace: Path, ksflow: Run) -> None:
    import shutil

    storkoping = ROOT / "examples" / "storkoping"
    shutil.copytree(storkoping, workspace, dirs_exist_ok=True)
    ksflow("build", f"cases/{case}.yaml", "-d", "beslutsforslag")
    built = workspace / "out" / case / "beslutsforslag.docx"
    original = yaml.load((workspace / "cases" / f"{case}.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    came = imported(ksflow, built)["beslutsförslag"]
    assert [len(one["att"]) for one in came] == [len(one["att"]) for one in original["beslutsförslag"]]
    for one, other in zip(came, original["beslutsförslag"], strict=True):
        keys = ("från", "till", "förutsätter")
        assert [one.get(key, "").casefold() for key in keys] == [other.get(key, "").casefold() for key in keys]
    assert not any(text.endswith(("samt", ",")) for one in came for text in one["att"])


def test_where_decisions_are_written_as_sentences_classic_ones_keep_every_word(workspace: Path, ksflow: Run) -> None:
    assert imported(ksflow, with_classic_proposals(workspace / "a.docx"))["beslutsförslag"] == [{"att": list(CLASSIC)}]


def changed(text: str) -> Callable[[Any], None]:
    def change(body: Any) -> None:
        deleted = element("w:del", run(f"{text} bort", "w:delText"), id="1", author="x")
        body[-2].append(deleted)
        body[-2].append(element("w:ins", run(f" {text} nytt"), id="2", author="x"))

    return change


def test_tracked_changes_are_taken_as_accepted_and_told(workspace: Path, ksflow: Run) -> None:
    outcome = ksflow("import", with_body(workspace / "a.docx", changed("Ändrat")), "--show")
    assert "Det finns text här. Ändrat nytt" in outcome.stdout
    assert "bort" not in outcome.stdout
    assert "Text that was deleted under tracked changes is left out\n" in outcome.stderr
    assert "Text that was added under tracked changes is taken as accepted\n" in outcome.stderr


def test_text_in_content_controls_and_text_boxes_is_there(workspace: Path, ksflow: Run) -> None:
    def change(body: Any) -> None:
        inner = element("w:p", run("I en kontroll."))
        body.insert(len(body) - 1, element("w:sdt", element("w:sdtContent", inner)))
        box = element("w:pict", element("w:txbxContent", element("w:p", run("I en ruta."))))
        body.insert(len(body) - 1, element("w:p", element("w:r", box)))

    text = ksflow("import", with_body(workspace / "a.docx", change), "--show").stdout
    assert "I en kontroll." in text
    assert "I en ruta." in text


def test_a_document_that_is_none_is_refused_in_one_line(workspace: Path, ksflow: Run) -> None:
    for name, data in (
        ("tom.docx", b""),
        ("text.docx", b"hej"),
        ("gammal.docx", b"\xd0\xcf\x11\xe0" + b"\0" * 600),
        ("bild.png", b"\x89PNG"),
        ("bild.txt", b"\x89PNG\x0d\x0a\x1a\x0a\0\0\0\x0dIHDR"),
    ):
        (workspace / name).write_bytes(data)
        outcome = ksflow("import", name)
        assert outcome.code == 1
        assert outcome.stderr.startswith(f"ksflow: {name} ")
        assert outcome.stderr.count("\n") == 1
    assert list((workspace / "cases").iterdir()) == []


def test_the_others_are_imported_all_the_same(workspace: Path, ksflow: Run) -> None:
    (workspace / "trasig.docx").write_bytes(b"PK\3\4trasig")
    styled(workspace / "bra.docx")
    outcome = ksflow("import", "trasig.docx", "saknas.docx", "bra.docx")
    assert outcome.code == 1
    assert [path.name for path in (workspace / "cases").iterdir()] == ["KS-2024-77.yaml"]


def test_nothing_is_overwritten(workspace: Path, ksflow: Run) -> None:
    path = styled(workspace / "bra.docx")
    assert ksflow("import", path).code == 0
    case = workspace / "cases" / "KS-2024-77.yaml"
    before = case.read_bytes()
    outcome = ksflow("import", path)
    assert (outcome.code, outcome.stderr) == (1, "ksflow: cases/KS-2024-77.yaml has that number already\n")
    assert case.read_bytes() == before


def test_formulas_and_text_above_which_its_reading_stands_are_there(workspace: Path, ksflow: Run) -> None:
    def change(body: Any) -> None:
        math = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
        formula = body.makeelement(f"{math}oMath", {})
        run_in_it = formula.makeelement(f"{math}r", {})
        text = run_in_it.makeelement(f"{math}t", {})
        text.text = "E=mc"
        run_in_it.append(text)
        formula.append(run_in_it)
        body[-2].append(formula)
        body[-2].append(element("w:r", element("w:ruby", element("w:rubyBase", run(" grundord")))))

    outcome = ksflow("import", with_body(workspace / "a.docx", change), "--show")
    assert "E=mc grundord" in outcome.stdout
    assert "Formulas have become plain text" in outcome.stderr


def test_a_table_below_the_title_gives_facts_or_stays_whole(workspace: Path, ksflow: Run) -> None:
    document = Document()
    document.add_heading("Ett ärende", 1)
    for rows in ((("Datum", "Diarienummer"), ("2024-05-06", "KS-2024/99")), (("År", "Kronor"), ("2024", "7 000"))):
        table = document.add_table(2, 2)
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
        document.add_paragraph()
    document.add_heading("Sammanfattning", 2)
    document.add_paragraph("Det finns text.")
    document.save(str(workspace / "a.docx"))
    data = imported(ksflow, workspace / "a.docx")
    assert (data["datum"], data["diarienummer"]) == ("2024-05-06", "KS-2024/99")
    assert data["avsnitt"] == [
        {"rubrik": "Text utan plats", "text": "| År | Kronor |\n| --- | --- |\n| 2024 | 7 000 |\n"}
    ]


def test_a_document_without_headings_stands_in_one_section_in_its_order(workspace: Path, ksflow: Run) -> None:
    document = Document()
    for text in ("KS-2024/31", "Ny cykelväg till Ån", "Kommunen bygger en cykelväg, eftersom vägen dit är farlig."):
        document.add_paragraph(text)
    document.add_paragraph("skolbarn", "List Bullet")
    document.add_paragraph(
        "Den är klar om ett år, och vad den kostar och vem som betalar visas här nedanför, i en tabell:"
    )
    document.add_table(1, 2).rows[0].cells[0].text = "Kommunen"
    document.save(str(workspace / "a.docx"))
    outcome = ksflow("import", "a.docx", "--verify")
    data = yaml.load((workspace / "cases" / "KS-2024-31.yaml").read_text("utf-8"), Loader=yaml.BaseLoader)
    assert data["rubrik"] == "Ny cykelväg till Ån"
    (section,) = data["avsnitt"]
    assert section["rubrik"] == "Ärendet"
    places = [section["text"].index(word) for word in ("Kommunen bygger", "- skolbarn", "Den är klar", "| Kommunen |")]
    assert places == sorted(places)
    assert "The document has no headings: its text stands under “Ärendet”" in outcome.stderr


def test_lines_of_plain_text_that_are_usual_headings_divide_a_document(workspace: Path, ksflow: Run) -> None:
    document = Document()
    document.add_paragraph("Ett ärende", "Title")
    for text in ("Sammanfattning", "Kort sagt.", "Bakgrund", "Så här var det."):
        document.add_paragraph(text)
    document.save(str(workspace / "a.docx"))
    data = imported(ksflow, workspace / "a.docx")
    assert data["sammanfattning"] == "Kort sagt.\n"
    assert data["avsnitt"] == [{"rubrik": "Bakgrund", "text": "Så här var det.\n"}]


def test_headings_that_skip_levels_and_sections_without_text_are_kept(workspace: Path, ksflow: Run) -> None:
    document = Document()
    for text, level in (("Ett ärende", 1), ("Bakgrund", 2), ("Djupt", 5), ("Högre", 3), ("Tomt", 2)):
        document.add_heading(text, level)
        if level in (3, 5):
            document.add_paragraph(f"{text} säger något.")
    document.save(str(workspace / "a.docx"))
    assert imported(ksflow, workspace / "a.docx")["avsnitt"] == [
        {
            "rubrik": "Bakgrund",
            "avsnitt": [
                {"rubrik": "Djupt", "text": "Djupt säger något.\n"},
                {"rubrik": "Högre", "text": "Högre säger något.\n"},
            ],
        },
        {"rubrik": "Tomt", "text": "[Skriv avsnittets text]"},
    ]


def test_proposals_in_two_places_stay_two(workspace: Path, ksflow: Run) -> None:
    document = Document()
    document.add_heading("Ett ärende", 1)
    for heading, text in (("Förslag till beslut", "Ett."), ("Bakgrund", "Text."), ("Förslag till beslut", "Två.")):
        document.add_heading(heading, 2)
        document.add_paragraph(text)
    document.save(str(workspace / "a.docx"))
    outcome = ksflow("import", "a.docx", "--show")
    data = yaml.load(outcome.stdout, Loader=yaml.BaseLoader)
    assert data["beslutsförslag"] == [{"att": ["Ett."]}, {"rubrik": "Förslag till beslut", "att": ["Två."]}]
    assert "There are proposals under more than one “Förslag till beslut”; they stand together" in outcome.stderr


def test_list_styles_of_deeper_levels_and_quotations(workspace: Path, ksflow: Run) -> None:
    document = Document()
    document.add_heading("Ett ärende", 1)
    document.add_heading("Bakgrund", 2)
    for style in ("List Bullet", "List Bullet 2", "List Bullet 3", "List Bullet", "Quote", "Intense Quote"):
        document.add_paragraph(style, style)
    document.save(str(workspace / "a.docx"))
    (section,) = imported(ksflow, workspace / "a.docx")["avsnitt"]
    assert section["text"] == (
        "- List Bullet\n  - List Bullet 2\n    - List Bullet 3\n- List Bullet\n\n> Quote\n>\n> Intense Quote\n"
    )


def test_a_footnote_and_an_endnote_with_the_same_number_are_two(workspace: Path, ksflow: Run) -> None:
    text = ksflow("import", ROOT / "tests/data/noter.docx", "--show").stdout
    assert "Ett ord[^1] till[^2]" in text
    assert "[^1]: Fotnotstexten." in text
    assert "[^2]: Slutnotstexten." in text


def test_texts_are_compared_also_when_number_date_and_body_are_not_known(workspace: Path, ksflow: Run) -> None:
    document = Document()
    document.add_heading("Ett ärende", 1)
    document.add_heading("Bakgrund", 2)
    document.add_paragraph("Så här var det.")
    document.save(str(workspace / "a.docx"))
    outcome = ksflow("import", "a.docx", "--verify")
    assert (outcome.code, outcome.stdout) == (0, "")
    assert "The case says what the document says" in outcome.stderr
    document.add_heading("Sammanfattning", 2)
    document.add_paragraph("Kort sagt.")
    document.save(str(workspace / "b.docx"))
    outcome = ksflow("import", "b.docx", "--verify")
    assert outcome.code == 1
    assert "-Kort sagt." in outcome.stdout
    assert "Nothing is missing or added: some lines stand in another place" in outcome.stderr


@pytest.mark.parametrize("name", ["gammal.doc", "makron.docm", "text.odt", "text.rtf"])
def test_kinds_that_word_can_save_anew_say_so(name: str, workspace: Path, ksflow: Run) -> None:
    (workspace / name).write_bytes(b"x")
    outcome = ksflow("import", name)
    assert outcome.code == 1
    assert outcome.stderr == f"ksflow: {name} cannot be read: save it as .docx in Word or LibreOffice first\n"


@pytest.mark.parametrize(
    ("lines", "proposals"),
    [
        (
            ["Kommunstyrelsen beslutar", "Kommunfullmäktige beslutar", "att godkänna avtalet."],
            [["Kommunstyrelsen beslutar", "att godkänna avtalet."]],
        ),
        (
            ["att godkänna avtalet.", "Kommunstyrelsen beslutar"],
            [["att godkänna avtalet."], ["Kommunstyrelsen beslutar"]],
        ),
        (["Kommunstyrelsen beslutar"], [["Kommunstyrelsen beslutar"]]),
        (
            ["Kommunstyrelsen beslutar", "att a godkänns", "samt", "att b godkänns."],
            [["att a godkänns", "att b godkänns."]],
        ),
    ],
)
def test_an_opening_that_opens_nothing_is_text(
    lines: list[str], proposals: list[list[str]], workspace: Path, ksflow: Run
) -> None:
    kommun = (workspace / "kommun.yaml").read_text(encoding="utf-8")
    (workspace / "kommun.yaml").write_text(f"{kommun}\nhusregler: {{beslutsform: att-satser}}\n", encoding="utf-8")
    document = Document()
    document.add_heading("Ny taxa", 1)
    document.add_heading("Förslag till beslut", 2)
    for line in lines:
        document.add_paragraph(line)
    document.save(str(workspace / "a.docx"))
    found = imported(ksflow, workspace / "a.docx")["beslutsförslag"]
    assert [one["att"] for one in found] == proposals
