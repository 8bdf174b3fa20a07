"""Whatever happens to a build, every output is whole, what somebody has edited is kept, and the next run finishes."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome
from ksflow.batch.atomic import write_atomically
from ksflow.writers.docx.zipfiles import is_own
from smallcases import hashes, run, small_case, start, write_cases

Ksflow = Callable[..., Outcome]
posix = pytest.mark.skipif(sys.platform == "win32", reason="kills and limits as POSIX does")


def documents(root: Path) -> list[Path]:
    return sorted(root.glob("out/*/*.docx"))


def rubbish(root: Path) -> list[str]:
    return [name for name in hashes(root) if name.endswith(".tmp")]


@posix
def test_a_build_killed_at_random_moments_leaves_whole_files_and_the_next_run_finishes(tmp_path: Path) -> None:
    chance = random.Random(20240305)
    root, other = tmp_path / "kommun", tmp_path / "other"
    for folder in (root, other):
        write_cases(folder, range(1, 61))
    assert run(other, "build", "-j", "1")[0] == 0
    expected = hashes(other / "out")
    for jobs in ("1", "2", "1", "2", "1"):
        process = start(root, "build", "-j", jobs)
        threading.Event().wait(0.5 + chance.random() * 0.8)
        process.kill()
        process.communicate(timeout=20)
        for path in documents(root):
            assert is_own(path.read_bytes()), path
    code, _out, err = run(root, "build", "-j", "1")
    assert code == 0, err
    assert hashes(root / "out") == expected
    assert rubbish(root) == []
    assert "0 documents built, 180 unchanged" in run(root, "build")[2]


@posix
def test_a_killed_run_is_not_begun_from_the_beginning(tmp_path: Path) -> None:
    root = tmp_path / "kommun"
    write_cases(root, range(1, 201))
    process = start(root, "build", "-j", "1")
    while len(documents(root)) < 150:
        threading.Event().wait(0.01)
    process.kill()
    process.communicate(timeout=20)
    _code, out, _err = run(root, "build", "--dry-run", "--report", "json")
    reasons = [entry["reason"] for entry in json.loads(out)["documents"]]
    assert reasons.count(None) >= 147  # at most the case that was under way


@posix
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_full_disk_is_told_for_each_document_and_leaves_the_old_ones(jobs: str, tmp_path: Path) -> None:
    """No file may grow beyond 20 kB, as on a disk that is full: documents do not fit, small files do."""
    root = tmp_path / "kommun"
    write_cases(root, range(1, 21))
    assert run(root, "build", "-j", "1")[0] == 0
    before = hashes(root / "out")
    write_cases(root, range(1, 21), "Annan väg")
    limited = (
        "import resource, signal, runpy, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)); sys.argv = ['ksflow', *sys.argv[1:]];"
        "runpy.run_module('ksflow', run_name='__main__')"
    )
    process = subprocess.run(
        [sys.executable, "-c", limited, "build", "-j", jobs],
        cwd=root, env={**os.environ, "KSFLOW_LANG": "en", "NO_COLOR": "1"}, capture_output=True, text=True, check=False,
        timeout=120,
    )  # fmt: skip
    assert process.returncode == 1
    assert process.stderr.count("error FIL113 The file cannot be written: File too large") == 60
    assert "0 documents built, 60 failed" in process.stderr
    assert "Traceback" not in process.stderr
    assert {name: digest for name, digest in hashes(root / "out").items() if name.endswith(".docx")} == {
        name: digest for name, digest in before.items() if name.endswith(".docx")
    }
    assert rubbish(root) == []
    assert run(root, "build")[0] == 0


@posix
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    root = tmp_path / "kommun"
    write_cases(root, range(1, 3))
    (root / "out" / "KS-2024-1").mkdir(parents=True)
    if os.geteuid() == 0:  # who may write everywhere is stopped by a file in the way
        (root / "out" / "KS-2024-1").rmdir()
        (root / "out" / "KS-2024-1").write_bytes(b"")
    else:
        (root / "out" / "KS-2024-1").chmod(0o500)
    code, _out, err = run(root, "build", "-d", "sandlista")
    assert code == 1
    assert "out/KS-2024-1/sandlista.docx:1:1: error FIL113 The file cannot be written: " in err
    assert "1 document built, 1 failed" in err
    assert "Traceback" not in err


def test_a_folder_of_outputs_that_is_a_file_is_told(tmp_path: Path) -> None:
    root = tmp_path / "kommun"
    write_cases(root, range(1, 3))
    (root / "out").write_bytes(b"")
    code, _out, err = run(root, "build", "-d", "sandlista")
    assert code == 1
    assert err.count("error FIL113 The file cannot be written: ") == 2
    assert "Traceback" not in err
    assert (root / "out").read_bytes() == b""


def test_builds_at_once_in_one_workspace_do_each_other_no_harm(tmp_path: Path) -> None:
    root, other = tmp_path / "kommun", tmp_path / "other"
    for folder in (root, other):
        write_cases(folder, range(1, 41))
    assert run(other, "build", "-j", "1")[0] == 0
    builds = [
        start(root, "build", "-j", "1"),
        start(root, "build", "-j", "2"),
        start(root, "build", "-d", "sandlista", "-j", "1"),
    ]
    ended = [(build.communicate(timeout=120)[1], build.returncode) for build in builds]
    assert [(err, code) for err, code in ended if code] == []
    assert hashes(root / "out") == hashes(other / "out")
    assert run(root, "build", "--check")[0] == 0
    assert "0 documents built, 120 unchanged" in run(root, "build")[2]
    assert run(root, "verify")[0] == 0
    assert rubbish(root) == []


def test_builds_of_different_cases_at_once_lose_nothing_of_the_manifest(tmp_path: Path) -> None:
    root = tmp_path / "kommun"
    write_cases(root, range(1, 13))
    builds = [start(root, "build", f"cases/KS-2024-{number}.yaml") for number in range(1, 5)]
    builds.append(start(root, "build", *(f"cases/KS-2024-{number}.yaml" for number in range(5, 13))))
    ended = [(build.communicate(timeout=120)[1], build.returncode) for build in builds]
    assert [(err, code) for err, code in ended if code] == []
    assert run(root, "verify")[2] == "36 documents verified: all whole\n"


def test_what_is_saved_while_its_successor_is_being_written_is_kept(
    workspace: Path, ksflow: Ksflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_cases(workspace, range(1, 2))
    ksflow("build", "-d", "sandlista")
    (workspace / "cases" / "KS-2024-1.yaml").write_text(small_case(1, "Annan väg"), encoding="utf-8")
    path = workspace / "out" / "KS-2024-1" / "sandlista.docx"

    def slow(target: Path, data: bytes, before: Callable[[], None]) -> None:
        target.write_bytes(b"saved in Word just now")
        write_atomically(target, data, before)

    monkeypatch.setattr("ksflow.batch.outputs.write_atomically", slow)
    outcome = ksflow("build", "-d", "sandlista")
    assert outcome.code == 1
    assert "FIL116" in outcome.stderr
    assert path.read_bytes() == b"saved in Word just now"
    assert rubbish(workspace) == []


def test_a_word_changed_in_place_is_an_edit_too(workspace: Path, ksflow: Ksflow) -> None:
    """The parts of the document are stored uncompressed, so that a tool may change a word without repacking."""
    write_cases(workspace, range(1, 2))
    ksflow("build", "-d", "tjansteutlatande")
    path = workspace / "out" / "KS-2024-1" / "tjansteutlatande.docx"
    data = path.read_bytes()
    edited = data.replace("gångväg byggs".encode(), "gångvåg byggs".encode())
    assert edited != data
    assert len(edited) == len(data)
    path.write_bytes(edited)
    assert ksflow("status", "-d", "tjansteutlatande").stdout == "edited: out/KS-2024-1/tjansteutlatande.docx\n"
    assert ksflow("build", "-d", "tjansteutlatande").code == 1
    assert path.read_bytes() == edited


def test_what_another_version_of_ksflow_laid_out_otherwise_is_known_by_its_hash(
    workspace: Path, ksflow: Ksflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ksflow.batch import building

    write_cases(workspace, range(1, 2))
    ksflow("build", "-d", "tjansteutlatande")
    (workspace / "cases" / "KS-2024-1.yaml").write_text(small_case(1, "Annan väg"), encoding="utf-8")
    strange = building.FORMATS["docx"]._replace(is_own=lambda _data: False)
    monkeypatch.setitem(building.FORMATS, "docx", strange)
    assert "1 document built" in ksflow("build", "-d", "tjansteutlatande").stderr


def test_what_a_killed_run_left_behind_is_swept_away_and_what_a_living_one_writes_is_not(
    workspace: Path, ksflow: Ksflow
) -> None:
    write_cases(workspace, range(1, 2))
    folder = workspace / "out" / "KS-2024-1"
    folder.mkdir(parents=True)
    with subprocess.Popen([sys.executable, "-c", "pass"]) as process:
        process.wait()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as living:
        (folder / f".sandlista.docx.{process.pid}.tmp").write_bytes(b"half")
        (folder / f".sandlista.docx.{living.pid}.tmp").write_bytes(b"half")
        ksflow("build", "-d", "sandlista")
        left = sorted(path.name for path in folder.iterdir())
        assert left == [f".sandlista.docx.{living.pid}.tmp", "sandlista.docx"]
        assert living.stdin is not None
        living.stdin.write(b"\n")
