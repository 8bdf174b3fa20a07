"""Which case files a command is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from ksflow.batch.paths import PathError, find_cases


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a workspace with cases and with what is none; the current folder is in it."""
    for name in [
        "kommun.yaml", "cases/b.yaml", "cases/a.yml", "cases/C.YAML", "cases/äldre/d.yaml",
        "cases/bilagor/avtal.pdf", "cases/bilagor/data.yaml", "cases/läs.txt",
        "cases/.dold.yaml", "cases/.git/e.yaml", "cases/~$b.yaml", "templates/x.md.j2", "mapp.yaml/f.yaml",
    ]:  # fmt: skip
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(*paths: str) -> list[str]:
    return [path.as_posix() for path in find_cases([Path(path) for path in paths], Path("cases"))]


ALL = ["cases/C.YAML", "cases/a.yml", "cases/b.yaml", "cases/äldre/d.yaml"]


def test_without_a_path_all_cases_of_the_workspace_in_order(files: Path) -> None:
    assert names() == ALL


def test_a_folder_stands_for_the_yaml_files_below_it_without_hidden_ones(files: Path) -> None:
    assert names("cases") == ALL
    assert names("cases/äldre") == ["cases/äldre/d.yaml"]


def test_what_lies_among_attachments_is_a_case_only_when_it_is_named(files: Path) -> None:
    assert names("cases/bilagor") == ["cases/bilagor/data.yaml"]


def test_a_workspace_stands_for_its_cases_and_kommun_yaml_is_none(files: Path) -> None:
    assert names(".") == [*ALL, "mapp.yaml/f.yaml"]


def test_a_hidden_folder_that_is_named_is_meant(files: Path) -> None:
    assert names("cases/.git") == ["cases/.git/e.yaml"]


def test_a_named_file_is_taken_whatever_it_is_called(files: Path) -> None:
    assert names("cases/läs.txt", "kommun.yaml") == ["cases/läs.txt", "kommun.yaml"]


def test_no_case_comes_twice_however_it_is_named(files: Path) -> None:
    assert names("cases/b.yaml", "cases", "./cases/b.yaml", str(files / "cases" / "a.yml"),
    "cases/../cases/C.YAML") == [
        "cases/b.yaml", "cases/C.YAML", "cases/a.yml", "cases/äldre/d.yaml",
    ]  # fmt: skip


@pytest.mark.parametrize("path", ["finns-inte.yaml", "cases/finns/inte", "x" * 300, "cases/b.yaml/x"])
def test_a_path_that_is_not_there_is_told(files: Path, path: str) -> None:
    with pytest.raises(PathError) as error:
        names("cases", path)
    assert str(error.value) == f"There is no file or folder {path}"


def test_a_workspace_without_a_folder_of_cases_is_told(files: Path) -> None:
    with pytest.raises(PathError) as error:
        find_cases([], Path("ärenden"))
    assert str(error.value) == "There is no folder ärenden"


def test_a_link_that_leads_nowhere_is_left_to_the_reader(files: Path) -> None:
    (files / "cases" / "länk.yaml").symlink_to("borta")
    (files / "cases" / "slinga.yaml").symlink_to("slinga.yaml")
    assert names("cases/länk.yaml") == ["cases/länk.yaml"]
    assert names() == [*ALL[:3], "cases/länk.yaml", "cases/slinga.yaml", ALL[3]]
