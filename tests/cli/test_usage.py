"""Wrong usage is one line in the user's language, with what was probably meant, and exit code 2."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from conftest import ROOT, Outcome
from ksflow.cli.app import app
from ksflow.cli.usage import USAGE_ERRORS, told
from ksflow.locale import sentences

Run = Callable[..., Outcome]
KSFLOW = [sys.executable, "-m", "ksflow"]

WRONG = [
    ("bulid", "There is no command bulid. Did you mean “build”? Help: ksflow --help",
     "Kommandot bulid finns inte. Menade du ”build”? Hjälp: ksflow --help"),
    ("diary lst", "There is no command lst. Did you mean “list”? Help: ksflow diary --help",
     "Kommandot lst finns inte. Menade du ”list”? Hjälp: ksflow diary --help"),
    ("template xyz", "There is no command xyz. There are: check, fields, init, render. Help: ksflow template --help",
     "Kommandot xyz finns inte. Välj bland: check, fields, init, render. Hjälp: ksflow template --help"),
    ("build --fore", "There is no option --fore. Did you mean “--force”? Help: ksflow build --help",
     "Flaggan --fore finns inte. Menade du ”--force”? Hjälp: ksflow build --help"),
    ("build --hepl", "There is no option --hepl. Did you mean “--help”? Help: ksflow build --help",
     "Flaggan --hepl finns inte. Menade du ”--help”? Hjälp: ksflow build --help"),
    ("-x", "There is no option -x. Help: ksflow --help", "Flaggan -x finns inte. Hjälp: ksflow --help"),
    ("diary --organ KS", "There is no option --organ. Help: ksflow diary --help",
     "Flaggan --organ finns inte. Hjälp: ksflow diary --help"),
    ("build --to", "--to needs a value: FORMATS. Help: ksflow build --help",
     "--to kräver ett värde: FORMAT. Hjälp: ksflow build --help"),
    ("diary list --organ", "--organ needs a value: ORGAN. Help: ksflow diary list --help",
     "--organ kräver ett värde: ORGAN. Hjälp: ksflow diary list --help"),
    ("build --force=3", "--force takes no value. Help: ksflow build --help",
     "--force tar inget värde. Hjälp: ksflow build --help"),
    ("new", "NUMBER is missing. The diary number of the case. Help: ksflow new --help",
     "NUMMER saknas. Ärendets diarienummer. Hjälp: ksflow new --help"),
    ("diary show", "NUMBER is missing. A diary number, its beginning, or the serial number alone. "
     "Help: ksflow diary show --help",
     "NUMMER saknas. Ett diarienummer, början på ett, eller bara löpnumret. Hjälp: ksflow diary show --help"),
    ("diary show a b", "This is one word too many: b. Help: ksflow diary show --help",
     "Det här är ett ord för mycket: b. Hjälp: ksflow diary show --help"),
    ("check -j x", "--jobs: “x” is no whole number from 1 on. Help: ksflow check --help",
     "--jobs: ”x” är inget heltal från 1 och uppåt. Hjälp: ksflow check --help"),
    ("check -j 0", "--jobs: “0” is no whole number from 1 on. Help: ksflow check --help",
     "--jobs: ”0” är inget heltal från 1 och uppåt. Hjälp: ksflow check --help"),
    ("diary next --year 24", "--year: “24” is no whole number from 1000 to 2999. Help: ksflow diary next --help",
     "--year: ”24” är inget heltal från 1000 till 2999. Hjälp: ksflow diary next --help"),
    ("diary list --year x", "--year: “x” is no whole number from 1000 to 2999. Help: ksflow diary list --help",
     "--year: ”x” är inget heltal från 1000 till 2999. Hjälp: ksflow diary list --help"),
    ("preview x --port 65536", "--port: “65536” is no whole number from 0 to 65535. Help: ksflow preview --help",
     "--port: ”65536” är inget heltal från 0 till 65535. Hjälp: ksflow preview --help"),
    ("--", "Name a command. Help: ksflow --help", "Ange ett kommando. Hjälp: ksflow --help"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "english", "swedish"), WRONG, ids=[words for words, _english, _swedish in WRONG])
def test_wrong_usage_is_one_line(words: str, english: str, swedish: str) -> None:
    script = "import sys; sys.argv[0] = 'ksflow'; from ksflow.__main__ import main; main()"
    for language, said in (("en", english), ("sv", swedish)):
        run = subprocess.run(
            [sys.executable, "-c", script, *words.split()],
            cwd=ROOT,
            env={**os.environ, "KSFLOW_LANG": language, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            encoding="utf-8",
            check=False,
            timeout=60,
        )
        assert (run.returncode, run.stdout, run.stderr) == (2, "", f"ksflow: {said}\n")


def test_what_a_parser_may_say_in_time_to_come_is_shown_as_it_is(ksflow: Run) -> None:
    class NewKindError(typer.BadParameter):
        """A kind of error that ksflow does not know."""

    error = NewKindError("Something else is wrong.")
    assert told(error, typer.main.get_command(app), ["build"]).endswith(
        "Something else is wrong. Help: ksflow build --help"
    )
    assert isinstance(error, USAGE_ERRORS)


def test_numbers_are_read_as_numbers(ksflow: Run, case: Path) -> None:
    assert ksflow("check", "-j", "2", "--select", "FIL").code == 0
    assert ksflow("diary", "list", "--year", "2021", "--to", "csv").stdout.count("\n") == 2
    assert ksflow("diary", "next", "KS", "--year", "2021").stdout == "KS-2021/1683\n"


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are other things there")
def test_a_file_that_is_closed_is_said(case: Path, ksflow: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_arguments: False)  # as for everybody but root
    for arguments in (["check", str(case)], ["diff", str(case)]):
        outcome = ksflow(*arguments)
        assert (outcome.code, outcome.stdout) == (2, "")
        assert f": You may not read {case}. Help: " in outcome.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="a terminal of its own is a thing of Unix")
@pytest.mark.parametrize("sign", [b"\x03", b"\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_who_does_not_want_to_answer_leaves_with_130(sign: bytes, tmp_path: Path) -> None:
    import pty

    controller, terminal = pty.openpty()
    with subprocess.Popen(
        [*KSFLOW, "init"], stdin=terminal, stdout=subprocess.PIPE, stderr=terminal, cwd=tmp_path
    ) as process:
        os.close(terminal)
        shown = b""
        while b"name" not in shown:
            shown += os.read(controller, 1000)
        time.sleep(0.2)
        if sign == b"\x03":
            process.send_signal(signal.SIGINT)
        else:
            os.write(controller, sign)
        process.communicate(timeout=60)
    os.close(controller)
    assert process.returncode == 130
    assert list(tmp_path.iterdir()) == []


def test_a_sentence_that_asks_needs_no_full_stop() -> None:
    assert sentences("Det finns inte", "menade du ”a”?", "hjälp: b") == "Det finns inte. Menade du ”a”? Hjälp: b"
