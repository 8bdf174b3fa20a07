"""How the width of a table is shared among its columns, measured in twips with the letters of Arial."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ksflow.writers.columns import Columns

LONG = ["Text", "c c c " * 99]
TOTAL, MARGINS, SIZE = 8504, 170, 190  # the default look: 150 mm, 3 mm at the right of each cell, 9.5 points
FIGURE, SPACE, SMALL = 106, 53, 95  # widths of 0, a blank and c in 9.5 points


def widths(*columns: list[str], total: int = TOTAL) -> list[int]:
    return Columns(list(columns), total, MARGINS, SIZE).widths


def test_columns_whose_texts_fit_share_the_width_by_their_texts() -> None:
    short, double = widths(["0", "00000"], ["0", "0000000000"])
    assert short + double == TOTAL
    assert short < double < 2 * short


def test_amounts_and_long_words_stay_whole_beside_a_long_text() -> None:
    amount, word, text = widths(["Kr", "-13\u00a0450\u00a0000"], ["Post", "cccccccccccccccccccc"], LONG)
    assert amount >= 8 * FIGURE + 2 * SPACE + 63 + MARGINS
    assert word >= 20 * SMALL + MARGINS
    assert text == TOTAL - amount - word


@pytest.mark.parametrize("post", ["e-post", "e\u2011post"])
def test_a_short_word_with_a_hyphen_stays_whole_and_a_long_one_may_break(post: str) -> None:
    whole, *_texts = widths(["Väg", post], LONG, LONG)
    broken, *_texts = widths(["Väg", "Vård- och omsorgs-nämnds-sekreterare"], LONG, LONG)
    assert whole >= 529 + MARGINS  # the letters of e-post
    assert broken < len("omsorgs-nämnds-sekreterare") * SMALL


def test_a_diary_number_stays_whole() -> None:
    number, *_texts = widths(["Nr", "KS-2020/1533.912"], LONG, LONG)
    assert number > 14 * FIGURE + MARGINS


def test_a_heading_takes_two_lines_at_most_where_there_is_room() -> None:
    heading, *_texts = widths(["ccc ccc ccc ccc", "0"], LONG, LONG)
    assert heading >= 6 * SMALL + SPACE + MARGINS
    crowded = widths(*[["ccc ccc ccc ccc", "13\u00a0450"]] * 9, total=7400)
    assert min(crowded) >= 5 * FIGURE + SPACE + MARGINS  # amounts are more


def test_an_empty_column_has_its_heading_and_little_more_beside_others_that_wrap() -> None:
    empty, *_texts = widths(["cccccccc", ""], LONG, LONG)
    assert 10 * SMALL + MARGINS < empty < 12 * SMALL + MARGINS


def test_a_column_that_wraps_in_many_rows_goes_before_one_that_wraps_in_one() -> None:
    many = ["Syfte"] + ["cccccccccccccccccc ccccccccc"] * 20
    single = ["Kontakt", "ccccccccccccccccccccc " + "cccc " * 15, *[""] * 19]
    wide, narrow = widths(many, single, total=5200)
    assert wide >= 27 * SMALL + SPACE + MARGINS
    assert narrow < 36 * SMALL


def test_when_not_even_the_words_fit_the_widest_gives_way() -> None:
    amount, long = widths(["Kr", "13\u00a0450"], ["Adress", "c" * 200])
    assert 5 * FIGURE + SPACE + MARGINS <= amount < 6 * FIGURE + SPACE + MARGINS
    assert amount + long == TOTAL


def test_the_height_counts_the_lines_of_the_highest_cell_in_each_row() -> None:
    low = Columns([["a", "b", "c"], ["a", "b", "c"]], TOTAL, MARGINS, SIZE).height()
    high = Columns([["a", "b", "c"], ["a", "c c c " * 300, "c"]], TOTAL, MARGINS, SIZE).height()
    assert 3 * 380 < low < 3 * 480  # a row of kommun.docx is 20.5 points high
    assert 2 * low < high


cells = st.text("ab -\n\u00a0\u2011🙂", max_size=80)


@given(st.integers(1, 6).flatmap(lambda n: st.lists(st.lists(cells, min_size=n, max_size=n), min_size=1, max_size=12)))
def test_the_columns_are_together_as_wide_as_the_table_whatever_they_hold(columns: list[list[str]]) -> None:
    table = Columns(columns, TOTAL, MARGINS, SIZE)
    assert sum(table.widths) == TOTAL
    assert min(table.widths) > 0
    assert table.height() > 0
