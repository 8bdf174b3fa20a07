"""Writing a file so that it is whole or not there."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path
from textwrap import dedent

import pytest

from ksflow.batch.atomic import sweep, write_atomically


def listed(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder with its content, hidden ones included."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_file_is_whole_and_its_folders_are_made(tmp_path: Path) -> None:
    write_atomically(tmp_path / "out" / "KS-2021-1" / "å.docx", b"x" * 1_000_000)
    assert listed(tmp_path) == {"out/KS-2021-1/å.docx": b"x" * 1_000_000}


def test_an_old_file_is_replaced(tmp_path: Path) -> None:
    write_atomically(tmp_path / "a.docx", b"a longer old text")
    write_atomically(tmp_path / "a.docx", b"new")
    assert listed(tmp_path) == {"a.docx": b"new"}


def test_a_write_that_fails_on_a_folder_leaves_no_rubbish(tmp_path: Path) -> None:
    (tmp_path / "a.docx").mkdir()
    with pytest.raises(OSError, match=r"\[Errno"):
        write_atomically(tmp_path / "a.docx", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["a.docx"]


def test_a_folder_that_is_a_file_is_an_error_that_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"a file")
    with pytest.raises(OSError, match=r"\[Errno"):
        write_atomically(tmp_path / "out" / "a.docx", b"new")
    assert listed(tmp_path) == {"out": b"a file"}


@pytest.mark.skipif(sys.platform == "win32", reason="no resource limits on Windows")
def test_a_disk_that_is_full_leaves_the_old_file_and_no_rubbish(tmp_path: Path) -> None:
    """The disk is a real one with a limit: no file of the process may grow beyond 1000 bytes."""
    write_atomically(tmp_path / "a.docx", b"old")
    script = dedent("""\
        import resource, sys
        from pathlib import Path
        from ksflow.batch.atomic import write_atomically
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            write_atomically(Path(sys.argv[1]), b"x" * 100_000)
        except OSError:
            sys.exit(7)
        """)
    run = subprocess.run([sys.executable, "-B", "-c", script, str(tmp_path / "a.docx")], check=False, timeout=60)
    assert run.returncode == 7
    assert listed(tmp_path) == {"a.docx": b"old"}


@pytest.mark.skipif(sys.platform == "win32", reason="os.kill works otherwise on Windows")
def test_a_run_that_is_killed_leaves_the_old_file_or_the_new_one_never_half(tmp_path: Path) -> None:
    target = tmp_path / "a.docx"
    write_atomically(target, b"0" * 3_000_000)
    script = dedent("""\
        import itertools, sys
        from pathlib import Path
        from ksflow.batch.atomic import write_atomically
        print("ready", flush=True)
        for number in itertools.count():
            write_atomically(Path(sys.argv[1]), str(number % 10).encode() * 3_000_000)
        """)
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-B", "-c", script, str(target)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.readline()
            threading.Event().wait(0.05)
            process.kill()
        data = target.read_bytes()
        assert data == data[:1] * 3_000_000


def test_two_names_that_differ_only_in_their_last_letters_or_case_do_not_disturb_each_other(tmp_path: Path) -> None:
    names = ["a.docx", "a.docx.docx", "a", ".a.docx", "aa.docx"]
    if not (tmp_path / "x").exists() and os.path.normcase("A") == "A":
        names.append("A.docx")
    for name in names:
        write_atomically(tmp_path / name, name.encode())
    assert listed(tmp_path) == {name: name.encode() for name in names}


def test_two_runs_at_once_leave_one_whole_file(tmp_path: Path) -> None:
    script = dedent("""\
        import sys
        from pathlib import Path
        from ksflow.batch.atomic import write_atomically
        for _ in range(20):
            write_atomically(Path(sys.argv[1]), sys.argv[2].encode() * 200_000)
        """)
    runs = [
        subprocess.Popen([sys.executable, "-B", "-c", script, str(tmp_path / "a.docx"), letter]) for letter in "abc"
    ]
    assert [run.wait(timeout=60) for run in runs] == [0, 0, 0]
    [(name, data)] = listed(tmp_path).items()
    assert name == "a.docx"
    assert data in {letter * 200_000 for letter in (b"a", b"b", b"c")}


def test_a_name_as_long_as_a_disk_allows_can_be_written(tmp_path: Path) -> None:
    name = "x" * 250 + ".docx"
    write_atomically(tmp_path / name, b"new")
    assert listed(tmp_path) == {name: b"new"}


def test_threads_that_write_the_same_file_leave_it_whole_and_sweep_nothing_away(tmp_path: Path) -> None:
    letters = (b"a", b"b", b"c")
    failed: list[BaseException] = []

    def write(letter: bytes) -> None:
        try:
            for _time in range(15):
                write_atomically(tmp_path / "a.docx", letter * 100_000)
                sweep(tmp_path)
        except BaseException as error:
            failed.append(error)

    threads = [threading.Thread(target=write, args=(letter,)) for letter in letters]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    [(name, data)] = listed(tmp_path).items()
    assert name == "a.docx"
    assert data in {letter * 100_000 for letter in letters}
