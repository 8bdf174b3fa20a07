"""Finding the case files of a workspace, however its folders are made."""

from __future__ import annotations

from pathlib import Path

from ksflow.sources.walking import NO_FILE, case_files


def names(folder: Path) -> list[str]:
    return [Path(found.path).relative_to(folder).as_posix() for found in case_files(str(folder))]


def write(folder: Path, *files: str) -> None:
    for file in files:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text("x", encoding="utf-8")


def test_cases_are_yaml_files_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, "b.yaml", "a.YML", "kommun.yaml", ".dold.yaml", "~b.yaml", "x.md", "bilagor/c.yaml", ".git/d.yaml")
    write(tmp_path, "äldre/e.yaml", "mapp.yaml/f.yaml", "äldre/bilagor/g.yaml")
    assert names(tmp_path) == ["a.YML", "b.yaml", "mapp.yaml/f.yaml", "äldre/e.yaml"]


def test_folders_are_told_apart_from_files_that_begin_alike(tmp_path: Path) -> None:
    write(tmp_path, "a/z.yaml", "a.yaml", "a-b.yaml")
    assert names(tmp_path) == ["a/z.yaml", "a-b.yaml", "a.yaml"]


def test_links_are_followed_to_files_only(tmp_path: Path) -> None:
    write(tmp_path, "cases/a.yaml", "other/b.yaml")
    for name, target in [("file", "a.yaml"), ("folder", "../other"), ("nowhere", "x"), ("loop", "loop.yaml")]:
        (tmp_path / "cases" / f"{name}.yaml").symlink_to(target)
    (tmp_path / "cases" / "mapp").symlink_to("../other")
    found = case_files(str(tmp_path / "cases"))
    assert [Path(file.path).stem for file in found] == ["a", "file", "loop", "nowhere"]
    assert [file.stat == NO_FILE for file in found] == [False, False, True, True]


def test_a_folder_may_be_missing_or_a_file(tmp_path: Path) -> None:
    write(tmp_path, "fil")
    assert case_files(str(tmp_path / "saknas")) == case_files(str(tmp_path / "fil")) == []
