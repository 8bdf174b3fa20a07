"""Plain text in a content template: it prints exactly what was written, whatever Markdown would make of it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ksflow.documents.blocks import Block, Heading, Inline, LineBreak, List, Paragraph, Table, Text
from ksflow.documents.markdown import parse_markdown
from ksflow.documents.markup import Marks, escape_markdown, heading
from ksflow.documents.typography import typeset

# What a case can hold on a line: no control characters, and no other line ends (sources/textfile.py refuses them).
NOT_TEXT = "\u2028\u2029\ufeff\ufffe\uffff" + "".join(map(chr, range(0xFDD0, 0xFDF0)))
CHARACTERS = st.characters(exclude_categories=["Cc", "Co", "Cs"], exclude_characters=NOT_TEXT)
SIGNS = ["1. ", "- ", "**", "&amp;", "<b>", "http://x.se", "[^1]", *"*_#`~[]()<>!&|\\:;.-+=1{}^$\"'@/ "]
MARKS = st.sampled_from(SIGNS)
plain = st.lists(st.one_of(MARKS, CHARACTERS), max_size=25).map("".join)
lines = st.lists(plain, min_size=1, max_size=4).map("\n".join)

AWKWARD = [
    "{{ 7*7 }}",
    "{% if x %}",
    "*",
    "**fet**",
    "_kursiv_",
    "snake_case_ord",
    "#",
    "# rubrik",
    "Klass C #",
    "F# ##",
    "1.",
    "1. punkt",
    "2021. ett år",
    "3) tre",
    "+ plus",
    "- minus",
    "---",
    "===",
    "::: Undertecknare",
    ":::",
    "&amp;",
    "&#1;",
    "<b>fet</b>",
    "<!-- dold -->",
    "<https://x.se>",
    "\\",
    "\\*",
    "slut\\",
    "`kod`",
    "```",
    "~~~",
    "> citat",
    "|a|b|",
    "[länk](javascript:x)",
    "![bild](x.png)",
    "[^1]",
    "[a]: http://x.se",
    "Tabell: x",
    "!",
    "100 % av 5 § i 3 kap.",
]


def expected(text: str) -> list[str]:
    """Return the lines that escaped text prints: no blanks at the ends, no blank lines around, set in type."""
    return [typeset(line.strip(" \t")) for line in text.strip(" \t\r\n").split("\n")]


def shown(children: tuple[Inline, ...]) -> list[str]:
    """Return the lines of inline elements that must all be text or line breaks."""
    found = [""]
    for child in children:
        if isinstance(child, LineBreak):
            found.append("")
        else:
            assert isinstance(child, Text), child
            found[-1] += child.text
    return found


def only(blocks: tuple[Block, ...]) -> Block:
    (block,) = blocks
    return block


@pytest.mark.parametrize("text", AWKWARD)
def test_plain_text_prints_as_it_was_written(text: str) -> None:
    assert parse_markdown(escape_markdown(text)) == (Paragraph((Text(typeset(text)),)),)


@settings(max_examples=300, deadline=None)
@given(lines)
def test_any_plain_text_prints_as_it_was_written(text: str) -> None:
    blocks = parse_markdown(escape_markdown(text))
    if expected(text) == [""]:
        assert blocks == ()
    else:
        block = only(blocks)
        assert isinstance(block, Paragraph)
        assert shown(block.children) == expected(text)


@settings(max_examples=200, deadline=None)
@given(plain.filter(str.strip))
def test_any_plain_text_prints_as_it_was_written_in_a_heading(text: str) -> None:
    block = only(parse_markdown(heading(text, 3, Marks())))
    assert isinstance(block, Heading)
    assert (block.level, shown(block.children)) == (3, expected(text))


@settings(max_examples=200, deadline=None)
@given(plain.filter(lambda text: expected(text) != [""]), st.sampled_from(["- ", "7. ", "- Bilaga 1. "]))
def test_any_plain_text_prints_as_it_was_written_in_a_list_item(text: str, before: str) -> None:
    block = only(parse_markdown(before + escape_markdown(text)))
    assert isinstance(block, List)
    (item,) = block.items
    paragraph = only(item)
    assert isinstance(paragraph, Paragraph)
    words = "Bilaga 1. " if before.endswith("1. ") else ""
    assert shown(paragraph.children) == [typeset(words + text.strip(" \t"))]


@settings(max_examples=200, deadline=None)
@given(plain)
def test_any_plain_text_prints_as_it_was_written_in_a_table_cell(text: str) -> None:
    table = only(parse_markdown(f"|a|b|\n|-|-|\n| {escape_markdown(text)} | {escape_markdown(text)} |"))
    assert isinstance(table, Table)
    wanted = [line for line in expected(text) if line]
    assert [[line for line in shown(cell) if line] for cell in table.rows[0]] == [wanted, wanted]


@settings(max_examples=100, deadline=None)
@given(plain)
def test_any_plain_text_prints_as_it_was_written_inside_a_sentence(text: str) -> None:
    block = only(parse_markdown(f"Enligt {escape_markdown(text)}, av Anna"))
    assert isinstance(block, Paragraph)
    assert shown(block.children) == [typeset(f"Enligt {text.strip(' ' + chr(9))}, av Anna")]


@pytest.mark.parametrize(("level", "written"), [(1, "# å"), (6, "###### å"), (7, "###### å"), (99, "###### å")])
def test_a_heading_is_at_most_of_level_six_and_a_deeper_one_is_remembered(level: int, written: str) -> None:
    marks = Marks()
    assert heading("å", level, marks) == written
    assert marks.too_deep == (["å"] if level > 6 else [])
