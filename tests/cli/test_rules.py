"""`ksflow rules`: every code, why it is there, and what to do about it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome
from ksflow.rules.catalogue import FAMILIES, entries, entry
from ksflow.rules.engine import rules
from ksflow.sources.codes import is_rule, known_codes

Run = Callable[..., Outcome]


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand outside any workspace."""
    monkeypatch.chdir(tmp_path)


PAGE = """\
SPR006 their-not-its: “dess” after several
warning · --fix mends it

“Dess” belongs to one thing; what several own is “deras”.
Source: Svenska Akademiens grammatik; ksflow. Looked up on 2026-11-24

Wrong
  Akademierna och dess forskare deltar i arbetet.
                  ^^^^

Right
  Akademierna och deras forskare deltar i arbetet.

--fix writes
  Akademierna och deras forskare deltar i arbetet.

To ignore it in a case
  ignorera:
    - {regel: SPR006, skäl: the reason, in your own words}

To weigh it in kommun.yaml
  regler: {SPR006: av}  # fel | varning | info | av
"""


def test_a_rule_is_explained_on_one_screen(nowhere: None, ksflow: Run) -> None:
    assert ksflow("rules", "SPR006") == Outcome(0, PAGE, "")
    assert ksflow("rules", "spr006").stdout == PAGE


def test_every_page_is_in_the_language_of_the_user(nowhere: None, ksflow: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KSFLOW_LANG", "sv")
    shown = ksflow("rules", "SPR006").stdout
    assert "rättas med --fix" in shown
    assert "Så ignoreras den i ett ärende" in shown


def test_all_codes_that_say_something_about_a_case_are_listed_one_a_line(nowhere: None, ksflow: Run) -> None:
    lines = ksflow("rules").stdout.splitlines()
    codes = [line[:6] for line in lines[2:]]
    assert codes == [code for code in known_codes() if not code.startswith(("FIL", "MAL"))]
    assert {*rules()} <= {*codes}
    (line,) = (line for line in lines if line.startswith("SPR006"))
    assert [part.strip() for part in line.split("   ") if part.strip()] == [
        *("SPR006  warning", "their-not-its", "“dess” after several", "--fix"),
    ]


@pytest.mark.skipif(sys.platform == "win32", reason="there are no pseudo-terminals there")
def test_on_a_narrow_terminal_no_word_of_the_list_is_broken(nowhere: None) -> None:
    primary, secondary = os.openpty()
    environment = {**os.environ, "COLUMNS": "80", "KSFLOW_LANG": "en"}
    command = [sys.executable, "-m", "ksflow", "rules", "--select", "BES"]
    done = subprocess.run(command, stdout=secondary, check=False, env=environment, timeout=60)
    os.close(secondary)
    shown = os.read(primary, 100_000).decode("utf-8").replace("\r\n", "\n")
    os.close(primary)
    assert done.returncode == 0
    words = {word for code in rules() if code.startswith("BES") for word in rules()[code].summary().split()}
    assert words <= set(shown.split())
    assert max(map(len, shown.splitlines())) <= 80
    assert "-the-" not in shown


def test_codes_can_be_selected_by_their_beginnings(nowhere: None, ksflow: Run) -> None:
    def listed(*arguments: str) -> list[str]:
        return [line[:6] for line in ksflow("rules", *arguments).stdout.splitlines()[2:]]

    assert listed("--select", "ORG,spr006") == [*(code for code in known_codes() if code[:3] == "ORG"), "SPR006"]
    assert set(listed("--select", "MAL")) == {code for code in known_codes() if code.startswith("MAL")}
    assert listed("--all") == known_codes()
    assert ksflow("rules", "--select", "XYZ").code == 2


def test_an_unknown_code_is_a_usage_error_with_the_nearest(nowhere: None, ksflow: Run) -> None:
    assert ksflow("rules", "SPR06") == Outcome(2, "", "ksflow: There is no code SPR06. Did you mean “SPR006”?\n")
    assert ksflow("rules", "FIX102").stderr == "ksflow: There is no code FIX102. Did you mean “FIL102”?\n"


def test_inside_a_workspace_the_municipality_decides_how_bad_a_rule_is(workspace: Path, ksflow: Run) -> None:
    with (workspace / "kommun.yaml").open("a", encoding="utf-8") as file:
        file.write("regler: {SPR006: info, SPR002: fel, ORG001: av}\n")
    listed = {line[:6]: line.split()[1] for line in ksflow("rules").stdout.splitlines()[2:]}
    assert (listed["SPR006"], listed["SPR002"], listed["ORG001"]) == ("info", "error", "off")
    assert ksflow("rules", "SPR006").stdout.splitlines()[1] == "info · usually warning · --fix mends it"
    assert ksflow("rules", "ORG001").stdout.splitlines()[1] == "off · usually error"
    content = json.loads(ksflow("rules", "ORG001", "--report", "json").stdout)
    (rule,) = content["rules"]
    assert (rule["severity"], rule["usual_severity"]) == (None, "error")


def test_a_fault_elsewhere_in_kommun_yaml_hinders_no_explanation(workspace: Path, ksflow: Run) -> None:
    (workspace / "kommun.yaml").write_text("regler: {SPR006: info, ORG001: kanske, FIL102: av, 7: [x]}\n", "utf-8")
    assert ksflow("rules", "SPR006").stdout.splitlines()[1] == "info · usually warning · --fix mends it"
    (workspace / "kommun.yaml").write_text('namn: "öppet\n', "utf-8")
    outcome = ksflow("rules", "SPR006")
    assert (outcome.code, outcome.stdout) == (0, PAGE)
    assert outcome.stderr.endswith("ksflow: kommun.yaml cannot be read: rules are shown as they usually are\n")


def test_the_json_report_has_everything(nowhere: None, ksflow: Run) -> None:
    content = json.loads(ksflow("rules", "SPR006", "DIA008", "--report", "json").stdout)
    assert content["version"] == 1
    other, rule = sorted(content["rules"], key=lambda one: one["code"])
    assert (rule["code"], rule["name"], rule["fix"], rule["checked"]) == (
        *("SPR006", "their-not-its", "safe", "2026-11-24"),
    )
    assert rule["bad"][0]["marked"] == ["dess"]
    assert (other["weighable"], other["source"], other["bad"]) == (False, None, [])
    assert len(json.loads(ksflow("rules", "--report", "json").stdout)["rules"]) == len(entries())


def test_a_code_that_cannot_be_weighed_shows_nothing_to_paste(nowhere: None, ksflow: Run) -> None:
    for code in known_codes():
        shown = ksflow("rules", code).stdout
        assert ("regler:" in shown) == is_rule(code)
        assert shown.startswith(code)


def test_explaining_loads_neither_the_case_model_nor_the_markdown_parser() -> None:
    script = (
        "import sys\n"
        "from ksflow.rules.catalogue import entries\n"
        "from ksflow.rules.pages import screen\n"
        "[screen(one.code) for one in entries(everything=True)]\n"
        "print([name for name in ('pydantic', 'pyromark', 'jinja2', 'lxml', 'docx', 'typst') if name in sys.modules])"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_every_code_about_a_case_has_a_name_of_its_own() -> None:
    names = [one.name for one in entries()]
    assert all(names)
    assert len(names) == len(set(names))


def test_every_group_of_codes_has_its_word() -> None:
    assert {code[:3] for code in known_codes()} <= {*FAMILIES}


FAULTY = """\
diarienummer: KS-2024/0017
datum: 2023-03-04
rubrik: Riktlinjer
nämnd: Komunstyrelsen
handläggare: {namn: Anna Lindqvist}
beslutsförslag: [{att: [Riktlinjer antas.]}]
sammanfattning: "![](karta.png)"
avsnitt:
  - rubrik: Bakgrund
    text: |
      • ett
      • två, se KS-2020/9999
sändlista:
  - Okänd
  - Kommunstyrelsen
  - {namn: Kommunstyrelsen}
  - {namn: Kommunfullmäktige, utom: Kommunstyrelsen, att: KF 9}
  - {namn: Föreningen, leverans: post}
ignorera: [{regel: EXP900, skäl: Prövat}]
"""


def test_how_bad_a_code_is_said_to_be_is_how_bad_its_findings_are(write_case: Callable[..., Path], ksflow: Run) -> None:
    write_case(FAULTY, "a.yaml")
    write_case(FAULTY.replace("0017", "17").replace("rubrik: R", "rubrik:  R"), "b.yaml")
    write_case(FAULTY.replace("KS-2024/0017", "Ks-2024/20"), "c.yaml")
    found = [
        finding
        for command in (["check"], ["diary", "check"])
        for finding in json.loads(ksflow(*command, "--report", "json").stdout)["findings"]
    ]
    told = {(finding["code"], finding["severity"]) for finding in found} - {("DIA013", "warning")}
    assert told == {(code, entry(code).severity) for code, _severity in told}
    assert len(told) >= 14
