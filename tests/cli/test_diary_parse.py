"""``ksflow diary parse``: numbers taken apart, or what is wrong with them, one line each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from conftest import ROOT, Outcome

KSFLOW = [sys.executable, "-m", "ksflow"]
Run = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def _in_the_workspace(workspace: Path) -> None:
    """Let every test stand in Huddinge's workspace."""


def objects(outcome: Outcome) -> list[dict[str, Any]]:
    return [json.loads(line) for line in outcome.stdout.splitlines()]


def test_a_number_is_taken_apart(ksflow: Run) -> None:
    assert ksflow("diary", "parse", "KS-2021/1682.103") == Outcome(
        0, "KS-2021/1682.103: organ KS, year 2021, serial 1682, class 103\n", ""
    )


def test_each_number_gives_one_line_in_the_same_order(ksflow: Run) -> None:
    numbers = ["KS-2021/2", "KS2021/1682", "KS-2021/1682-7", "KS–2021/1", "2018/KS 0290 10", "SOU 2016:5", "hej"]
    outcome = ksflow("diary", "parse", *numbers)
    assert (outcome.code, outcome.stderr) == (1, "")
    assert outcome.stdout.replace(" Organ", "\n  Organ") == dedent("""\
        KS-2021/2: organ KS, year 2021, serial 2
        KS2021/1682:3: error Expected a hyphen “-”, found “2”. Written as in Sandviken, Håbo. Write KS-2021/1682
        KS-2021/1682-7: organ KS, year 2021, serial 1682, document 7
        KS–2021/1:3: error Expected a hyphen “-”, found an en dash “–”. Write KS-2021/1
        2018/KS 0290 10:1: error Expected the organ, letters, found “2”. Written as in Tyresö.
          Organ KS, year 2018, serial 290, class 10
        SOU 2016:5: error This is a report in the series SOU, not a diary number
        hej:4: error Expected a hyphen “-”, but the number ends
        """)


def test_the_messages_are_swedish_where_the_language_is(ksflow: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KSFLOW_LANG", "sv")
    assert ksflow("diary", "parse", "KS-2021/2", "KS2021/1682", "2018/KS 0290 10").stdout == (
        "KS-2021/2: organ KS, år 2021, löpnr 2\n"
        "KS2021/1682:3: error Här väntas ett bindestreck ”-”, men här står ”2”. Så skriver Sandviken, Håbo. "
        "Skriv KS-2021/1682\n"
        "2018/KS 0290 10:1: error Här väntas organet, bokstäver, men här står ”2”. Så skriver Tyresö. "
        "Organ KS, år 2018, löpnr 290, klass 10\n"
    )


def test_programs_get_one_object_a_line(ksflow: Run) -> None:
    outcome = ksflow("diary", "parse", "--report", "json", "ÄON-2021/0098", "KS2021/1682")
    assert outcome.code == 1
    assert objects(outcome) == [
        {
            "raw": "ÄON-2021/0098",
            "valid": True,
            "canonical": "ÄON-2021/98",
            "organ": "ÄON",
            "year": 2021,
            "serial": 98,
            "classification": "",
            "document": "",
            "format": "{organ}-{år}/{löpnr}[.{klass}]",
            "column": None,
            "message": None,
            "suggestion": None,
        },
        {
            "raw": "KS2021/1682",
            "valid": False,
            "canonical": "KS-2021/1682",
            "organ": "KS",
            "year": 2021,
            "serial": 1682,
            "classification": "",
            "document": "",
            "format": "sandviken",
            "column": 3,
            "message": "Expected a hyphen “-”, found “2”. Written as in Sandviken, Håbo",
            "suggestion": "KS-2021/1682",
        },
    ]


def test_what_cannot_be_read_has_no_parts(ksflow: Run) -> None:
    (found,) = objects(ksflow("diary", "parse", "--report", "json", "SOU 2016:5"))
    assert {key for key, value in found.items() if value is not None} == {"raw", "valid", "message"}


def test_a_number_that_reads_differently_in_two_places_is_not_guessed_at(ksflow: Run) -> None:
    (found,) = objects(ksflow("diary", "parse", "--report", "json", "--format", "huddinge", "KFKS 2015/864-439"))
    assert (found["canonical"], found["format"]) == (None, None)
    assert found["message"].endswith("It can be read in several ways (Nacka, Lindesberg)")


# Formats


def test_the_format_of_kommun_yaml_is_used(workspace: Path, ksflow: Run) -> None:
    text = (workspace / "kommun.yaml").read_text(encoding="utf-8")
    pattern = '"{organ}-{år}/{löpnr}[.{klass}]"'
    (workspace / "kommun.yaml").write_text(text.replace(pattern, "tyresö"), encoding="utf-8")
    assert ksflow("diary", "parse", "2018/KS 0290 10").code == 0
    assert ksflow("diary", "parse", "KS-2021/1682.103").code == 1
    (workspace / "kommun.yaml").write_text(text.replace(pattern, '"{löpnr:4}/{år:2}"'), encoding="utf-8")
    assert ksflow("diary", "parse", "0263/19").code == 0


@pytest.mark.parametrize("format_", ["tyresö", "Tyresö", "{år}/{organ} {löpnr:4}[ {klass}]"])
def test_a_format_is_a_name_or_a_pattern(ksflow: Run, format_: str) -> None:
    (found,) = objects(ksflow("diary", "parse", "--format", format_, "--report", "json", "2018/KS 0290 10"))
    assert (found["valid"], found["organ"], found["serial"], found["format"]) == (True, "KS", 290, format_)


def test_a_format_that_is_asked_for_is_taken_at_its_word(ksflow: Run) -> None:
    assert ksflow("diary", "parse", "KS-2021/1682-7").code == 0
    assert ksflow("diary", "parse", "--format", "{organ}-{år}/{löpnr}[.{klass}]", "KS-2021/1682-7").code == 1


def test_three_digits_after_a_hyphen_are_rather_a_class_than_a_document(ksflow: Run) -> None:
    assert ksflow("diary", "parse", "KS-2021/1682-103").stdout.endswith("Write KS-2021/1682.103\n")


def test_without_a_workspace_the_format_is_that_of_the_reference_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ksflow: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ksflow("diary", "parse", "KS-2021/1682.103").code == 0


def test_another_workspace_can_be_named(
    tmp_path: Path, workspace: Path, monkeypatch: pytest.MonkeyPatch, ksflow: Run
) -> None:
    text = (workspace / "kommun.yaml").read_text(encoding="utf-8")
    (workspace / "kommun.yaml").write_text(text.replace("{organ}-{år}", "{organ} {år}"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert ksflow("diary", "parse", "--workspace", workspace, "KS 2021/1").code == 0
    outcome = ksflow("diary", "parse", "--workspace", tmp_path, "KS 2021/1")
    assert (outcome.code, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("ksflow: There is no kommun.yaml in ")


def test_the_formats_are_listed_with_what_was_published(ksflow: Run) -> None:
    lines = ksflow("diary", "formats").stdout.splitlines()
    assert [part.strip() for part in lines[3].split("  ") if part.strip()] == [
        "tyresö",
        "{år}/{ORGAN} {löpnr:4}[ {klass}]",
        "2018/KS 0290 10",
        "Tyresö",
    ]
    assert lines[-1].endswith("Riksrevisionen")


# Wrong usage


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--format", "tyres"], "There is no format tyres. Did you mean “tyresö”?"),
        (["--format", "qqqqqq"], "There is no format qqqqqq. “ksflow diary formats” lists them"),
        (
            ["--format", "{år}"],
            "The pattern for diary numbers cannot be used: {år}. "
            "It needs {år} and {löpnr} once each, for example {organ}-{år}/{löpnr}[.{klass}]",
        ),
        (
            ["--format", "{år}/{löpnr}-{handling}"],
            "The pattern for diary numbers cannot be used: {år}/{löpnr}-{handling}. "
            "{handling} stands in square brackets, since the case itself has none: [-{handling}]",
        ),
        (
            ["--format", "{enhet} {år}/{löpnr}"],
            "The pattern for diary numbers cannot be used: {enhet} {år}/{löpnr}. "
            "{enhet} is a unit inside an organ and stands after {organ}, for example {organ} {enhet} {år}/{löpnr}",
        ),
        (["--report", "jsn"], "There is no report jsn. Did you mean “json”?"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(ksflow: Run, arguments: list[str], message: str) -> None:
    assert ksflow("diary", "parse", *arguments, "KS-2021/1") == Outcome(2, "", f"ksflow: {message}\n")


def test_a_faulty_format_in_kommun_yaml_is_shown_where_it_stands(workspace: Path, ksflow: Run) -> None:
    text = (workspace / "kommun.yaml").read_text(encoding="utf-8")
    text = text.replace('"{organ}-{år}/{löpnr}[.{klass}]"', "tyres")
    (workspace / "kommun.yaml").write_text(text, encoding="utf-8")
    assert ksflow("diary", "parse", "KS-2021/1") == Outcome(
        2,
        "",
        dedent("""\
            kommun.yaml:7:15: error FIL107 The pattern for diary numbers cannot be used: tyres
              7 │ diarienummer: tyres
                │               ^^^^^ Did you mean “tyresö”?
            """),
    )


# Standard input


@pytest.mark.parametrize("arguments", [[], ["-"]])
def test_lines_of_standard_input_are_numbers(ksflow: Run, arguments: list[str]) -> None:
    outcome = ksflow("diary", "parse", *arguments, stdin="\ufeffKS-2021/1\r\nÄON-2021/2\nKS-2021/3".encode())
    assert outcome == Outcome(
        0,
        "KS-2021/1: organ KS, year 2021, serial 1\n"
        "ÄON-2021/2: organ ÄON, year 2021, serial 2\n"
        "KS-2021/3: organ KS, year 2021, serial 3\n",
        "",
    )


def test_standard_input_takes_its_place_among_the_arguments(ksflow: Run) -> None:
    outcome = ksflow("diary", "parse", "KS-2021/1", "-", "KS-2021/4", stdin=b"KS-2021/2\nKS-2021/3\n")
    assert [line.partition(":")[0] for line in outcome.stdout.splitlines()] == [f"KS-2021/{i}" for i in (1, 2, 3, 4)]


def test_no_lines_are_no_fault(ksflow: Run) -> None:
    assert ksflow("diary", "parse", "-") == Outcome(0, "", "")


def test_what_is_no_text_is_a_result_of_its_own(ksflow: Run) -> None:
    outcome = ksflow("diary", "parse", stdin=b"KS-2021/1\n\xff\xfe\x00\n\n\x1b[31m\n" + b"9" * 5000 + b"\nKS-2021/2\n")
    assert outcome.code == 1
    assert outcome.stdout == dedent(f"""\
        KS-2021/1: organ KS, year 2021, serial 1
        \\xff\\xfe\\x00: error The line is not UTF-8 text
        :1: error There is no number on the line
        \\x1b[31m:1: error Expected the organ, letters, found an invisible character (U+001B)
        {"9" * 79}…: error The line is longer than 1000 bytes
        KS-2021/2: organ KS, year 2021, serial 2
        """)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals there")
def test_without_numbers_a_terminal_is_not_waited_for() -> None:
    environment = {**os.environ, "KSFLOW_LANG": "en"}
    primary, secondary = os.openpty()
    done = subprocess.run(
        [*KSFLOW, "diary", "parse"],
        stdin=secondary,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=60,
    )
    os.close(primary)
    os.close(secondary)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "ksflow: Name a number, or write - and give numbers on standard input\n"


def test_a_hundred_thousand_lines_of_which_some_are_binary_give_as_many_results() -> None:
    lines = [f"KS-2021/{number}.103".encode() for number in range(1, 100_001)]
    for position in range(0, 100_000, 1000):
        lines[position] = bytes(range(256)).replace(b"\n", b"") * (position // 1000 + 1)
    done = subprocess.run(
        [*KSFLOW, "diary", "parse", "--report", "json", "-"],
        input=b"\n".join(lines) + b"\n",
        capture_output=True,
        check=False,
        cwd=ROOT,
        timeout=120,
    )
    assert (done.returncode, done.stderr) == (1, b"")
    results = [json.loads(line) for line in done.stdout.decode("utf-8").splitlines()]
    assert len(results) == 100_000
    assert [position for position, result in enumerate(results) if not result["valid"]] == list(range(0, 100_000, 1000))
    assert results[-1]["serial"] == 100_000


def test_a_closed_pipe_ends_silently() -> None:
    script = f"yes KS-2021/1 | {sys.executable} -m ksflow diary parse | head -1"
    environment = {**os.environ, "KSFLOW_LANG": "en"}
    done = subprocess.run(
        ["sh", "-c", script], cwd=ROOT, capture_output=True, text=True, check=False, env=environment, timeout=60
    )
    assert (done.stdout, done.stderr) == ("KS-2021/1: organ KS, year 2021, serial 1\n", "")


def test_memory_does_not_grow_with_the_lines() -> None:
    """Measured on the code that the command runs, without what Typer takes."""
    script = dedent("""\
        import tracemalloc
        from io import BytesIO
        from ksflow.diary.format import DiaryFormat
        from ksflow.diary.reading import NumberReader
        from ksflow.sources.lines import read_lines

        reader = NumberReader(DiaryFormat(), "x")
        lines = read_lines(BytesIO(b"KS-2021/1682.103\\nKS2021/1\\n" * 20_000))
        next(lines)
        reader.read("x")
        tracemalloc.start()
        for line in lines:
            reader.read_line(line)
        print(tracemalloc.get_traced_memory()[1] < 500_000)
    """)
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False, timeout=120)
    assert (done.stdout, done.stderr) == ("True\n", "")


def test_the_json_of_a_number_shows_swedish_letters_as_they_are(ksflow: Callable[..., Outcome]) -> None:
    assert '"raw": "ÄON-2021/98"' in ksflow("diary", "parse", "ÄON-2021/98", "--report", "json").stdout
