"""Files that a case names: inside the workspace, with forward slashes, and there."""

from __future__ import annotations

from pathlib import Path

import pytest

from ksflow.sources.findings import FindingsError
from ksflow.sources.named_files import named_file, shown_name


@pytest.fixture
def cases(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of cases in a workspace with a few files, and one file outside it."""
    folder = tmp_path / "kommun" / "cases"
    (folder / "bilagor").mkdir(parents=True)
    (folder / "bilagor" / "avtal å.md").write_text("Avtal", encoding="utf-8")
    (tmp_path / "kommun" / "kommun.yaml").write_text("namn: K", encoding="utf-8")
    (tmp_path / "hemlig.md").write_text("Hemligt", encoding="utf-8")
    monkeypatch.chdir(tmp_path / "kommun")
    return folder


def refusal(name: str, cases: Path) -> tuple[str, str, str | None]:
    with pytest.raises(FindingsError) as error:
        named_file(name, cases, cases.parent)
    [finding] = error.value.findings
    return finding.code, finding.message, finding.help


@pytest.mark.parametrize("name", ["bilagor/avtal å.md", "./bilagor/avtal å.md", "bilagor/../bilagor/avtal å.md"])
def test_a_name_is_counted_from_the_folder_of_the_case(name: str, cases: Path) -> None:
    assert named_file(name, cases, cases.parent).read_text(encoding="utf-8") == "Avtal"


def test_two_dots_are_fine_as_long_as_they_stay_in_the_workspace(cases: Path) -> None:
    assert named_file("../kommun.yaml", cases, cases.parent).name == "kommun.yaml"


@pytest.mark.parametrize("name", ["../../hemlig.md", "bilagor/../../../hemlig.md", "../../finns-inte.md", "../.."])
def test_two_dots_do_not_lead_out_of_the_workspace(name: str, cases: Path) -> None:
    assert refusal(name, cases) == (
        "FIL110",
        f"The file lies outside the workspace: {name}",
        "Move it into the workspace, and name it from the folder of this file",
    )


def test_a_workspace_whose_name_begins_alike_is_outside(cases: Path) -> None:
    (cases.parent.parent / "kommun2").mkdir()
    (cases.parent.parent / "kommun2" / "x.md").write_text("x", encoding="utf-8")
    assert refusal("../../kommun2/x.md", cases)[0] == "FIL110"


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "//server/delad/x.md", r"\\server\delad\x.md", r"bilagor\avtal.md", "C:/x.md", r"C:\x.md", "C:x.md",
     "file:///etc/passwd", "NUL:"],
)  # fmt: skip
def test_an_absolute_name_or_one_of_windows_is_told_how_to_be_written(name: str, cases: Path) -> None:
    assert refusal(name, cases) == (
        "FIL110",
        f"The file name must be relative, with forward slashes: {name}",
        "Write it from the folder of this file, for example bilagor/avtal.pdf",
    )


def test_a_link_that_leads_out_of_the_workspace_is_refused(cases: Path) -> None:
    (cases / "länk.md").symlink_to(cases.parent.parent / "hemlig.md")
    (cases / "mapp").symlink_to(cases.parent.parent)
    assert refusal("länk.md", cases)[0] == "FIL110"
    assert refusal("mapp/hemlig.md", cases)[0] == "FIL110"


def test_a_link_inside_the_workspace_is_followed(cases: Path) -> None:
    (cases / "länk.md").symlink_to("bilagor/avtal å.md")
    assert named_file("länk.md", cases, cases.parent).read_text(encoding="utf-8") == "Avtal"


def test_a_workspace_that_is_itself_reached_by_a_link_is_still_inside(cases: Path) -> None:
    link = cases.parent.parent / "genväg"
    link.symlink_to(cases.parent)
    assert named_file("bilagor/avtal å.md", link / "cases", link).exists()


def test_a_missing_file_is_told_with_the_place_that_was_looked_at(cases: Path) -> None:
    assert refusal("bilagor/nej.md", cases) == (
        "FIL111",
        "The file does not exist: bilagor/nej.md",
        "Looked for cases/bilagor/nej.md",
    )


@pytest.mark.parametrize("length", [300, 5000])
def test_a_text_written_where_a_name_belongs_is_a_missing_file(length: int, cases: Path) -> None:
    assert refusal("a" * length, cases)[0] == "FIL111"


def test_a_link_that_leads_back_to_itself_is_left_to_the_reader(cases: Path) -> None:
    (cases / "loop.md").symlink_to("loop.md")
    assert named_file("loop.md", cases, cases.parent) == cases / "loop.md"


def test_messages_name_files_from_where_the_user_stands(cases: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = cases / "KS-2021-1.yaml"
    assert shown_name(case) == "cases/KS-2021-1.yaml"
    assert shown_name(Path("cases/../cases/KS-2021-1.yaml")) == "cases/KS-2021-1.yaml"
    monkeypatch.chdir(cases / "bilagor")
    assert shown_name(case) == case.as_posix()
    assert shown_name(Path()) == "."


def test_a_link_is_named_as_itself(cases: Path) -> None:
    (cases / "länk.md").symlink_to("bilagor/avtal å.md")
    assert shown_name(cases / "länk.md") == "cases/länk.md"


@pytest.mark.parametrize("name", ["../.git/config", "../.env", "bilagor/.hemlig/x.md", "bilagor/lank.md", ".x.md"])
def test_hidden_files_are_no_texts_and_may_hold_passwords(name: str, cases: Path) -> None:
    for hidden in (cases.parent / ".git" / "config", cases / "bilagor" / ".hemlig" / "x.md"):
        hidden.parent.mkdir()
        hidden.write_text("lösenord", encoding="utf-8")
    (cases / "bilagor" / "lank.md").symlink_to(cases.parent / ".git" / "config")
    assert refusal(name, cases) == (
        "FIL110",
        f"The file is hidden, or lies in a hidden folder: {name}",
        "Move it into a folder whose name does not begin with a full stop",
    )


def test_a_workspace_may_itself_be_hidden(tmp_path: Path) -> None:
    cases = tmp_path / ".arbete" / "cases"
    cases.mkdir(parents=True)
    (cases / "x.md").write_text("Text", encoding="utf-8")
    assert named_file("x.md", cases, cases.parent) == cases / "x.md"


def test_a_name_with_a_line_break_or_commands_is_shown_on_one_line(cases: Path) -> None:
    assert (
        shown_name(cases / "a\n::error::\x1b[31m\x9b\u202e\tb.md")
        == "cases/a\ufffd::error::\ufffd[31m\ufffd\ufffd\ufffdb.md"
    )
