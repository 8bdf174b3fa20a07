"""Any blocks that a text can become, for tests that hold for all of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from hypothesis import strategies as st

from ksflow.documents.blocks import (
    Block,
    Code,
    CodeBlock,
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
    Quote,
    Strong,
    Table,
    Text,
    ThematicBreak,
)
from ksflow.documents.typography import typeset

PICTURES = tuple(Picture(data, "png", 9525, 9525) for data in (b"ett", b"annat"))
MARKS = "*_[]<>#+-.!|\\`~=:&;()\"' \u00a0\u2003123aåb\t^"
PIECES = (
    "&amp;",
    "&#65;",
    "<b>",
    "<!-- -->",
    "https://x.se",
    "http:",
    "---",
    "===",
    "***",
    "- ",
    "+ ",
    "1. ",
    "1) ",
    "> ",
    "# ",
    "```",
    "~~~",
    "|---|",
    ":-:",
    "[a]: b",
    "![",
    ":::",
    "{{ 7*7 }}",
    "å",
    "ord",
    "Ett ord till.",
    "§",
    "–",
    "😀",
    "日本",
    " ",
)
_characters = st.characters(exclude_categories=("C", "Zl", "Zp"))
_text = st.lists(
    st.one_of(st.sampled_from(PIECES), st.text(MARKS, max_size=4), st.text(_characters, max_size=3)), max_size=4
).map("".join)
_texts = _text.filter(bool).map(Text)
_codes = _text.filter(bool).map(Code)
_targets = st.tuples(st.sampled_from(["https://", "http://", "mailto:"]), _text).map("".join)
_titles = _text.map(lambda text: text.strip())


def _grown(children: st.SearchStrategy[Inline]) -> st.SearchStrategy[Inline]:
    several = st.lists(children, min_size=1, max_size=4).map(tuple)
    return st.one_of(st.builds(Emphasis, several), st.builds(Strong, several))


_leaves = st.one_of(_texts, _texts, _codes, st.builds(Image, st.sampled_from(PICTURES), st.just("Alt")))
_unlinked = st.recursive(cast("st.SearchStrategy[Inline]", _leaves), _grown, max_leaves=6)
_links = st.builds(
    Link,
    _targets,
    st.lists(_unlinked, min_size=1, max_size=3).map(lambda inner: (Text("a"), *inner)),
    _titles,
)
_broken = st.recursive(st.one_of(_unlinked, _links, st.just(LineBreak())), _grown, max_leaves=6)
inlines = st.lists(_broken, min_size=1, max_size=5).map(lambda inner: _sensible(tuple(inner))).filter(bool)
_plain = st.builds(lambda inner: Paragraph(inner), inlines)
notes = st.builds(Footnote, st.lists(_plain, min_size=1, max_size=2).map(tuple))
noted = st.builds(lambda inner, note: (*inner, note), inlines, notes)
paragraphs = st.one_of(_plain, _plain, st.builds(Paragraph, noted))
headings = st.builds(Heading, st.integers(1, 6), inlines.map(lambda inner: (Text("a"), *inner)))
code_blocks = st.builds(CodeBlock, st.lists(_text, max_size=3).map("\n".join))
alignments = st.sampled_from([None, "left", "center", "right"])


@st.composite
def tables(draw: st.DrawFn) -> Table:
    columns = draw(st.integers(1, 3))
    cells = st.one_of(inlines, st.just(()))
    rows = st.lists(st.tuples(*[cells] * columns), max_size=3).map(tuple)
    caption = draw(st.one_of(st.just(()), inlines.map(lambda inner: (Text("a"), *inner))))
    header = draw(st.tuples(*[cells] * columns))
    return Table(draw(st.tuples(*[alignments] * columns)), header, draw(rows), caption)


def _around(children: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(children, min_size=1, max_size=3).map(tuple)
    items = st.lists(several, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Quote, several), st.builds(List, st.booleans(), items, st.sampled_from([1, 1, 0, 5, 99]))
    )


_one = st.one_of(paragraphs, headings, code_blocks, tables(), st.just(ThematicBreak()))
blocks = st.lists(st.recursive(cast("st.SearchStrategy[Block]", _one), _around, max_leaves=8), max_size=5).map(tuple)


def _sensible(children: tuple[Inline, ...]) -> tuple[Inline, ...]:
    """Return inline elements as a text can be: a line break stands between two others, and not in emphasis."""
    done: list[Inline] = []
    for child in children:
        if not (isinstance(child, LineBreak) and (not done or isinstance(done[-1], LineBreak))):
            done.append(_unbroken(child))
    while done and isinstance(done[-1], LineBreak):
        done.pop()
    return tuple(done)


def _unbroken(child: Any) -> Any:
    if isinstance(child, Emphasis | Strong):
        return type(child)(tuple(_unbroken(inner) for inner in child.children if not isinstance(inner, LineBreak)))
    return child


def typeset_blocks(value: Any) -> Any:
    """Return blocks with every text in Swedish typography, as reading a text gives them."""
    if isinstance(value, tuple):
        return tuple(typeset_blocks(part) for part in cast("Iterable[Any]", value))
    if isinstance(value, Text):
        return Text(typeset(value.text))
    if hasattr(value, "__dataclass_fields__") and not isinstance(value, Picture):
        return type(value)(*(typeset_blocks(getattr(value, name)) for name in value.__dataclass_fields__))
    return value
