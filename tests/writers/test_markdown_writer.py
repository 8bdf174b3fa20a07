"""Markdown that ksflow writes is clean, and is read back as the same blocks, whatever they hold."""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path

import anyblocks
import pytest
from alldocuments import NAMES, composed, prepared
from defaultlook import FIELDS, inline, para
from hypothesis import HealthCheck, given, settings
from looks import document
from markdown_it import MarkdownIt

from ksflow.batch.building import FORMATS
from ksflow.documents.blocks import (
    Block,
    Code,
    CodeBlock,
    Division,
    Emphasis,
    Footnote,
    Heading,
    Image,
    Inline,
    LineBreak,
    Link,
    List,
    Paragraph,
    Picture,
    Strong,
    Table,
    Text,
)
from ksflow.documents.markdown import MarkdownError, parse_markdown
from ksflow.organisation.workspace import Workspace
from ksflow.writers.markdown.body import as_markdown
from ksflow.writers.markdown.normal import normal_blocks
from ksflow.writers.markdown.writer import with_facts, write_markdown


def load(name: str) -> Picture:
    return Picture(b64decode(name.partition(",")[2]), "png", 9525, 9525)


def read(text: str) -> tuple[Block, ...]:
    # "marked", as templates are read: escaped marks are no mistakes of an author.
    try:
        return parse_markdown(text, load, marked=True)
    except MarkdownError as error:
        raise AssertionError(f"{text!r}\n{error.problems}") from None


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(anyblocks.blocks)
def test_what_is_written_is_read_back(blocks: tuple[Block, ...]) -> None:
    text = as_markdown(blocks)
    assert read(text) == anyblocks.typeset_blocks(normal_blocks(blocks)), text


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(anyblocks.inlines)
def test_any_text_and_emphasis_in_a_paragraph_is_read_back(children: tuple[Inline, ...]) -> None:
    text = as_markdown((Paragraph(children),))
    assert read(text) == anyblocks.typeset_blocks(normal_blocks((Paragraph(children),))), text


@pytest.mark.parametrize(("case", "kind"), NAMES)
def test_every_document_is_read_back(tmp_path_factory: pytest.TempPathFactory, case: str, kind: str) -> None:
    workspace: Workspace = prepared(tmp_path_factory.getbasetemp() / "alla" / "kommun")
    written = composed(workspace, case, kind)
    data = FORMATS["md"].write(written, workspace)
    blocks = parse_markdown(data.decode("utf-8"), lambda _name: load("data:,"), marked=True)
    assert without_pictures(blocks) == without_pictures(anyblocks.typeset_blocks(normal_blocks(with_facts(written))))


def without_pictures(blocks: tuple[Block, ...]) -> str:
    """Return blocks as a text in which pictures have no measures."""
    return re.sub(r"Picture\([^)]*\)", "Picture", repr(blocks))


# How it looks


@pytest.mark.parametrize(
    ("children", "expected"),
    [
        (inline("5 < 7 & 7 > 5, C# och a+b!"), "5 < 7 & 7 > 5, C# och a+b!"),
        (inline("<b>, &amp; och &#65;"), r"\<b>, \&amp; och \&#65;"),
        (inline("*a* _b_ [c] `d` e|f ~g~ h\\i"), r"\*a\* \_b\_ \[c\] \`d\` e\|f \~g\~ h\\i"),
        (inline("1. ett"), r"1\. ett"),
        (inline("1.5 och 2021) eller 3."), "1.5 och 2021) eller 3."),
        (inline("- två"), r"\- två"),
        (inline("-5 grader"), "-5 grader"),
        (inline("# tre"), r"\# tre"),
        (inline("#tre"), "#tre"),
        (inline("> fyra"), r"\> fyra"),
        (inline("---"), r"\---"),
        (inline("a", LineBreak(), "==="), "a\\\n\\==="),
        (inline(Emphasis(inline("a", LineBreak(), "- b"))), "*a\\\n\\- b*"),
        (inline(Code("a`b")), "``a`b``"),
        (inline(Code("`")), "`` ` ``"),
        (inline("Se!", Link("https://x.se", inline("här"))), r"Se\![här](https://x.se)"),
        (inline(Link("https://x.se/a", inline("https://x.se/a"))), "<https://x.se/a>"),
        (inline(Link("mailto:a@b.se", inline("a@b.se"))), "<a@b.se>"),
        (inline(Link("https://x.se/(a b", inline("c"), 'd "e"')), r'[c](<https://x.se/(a b> "d \"e\"")'),
        (inline("a", Emphasis(inline("b")), "c"), "a*b*c"),
        (inline(Strong((Emphasis(inline("b")),))), "**_b_**"),
        (inline(Emphasis(inline("a")), Strong(inline("b"))), "*a*__b__"),
        (inline("a", Emphasis(inline(" b"))), "&#97;*&#32;b*"),
        (inline("a", Strong(inline("(b)")), "c"), "&#97;**(b)**&#99;"),
    ],
)
def test_only_what_would_mean_something_is_escaped(children: tuple[Inline, ...], expected: str) -> None:
    assert as_markdown((Paragraph(children),)) == expected
    assert read(expected) == (Paragraph(children),)


def test_short_lists_are_close_and_long_ones_have_blank_lines() -> None:
    short = List(False, ((para("a"), List(True, ((para("b"),), (para("c"),)))), (para("d"),)))
    long = List(True, ((para("a"), para("b")), (para("c"),)), 9)
    assert as_markdown((short,)) == "- a\n  1. b\n  2. c\n- d"
    assert as_markdown((long,)) == "9. a\n\n   b\n\n10. c"


def test_two_lists_beside_each_other_stay_two() -> None:
    item = ((para("a"),),)
    assert as_markdown((List(False, item), List(False, item), List(False, item))) == "- a\n\n* a\n\n- a"
    assert as_markdown((List(True, item), List(True, item))) == "1. a\n\n1) a"


def test_a_table_has_its_caption_above_and_bars_escaped() -> None:
    table = Table(("left", "right"), (inline("a"), inline("b")), ((inline("c|d"), (Code("e|f"),)),), inline("Text"))
    assert as_markdown((table,)) == "Tabell: Text\n\n| a | b |\n| :--- | ---: |\n| c\\|d | `e\\|f` |"


def test_code_stands_between_marks_longer_than_any_in_it() -> None:
    assert as_markdown((CodeBlock("```\na"),)) == "````\n```\na\n````"


def test_a_heading_may_end_in_a_number_sign() -> None:
    assert as_markdown((Heading(2, inline("Förslag #")),)) == "## Förslag \\#"
    assert as_markdown((Heading(2, inline("1. C#")),)) == "## 1. C#"


def test_footnotes_and_pictures_stand_last() -> None:
    picture = anyblocks.PICTURES[0]
    note = Footnote((para("Ett"), para("Två")))
    text = as_markdown((para("a", note), Paragraph((Image(picture, "b"),)), para("c")))
    assert text == (
        "a[^1]\n\n![b][bild-1]\n\nc\n\n[^1]: Ett\n\n    Två\n\n[bild-1]: data:image/png;base64,ZXR0"
    )  # fmt: skip


def test_divisions_are_plain_blocks() -> None:
    assert as_markdown((Division("Undertecknare", (para("Eva Ek", LineBreak(), "Chef"),)),)) == "Eva Ek\\\nChef"


def test_the_facts_of_the_letterhead_are_a_list_below_the_title() -> None:
    written = write_markdown(document(Heading(1, inline("Rubriken")), para("Text"), **FIELDS)).decode()
    assert written.splitlines()[:-1] == [
        "# Rubriken",
        "",
        "- Dokument: Tjänsteutlåtande",
        "- Diarienummer: KS-2024/1",
        "- Datum: 2024-01-02",
        "- Från: Kommunstyrelsens förvaltning, Storköpings kommun",
        "- Till: Kommunstyrelsen",
        "- Handläggare: Anna Andersson, <anna@exempel.se>",
        "",
        "Text",
    ]
    assert written.endswith(" -->\n")


def test_another_reader_of_markdown_sees_the_same_headings_and_lists() -> None:
    blocks = parse_markdown((Path(__file__).parents[1] / "data" / "trafik.md").read_text(encoding="utf-8"))
    tokens = MarkdownIt().enable("table").parse(as_markdown(blocks))
    kinds = [token.type for token in tokens if token.level == 0 and token.nesting >= 0]
    assert kinds[:2] == ["paragraph_open", "bullet_list_open"]


def test_blanks_at_the_ends_of_a_text_are_kept() -> None:
    assert as_markdown((Paragraph((Text(" a "),)),)) == "&#32;a&#32;"
