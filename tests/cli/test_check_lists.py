"""Lists as Word makes them are no lists in Markdown: check warns of them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import Outcome

pytestmark = pytest.mark.usefixtures("without_text_rules")


@pytest.mark.parametrize("text", ["Skäl:\n  • ett\n  • två", "Skäl:\n  – ett\n  – två", "Skäl:\n\n  ●\u00a0ett"])
def test_a_line_that_only_looks_like_an_item_is_warned_of(
    text: str, reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(reference.replace("sammanfattning: |\n", f"sammanfattning: |\n  {text}\n\n", 1))
    outcome = ksflow("check")
    assert outcome.code == 0
    mark = next(character for character in text if character in "•–●")
    assert f"warning FIL216 A line begins with “{mark}”, which makes no list" in outcome.stdout
    assert outcome.stderr == "1 case checked: 1 warning\n"


@pytest.mark.parametrize("text", ["Ny bro – svar på motion", "– Ja, sade hon.", "- ett\n  - två"])
def test_dashes_in_running_text_and_real_lists_are_left_alone(
    text: str, reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(reference.replace("sammanfattning: |\n", f"sammanfattning: |\n  {text}\n\n", 1))
    assert ksflow("check").stderr == "1 case checked: nothing wrong\n"


@pytest.mark.parametrize("text", ["| Skola | Elever |\n  | Astrad | 412 |", "Tabell: Skolor\n  | A | B |\n  | x | y |"])
def test_lines_that_only_look_like_a_table_are_warned_of(
    text: str, reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(reference.replace("sammanfattning: |\n", f"sammanfattning: |\n  {text}\n\n", 1))
    outcome = ksflow("check")
    assert outcome.code == 0
    assert "warning FIL218 The lines look like a table without the line of dashes under its header" in outcome.stdout
    assert "Write |---|---| as the second line" in outcome.stdout


@pytest.mark.parametrize(
    "text", ["| A | B |\n  |---|---|\n  | x | y |\n  | z | w |", "| A |\n  | :-: |\n  | b |", "Antingen | eller |"]
)
def test_real_tables_and_single_bars_are_left_alone(
    text: str, reference: str, write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(reference.replace("sammanfattning: |\n", f"sammanfattning: |\n  {text}\n\n", 1))
    assert ksflow("check").stderr == "1 case checked: nothing wrong\n"
