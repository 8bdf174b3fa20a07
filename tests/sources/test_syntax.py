"""YAML that cannot be read: what the author sees, for the slips that authors make."""

from __future__ import annotations

from textwrap import dedent

import pytest

from ksflow.reports.text_report import finding_lines
from ksflow.sources.findings import FindingsError
from ksflow.sources.textfile import TextFile
from ksflow.sources.yamltree import parse_yaml


def printed(text: str) -> str:
    with pytest.raises(FindingsError) as error:
        parse_yaml(TextFile("case.yaml", text))
    [finding] = error.value.findings
    return "".join(f"{line}\n" for line in finding_lines(finding))


# Quotation marks


@pytest.mark.parametrize("mark", ['"', "'"])
@pytest.mark.parametrize("below", ["", "\nnämnd: KS\n"])
def test_a_quotation_mark_that_is_never_closed_is_shown_where_it_opens(mark: str, below: str) -> None:
    assert printed(f"datum: 2021-08-11\nrubrik: {mark}Förslag{below}") == dedent(f"""\
        case.yaml:2:9: error FIL010 The quotation mark is never closed
          2 │ rubrik: {mark}Förslag
            │         ^ Write the same mark at the end of the text
        """)


def test_a_quotation_mark_left_open_before_a_line_of_hyphens() -> None:
    assert printed('rubrik: "Förslag\n---\n').startswith(
        "case.yaml:1:9: error FIL010 The quotation mark is never closed\n"
    )


def test_a_word_in_quotation_marks_at_the_beginning_of_a_text() -> None:
    assert printed('rubrik: "Avtal" om mark\nnämnd: KS\n') == dedent("""\
        case.yaml:1:17: error FIL010 The line does not fit what stands above it
          1 │ rubrik: "Avtal" om mark
            │                 ^ Put the whole text in one pair of quotation marks, and write inner ones as ”
        """)


def test_an_apostrophe_inside_single_quotation_marks() -> None:
    assert printed("rubrik: 'Det är Karl's sak'\n") == dedent("""\
        case.yaml:1:22: error FIL010 The line does not fit what stands above it
          1 │ rubrik: 'Det är Karl's sak'
            │                      ^
            │ Put the whole text in one pair of quotation marks, and write inner ones as ”
        """)


def test_a_percent_sign_after_a_backslash_in_double_quotation_marks() -> None:
    assert printed('rubrik: "50\\% av"\n') == dedent("""\
        case.yaml:1:12: error FIL010 The backslash begins nothing that YAML knows
          1 │ rubrik: "50\\% av"
            │            ^ Write \\\\ for a backslash, or use single quotation marks
        """)


def test_a_windows_path_in_double_quotation_marks_is_shown_at_its_backslash() -> None:
    assert printed('fil: "C:\\Users\\björn\\avtal.md"\n') == dedent("""\
        case.yaml:1:9: error FIL010 The backslash begins nothing that YAML knows
          1 │ fil: "C:\\Users\\björn\\avtal.md"
            │         ^ Write \\\\ for a backslash, or use single quotation marks
        """)


def test_a_windows_path_whose_backslash_means_something_to_yaml() -> None:
    assert printed('fil: "bilagor\\avtal.md"\n') == dedent("""\
        case.yaml:1:6: error FIL005 The character U+0007 (a control character) cannot stand in a document
          1 │ fil: "bilagor\\avtal.md"
            │      ^^^^^^^^^^^^^^^^^^ Write \\\\ for a backslash, or use single quotation marks
        """)


def test_a_forbidden_character_written_by_its_code() -> None:
    assert printed('rubrik: "a\\x07"\n') == dedent("""\
        case.yaml:1:9: error FIL005 The character U+0007 (a control character) cannot stand in a document
          1 │ rubrik: "a\\x07"
            │         ^^^^^^^ Delete it; it often comes along invisibly when text is pasted
        """)


# Brackets


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("sändlista: [Huge, KS\nnämnd: KS\n", "sändlista: [Huge, KS", 12),
        ("sändlista: [Huge, KS", "sändlista: [Huge, KS", 12),
        ("handläggare: {namn: Björn, telefon: 08\nnämnd: KS\n", "handläggare: {namn: Björn, telefon: 08", 14),
        ("handläggare: {namn: B\n  telefon: 1}\n", "handläggare: {namn: B", 14),
        ("sändlista: [", "sändlista: [", 12),
        ("sändlista: [Huge,\n", "sändlista: [Huge,", 12),
        ("sändlista: [[a], {b: c},", "sändlista: [[a], {b: c},", 12),
    ],
)
def test_a_bracket_that_is_never_closed_is_shown_where_it_opens(text: str, line: str, column: int) -> None:
    assert printed(text) == (
        f"case.yaml:1:{column}: error FIL010 The bracket is never closed, or a comma is missing inside it\n"
        f"  1 │ {line}\n"
        f"    │ {' ' * (column - 1)}^ Put a text that holds [ or {{ in quotation marks\n"
    )


@pytest.mark.parametrize(
    ("text", "column"), [("rubrik: [Utkast] Förslag", 18), ("sändlista: [a, b]]", 18), ("rubrik: {x} y", 13)]
)
def test_text_after_a_closed_bracket(text: str, column: int) -> None:
    assert printed(f"{text}\n") == (
        f"case.yaml:1:{column}: error FIL010 The line does not fit what stands above it\n"
        f"  1 │ {text}\n"
        f"    │ {' ' * (column - 1)}^ Put a text that holds [ or {{ in quotation marks\n"
    )


def test_a_comma_too_many_in_a_list() -> None:
    assert printed("sändlista: [a, , b]\n") == dedent("""\
        case.yaml:1:16: error FIL010 There is a comma too many here
          1 │ sändlista: [a, , b]
            │                ^ Delete it
        """)


# Blanks


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("handläggare:\n\tnamn: Björn\n", "namn: Björn"),
        ("sändlista:\n\t- Huge\n", "- Huge"),
    ],
)
def test_a_tab_that_indents(text: str, line: str) -> None:
    assert printed(text) == (
        "case.yaml:2:1: error FIL006 A tab stands where only spaces may indent\n"
        f"  2 │     {line}\n"
        "    │ ^^^^ Replace the tab with spaces\n"
    )


def test_a_tab_after_spaces_and_one_after_a_hyphen() -> None:
    assert printed("handläggare:\n  namn: Björn\n \tepost: a@b.se\n").startswith(
        "case.yaml:3:2: error FIL006 A tab stands where only spaces may indent\n"
    )
    assert printed("sändlista:\n  -\tHuge\n").startswith(
        "case.yaml:2:4: error FIL006 A tab stands where only spaces may indent\n"
    )


def test_a_tab_between_a_key_and_its_value_does_no_harm() -> None:
    assert parse_yaml(TextFile("case.yaml", "rubrik:\tHej\n")).data == {"rubrik": "Hej"}


def test_no_break_spaces_that_indent_are_shown_though_nobody_sees_them() -> None:
    assert printed("handläggare:\n\u00a0\u00a0namn: B\n") == (
        "case.yaml:2:1: error FIL006 A special blank, such as a no-break space, stands where only spaces may indent\n"
        "  2 │ \u00a0\u00a0namn: B\n"
        "    │ ^^ Replace it with ordinary spaces; it often comes along when text is pasted\n"
    )
    assert printed("handläggare:\n  namn: B\n \u00a0telefon: 1\n").startswith("case.yaml:3:2: error FIL006 A special ")


@pytest.mark.parametrize(
    ("text", "line", "shown"),
    [
        ("handläggare:\n    namn: B\n  telefon: 1\n", 3, "  telefon: 1"),
        ("- a\nb: c\n", 2, "b: c"),
        ("b: c\n- a\n", 2, "- a"),
        ("text: |\n   hej\n  du\n", 3, "  du"),
    ],
)
def test_a_line_in_the_wrong_column(text: str, line: int, shown: str) -> None:
    indent = len(shown) - len(shown.lstrip())
    assert printed(text) == (
        f"case.yaml:{line}:{indent + 1}: error FIL010 The line does not fit what stands above it\n"
        f"  {line} │ {shown}\n"
        f"    │ {' ' * indent}^ Let keys that belong together begin in the same column\n"
    )


def test_a_key_indented_below_a_value_is_shown_by_its_indentation() -> None:
    assert printed("rubrik: a\n  nämnd: KS\n") == dedent("""\
        case.yaml:2:1: error FIL010 The line is indented, but the line above it already has its value
          2 │   nämnd: KS
            │ ^^ Let keys that belong together begin in the same column
        """)


def test_a_text_below_a_bar_that_is_not_indented() -> None:
    assert printed("sammanfattning: |\nHej på dig\nrubrik: a\n") == dedent("""\
        case.yaml:2:1: error FIL010 The text below “|” must be indented
          2 │ Hej på dig
            │ ^^^^^^^^^^ Begin its lines with two spaces more than the key has
        """)


# Colons


@pytest.mark.parametrize("text", ["rubrik: Förslag: yttrande", "  - Förslag: yttrande: igen"])
def test_a_colon_in_a_text(text: str) -> None:
    column = text.rindex(":") + 1
    assert printed(f"{'sändlista:' if '-' in text else '# x'}\n{text}\n") == (
        f"case.yaml:2:{column}: error FIL010 There is a colon too many here, or the line is indented wrongly\n"
        f"  2 │ {text}\n"
        f"    │ {' ' * (column - 1)}^\n"
        "    │ Put a text that holds “: ” in quotation marks, or write it on lines of its own after “|”\n"
    )


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("rubrik Hej\nnämnd: KS\n", 1),
        ("nämnd: KS\nrubrik Hej\n", 2),
        ("nämnd: KS\nrubrik Hej", 2),
        ("nämnd: KS\nrubrik Hej\n\ndatum: x\n", 2),
    ],
)
def test_a_missing_colon_is_shown_on_its_own_line(text: str, line: int) -> None:
    assert printed(text) == (
        f"case.yaml:{line}:1: error FIL010 A colon is missing after the key\n"
        f"  {line} │ rubrik Hej\n"
        "    │ ^^^^^^^^^^ Write “rubrik: Hej”\n"
    )


@pytest.mark.parametrize(("text", "line"), [("rubrik:Hej\nnämnd: KS\n", 1), ("nämnd: KS\nrubrik:Hej\n", 2)])
def test_a_missing_space_after_the_colon(text: str, line: int) -> None:
    assert printed(text) == (
        f"case.yaml:{line}:1: error FIL010 A space is missing after the colon\n"
        f"  {line} │ rubrik:Hej\n"
        "    │ ^^^^^^^^^^ Write “rubrik: Hej”\n"
    )


def test_a_long_line_without_a_colon_is_shortened_in_the_help() -> None:
    assert printed("nämnd: KS\nrubrik " + "x" * 50).splitlines()[-1].endswith(f"Write “rubrik: {'x' * 29}…”")


def test_a_colon_without_a_key() -> None:
    assert printed("nämnd: KS\n: Hej\n").startswith("case.yaml:2:1: error FIL016 A key is missing before the colon\n")


def test_a_list_on_the_line_of_its_key() -> None:
    assert printed("sändlista: - Huge\n") == dedent("""\
        case.yaml:1:12: error FIL010 A list cannot begin here
          1 │ sändlista: - Huge
            │            ^ Begin the list on the next line
        """)


# Signs at the beginning of a text


@pytest.mark.parametrize(
    "text",
    ["@kommunen", "`kod`", "%andel", "% andel", "*viktigt* avtal", "* avtal", "**fet** text", "& avtal", "&nbsp; avtal",
     "] hej", "} hej", ", hej", "? varför"],
)  # fmt: skip
@pytest.mark.parametrize("before", ["rubrik: ", "  - "])
def test_a_text_that_begins_with_a_sign_of_yaml(text: str, before: str) -> None:
    if (before, text) == ("  - ", "? varför"):
        return  # a key of its own, refused elsewhere
    head = "sändlista:" if "-" in before else "# x"
    assert printed(f"{head}\n{before}{text}\n") == (
        f"case.yaml:2:{len(before) + 1}: error FIL010 A value may not begin with “{text[0]}”\n"
        f"  2 │ {before}{text}\n"
        f"    │ {' ' * len(before)}^ Put the whole text in quotation marks\n"
    )


@pytest.mark.parametrize(
    ("text", "tag"), [("!viktigt avtal", "!viktigt"), ("! viktigt", "!"), ("!å", "!"), ("!a!b c", "!")]
)
def test_a_text_that_begins_with_an_exclamation_mark(text: str, tag: str) -> None:
    assert printed(f"rubrik: {text}\n") == (
        "case.yaml:1:9: error FIL012 A text may not begin with “!”\n"
        f"  1 │ rubrik: {text}\n"
        f"    │         {'^' * len(tag)} Put the whole text in quotation marks\n"
    )


def test_a_text_that_is_one_word_between_asterisks_is_an_unknown_alias() -> None:
    assert printed("rubrik: *viktigt\n") == dedent("""\
        case.yaml:1:9: error FIL013 There is no anchor “&viktigt” for the alias “*viktigt”
          1 │ rubrik: *viktigt
            │         ^^^^^^^^ Put a text that begins with * in quotation marks
        """)


@pytest.mark.parametrize("sign", ["|", ">"])
def test_a_text_on_the_line_of_a_bar_or_an_arrow(sign: str) -> None:
    assert printed(f"rubrik: {sign} 5 procent\n") == (
        f"case.yaml:1:9: error FIL010 After “{sign}” the text must begin on the next line\n"
        f"  1 │ rubrik: {sign} 5 procent\n"
        "    │         ^ Move the text down, and indent it; or put the whole text in quotation marks\n"
    )


def test_a_line_that_begins_with_a_percent_sign() -> None:
    assert printed("%andel\na: b\n").startswith("case.yaml:1:1: error FIL010 A value may not begin with “%”\n")


def test_what_is_not_foreseen_still_has_a_place_and_a_hint() -> None:
    assert printed("%YAML 2.0\n---\na: b\n") == dedent("""\
        case.yaml:1:1: error FIL010 This cannot be read as YAML
          1 │ %YAML 2.0
            │ ^ Look at the indentation and the punctuation of this line and the one above
        """)


def test_a_quotation_mark_closed_by_that_of_a_later_text_is_told_where_it_was_opened() -> None:
    text = 'rubrik: "Ny cykelbana\nnämnd: Kommunstyrelsen\nsammanfattning: "Kort."\n'
    with pytest.raises(FindingsError) as error:
        parse_yaml(TextFile("a.yaml", text))
    (finding,) = error.value.findings
    assert (finding.span.line, finding.span.column, finding.message) == (1, 9, "The quotation mark is never closed")


def test_a_paragraph_that_forgot_its_indent_is_told_to_belong_to_the_text_above() -> None:
    text = "rubrik: A\nsammanfattning: |\n  Första stycket.\n\nAndra stycket utan indrag.\ndatum: 2024-03-05\n"
    with pytest.raises(FindingsError) as error:
        parse_yaml(TextFile("a.yaml", text))
    (finding,) = error.value.findings
    assert (finding.span.line, finding.message, finding.help) == (
        5,
        "The line stands to the left of the text above that it seems to belong to",
        "Begin it with 2 spaces, as the lines above",
    )
