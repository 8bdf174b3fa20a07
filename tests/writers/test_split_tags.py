"""However Word splits a paragraph with tags into runs, the document is the same."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from looks import Written, compiled, document, look, p, r

from ksflow.documents.blocks import Paragraph, Text
from ksflow.writers.docx.typed import straight
from ksflow.writers.docx.writer import write_docx

LINE = "Dnr {{ dnr }}{% if tfn %}, tfn {{r tfn }}{% else %} (saknas){% endif %}: {{ rader | join(”, ”) }} {_{ {# x #}."
FIELDS = {"dnr": "KS <1>", "tfn": "08-1", "rader": ["a", "b & c"]}
MARKS = ["", '<w:proofErr w:type="spellStart"/>', '<w:bookmarkStart w:id="1" w:name="x"/>']


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, len(LINE) - 1), st.sampled_from(MARKS)), max_size=12))
def test_a_line_with_tags_says_the_same_however_it_is_split(cuts: list[tuple[int, str]]) -> None:
    pieces, start = [], 0
    for at, mark in sorted(cuts):
        pieces += [r(LINE[start:at]), mark]
        start = at
    pieces.append(r(LINE[start:]))
    raw = look(p(*(piece for piece in pieces if piece)))
    written = Written(write_docx(document(Paragraph((Text("B"),)), **FIELDS), compiled(raw)))
    assert written.paragraphs() == ["Dnr KS <1>, tfn 08-1: a, b & c {{ .", "B"]


QUOTED = st.text(alphabet="abc ”’“‘\u00a0", max_size=8)


@given(QUOTED)
def test_a_text_in_straight_quotation_marks_is_kept_as_it_is(inside: str) -> None:
    assert straight(f'{{{{ "{inside}" }}}}') == f'{{{{ "{inside}" }}}}'


@given(st.text(alphabet="abc'\u00a0", max_size=8))
def test_a_text_in_curly_quotation_marks_is_kept_between_straight_ones(inside: str) -> None:
    assert straight(f"{{{{\u00a0”{inside}” }}}}") == f'{{{{ "{inside}" }}}}'
