"""`ksflow diary export`: the register as the law asks, with what is secret left out."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest
from lxml import html

from conftest import Outcome
from registercases import write_cases

CASES: dict[str, str | bytes] = {
    "KS-2021-1": dedent("""\
        diarienummer: KS-2021/1
        datum: 2021-08-11
        inkommen: 2021-05-03
        rubrik: Avtal & <b>annat</b>
        avsändare: Södertörns högskola
        sändlista: [Socialnämnden, {namn: Revisorerna, för: kännedom}]
        """),
    "KS-2021-2": 'diarienummer: KS-2021/2\ndatum: 2021-08-12\nrubrik: =HYPERLINK("x")\n',
    "KS-2021-3": dedent("""\
        diarienummer: KS-2021/3
        datum: 2021-08-13
        rubrik: Hemligheten
        avsändare: Hemlig Person
        sändlista: [Dold Mottagare]
        sekretess: {bestämmelse: 26 kap. 1 § OSL, datum: 2021-08-13}
        """),
    "utan": "rubrik: Utan nummer och datum\n",
}


@pytest.fixture
def register(workspace: Path) -> Path:
    write_cases(workspace, CASES)
    return workspace


def test_the_public_register_as_csv(register: Path, ksflow: Callable[..., Outcome]) -> None:
    assert ksflow("diary", "export") == Outcome(
        0,
        dedent("""\
        \ufeffDatum;Diarienummer;Avsändare eller mottagare;Ärende
        ;Saknas;;Utan nummer och datum
        2021-05-03;KS-2021/1;"från Södertörns högskola; till Socialnämnden, Revisorerna";Avtal & <b>annat</b>
        2021-08-12;KS-2021/2;;"'=HYPERLINK(""x"")"
        2021-08-13;KS-2021/3;Uppgiften lämnas inte ut;Uppgiften lämnas inte ut
        """),
        "4 cases\n",
    )


def test_it_can_be_of_a_stretch_of_time(register: Path, ksflow: Callable[..., Outcome]) -> None:
    lines = ksflow("diary", "export", "--since", "2021-08-12", "--until", "2021-08-12", "-q").stdout.splitlines()
    assert [line.split(";")[1] for line in lines] == ["Diarienummer", "KS-2021/2"]


@pytest.mark.parametrize(
    "secret",
    [
        "sekretess: 26 kap. 1 § OSL",
        "sekretess: {datum: 2021-08-13}",
        "sekretess:",
        "sekretess: [ja]",
        "Sekretess: ja",
        "sekretes: ja",
        "sekretessbelagd: ja",
    ],
)
@pytest.mark.parametrize("form", ["csv", "html"])
def test_what_is_marked_secret_in_any_way_stays_inside(
    secret: str, form: str, workspace: Path, ksflow: Callable[..., Outcome]
) -> None:
    text = "diarienummer: KS-2021/3\nrubrik: Hemligheten\navsändare: Hemlig Person\nsändlista: [Hemlig Mottagare]\n"
    write_cases(workspace, {"KS-2021-3": f"{text}{secret}\n"})
    outcome = ksflow("diary", "export", "--to", form)
    assert "Uppgiften lämnas inte ut" in outcome.stdout
    assert "hemlig" not in (outcome.stdout + outcome.stderr).casefold()


def test_the_web_page_can_be_read_by_everybody(register: Path, ksflow: Callable[..., Outcome]) -> None:
    outcome = ksflow("diary", "export", "--to", "html", "--out", "diarium.html")
    assert outcome == Outcome(0, "", "✓ diarium.html\n4 cases\n")
    text = (register / "diarium.html").read_text(encoding="utf-8")
    page = html.document_fromstring(text)
    assert page.get("lang") == "sv"
    assert page.findtext("head/title") == page.findtext(".//h1") == "Diarium för Huddinge kommun"
    assert page.findtext(".//caption") == "4 ärenden, sorterade efter diarienummer"
    assert [(cell.text, cell.get("scope")) for cell in page.iterfind(".//thead//th")] == [
        ("Datum", "col"),
        ("Diarienummer", "col"),
        ("Avsändare eller mottagare", "col"),
        ("Ärende", "col"),
    ]
    rows = [[cell.text_content() for cell in row] for row in page.iterfind(".//tbody/tr")]
    assert rows[1] == [
        "2021-05-03",
        "KS-2021/1",
        "från Södertörns högskola; till Socialnämnden, Revisorerna",
        "Avtal & <b>annat</b>",
    ]
    heads = [(cell.text, cell.get("scope")) for cell in page.iterfind(".//tbody/tr/th")]
    assert heads == [("Saknas", "row"), *((f"KS-2021/{number}", "row") for number in (1, 2, 3))]
    assert re.findall(r"https?:|//|url\(|@import|<script|<link|<img| on\w+=", text) == []


def test_files_that_cannot_be_read_are_told(register: Path, ksflow: Callable[..., Outcome]) -> None:
    write_cases(register, {"trasig": b"\xe5"})
    outcome = ksflow("diary", "export")
    assert (outcome.code, len(outcome.stdout.splitlines())) == (1, 5)
    assert outcome.stderr.startswith("cases/trasig.yaml:1:1: error FIL003")


def test_wrong_usage_is_one_line(register: Path, ksflow: Callable[..., Outcome]) -> None:
    assert ksflow("diary", "export", "--to", "pdf") == Outcome(
        2, "", "ksflow: There is no format pdf. There are: csv, html\n"
    )
    outcome = ksflow("diary", "export", "--out", "kommun.yaml/x.csv", "-q")
    assert (outcome.code, outcome.stdout) == (1, "")
    assert outcome.stderr.startswith("ksflow: kommun.yaml/x.csv cannot be written: ")
