"""Tables on a terminal and in a pipe."""

from __future__ import annotations

from datetime import date
from textwrap import dedent

import pytest
from cellvalues import commands, distribution, lines_of_text, table, tables, wild_texts
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ksflow.tables import Table
from ksflow.tables.text_table import as_text

LIST = Table(
    "Sändlista",
    ("Nr", "Mottagare", "Datum", "Syfte"),
    (
        (1, "Södertörns högskola", date(2021, 8, 11), None),
        (20, "日本語", None, "för verkställighet av beslutet om samlokalisering"),
        (300, "Cafe\u0301 Åsen", date(2021, 8, 12), "för kännedom"),
    ),
)


def test_a_pipe_gets_a_line_for_each_row() -> None:
    assert as_text(LIST) == dedent("""\
         Nr  Mottagare            Datum       Syfte
        ───  ───────────────────  ──────────  ─────────────────────────────────────────────────
          1  Södertörns högskola  2021-08-11
         20  日本語                           för verkställighet av beslutet om samlokalisering
        300  Cafe\u0301 Åsen            2021-08-12  för kännedom
        """)


def test_on_a_terminal_long_cells_go_on_below() -> None:
    assert as_text(LIST, 64) == dedent("""\
         Nr  Mottagare            Datum       Syfte
        ───  ───────────────────  ──────────  ──────────────────────────
          1  Södertörns högskola  2021-08-11
         20  日本語                           för verkställighet av
                                              beslutet om
                                              samlokalisering
        300  Cafe\u0301 Åsen            2021-08-12  för kännedom
        """)


def test_on_a_narrow_terminal_each_row_is_a_list() -> None:
    assert as_text(LIST, 40) == dedent("""\
        Nr         1
        Mottagare  Södertörns högskola
        Datum      2021-08-11
        Syfte

        Nr         20
        Mottagare  日本語
        Datum
        Syfte      för verkställighet av
                   beslutet om samlokalisering

        Nr         300
        Mottagare  Cafe\u0301 Åsen
        Datum      2021-08-12
        Syfte      för kännedom
        """)


def test_a_long_word_is_broken_where_the_line_ends() -> None:
    assert as_text(table("x" * 40), 20).splitlines()[2:] == ["x" * 20, "x" * 20]


def test_a_diary_number_stays_whole_however_many_columns_there_are() -> None:
    for width in (30, 40, 80, 120, 200, 400):
        assert "KS-2021/1682.103" in as_text(distribution(), width)


def test_a_list_without_rows_has_its_columns() -> None:
    assert as_text(Table("Tom", ("Nr", "Namn"), ())) == "Nr  Namn\n──  ────\n"


@pytest.mark.parametrize("character", ["\0", "\x1b", "\x9b", "\u202e", "\u2066", "\ufeff", "\ud800"])
def test_nothing_commands_the_terminal(character: str) -> None:
    assert as_text(table(f"a{character}b")).splitlines()[2] == "a\ufffdb"


@pytest.mark.parametrize("character", ["\n", "\r\n", "\t", "\u2028"])
def test_a_line_break_and_a_tab_are_a_blank(character: str) -> None:
    assert as_text(table(f"a{character}b")).splitlines()[2] == "a b"


def test_a_very_long_cell_takes_no_long_time() -> None:
    assert as_text(table("å日\u0301 " * 100_000, "x" * 100_000), 80).count("å") == 100_000


@given(tables(wild_texts), st.integers(0, 120))
def test_no_line_is_wider_than_the_terminal(given_table: Table, width: int) -> None:
    for line in as_text(given_table, width).split("\n"):
        assert cell_len(line) <= max(width, 8)


@given(tables(wild_texts), st.none() | st.integers(0, 120))
def test_lines_end_without_blanks_and_command_nothing(given_table: Table, width: int | None) -> None:
    text = as_text(given_table, width)
    assert all(line == line.rstrip() for line in text.split("\n"))
    assert commands(text) <= {"\n"}


@given(tables(wild_texts))
def test_a_pipe_gets_as_many_lines_as_rows(given_table: Table) -> None:
    assert as_text(given_table).count("\n") == len(given_table.rows) + 2


@given(lines_of_text, st.integers(16, 60))
def test_wrapping_loses_no_letter(text: str, width: int) -> None:
    whole, wrapped = (as_text(table(text), wide).splitlines()[2:] for wide in (None, width))
    assert "".join("".join(wrapped).split()) == "".join("".join(whole).split())
