"""The top of the command line: nobody sees a traceback, and Windows speaks Swedish too."""

from __future__ import annotations

import ctypes
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from conftest import REFERENCE, ROOT
from ksflow import locale
from ksflow.locale import sentences
from smallcases import write_cases

KSFLOW = [sys.executable, "-m", "ksflow"]


def run(*arguments: str, cwd: Path = ROOT, stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "KSFLOW_LANG": "en"}
    return subprocess.run(
        [*KSFLOW, *arguments], cwd=cwd, env=environment, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False
    )


def test_a_workspace_name_that_is_too_long_is_one_line() -> None:
    done = run("check", "--workspace", "a" * 300)
    assert done.returncode == 2
    assert done.stderr.startswith("ksflow: There is no kommun.yaml in ")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="a current folder cannot be deleted there")
def test_a_current_folder_that_is_gone_is_one_line(tmp_path: Path) -> None:
    script = f"cd {tmp_path} && mkdir borta && cd borta && rmdir ../borta && exec {sys.executable} -m ksflow check"
    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("ksflow: No such file or directory")
    assert done.stderr.count("\n") == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device here")
@pytest.mark.parametrize(
    "arguments", [["--version"], ["schema"], ["check", "--report", "json"], ["check", "tests/schema/bad"]]
)
def test_a_full_disk_is_one_line(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = run(*arguments, stdout=full.fileno())
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "ksflow: No space left on device"
    assert "Traceback" not in done.stderr


def test_a_closed_pipe_ends_silently() -> None:
    script = f"{sys.executable} -m ksflow check tests/schema/bad | head -1"
    done = subprocess.run(["sh", "-c", script], cwd=ROOT, capture_output=True, text=True, check=False)
    assert len(done.stdout.splitlines()) == 1
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="file names are Unicode there")
@pytest.mark.parametrize("report", ["text", "json", "github", "sarif", "junit"])
def test_a_file_name_that_is_not_utf_8_is_reported_all_the_same(report: str, workspace: Path) -> None:
    with open(os.fsencode(workspace / "cases") + b"/\xe5rende.yaml", "wb") as file:  # noqa: PTH123 - a name in bytes
        file.write(b"")
    done = run("check", "--report", report, cwd=workspace)
    assert done.returncode == 1
    assert "rende.yaml" in done.stdout
    assert "FIL002" in done.stdout


def test_windows_is_asked_for_its_language(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("KSFLOW_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")
    for code, language in ((0x041D, "sv"), (0x081D, "sv"), (0x0409, "en")):
        kernel = SimpleNamespace(GetUserDefaultUILanguage=lambda code=code: code)
        monkeypatch.setattr(ctypes, "windll", SimpleNamespace(kernel32=kernel), raising=False)
        locale._language_of_windows.cache_clear()
        assert locale.language() == language
    locale._language_of_windows.cache_clear()


def test_a_message_and_its_help_join_to_sentences() -> None:
    assert sentences("Filen finns inte", "menade du ”a”?", None) == "Filen finns inte. Menade du ”a”?"


def test_a_file_that_grows_while_it_is_read_is_read_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from ksflow.sources import textfile

    path = tmp_path / "x.yaml"
    path.write_text("a: 1\n", encoding="utf-8")
    real = os.fstat

    def then_grow(descriptor: int) -> os.stat_result:
        status = real(descriptor)
        with path.open("a", encoding="utf-8") as file:
            file.write("b: 2\n" * 1000)
        return status

    monkeypatch.setattr(os, "fstat", then_grow)
    assert textfile.read_text_file(path, "x").text == "a: 1\n" + "b: 2\n" * 1000


def test_the_reference_case_is_where_the_readme_says() -> None:
    assert REFERENCE.is_file()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are other things there")
def test_an_interrupted_build_says_so_and_leaves_only_whole_files(workspace: Path, reference: str) -> None:
    for number in range(1, 601):
        text = reference.replace("diarienummer: KS-2021/1682.103", f"diarienummer: KS-2021/{number}")
        (workspace / "cases" / f"{number:03}.yaml").write_text(text, encoding="utf-8")
    environment = {**os.environ, "KSFLOW_LANG": "en"}
    command = [*KSFLOW, "build", "-d", "tjansteutlatande"]
    process = subprocess.Popen(command, cwd=workspace, env=environment, stderr=subprocess.PIPE, text=True)
    while not list(workspace.glob("out/*/*.docx")):
        time.sleep(0.02)
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _out, told = process.communicate(timeout=60)
    assert (process.returncode, told) == (130, "ksflow: Interrupted; what has been written is whole\n")
    files = [path for path in workspace.glob("out/**/*") if path.is_file()]
    assert 0 < len(files) < 600
    assert {path.name for path in files} == {"tjansteutlatande.docx"}
    assert len({path.stat().st_size for path in files}) <= 3  # numbers of one, two and three figures


@pytest.mark.parametrize(
    ("command", "shown"),
    [("preview", '"ksflow[preview]"'), ("build", "ksflow[dask]"), ("build", "ksflow[preview]"), ("new", "[brackets]")],
)
def test_help_shows_brackets_as_they_are_to_be_typed(command: str, shown: str) -> None:
    assert shown in run(command, "--help").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        "--version", "--help", "check", "check --report json", "check --diff", "rules", "schema", "diary list",
        "diary parse KS-2024/1", "build --dry-run", "build --report json", "distribution", "diary --help",
    ],
)  # fmt: skip
def test_a_reader_that_has_gone_ends_a_command_silently_and_as_shells_tell_it(
    arguments: str, workspace: Path, write_case: Callable[..., Path], reference: str
) -> None:
    write_case(reference, "KS-2021-1682.103.yaml")
    (code, said) = without_reader(workspace, arguments)
    assert (code, said) == (141, "")


def test_a_build_whose_reader_has_gone_leaves_whole_documents_and_the_next_one_goes_on(workspace: Path) -> None:
    write_cases(workspace, range(1, 4))
    assert without_reader(workspace, "build", stderr_too=True)[0] == 141
    assert [path.name for path in (workspace / "out").rglob(".*")] == []
    assert run("build", cwd=workspace).returncode == 0
    assert run("verify", "out", cwd=workspace).returncode == 0


def without_reader(folder: Path, arguments: str, *, stderr_too: bool = False) -> tuple[int, str]:
    """Run a command whose standard output nobody reads; return its exit code and standard error."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        run = subprocess.run(
            [sys.executable, "-m", "ksflow", *arguments.split()],
            cwd=folder,
            stdout=writer,
            stderr=writer if stderr_too else subprocess.PIPE,
            text=True,
            check=False,
            timeout=60,
        )
    finally:
        os.close(writer)
    return run.returncode, run.stderr or ""


def test_streams_that_are_closed_change_no_exit_code(workspace: Path) -> None:
    for end in ("2>&-", ">&- 2>&-"):
        command = f"{shlex.quote(sys.executable)} -m ksflow check --select FIL {end}"
        assert subprocess.run(["bash", "-c", command], cwd=workspace, check=False).returncode == 0
