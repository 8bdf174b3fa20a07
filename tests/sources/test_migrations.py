"""Migrations change only their own words, and places in the migrated text are those in the file."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import oldformat
from ksflow.sources import migrations
from ksflow.sources.file_format import stated_format
from ksflow.sources.findings import FindingsError, Span
from ksflow.sources.migrations import Edit, MigratedText, Migration, applied, current_data, migrated
from ksflow.sources.textfile import TextFile
from ksflow.sources.yamltree import YamlTree, parse_yaml

NEXT = oldformat.renaming(sändlista="mottagare")
"""A second invented migration, of what the first one has written."""

words = st.text(st.characters(exclude_categories=["C", "Z"], exclude_characters="\ufeff"), max_size=12)
comments = words.map(lambda text: f"  # {text}") | st.just("")
entries = st.one_of(
    st.tuples(st.just("utskick:\n  - Diariet"), st.just("sändlista:\n  - Diariet")),
    st.tuples(st.just("'utskick' : [a, b]"), st.just("sändlista : [a, b]")),
    st.tuples(
        st.just('handläggare: "Anna Ek, 08-1"'),
        st.just("handläggare: {namn: Anna Ek, telefon: 08-1}"),
    ),
    st.tuples(
        st.just('beslutsförslag: [{att: [utskick], "instans": KS}, {instans: KF}]'),
        st.just("beslutsförslag: [{att: [utskick], från: KS}, {från: KF}]"),
    ),
    words.map(lambda text: (f"rubrik: {json.dumps(text, ensure_ascii=False)}",) * 2),
    words.map(lambda text: (f"sammanfattning: |\n  utskick: {text}\n\n  instans: x",) * 2),
)


@st.composite
def files(draw: st.DrawFn) -> tuple[str, str]:
    """Return a file of the invented format, and what it is to become, but for ``format``."""
    chosen = draw(
        st.lists(entries, min_size=1, max_size=5, unique_by=lambda pair: pair[0].strip("'").split(":")[0].strip(" '"))
    )
    end = draw(st.sampled_from(["\n", "\r\n"]))
    before, after = "", ""
    for old, new in chosen:
        above = draw(st.sampled_from(["", "\n", "# utskick: nej\n", "# Om\n\n# instans\n"]))
        behind = draw(comments) if "|" not in old else ""
        before += f"{above}{old}{behind}\n"
        after += f"{above}{new}{behind}\n"
    return before.replace("\n", end), after.replace("\n", end)


@pytest.fixture(autouse=True, scope="module")
def _two_migrations() -> Any:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(migrations, "MIGRATIONS", [oldformat.MIGRATION, NEXT])
        yield


def to_current(text: str) -> YamlTree:
    return migrated(parse_yaml(TextFile("case.yaml", text)))


@given(files())
def test_only_the_words_of_a_migration_change(pair: tuple[str, str]) -> None:
    before, after = pair
    tree = to_current(before)
    end = "\r\n" if "\r\n" in before else "\n"
    line = f"format: 3{end}"
    assert tree.source.text.count(line) == 1
    text = tree.source.text.replace(line, "", 1)
    assert text in (after.replace("sändlista:", "mottagare:", 1), after.replace("sändlista :", "mottagare :", 1))


@given(files())
def test_the_register_reads_what_the_documents_say(pair: tuple[str, str]) -> None:
    before, _after = pair
    said = current_data(parse_yaml(TextFile("case.yaml", before)).data)
    assert {**said, "format": "3"} == to_current(before).data


@given(files())
def test_what_stays_is_found_at_its_place_in_the_file(pair: tuple[str, str]) -> None:
    before, _after = pair
    source = to_current(before).source
    lines = TextFile("case.yaml", before).lines
    last = Span(1, 1, 1, 1)
    for number, line in enumerate(source.lines, start=1):
        for column, character in enumerate(line, start=1):
            finding = source.finding(Span(number, column, number, column + 1), "FIL100", "")
            span = finding.span
            assert span[:2] >= last[:2], "the order of places is that of the file"
            last = span
            assert finding.excerpt == lines[span.line - 1]
            if span.end_line == span.line and span.end_column == span.column + 1:
                assert finding.excerpt is not None
                assert finding.excerpt[span.column - 1] == character or _is_in_new_words(source, number, column)
            else:
                assert _is_in_new_words(source, number, column)


def _is_in_new_words(source: TextFile, line: int, column: int) -> bool:
    """Tell whether a place is one that an edit, of this step or of one before, has written."""
    offset = source.offset_at(line, column)
    while isinstance(source, MigratedText):
        moved = 0
        for edit in source.edits:
            start = edit.start + moved
            if start <= offset < start + len(edit.text):
                return True
            if offset < start:
                break
            moved += len(edit.text) - (edit.end - edit.start)
        offset -= moved
        source = source.before.source
    return False


@given(st.text(max_size=30), st.data())
def test_edits_put_their_texts_and_leave_the_rest(text: str, data: st.DataObject) -> None:
    marks = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=6)))
    pairs = list(zip(marks[::2], marks[1::2], strict=False))
    edits = [Edit(start, end, data.draw(st.text(max_size=4))) for start, end in pairs]
    expected = text
    for edit in reversed(edits):
        expected = expected[: edit.start] + edit.text + expected[edit.end :]
    assert applied(text, edits) == expected


@pytest.mark.parametrize(
    "edits",
    [
        [],  # the text does not say what it should
        [Edit(0, 6, "titel"), Edit(3, 6, "x")],  # they overlap
        [Edit(0, 6, "titel"), Edit(8, 9, "y")],  # more than the migration says
        [Edit(0, 6, "titel: [")],  # it cannot be read any more
    ],
)
def test_a_migration_that_does_other_than_it_says_changes_no_file(
    edits: list[Edit], monkeypatch: pytest.MonkeyPatch
) -> None:
    promised = Migration(lambda data: {"titel": data["rubrik"]}, lambda _tree: edits)
    monkeypatch.setattr(migrations, "MIGRATIONS", [promised])
    with pytest.raises(FindingsError) as error:
        to_current("rubrik: x\n")
    assert [finding.code for finding in error.value.findings] == ["FIL019"]


nested = st.recursive(st.none() | st.text(max_size=5), lambda inner: st.lists(inner) | st.dictionaries(words, inner))


@given(st.dictionaries(st.sampled_from(["format", "utskick", "handläggare", "beslutsförslag", "rubrik"]), nested))
def test_whatever_a_file_says_has_a_format_or_none(data: dict[str, Any]) -> None:
    found = stated_format(data)
    assert found is None or found >= 1
    if found != 1:
        return
    assert set(current_data(data)) >= set(data) - {"utskick", "sändlista"}
