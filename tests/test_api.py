"""What ``import ksflow`` gives to scripts."""

from __future__ import annotations

import dataclasses
import doctest
import importlib
import json
import os
import pickle
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

import ksflow
from conftest import ROOT, Outcome

FAULTY = "diarienummer: KS-2024/17\ndatum: 2024-02-30\n"
PUBLIC_WITH_EXAMPLES = {
    "ksflow.api.loading": "load_case",
    "ksflow.api.checking": "check",
    "ksflow.api.building": "build",
    "ksflow.diary.number": "DiaryNumber",
    "ksflow.diary.format": "DiaryFormat",
}


@pytest.fixture
def run_ksflow(request: pytest.FixtureRequest) -> Callable[..., Outcome]:
    """Return what the fixture "ksflow" is, under a name that leaves the module its own."""
    command: Callable[..., Outcome] = request.getfixturevalue("ksflow")
    return command


@pytest.fixture
def small_workspace(workspace: Path) -> Path:
    """Return a workspace with two cases; one takes a text from a file of its own."""
    for name in ("KS-2020-1533.912.yaml", "KS-2020-1533.912-svar.md", "KS-2021-1682.103.yaml"):
        shutil.copy(ROOT / "cases" / name, workspace / "cases" / name)
    return workspace


@pytest.mark.parametrize("module", PUBLIC_WITH_EXAMPLES)
def test_the_examples_in_the_docstrings_are_true(module: str, small_workspace: Path) -> None:
    parts = [test for test in doctest.DocTestFinder().find(importlib.import_module(module)) if test.examples]
    assert PUBLIC_WITH_EXAMPLES[module] in {test.name.removeprefix(f"{module}.") for test in parts}
    runner = doctest.DocTestRunner()
    said: list[str] = []
    for test in parts:
        runner.run(test, out=said.append)
    assert "".join(said) == ""


def test_every_public_name_is_there_and_explained() -> None:
    for name in ksflow.__all__:
        value = getattr(ksflow, name)
        assert isinstance(value, str) or value.__doc__, name
    assert set(dir(ksflow)) == set(ksflow.__all__)


def test_a_name_that_there_is_not_is_missed_as_in_any_module() -> None:
    with pytest.raises(AttributeError, match="module 'ksflow' has no attribute 'biuld'"):
        ksflow.biuld  # type: ignore[attr-defined]  # noqa: B018


def loaded_after(script: str, folder: Path) -> set[str]:
    code = f"import ksflow, sys, json; {script}; print(json.dumps(sorted(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=True)
    return set(json.loads(run.stdout))


def test_importing_ksflow_loads_nothing_but_itself(tmp_path: Path) -> None:
    loaded = loaded_after("pass", tmp_path)
    assert {name for name in loaded if name.startswith("ksflow")} == {"ksflow"}
    bare = subprocess.run(
        [sys.executable, "-c", "import sys, json, typing; print(json.dumps(sorted(sys.modules)))"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded - set(json.loads(bare.stdout)) <= {"ksflow", "__future__"}


def test_a_diary_number_needs_neither_models_nor_yaml(tmp_path: Path) -> None:
    loaded = loaded_after("ksflow.DiaryNumber.parse('KS-2021/1')", tmp_path)
    assert {name.partition(".")[0] for name in loaded} & {"pydantic", "yaml", "typer", "jinja2", "lxml"} == set()


def test_a_case_says_what_its_file_says(small_workspace: Path) -> None:
    case = ksflow.load_case("cases/KS-2021-1682.103.yaml")
    assert str(case.diary_number) == "KS-2021/1682.103"
    assert case.date.isoformat() == "2021-08-11"
    assert case.officer.name == "Björn Rosborg"
    assert case.proposals[0].clauses[0].text.startswith("Förslag till avtal om strategiskt partnerskap")


def test_a_text_from_a_file_of_its_own_is_the_text_of_its_section(small_workspace: Path) -> None:
    case = ksflow.load_case("cases/KS-2020-1533.912.yaml")
    (section,) = (section for section in case.sections if section.file)
    assert section.text == (ROOT / "cases" / "KS-2020-1533.912-svar.md").read_text(encoding="utf-8")


def test_a_text_from_a_file_is_there_in_subsections_too(small_workspace: Path, reference: str) -> None:
    (small_workspace / "cases" / "inre.md").write_text("Den inre texten.\n", encoding="utf-8")
    head = reference.partition("avsnitt:")[0]
    inner = "avsnitt:\n  - rubrik: Yttre\n    avsnitt:\n      - {rubrik: Inre, fil: inre.md}\n"
    (small_workspace / "cases" / "KS-2021-1682.103.yaml").write_text(head + inner, encoding="utf-8")
    case = ksflow.load_case("cases/KS-2021-1682.103.yaml")
    assert case.sections[0].sections[0].text == "Den inre texten.\n"


def test_a_case_cannot_be_changed(small_workspace: Path) -> None:
    case = ksflow.load_case("cases/KS-2021-1682.103.yaml")
    with pytest.raises(ValueError, match="frozen"):
        case.title = "Annat"  # type: ignore[misc]


def test_a_faulty_case_is_an_exception_that_says_where(workspace: Path) -> None:
    (workspace / "cases" / "x.yaml").write_text(FAULTY, encoding="utf-8")
    with pytest.raises(ksflow.CaseError) as caught:
        ksflow.load_case("cases/x.yaml")
    date = next(finding for finding in caught.value.findings if finding.code == "FIL102")
    assert (date.file, date.span, date.help) == ("cases/x.yaml", ksflow.Span(2, 8, 2, 18), "February 2024 has 29 days")
    assert "cases/x.yaml:2:8: error FIL102 The date does not exist: 2024-02-30" in str(caught.value).splitlines()


def test_what_is_raised_can_cross_processes(workspace: Path) -> None:
    (workspace / "cases" / "x.yaml").write_text(FAULTY, encoding="utf-8")
    with pytest.raises(ksflow.CaseError) as caught:
        ksflow.load_case("cases/x.yaml")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), again.findings, str(again)) == (ksflow.CaseError, caught.value.findings, str(caught.value))
    (workspace / "kommun.yaml").write_text("namn: Storköpings kommun\n", encoding="utf-8")
    with pytest.raises(ksflow.WorkspaceError) as faulty:
        ksflow.check()
    other = pickle.loads(pickle.dumps(faulty.value))
    assert (str(other), other.findings) == ("kommun.yaml is faulty", faulty.value.findings)


def test_check_finds_what_the_command_finds(small_workspace: Path, run_ksflow: Callable[..., Outcome]) -> None:
    told = json.loads(run_ksflow("check", "--report", "json").stdout)
    result = ksflow.check()
    assert [finding.as_dict() for finding in result.findings] == told["findings"]
    assert [case.file for case in result.cases] == ["cases/KS-2020-1533.912.yaml", "cases/KS-2021-1682.103.yaml"]
    assert len(result.errors) == told["summary"]["errors"]
    assert not result.ok


def test_a_faulty_case_has_findings_and_raises_nothing(workspace: Path) -> None:
    (workspace / "cases" / "x.yaml").write_text(FAULTY, encoding="utf-8")
    assert "FIL102" in {finding.code for finding in ksflow.check().errors}
    (workspace / "cases" / "x.yaml").write_text("a: [\n", encoding="utf-8")
    assert {finding.code for finding in ksflow.check(select="SPR").errors} == {"FIL010"}


def test_codes_may_be_one_text_or_several(small_workspace: Path) -> None:
    one = ksflow.check(select="SPR001,BIL004").findings
    assert [finding.code for finding in one] == ["BIL004", "SPR001"]
    assert ksflow.check(select=["SPR001", "BIL004"]).findings == one
    assert ksflow.check(select=["SPR", "BIL004"], ignore=("SPR",), language="en").findings == one[:1]


def test_a_rule_whose_program_is_missing_is_told(small_workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kommun = small_workspace / "kommun.yaml"
    kommun.write_text(kommun.read_text(encoding="utf-8") + "regler: {SPR002: info}\n", encoding="utf-8")
    monkeypatch.setenv("PATH", "")
    (skipped,) = ksflow.check().skipped
    assert skipped.code == "SPR002"
    assert "hunspell" in skipped.reason


def test_messages_speak_the_language_that_is_asked_for(small_workspace: Path) -> None:
    swedish = ksflow.check(select="SPR001", language="sv").findings[0].message
    assert swedish == "”förslagna” är fel här: ”föreslagna” är det som menas"
    assert ksflow.check(select="SPR001").findings[0].message.startswith("“förslagna” is wrong here")


def test_threads_may_speak_different_languages(small_workspace: Path) -> None:
    swedish: list[str] = []

    def speak() -> None:
        swedish.append(ksflow.check(select="SPR001", language="sv").findings[0].message)

    thread = threading.Thread(target=speak)
    thread.start()
    english = ksflow.check(select="SPR001", language="en").findings[0].message
    thread.join()
    assert (swedish[0].split()[1], english.split()[1]) == ("är", "is")


def test_a_language_that_ksflow_does_not_speak_is_refused(small_workspace: Path) -> None:
    with pytest.raises(ksflow.UsageError, match=r"There is no language fi\. There are: sv, en"):
        ksflow.check(language="fi")  # type: ignore[arg-type]


def test_build_gives_the_bytes_that_the_command_gives(
    small_workspace: Path, run_ksflow: Callable[..., Outcome]
) -> None:
    result = ksflow.build(documents=["tjänsteutlåtande", "sandlista"], formats=("docx", "md"), out="hit")
    assert run_ksflow("build", "-d", "tjansteutlatande,sandlista", "--to", "docx,md", "--out", "dit").code == 0
    here, there = (
        {path.relative_to(top): path.read_bytes() for path in Path(top).glob("*/*.*")} for top in ("hit", "dit")
    )
    assert here == there
    assert {document.path for document in result.documents} == {Path("hit") / path for path in here}


def test_a_case_that_cannot_be_built_stops_no_other(small_workspace: Path) -> None:
    (small_workspace / "cases" / "x.yaml").write_text(FAULTY, encoding="utf-8")
    result = ksflow.build(documents="sandlista")
    assert [(one.case, one.status) for one in result.documents] == [
        ("cases/KS-2020-1533.912.yaml", ksflow.Status.BUILT),
        ("cases/KS-2021-1682.103.yaml", ksflow.Status.BUILT),
        ("cases/x.yaml", ksflow.Status.FAILED),
    ]
    assert [one.case for one in result.kept_back] == ["cases/x.yaml"]
    assert not result.ok
    assert "FIL102" in {finding.code for finding in result.findings}


def test_a_dry_run_writes_nothing(small_workspace: Path) -> None:
    result = ksflow.build(documents="sandlista", dry_run=True)
    assert {document.status for document in result.documents} == {"missing"}
    assert not result.is_current
    assert not (small_workspace / "out").exists()


def test_an_edited_document_is_kept_unless_forced(small_workspace: Path) -> None:
    case = "cases/KS-2021-1682.103.yaml"
    path = ksflow.build(case, documents="sandlista", formats="md").documents[0].path
    assert path
    path.write_text("Mina egna ord\n", encoding="utf-8")
    result = ksflow.build(case, documents="sandlista", formats="md")
    assert (result.documents[0].status, result.ok) == ("edited", False)
    assert ksflow.build(case, documents="sandlista", formats="md", force=True).ok


def test_documents_of_cases_that_are_gone_are_orphans(small_workspace: Path) -> None:
    ksflow.build(documents="sandlista")
    (small_workspace / "cases" / "KS-2021-1682.103.yaml").unlink()
    assert ksflow.build(documents="sandlista").orphans == (
        small_workspace / "out" / "KS-2021-1682.103" / "sandlista.docx",
    )


def test_a_script_may_stand_anywhere_and_name_the_workspace(
    small_workspace: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    case = small_workspace / "cases" / "KS-2021-1682.103.yaml"
    assert ksflow.load_case(case, workspace=small_workspace).body == "Kommunstyrelsen"
    assert len(ksflow.check(workspace=str(small_workspace)).cases) == 2
    assert ksflow.build([case], workspace=small_workspace, documents="sandlista").ok
    assert (small_workspace / "out" / "KS-2021-1682.103" / "sandlista.docx").is_file()


@pytest.mark.parametrize(
    ("call", "error", "message"),
    [
        (lambda: ksflow.load_case("cases/nej.yaml"), ksflow.UsageError, "There is no file or folder cases/nej.yaml"),
        (lambda: ksflow.load_case("cases"), ksflow.UsageError, "cases is a folder, and no case file"),
        (lambda: ksflow.check("nej"), ksflow.UsageError, "There is no file or folder nej"),
        (lambda: ksflow.check(select="XYZ"), ksflow.UsageError, "There is no code XYZ"),
        (lambda: ksflow.build(documents="sandlistan"), ksflow.UsageError, "Did you mean “sandlista”?"),
        (lambda: ksflow.build(formats="odt"), ksflow.UsageError, "There is no format odt"),
        (lambda: ksflow.build(formats=()), ksflow.UsageError, "Name at least one document and one format"),
        (lambda: ksflow.check(workspace="nej"), ksflow.WorkspaceError, "There is no kommun.yaml in"),
    ],
)
def test_what_cannot_be_is_an_exception_with_one_line(
    call: Callable[[], object], error: type[Exception], message: str, small_workspace: Path
) -> None:
    with pytest.raises(error) as caught:
        call()
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)
    assert isinstance(caught.value, ksflow.KsflowError)


def test_a_faulty_kommun_yaml_is_told_with_its_findings(small_workspace: Path) -> None:
    (small_workspace / "kommun.yaml").write_text("namn: Storköpings kommun\n", encoding="utf-8")
    with pytest.raises(ksflow.WorkspaceError, match=r"^kommun.yaml is faulty$") as caught:
        ksflow.load_case("cases/KS-2021-1682.103.yaml")
    assert {finding.code for finding in caught.value.findings} == {"FIL101"}


def test_nothing_is_printed(small_workspace: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (small_workspace / "cases" / "x.yaml").write_text(FAULTY, encoding="utf-8")
    ksflow.check()
    ksflow.build(documents="sandlista", formats="docx,html,md")
    assert capfd.readouterr() == ("", "")


def test_results_are_frozen_and_cross_processes(small_workspace: Path) -> None:
    for result in (ksflow.check(select="BIL"), ksflow.build(documents="sandlista")):
        assert pickle.loads(pickle.dumps(result)) == result
        assert hash(result) == hash(pickle.loads(pickle.dumps(result)))
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(result, dataclasses.fields(result)[0].name, ())


def test_a_result_reads_as_its_first_line(small_workspace: Path) -> None:
    finding = ksflow.check(select="SPR001").findings[0]
    assert str(finding).startswith("cases/KS-2021-1682.103.yaml:80:50: error SPR001 ")


def test_a_script_with_more_jobs_gets_the_same(small_workspace: Path) -> None:
    text = (small_workspace / "cases" / "KS-2021-1682.103.yaml").read_text(encoding="utf-8")
    for serial in range(60):
        written = text.replace("KS-2021/1682.103", f"KS-2021/{serial + 1}.103")
        (small_workspace / "cases" / f"KS-2021-{serial + 1}.103.yaml").write_text(written, encoding="utf-8")
    script = (
        "import ksflow, sys\n"
        "if __name__ == '__main__':\n"
        "    checked = ksflow.check(jobs=int(sys.argv[1]), language='sv')\n"
        "    built = ksflow.build(jobs=int(sys.argv[1]), documents='sandlista', language='sv')\n"
        "    print(*checked.findings, *((one.path, one.status, one.sha256) for one in built.documents), sep='\\n')\n"
    )
    (small_workspace / "skript.py").write_text(script, encoding="utf-8")
    told = []
    for jobs in ("2", "1"):
        for folder in (".ksflow", "out"):
            shutil.rmtree(small_workspace / folder, ignore_errors=True)
        run = subprocess.run(
            [sys.executable, "skript.py", jobs],
            cwd=small_workspace,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            encoding="utf-8",
            check=True,
            timeout=120,
        )
        told.append(run.stdout)
    assert told[0] == told[1]
    assert told[0].count("är fel här") == 61
    assert told[0].count("'built'") == 62


def test_an_empty_list_is_no_case_at_all(small_workspace: Path) -> None:
    """A script whose filter found nothing shall not check or build everything."""
    assert ksflow.check([]).cases == ()
    built = ksflow.build([])
    assert (built.documents, built.orphans) == ((), ())
    assert not (small_workspace / "out" / "KS-2021-1682.103").exists()
    for call in (ksflow.check, ksflow.build):
        with pytest.raises(ksflow.UsageError):
            call("")
