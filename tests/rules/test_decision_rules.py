"""What the rules about decisions say of whole cases: missing keys, the register's faults, who is not reached."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome

CASE = """\
diarienummer: KS-2022/7.130
datum: 2021-08-11
rubrik: Riktlinjer för lån av lokaler
nämnd: Kommunstyrelsen
handläggare:
  namn: Anna Lindqvist
beslutsförslag:
  - från: Kommunstyrelsen
    att: [Lokaler lånas ut till föreningar utan avgift.]
sammanfattning: Föreningar får låna lokaler.
"""
SIGNED = "undertecknare: [{namn: Erik Sandberg, titel: Kommundirektör}]\n"


def codes(outcome: Outcome, *wanted: str) -> list[str]:
    """Return the lines of findings with one of the codes, without the file's name."""
    lines = (line for line in outcome.stdout.splitlines() if line.startswith("cases"))
    return [line.partition(":")[2] for line in lines if line.split()[2] in wanted]


def test_a_number_is_judged_alike_by_the_case_and_by_the_register(
    workspace: Path, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    with (workspace / "kommun.yaml").open("a", encoding="utf-8") as file:
        file.write('klassificeringsplan: {"103": Samverkansavtal}\n')
    write_case(CASE, "KS-2022-7.130.yaml")
    alone = codes(ksflow("check"), "DIA003", "DIA004")
    assert alone == [
        "1:15: error DIA003 The number is of 2022, but the case is dated 2021-08-11",
        "1:15: warning DIA004 The classification is not in the plan: 130",
    ]
    assert codes(ksflow("diary", "check"), "DIA003", "DIA004") == alone


def test_what_an_author_has_weighed_about_a_number_is_silent_in_both(
    write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    weighed = f"{CASE.replace('.130', '')}ignorera: [{{regel: DIA003, skäl: Numret gavs om}}]\n"
    write_case(weighed, "KS-2022-7.yaml")
    assert codes(ksflow("check"), "DIA003", "FIL115") == []
    assert codes(ksflow("diary", "check"), "DIA003", "FIL115") == []
    assert codes(ksflow("build", "--dry-run"), "FIL115") == []


def test_an_ignored_code_that_nothing_gives_is_told_by_the_check(
    write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(f"{CASE.replace('2022/7.130', '2021/7')}ignorera: [{{regel: DIA003, skäl: Prövat}}]\n")
    assert codes(ksflow("check"), "FIL115") == [
        "11:20: warning FIL115 Nothing in the case gives DIA003, which is ignored"
    ]
    assert codes(ksflow("diary", "check"), "FIL115") == []


def test_without_signatories_or_recipients_the_case_says_so(
    write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(CASE)
    assert codes(ksflow("check"), "ORG006", "EXP001") == [
        "1:1: warning EXP001 Nobody gets the decision",
        "1:1: warning ORG006 Nobody signs the document",
    ]


@pytest.mark.parametrize(
    ("recipient", "found"),
    [
        ("Samtliga berörda grannar", "EXP001 Nobody can say who this is: Samtliga berörda grannar"),
        ("Samtliga nämder", "EXP010 The recipient is not in kommun.yaml: Samtliga nämder"),
        ("Byalaget i Ådalen", "EXP010 The recipient is not in kommun.yaml: Byalaget i Ådalen"),
    ],
)
def test_a_recipient_that_nobody_knows_is_told_once(
    write_case: Callable[..., Path], ksflow: Callable[..., Outcome], recipient: str, found: str
) -> None:
    write_case(f"{CASE}{SIGNED}sändlista:\n  - {recipient}\n")
    assert codes(ksflow("check"), "EXP001", "EXP010") == [f"13:5: warning {found}"]


def test_a_municipality_whose_reglemente_settles_who_signs_is_not_told_to(
    workspace: Path, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(CASE.replace("Lokaler lånas ut till föreningar utan avgift.", "Avtal om lån av lokaler godkänns."))
    assert codes(ksflow("check"), "BES004") == ["9:35: warning BES004 An agreement is approved, but nobody may sign it"]
    with (workspace / "kommun.yaml").open("a", encoding="utf-8") as file:
        file.write("husregler: {firmateckning: ja}\n")
    assert codes(ksflow("check"), "BES004") == []


def test_the_list_of_municipalities_is_whole() -> None:
    from ksflow.rules.official_names import _municipalities

    names = _municipalities("Storköpings kommun")
    assert len({official for official in names.values() if official != "Storköpings"}) == 290
    assert {names[place] for place in ("Lund", "Huddinge", "Falun", "Kalmar", "Borås", "Storköping")} == {
        "Lunds", "Huddinge", "Falu", "Kalmar", "Borås", "Storköpings",
    }  # fmt: skip
