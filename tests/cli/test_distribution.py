"""``ksflow distribution``: who gets which decision, over one or many cases."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from io import BytesIO, StringIO
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from pypdf import PdfReader

from conftest import Outcome

HEAD = """\
diarienummer: {number}
datum: {dated}
rubrik: {title}
nämnd: Kommunstyrelsen
sammanträde: 2024-04-10
handläggare: {{namn: Anna Andersson}}
beslutsförslag:
  - {{från: KS, till: KF, att: [Bron byggs., Medel anvisas.]}}
sammanfattning: Kort sagt.
sändlista:
"""
BRIDGE = (
    HEAD.format(number="KS-2024/17.311", dated="2024-03-05", title="Ny bro")
    + """\
  - {namn: Kultur- och fritidsnämnden, syfte: för verkställighet, att: 2}
  - {namn: Föreningen Ån, adress: [Åvägen 1, 123 45 Storköping], handläggare: Bo Ek, bifogas: Bilaga 1}
  - {namn: Samtliga nämnder, syfte: för kännedom, utom: KS}
"""
)
ROAD = (
    HEAD.format(number="KS-2024/18", dated="2024-03-06", title="=Ny väg; etapp 1")
    + """\
  - Kultur- och fritidsnämnden
  - {namn: Öppna förskolan, extern: ja}
"""
)


@pytest.fixture
def two_cases(write_case: Callable[..., Path]) -> None:
    write_case(BRIDGE, "a.yaml")
    write_case(ROAD, "b.yaml")


def rows(data: bytes | str, delimiter: str = ";") -> list[dict[str, str]]:
    text = data if isinstance(data, str) else data.decode("utf-8")
    assert text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(text[1:], newline=""), delimiter=delimiter))


@pytest.mark.usefixtures("two_cases")
def test_the_table_has_a_line_for_each_recipient_of_each_case(ksflow: Callable[..., Outcome]) -> None:
    outcome = ksflow("distribution", "cases/b.yaml")
    assert outcome.code == 0
    assert outcome.stdout == dedent("""\
        Diarienummer  Mottagare                   Adress  Leverans    Syfte  Grupp
        ────────────  ──────────────────────────  ──────  ──────────  ─────  ─────
        KS-2024/18    Kultur- och fritidsnämnden          internpost
        KS-2024/18    Öppna förskolan
        """)
    assert outcome.stderr == "2 dispatches to 2 recipients from 1 case\n"


@pytest.mark.usefixtures("two_cases")
def test_csv_is_as_swedish_excel_expects(ksflow: Callable[..., Outcome]) -> None:
    found = rows(ksflow("distribution", "--to", "csv").stdout)
    assert len(found) == 2 + 7 + 2  # named, the eight boards without two that are named or left out, the second case
    assert found[0] == {
        "Nr": "1",
        "Diarienummer": "KS-2024/17.311",
        "Rubrik": "Ny bro",
        "Instans": "Kommunfullmäktige",
        "Sammanträde": "2024-04-10",
        "Datum": "2024-03-05",
        "Mottagare": "Kultur- och fritidsnämnden",
        "Kontakt": "",
        "Roll": "",
        "Adressrad 1": "",
        "Adressrad 2": "",
        "Adressrad 3": "",
        "Adressrad 4": "",
        "E-post": "",
        "Leverans": "internpost",
        "Syfte": "för verkställighet (punkt 2)",
        "Bifogas": "",
        "Grupp": "Samtliga nämnder",
    }
    assert (
        found[1]
        | {
            "Mottagare": "Föreningen Ån",
            "Kontakt": "Bo Ek",
            "Adressrad 1": "Åvägen 1",
            "Adressrad 2": "123 45 Storköping",
            "Leverans": "post",
            "Bifogas": "Bilaga 1",
            "Grupp": "",
        }
        == found[1]
    )
    assert found[-1]["Rubrik"] == "'=Ny väg; etapp 1"


@pytest.mark.usefixtures("two_cases")
def test_another_delimiter(ksflow: Callable[..., Outcome]) -> None:
    assert rows(ksflow("distribution", "--to", "csv", "--delimiter", ",").stdout, ",")[1]["Kontakt"] == "Bo Ek"
    assert rows(ksflow("distribution", "--to", "csv", "--delimiter", "tab").stdout, "\t")[1]["Kontakt"] == "Bo Ek"
    refused = ksflow("distribution", "--to", "csv", "--delimiter", "a")
    assert (refused.code, refused.stdout) == (2, "")
    assert refused.stderr == "ksflow: This sign cannot part cells: a. There are: ;, ,, |, tab\n"


@pytest.mark.usefixtures("two_cases")
def test_by_recipient_there_is_one_row_each_with_all_its_decisions(ksflow: Callable[..., Outcome]) -> None:
    found = rows(ksflow("distribution", "--by", "recipient", "--to", "csv").stdout)
    names = [row["Mottagare"] for row in found]
    assert names[0] == "Bygglovs- och tillsynsnämnden"
    assert names[-1] == "Öppna förskolan"
    assert len(names) == len(set(names)) == 10
    (culture,) = (row for row in found if row["Mottagare"] == "Kultur- och fritidsnämnden")
    assert culture["Antal"] == "2"
    assert culture["Diarienummer"] == "KS-2024/17.311; KS-2024/18"
    assert culture["Beslut"] == "KS-2024/17.311 Ny bro; KS-2024/18 =Ny väg; etapp 1"


@pytest.mark.usefixtures("two_cases")
def test_the_workbook_has_real_dates_and_whole_texts(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    outcome = ksflow("distribution", "--to", "xlsx", "--out", "utskick.xlsx")
    assert (outcome.code, outcome.stdout) == (0, "")
    assert outcome.stderr.splitlines()[0] == "✓ utskick.xlsx"
    sheet: Any = load_workbook(BytesIO((workspace / "utskick.xlsx").read_bytes())).active
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:R12"
    header = [cell.value for cell in sheet[1]]
    first = dict(zip(header, (cell for cell in sheet[2]), strict=True))
    assert first["Sammanträde"].is_date
    assert first["Sammanträde"].number_format == "yyyy-mm-dd"
    assert sheet[12][2].value == "=Ny väg; etapp 1"
    assert sheet[12][2].data_type == "s"


@pytest.mark.usefixtures("two_cases")
def test_json_by_case_and_by_recipient(ksflow: Callable[..., Outcome]) -> None:
    by_case = json.loads(ksflow("distribution", "--to", "json").stdout)
    assert [case["diary_number"] for case in by_case["cases"]] == ["KS-2024/17.311", "KS-2024/18"]
    assert by_case["cases"][0]["recipients"][1] == {
        "name": "Föreningen Ån",
        "contact": "Bo Ek",
        "role": None,
        "email": None,
        "address": ["Åvägen 1", "123 45 Storköping"],
        "delivery": "post",
        "purposes": [],
        "enclosures": ["Bilaga 1"],
        "group": None,
        "groups": [],
    }
    assert by_case["summary"] == {"cases": 2, "dispatches": 11, "recipients": 10, "errors": 0, "warnings": 0}
    turned = json.loads(ksflow("distribution", "--by", "recipient", "--to", "json").stdout)
    (culture,) = (one for one in turned["recipients"] if one["name"] == "Kultur- och fritidsnämnden")
    assert [decision["diary_number"] for decision in culture["decisions"]] == ["KS-2024/17.311", "KS-2024/18"]
    assert culture["decisions"][0]["purposes"] == ["för verkställighet (punkt 2)"]


@pytest.mark.usefixtures("two_cases")
def test_word_files_by_case_are_those_that_build_makes(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    assert ksflow("build", "-d", "sandlista", "--out", "byggt").code == 0
    assert ksflow("distribution", "--to", "docx", "--out", "utskick").code == 0
    for number in ("KS-2024-17.311", "KS-2024-18"):
        built, sent = (workspace / folder / number / "sandlista.docx" for folder in ("byggt", "utskick"))
        assert built.read_bytes() == sent.read_bytes()


@pytest.mark.usefixtures("two_cases")
def test_word_files_by_recipient_hold_all_its_decisions(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    outcome = ksflow("distribution", "--by", "recipient", "--to", "docx")
    assert outcome.code == 0
    files = {path.name for path in (workspace / "out" / "utskick").iterdir()}
    assert len(files) == 10
    assert {"Öppna-förskolan.docx", "Föreningen-Ån-Bo-Ek.docx", "Kultur--och-fritidsnämnden.docx"} <= files
    word = Document(str(workspace / "out" / "utskick" / "Kultur--och-fritidsnämnden.docx"))
    table = word.tables[-1]
    assert [cell.text for cell in table.rows[1].cells][:4] == [
        "KS-2024/17.311",
        "Ny bro",
        "Kommunfullmäktige",
        "2024-04-10",
    ]
    assert [row.cells[1].text for row in table.rows] == ["Ärende", "Ny bro", "=Ny väg; etapp 1"]


@pytest.mark.usefixtures("two_cases")
def test_a_notice_says_the_same_in_every_form(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    assert ksflow("distribution", "--by", "recipient", "--to", "docx,html,md,pdf").code == 0
    folder = workspace / "out" / "utskick"
    assert len(list(folder.iterdir())) == 40
    name = "Kultur--och-fritidsnämnden"
    page = (folder / f"{name}.html").read_text(encoding="utf-8")
    markdown = (folder / f"{name}.md").read_text(encoding="utf-8")
    pdf = "".join(one.extract_text() for one in PdfReader(folder / f"{name}.pdf").pages)
    for words in ("Beslut till Kultur- och fritidsnämnden", "KS-2024/17.311", "Ny bro", "Kommunfullmäktige"):
        assert words in page.replace("\xa0", " ")
        assert words in markdown.replace("\xa0", " ").replace("\\", "")
        assert "".join(words.split()) in "".join(pdf.split())
    unchanged = ksflow("distribution", "--by", "recipient", "--to", "pdf,html,md").stderr
    assert unchanged.count("= out/utskick/") == 30


def test_a_sign_that_no_font_has_in_a_notice_is_told_of_its_case(
    write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(ROAD.replace("Ny väg; etapp 1", "Ny väg \N{PARTY POPPER}"))
    outcome = ksflow("distribution", "--by", "recipient", "--to", "pdf")
    assert outcome.code == 1
    assert "cases/case.yaml:1:1: error FIL220 No font has the character U+1F389 (🎉)" in outcome.stderr


@pytest.mark.usefixtures("two_cases")
def test_several_forms_go_into_a_folder(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    refused = ksflow("distribution", "--to", "csv,json")
    assert (refused.code, refused.stderr) == (2, "ksflow: Several forms need a folder: --out DIR\n")
    assert ksflow("distribution", "--to", "csv,json,xlsx,table", "--out", "allt").code == 0
    names = sorted(path.name for path in (workspace / "allt").iterdir())
    assert names == ["utskick.csv", "utskick.json", "utskick.txt", "utskick.xlsx"]


def test_a_case_that_cannot_be_read_is_told_and_the_others_are_listed(
    write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case("", "a.yaml")
    write_case(ROAD, "b.yaml")
    outcome = ksflow("distribution", "--to", "csv")
    assert outcome.code == 1
    assert outcome.stderr.startswith("cases/a.yaml:1:1: error FIL002 The file is empty\n")
    assert len(rows(outcome.stdout)) == 2


def test_a_case_without_a_list_has_no_rows(write_case: Callable[..., Path], ksflow: Callable[..., Outcome]) -> None:
    write_case(BRIDGE.split("sändlista:")[0])
    outcome = ksflow("distribution", "--to", "json")
    assert outcome.code == 0
    (case,) = json.loads(outcome.stdout)["cases"]
    assert (case["diary_number"], case["recipients"]) == ("KS-2024/17.311", [])


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--to", "cvs"], "There is no format cvs. There are: table, csv, xlsx, docx, html, pdf, md, json"),
        (["--by", "mottagare"], "There is no way mottagare. There are: case, recipient"),
        (["cases/finns-inte.yaml"], "There is no file or folder cases/finns-inte.yaml"),
    ],
)
def test_wrong_usage_is_one_line(
    workspace: Path, ksflow: Callable[..., Outcome], arguments: list[str], told: str
) -> None:
    assert ksflow("distribution", *arguments) == Outcome(2, "", f"ksflow: {told}\n")


def test_a_file_that_cannot_be_written_is_one_line(
    workspace: Path, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(ROAD)
    (workspace / "fil").write_text("")
    outcome = ksflow("distribution", "--to", "csv", "--out", "fil/utskick.csv")
    assert (outcome.code, outcome.stdout) == (1, "")
    assert outcome.stderr.splitlines()[0] == "ksflow: fil/utskick.csv cannot be written: File exists"


def test_two_files_with_one_number_are_told_and_nobody_gets_the_decision_twice(
    write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(ROAD, "a.yaml")
    write_case(ROAD, "b.yaml")
    outcome = ksflow("distribution", "--to", "csv")
    assert outcome.code == 1
    assert "cases/b.yaml:1:15: error DIA008 The case cases/a.yaml has the same diary number" in outcome.stderr
    assert len(rows(outcome.stdout)) == 2


def test_a_case_with_a_faulty_text_is_not_sent(write_case: Callable[..., Path], ksflow: Callable[..., Outcome]) -> None:
    write_case(ROAD.replace("Kort sagt.", "Kort <b>sagt</b>."))
    outcome = ksflow("distribution", "--to", "csv")
    assert outcome.code == 1
    assert "error FIL201" in outcome.stderr
    assert rows(outcome.stdout) == []


@pytest.mark.usefixtures("two_cases")
@pytest.mark.parametrize("target", ["cases/a.yaml", "kommun.yaml", "templates/ny.csv", "cases/ny.csv", "länk.csv"])
def test_a_result_is_never_written_over_what_people_have_written(
    workspace: Path, ksflow: Callable[..., Outcome], target: str
) -> None:
    (workspace / "länk.csv").symlink_to("cases/b.yaml")
    before = {path: path.read_bytes() for path in workspace.rglob("*.yaml")}
    outcome = ksflow("distribution", "--to", "csv", "--out", target)
    told = f"ksflow: A result is never written over the workspace's own files: {target}\n"
    assert outcome == Outcome(2, "", told)
    assert {path: path.read_bytes() for path in workspace.rglob("*.yaml")} == before


@pytest.mark.usefixtures("two_cases")
def test_a_link_is_followed_and_a_pipe_stays_a_pipe(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    (workspace / "länk.csv").symlink_to("mål.csv")
    assert ksflow("distribution", "--to", "csv", "--out", "länk.csv").code == 0
    assert (workspace / "länk.csv").is_symlink()
    assert len(rows((workspace / "mål.csv").read_bytes())) == 11
    assert ksflow("distribution", "--to", "csv", "--out", "/dev/null").code == 0
    assert Path("/dev/null").is_char_device()


@pytest.mark.usefixtures("two_cases")
def test_notices_of_an_earlier_run_are_named(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    assert ksflow("distribution", "--by", "recipient", "--to", "docx").code == 0
    (workspace / "out" / "utskick" / "egen.docx").write_bytes(b"not ours")
    outcome = ksflow("distribution", "--by", "recipient", "--to", "docx", "cases/b.yaml")
    assert "ksflow: Notices from earlier lie in the folder too: Bygglovs--och-tillsynsnämnden.docx, " in outcome.stderr
    assert "egen.docx" not in outcome.stderr


def test_a_recipient_with_several_ways_is_one_with_all_of_them(
    write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(f"{HEAD.format(number='KS-2024/1', dated='2024-03-05', title='A')}  - Socialnämnden\n", "a.yaml")
    by_mail = "  - {namn: Socialnämnden, epost: sn@exempel.se}\n"
    write_case(f"{HEAD.format(number='KS-2024/2', dated='2024-03-05', title='B')}{by_mail}", "b.yaml")
    (row,) = rows(ksflow("distribution", "--by", "recipient", "--to", "csv").stdout)
    assert (row["Antal"], row["Leverans"], row["E-post"]) == ("2", "internpost, e-post", "sn@exempel.se")


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("../../x", "x.docx"),
        ("CON", "mottagare-con.docx"),
        ("a/b: c?", "a-b-c.docx"),
        ("...", "mottagare.docx"),
        ("\U00020000" * 80, "\U00020000" * 45 + ".docx"),
    ],
)
def test_a_notice_has_a_file_name_that_every_system_takes(
    workspace: Path, write_case: Callable[..., Path], ksflow: Callable[..., Outcome], name: str, file: str
) -> None:
    head = HEAD.format(number="KS-2024/1", dated="2024-03-05", title="A")
    chair = f'  - {{namn: "{name}", extern: ja, roll: ordförande}}\n'
    write_case(f'{head}{chair}  - {{namn: "{name.lower()} ", extern: ja, roll: VD}}\n')
    assert ksflow("distribution", "--by", "recipient", "--to", "docx").code == 0
    files = sorted(path.name for path in (workspace / "out" / "utskick").iterdir())
    assert len(files) == 2
    assert file in files
    assert {path.name for path in workspace.iterdir()} <= {"cases", "out", "kommun.yaml", ".ksflow"}
