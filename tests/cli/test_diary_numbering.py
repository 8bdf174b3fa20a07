"""`ksflow diary next` and `reserve`: the next free number, and taking it so that nobody else gets it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from filelock import FileLock

from conftest import Outcome
from ksflow.register.reading import Register, read_register
from registercases import numbered, write_cases


class August(date):
    """A clock that stands still."""

    @classmethod
    def today(cls) -> August:
        return cls(2021, 8, 11)


@pytest.fixture(autouse=True)
def _clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ksflow.cli.diary.next.date", August)


def files(workspace: Path) -> list[str]:
    """Return the names of all that lies in cases/, hidden files included."""
    return sorted(path.name for path in (workspace / "cases").iterdir())


# next


@pytest.mark.parametrize(
    ("words", "number"),
    [
        (["KS"], "KS-2021/10"),
        (["ks"], "KS-2021/10"),
        (["KS", "--year", "2020"], "KS-2020/1"),
        (["KS", "--class", "103"], "KS-2021/10.103"),
        (["gsn"], "GSN-2021/1"),
        (["kfn"], "KFN-2021/8"),
    ],
)
def test_the_number_after_the_last_one(
    words: list[str], number: str, workspace: Path, ksflow: Callable[..., Outcome]
) -> None:
    write_cases(workspace, numbered("KS-2021/9", "KS-2021/2.103", "KFN-2021/7", "KS-2022/50"))
    assert ksflow("diary", "next", *words) == Outcome(0, f"{number}\n", "")
    assert len(files(workspace)) == 4


def test_an_empty_register_begins_with_one(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    (workspace / "cases").rmdir()
    assert ksflow("diary", "next", "KS") == Outcome(0, "KS-2021/1\n", "")


def test_an_organ_that_nobody_knows_is_told(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    assert ksflow("diary", "next", "GS") == Outcome(
        0, "GS-2021/1\n", "ksflow: No body in kommun.yaml has the code GS. Did you mean “GSN”?\n"
    )
    write_cases(workspace, numbered("GS-2021/1"))
    assert ksflow("diary", "next", "gs") == Outcome(0, "GS-2021/2\n", "")


@pytest.mark.parametrize(
    ("case", "number"),
    [
        ({"x": "diarienummer: KS2021/7\n"}, "KS-2021/8"),
        ({"x": "diarienummer: KS-2021/O7\n"}, "KS-2021/8"),
        ({"KS-2021-7.103": "rubrik: Utan nummer\n"}, "KS-2021/8"),
    ],
)
def test_what_a_malformed_number_stands_for_is_taken(
    case: dict[str, str | bytes], number: str, workspace: Path, ksflow: Callable[..., Outcome]
) -> None:
    write_cases(workspace, {**numbered("KS-2021/2"), **case})
    assert ksflow("diary", "next", "KS") == Outcome(0, f"{number}\n", "")


def test_a_file_that_cannot_be_read_keeps_the_number_of_its_name(
    workspace: Path, ksflow: Callable[..., Outcome]
) -> None:
    write_cases(workspace, {**numbered("KS-2021/2"), "KS-2021-5.103": 'rubrik: "a\n'})
    outcome = ksflow("diary", "next", "KS")
    assert (outcome.code, outcome.stdout) == (1, "KS-2021/6\n")
    assert outcome.stderr.startswith("cases/KS-2021-5.103.yaml:1:9: error FIL010")
    reserved = ksflow("diary", "reserve", "KS", "-q")
    assert (reserved.code, reserved.stdout, reserved.stderr) == (0, "KS-2021/6\n", outcome.stderr)


@pytest.mark.parametrize(
    ("form", "words", "number"),
    [
        ("örebro", ["KS"], "Ks 1/2021"),
        ("göteborg", [], "0001/21"),
        ("botkyrka", ["ks"], "KS/2021:1"),
        ("nacka-2015", ["KFKS", "--class", "040"], "KFKS 2021/1-040"),
        ("uppsala", ["RA\u0308N"], "RÄN-2021-0001"),
    ],
)
def test_it_is_written_as_the_municipality_writes_numbers(
    form: str, words: list[str], number: str, workspace: Path, ksflow: Callable[..., Outcome]
) -> None:
    set_format(workspace, form)
    assert ksflow("diary", "next", *words).stdout == f"{number}\n"
    assert ksflow("diary", "reserve", *words, "-q").stdout == f"{number}\n"
    after = ksflow("diary", "next", *words).stdout
    assert (after != f"{number}\n", ksflow("diary", "check", "--select", "DIA001,DIA012").code) == (True, 0)


@pytest.mark.parametrize(
    ("form", "words", "given"),
    [
        ("huddinge", ["K/S"], "K/S"),
        ("huddinge", ["KS", "--class", "1a"], "KS 1a"),
        ("nacka-2015", ["KS"], "KS"),
        ("göteborg", ["KS"], "KS"),
        ("göteborg", ["--year", "1985"], "1985"),
    ],
)
def test_what_can_be_no_number_is_refused(
    form: str, words: list[str], given: str, workspace: Path, ksflow: Callable[..., Outcome]
) -> None:
    set_format(workspace, form)
    for command in ("next", "reserve"):
        outcome = ksflow("diary", command, *words)
        assert (outcome.code, outcome.stdout, len(outcome.stderr.splitlines())) == (2, "", 1)
        assert outcome.stderr.startswith(f"ksflow: No diary number can be made of this: {given}. It is written like ")
    assert files(workspace) == []


@pytest.mark.parametrize("command", ["next", "reserve"])
def test_a_classification_that_the_numbers_have_no_place_for_is_told(
    command: str, workspace: Path, ksflow: Callable[..., Outcome]
) -> None:
    set_format(workspace, "kramfors")
    assert ksflow("diary", command, "KS", "--class", "103") == Outcome(
        2, "", "ksflow: The diary numbers here have no classification. Leave out --class\n"
    )
    assert files(workspace) == []


def set_format(workspace: Path, form: str) -> None:
    kommun = (workspace / "kommun.yaml").read_text(encoding="utf-8")
    kommun = kommun.replace('diarienummer: "{organ}-{år}/{löpnr}[.{klass}]"', f"diarienummer: {form}")
    (workspace / "kommun.yaml").write_text(kommun, encoding="utf-8")


# reserve


def test_a_number_is_taken_by_a_case_file(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    write_cases(workspace, numbered("KS-2021/9"))
    assert ksflow("diary", "reserve", "ks", "--title", "Ny cykelväg", "--class", "312") == Outcome(
        0, "KS-2021/10.312\n", "✓ cases/KS-2021-10.312.yaml\n"
    )
    assert (workspace / "cases" / "KS-2021-10.312.yaml").read_text(encoding="utf-8") == dedent("""\
        # yaml-language-server: $schema=../schema/arende.schema.json
        # Numret är reserverat 2021-08-11. Ta bort raden när ärendet är skrivet.
        diarienummer: KS-2021/10.312
        datum: 2021-08-11
        rubrik: Ny cykelväg
        nämnd: Kommunstyrelsen
        handläggare:
          namn:
        beslutsförslag:
          - från:
            att:
              -
        sammanfattning: |
        """)
    assert ksflow("diary", "check") == Outcome(0, "", "2 cases checked: nothing wrong\n")
    assert ksflow("diary", "reserve", "KS", "-q") == Outcome(0, "KS-2021/11\n", "")


@pytest.mark.parametrize(
    "title",
    [
        'Avtal: "ny" bro # del 2', "- strecksats", "[lista]", "{a: b}", "*betoning", "&ankare", "!tagg", "| rör",
        "@snabel", "`kod`", "%procent", "'enkelt", "null", "~", "no", "2021-08-11", "1e3", "C:\\mapp", "🚲 cykelväg",
        "Å\u0308ngström", "a: b", "a #b", "slut:", "---", "...", "? fråga", "", " ", "=1+1", "\u00a0hårt",
    ],
)  # fmt: skip
def test_any_title_is_read_back(title: str, workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    number = ksflow("diary", "reserve", "KS", "--title", title, "-q").stdout.strip()
    path = workspace / "cases" / "KS-2021-1.yaml"
    data = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)
    wanted = " ".join(title.split()) or f"Reserverat nummer {number}"
    assert (data["diarienummer"], data["rubrik"]) == (number, wanted)
    assert ksflow("diary", "check") == Outcome(0, "", "1 case checked: nothing wrong\n")


def test_a_title_is_one_line_of_letters(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    assert ksflow("diary", "reserve", "KS", "--title", "två\n\nrader\there", "-q").code == 0
    assert "\nrubrik: två rader here\n" in (workspace / "cases" / "KS-2021-1.yaml").read_text(encoding="utf-8")
    outcome = ksflow("diary", "reserve", "KS", "--title", "a\x07b")
    assert (outcome.code, outcome.stdout, len(outcome.stderr.splitlines())) == (2, "", 1)
    assert files(workspace) == ["KS-2021-1.yaml"]


def test_a_number_in_a_file_of_another_name_is_taken(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    write_cases(workspace, {"bron": "diarienummer: KS-2021/4\n", "äldre/x": "diarienummer: KS-2021/5\n"})
    assert ksflow("diary", "reserve", "KS", "-q").stdout == "KS-2021/6\n"


def test_a_file_is_never_replaced(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    write_cases(workspace, {"KS-2021-5": "diarienummer: KS-2021/4\n"})
    assert ksflow("diary", "reserve", "KS") == Outcome(
        1,
        "",
        "ksflow: There is a file with that name already: cases/KS-2021-5.yaml. It holds another number; "
        "see ksflow diary check\n",
    )
    assert (workspace / "cases" / "KS-2021-5.yaml").read_text(encoding="utf-8") == "diarienummer: KS-2021/4\n"
    assert files(workspace) == ["KS-2021-5.yaml"]


@pytest.mark.parametrize("name", [".ksflow", "cases"])
def test_a_file_in_the_place_of_a_folder_is_told(name: str, workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    if name == "cases":
        (workspace / name).rmdir()
    (workspace / name).write_text("", encoding="utf-8")
    outcome = ksflow("diary", "reserve", "KS")
    assert outcome == Outcome(1, "", f"ksflow: {name} cannot be written: File exists\n")


def test_a_disk_without_links_will_do(
    workspace: Path, ksflow: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_paths: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    assert ksflow("diary", "reserve", "KS", "-q").stdout == "KS-2021/1\n"
    assert files(workspace) == ["KS-2021-1.yaml"]
    write_cases(workspace, {"KS-2021-2": "diarienummer: KS-2021/1.103\n"})
    assert ksflow("diary", "reserve", "KS", "-q").code == 1


# Several at once


def start(workspace: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "ksflow", "diary", *words]
    return subprocess.Popen(command, cwd=workspace, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_fifty_processes_get_fifty_numbers(workspace: Path) -> None:
    """Half of them with a class, so that file names alone would not keep them apart."""
    write_cases(workspace, numbered("KS-2021/7"))
    words = ["reserve", "KS", "--year", "2021", "-q"]
    with FileLock(workspace / ".ksflow" / "reserve.lock"):
        processes = [start(workspace, *words, *(["--class", "103"] if n % 2 else [])) for n in range(50)]
        time.sleep(2)  # let them all stand at the door
    outcomes = [(process.communicate(timeout=120), process.returncode) for process in processes]
    assert {(code, error) for (_out, error), code in outcomes} == {(0, "")}
    numbers = [out.strip() for (out, _error), _code in outcomes]
    serials = sorted(int(number.partition("/")[2].partition(".")[0]) for number in numbers)
    assert serials == list(range(8, 58))
    assert files(workspace) == sorted(f"{name.replace('/', '-')}.yaml" for name in ["KS-2021/7", *numbers])


def test_a_killed_process_leaves_nothing_half(workspace: Path) -> None:
    """Killed anywhere, from beginning to end: what lies in cases/ is whole, and the next number can be taken."""
    for number in range(12):
        process = start(workspace, "reserve", "KS", "--year", "2021", "-q")
        time.sleep(0.1 + 0.05 * number)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=60)
    for path in (workspace / "cases").glob("[!.]*"):
        assert path.read_text(encoding="utf-8").endswith("sammanfattning: |\n")
    whole = len(list((workspace / "cases").glob("[!.]*")))
    done = start(workspace, "reserve", "KS", "--year", "2021", "-q")
    assert done.communicate(timeout=60) == (f"KS-2021/{whole + 1}\n", "")
    assert list((workspace / "cases").glob(".*")) == []


def test_what_a_killed_process_left_is_swept_away(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    (workspace / "cases" / ".KS-2021-1.yaml.reserve-0a1b2c3d.tmp").write_text("diarienu", encoding="utf-8")
    (workspace / "cases" / ".min.tmp").write_text("", encoding="utf-8")
    assert ksflow("diary", "reserve", "KS", "-q").stdout == "KS-2021/1\n"
    assert files(workspace) == [".min.tmp", "KS-2021-1.yaml"]


def test_the_cache_may_be_deleted_while_a_number_is_taken(
    workspace: Path, ksflow: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever comes then finds no lock, and may get the number: so it is looked for once more."""
    others: list[str] = []

    def interrupted(*arguments: Any) -> Register:
        register = read_register(*arguments)
        if (workspace / ".ksflow" / "reserve.lock").exists() and not others:
            others.append("")
            shutil.rmtree(workspace / ".ksflow")
            others.append(ksflow("diary", "reserve", "KS", "--class", "104", "-q").stdout)
        return register

    monkeypatch.setattr("ksflow.register.reading.read_register", interrupted)
    assert ksflow("diary", "reserve", "KS", "-q").stdout == "KS-2021/2\n"
    assert others == ["", "KS-2021/1.104\n"]


def test_who_waits_too_long_is_told_so(
    workspace: Path, ksflow: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ksflow.register.numbering._WAIT", 0.1)
    held, free = threading.Event(), threading.Event()

    def hold() -> None:
        with FileLock(workspace / ".ksflow" / "reserve.lock"):
            held.set()
            free.wait(30)

    thread = threading.Thread(target=hold)
    thread.start()
    held.wait(30)
    try:
        assert ksflow("diary", "reserve", "KS") == Outcome(
            1, "", "ksflow: Others are taking numbers just now; try again in a moment\n"
        )
    finally:
        free.set()
        thread.join()


def test_an_organ_that_is_not_said_is_asked_for(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    for command in ("next", "reserve"):
        outcome = ksflow("diary", command)
        assert outcome.code == 2
        assert "ksflow: Say whose number it is to be, by the letters of the organ." in outcome.stderr
