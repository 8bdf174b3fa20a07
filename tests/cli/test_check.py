"""`ksflow check`: every fault of every file, for people and for programs."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from xml.etree import ElementTree

import jsonschema
import pytest
from pydantic_sarif.model import StaticAnalysisResultsFormatSarifVersion210JsonSchema as SarifLog

from conftest import Outcome
from mutation import mutated

pytestmark = pytest.mark.usefixtures("without_text_rules")

FAULTY = dedent("""\
    diarienummer: KS-2021/7
    datum: 2021-02-30
    rubrik: Mål & budget, 100 % <klart>
    nämnd: Komunstyrelsen
    handläggare: {namn: Å Ö}
    beslutsförslag:
      - att: [Förslaget godkänns.]
    sammanfattning: |
      Hej <b>du</b>
    """)


@pytest.fixture
def faulty(write_case: Callable[..., Path]) -> Path:
    return write_case(FAULTY, "fel.yaml")


def test_every_fault_of_a_case_is_told_in_one_run(faulty: Path, ksflow: Callable[..., Outcome]) -> None:
    outcome = ksflow("check")
    assert outcome.code == 1
    assert outcome.stdout == dedent("""\
        cases/fel.yaml:2:8: error FIL102 The date does not exist: 2021-02-30
          2 │ datum: 2021-02-30
            │        ^^^^^^^^^^ February 2021 has 28 days
        cases/fel.yaml:4:8: error ORG001 The body is not in kommun.yaml: Komunstyrelsen
          4 │ nämnd: Komunstyrelsen
            │        ^^^^^^^^^^^^^^ Did you mean “Kommunstyrelsen”?
        cases/fel.yaml:9:7: error FIL201 HTML is not shown: <b>
          9 │   Hej <b>du</b>
            │       ^^^ Write it as Markdown; a < that is to be printed is written \\<
        cases/fel.yaml:9:12: error FIL201 HTML is not shown: </b>
          9 │   Hej <b>du</b>
            │            ^^^^ Write it as Markdown; a < that is to be printed is written \\<
        """)
    assert outcome.stderr == "1 case checked: 4 errors\n"


def test_all_well_is_one_line_and_nothing_on_standard_output(
    reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(reference)
    assert ksflow("check") == Outcome(0, "", "1 case checked: nothing wrong\n")
    assert ksflow("check", "-q") == Outcome(0, "", "")


def test_findings_are_sorted_by_file_and_place(write_case: Callable[..., Path], ksflow: Callable[..., Outcome]) -> None:
    for name in ("b.yaml", "a.yaml", "c.yaml"):
        write_case(FAULTY, name)
    found = json.loads(ksflow("check", "--report", "json").stdout)["findings"]
    places = [(finding["file"], finding["line"], finding["column"]) for finding in found]
    assert places == sorted(places)
    assert len(places) == 12


def test_a_syntax_fault_ends_its_own_file_only(write_case: Callable[..., Path], ksflow: Callable[..., Outcome]) -> None:
    write_case('rubrik: "öppet\n', "a.yaml")
    write_case(FAULTY, "b.yaml")
    summary = json.loads(ksflow("check", "--report", "json").stdout)["summary"]
    assert summary == {"cases": 2, "errors": 5, "warnings": 0}


def test_the_json_report_is_the_contract(faulty: Path, ksflow: Callable[..., Outcome]) -> None:
    outcome = ksflow("check", "--report", "json")
    content = json.loads(outcome.stdout)
    assert outcome.stderr == ""
    assert list(content) == ["version", "findings", "summary"]
    assert content["version"] == 1
    assert content["findings"][0] == {
        "file": "cases/fel.yaml",
        "line": 2,
        "column": 8,
        "end_line": 2,
        "end_column": 18,
        "code": "FIL102",
        "severity": "error",
        "message": "The date does not exist: 2021-02-30",
        "help": "February 2021 has 28 days",
        "diary_number": "KS-2021/7",
    }
    assert content["summary"] == {"cases": 1, "errors": 4, "warnings": 0}


def test_codes_and_keys_stay_when_the_language_changes(
    faulty: Path, ksflow: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    english = json.loads(ksflow("check", "--report", "json").stdout)
    monkeypatch.setenv("KSFLOW_LANG", "sv")
    swedish = json.loads(ksflow("check", "--report", "json").stdout)
    assert swedish["findings"][0]["message"] == "Datumet finns inte: 2021-02-30"
    for content in (english, swedish):
        for finding in content["findings"]:
            del finding["message"], finding["help"]
    assert swedish == english


def test_the_sarif_report_is_valid_and_has_rules_with_help(faulty: Path, ksflow: Callable[..., Outcome]) -> None:
    content = json.loads(ksflow("check", "--report", "sarif").stdout)
    SarifLog.model_validate(content)
    (run,) = content["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["FIL102", "FIL201", "ORG001"]
    assert all(rule["shortDescription"]["text"] and rule["help"]["text"] for rule in rules)
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert run["columnKind"] == "unicodeCodePoints"
    location = run["results"][0]["locations"][0]["physicalLocation"]
    assert location["artifactLocation"]["uri"] == "cases/fel.yaml"
    assert location["region"] == {"startLine": 2, "startColumn": 8, "endLine": 2, "endColumn": 18}


def test_the_junit_report_has_a_test_case_for_each_file(
    faulty: Path, reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(reference, "god.yaml")
    root = ElementTree.fromstring(ksflow("check", "--report", "junit").stdout)
    assert root.attrib == {"name": "ksflow", "tests": "2", "failures": "1", "errors": "0", "skipped": "0"}
    bad, good = root.iter("testcase")
    assert (bad.get("file"), good.get("file")) == ("cases/fel.yaml", "cases/god.yaml")
    (failure,) = bad
    assert failure.get("type") == "FIL102"
    assert failure.get("message") == "The date does not exist: 2021-02-30 (+3)"
    assert "cases/fel.yaml:9:7: error FIL201 HTML is not shown: <b>\n  9 │   Hej <b>du</b>" in (failure.text or "")
    assert list(good) == []


def test_the_github_report_escapes_what_workflow_commands_read(
    write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(FAULTY.replace("Komunstyrelsen", "'100 %, a:b'"), "a,b:c%.yaml")
    lines = ksflow("check", "--report", "github").stdout.splitlines()
    assert lines[0] == (
        "::error file=cases/a%2Cb%3Ac%25.yaml,line=2,endLine=2,col=8,endColumn=17,title=ksflow FIL102"
        "::The date does not exist: 2021-02-30%0AFebruary 2021 has 28 days"
    )
    assert "::The body is not in kommun.yaml: 100 %25, a:b%0A" in lines[1]


def test_reports_are_utf_8_whatever_the_console_speaks(faulty: Path, tmp_path: Path) -> None:
    import os
    import subprocess
    import sys

    environment = {**os.environ, "PYTHONIOENCODING": "cp1252", "KSFLOW_LANG": "sv"}
    command = [sys.executable, "-m", "ksflow", "check", "--report", "json"]
    done = subprocess.run(command, capture_output=True, env=environment, cwd=faulty.parent, check=False)
    assert json.loads(done.stdout.decode("utf-8"))["findings"][0]["help"] == "februari 2021 har 28 dagar"
    text = subprocess.run(command[:-2], capture_output=True, env=environment, cwd=faulty.parent, check=False)
    assert (text.returncode, b"Traceback" in text.stderr) == (1, False)
    assert "Instansen finns inte i kommun.yaml" in text.stdout.decode("cp1252")


def test_codes_can_be_selected_and_ignored_by_their_beginnings(faulty: Path, ksflow: Callable[..., Outcome]) -> None:
    def codes(*arguments: str) -> list[str]:
        outcome = ksflow("check", "--report", "json", *arguments)
        return [finding["code"] for finding in json.loads(outcome.stdout)["findings"]]

    assert codes("--select", "ORG") == ["ORG001"]
    assert codes("--select", "ORG,FIL1") == ["FIL102", "ORG001"]
    assert codes("--ignore", "FIL") == ["ORG001"]
    assert codes("--ignore", "FIL", "--select", "FIL102") == ["FIL102"]
    assert codes("--select", "FIL", "--ignore", "FIL102") == ["FIL201", "FIL201"]
    assert ksflow("check", "--ignore", "FIL,ORG").code == 0


def test_unknown_codes_and_reports_are_usage_errors(faulty: Path, ksflow: Callable[..., Outcome]) -> None:
    assert ksflow("check", "--select", "FIX102") == Outcome(
        2, "", "ksflow: There is no code FIX102. Did you mean “FIL102”?\n"
    )
    assert ksflow("check", "--report", "jsn") == Outcome(
        2, "", "ksflow: There is no report jsn. Did you mean “json”?\n"
    )


def test_the_report_can_be_set_by_the_environment(
    faulty: Path, ksflow: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KSFLOW_REPORT", "json")
    assert json.loads(ksflow("check").stdout)["version"] == 1


UNKNOWN_BODY = {"nämnd: Kommunstyrelsen": "nämnd: Utomkommunala nämnden"}


def case_with_unknown_body(reference: str, ignored: str = "") -> str:
    return reference.replace("nämnd: Kommunstyrelsen", "nämnd: Utomkommunala nämnden") + ignored


def test_an_author_can_weigh_a_finding_and_build_all_the_same(
    reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(case_with_unknown_body(reference))
    assert (ksflow("check").code, ksflow("build").code) == (1, 1)
    write_case(case_with_unknown_body(reference, "ignorera:\n  - {regel: ORG001, skäl: Gemensam nämnd med Botkyrka}\n"))
    assert ksflow("check") == Outcome(0, "", "1 case checked: nothing wrong\n")
    assert ksflow("build").code == 0


def test_ignoring_needs_a_reason(
    reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(case_with_unknown_body(reference, "ignorera:\n  - {regel: ORG001}\n"))
    assert "error FIL101 The key “skäl” is missing" in ksflow("check").stdout


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("ORG001", "Nothing in the case gives ORG001, which is ignored"),
        ("FIL102", "FIL102 cannot be ignored: with that fault the document cannot be made"),
        ("QQQ001", "There is no code QQQ001"),
    ],
)
def test_ignoring_nothing_is_itself_reported(
    code: str, message: str, reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(f"{reference}ignorera:\n  - {{regel: {code}, skäl: Prövat}}\n")
    outcome = ksflow("check")
    assert outcome.code == 0  # a warning
    assert outcome.stdout.splitlines()[0] == f"cases/case.yaml:104:13: warning FIL115 {message}"
    assert outcome.stderr == "1 case checked: 1 warning\n"


def test_the_municipality_decides_how_bad_a_finding_is(
    workspace: Path, reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(case_with_unknown_body(reference))
    kommun = (workspace / "kommun.yaml").read_text(encoding="utf-8")
    (workspace / "kommun.yaml").write_text(f"{kommun}regler: {{ORG001: varning}}\n", encoding="utf-8")
    outcome = ksflow("check")
    assert (outcome.code, outcome.stderr) == (0, "1 case checked: 1 warning\n")
    (workspace / "kommun.yaml").write_text(f"{kommun}regler: {{ORG001: av}}\n", encoding="utf-8")
    assert ksflow("check") == Outcome(0, "", "1 case checked: nothing wrong\n")


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        ("ORG01: av", "FIL106 This is not the code of a rule that can be weighed: ORG01"),
        ("FIL102: av", "FIL106 This is not the code of a rule that can be weighed: FIL102"),
        ("ORG001: kanske", "FIL106 This is not a severity: kanske"),
    ],
)
def test_faults_in_the_municipality_s_rules_are_shown_in_kommun_yaml(
    entry: str, line: str, workspace: Path, ksflow: Callable[..., Outcome]
) -> None:
    kommun = (workspace / "kommun.yaml").read_text(encoding="utf-8")
    (workspace / "kommun.yaml").write_text(f"{kommun}regler: {{{entry}}}\n", encoding="utf-8")
    outcome = ksflow("check")
    assert outcome.code == 2
    assert f"error {line}\n" in outcome.stderr


def test_a_folder_without_cases_is_said_to_be_one(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    (workspace / "cases" / "x.yaml").mkdir()
    assert ksflow("check", "cases/x.yaml").stderr.startswith("ksflow: There are no case files in cases/x.yaml\n")


def test_a_file_of_100_mb_is_refused_without_being_read(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    with (workspace / "cases" / "stor.yaml").open("wb") as file:
        file.truncate(100_000_000)
    assert ksflow("check").stdout == "cases/stor.yaml:1:1: error FIL004 The file is larger than 10 MB\n"


def test_a_list_of_a_million_items_is_refused(write_case: Callable[..., Path], ksflow: Callable[..., Outcome]) -> None:
    write_case("sändlista:\n" + "- a\n" * 1_000_000)
    assert "error FIL013 The file holds more than 200000 values" in ksflow("check").stdout


def test_two_thousand_random_mutations_of_the_reference_case_never_break_the_check(
    workspace: Path, reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    chance = random.Random(1682)
    texts = [mutated(reference, chance) for _number in range(2_000)]
    for number, text in enumerate(texts):
        write_case(text.encode("utf-8", "surrogatepass"), f"{number:04}.yaml")
    outcome = ksflow("check", "--report", "json")
    assert outcome.code in (0, 1)
    assert outcome.stderr == ""
    content = json.loads(outcome.stdout)
    jsonschema.validate(content, REPORT_SCHEMA)
    assert content["summary"]["cases"] == 2_000
    assert not [finding for finding in content["findings"] if finding["code"] == "FIL999"]
    lines = {f"cases/{number:04}.yaml": _lines(text) for number, text in enumerate(texts)}
    for finding in content["findings"]:
        inside = lines[finding["file"]]
        assert 1 <= finding["line"] <= finding["end_line"] <= len(inside), finding
        assert (finding["line"], finding["column"]) <= (finding["end_line"], finding["end_column"]), finding
        assert finding["column"] <= len(inside[finding["line"] - 1]) + 1, finding


REPORT_SCHEMA = {
    "type": "object",
    "additionalProperties": False,
    "required": ["version", "findings", "summary"],
    "properties": {
        "version": {"const": 1},
        "findings": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": [
                    *("file", "line", "column", "end_line", "end_column"),
                    *("code", "severity", "message", "help", "diary_number"),
                ],
                "properties": {
                    "file": {"type": "string"},
                    **{
                        name: {"type": "integer", "minimum": 1} for name in ("line", "column", "end_line", "end_column")
                    },
                    "code": {"type": "string", "pattern": "^[A-Z]{3}[0-9]{3}$"},
                    "severity": {"enum": ["error", "warning", "info"]},
                    "message": {"type": "string", "minLength": 1},
                    "help": {"type": ["string", "null"]},
                    "diary_number": {"type": ["string", "null"]},
                },
            },
        },
        "summary": {
            "type": "object",
            "additionalProperties": False,
            "required": ["cases", "errors", "warnings"],
            "properties": {name: {"type": "integer", "minimum": 0} for name in ("cases", "errors", "warnings")},
        },
    },
}


def _lines(text: str) -> list[str]:
    """Split as editors do; a byte-order mark at the beginning is no character of the first line."""
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
