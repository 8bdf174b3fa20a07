"""The pages of help: in the user's language, readable at any width, with examples that work."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, Outcome
from ksflow.cli.app import COMMANDS, app
from ksflow.cli.diary.app import COMMANDS as DIARY
from ksflow.cli.help_page import examples, see_also
from ksflow.cli.template.app import COMMANDS as TEMPLATE

Run = Callable[..., Outcome]
HELPS = {
    "": str(app.info.help),
    **{name: text or "" for name, _group, text in COMMANDS.told()},
    **{f"diary {name}": text or "" for name, _group, text in DIARY.told()},
    **{f"template {name}": text or "" for name, _group, text in TEMPLATE.told()},
}
PAGES = sorted(HELPS)
ENGLISH_FRAME = re.compile(
    r"Usage|Options|Arguments|Commands|Common|Example|Exit codes|See also|default:|environment|Show this|this shell"
    r"|\b(?:the|which|without|else|what|of|and|or)\b"
)
EXAMPLES = [(name, line) for name in PAGES if name for line in examples(HELPS[name])]
WITH_ONE = {
    "ksflow check --diff": "the reference case has slips that --fix would mend",
    "ksflow check": "so it does, and some are errors",
    "ksflow check cases/KS-2021-1682.103.yaml": "so it does, and some are errors",
    "ksflow check --report sarif > ksflow.sarif": "so it does, and some are errors",
    "ksflow diary parse --report json - < numbers.txt": "one of the numbers is misspelt",
}
"""Examples that end with 1 in the workspace of these tests, and why; all others end with 0."""
GO_ON = {"ksflow preview": 0, "ksflow build --watch": 130}
"""What goes on until Ctrl-C, and how it ends then."""


def page(name: str, language: str = "en", columns: int = 80, **environment: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", "ksflow", *name.split(), "--help"],
        env={
            **os.environ,
            "KSFLOW_LANG": language,
            "COLUMNS": str(columns),
            "PYTHONIOENCODING": "utf-8",
            **environment,
        },
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=60,
    )
    assert run.stderr == ""
    return run.stdout


def test_a_page_is_laid_out_as_manuals_are(ksflow: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert ksflow("diary", "next", "--help").stdout == (
        "Say the next free number of an organ.\n"
        "\n"
        "Usage: ksflow diary next [OPTIONS] [ORGAN]\n"
        "\n"
        "It is not taken: another may get it too (see reserve). A file that cannot be\n"
        "read keeps the number after which it is named.\n"
        "\n"
        "Arguments:\n"
        "  ORGAN  The organ's letters, such as KS; nothing where numbers have none.\n"
        "\n"
        "Options:\n"
        "      --year YEAR   The year; else this year.\n"
        "      --class CODE  The classification, where numbers have one.\n"
        "\n"
        "Common options:\n"
        "      --workspace DIR  The folder with kommun.yaml; else the nearest one above.\n"
        "  -h, --help           Show this help.\n"
        "\n"
        "Example:\n"
        "  ksflow diary next KS --year 2024\n"
        "\n"
        "Exit codes:\n"
        "  0    all well\n"
        "  1    some file could not be read\n"
        "  2    wrong usage\n"
        "\n"
        "See also: ksflow diary reserve\n"
    )


def test_on_a_narrow_screen_explanations_stand_below(ksflow: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "50")
    assert (
        "Options:\n  --year YEAR\n      The year; else this year.\n  --class CODE\n"
        "      The classification, where numbers have one.\n"
    ) in ksflow("diary", "next", "--help").stdout


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_no_line_is_wider_than_the_screen(
    name: str, columns: int, ksflow: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    unbroken = set(examples(HELPS[name]))  # a command line is not divided, and neither is a word
    for line in ksflow(*name.split(), "--help").stdout.splitlines():
        if line and line.strip() not in unbroken and not line.startswith("Usage: "):
            assert len(line) < max(columns, len(line.split()[-1]) + 8), line


@pytest.mark.parametrize("name", PAGES)
def test_in_swedish_no_word_is_english(name: str) -> None:
    shown = page(name, "sv", 100)
    named = re.sub(r"ksflow [^\n]*|https?:\S+|“[^”]*”", "", shown)
    assert ENGLISH_FRAME.findall(named) == []
    assert "Användning: " in shown
    assert name in ("diary", "template") or "Slutkoder:\n  0    " in shown
    assert "Visa den här hjälpen." in shown


@pytest.mark.parametrize("name", PAGES)
def test_both_languages_have_the_same_examples_exit_codes_and_relatives(name: str) -> None:
    swedish, english = page(name, "sv", 200), page(name, "en", 200)
    marks = r"^  (ksflow .*)|^  (\d+)  |(ksflow (?:diary |template )?[a-z]+)(?=[,\n ]|$)"
    assert re.findall(marks, swedish, re.MULTILINE) == re.findall(marks, english, re.MULTILINE)


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ("diary", "template")])
def test_each_page_has_examples_and_says_how_it_ends(name: str) -> None:
    assert list(examples(HELPS[name]))
    assert "Exit codes: 0 " in HELPS[name]
    if name:
        assert all(line.startswith(f"ksflow {name}") for line in examples(HELPS[name]))


@pytest.mark.parametrize("name", [name for name in PAGES if name not in ("", "diary", "template")])
def test_each_page_names_commands_that_there_are(name: str) -> None:
    named = re.findall(r"ksflow ((?:diary |template )?[a-z]+)", see_also(HELPS[name]))
    assert named
    assert set(named) <= set(PAGES)
    assert name not in named


def test_every_command_has_its_place_in_the_list_of_all(ksflow: Run) -> None:
    shown = ksflow("--help").stdout
    assert all(re.search(rf"^  {name} +\S", shown, re.MULTILINE) for name in COMMANDS)
    assert "\nCommands:" not in shown  # each has a group
    listed = [line for line in shown.splitlines() if re.match(r"  [a-z]+  +[A-Z]", line)]
    assert len(listed) == len(COMMANDS)
    assert max(map(len, listed)) < 80  # one line each


@pytest.mark.parametrize("arguments", [["help"], ["help", "diary"], ["help", "diary", "next"], ["help", "build"]])
def test_help_can_be_asked_for_as_a_command(arguments: list[str], ksflow: Run) -> None:
    assert ksflow(*arguments) == ksflow(*arguments[1:], "--help")
    assert ksflow(*arguments).code == 0


@pytest.mark.parametrize("arguments", [[], ["diary"], ["template"]])
def test_a_group_alone_shows_its_help_and_ends_with_2(arguments: list[str], ksflow: Run) -> None:
    assert ksflow(*arguments) == Outcome(2, ksflow(*arguments, "--help").stdout, "")


def test_colours_are_for_terminals_and_never_against_the_users_wish() -> None:
    without = {**os.environ}
    without.pop("NO_COLOR", None)
    assert "\x1b" not in page("build", NO_COLOR="1", TERM="xterm", FORCE_COLOR="1")
    assert "\x1b" not in page("build", NO_COLOR="", TERM="xterm")
    coloured = page("build", NO_COLOR="", TERM="xterm", FORCE_COLOR="1")
    assert "\x1b[36m" in coloured
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == page("build")


def test_a_console_that_lacks_letters_shows_the_page_all_the_same() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "ksflow", "--help"],
        env={**os.environ, "KSFLOW_LANG": "sv", "PYTHONIOENCODING": "cp437"},
        capture_output=True,
        check=False,
        timeout=60,
    )
    assert (run.returncode, run.stderr) == (0, b"")
    assert b" [FLAGGOR] KOMMANDO ." in run.stdout  # what is most like the character that it lacks
    assert "Användning: ".encode("cp437") in run.stdout


@pytest.mark.parametrize("columns", range(60, 101, 5))
def test_what_holds_unless_it_is_said_is_never_divided(
    columns: int, ksflow: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    shown = ksflow("build", "--help").stdout
    assert "[default: docx]" in shown
    assert "[environment: KSFLOW_REPORT]" in shown
    assert "\xa0" not in shown  # a blank when it is copied


def test_the_switches_of_python_are_nowhere() -> None:
    assert not re.search(
        r"<bool>|<str>|list\[|Path\b", "".join(page(name) for name in ("", "build", "rules", "preview"))
    )


@pytest.fixture(scope="module")
def stocked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a workspace with all that the examples name."""
    root = tmp_path_factory.mktemp("stocked") / "kommun"
    root.mkdir()
    shutil.copy(ROOT / "kommun.yaml", root)
    shutil.copytree(ROOT / "cases", root / "cases")
    (root / "schema").mkdir()
    (root / "anteckningar.txt").write_text("Ny gångväg\n\nEn gångväg byggs.\n", "utf-8")
    (root / "numbers.txt").write_text("KS-2021/1682.103\nKS2021/1682\n", "utf-8")
    subprocess.run([sys.executable, "-m", "ksflow", "build", "-q"], cwd=root, check=True, timeout=120)
    shutil.copytree(root / "out", root / "arkiv" / "2021" / "out")
    (root / "gamla").mkdir()
    for folder in ("gamla", "."):
        shutil.copy(root / "out" / "KS-2021-1682.103" / "tjansteutlatande.docx", root / folder)
    return root


@pytest.fixture
def example_place(stocked: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Return a function that makes the place where an example is typed."""

    def place(line: str) -> Path:
        folder = tmp_path / "plats"
        if line.startswith("ksflow init"):
            folder.mkdir()
            return folder
        shutil.copytree(stocked, folder)
        if line.startswith("ksflow import"):
            shutil.rmtree(folder / "cases")
        if " templates/" in line:
            shutil.copytree(ROOT / "templates", folder / "templates")
        return folder

    return place


def started(line: str, folder: Path) -> subprocess.Popen[str]:
    script = f'ksflow() {{ {shlex.quote(sys.executable)} -m ksflow "$@"; }}; {line}'
    if any(line.startswith(command) for command in GO_ON):
        script = f"exec {shlex.quote(sys.executable)} -m {line}"
    return subprocess.Popen(
        ["bash", "-c", script],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize(("name", "line"), EXAMPLES, ids=[line for _name, line in EXAMPLES])
def test_every_example_works_as_it_stands(name: str, line: str, example_place: Callable[[str], Path]) -> None:
    process = started(line, example_place(line))
    ending = next((code for command, code in GO_ON.items() if line.startswith(command)), None)
    if ending is not None:
        assert process.stdout is not None
        assert process.stderr is not None
        first = process.stdout if name == "preview" else process.stderr
        assert first.readline()  # it has begun
        time.sleep(0.5)
        process.send_signal(signal.SIGINT)
    _out, told = process.communicate(timeout=120)
    wanted = ending if ending is not None else 1 if line in WITH_ONE else 0
    assert process.returncode == wanted, told


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_the_examples_of_the_first_page_lead_from_nothing_to_documents(tmp_path: Path) -> None:
    for line in examples(HELPS[""]):
        process = started(line, tmp_path)
        _out, told = process.communicate(timeout=120)
        assert process.returncode == 0, told
    assert len(list(tmp_path.glob("out/*/*.docx"))) == 3
