"""No report shows the last digits of a personal number, whatever it reports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from conftest import Outcome
from ksflow.batch import checking
from ksflow.reports import FORMATS

Ksflow = Callable[..., Outcome]

# Public examples: no such person exists.
CASE = dedent("""\
    diarienummer: KS-2024/7
    datum: 2024-03-05
    rubrik: Bidrag till 811218-9876
    nämnd: Kommunstyrelsen 811218-9876
    handläggare:
      namn: Anna Andersson 701063-2391
      epost: 811218-9876
      skostorlek: 811218-9876
    beslutsförslag:
      - att: ["Akademierna och dess bidrag till 811218-9876 godkänns."]
        rubrik: 811218-9876
    sammanfattning: |
      Akademierna och dess forskare, 19811218-9876, 811218–9876 och 811218\u20119876. <b>811218-9876</b>
    avsnitt:
      - rubrik: Bakgrund
        fil: text.md
      - rubrik: Mer
        text: "Hon, pnr 8112189876, ![](811218-9876.png) [811218-9876](ftp://811218-9876) [^811218-9876]"
      - rubrik: Saknas
        fil: saknas-811218-9876.md
    bilagor:
      - {rubrik: Avtal 811218-9876, fil: avtal_811218-9876.pdf}
    sändlista:
      - {namn: Sara 811218-9876, leverans: post, att: [811218-9876]}
    ignorera:
      - {regel: SPR999, skäl: 811218-9876}
    """)
SECRET = ("9876", "2391")


@pytest.fixture
def leaky(write_case: Callable[..., Path]) -> Path:
    path = write_case(CASE, "fall.yaml")
    (path.parent / "text.md").write_text(
        "Akademierna och dess vän 811218-9876.\n\n<i>811218-9876</i>\n", encoding="utf-8"
    )
    return path


def assert_private(outcome: Outcome) -> None:
    for secret in SECRET:
        assert secret not in outcome.stdout
        assert secret not in outcome.stderr


@pytest.mark.parametrize("report", FORMATS)
@pytest.mark.parametrize("language", ["en", "sv"])
def test_no_report_of_a_check_shows_them(
    report: str, language: str, leaky: Path, ksflow: Ksflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KSFLOW_LANG", language)
    outcome = ksflow("check", "--report", report)
    assert outcome.code == 1
    assert "811218-****" in outcome.stdout
    assert "DSK001" in outcome.stdout
    assert_private(outcome)


@pytest.mark.parametrize("report", FORMATS)
def test_no_report_of_a_build_shows_them(report: str, leaky: Path, ksflow: Ksflow) -> None:
    for _again in range(2):  # the second time findings come from what was remembered
        outcome = ksflow("build", "--report", report)
        assert outcome.code == 1
        assert "****" in outcome.stdout + outcome.stderr
        assert_private(outcome)


def test_the_register_does_not_show_them(leaky: Path, write_case: Callable[..., Path], ksflow: Ksflow) -> None:
    write_case(CASE.replace("KS-2024/7", "KS-2024/7.103"), "annat.yaml")
    outcome = ksflow("diary", "check")
    assert "KS-2024/7" in outcome.stdout
    assert_private(outcome)


def test_the_carets_stand_under_the_hidden_number(write_case: Callable[..., Path], ksflow: Ksflow) -> None:
    case = CASE.partition("nämnd:")[0] + "nämnd: Kommunstyrelsen\nhandläggare: {namn: Anna}\n"
    write_case(f"{case}beslutsförslag: [{{att: [Bidrag ges.]}}]\nsammanfattning: Kort.\n")
    assert ksflow("check", "--select", "DSK").stdout == dedent("""\
        cases/case.yaml:3:21: error DSK001 A personal number: 811218-****
          3 │ rubrik: Bidrag till 811218-****
            │                     ^^^^^^^^^^^
            │ Delete it; the name, or the number of the person's own case, mostly is enough
        """)


def test_the_file_about_a_bug_does_not_show_them(
    leaky: Path, workspace: Path, ksflow: Ksflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise ValueError("811218-9876")

    monkeypatch.setattr(checking, "inspect_case", broken)
    outcome = ksflow("check")
    assert "FIL999" in outcome.stdout
    assert_private(outcome)
    text = (workspace / ".ksflow" / "bug-fall.txt").read_text(encoding="utf-8")
    assert "811218-****" in text
    assert "9876" not in text


def test_private_addresses_are_not_shown_where_they_are_reported(
    write_case: Callable[..., Path], ksflow: Ksflow
) -> None:
    case = CASE.partition("rubrik:")[0] + "rubrik: Bidrag\nnämnd: Kommunstyrelsen\nhandläggare: {namn: Anna}\n"
    text = "Motionären nås på lisa.lind@gmail.com, 070-174 06 35, och bor på Tallåsvägen 12."
    write_case(f"{case}beslutsförslag: [{{att: [Bidrag ges.]}}]\nsammanfattning: {text}\n")
    lines = ksflow("check", "--select", "DSK002").stdout
    assert lines.count("DSK002") == 3
    assert "****.****@gmail.com, 070-174" in lines
    assert "***-*** ** **" in lines
    assert "bor på *********** **." in lines
