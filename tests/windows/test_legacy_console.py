"""On Windows, what goes to a file or a pipe is in the country's code page; nothing fails on a letter that it lacks."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMANDS = (
    ["check"],
    ["check", "--report", "json"],
    ["check", "--report", "github"],
    ["check", "--report", "sarif"],
    ["check", "--report", "junit"],
    ["check", "--diff"],
    ["check", "cases/nej.yaml"],
    ["build"],
    ["build", "--to", "md", "--report", "json"],
    ["build", "--dry-run", "--force"],
    ["build", "--why", "cases/KS-2021-1682.103.yaml"],
    ["status"],
    ["verify"],
    ["diff", "cases/KS-2021-1682.103.yaml"],
    ["rules"],
    ["rules", "SPR006"],
    ["diary", "list"],
    ["diary", "check"],
    ["diary", "show", "1682"],
    ["diary", "formats"],
    ["diary", "parse", "KS2021/1682", "–→Ł\u0301"],
    ["distribution"],
    ["distribution", "--to", "csv"],
    ["template", "fields"],
    ["template", "render", "cases/KS-2021-1682.103.yaml"],
    ["template", "check"],
    ["schema"],
    ["--help"],
    ["check", "--help"],
    ["diary", "reserve", "--help"],
)
RUNNER = """
import json, os, sys
from ksflow.cli.app import run
for number, arguments in enumerate(json.loads(sys.argv[1])):
    sys.argv = ["ksflow", *arguments]
    sys.stdout.flush(); sys.stderr.flush()
    for stream, name in ((1, "out"), (2, "err")):
        os.dup2(os.open(f"svar/{number}.{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream)
    code = 0
    try:
        run()
    except SystemExit as end:
        code = end.code or 0
    sys.stdout.flush(); sys.stderr.flush()
    open(f"svar/{number}.code", "w").write(str(int(code)))
"""
FAULTY = "diarienummer: KS-2024/17\ndatum: 2024-02-30\nrubrik: “Å” — Łódź → €, \U0001f600…\n"


def answers(folder: Path, language: str, encoding: str) -> list[tuple[int, bytes, bytes]]:
    """Return what every command gives in an encoding, with errors as strict as Python has them."""
    (folder / "svar").mkdir(exist_ok=True)
    environment = {**os.environ, "KSFLOW_LANG": language, "PYTHONIOENCODING": f"{encoding}:strict", "PYTHONUTF8": "0"}
    command = [sys.executable, "-c", RUNNER, json.dumps(COMMANDS)]
    subprocess.run(command, cwd=folder, env=environment, check=True, timeout=300)
    found = []
    for number, _arguments in enumerate(COMMANDS):
        code, out, err = ((folder / "svar" / f"{number}.{name}").read_bytes() for name in ("code", "out", "err"))
        found.append((int(code), out, err))
    return found


@pytest.mark.parametrize("language", ["sv", "en"])
def test_every_command_ends_as_it_does_on_a_modern_console(workspace: Path, reference: str, language: str) -> None:
    (workspace / "cases" / "KS-2021-1682.103.yaml").write_text(reference, encoding="utf-8")
    (workspace / "cases" / "fel.yaml").write_text(FAULTY, encoding="utf-8")
    answers(workspace, language, "utf-8")  # once, so that both find the documents built
    modern = answers(workspace, language, "utf-8")
    legacy = answers(workspace, language, "cp1252")
    for arguments, new, old in zip(COMMANDS, modern, legacy, strict=True):
        assert (arguments, old[0]) == (arguments, new[0])
        assert b"Traceback" not in old[1] + old[2]
        assert old[2].count(b"\n") == new[2].count(b"\n")
        if "json" in arguments or "sarif" in arguments or arguments[0] == "schema":
            assert json.loads(old[1].decode("utf-8")).keys() == json.loads(new[1].decode("utf-8")).keys()
    assert {code for code, _out, _err in modern} == {0, 1, 2}


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        (
            "cp1252",
            "cases/fel.yaml:3:1: error FIL100 Nyckeln ”rubrikk” är okänd\n"
            "  3 | rubrikk: “Å” — Lódz > €, ?…\n"
            "    | ^^^^^^^ Menade du ”rubrik”?\n",
        ),
        (
            "cp850",
            'cases/fel.yaml:3:1: error FIL100 Nyckeln "rubrikk" är okänd\n'
            '  3 │ rubrikk: "Å" - Lódz > ?, ?.\n'
            '    │ ^^^^^^^ Menade du "rubrik"?\n',
        ),
        (
            "ascii",
            'cases/fel.yaml:3:1: error FIL100 Nyckeln "rubrikk" ar okand\n'
            '  3 | rubrikk: "A" - Lodz > ?, ?.\n'
            '    | ^^^^^^^ Menade du "rubrik"?\n',
        ),
    ],
)
def test_a_letter_that_is_lacking_is_shown_as_the_one_most_like_it(workspace: Path, encoding: str, shown: str) -> None:
    (workspace / "cases" / "fel.yaml").write_text(
        FAULTY.replace("rubrik", "rubrikk").replace("Ł", "L"), encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-m", "ksflow", "check", "--select", "FIL100"],
        cwd=workspace,
        env={**os.environ, "KSFLOW_LANG": "sv", "PYTHONIOENCODING": f"{encoding}:strict", "PYTHONUTF8": "0"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert done.stdout.decode(encoding).replace("\r\n", "\n") == shown


def test_a_reader_that_goes_away_ends_a_command_quietly_on_windows_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows says "invalid argument" of a pipe that is closed."""
    from ksflow.cli import closed_pipe

    closed, named = OSError(22, "Invalid argument"), OSError(22, "Invalid argument", "a?.docx")
    assert closed_pipe.nobody_reads(BrokenPipeError())
    assert not closed_pipe.nobody_reads(closed)
    monkeypatch.setattr(sys, "platform", "win32")
    assert closed_pipe.nobody_reads(closed)
    assert not closed_pipe.nobody_reads(named)
