"""Order and content of the elements in Word files, by the schema of WordprocessingML, and the checker itself."""

from __future__ import annotations

import re

import pytest
from defaultlook import inline, para, picture, written
from hypothesis import given, settings
from hypothesis import strategies as st
from looks import BODY, Written, compiled, document, look, p, sdt, tbl, tc, text_box, tr, with_parts
from lxml import etree
from test_look import DEFAULT, EVERYTHING
from wordorder import order_faults

from ksflow.documents.blocks import (
    Alignment,
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
    Quote,
    Strong,
    Table,
    Text,
    ThematicBreak,
)
from ksflow.writers.docx.names import w
from ksflow.writers.docx.writer import write_docx

# Every kind of block in every other


def inlines(notes: bool) -> st.SearchStrategy[tuple[Inline, ...]]:
    texts = st.sampled_from(["a", "{shown} {code}", "& <", "\t", "{{ x }}", ""])
    single: st.SearchStrategy[Inline] = st.one_of(
        st.builds(Text, texts),
        st.builds(Code, texts),
        st.just(LineBreak()),
        st.just(Image(picture(width=20_000_000), "{alt}")),
    )
    if notes:
        single |= st.builds(Footnote, blocks(notes=False))
    nested = st.recursive(
        single,
        lambda inner: st.one_of(
            st.builds(Emphasis, st.lists(inner, max_size=3).map(tuple)),
            st.builds(Strong, st.lists(inner, max_size=3).map(tuple)),
            st.builds(Link, st.just("https://x.se/{shown}"), st.lists(inner, max_size=2).map(tuple), texts),
        ),
        max_leaves=4,
    )
    return st.lists(nested, max_size=3).map(tuple)


@st.composite
def tables(draw: st.DrawFn, notes: bool) -> Table:
    columns = draw(st.integers(1, 3))
    kinds: list[Alignment] = [None, "left", "center", "right"]
    row = st.tuples(*[inlines(notes)] * columns)
    alignments = draw(st.tuples(*[st.sampled_from(kinds)] * columns))
    rows = draw(st.lists(row, max_size=2).map(tuple))
    return Table(alignments, draw(row), rows, draw(st.just(()) | inlines(notes)))


def blocks(notes: bool = True) -> st.SearchStrategy[tuple[Block, ...]]:
    text = inlines(notes) if notes else inlines(notes=False)
    single: st.SearchStrategy[Block] = st.one_of(
        st.builds(Paragraph, text),
        st.builds(Heading, st.integers(1, 6), text),
        st.just(CodeBlock("a\n\tb")),
        st.just(ThematicBreak()),
        tables(notes),
    )
    nested = st.recursive(
        single,
        lambda inner: st.one_of(
            st.builds(Quote, st.lists(inner, max_size=3).map(tuple)),
            st.builds(Division, st.just("Undertecknare"), st.lists(inner, max_size=3).map(tuple)),
            st.builds(List, st.booleans(), st.lists(st.lists(inner, max_size=2).map(tuple), max_size=2).map(tuple)),
        ),
        max_leaves=4,
    )
    return st.lists(nested, max_size=4).map(tuple)


@settings(max_examples=100, deadline=None)
@given(blocks())
def test_whatever_stands_in_whatever_is_in_the_order_of_the_schema(content: tuple[Block, ...]) -> None:
    assert order_faults(written(*content)) == []


# Where the text of a document stands in something else

STYLES: dict[str, str | bytes] = {"word/styles.xml": Written(DEFAULT).source("word/styles.xml")}
TABLE = Table((None,), (inline("a"),), ())


def placed(place: str, *content: Block) -> Written:
    """Return the document in a look where the text has this place; the styles are those of the default look."""
    return Written(write_docx(document(*content), compiled(with_parts(look(place, body=None), STYLES))))


BOX = re.sub("<mc:Fallback>.*</mc:Fallback>", "", text_box(BODY))
PLACES = [tbl(tr(tc(BODY))), tbl(tr(tc(sdt(BODY)))), BOX, tbl(tr(tc(tbl(tr("b")), BODY, tbl(tr("b")), p("c"))))]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("content", [(TABLE,), (para("x"), TABLE), (TABLE, para("x")), (List(False, ()),)])
def test_a_text_that_ends_in_a_table_is_followed_by_what_word_needs(place: str, content: tuple[Block, ...]) -> None:
    assert order_faults(placed(place, *content)) == []


def test_nothing_is_added_where_nothing_is_needed() -> None:
    assert [etree.QName(e).localname for e in placed(BODY, TABLE).xml()[0]] == ["tbl", "sectPr"]
    cell = next(placed(tbl(tr(tc(BODY))), TABLE, para("x")).xml().iter(w("tc")))
    assert [etree.QName(e).localname for e in cell] == ["tcPr", "tbl", "p"]


# The checker itself


def body_of(*content: str) -> list[str]:
    """Return what the checker says of a document with this content, without the names of parts."""
    return [fault.partition(": ")[2] for fault in order_faults(Written(look(*content, body="<w:p/>")))]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("<w:p><w:r/><w:pPr/></w:p>", "p holds r pPr"),
        ("<w:p><w:pPr><w:jc/><w:pStyle/></w:pPr></w:p>", "pPr holds jc pStyle"),
        ("<w:p><w:r><w:rPr><w:i/><w:i/></w:rPr></w:r></w:p>", "rPr holds i i"),
        ("<w:p><w:r><w:instrText/></w:r></w:p>", "instrText outside a field"),
        ("<w:p><w:r><w:r/></w:r></w:p>", "r holds r"),
        ('<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r></w:p>', "a field is not closed"),
        ('<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>', "fldChar end out of place"),
        (tbl(tr(tc(tbl(tr("a"))))), "tc does not end in a paragraph"),
        (tbl(tr("a")) * 2, "body: two tables touch"),
        (tbl("<w:tr><w:trPr><w:tblHeader/><w:cantSplit/></w:trPr><w:tc><w:p/></w:tc></w:tr>"), "trPr holds"),
        (tbl(), "tbl holds tblPr tblGrid"),
        (tbl("<w:tr/>"), "tr holds "),
        (tbl(tr("<w:tc><w:p/><w:tcPr/></w:tc>")), "tc holds p tcPr"),
        ("<w:p><w:r>text</w:r></w:p>", "r holds text"),
    ],
)
def test_the_checker_sees_what_the_schema_forbids(content: str, fault: str) -> None:
    assert any(found.startswith(fault) for found in body_of(content))


def test_the_checker_allows_what_the_schema_allows() -> None:
    assert body_of(p("a"), tbl(tr("a", tc(tbl(tr("b")), p("c")))), sdt(p("d")), text_box("e")) == []
    assert order_faults(written(*EVERYTHING)) == []
