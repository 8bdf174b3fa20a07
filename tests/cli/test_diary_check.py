"""`ksflow diary check`: reports, options, and the answer when nothing has changed (what it finds: test_faults)."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from xml.etree import ElementTree

import pytest
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as SarifLog

from conftest import Outcome
from registercases import a_minute_later, numbered, write_cases

pytestmark = pytest.mark.usefixtures("without_text_rules")


@pytest.fixture
def faulty(workspace: Path) -> Path:
    write_cases(workspace, {**numbered("KS-2021/1", "KS-2021/3"), "bron": "diarienummer: KS2021/3\n"})
    return workspace


def test_the_findings_and_their_sum(faulty: Path, ksflow: Callable[..., Outcome]) -> None:
    write_cases(faulty, {"kopia": "diarienummer: KS-2021/3\n"})
    assert ksflow("diary", "check") == Outcome(
        1,
        dedent("""\
        cases/KS-2021-3.yaml:1:15: info DIA010 1 number is missing in the series KS 2021: 2
          1 │ diarienummer: KS-2021/3
            │               ^^^^^^^^^ Every number that has been given out should be in the register
        cases/bron.yaml:1:15: error DIA001 This is not a diary number: KS2021/3
          1 │ diarienummer: KS2021/3
            │               ^^^^^^^^ Write KS-2021/3
        cases/kopia.yaml:1:15: error DIA008 The case cases/KS-2021-3.yaml has the same diary number
          1 │ diarienummer: KS-2021/3
            │               ^^^^^^^^^ Give one of them another number: ksflow diary next KS
        cases/kopia.yaml:1:15: warning DIA012 The file is not named after its number: kopia.yaml
          1 │ diarienummer: KS-2021/3
            │               ^^^^^^^^^ Name it KS-2021-3.yaml
        """),
        "4 cases checked: 2 errors, 1 warning, 1 note\n",
    )


def test_a_sound_register_is_one_line(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    write_cases(workspace, numbered("KS-2021/1", "KS-2021/2"))
    assert ksflow("diary", "check") == Outcome(0, "", "2 cases checked: nothing wrong\n")
    assert ksflow("diary", "check", "-q") == Outcome(0, "", "")


def test_every_example_case_of_the_repository_is_read(
    ksflow: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    outcome = ksflow("diary", "check", "--workspace", Path(__file__).parents[2], "--report", "json")
    findings = json.loads(outcome.stdout)["findings"]
    assert (outcome.code, [finding for finding in findings if finding["severity"] != "info"]) == (0, [])


def test_codes_can_be_selected_and_ignored(faulty: Path, ksflow: Callable[..., Outcome]) -> None:
    def codes(*options: str) -> list[str]:
        outcome = ksflow("diary", "check", "--report", "json", *options)
        return [finding["code"] for finding in json.loads(outcome.stdout)["findings"]]

    assert codes() == ["DIA010", "DIA001"]
    assert codes("--select", "DIA001") == ["DIA001"]
    assert codes("--ignore", "DIA010") == ["DIA001"]
    assert ksflow("diary", "check", "--ignore", "DIA001").code == 0
    (faulty / "cases" / "trasig.yaml").write_bytes(b"\xe5")
    assert codes("--select", "DIA001") == ["DIA001", "FIL003"]
    assert ksflow("diary", "check", "--select", "DAI001") == Outcome(
        2, "", "ksflow: There is no code DAI001. Did you mean “DIA001”?\n"
    )


def test_the_json_report_is_that_of_check(faulty: Path, ksflow: Callable[..., Outcome]) -> None:
    content = json.loads(ksflow("diary", "check", "--report", "json").stdout)
    assert content["summary"] == {"cases": 3, "errors": 1, "warnings": 0}
    assert content["findings"][0] == {
        "file": "cases/KS-2021-3.yaml",
        "line": 1,
        "column": 15,
        "end_line": 1,
        "end_column": 24,
        "code": "DIA010",
        "severity": "info",
        "message": "1 number is missing in the series KS 2021: 2",
        "help": "Every number that has been given out should be in the register",
        "diary_number": "KS-2021/3",
    }
    assert content["findings"][1]["diary_number"] is None


def test_the_reports_for_programs(faulty: Path, ksflow: Callable[..., Outcome]) -> None:
    log = json.loads(ksflow("diary", "check", "--report", "sarif").stdout)
    SarifLog.model_validate(log)
    assert [(result["ruleId"], result["level"]) for result in log["runs"][0]["results"]] == [
        ("DIA010", "note"),
        ("DIA001", "error"),
    ]
    root = ElementTree.fromstring(ksflow("diary", "check", "--report", "junit").stdout)
    assert [case.get("file") for case in root.iter("testcase")] == [
        "cases/KS-2021-1.yaml",
        "cases/KS-2021-3.yaml",
        "cases/bron.yaml",
    ]
    assert ksflow("diary", "check", "--report", "github").stdout.splitlines()[1] == (
        "::error file=cases/bron.yaml,line=1,endLine=1,col=15,endColumn=22,title=ksflow DIA001"
        "::This is not a diary number: KS2021/3%0AWrite KS-2021/3"
    )
    assert ksflow("diary", "check", "--report", "jsn") == Outcome(
        2, "", "ksflow: There is no report jsn. Did you mean “json”?\n"
    )


def test_codes_of_the_register_are_never_useless_in_a_check_of_cases(
    reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    """Only `ksflow diary check` can tell that nothing gives them, and does."""
    codes = ("DIA009", "DIA010", "DIA011", "DIA012", "DIA013", "DIA014", "DIA015")
    entries = "".join(f"  - {{regel: {code}, skäl: Prövat}}\n" for code in codes)
    write_case(f"{reference}ignorera:\n{entries}", "KS-2021-1682.103.yaml")
    assert ksflow("check") == Outcome(0, "", "1 case checked: nothing wrong\n")
    lines = ksflow("diary", "check", "--report", "github").stdout.splitlines()
    assert [line.split("::")[2].split()[5] for line in lines] == [f"{code}," for code in codes]


def test_an_unchanged_register_is_not_read_again(
    faulty: Path, ksflow: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_minute_later(monkeypatch)
    first = ksflow("diary", "check")
    monkeypatch.setattr("ksflow.register.checking.check_register", None)
    monkeypatch.setattr("ksflow.cli.diary.check.open_workspace", None)
    assert ksflow("diary", "check") == first
    root = ElementTree.fromstring(ksflow("diary", "check", "--report", "junit").stdout)
    assert len(list(root.iter("testcase"))) == 3


CHANGES: list[Callable[[Path], object]] = [
    lambda root: (root / "cases" / "KS-2021-2.yaml").write_text("diarienummer: KS-2021/2\n"),
    lambda root: (root / "cases" / "bron.yaml").unlink(),
    lambda root: (root / "cases" / "bron.yaml").rename(root / "cases" / "vägen.yaml"),
    lambda root: (root / "cases" / "bron.yaml").write_text("diarienummer: KS2021/4\n"),
    lambda root: (root / "kommun.yaml").write_text(
        f"{(root / 'kommun.yaml').read_text(encoding='utf-8')}regler: {{DIA010: av}}\n", encoding="utf-8"
    ),
    lambda root: os.environ.__setitem__("KSFLOW_LANG", "sv"),
    lambda root: os.chdir(root / "cases"),
]


@pytest.mark.parametrize("number", range(len(CHANGES)))
def test_whatever_changes_is_seen(
    number: int, faulty: Path, ksflow: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    a_minute_later(monkeypatch)
    monkeypatch.setenv("KSFLOW_LANG", "en")
    first = ksflow("diary", "check")
    CHANGES[number](faulty)
    second = ksflow("diary", "check")
    assert second.stdout != first.stdout
    for cached in (faulty / ".ksflow").iterdir():
        cached.unlink()
    assert ksflow("diary", "check") == second


def test_cases_may_lie_on_another_disk(workspace: Path, ksflow: Callable[..., Outcome], tmp_path: Path) -> None:
    (workspace / "cases").rename(tmp_path / "disk")
    (workspace / "cases").symlink_to(tmp_path / "disk")
    write_cases(workspace, {"bron": "diarienummer: KS-2021/1\n"})
    name = (workspace / "cases" / "bron.yaml").as_posix()
    assert ksflow("diary", "check").stdout.startswith(f"{name}:1:15: warning DIA012")
    root = ElementTree.fromstring(ksflow("diary", "check", "--report", "junit").stdout)
    assert [case.get("file") for case in root.iter("testcase")] == [name]


def test_a_workspace_may_have_any_name(
    workspace: Path, ksflow: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = workspace.rename(workspace.with_name("Å & 'b' #1 ?x=%20 [ny]"))
    monkeypatch.chdir(odd)
    write_cases(odd, numbered("KS-2021/1"))
    assert ksflow("diary", "check") == Outcome(0, "", "1 case checked: nothing wrong\n")
    assert (odd / ".ksflow" / "register.sqlite").is_file()
