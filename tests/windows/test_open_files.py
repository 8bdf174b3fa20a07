"""On Windows a file that somebody has open can be neither replaced nor renamed."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome
from ksflow.batch.atomic import write_atomically

REPLACE = Path.replace


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], list[float]]:
    """Return what lets the next renames fail as on Windows; it gives the pauses that were made."""
    pauses: list[float] = []

    def fail(times: int) -> list[float]:
        left = [times]

        def replace(self: Path, target: Path) -> Path:
            if left[0]:
                left[0] -= 1
                raise PermissionError(13, "The process cannot access the file", str(target))
            return REPLACE(self, target)

        monkeypatch.setattr(Path, "replace", replace)
        monkeypatch.setattr(sys, "platform", "win32")
        monkeypatch.setattr(time, "sleep", pauses.append)
        return pauses

    return fail


def test_a_virus_scanner_that_looks_for_a_moment_is_waited_for(
    tmp_path: Path, windows: Callable[[int], list[float]]
) -> None:
    pauses = windows(3)
    write_atomically(tmp_path / "a.docx", b"new")
    assert (tmp_path / "a.docx").read_bytes() == b"new"
    assert len(pauses) == 3


def test_who_has_a_file_open_for_long_is_told_and_nothing_is_left_beside_it(
    tmp_path: Path, windows: Callable[[int], list[float]]
) -> None:
    (tmp_path / "a.docx").write_bytes(b"old")
    windows(100)
    with pytest.raises(PermissionError):
        write_atomically(tmp_path / "a.docx", b"new")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.docx": b"old"}


def test_a_document_that_is_open_in_word_is_a_finding_with_a_cure(
    case: Path, ksflow: Callable[..., Outcome], windows: Callable[[int], list[float]]
) -> None:
    assert ksflow("build", "-d", "beslutsforslag").code == 0  # loads what would look for Windows' own parts
    windows(6)
    done = ksflow("build", "-d", "sandlista")
    assert done.code == 1
    assert "FIL113 The file cannot be written: The process cannot access the file" in done.stderr
    assert "Close the file if it is open in Word" in done.stderr


def test_a_folder_in_the_place_of_a_case_is_told_as_such(
    workspace: Path, ksflow: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows says of a folder that it may not be opened."""
    import os

    from ksflow.sources.textfile import read_text_file

    def denied(*_call: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", denied)
    monkeypatch.setattr(sys, "platform", "win32")
    with pytest.raises(Exception, match="This is a folder, not a file"):
        read_text_file(workspace / "cases", "cases")
