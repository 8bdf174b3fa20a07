"""``ksflow check`` warns of characters with which no PDF could be made."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, Outcome
from ksflow.writers.pdf.characters import _shown, missing_characters, uncommon
from ksflow.writers.pdf.data import FONTS
from ksflow.writers.pdf.look import load_look
from smallcases import small_case

pytestmark = pytest.mark.usefixtures("without_text_rules")


def test_a_character_that_no_font_has_is_a_warning_where_it_stands(
    write_case: Callable[..., Path], ksflow: Callable[..., Outcome]
) -> None:
    write_case(small_case(1, "Klart \N{PARTY POPPER} nu"), "KS-2024-1.yaml")
    outcome = ksflow("check")
    assert (outcome.code, outcome.stdout.splitlines()) == (
        0,
        [
            "cases/KS-2024-1.yaml:3:15: warning FIL220 No font has the character U+1F389 (🎉)",
            "  3 │ rubrik: Klart 🎉 nu 1",
            "    │               ^^ Write it otherwise, or put a font that has it in templates/fonts/",
        ],
    )


@pytest.mark.parametrize(
    "title",
    ["Åsö – ”gata” 5 € … Čč Đđ Ŋŋ Šš Ŧŧ Žž", "Α och Ω ≤ 5", "a\N{COMBINING RING ABOVE}", "Ett  # 🎉 en anmärkning"],
)
def test_characters_that_some_font_has_and_those_of_a_remark_are_let_through(
    write_case: Callable[..., Path], ksflow: Callable[..., Outcome], title: str
) -> None:
    case = small_case(1, "RUBRIK").replace("RUBRIK 1", title)
    write_case(case, "KS-2024-1.yaml")
    assert "FIL220" not in ksflow("check").stdout


def test_every_character_that_is_called_common_is_in_the_fonts() -> None:
    every = [
        chr(code) for code in range(0x20, 0x2FFF) if unicodedata.category(chr(code)) not in ("Cn", "Cc", "Cs", "Co")
    ]
    common = [character for character in every if not uncommon(character)]
    assert len(common) > 300
    look = load_look("kommun", [ROOT / "templates"])
    shown = [character for character in common if character != "\N{SOFT HYPHEN}"]
    assert [character for character in shown if not _shown(look, character, FONTS.values())] == []
    assert missing_characters(look, "🎉å", FONTS.values()) == ["🎉"]
