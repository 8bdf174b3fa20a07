"""Markdown to blocks: every construct is shown exactly, and what cannot be shown is reported where it stands."""

from __future__ import annotations

import html
import re
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pyromark
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

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
    plain_text,
)
from ksflow.documents.markdown import MarkdownError, is_surely_sound, parse_markdown
from ksflow.documents.typography import typeset
from ksflow.sources.findings import START, Finding, FindingsError, Severity

PICTURE = Picture(b"png", "png", 914_400, 914_400)


def load_picture(name: str) -> Picture:
    if name == "bro.png":
        return PICTURE
    raise FindingsError([Finding("", START, "FIL111", Severity.ERROR, f"No such file: {name}", "Look again")])


def t(*texts: str | Inline) -> tuple[Inline, ...]:
    """Return inline elements; plain strings are text."""
    return tuple(Text(part) if isinstance(part, str) else part for part in texts)


def para(*texts: str | Inline) -> Paragraph:
    return Paragraph(t(*texts))


def bullets(*items: tuple[Block, ...]) -> List:
    return List(False, items)


def numbers(*items: tuple[Block, ...], start: int = 1) -> List:
    return List(True, items, start)


WEB = "https://www.exempel.se"


@pytest.mark.parametrize(
    ("markdown", "blocks"),
    [
        ("Ett stycke.", [para("Ett stycke.")]),
        ("Ett stycke\npå två rader.", [para("Ett stycke på två rader.")]),
        ("Ett.\n\n\n\nTvå.", [para("Ett."), para("Två.")]),
        ("# Ett", [Heading(1, t("Ett"))]),
        ("###### Sex ######", [Heading(6, t("Sex"))]),
        ("Ett\n===\n\nTvå\n---", [Heading(1, t("Ett")), Heading(2, t("Två"))]),
        ("## Med *vikt*", [Heading(2, t("Med ", Emphasis(t("vikt"))))]),
        ("*kursiv* och _kursiv_", [para(Emphasis(t("kursiv")), " och ", Emphasis(t("kursiv")))]),
        ("**fet** och __fet__", [para(Strong(t("fet")), " och ", Strong(t("fet")))]),
        ("**fet *och kursiv* text**", [para(Strong(t("fet ", Emphasis(t("och kursiv")), " text")))]),
        ("***båda***", [para(Emphasis(t(Strong(t("båda")))))]),
        ("snake_case_ord och 2 * 3 * 4", [para("snake_case_ord och 2 * 3 * 4")]),
        (r"\*inte kursiv\*", [para("*inte kursiv*")]),
        (r"\[^1\] och \[^2]", [para("[^1] och [^2]")]),
        (f"[text]({WEB})", [para(Link(WEB, t("text")))]),
        (f'[text]({WEB} "titel")', [para(Link(WEB, t("text"), "titel"))]),
        (f"[**fet** text]({WEB})", [para(Link(WEB, t(Strong(t("fet")), " text")))]),
        (f"[text][a]\n\n[a]: {WEB}", [para(Link(WEB, t("text")))]),
        (f"[Å]\n\n[å]: {WEB}", [para(Link(WEB, t("Å")))]),
        (f"<{WEB}>", [para(Link(WEB, t(WEB)))]),
        ("<anna@exempel.se>", [para(Link("mailto:anna@exempel.se", t("anna@exempel.se")))]),
        ("[Anna](mailto:anna@exempel.se)", [para(Link("mailto:anna@exempel.se", t("Anna")))]),
        ("www.exempel.se", [para("www.exempel.se")]),
        ("`kod med *` och ``a`b``", [para(Code("kod med *"), " och ", Code("a`b"))]),
        ("rad ett\\\nrad två", [para("rad ett", LineBreak(), "rad två")]),
        ("rad ett  \nrad två", [para("rad ett", LineBreak(), "rad två")]),
        ("&amp; &lt; &copy; &#229; &nbsp;", [para("& < © å \u00a0")]),
        ("- ett\n- två", [bullets((para("ett"),), (para("två"),))]),
        ("* ett\n\n* två", [bullets((para("ett"),), (para("två"),))]),
        ("+ ett\n\n  mera\n+ två", [bullets((para("ett"), para("mera")), (para("två"),))]),
        ("1. ett\n2. två", [numbers((para("ett"),), (para("två"),))]),
        ("7) sju\n8) åtta", [numbers((para("sju"),), (para("åtta"),), start=7)]),
        ("0. noll", [numbers((para("noll"),), start=0)]),
        ("- a\n- b\n\n1. c", [bullets((para("a"),), (para("b"),)), numbers((para("c"),))]),
        ("- a\n  - b\n    - c\n- d", [bullets((para("a"), bullets((para("b"), bullets((para("c"),))))), (para("d"),))]),
        ("1. a\n   - b\n   1. c", [numbers((para("a"), bullets((para("b"),)), numbers((para("c"),))))]),
        ("- *a* b\n- **c**", [bullets((para(Emphasis(t("a")), " b"),), (para(Strong(t("c"))),))]),
        ("-\n- a", [bullets((), (para("a"),))]),
        ("- > c\n- ```\n  k\n  ```", [bullets((Quote((para("c"),)),), (CodeBlock("k"),))]),
        ("- ## r", [bullets((Heading(2, t("r")),))]),
        ("> citat\n> mera\n>\n> nytt", [Quote((para("citat mera"), para("nytt")))]),
        ("> - a\n>\n> > b", [Quote((bullets((para("a"),)), Quote((para("b"),))))]),
        ("```\nkod\n  <b>\n```", [CodeBlock("kod\n  <b>")]),
        ("```python\nx = 1\n```", [CodeBlock("x = 1")]),
        ("~~~\na\n\nb\n~~~", [CodeBlock("a\n\nb")]),
        ("    indragen\n    kod", [CodeBlock("indragen\nkod")]),
        ("```\naldrig stängd", [CodeBlock("aldrig stängd")]),
        ("***", [ThematicBreak()]),
        ("a\n\n---\n\nb", [para("a"), ThematicBreak(), para("b")]),
        (
            "| a | b | c | d |\n|---|:--|:-:|--:|\n| 1 | 2 | 3 | 4 |",
            [
                Table(
                    (None, "left", "center", "right"),
                    (t("a"), t("b"), t("c"), t("d")),
                    ((t("1"), t("2"), t("3"), t("4")),),
                )
            ],
        ),
        ("a | b\n-|-\n1", [Table((None, None), (t("a"), t("b")), ((t("1"), ()),))]),
        ("|a|\n|-|\n|x \\| *y*|", [Table((None,), (t("a"),), ((t("x | ", Emphasis(t("y"))),),))]),
        ("Tabell: Kostnader\n\n|a|\n|-|\n|b|", [Table((None,), (t("a"),), ((t("b"),),), t("Kostnader"))]),
        ("Tabell:\n*Kostnader*\n\n|a|\n|-|", [Table((None,), (t("a"),), (), t(Emphasis(t("Kostnader"))))]),
        ("Tabell:\n\n|a|\n|-|", [para("Tabell:"), Table((None,), (t("a"),), ())]),
        ("Tabell: ensam", [para("Tabell: ensam")]),
        ("- Tabell: i lista\n\n  |a|\n  |-|", [bullets((Table((None,), (t("a"),), (), t("i lista")),))]),
        (
            "Not[^1].\n\n[^1]: Notens *text*.",
            [para("Not", Footnote((para("Notens ", Emphasis(t("text")), "."),)), ".")],
        ),
        ("x[^Å]\n\n[^å]: y", [para("x", Footnote((para("y"),)))]),
        ("x[^n]\n\n[^n]: y\n\n    z\n\n    - p", [para("x", Footnote((para("y"), para("z"), bullets((para("p"),)))))]),
        ("*x[^n]*\n\n[^n]: y", [para(Emphasis(t("x", Footnote((para("y"),)))))]),
        ("|a[^n]|\n|-|\n\n[^n]: y", [Table((None,), (t("a", Footnote((para("y"),))),), ())]),
        ("![En *bro*](bro.png)", [para(Image(PICTURE, "En bro"))]),
        ("- ![Bro](bro.png)", [bullets((para(Image(PICTURE, "Bro")),))]),
        (f"[![Bro](bro.png)]({WEB})", [para(Link(WEB, t(Image(PICTURE, "Bro"))))]),
        ("![Bro][b]\n\n[b]: bro.png", [para(Image(PICTURE, "Bro"))]),
        ("~~inte struket~~ och $x$ och [ ] och http", [para("~~inte struket~~ och $x$ och [ ] och http")]),
        ("den 11 augusti 2021", [para("den 11\u00a0augusti\u00a02021")]),
        ("a\u030a bc", [para("å bc")]),
        ("", []),
        ("\n\n", []),
    ],
)
def test_a_construct_becomes_exactly_these_blocks(markdown: str, blocks: list[Block]) -> None:
    assert parse_markdown(markdown, load_picture) == tuple(blocks)


def problems(markdown: str, load: Any = load_picture) -> list[tuple[str, str, str]]:
    """Return code, message and the text that is pointed at, for each problem."""
    with pytest.raises(MarkdownError) as caught:
        parse_markdown(markdown, load)
    found = caught.value.problems
    return [(problem.code, problem.message, markdown[problem.start : problem.end]) for problem in found]


NOWHERE = "The link does not lead to http, https or mailto: "
CELLS = "The row has more cells than the table has columns: "


@pytest.mark.parametrize(
    ("markdown", "code", "message", "where"),
    [
        ("å <b>x", "FIL201", "HTML is not shown: <b>", "<b>"),
        ("å <!-- dold --> x", "FIL201", "HTML is not shown: <!-- dold -->", "<!-- dold -->"),
        ("å\n\n<!-- dold\nmera -->", "FIL201", "HTML is not shown: <!-- dold mera -->", "<!-- dold\nmera -->"),
        ("<div>\nå\n</div>\n\nx", "FIL201", "HTML is not shown: <div> å </div>", "<div>\nå\n</div>\n"),
        (
            "<script>\nf()\n\n</script>",
            "FIL201",
            "HTML is not shown: <script> f() </script>",
            "<script>\nf()\n\n</script>",
        ),
        ("<?php x ?>", "FIL201", "HTML is not shown: <?php x ?>", "<?php x ?>"),
        (f"å\n\n[a]: {WEB}\n", "FIL202", "No text uses the link definition [a]", f"[a]: {WEB}"),
        ("å [^x] b", "FIL203", "The footnote [^x] is not written", "[^x]"),
        ("å\n\n[^x]: not", "FIL204", "No text refers to the footnote [^x]", "[^x]: not"),
        ("å[^x] b[^x]\n\n[^x]: not", "FIL203", "The footnote [^x] is referred to more than once", "[^x]"),
        ("å[^x]\n\n[^x]:\n", "FIL203", "The footnote [^x] has no text", "[^x]:\n"),
        ("å [x](javascript:a)", "FIL205", f"{NOWHERE}javascript:a", "[x](javascript:a)"),
        ("[x](JavaScript:a)", "FIL205", f"{NOWHERE}JavaScript:a", "[x](JavaScript:a)"),
        ("[x](file:///etc)", "FIL205", f"{NOWHERE}file:///etc", "[x](file:///etc)"),
        ("[x](andra.md)", "FIL205", f"{NOWHERE}andra.md", "[x](andra.md)"),
        ("[x]()", "FIL205", NOWHERE, "[x]()"),
        ("<ftp://exempel.se>", "FIL205", f"{NOWHERE}ftp://exempel.se", "<ftp://exempel.se>"),
        (f"[]({WEB})", "FIL211", f"The link has no text: {WEB}", f"[]({WEB})"),
        ("å ![](bro.png)", "TIL003", "The picture has no alternative text: bro.png", "![](bro.png)"),
        ("å ![a](nej.png)", "FIL111", "No such file: nej.png", "![a](nej.png)"),
        ('![a](bro.png "t")', "FIL209", "The title of the picture is not shown: t", '![a](bro.png "t")'),
        ("|å|\n|-|\n|1|2|3|", "FIL213", f"{CELLS}2|3", "|2|3|"),
        ("å\n\n#", "FIL211", "The heading has no text", "#"),
        ("## ##", "FIL211", "The heading has no text", "## ##"),
        (
            "``` två ord\nx\n```",
            "FIL209",
            "The words after the code mark are not shown: två ord",
            "``` två ord\nx\n```",
        ),
        ("å &#1; b", "FIL005", "The character U+0001 (a control character) cannot stand in a document", "&#1;"),
        ("å &#x2028;", "FIL005", "The character U+2028 (LINE SEPARATOR) cannot stand in a document", "&#x2028;"),
        ("a\n\n- b\n  > c <i>", "FIL201", "HTML is not shown: <i>", "<i>"),
        ("`<b>` och <u>", "FIL201", "HTML is not shown: <u>", "<u>"),
    ],
)
def test_what_cannot_be_shown_is_reported_where_it_stands(markdown: str, code: str, message: str, where: str) -> None:
    assert problems(markdown) == [(code, message, where)]


def test_a_heading_in_a_footnote_is_reported() -> None:
    assert [message for _, message, _ in problems("å[^x]\n\n[^x]: # r")] == ["A footnote cannot have headings"]


def test_a_text_without_pictures_reports_one() -> None:
    assert problems("![a](bro.png)", None) == [("FIL209", "A picture cannot stand here: bro.png", "![a](bro.png)")]


def test_everything_wrong_in_a_text_is_reported_at_once_in_its_order() -> None:
    text = "<b>\n\n[x](y)\n\n[^1]\n\n#\n\n![](bro.png)\n\n[z]: https://z.se\n"
    assert [code for code, _message, _where in problems(text)] == [
        "FIL201",
        "FIL205",
        "FIL203",
        "FIL211",
        "TIL003",
        "FIL202",
    ]


def test_a_footnote_inside_a_footnote_is_reported() -> None:
    assert "A footnote cannot have footnotes" in [
        message for _, message, _ in problems("a[^1]\n\n[^1]: b[^2]\n\n[^2]: c")
    ]


def test_a_footnote_written_twice_is_reported() -> None:
    assert problems("a[^1]\n\n[^1]: b\n\n[^1]: c")


@pytest.mark.parametrize("mark", [">", "> ", "- ", "1. ", "* > "])
@pytest.mark.parametrize("times", [100, 10_000])
def test_text_nested_too_deep_is_one_finding_and_takes_no_time(mark: str, times: int) -> None:
    start = time.process_time()
    found = problems(mark * times + "x")
    assert [code for code, _message, _where in found] == ["FIL210"]
    assert time.process_time() - start < 2


TEN_THOUSAND = [
    *("*" * 10_000, "*a " * 10_000, "**a *b " * 5_000, "[" * 10_000, "![" * 5_000, "_a*" * 5_000, "`" * 9_999),
    *("[a](" * 5_000, "<" * 10_000, "&" * 10_000, "\\" * 10_000, "| " * 5_000, "[^" * 5_000),
]


@pytest.mark.parametrize("text", TEN_THOUSAND, ids=lambda text: str(text)[:6])
def test_ten_thousand_marks_that_mean_nothing_take_no_time(text: str) -> None:
    start = time.process_time()
    try:
        blocks = parse_markdown(f"{text} slut")
    except MarkdownError:
        return
    finally:
        assert time.process_time() - start < 2
    assert "slut" in " ".join(words(blocks)) or text.startswith("`")


def test_lists_may_be_nested_nine_deep_and_no_deeper() -> None:
    nine = "\n".join("  " * depth + "- x" for depth in range(9))
    assert parse_markdown(nine)
    assert problems(f"{nine}\n{'  ' * 9}- x")[0][:2] == ("FIL210", "Lists are nested more than 9 deep")


# Two parsers say the same


def words(value: Any) -> list[str]:
    """Return the words of blocks."""
    return "".join(_characters(value)).split()


def _characters(value: Any) -> Iterator[str]:
    match value:
        case tuple():
            for part in value:
                yield from _characters(part)
        case Text(text) | Code(text):
            yield text
        case Image(_, alt):
            yield alt
        case Emphasis(inner) | Strong(inner) | Link(_, inner):
            yield from _characters(inner)
        case Footnote(blocks):  # the other renderer sets notes apart
            yield f" {' '.join(words(blocks))} "
        case _:
            yield " "
            for name in ("text", "children", "blocks", "items", "caption", "header", "rows"):
                part = getattr(value, name, ())
                yield part if isinstance(part, str) else "".join(_cells(part))
            yield " "


def _cells(value: Any) -> Iterator[str]:
    for part in value:
        yield from _characters(part)
        yield " " if isinstance(part, tuple) else ""


_MARKDOWN_IT = MarkdownIt("commonmark").enable("table")


def by_markdown_it(text: str) -> tuple[Block, ...]:
    """Return the blocks that another CommonMark parser makes of a text."""
    return tuple(_blocks(SyntaxTreeNode(_MARKDOWN_IT.parse(text)).children))


def _blocks(nodes: Sequence[SyntaxTreeNode]) -> Iterator[Block]:
    for node in nodes:
        match node.type:
            case "heading":
                yield Heading(int(node.tag[1]), _content(node))
            case "paragraph":
                yield Paragraph(_content(node))
            case "bullet_list" | "ordered_list":
                items = tuple(tuple(_blocks(item.children)) for item in node.children)
                yield List(node.type == "ordered_list", items, int(node.attrs.get("start", 1)))
            case "blockquote":
                yield Quote(tuple(_blocks(node.children)))
            case "fence" | "code_block":
                yield CodeBlock(node.content.rstrip("\n"))
            case "hr":
                yield ThematicBreak()
            case "table":
                head, *body = node.children
                header = tuple(_content(cell) for cell in head.children[0].children)
                styles = [
                    str(cell.attrs.get("style", "")).removeprefix("text-align:") for cell in head.children[0].children
                ]
                rows = tuple(tuple(_content(cell) for cell in row.children) for part in body for row in part.children)
                yield Table(tuple(style or None for style in styles), header, rows)  # type: ignore[misc]
            case other:
                raise AssertionError(other)


def _content(node: SyntaxTreeNode) -> tuple[Inline, ...]:
    return _merged([part for child in node.children for part in _inlines(child.children)])


def _inlines(nodes: Sequence[SyntaxTreeNode]) -> Iterator[Inline]:
    for node in nodes:
        match node.type:
            case "text":
                yield Text(node.content)
            case "softbreak":
                yield Text(" ")
            case "hardbreak":
                yield LineBreak()
            case "code_inline":
                yield Code(node.content)
            case "em":
                yield Emphasis(_merged(list(_inlines(node.children))))
            case "strong":
                yield Strong(_merged(list(_inlines(node.children))))
            case "link":
                yield Link(
                    str(node.attrs["href"]), _merged(list(_inlines(node.children))), str(node.attrs.get("title", ""))
                )
            case other:
                raise AssertionError(other)


def _merged(parts: list[Inline]) -> tuple[Inline, ...]:
    merged: list[Inline] = []
    for part in parts:
        if isinstance(part, Text) and merged and isinstance(merged[-1], Text):
            merged[-1] = Text(merged[-1].text + part.text)
        elif part != Text(""):
            merged.append(part)
    return tuple(Text(typeset(part.text)) if isinstance(part, Text) else part for part in merged)


CORPUS = {
    "letter": "Styrelsen föreslår\natt fullmäktige *godkänner* avtalet.\n\n> Citat\n\nMed **vänlig** hälsning\\\nAnna",
    "lists": "Skäl:\n\n1. Ett\n   fortsätter\n2. Två\n   - under\n   - under\n\n     nytt stycke\n3. Tre\n\nEfter.",
    "loose": "- a\n\n- b\n\n  c\n\n      kod\n- d",
    "starts": "5. fem\n6. sex\n\ntext\n\n2) två",
    "table": "| År | Kostnad |\n|:---|---:|\n| 2021 | 3 517 020 kr |\n| 2022 | **noll** |\n\nEfter tabellen.",
    "code": "Kör `ksflow build`.\n\n```sh\nksflow build\n\n  cases/\n```\n\n    indraget\n",
    "links": "Se [planen](https://exempel.se/plan), <https://exempel.se> och [den][p].\n\n[p]: https://exempel.se 'T'",
    "headings": "# Ett\n\n## Två ##\n\nTre\n---\n\n### *Fyra* `fem`",
    "quotes": "> a\n> > b\n> c\nlat fortsättning\n\n> - d\n>   e",
    "escapes": r"\* \_ \# 1\. \[a\] \\ &amp; &aring; a\_b snake_case 2*3*4 * ensam _ ensam",
    "emphasis": "*a **b** c* **a *b* c** ***a*** _a_b_ *a*b **a** *b* a*b*c",
    "breaks": "a  \nb\\\nc\nd   \n\n***\n\n- - -\n\n___",
    "numbers": "Den 11 augusti 2021, 08-535 302 09, 141 85 Huddinge, 5 %, 3 kap. 2 §.",
    "interrupts": "text\n- lista direkt\n- två\ntext lat\n\n# rubrik\ntext direkt\n> citat",
    "windows": "a\r\nb\r\n\r\n- c\r\n- d\r\n",
    "nested": "1. a\n   1. b\n      1. c\n\n         d\n   2. e\n2. f",
    "empty": "-\n-   \n- x\n\n1.\n2. y",
    "unicode": "Å\u0308 ñ 🙂 ÅÄÖ — – ”x” ’y’ \u00a0 z",
}


@pytest.mark.parametrize("text", CORPUS.values(), ids=CORPUS)
def test_a_second_parser_of_commonmark_makes_the_same_of_typical_texts(text: str) -> None:
    assert parse_markdown(text) == by_markdown_it(text)


_PIECES = [
    "ord", "å ö", " ", "  ", "\n", "\n\n", "\n- ", "\n  - ", "\n1. ", "\n2) ", "\n> ", "\n# ", "\n## ", "*", "**",
    "_", "`", "\n```\n", "\\", "  \n", "\\\n", "\n    ", "\n---\n", "\n***\n", "[a](https://x.se)", "<https://x.se>",
    "&amp;", "&", ".", ",", "(", ")", "!", "1", "\n===\n", "~", "+", "-", "#", ":",
]  # fmt: skip
# Two parsers, two opinions: where a list ends whose item holds nothing, and a backslash before blanks at a line's end.
_DISPUTED = re.compile(r"^[ >]*(?:[-+*]|[0-9]+[.)])[-+* >0-9.)]*$|\\ +$", re.MULTILINE)

pieces = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=14).map(lambda found: "".join(found).rstrip())


@settings(max_examples=300, deadline=None)
@given(pieces.filter(lambda text: not _DISPUTED.search(text)))
def test_a_second_parser_of_commonmark_makes_the_same_of_any_text(text: str) -> None:
    try:
        blocks = parse_markdown(text)
    except MarkdownError:
        assume(False)
    assert blocks == by_markdown_it(text)


# Nothing is lost

_MORE = [
    "|a|b|\n|-|-|\n",
    "|c|d|e|\n",
    "\n\n|",
    "[^1]",
    "\n\n[^1]: not ",
    "<b>",
    "<!-- x -->",
    "\n\n<div>\n",
    "![a](bro.png)",
    "![](x)",
]
_MORE += ["[a]", "\n\n[a]: https://x.se\n", "\nTabell: t\n\n", "&#1;", "&#65;", "[x](y)", "``` a b\n", "\t", "|", "\\|"]
_SUP = re.compile(r"<sup.*?</sup>", re.DOTALL)
_ALT = re.compile(r'<img[^>]*alt="([^"]*)"[^>]*>')
_BLOCK_END = re.compile(r"</(?:p|li|td|th|h[1-6]|pre|blockquote)>|<br ?/?>|<li>|<p>")


def parsed(text: str) -> tuple[Block, ...] | None:
    """Return the blocks of a text, or None when it is refused with problems that lie inside it."""
    try:
        return parse_markdown(text, load_picture)
    except MarkdownError as error:
        found = error.problems
    assert found
    assert all(0 <= problem.start <= problem.end <= len(text) for problem in found)
    return None


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_PIECES + _MORE), min_size=1, max_size=14).map("".join))
def test_every_visible_word_is_in_the_blocks_or_the_text_is_refused(text: str) -> None:
    if (blocks := parsed(text)) is None:
        return
    options = pyromark.Options.ENABLE_TABLES | pyromark.Options.ENABLE_FOOTNOTES
    shown = _BLOCK_END.sub(" ", _ALT.sub(r"\1", _SUP.sub("", pyromark.html(text, options=options))))
    visible = typeset(html.unescape(re.sub(r"<[^>]*>", "", shown))).split()
    assert _letters(visible) == _letters(words(blocks))


def _letters(found: list[str]) -> Counter[str]:
    """Count letters: footnotes and table captions stand elsewhere in the blocks, so that words join differently."""
    return Counter("".join(found).replace("Tabell:", ""))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60))
def test_no_text_makes_the_parser_fail(text: str) -> None:
    assert isinstance(parsed(text) or (), tuple)


MARKDOWN_PIECES = st.sampled_from(
    [
        *("ord", "*", "**", "_", "\n", "\n\n", "- ", "1. ", "  ", "   ", "    ", "+ ", "2) ", "\\", "!", "(x)", "="),
        *("---", "***", "[a](b)", "![a](b)", "<b>", "[^1]", "[a]: b", "# ", "> ", "`", "~~~ a b", "&#1;", "|", ":"),
        *("åäö", '"', "\t", "http://x.se"),
    ]
)


@given(st.lists(MARKDOWN_PIECES, max_size=40).map("".join))
@settings(max_examples=300, deadline=None)
def test_what_is_called_sound_without_parsing_is_sound(text: str) -> None:
    if is_surely_sound(text):
        assert isinstance(parse_markdown(text), tuple)


@pytest.mark.parametrize(
    "text", ["- " * 10 + "x", "1. " * 10 + "x", "\n".join(" " * 2 * n + "- x" for n in range(11)), "*a " * 40]
)
def test_deep_texts_are_not_called_sound(text: str) -> None:
    assert not is_surely_sound(text)


@pytest.mark.parametrize("text", ["![k](bilagor/Karta Åsö (2).jpg)", "Se [kartan](http://x.se/en karta.pdf) här."])
def test_a_link_or_picture_with_blanks_in_its_address_is_told(text: str) -> None:
    with pytest.raises(MarkdownError) as error:
        parse_markdown(text)
    (problem,) = error.value.problems
    assert (problem.code, text[problem.start : problem.end]) == ("FIL215", "](")


def test_brackets_that_are_meant_are_left_alone() -> None:
    assert plain_text(parse_markdown("Se \\[1\\](2) och [3] (4).")[0].children) == "Se [1](2) och [3] (4)."  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("`a](b c)` och \\](b c)", []),
        ("\\](b c)\n\n```\n](b c)\n```", []),
        ("\\](b c) och ](b c)", [("FIL215", 12)]),
        ("[a](b c) och \\](b c)", [("FIL215", 2)]),
        ("`[^x]` och \\[^x]", []),
        ("\\[^x] och [^x]", [("FIL203", 10)]),
        ("[^x] och \\[^x]", [("FIL203", 0)]),
        ("\\\\](b c)", [("FIL215", 2)]),  # an escaped backslash escapes nothing
        ("[\\^x] [^x\\] ]\\(b c)", []),
        ("*a* [^x]", [("FIL203", 4)]),
        ("| a |\n|---|\n| \\](b c) `](` |", []),
    ],
)
def test_an_escaped_bracket_is_text_whatever_stands_elsewhere(text: str, where: list[tuple[str, int]]) -> None:
    assert _problems(text) == where


def _problems(text: str) -> list[tuple[str, int]]:
    try:
        parse_markdown(text)
    except MarkdownError as error:
        return [(problem.code, problem.start) for problem in error.problems]
    return []


@given(st.text("[]()^\\!ab å*`", min_size=1, max_size=20))
@settings(deadline=None)
def test_text_whose_every_sign_is_escaped_says_what_it_says(text: str) -> None:
    assume(text == text.strip())
    escaped = re.sub(r"([\[\]()^\\!*`])", r"\\\1", text)
    first, _code = parse_markdown(f"{escaped}\n\n```\n](b c) [^x]\n```")
    assert plain_text(first.children) == typeset(text)  # type: ignore[union-attr]


def test_a_table_wider_than_word_takes_is_told() -> None:
    table = "\n".join(["|" + "a|" * 64, "|" + "-|" * 64])
    with pytest.raises(MarkdownError) as error:
        parse_markdown(table)
    assert [problem.code for problem in error.value.problems] == ["FIL217"]
