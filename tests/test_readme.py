"""What README shows is what ksflow prints."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from textwrap import dedent

import pytest

from conftest import ROOT, Outcome
from ksflow.batch.distribution_tables import COLUMNS, RECIPIENT_COLUMNS
from ksflow.cli.app import COMMANDS
from ksflow.cli.diary.app import COMMANDS as DIARY_COMMANDS
from ksflow.cli.template.app import COMMANDS as TEMPLATE_COMMANDS
from ksflow.sources.codes import known_codes

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_broken_case_is_told_as_shown(write_case: Callable[..., Path], ksflow: Callable[..., Outcome]) -> None:
    case = """\
        diarienummer: KS-2024/17
        datum: 2024-03-05
        rubrik: Ny gångväg vid Storängen
        nämnd: Kommunstyrelsen
        sammanfattning: En gångväg byggs.
        handlaggare:
          namn: Anna Andersson
        avsnitt:
          - rubrik: Strategi
            fil: strategi.md
        beslutsförslag:
          - att: [Gångvägen byggs.]
        """
    write_case(dedent(case), "KS-2024-17.yaml")
    outcome = ksflow("check")
    assert f"```\n{outcome.stdout}{outcome.stderr}```\n" in README


def test_the_swedish_example_is_told_as_shown(
    reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KSFLOW_LANG", "sv")
    write_case(reference.replace("datum: 2021-08-11", "datum: 2021-02-30"), "KS-2021-1682.103.yaml")
    assert f"```\n{ksflow('check', '--select', 'FIL').stdout}```\n" in README


def test_the_diary_numbers_are_read_as_shown(workspace: Path, ksflow: Callable[..., Outcome]) -> None:
    outcome = ksflow("diary", "parse", "KS-2021/1682.103", "KS2021/1682", "2018/KS 0290 10", "SOU 2016:5")
    assert f'SOU 2016:5"\n{outcome.stdout}```\n' in README


def test_the_case_file_that_is_shown_builds(
    workspace: Path, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    (shown,) = re.findall(r"```yaml\n(diarienummer:.*?)```", README, re.DOTALL)
    (workspace / "cases" / "bilagor").mkdir()
    (workspace / "cases" / "bilagor" / "strategi.pdf").write_bytes(b"%PDF-")
    (workspace / "cases" / "strategi.md").write_text("Strategin är antagen.\n", encoding="utf-8")
    write_case(shown)
    assert ksflow("build").code == 0


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
    for column in {*COLUMNS, *RECIPIENT_COLUMNS} - {"Adressrad 2", "Adressrad 3"}:
        assert f"`{column}`" in README


def test_every_group_of_codes_is_in_the_table_of_rules() -> None:
    for family in sorted({code[:3] for code in known_codes()}):
        assert re.search(rf"^\| .*`{family}`.* \| ", README, re.MULTILINE), family
