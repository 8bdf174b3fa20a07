"""Findings as text: the line as the author sees it, and the caret under the right characters."""

from __future__ import annotations

from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ksflow.reports.text_report import finding_lines, width
from ksflow.sources.findings import Finding, Severity, Span

HELP = "Delete it"


def report(
    excerpt: str | None, span: Span, help_: str | None = HELP, message: str = "Wrong", file: str = "f.yaml"
) -> str:
    finding = Finding(file, span, "FIL010", Severity.ERROR, message, help_, excerpt)
    return "".join(f"{line}\n" for line in finding_lines(finding))


def underlined(line: str, marked: str, help_: str | None = HELP) -> str:
    column = line.index(marked) + 1
    return report(line, Span(4, column, 4, column + len(marked)), help_)


def test_place_severity_code_and_message_then_the_line_and_the_help_beside_the_carets() -> None:
    assert underlined("datum: 2021-02-30", "2021-02-30") == dedent("""\
        f.yaml:4:8: error FIL010 Wrong
          4 │ datum: 2021-02-30
            │        ^^^^^^^^^^ Delete it
        """)


def test_a_finding_about_a_whole_file_has_its_help_below() -> None:
    assert report(None, Span(1, 1, 1, 1)) == "f.yaml:1:1: error FIL010 Wrong\n  = Delete it\n"
    assert report(None, Span(1, 1, 1, 1), None) == "f.yaml:1:1: error FIL010 Wrong\n"
    assert report("  \t ", Span(1, 1, 1, 1)) == "f.yaml:1:1: error FIL010 Wrong\n  = Delete it\n"


def test_nothing_follows_the_carets_when_there_is_no_help() -> None:
    assert underlined("rubrik: x", "x", None) == "f.yaml:4:9: error FIL010 Wrong\n  4 │ rubrik: x\n    │         ^\n"


def test_the_gutter_is_as_wide_as_the_line_number() -> None:
    assert report("rubrik: x", Span(1234, 9, 1234, 10)) == dedent("""\
        f.yaml:1234:9: error FIL010 Wrong
          1234 │ rubrik: x
               │         ^ Delete it
        """)


@pytest.mark.parametrize(
    ("before", "columns"),
    [
        ("å", 1),
        ("a\u030a", 1),  # å of two characters
        ("日", 2),
        ("🚲", 2),
        ("\u200b", 0),
        ("\u00ad", 0),
        ("❤\ufe0f", 1),
        ("e\u0301\u0323", 1),
        ("\t", 4),
        ("ﾊ", 1),
        ("ｗ", 2),
        ("\U000e0101", 0),
    ],
)
def test_the_caret_stands_under_the_character_whatever_stands_before_it(before: str, columns: int) -> None:
    *_, line, carets = report(f"a: {before}x", Span(1, 4 + len(before), 1, 5 + len(before)), None).splitlines()
    assert line == "  1 │ a: " + before.replace("\t", "    ") + "x"
    assert carets == "    │ " + " " * (3 + columns) + "^"


def test_a_wide_character_gets_two_carets_and_a_tab_four() -> None:
    assert underlined("a: 日本", "日本").splitlines()[2] == "    │    ^^^^ Delete it"
    assert underlined("\ta: b", "\t").splitlines()[1:] == ["  4 │     a: b", "    │ ^^^^ Delete it"]


def test_a_span_over_several_lines_is_underlined_to_the_end_of_its_first() -> None:
    assert report("text: hej", Span(1, 7, 3, 2)).splitlines()[2] == "    │       ^^^ Delete it"


def test_an_empty_span_still_gets_a_caret() -> None:
    assert report("datum:", Span(1, 7, 1, 7)).splitlines()[2] == "    │       ^ Delete it"


def test_the_help_goes_below_when_there_is_no_room_beside_the_carets() -> None:
    assert underlined("rubrik: " + "x" * 80, "x" * 80) == (
        f"f.yaml:4:9: error FIL010 Wrong\n  4 │ rubrik: {'x' * 80}\n    │         {'^' * 80}\n    │ Delete it\n"
    )


def test_the_middle_of_a_long_line_is_shown_with_both_ends_folded() -> None:
    assert underlined("a" * 500 + " fel " + "b" * 500, "fel") == (
        f"f.yaml:4:502: error FIL010 Wrong\n  4 │ …{'a' * 31} fel {'b' * 58}…\n    │ {' ' * 33}^^^ {HELP}\n"
    )


def test_a_long_underline_is_folded_at_its_end() -> None:
    assert underlined("rubrik: " + "x" * 500, "x" * 500).splitlines()[1:3] == [
        f"  4 │ rubrik: {'x' * 87}…",
        f"    │         {'^' * 88}",
    ]


def test_a_line_of_ten_million_characters_is_folded_in_no_time() -> None:
    line = "a" * 5_000_000 + "fel" + "b" * 5_000_000
    span = Span(1, 5_000_001, 1, 5_000_004)
    for _ in range(200):
        *_, shown, carets = report(line, span).splitlines()
    assert shown == f"  1 │ …{'a' * 32}fel{'b' * 59}…"
    assert carets == f"    │ {' ' * 33}^^^ {HELP}"


def test_folding_does_not_part_a_mark_from_its_letter() -> None:
    line = "a\u030a" * 100 + "fel"
    shown = underlined(line, "fel").splitlines()[1]
    assert shown == "  4 │ …" + "a\u030a" * 32 + "fel"


@pytest.mark.parametrize("character", ["\x1b", "\x07", "\x9b", "\r", "\u202e", "\u2066", "\u2028", "\ud800"])
def test_a_finding_never_commands_the_terminal(character: str) -> None:
    text = report(
        f"a: {character}[31m", Span(1, 4, 1, 5), f"Write {character}", f"Key {character}", f"f{character}.yaml"
    )
    assert character not in text
    assert len(text.splitlines()) == 3
    assert text.splitlines()[1] == "  1 │ a: \ufffd[31m"


def test_a_message_that_quotes_a_line_break_stays_on_one_line() -> None:
    assert report(None, Span(1, 1, 1, 1), "Write a\nb", "The key “a\r\nb” is unknown").splitlines() == [
        "f.yaml:1:1: error FIL010 The key “a  b” is unknown",
        "  = Write a b",
    ]


@given(st.text(max_size=300), st.integers(1, 320), st.integers(0, 320))
@settings(max_examples=300, deadline=None)
def test_any_line_with_any_span_is_shown_within_the_window(excerpt: str, column: int, length: int) -> None:
    text = report(excerpt.replace("\n", ""), Span(1, column, 1, column + length), None)
    lines = text.removesuffix("\n").split("\n")
    assert len(lines) in (1, 3)
    for line in lines[1:]:
        assert width(line) <= 6 + 97
