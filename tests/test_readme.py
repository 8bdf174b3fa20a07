"""What README shows is what ksflow prints."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, Outcome
from ksflow.batch.distribution_tables import COLUMNS, RECIPIENT_COLUMNS
from ksflow.cli.app import COMMANDS
from ksflow.cli.diary.app import COMMANDS as DIARY_COMMANDS
from ksflow.cli.template.app import COMMANDS as TEMPLATE_COMMANDS
from ksflow.sources.codes import known_codes

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_swedish_example_is_told_as_shown(
    reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KSFLOW_LANG", "sv")
    write_case(reference.replace("datum: 2021-08-11", "datum: 2021-02-30"), "KS-2021-1682.103.yaml")
    assert f"```\n{ksflow('check', '--select', 'FIL').stdout}```\n" in README


def test_five_minutes_are_as_shown(
    tmp_path: Path, ksflow: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only the check has something to remark: what is still to be written. The preview, which goes on, is left out."""
    (tour,) = re.findall(r"<!-- tour -->\n```sh\n(.*?)```", README, re.DOTALL)
    monkeypatch.chdir(tmp_path)
    commands = [shlex.split(line, comments=True)[1:] for line in tour.splitlines()]
    assert [command[0] for command in commands][-1] == "preview"
    for command in commands[:-1]:
        assert (command, ksflow(*command).code) == (command, int(command[0] == "check"))
    assert sorted(path.suffix for path in (tmp_path / "out" / "KS-2026-2").iterdir()) == [".docx"] * 3 + [".pdf"] * 3
    assert (tmp_path / "utskick.xlsx").read_bytes().startswith(b"PK")


def test_what_it_links_to_is_there() -> None:
    for link in re.findall(r"\]\(([^)#]+)[^)]*\)", README):
        assert "://" in link or (ROOT / link).exists(), link


def test_every_command_is_in_the_table_of_commands() -> None:
    for name in {*COMMANDS} - {"diary", "template"}:
        assert f"| `ksflow {name}" in README
    for name in DIARY_COMMANDS:
        assert f"| `ksflow diary {name}" in README
    for name in TEMPLATE_COMMANDS:
        assert f"| `ksflow template {name}" in README


def test_every_command_of_the_table_has_the_options_that_it_names(ksflow: Callable[..., Outcome]) -> None:
    for name, line in re.findall(
        rf"^\| `ksflow ({'|'.join({*COMMANDS} - {'diary', 'template'})}|diary [a-z]+|template [a-z]+)([^`]*)`",
        README,
        re.MULTILINE,
    ):
        shown = ksflow(*name.split(), "--help").stdout
        for option in re.findall(r"--[a-z]+|-[a-z]\b", line):
            assert option in shown, (name, option)


def test_the_columns_of_distribution_lists_are_named() -> None:
    page = (ROOT / "docs" / "en" / "guides" / "distribution.md").read_text(encoding="utf-8")
    for column in {*COLUMNS, *RECIPIENT_COLUMNS} - {"Adressrad 2", "Adressrad 3"}:
        assert f"`{column}`" in page


def test_every_group_of_codes_is_in_the_table_of_rules() -> None:
    for family in sorted({code[:3] for code in known_codes()}):
        assert re.search(rf"^\| .*`{family}`.* \| ", README, re.MULTILINE), family
