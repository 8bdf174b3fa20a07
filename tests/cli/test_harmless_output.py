"""Whatever a case or the name of a file holds, what ksflow prints commands neither terminal nor CI system."""

from __future__ import annotations

import json
import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome
from ksflow.reports import FORMATS
from ksflow.sources.harmless import as_json, harmless, harmless_in_logs
from smallcases import small_case

Ksflow = Callable[..., Outcome]

COMMANDS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
LOG_COMMANDS = re.compile(r"(?m)##\[|##vso\[|^\s*::")
ESCAPES = r"\e[31m \e]0;titel\a \x9b31m \u202e \r ##vso[task.setvariable variable=X]1 ##[group]"
NAME = "ond\x1b]0;titel\x07\x9b31m\u202e\n::error::fel.yaml"
ASKED = [
    *(("check", "--report", form) for form in FORMATS),
    *(("build", "--report", form) for form in FORMATS),
    ("check", "--fix", "--diff"),
    ("status",),
    ("distribution",),
    ("distribution", "--to", "json"),
    ("diary", "list"),
    ("diary", "list", "--to", "json"),
    ("diary", "check"),
    ("diary", "show", "KS-2024/1"),
    ("diary", "show", "KS-2024/2"),
    ("diary", "parse", "KS\x1b[31m-2024/1\x9b31m"),
    ("rules", "\x1b[31mX"),
    ("check", "--select", "\x1b[31mX"),
    ("check", "\x1b[31mfinns-inte"),
    ("import", "\x1b]0;finns-inte.docx"),
]


@pytest.fixture
def hostile(write_case: Callable[..., Path]) -> Path:
    """Return a case whose every value commands, beside others with such a name and with harmless-looking commands."""
    if sys.platform == "win32":
        pytest.skip("Windows has no such file names")
    text = small_case(2, "Ny bro - ##vso[task.setvariable variable=X]1 ##[group]a", 'okänd: "::error::x"\n')
    text = re.sub("(rubrik: )(.*)", r"\1'\2'", text)
    write_case(text, "två.yaml")
    write_case(text, "också två.yaml")
    write_case(small_case(1), NAME)
    text = small_case(3).replace(": Anna Andersson", f': "{ESCAPES}"').replace(" byggs.", f' "{ESCAPES}"')
    return write_case(f'{text}"okänd{ESCAPES}": "{ESCAPES}"\nrubrik: "{ESCAPES}"\n', "fall.yaml")


def commands(text: str, form: str) -> list[str]:
    """Return what a terminal or a CI system would obey."""
    found = COMMANDS.findall(text.replace("\r\n", "\n"))
    lines = "".join(line for line in text.splitlines(keepends=True) if form != "github" or not line.startswith("::"))
    return found + LOG_COMMANDS.findall(lines)


@pytest.mark.parametrize("asked", ASKED, ids=" ".join)
def test_nothing_that_is_printed_commands(asked: tuple[str, ...], hostile: Path, ksflow: Ksflow) -> None:
    for _again in range(2):  # the second time from what was remembered
        outcome = ksflow(*asked)
        assert outcome.stdout + outcome.stderr
        assert commands(outcome.stdout, asked[-1]) == []
        assert commands(outcome.stderr, "") == []


def test_colours_in_a_log_are_all_that_is_added(hostile: Path, ksflow: Ksflow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("FORCE_COLOR", "1")
    shown = ksflow("check").stdout
    assert "\x1b[1" in shown
    assert commands(re.sub(r"\x1b\[[0-9;]*m", "", shown), "") == []


def test_a_github_annotation_is_one_command_whatever_the_file_is_called(hostile: Path, ksflow: Ksflow) -> None:
    lines = ksflow("check", "--report", "github").stdout.splitlines()
    assert lines
    assert all(re.match(r"::(error|warning|notice) file=cases/[^:,]*\.yaml,line=[0-9]+,", line) for line in lines)


def test_programs_read_what_the_case_says(hostile: Path, ksflow: Ksflow) -> None:
    found = json.loads(ksflow("diary", "list", "--to", "json").stdout)
    assert "Ny bro - ##vso[task.setvariable variable=X]1 ##[group]a 2" in {one["title"] for one in found["cases"]}
    ET.fromstring(ksflow("check", "--report", "junit").stdout)
    assert json.loads(as_json(["##vso[a]", "\x9b\u202e", "###", "#"])) == ["##vso[a]", "\x9b\u202e", "###", "#"]


def test_a_harmless_text_has_the_same_places() -> None:
    assert harmless("Å\x1b[31m\t\u202ea\nb") == "Å\ufffd[31m\t\ufffda\nb"
    assert harmless("En vanlig rad – ”åäö” 😀") == "En vanlig rad – ”åäö” 😀"


def test_a_log_shows_a_text_as_it_is_but_takes_no_commands() -> None:
    shown = harmless_in_logs("  ::error::x\na::b ##[x] ##vso[y] ## rubrik")
    assert shown == "  :\u2060:error::x\na::b #\u2060#[x] #\u2060#vso[y] ## rubrik"


def test_a_bug_report_names_the_case_on_one_line(
    hostile: Path, workspace: Path, ksflow: Ksflow, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ksflow.batch import checking

    def broken(*_arguments: object) -> None:
        raise ValueError("\x1b[31m")

    monkeypatch.setattr(checking, "inspect_case", broken)
    outcome = ksflow("check")
    assert "FIL999" in outcome.stdout
    assert commands(outcome.stdout, "") == []
    names = [path.name for path in (workspace / ".ksflow").glob("bug-*")]
    assert names
    assert not COMMANDS.search("".join(names))
