"""`ksflow check --fix` and `--diff`: what is surely meant is written, where it is asked for, and nowhere else."""

from __future__ import annotations

import json
import os
import stat
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome

CASE = """\
# Akademierna och dess
diarienummer: KS-2024/120
datum: 2024-03-04
rubrik: Riktlinjer
nämnd: Kommunstyrelsen
handläggare: {namn: Anna Lindqvist}
beslutsförslag: [{att: [Riktlinjer antas.]}]
sammanfattning: |
  Akademierna och dess forskare deltar.
  Skolorna och dess lokaler lånas ut.
"""
MENDED = CASE.replace("och dess forskare", "och deras forskare").replace("och dess lokaler", "och deras lokaler")
SECTION = "avsnitt:\n  - {rubrik: Bakgrund, fil: bakgrund.md}\n"
TEXT = "# Skälen\n\nAkademierna och dess forskare.   \nSlut"

Write = Callable[..., Path]
Run = Callable[..., Outcome]
only = ("--select", "SPR006")


def test_what_is_surely_meant_is_written_and_the_rest_reported(write_case: Write, ksflow: Run) -> None:
    path = write_case(CASE + "okänd: x\n", "KS-2024-120.yaml")
    outcome = ksflow("check", "--fix")
    assert path.read_text("utf-8") == MENDED + "okänd: x\n"
    assert "error FIL100 The key “okänd” is unknown" in outcome.stdout
    assert "SPR006" not in outcome.stdout
    assert outcome.code == 1
    assert outcome.stderr.splitlines()[0] == "✓ cases/KS-2024-120.yaml"
    assert outcome.stderr.splitlines()[-1] == "2 fixes in 1 file, 1 finding left"


def test_a_second_run_has_nothing_to_do(write_case: Write, ksflow: Run) -> None:
    path = write_case(CASE, "KS-2024-120.yaml")
    ksflow("check", "--fix", *only)
    before = path.stat()
    outcome = ksflow("check", "--fix", *only)
    assert outcome == Outcome(0, "", "1 case checked: nothing wrong\nNo fixes, 0 findings left\n")
    assert path.stat().st_mtime_ns == before.st_mtime_ns
    assert path.stat().st_ino == before.st_ino


def test_without_fix_nothing_is_written_and_the_report_says_that_it_could_be(write_case: Write, ksflow: Run) -> None:
    path = write_case(CASE, "KS-2024-120.yaml")
    outcome = ksflow("check", *only)
    assert path.read_text("utf-8") == CASE
    assert outcome.stderr == "1 case checked: 2 warnings\n--fix mends 2 of them\n"
    assert ksflow("check", *only, "-q").stderr == ""
    assert ksflow("check", *only, "--report", "json").stderr == ""


def test_diff_shows_what_fix_would_write_as_patch_reads_it(
    workspace: Path, write_case: Write, ksflow: Run, tmp_path: Path
) -> None:
    names = ["a.yaml", "b.yaml", "c.yaml"]
    for name, text in zip(names, [CASE, CASE.replace("\n", "\r\n"), CASE.rstrip("\n")], strict=True):
        write_case(b"\xef\xbb\xbf" * (name == "b.yaml") + text.encode(), name)
    before = [(workspace / "cases" / name).read_bytes() for name in names]
    outcome = ksflow("check", "--diff", *only)
    assert (outcome.code, outcome.stderr) == (1, "6 fixes in 3 files; nothing has been written\n")
    assert outcome.stdout.startswith("--- cases/a.yaml\n+++ cases/a.yaml\n@@ -6,5 +6,5 @@\n")
    assert [(workspace / "cases" / name).read_bytes() for name in names] == before
    shown = CliOutput(workspace, "check", "--diff", *only)
    subprocess.run(["patch", "-p0", "--binary"], input=shown, cwd=workspace, check=True, capture_output=True)
    patched = [(workspace / "cases" / name).read_bytes() for name in names]
    for name, data in zip(names, before, strict=True):
        (workspace / "cases" / name).write_bytes(data)
    ksflow("check", "--fix", *only)
    assert [(workspace / "cases" / name).read_bytes() for name in names] == patched
    assert ksflow("check", "--diff", *only) == Outcome(0, "", "No fixes; nothing has been written\n")


def test_a_diff_has_the_byte_order_mark_of_a_file_whose_first_line_changes(
    workspace: Path, write_case: Write, ksflow: Run
) -> None:
    write_case(CASE.replace("och dess f", "och deras f").replace("och dess l", "och deras l") + SECTION)
    text = workspace / "cases" / "bakgrund.md"
    text.write_bytes("\ufeffAkademierna och dess lokaler.\n".encode())
    shown = CliOutput(workspace, "check", "--diff", *only)
    subprocess.run(["patch", "-p0", "--binary"], input=shown, cwd=workspace, check=True, capture_output=True)
    assert text.read_bytes() == "\ufeffAkademierna och deras lokaler.\n".encode()


def CliOutput(folder: Path, *arguments: str) -> bytes:  # noqa: N802
    import sys

    command = [sys.executable, "-m", "ksflow", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, check=False).stdout


def test_a_text_of_its_own_is_mended_byte_for_byte(workspace: Path, write_case: Write, ksflow: Run) -> None:
    case = write_case(CASE.replace("och dess f", "och deras f").replace("och dess l", "och deras l") + SECTION)
    text = workspace / "cases" / "bakgrund.md"
    text.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())
    before = case.read_bytes()
    ksflow("check", "--fix", *only)
    assert text.read_bytes() == b"\xef\xbb\xbf" + TEXT.replace("dess", "deras").replace("\n", "\r\n").encode()
    assert case.read_bytes() == before


def test_two_cases_with_the_same_text_mend_it_once(workspace: Path, write_case: Write, ksflow: Run) -> None:
    (workspace / "cases" / "bakgrund.md").write_text(TEXT, "utf-8")
    for number in ("120", "121"):
        write_case(MENDED.replace("120", number) + SECTION, f"KS-2024-{number}.yaml")
    shown = ksflow("check", "--diff", *only)
    assert shown.stdout.count("+++ ") == 1
    assert ksflow("check", "--fix", *only).stderr.splitlines()[-1] == "1 fix in 1 file, 0 findings left"
    assert (workspace / "cases" / "bakgrund.md").read_text("utf-8") == TEXT.replace("dess", "deras")


def test_a_text_that_two_sections_show_is_mended_once(workspace: Path, write_case: Write, ksflow: Run) -> None:
    (workspace / "cases" / "bakgrund.md").write_text(TEXT, "utf-8")
    write_case(MENDED + SECTION + "  - {rubrik: Igen, fil: ./bakgrund.md}\n")
    assert ksflow("check", "--fix", *only).stderr.splitlines()[-1] == "1 fix in 1 file, 0 findings left"
    assert (workspace / "cases" / "bakgrund.md").read_text("utf-8") == TEXT.replace("dess", "deras")


def test_what_is_weighed_switched_off_or_not_selected_is_not_mended(
    workspace: Path, write_case: Write, ksflow: Run
) -> None:
    ignoring = CASE + "ignorera: [{regel: SPR006, skäl: Citat}]\n"
    path = write_case(ignoring)
    assert "\nNo fixes, " in ksflow("check", "--fix").stderr
    assert path.read_text("utf-8") == ignoring
    path.write_text(CASE, "utf-8")
    for options in (("--ignore", "SPR"), ("--select", "DIA")):
        ksflow("check", "--fix", *options)
        assert path.read_text("utf-8") == CASE
    with (workspace / "kommun.yaml").open("a", encoding="utf-8") as file:
        file.write("regler: {SPR006: av}\n")
    ksflow("check", "--fix")
    assert path.read_text("utf-8") == CASE


def test_a_file_that_cannot_be_read_as_yaml_is_never_touched(write_case: Write, ksflow: Run) -> None:
    text = CASE + 'öppet: "\n'
    path = write_case(text)
    assert ksflow("check", "--fix").code == 1
    assert path.read_text("utf-8") == text


def test_permissions_stay_and_a_link_stays_a_link(workspace: Path, write_case: Write, ksflow: Run) -> None:
    elsewhere = workspace / "texter"
    elsewhere.mkdir()
    target = elsewhere / "ärende.yaml"
    target.write_text(CASE, "utf-8")
    target.chmod(0o640)
    link = workspace / "cases" / "KS-2024-120.yaml"
    link.symlink_to(target)
    ksflow("check", "--fix", *only)
    assert link.is_symlink()
    assert target.read_text("utf-8") == MENDED
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert [path.name for path in elsewhere.iterdir()] == ["ärende.yaml"]


def test_a_read_only_file_is_told_and_the_others_are_mended(write_case: Write, ksflow: Run) -> None:
    closed, other = write_case(CASE, "a.yaml"), write_case(CASE.replace("120", "121"), "b.yaml")
    closed.chmod(0o444)
    outcome = ksflow("check", "--fix", *only)
    assert outcome.code == 2
    assert "ksflow: cases/a.yaml cannot be written: it is read-only\n" in outcome.stderr
    assert "cases/a.yaml:9:19: warning SPR006" in outcome.stdout
    assert outcome.stderr.endswith("2 fixes in 1 file, 2 findings left\n")
    assert closed.read_text("utf-8") == CASE
    assert other.read_text("utf-8") == MENDED.replace("120", "121")


def test_what_somebody_else_writes_meanwhile_is_kept(
    write_case: Write, ksflow: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_case(CASE)
    real = os.fsync

    def somebody_writes(descriptor: int) -> None:
        path.write_text("# nytt\n" + CASE, "utf-8")
        real(descriptor)

    monkeypatch.setattr(os, "fsync", somebody_writes)
    outcome = ksflow("check", "--fix", *only)
    assert outcome.code == 2
    assert "ksflow: cases/case.yaml cannot be written: somebody else has changed it meanwhile\n" in outcome.stderr
    assert path.read_text("utf-8") == "# nytt\n" + CASE


def test_what_would_change_more_than_the_words_is_left_and_told(write_case: Write, ksflow: Run) -> None:
    text = MENDED + "avsnitt:\n  - {rubrik: A, text: &a Akademierna och dess hus}\n  - {rubrik: B, text: *a}\n"
    path = write_case(text)
    outcome = ksflow("check", "--fix", *only)
    assert path.read_text("utf-8") == text
    assert outcome.stderr.splitlines()[0] == (
        "ksflow: cases/case.yaml:12:42: SPR006 is left as it is: mending it would change more than these words"
    )
    assert outcome.stderr.endswith("No fixes, 2 findings left\n")


def test_reports_for_programs_hold_what_is_left(write_case: Write, ksflow: Run) -> None:
    write_case(CASE)
    outcome = ksflow("check", "--fix", *only, "--report", "json")
    assert json.loads(outcome.stdout)["findings"] == []


def test_unsafe_fixes_alone_are_a_usage_error(write_case: Write, ksflow: Run) -> None:
    assert ksflow("check", "--unsafe-fixes") == Outcome(
        2, "", "ksflow: --unsafe-fixes goes together with --fix or --diff\n"
    )
