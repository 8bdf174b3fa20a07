"""The page of a code says the same everywhere, and shows its examples as a check would."""

from __future__ import annotations

from pathlib import Path

import pytest
from rulecases import checked

from ksflow.documents.markdown_field import MarkdownField
from ksflow.rules.catalogue import entry
from ksflow.rules.engine import rules
from ksflow.rules.examples import examples
from ksflow.rules.pages import Snippet, facts, markdown, marked_places, screen, title
from ksflow.rules.reading import passages_of
from ksflow.sources.codes import known_codes


@pytest.mark.parametrize("width", [20, 40, 80])
@pytest.mark.parametrize("code", known_codes())
def test_no_line_of_a_page_is_wider_than_the_terminal(code: str, width: int) -> None:
    paste = ("regler:", "- {regel:", "ignorera:")  # what is to be pasted is not taken apart at blanks it needs
    for line in screen(code, width=width):
        assert len(line.text) <= max(width, 26) or line.text.strip().startswith(paste)


def test_long_examples_are_wrapped_with_their_underlines() -> None:
    snippet = Snippet("Det är en lång rad med ett fel i sig, och ett fel till", ("fel i sig", "fel"))
    assert [line.text for line in snippet.lines(20)] == [
        "Det är en lång rad",
        "med ett fel i sig,",
        "        ^^^^^^^^^",
        "och ett fel till",
        "        ^^^",
    ]


@pytest.mark.parametrize("code", rules())
def test_what_is_underlined_is_what_is_found(code: str, tmp_path: Path) -> None:
    if (tool := rules()[code].tool) and (missing := tool.missing()):
        pytest.skip(missing)
    for number, example in enumerate(examples(code).bad):
        if example.text is None:
            continue
        lines = example.shown.split("\n")
        result = checked(example, tmp_path / str(number))
        written = result.text.split("\n")
        found = [(written[finding.span.line - 1], finding.span.column - 1) for finding in result.of(code)]
        underlined = []
        for start, _end in marked_places(example.shown, example.marked, example.mended):
            before = example.shown[:start].split("\n")
            underlined.append((lines[len(before) - 1], len(before[-1])))
        shown = {line.strip() for line in lines}
        assert [from_its_words(*one) for one in underlined] == [
            from_its_words(*one) for one in found if one[0].strip() in shown
        ]


def from_its_words(line: str, column: int) -> tuple[str, int]:
    """Return a line without what indents it, and a place on it."""
    return line.strip(), column - len(line) + len(line.lstrip())


@pytest.mark.parametrize("code", known_codes())
def test_the_page_in_markdown_says_what_the_one_on_the_screen_says(code: str) -> None:
    """Nothing of it is taken for markup: reading it gives the same words."""
    page = markdown(code, level=2)
    read = [passage.text.strip() for passage in passages_of(MarkdownField(page, ()))]
    assert (page.startswith(f"## {code}"), read[0]) == (True, title(entry(code)))
    assert set(read[1:3]) == {facts(entry(code), entry(code).severity if entry(code).on else None), entry(code).why}
