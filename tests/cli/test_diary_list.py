"""`ksflow diary list`: the cases of the register, chosen, searched and in three forms."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from conftest import Outcome
from registercases import numbered, write_cases

CASES: dict[str, str | bytes] = {
    "KS-2021-10.103": dedent("""\
        diarienummer: KS-2021/10.103
        datum: 2021-08-11
        rubrik: Ny gång- och cykelväg längs Storgatan
        nämnd: Kommunstyrelsen
        handläggare: {namn: Åsa Öberg}
        sammanfattning: Vägen byggs.
        """),
    "KS-2021-9": dedent("""\
        diarienummer: KS-2021/9
        datum: 2021-03-01
        sammanträde: 2021-04-12
        rubrik: Årsredovisning
        nämnd: KS
        handläggare: {namn: Bo Ek}
        sammanfattning: |
          Årets resultat är **gott**.
        """),
    "GSN-2020-3": dedent("""\
        diarienummer: GSN-2020/3
        datum: 2020-12-24
        rubrik: Skolmat
        nämnd: Grundskolenämnden
        handläggare: {namn: Asa Berg}
        avsnitt:
          - rubrik: Bakgrund
            avsnitt:
              - rubrik: Längre bak
                text: Här finns rotmos och fläsk.
        """),
    "utan": "rubrik: Utan nummer\n",
}


@pytest.fixture
def register(workspace: Path) -> Path:
    write_cases(workspace, CASES)
    return workspace


@pytest.fixture
def listed(register: Path, ksflow: Callable[..., Outcome]) -> Callable[..., list[str]]:
    """Return a function that gives the names of the files that a list shows."""

    def run(*options: str) -> list[str]:
        outcome = ksflow("diary", "list", "--to", "json", "-q", *options)
        assert (outcome.code, outcome.stderr) == (0, "")
        return [Path(case["case"]).stem for case in json.loads(outcome.stdout)["cases"]]

    return run


def test_the_list_is_sorted_by_organ_year_and_serial(register: Path, ksflow: Callable[..., Outcome]) -> None:
    assert ksflow("diary", "list") == Outcome(
        0,
        dedent("""\
        Diarienummer    Datum       Nämnd              Handläggare  Rubrik                                 Fil
        ──────────────  ──────────  ─────────────────  ───────────  ─────────────────────────────────────  ─────────────────────────
                                                                    Utan nummer                            cases/utan.yaml
        GSN-2020/3      2020-12-24  Grundskolenämnden  Asa Berg     Skolmat                                cases/GSN-2020-3.yaml
        KS-2021/9       2021-03-01  KS                 Bo Ek        Årsredovisning                         cases/KS-2021-9.yaml
        KS-2021/10.103  2021-08-11  Kommunstyrelsen    Åsa Öberg    Ny gång- och cykelväg längs Storgatan  cases/KS-2021-10.103.yaml
        """),  # noqa: E501
        "4 cases\n",
    )


@pytest.mark.parametrize(
    ("options", "files"),
    [
        (["--organ", "ks"], ["KS-2021-9", "KS-2021-10.103"]),
        (["--year", "2020"], ["GSN-2020-3"]),
        (["--officer", "åsa"], ["KS-2021-10.103"]),
        (["--officer", "A\u030asa  öberg"], ["KS-2021-10.103"]),
        (["--officer", "asa"], ["GSN-2020-3"]),
        (["--body", "kommunstyrelsen"], ["KS-2021-9", "KS-2021-10.103"]),
        (["--since", "2021-03-01"], ["KS-2021-9", "KS-2021-10.103"]),
        (["--until", "2021-03-01"], ["GSN-2020-3", "KS-2021-9"]),
        (["--since", "2021-01-01", "--until", "2021-06-30", "--organ", "KS"], ["KS-2021-9"]),
        (["--find", "cykel"], ["KS-2021-10.103"]),
        (["--find", "ROTMOS fläsk"], ["GSN-2020-3"]),
        (["--find", "gott"], ["KS-2021-9"]),
        (["--find", "längs", "--year", "2020"], []),
    ],
)
def test_a_list_can_be_narrowed(options: list[str], files: list[str], listed: Callable[..., list[str]]) -> None:
    assert listed(*options) == files


@pytest.mark.parametrize(
    ("text", "files"),
    [
        ("år", ["KS-2021-9"]),
        ("ÅRS", ["KS-2021-9"]),
        (unicodedata.normalize("NFD", "årsredo"), ["KS-2021-9"]),
        ("ar", []),
        ("langs", []),
        ("väg", ["KS-2021-10.103"]),
        ("vag", []),
        ("gång- och cykelväg", ["KS-2021-10.103"]),
        ('"cykelväg längs"', ["KS-2021-10.103"]),
        ("”cykelväg längs”", ["KS-2021-10.103"]),
        ("'cykelväg längs'", ["KS-2021-10.103"]),
        ('"cykelväg storgatan"', []),
        ('"cykel"', []),
        ("cykel AND skolmat", []),
        ("cykel OR skolmat", []),
        ("NOT cykel", []),
        ("NEAR(cykel, storgatan)", []),
        ("title:cykel", []),
        ("cykel*", ["KS-2021-10.103"]),
        ("^ny", ["KS-2021-10.103"]),
        ("cykel ***", ["KS-2021-10.103"]),
        ('cykel "', ["KS-2021-10.103"]),
        ("cykel '", ["KS-2021-10.103"]),
        ("cykel \0", ["KS-2021-10.103"]),
        ("a" * 5000, []),
    ],
)
def test_words_are_found_as_swedish_readers_look_for_them(
    text: str, files: list[str], listed: Callable[..., list[str]]
) -> None:
    assert listed("--find", text) == files


@pytest.mark.parametrize("text", ["", "  ", "***", '""', "🙂", "-"])
def test_a_search_without_a_word_is_refused(text: str, register: Path, ksflow: Callable[..., Outcome]) -> None:
    assert ksflow("diary", "list", "--find", text) == Outcome(
        2, "", f"ksflow: There is no word to look for in “{' '.join(text.split()) or ' ' * bool(text)}”\n"
    )


def test_the_json_list_is_for_programs(register: Path, ksflow: Callable[..., Outcome]) -> None:
    (register / "cases" / "trasig.yaml").write_bytes(b"\xff\xfe")
    outcome = ksflow("diary", "list", "--to", "json", "--organ", "KS", "--since", "2021-08-01", "-q")
    assert outcome.code == 1
    content = json.loads(outcome.stdout)
    assert [content[key] for key in ("version", "cases", "summary")] == [
        1,
        [
            {
                "case": "cases/KS-2021-10.103.yaml",
                "diary_number": "KS-2021/10.103",
                "organ": "KS",
                "year": 2021,
                "serial": 10,
                "classification": "103",
                "title": "Ny gång- och cykelväg längs Storgatan",
                "date": "2021-08-11",
                "meeting": None,
                "body": "Kommunstyrelsen",
                "officer": "Åsa Öberg",
            }
        ],
        {"cases": 1, "errors": 1},
    ]
    assert [finding["file"] for finding in content["findings"]] == ["cases/trasig.yaml"]


def test_the_csv_list_opens_in_a_spreadsheet(register: Path, ksflow: Callable[..., Outcome]) -> None:
    write_cases(register, {"KS-2021-11": 'diarienummer: KS-2021/11\nrubrik: "=1+1; sådant"\n'})
    assert ksflow("diary", "list", "--to", "csv", "--year", "2021", "-q").stdout == dedent("""\
        \ufeffDiarienummer;Datum;Nämnd;Handläggare;Rubrik;Fil
        KS-2021/9;2021-03-01;KS;Bo Ek;Årsredovisning;cases/KS-2021-9.yaml
        KS-2021/10.103;2021-08-11;Kommunstyrelsen;Åsa Öberg;Ny gång- och cykelväg längs Storgatan;cases/KS-2021-10.103.yaml
        KS-2021/11;;;;"'=1+1; sådant";cases/KS-2021-11.yaml
        """)  # noqa: E501


def test_files_are_named_from_where_the_user_stands(
    register: Path, listed: Callable[..., list[str]], ksflow: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(register / "cases")
    found = json.loads(ksflow("diary", "list", "--to", "json", "--year", "2020").stdout)["cases"]
    assert found[0]["case"] == "GSN-2020-3.yaml"


def test_files_that_cannot_be_read_are_told_and_the_rest_is_listed(
    register: Path, ksflow: Callable[..., Outcome]
) -> None:
    write_cases(register, {"a": bytes(range(256)), "b": b"", "c": 'rubrik: "a\n', "d": b"r\xe5"})
    (register / "cases" / "e.yaml").symlink_to("nowhere")
    outcome = ksflow("diary", "list")
    assert outcome.code == 1
    assert len(outcome.stdout.splitlines()) == 2 + len(CASES)
    assert outcome.stderr == dedent("""\
        cases/a.yaml:1:1: error FIL003 This is not a text file
          = Give a YAML file written in a text editor
        cases/b.yaml:1:1: error FIL002 The file is empty
        cases/c.yaml:1:9: error FIL010 The quotation mark is never closed
          1 │ rubrik: "a
            │         ^ Write the same mark at the end of the text
        cases/d.yaml:1:2: error FIL003 The byte 0xE5 is not UTF-8
          1 │ rå
            │  ^ Save the file with the encoding UTF-8
        cases/e.yaml:1:1: error FIL001 The file does not exist
        4 cases
        """)


def test_an_empty_register_says_that_it_is_one(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    outcome = ksflow("diary", "list")
    assert (outcome.code, outcome.stderr) == (0, "ksflow: There are no case files in cases\n0 cases\n")
    (workspace / "cases").rmdir()
    assert ksflow("diary", "list") == outcome
    assert ksflow("diary", "check").stderr == (
        "ksflow: There are no case files in cases\n0 cases checked: nothing wrong\n"
    )


def test_a_misspelt_name_is_told_when_it_leaves_nothing(register: Path, ksflow: Callable[..., Outcome]) -> None:
    assert ksflow("diary", "list", "--body", "Komunstyrelsen", "-q").stderr == (
        "ksflow: The body is not in kommun.yaml: Komunstyrelsen. Did you mean “Kommunstyrelsen”?\n"
    )
    assert ksflow("diary", "list", "--organ", "GS", "-q").stderr == (
        "ksflow: No body in kommun.yaml has the code GS. Did you mean “GSN”?\n"
    )


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--to", "xlsx"], "There is no format xlsx. There are: table, csv, json"),
        (["--to", "tabel"], "There is no format tabel. Did you mean “table”?"),
        (["--since", "2021-02-30"], "This is not a date: 2021-02-30. Write year-month-day, for example 2021-08-11"),
        (["--until", "i går"], "This is not a date: i går. Write year-month-day, for example 2021-08-11"),
    ],
)
def test_wrong_usage_is_one_line(options: list[str], said: str, register: Path, ksflow: Callable[..., Outcome]) -> None:
    assert ksflow("diary", "list", *options) == Outcome(2, "", f"ksflow: {said}\n")


def test_a_file_name_in_another_encoding_is_listed_and_searched(
    workspace: Path, ksflow: Callable[..., Outcome]
) -> None:
    path = workspace / "cases" / "r\udce5d.yaml"
    try:
        path.write_text("diarienummer: KS-2021/1\nrubrik: Råd\n", encoding="utf-8")
    except OSError:
        pytest.skip("the disk takes UTF-8 names only")
    for _time in range(2):
        outcome = ksflow("diary", "list", "--find", "råd", "--to", "json", "-q")
        assert (outcome.code, json.loads(outcome.stdout)["cases"][0]["case"]) == (0, "cases/r\ufffdd.yaml")
        assert "DIA012" in ksflow("diary", "check").stdout


def test_ten_thousand_cases_are_no_trouble(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    write_cases(workspace, numbered(*(f"KS-{2000 + n % 10}/{n // 10 + 1}" for n in range(10_000))))
    outcome = ksflow("diary", "list", "--to", "csv")
    assert (outcome.code, len(outcome.stdout.splitlines()), outcome.stderr) == (0, 10_001, "10000 cases\n")
