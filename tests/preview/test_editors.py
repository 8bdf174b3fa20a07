"""Addresses that open a file in an editor."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

import pytest

from ksflow.preview.editors import EDITORS, EditorError, opener


def test_a_file_opens_at_its_line() -> None:
    path: Any = PurePosixPath("/kommun/cases/Ärende 1.yaml")
    assert opener("vscode")(path, 3, 8) == "vscode://file/kommun/cases/%C3%84rende%201.yaml:3:8"
    assert opener("idea")(path, 3, 8) == "idea://open?file=/kommun/cases/%C3%84rende%201.yaml&line=3&column=8"


def test_a_file_on_windows_opens_too() -> None:
    path: Any = PureWindowsPath("C:\\kommun\\cases\\a.yaml")
    assert opener("VSCode")(path, 1, 1) == "vscode://file/C%3A/kommun/cases/a.yaml:1:1"


def test_any_other_editor_is_given_by_its_address() -> None:
    path: Any = PurePosixPath("/a.yaml")
    assert opener("min-editor://{path}?rad={line}")(path, 7, 1) == "min-editor:///a.yaml?rad=7"


@pytest.mark.parametrize("name", EDITORS)
def test_every_named_editor_is_told_file_and_line(name: str) -> None:
    path: Any = PurePosixPath("/a.yaml")
    assert "/a.yaml" in opener(name)(path, 77, 1)
    assert "77" in opener(name)(path, 77, 1)


@pytest.mark.parametrize(
    "editor", ["javascript:alert({path})", "https://example.se/{path}", "data:{path}", "vscode://", ""]
)
def test_what_would_open_no_editor_is_refused(editor: str) -> None:
    with pytest.raises(EditorError, match="There is no editor"):
        opener(editor)


def test_a_misspelt_editor_gets_a_suggestion() -> None:
    with pytest.raises(EditorError, match=r"^There is no editor vskode\. Did you mean “vscode”\?$"):
        opener("vskode")
