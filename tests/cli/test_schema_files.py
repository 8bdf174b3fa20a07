"""Schemas in a workspace: the first line of a new case file leads an editor to one that is there."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, Outcome

Run = Callable[..., Outcome]
CASE, KOMMUN = "schema/arende.schema.json", "schema/kommun.schema.json"


def schema_of(case: Path) -> Path:
    """Return the file that the first line of a case file names, as an editor finds it."""
    first = case.read_text("utf-8").partition("\n")[0]
    assert first.startswith("# yaml-language-server: $schema=")
    return case.parent / first.partition("=")[2]


@pytest.mark.parametrize(
    ("arguments", "case"),
    [
        (["new", "KS-2024/1"], "cases/KS-2024-1.yaml"),
        (["diary", "reserve", "KS", "--year", "2024"], "cases/KS-2024-1.yaml"),
        (["import", "gammal.md"], "cases/gammal.yaml"),
        (["import", "gammal.md", "--out", "gamla/2019"], "gamla/2019/gammal.yaml"),
    ],
)
def test_an_editor_finds_the_schema_of_a_new_case(
    arguments: list[str], case: str, workspace: Path, ksflow: Run
) -> None:
    (workspace / "gammal.md").write_text("# Lån av lokaler\n\nKommunen lånar ut lokaler.\n", "utf-8")
    assert ksflow(*arguments).code == 0
    schema = schema_of(workspace / case)
    assert schema.read_bytes() == (ROOT / CASE).read_bytes()
    assert (workspace / KOMMUN).read_bytes() == (ROOT / KOMMUN).read_bytes()


def test_a_schema_that_is_there_is_let_be_until_it_is_renewed(workspace: Path, ksflow: Run) -> None:
    (workspace / "schema").mkdir()
    (workspace / CASE).write_text("{}", "utf-8")
    ksflow("new", "KS-2024/1")
    assert (workspace / CASE).read_text("utf-8") == "{}"
    outcome = ksflow("schema", "--write")
    assert outcome == Outcome(0, "", f"✓ {CASE}\n= {KOMMUN}\n")
    assert (workspace / CASE).read_bytes() == (ROOT / CASE).read_bytes()
    assert ksflow("schema", "--write") == Outcome(0, "", f"= {CASE}\n= {KOMMUN}\n")


def test_a_schema_can_be_written_while_kommun_yaml_is_faulty(workspace: Path, ksflow: Run) -> None:
    (workspace / "kommun.yaml").write_text("nam: Storköping\n", "utf-8")
    assert ksflow("schema", "--write", "-q") == Outcome(0, "", "")
    assert (workspace / KOMMUN).is_file()


def test_writing_asks_for_a_workspace_and_for_no_choice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ksflow: Run
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ksflow("schema", "--write").code == 2
    assert list(tmp_path.iterdir()) == []
    outcome = ksflow("schema", "--write", "--kommun")
    assert outcome == Outcome(2, "", "ksflow: --write writes both schemas; leave out --kommun\n")


def test_a_schema_that_cannot_be_written_is_said_in_one_line(workspace: Path, ksflow: Run) -> None:
    (workspace / "schema").write_text("en fil", "utf-8")
    outcome = ksflow("schema", "--write")
    assert (outcome.code, outcome.stdout) == (2, "")
    assert outcome.stderr.startswith("ksflow: schema/arende.schema.json cannot be written: ")
    assert outcome.stderr.count("\n") == 1


def test_a_case_is_made_also_where_no_schema_can_be_written(workspace: Path, ksflow: Run) -> None:
    (workspace / "schema").write_text("en fil", "utf-8")
    assert ksflow("new", "KS-2024/1").code == 0
    assert (workspace / "cases" / "KS-2024-1.yaml").is_file()


@pytest.mark.parametrize("workspace_of", [ROOT, ROOT / "examples" / "storkoping"], ids=["huddinge", "storköping"])
def test_the_schemas_of_the_workspaces_in_the_repository_are_current(
    workspace_of: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ksflow: Run
) -> None:
    shutil.copy(workspace_of / "kommun.yaml", tmp_path)
    shutil.copytree(workspace_of / "schema", tmp_path / "schema")
    monkeypatch.chdir(tmp_path)
    assert ksflow("schema", "--write").stderr == f"= {CASE}\n= {KOMMUN}\n", "run there: ksflow schema --write"
    for case in (workspace_of / "cases").glob("*.yaml"):
        assert schema_of(case).resolve() == workspace_of / CASE, case
