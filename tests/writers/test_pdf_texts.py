"""Text in PDF files: printed as it stands, never interpreted, and what no font has is told."""

from __future__ import annotations

import unicodedata

import pytest
from defaultlook import inline, para
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdfs import dense, faults, pdf, shipped, text_of, titled

from ksflow.documents.blocks import Code, CodeBlock, Emphasis, Footnote, Heading, Link, List, Paragraph, Table, Text
from ksflow.sources.textfile import first_forbidden
from ksflow.writers.pdf.characters import MissingCharactersError
from ksflow.writers.pdf.writer import write_pdf

MARKUP = "*_`$#@<>[](){}\\/~-+='\"^&;:,.!?|%\N{SECTION SIGN}\N{LEFT DOUBLE QUOTATION MARK}"
HOSTILE = [
    '#read("/etc/passwd")',
    '#import "@preview/cetz:0.3.0": *',
    "#{ while true {} }",
    "*fet* _kursiv_ `kod` $x^2$ = rubrik\n- lista <etikett> @hänvisning",
    "-- --- ... ~ \\ \\u{41} // borta /* också borta */",
    'citat "inom" \'citat\' #"',
    'https://exempel.se/#a och #link("javascript:alert(1)")[x]',
    "{{ 7*7 }} {% raw %} ]] )) }} \\",
    "fi fl ffi åäö ÅÄÖ é ü ß Č đ Ŋ š ŧ ž",
    "a\u0308 e\u0301 nedbrutet",
    "€ £ ½ ² ° ± × ÷ ≤ ≥ ≠ → • – — … § ¶ ‰ № ™",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_printed_as_it_stands_wherever_it_stands(text: str) -> None:
    blocks = (
        Heading(2, inline(text)),
        para(text, Emphasis(inline(text)), Code(text), Footnote((para(text),))),
        List(ordered=True, items=((para(text),),)),
        Table((None,), (inline(text),), ((inline(text),),), inline(text)),
        CodeBlock(text),
    )
    document = titled(text, *blocks)
    data = write_pdf(document, shipped())
    expected = dense(unicodedata.normalize("NFC", text))
    assert dense(text_of(data)).count(expected) >= 8
    assert faults(data) == []


letters = st.characters(codec="utf-8", categories=["L", "N", "P", "S"], max_codepoint=0x24F).filter(
    lambda one: unicodedata.normalize("NFC", one) == one
)
texts = st.text(st.one_of(letters, st.sampled_from(MARKUP), st.just(" ")), min_size=1, max_size=80).filter(str.strip)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(texts, texts)
def test_the_text_that_is_read_is_the_text_that_was_written(one: str, other: str) -> None:
    data = pdf(Paragraph((Text("«"), Text(one), Text("»"), Text("«"), Code(other), Text("»"))))
    assert dense(f"«{one}»«{other}»") in dense(text_of(data))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(st.characters(codec="utf-8"), max_size=30).filter(lambda text: first_forbidden(text) is None))
def test_any_text_gives_a_file_that_holds_to_the_standards_or_says_which_character_is_in_the_way(text: str) -> None:
    try:
        data, missing = pdf(para("a", text)), None
    except MissingCharactersError as error:
        data, missing = b"", error.characters
    if missing is None:
        assert faults(data) == []
    else:
        assert missing
        assert set(missing) <= set(unicodedata.normalize("NFC", text))


def test_the_characters_that_no_font_has_are_all_told() -> None:
    with pytest.raises(MissingCharactersError) as caught:
        pdf(para("Bra \N{PARTY POPPER} gjort \u4e2d →"), para(Code("\N{GRINNING FACE}")))
    assert caught.value.characters == ["\u4e2d", "\N{PARTY POPPER}", "\N{GRINNING FACE}"]
    assert [found.message for found in caught.value.findings][1] == "No font has the character U+1F389 (🎉)"


def test_a_link_may_lead_anywhere_that_a_case_may_name() -> None:
    assert faults(pdf(para(Link("mailto:a@b.se", inline("post")), Link("http://a.se/(x)\\'\"å", inline("webb"))))) == []
