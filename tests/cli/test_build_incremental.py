"""A build costs what has changed, and nothing more; what has changed is always built."""

from __future__ import annotations

import json
import os
import re
import shutil
import sqlite3
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from conftest import ROOT, Outcome
from ksflow.batch.building import CaseBuilt, build_case
from ksflow.batch.order import Order
from smallcases import hashes, small_case, write_cases

Ksflow = Callable[..., Outcome]
FOLDER = "out/KS-2024-1"
DOCUMENTS = ["tjansteutlatande.docx", "beslutsforslag.docx", "sandlista.docx"]


@pytest.fixture
def built(workspace: Path, ksflow: Ksflow) -> Path:
    """Return a workspace with three cases that have been built; the first names a text, a picture and an attachment."""
    write_cases(workspace, range(1, 4))
    cases = workspace / "cases"
    (cases / "bilagor").mkdir()
    (cases / "bilagor" / "avtal.pdf").write_bytes(b"%PDF-")
    shutil.copy(ROOT / "tests" / "data" / "bro.png", cases / "bilagor")
    (cases / "strategi.md").write_text("Strategin gäller. ![En bro](bilagor/bro.png)\n", encoding="utf-8")
    extra = (
        "avsnitt:\n  - {rubrik: Strategi, fil: strategi.md}\nbilagor:\n  - {rubrik: Avtal, fil: bilagor/avtal.pdf}\n"
    )
    (cases / "KS-2024-1.yaml").write_text(small_case(1, extra=extra), encoding="utf-8")
    for name in ("templates/kommun.docx", "templates/tjansteutlatande.md.j2", "templates/_beslutsforslag.md.j2"):
        (workspace / "templates").mkdir(exist_ok=True)
        shutil.copy(ROOT / name, workspace / name)
    assert ksflow("build").code == 0
    return workspace


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the cases that are looked into from now on."""
    seen: list[str] = []

    def noting(order: Order, path: Path, *rest: Any) -> CaseBuilt:
        seen.append(path.name)
        return build_case(order, path, *rest)

    monkeypatch.setattr("ksflow.batch.work.build_case", noting)
    return seen


def report(ksflow: Ksflow, *arguments: str) -> dict[str, str]:
    """Return the status of every document, by its file."""
    content = json.loads(ksflow("build", "--report", "json", *arguments).stdout)
    return {entry["file"]: entry["status"] for entry in content["documents"]}


def reasons(ksflow: Ksflow, *arguments: str) -> dict[str, str]:
    """Return why documents would be built, by their file."""
    content = json.loads(ksflow("build", "--dry-run", "--report", "json", *arguments).stdout)
    return {entry["file"]: entry["reason"] for entry in content["documents"] if entry["status"] != "unchanged"}


def test_nothing_is_looked_into_when_nothing_has_changed(built: Path, ksflow: Ksflow, loaded: list[str]) -> None:
    before = {path: path.stat().st_mtime_ns for path in built.glob("out/**/*")}
    outcome = ksflow("build")
    assert re.match(r"(= out/.*\n){9}0 documents built, 9 unchanged → out/ \(3 cases, ", outcome.stderr)
    assert loaded == []
    assert {path: path.stat().st_mtime_ns for path in built.glob("out/**/*")} == before


@pytest.mark.parametrize(
    ("name", "old", "new", "seen"),
    [
        ("cases/KS-2024-1.yaml", b"Ny g", b"En g", True),
        ("cases/strategi.md", b"Strategin", b"Planen", True),
        ("cases/bilagor/bro.png", b"IEND\xaeB`\x82", b"IEND\xaeB`\x82 ", True),
        ("cases/bilagor/avtal.pdf", b"%PDF-", b"%PDF-1", False),
    ],
)
def test_a_changed_file_of_a_case_concerns_its_documents_only(
    name: str, old: bytes, new: bytes, seen: bool, built: Path, ksflow: Ksflow, loaded: list[str]
) -> None:
    """``seen``: whether the file shows in a document."""
    path = built / name
    data = path.read_bytes()
    assert old in data
    path.write_bytes(data.replace(old, new))
    time.sleep(0.1)  # what changes right before it is read may be changing still, and is looked at again
    statuses = report(ksflow)
    assert loaded == ["KS-2024-1.yaml"]
    assert ("built" in statuses.values()) == seen
    loaded.clear()
    assert set(report(ksflow).values()) == {"unchanged"}
    assert loaded == []


@pytest.mark.parametrize(
    ("name", "old", "new", "expected"),
    [
        ("kommun.yaml", "HUDDINGE KOMMUN", "STORKÖPING", {"tjansteutlatande", "beslutsforslag", "sandlista"}),
        ("templates/tjansteutlatande.md.j2", "Sammanfattning", "Kort sagt", {"tjansteutlatande"}),
        ("templates/_beslutsforslag.md.j2", "", "\nSlut.\n", {"tjansteutlatande", "beslutsforslag", "sandlista"}),
    ],
)
def test_a_changed_setting_concerns_every_case_and_the_documents_that_use_it(
    name: str, old: str, new: str, expected: set[str], built: Path, ksflow: Ksflow
) -> None:
    path = built / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new) if old else text + new, encoding="utf-8")
    statuses = report(ksflow)
    assert {Path(file).stem for file, status in statuses.items() if status == "built"} == expected
    assert list(statuses.values()).count("built") == 3 * len(expected)
    assert set(report(ksflow).values()) == {"unchanged"}


def test_a_template_that_is_included_by_a_name_that_is_made_while_rendering_counts(built: Path, ksflow: Ksflow) -> None:
    templates = built / "templates"
    own = templates / "tjansteutlatande.md.j2"
    own.write_text(own.read_text(encoding="utf-8") + '{% include "_" ~ "slut.md.j2" %}\n', encoding="utf-8")
    (templates / "_slut.md.j2").write_text("Slut.\n", encoding="utf-8")
    assert list(report(ksflow).values()).count("built") == 3
    (templates / "_slut.md.j2").write_text("Slutord.\n", encoding="utf-8")
    assert list(report(ksflow).values()).count("built") == 3


def test_a_look_that_the_workspace_gets_takes_the_place_of_the_shipped_one(built: Path, ksflow: Ksflow) -> None:
    (built / "templates" / "kommun.docx").unlink()
    shutil.copy(ROOT / "templates" / "sandlista.docx", built / "templates" / "kommun.docx")
    statuses = report(ksflow)
    assert {file for file, status in statuses.items() if "sandlista" not in file and status != "built"} == set()


def test_a_deleted_document_is_built_again_and_it_alone(built: Path, ksflow: Ksflow) -> None:
    before = hashes(built / "out")
    (built / FOLDER / "sandlista.docx").unlink()
    assert reasons(ksflow) == {f"{FOLDER}/sandlista.docx": "the file has been deleted"}
    statuses = report(ksflow)
    assert [file for file, status in statuses.items() if status == "built"] == [f"{FOLDER}/sandlista.docx"]
    assert hashes(built / "out") == before


def test_a_change_that_keeps_size_and_time_is_seen(built: Path, ksflow: Ksflow) -> None:
    path = built / "cases" / "KS-2024-2.yaml"
    status = path.stat()
    path.write_bytes(path.read_bytes().replace(b"Ny g", b"Ej g"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert list(report(ksflow).values()).count("built") == 3


def test_a_file_that_is_only_touched_costs_no_build(built: Path, ksflow: Ksflow, loaded: list[str]) -> None:
    for path in [*built.glob("cases/*"), *built.glob("out/*/*")]:
        os.utime(path, (0, 0))
    assert set(report(ksflow).values()) == {"unchanged"}
    assert loaded == []


def test_another_version_of_ksflow_builds_everything_anew(
    built: Path, ksflow: Ksflow, loaded: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ksflow.batch.settings.__version__", "99.0.0")
    assert set(reasons(ksflow).values()) == set()  # the same bytes come out
    ksflow("build")
    loaded.clear()
    ksflow("build")
    assert loaded == []


def test_warnings_of_unchanged_cases_are_said_again_and_in_the_language_of_the_day(
    built: Path, ksflow: Ksflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = small_case(1, extra="sändlista:\n  - Finns Inte AB\n")
    (built / "cases" / "KS-2024-1.yaml").write_text(text, encoding="utf-8")
    first, again = (ksflow("build").stderr.splitlines()[:3] for _time in range(2))
    assert first == again
    assert "warning EXP" in first[0]
    monkeypatch.setenv("KSFLOW_LANG", "sv")
    swedish = ksflow("build").stderr
    assert "EXP" in swedish
    assert again[0] not in swedish


@pytest.mark.parametrize(
    "harm",
    [
        lambda path: path.unlink(),
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(b"no database at all" * 100),
        lambda path: path.write_bytes(path.read_bytes()[:5000]),
        lambda path: path.write_bytes(path.read_bytes()[:9000] + b"\xff" * 3000 + path.read_bytes()[12000:]),
        lambda path: _sql(path, "PRAGMA user_version = 99"),
        lambda path: _sql(path, "UPDATE outputs SET record = '[1, 2'"),
        lambda path: _sql(path, "UPDATE outputs SET record = '{\"a\": 1}'"),
        lambda path: _sql(path, "UPDATE outputs SET record = '[1, 2, 3, [[]], 5, 6]'"),
        lambda path: _sql(path, "DROP TABLE outputs"),
        lambda path: _sql(path, "UPDATE memory SET value = '[]'"),
    ],
)
def test_a_lost_or_damaged_index_only_costs_time(harm: Callable[[Path], object], built: Path, ksflow: Ksflow) -> None:
    before = hashes(built / "out")
    harm(built / ".ksflow" / "build.sqlite")
    assert ksflow("build", "--check").code == 0
    harm(built / ".ksflow" / "build.sqlite") if (built / ".ksflow" / "build.sqlite").exists() else None
    assert set(report(ksflow).values()) == {"unchanged"}
    assert hashes(built / "out") == before
    assert ksflow("verify").code == 0


def _sql(path: Path, statement: str) -> None:
    with sqlite3.connect(path) as connection:
        if "outputs" not in statement or connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            connection.execute(statement)
    connection.close()


def test_an_index_that_another_process_holds_only_costs_time(
    built: Path, ksflow: Ksflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ksflow.batch.build_index._WAIT", 0.1)
    holder = sqlite3.connect(built / ".ksflow" / "build.sqlite", isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    try:
        (built / FOLDER / "sandlista.docx").unlink()
        assert list(report(ksflow).values()).count("built") == 1
    finally:
        holder.close()
    assert set(report(ksflow).values()) == {"unchanged"}


def test_a_folder_for_the_index_that_is_a_file_only_costs_time(built: Path, ksflow: Ksflow) -> None:
    shutil.rmtree(built / ".ksflow")
    (built / ".ksflow").write_bytes(b"")
    for _time in range(2):
        assert set(report(ksflow).values()) == {"unchanged"}
    assert ksflow("verify").code == 0


def test_each_folder_of_outputs_is_known_by_itself(built: Path, ksflow: Ksflow, loaded: list[str]) -> None:
    assert set(report(ksflow, "--out", "annan").values()) == {"built"}
    loaded.clear()
    assert set(report(ksflow, "--out", "annan").values()) == {"unchanged"}
    assert set(report(ksflow).values()) == {"unchanged"}
    assert loaded == []


def test_check_builds_nothing_and_tells_what_is_stale(built: Path, ksflow: Ksflow) -> None:
    assert ksflow("build", "--check").code == 0
    path = built / "cases" / "KS-2024-2.yaml"
    path.write_text(small_case(2, "Annan väg"), encoding="utf-8")
    before = hashes(built / "out")
    outcome = ksflow("build", "--check")
    assert outcome.code == 1
    assert outcome.stdout.splitlines() == [
        f"stale: out/KS-2024-2/{name} (changed: cases/KS-2024-2.yaml)" for name in DOCUMENTS
    ]
    assert hashes(built / "out") == before
    assert ksflow("build", "--dry-run").code == 0


def test_a_comment_in_a_case_makes_nothing_stale(built: Path, ksflow: Ksflow) -> None:
    path = built / "cases" / "KS-2024-2.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "# en anteckning\n", encoding="utf-8")
    assert ksflow("build", "--check").code == 0


def test_why_tells_the_reason_and_the_inputs_of_a_case(built: Path, ksflow: Ksflow) -> None:
    (built / "cases" / "strategi.md").write_text("Planen gäller.\n", encoding="utf-8")
    lines = ksflow("build", "--why", "cases/KS-2024-1.yaml").stdout.splitlines()
    assert lines[0] == f"stale: {FOLDER}/tjansteutlatande.docx (changed: cases/strategi.md)"
    shown = {line.split()[-1] for line in lines if line.startswith("  ")}
    assert shown >= {
        "cases/KS-2024-1.yaml", "cases/strategi.md", "cases/bilagor/bro.png", "cases/bilagor/avtal.pdf", "kommun.yaml",
        "templates/kommun.docx", "templates/_beslutsforslag.md.j2", "ksflow:sandlista.docx", "ksflow",
    }  # fmt: skip


def test_why_tells_of_the_documents_that_were_asked_for_only(built: Path, ksflow: Ksflow) -> None:
    lines = ksflow("build", "--why", "cases/KS-2024-1.yaml", "-d", "sandlista").stdout.splitlines()
    assert [line for line in lines if line.endswith(":")] == ["KS-2024-1/sandlista.docx:"]


def test_force_builds_everything_anew(built: Path, ksflow: Ksflow, loaded: list[str]) -> None:
    assert set(report(ksflow, "--force").values()) == {"unchanged"}
    assert loaded == ["KS-2024-1.yaml", "KS-2024-2.yaml", "KS-2024-3.yaml"]


def test_a_case_with_the_number_of_an_earlier_one_is_refused_also_when_that_is_unchanged(
    built: Path, ksflow: Ksflow
) -> None:
    before = hashes(built / "out")
    (built / "cases" / "z.yaml").write_text(small_case(2, "Tjuv"), encoding="utf-8")
    for _time in range(2):
        outcome = ksflow("build")
        assert outcome.code == 1
        assert (
            "cases/z.yaml:1:15: error DIA008 The case cases/KS-2024-2.yaml has the same diary number" in outcome.stderr
        )
    assert hashes(built / "out") == before
    (built / "cases" / "A.yaml").write_text(small_case(2, "Tjuv"), encoding="utf-8")
    outcome = ksflow("build")
    assert "cases/KS-2024-2.yaml:1:15: error DIA008 The case cases/A.yaml has the same diary number" in outcome.stderr
    assert outcome.stderr.count("DIA008") == 2


def test_a_file_that_is_written_to_during_the_build_is_built_again_the_next_time(
    built: Path, ksflow: Ksflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = built / "cases" / "KS-2024-2.yaml"
    path.write_text(small_case(2, "Första"), encoding="utf-8")

    def slow(order: Order, case: Path, *rest: Any) -> CaseBuilt:
        result = build_case(order, case, *rest)
        if case.name == path.name:
            path.write_text(small_case(2, "Andra!"), encoding="utf-8")
        return result

    monkeypatch.setattr("ksflow.batch.work.build_case", slow)
    assert list(report(ksflow).values()).count("built") == 3
    monkeypatch.undo()
    monkeypatch.chdir(built)
    monkeypatch.setenv("KSFLOW_LANG", "en")
    assert list(report(ksflow).values()).count("built") == 3


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_index_only_costs_time(built: Path, ksflow: Ksflow) -> None:
    (built / ".ksflow" / "build.sqlite").chmod(0o400)
    (built / ".ksflow").chmod(0o500)
    try:
        assert set(report(ksflow).values()) == {"unchanged"}
    finally:
        (built / ".ksflow").chmod(0o700)
