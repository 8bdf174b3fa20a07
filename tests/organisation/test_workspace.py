"""The workspace: found by walking up, or named; kommun.yaml read with the same care as a case."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from textwrap import dedent

import pytest

from conftest import ROOT
from ksflow.diary.format import DiaryFormat
from ksflow.organisation.diary_format import workspace_format
from ksflow.organisation.workspace import WorkspaceError, default_templates, find_workspace
from ksflow.reports.text_report import finding_lines
from ksflow.sources.findings import FindingsError

MINIMAL = "namn: Storköpings kommun\nadress: {post: [Storköpings kommun]}\ninstanser: [{namn: Kommunstyrelsen}]\n"


@pytest.fixture
def storköping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a workspace with the smallest kommun.yaml; the current folder is deep inside it."""
    root = tmp_path / "storköping"
    (root / "cases" / "2021" / "hösten").mkdir(parents=True)
    (root / "kommun.yaml").write_text(MINIMAL, encoding="utf-8")
    monkeypatch.chdir(root / "cases" / "2021" / "hösten")
    return root


def test_it_is_found_by_walking_up_from_where_one_stands(storköping: Path) -> None:
    found = find_workspace()
    assert found.root == storköping
    assert found.cases == storköping / "cases"
    assert found.template_folders[0] == storköping / "templates"


def test_the_nearest_one_counts(storköping: Path) -> None:
    inner = storköping / "cases" / "kommun.yaml"
    inner.write_text(MINIMAL.replace("Storköpings kommun", "Inre kommun", 1), encoding="utf-8")
    assert find_workspace().municipality.name == "Inre kommun"


def test_a_named_one_is_taken_wherever_one_stands(storköping: Path, tmp_path: Path) -> None:
    (tmp_path / "annan").mkdir()
    (tmp_path / "annan" / "kommun.yaml").write_text(MINIMAL.replace("Storköpings", "Annan", 1), encoding="utf-8")
    assert find_workspace(tmp_path / "annan").municipality.name == "Annan kommun"


def test_none_at_all_is_told_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(WorkspaceError) as error:
        find_workspace()
    assert str(error.value) == (
        "There is no kommun.yaml here or in a folder above. "
        "Go to a workspace, name one with --workspace DIR, or begin one with ksflow init"
    )


@pytest.mark.parametrize("name", ["cases", "finns-inte"])
def test_a_named_folder_without_kommun_yaml_is_told_by_name(storköping: Path, name: str) -> None:
    with pytest.raises(WorkspaceError) as error:
        find_workspace(storköping / name)
    assert str(error.value) == f"There is no kommun.yaml in {(storköping / name).as_posix()}"


def test_a_folder_called_kommun_yaml_is_no_workspace(tmp_path: Path) -> None:
    (tmp_path / "kommun.yaml").mkdir()
    with pytest.raises(WorkspaceError):
        find_workspace(tmp_path)


def test_a_faulty_kommun_yaml_is_findings_in_it(storköping: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(storköping)
    (storköping / "kommun.yaml").write_text(
        MINIMAL.replace("namn: Kommun", "nam: Kommun") + "bolag: AB\n", encoding="utf-8"
    )
    with pytest.raises(FindingsError) as error:
        find_workspace()
    assert "".join(f"{line}\n" for finding in error.value.findings for line in finding_lines(finding)) == dedent("""\
        kommun.yaml:3:14: error FIL100 The key “nam” is unknown
          3 │ instanser: [{nam: Kommunstyrelsen}]
            │              ^^^ Did you mean “namn”?
        kommun.yaml:4:8: error FIL103 “bolag” must be a list, not a text
          4 │ bolag: AB
            │        ^^ Write each item on a line of its own, after a hyphen
        """)


def test_the_smallest_kommun_yaml_is_enough(storköping: Path) -> None:
    municipality = find_workspace().municipality
    assert municipality.wordmark == "STORKÖPINGS KOMMUN"
    assert municipality.diary_format == DiaryFormat()
    assert (municipality.body_names, municipality.companies, municipality.groups) == (["Kommunstyrelsen"], [], [])


@pytest.mark.parametrize(
    ("value", "form"),
    [
        ("tyresö", DiaryFormat("{år}/{ORGAN} {löpnr:4}[ {klass}]")),
        ("Göteborg", DiaryFormat("{löpnr:4}/{år:2}")),
        ('"{organ} {år}/{löpnr}"', DiaryFormat("{organ} {år}/{löpnr}")),
        ("", DiaryFormat()),
    ],
)
def test_diary_numbers_are_declared_by_a_pattern_or_a_name(storköping: Path, value: str, form: DiaryFormat) -> None:
    (storköping / "kommun.yaml").write_text(f"{MINIMAL}diarienummer: {value}\n", encoding="utf-8")
    assert find_workspace(storköping).municipality.diary_format == form
    assert workspace_format(storköping) == form


@pytest.mark.parametrize("value", ["tyres", '"{år}"', "[a]"])
def test_a_faulty_format_is_the_same_findings_however_it_is_read(storköping: Path, value: str) -> None:
    (storköping / "kommun.yaml").write_text(f"{MINIMAL}diarienummer: {value}\n", encoding="utf-8")
    with pytest.raises(FindingsError) as whole:
        find_workspace(storköping)
    with pytest.raises(FindingsError) as alone:
        workspace_format(storköping)
    assert alone.value.findings == whole.value.findings


def test_a_fault_elsewhere_in_kommun_yaml_does_not_keep_numbers_from_being_read(storköping: Path) -> None:
    (storköping / "kommun.yaml").write_text("diarienummer: tyresö\nokänd: x\n", encoding="utf-8")
    assert workspace_format(storköping).pattern == "{år}/{ORGAN} {löpnr:4}[ {klass}]"
    (storköping / "kommun.yaml").write_text("okänd: x\n", encoding="utf-8")
    assert workspace_format(storköping) == DiaryFormat()


def test_the_repository_is_itself_a_workspace() -> None:
    municipality = find_workspace(ROOT).municipality
    assert municipality.name == "Huddinge kommun"
    assert municipality.diary_format.example == "KS-2021/1682.103"
    assert default_templates() == ROOT / "templates"


@pytest.mark.parametrize(
    "name",
    [
        "Kommunstyrelsen",
        "kommunstyrelsen",
        "KOMMUNSTYRELSEN",
        "KS",
        "ks",
        unicodedata.normalize("NFD", "Kommunstyrelsen"),
    ],
)
def test_a_body_is_found_by_name_or_short_name_in_any_case(name: str) -> None:
    body = find_workspace(ROOT).municipality.find_body(name)
    assert body is not None
    assert body.name == "Kommunstyrelsen"


def test_a_body_is_found_however_its_å_is_composed() -> None:
    body = find_workspace(ROOT).municipality.find_body(unicodedata.normalize("NFD", "Vård- och omsorgsnämnden"))
    assert body is not None


def test_a_body_that_is_not_there_is_none() -> None:
    assert find_workspace(ROOT).municipality.find_body("Socialnämndn") is None
