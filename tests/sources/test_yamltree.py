"""YAML as plain data: every scalar text, every value with its place, nothing hostile gets far."""

from __future__ import annotations

import itertools
import time
import tracemalloc
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from conftest import REFERENCE
from ksflow.casefile.model import Case
from ksflow.reports.text_report import finding_lines
from ksflow.sources.findings import FindingsError, Span
from ksflow.sources.textfile import TextFile, decode
from ksflow.sources.validation import validate
from ksflow.sources.yamltree import MAX_DEPTH, MAX_FINDINGS, MAX_NODES, YamlTree, parse_yaml


def parse(text: str) -> YamlTree:
    return parse_yaml(TextFile("case.yaml", decode(text.encode(), "case.yaml")))


def printed(text: str) -> str:
    with pytest.raises(FindingsError) as error:
        parse(text)
    return "".join(f"{line}\n" for finding in error.value.findings for line in finding_lines(finding))


def heads(text: str) -> list[str]:
    """Return the first lines of the findings about a text."""
    return [line for line in printed(text).splitlines() if line.startswith("case.yaml:")]


def cut(tree: YamlTree, *path: str | int) -> str:
    """Return what a one-line place covers in the source."""
    span = tree.place(path).value
    assert span.line == span.end_line
    return (tree.source.line(span.line) or "")[span.column - 1 : span.end_column - 1]


# Scalars


@pytest.mark.parametrize(
    "written",
    ["no", "yes", "on", "true", "1e3", "0853530209", "08", "0x1F", "0o14", "1_000", "12:30:45", "2021-02-30",
    "2021-08-11",
     "~", "null", "NULL", ".inf", ".NaN", "=", "1.10", "-1", "+46 8", "08-535 302 09"],
)  # fmt: skip
def test_every_scalar_is_the_text_that_was_written(written: str) -> None:
    assert parse(f"a: {written}\nb: [{written}]\n").data == {"a": written, "b": [written]}


@pytest.mark.parametrize(
    "text", ["a:\nb: x\n", "a: \nb: x\n", "a:   # nothing\nb: x\n", "{a: , b: x}\n", "{a, b: x}\n"]
)
def test_a_key_with_nothing_after_it_has_no_value(text: str) -> None:
    assert parse(text).data == {"a": None, "b": "x"}


def test_an_empty_item_has_no_value_but_quotation_marks_are_an_empty_text() -> None:
    assert parse("a:\n  -\n  - ''\n  - \"\"\n  - x\n").data == {"a": [None, "", "", "x"]}


def test_core_tags_change_nothing() -> None:
    assert parse("a: !!int hej\nb: !!str 12\nc: !!null x\n").data == {"a": "hej", "b": "12", "c": "x"}


def test_block_texts_keep_their_lines_and_folded_ones_do_not() -> None:
    assert parse("a: |\n  å\n\n  ä\nb: >\n  å\n  ä\nc: |-\n  x\n").data == {"a": "å\n\nä\n", "b": "å ä\n", "c": "x"}


# Places


@pytest.mark.parametrize("before", ["", "å", "ä ö", "🚲", "a\u030a", "日本"])
def test_a_value_has_its_place_in_characters_whatever_stands_before_it(before: str) -> None:
    tree = parse(f'"k{before}": värde\nb: ["{before}", x]\n')
    assert cut(tree, unicodedata.normalize("NFC", f"k{before}")) == "värde"
    assert cut(tree, "b", 1) == "x"
    assert cut(tree, "b", 0) == f'"{before}"'


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_a_byte_order_mark_do_not_move_a_place(end: str, mark: str) -> None:
    tree = parse(mark + end.join(["# å", "a: 1", "", "b:", "  - x", "  - y", ""]))
    assert tree.place(("a",)).value == Span(2, 4, 2, 5)
    assert tree.place(("b", 1)).value == Span(6, 5, 6, 6)
    assert tree.place(("b",)).key == Span(4, 1, 4, 2)


def test_a_tab_before_a_value_counts_as_one_character() -> None:
    assert parse("a:\t\tx\n").place(("a",)).value == Span(1, 5, 1, 6)


def test_places_in_flow_collections_block_texts_and_quotation_marks() -> None:
    tree = parse("a: {b: [x, 'y z'], c: \"d\"}\ne: |\n  text\n  mer\nf: g\n")
    assert [cut(tree, "a", "b", 1), cut(tree, "a", "c"), cut(tree, "a", "b")] == ["'y z'", '"d"', "[x, 'y z']"]
    assert tree.place(("e",)).value == Span(2, 4, 5, 1)
    assert [tree.place(path).style for path in [("a", "b", 0), ("a", "b", 1), ("a", "c"), ("e",)]] == [
        None,
        "'",
        '"',
        "|",
    ]


def test_a_path_that_is_not_there_has_the_place_of_what_is_above_it() -> None:
    tree = parse("a:\n  b: c\n")
    assert tree.place(("a", "x", 3)).value == tree.place(("a",)).value
    assert tree.place(("x",)).value == tree.place(()).value


def test_what_an_alias_repeats_stands_where_the_alias_stands() -> None:
    tree = parse("a: &x {b: [1]}\nc: *x\n")
    assert tree.data == {"a": {"b": ["1"]}, "c": {"b": ["1"]}}
    assert tree.places["c", "b", 0].value == Span(2, 4, 2, 6)


# Keys


def test_keys_are_compared_and_kept_composed() -> None:
    assert parse("na\u0308mnd: x\n").data == {"nämnd": "x"}


def test_two_keys_that_only_look_alike_to_a_machine_are_one_key_twice() -> None:
    assert printed("na\u0308mnd: a\nnämnd: b\n") == dedent("""\
        case.yaml:2:1: error FIL015 The key “nämnd” is repeated
          2 │ nämnd: b
            │ ^^^^^ It already stands on line 1: delete one of them
        """)


def test_every_repetition_of_a_key_is_told_also_inside() -> None:
    assert heads("a: {x: 1}\nb: {y: 2, y: 3}\na: 4\na: 5\n") == [
        "case.yaml:2:11: error FIL015 The key “y” is repeated",
        "case.yaml:3:1: error FIL015 The key “a” is repeated",
        "case.yaml:4:1: error FIL015 The key “a” is repeated",
    ]


def test_the_same_key_in_different_places_is_no_repetition() -> None:
    assert parse("- {a: 1}\n- {a: 2}\n".replace("- ", "  - ").join(["x:\n", ""])).data == {
        "x": [{"a": "1"}, {"a": "2"}]
    }


def test_the_merge_key_is_refused_with_what_to_do() -> None:
    assert printed("a: &x {b: c}\nd:\n  <<: *x\n") == dedent("""\
        case.yaml:3:3: error FIL016 The merge key “<<” is not supported
          3 │   <<: *x
            │   ^^ Write the keys out where they belong
        """)


@pytest.mark.parametrize(
    ("text", "place", "kind"),
    [
        ("? [a, b]\n: c\n", "1:3", "a list"),
        ("? {a: b}\n: {c: d}\n", "1:3", "keys and values"),
        ("[a]: b\n", "1:1", "a list"),
        ("{{a: b}: c}\n", "1:2", "keys and values"),
        ("x: &k [1]\n*k : b\n", "2:1", "a list"),
        ("x: &k {a: 1}\n? *k\n: b\n", "2:3", "keys and values"),
    ],
)
def test_a_list_or_a_mapping_as_key_is_one_finding_and_what_follows_is_read(text: str, place: str, kind: str) -> None:
    assert heads(text) == [f"case.yaml:{place}: error FIL016 A key must be text, not {kind}"]
    if not text.startswith("{"):
        tail = "d: 1\nd: 2\n"
        line = text.count("\n") + 2
        assert heads(text + tail) == [*heads(text), f"case.yaml:{line}:1: error FIL015 The key “d” is repeated"]


def test_an_alias_may_be_a_key_when_it_stands_for_a_text() -> None:
    assert parse("x: &k namn\n*k : b\n").data == {"x": "namn", "namn": "b"}
    assert parse("&k x: 1\ny: *k\n").data == {"x": "1", "y": "x"}


@pytest.mark.parametrize("text", ["'': b\n", "? \n: b\n", "{'': b}\n", "a: &k\n*k : b\n"])
def test_an_empty_key_is_told(text: str) -> None:
    assert [head.split(": ", 1)[1] for head in heads(text)] == ["error FIL016 A key is missing before the colon"]


# Files that are no case


def test_an_empty_file_one_of_comments_and_one_of_hyphens_are_empty() -> None:
    assert printed("") == printed(" \n\t\n") == "case.yaml:1:1: error FIL002 The file is empty\n"
    assert heads("# bara en kommentar\n") == heads("---\n") == ["case.yaml:1:1: error FIL002 The file is empty"]


@pytest.mark.parametrize(
    ("text", "kind"), [("hej\n", "a text"), ("- a\n", "a list"), ("[a]\n", "a list"), ("~\n", "a text")]
)
def test_a_file_without_keys_is_told_what_it_consists_of(text: str, kind: str) -> None:
    assert heads(text) == [f"case.yaml:1:1: error FIL017 The file must consist of keys and values, not of {kind}"]


def test_a_second_document_is_refused_where_it_begins() -> None:
    assert printed("---\na: b\n---\nc: d\n") == dedent("""\
        case.yaml:3:1: error FIL011 The file holds more than one YAML document
          3 │ ---
            │ ^^^ Delete the line “---”, or make two files
        """)


def test_the_marks_around_a_single_document_are_fine() -> None:
    assert parse("%YAML 1.2\n---\na: b\n...\n").data == {"a": "b"}


# Tags and aliases


def test_a_foreign_tag_is_underlined_alone() -> None:
    assert printed("a: x\nb: !!python/object/apply:os.system [ls]\n") == dedent("""\
        case.yaml:2:4: error FIL012 The tag “!!python/object/apply:os.system” is not allowed in a case file
          2 │ b: !!python/object/apply:os.system [ls]
            │    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Delete it: every value is read as text
        """)


def test_every_foreign_tag_is_told_also_on_keys_and_behind_an_anchor() -> None:
    assert heads("!!set a: &x !!binary b\nc: !<tag:x,2000:y> d\n") == [
        "case.yaml:1:1: error FIL012 The tag “!!set” is not allowed in a case file",
        "case.yaml:1:13: error FIL012 The tag “!!binary” is not allowed in a case file",
        "case.yaml:2:4: error FIL012 The tag “tag:x,2000:y” is not allowed in a case file",
    ]


def test_a_tag_does_not_smuggle_a_control_character_into_a_message() -> None:
    assert "\x1b" not in printed("c: !<x:%1b[31m> d\n")


def test_aliases_are_allowed_and_the_latest_anchor_counts() -> None:
    assert parse("a: &x 1\nb: *x\nc: &x 2\nd: *x\ne: [*x, *x]\n").data == {
        "a": "1", "b": "1", "c": "2", "d": "2", "e": ["2", "2"],
    }  # fmt: skip


@pytest.mark.parametrize("text", ["a: &x [*x]\n", "a: &x {b: *x}\n", "&x\na: {b: [*x]}\n"])
def test_an_alias_that_contains_itself_is_told(text: str) -> None:
    assert [head.split(": ", 1)[1] for head in heads(text)] == ["error FIL013 The alias “*x” contains itself"]


def test_an_unknown_alias_is_told_after_what_was_wrong_before_it() -> None:
    assert heads("a: 1\na: 2\nb: *x\nc: *y\n") == [
        "case.yaml:2:1: error FIL015 The key “a” is repeated",
        "case.yaml:3:4: error FIL013 There is no anchor “&x” for the alias “*x”",
    ]


def bounded(text: str, seconds: float = 5, megabytes: int = 250) -> list[str]:
    """Return the findings' first lines, and fail when finding them takes long or much memory."""
    tracemalloc.start()
    started = time.monotonic()
    try:
        return heads(text)
    finally:
        _now, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert time.monotonic() - started < seconds
        assert peak < megabytes * 1_000_000


def test_an_alias_bomb_stops_at_two_hundred_thousand_values() -> None:
    names = "abcdefghijkl"
    bomb = f"a: &a [{','.join('x' * 10)}]\n" + "".join(
        f"{name}: &{name} [{','.join([f'*{before}'] * 10)}]\n" for before, name in itertools.pairwise(names)
    )
    [head] = bounded(bomb)
    assert head.endswith(f"error FIL013 The file holds more than {MAX_NODES} values")


def test_a_long_text_repeated_by_aliases_stops_at_ten_million_characters() -> None:
    [head] = bounded(f"a: &a {'x' * 100_000}\nb: [{','.join(['*a'] * 150_000)}]\n")
    assert head == "case.yaml:2:305: error FIL013 The aliases repeat more than 10000000 characters"


def test_many_values_without_aliases_stop_too() -> None:
    [head] = heads(f"a: [{'x,' * (MAX_NODES + 5)}]\n")
    assert head.endswith(f"error FIL013 The file holds more than {MAX_NODES} values")


def test_a_thousand_faults_are_told_a_hundred_at_a_time() -> None:
    assert len(bounded("a: 1\n" * 100_000)) == MAX_FINDINGS


# Depth


def nested(depth: int) -> str:
    return "a: " + "[" * depth + "]" * depth


def test_lists_may_be_nested_forty_deep_and_no_deeper() -> None:
    assert parse(nested(MAX_DEPTH - 1)).data
    assert heads(nested(MAX_DEPTH)) == ["case.yaml:1:43: error FIL014 Lists and keys are nested more than 40 deep"]


@pytest.mark.parametrize(
    "text", [nested(10_000), "a: " + "[" * 10_000, "a: " + "{" * 100_000, "a:\n  " + "- " * 10_000 + "x", "? " * 10_000]
)
def test_ten_thousand_levels_are_refused_at_once(text: str) -> None:
    assert bounded(text)[-1].endswith("error FIL014 Lists and keys are nested more than 40 deep")


def test_aliases_do_not_nest_deeper_than_forty_either() -> None:
    text = "k0: &a0 [x]\n" + "".join(f"k{i}: &a{i} [*a{i - 1}]\n" for i in range(1, 3000))
    assert bounded(text) == ["case.yaml:40:12: error FIL014 Lists and keys are nested more than 40 deep"]


# Properties

_KEYS = st.text(st.characters(codec="utf-8", categories=["L", "N", "Zs", "P"]), min_size=1, max_size=8).filter(
    lambda key: key.strip() == key and key != "<<" and key.isprintable()
)
_TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zl", "Zp", "Cn", "Co"], exclude_characters="\ufeff"),
    max_size=30,
)
_SCALARS = st.one_of(_TEXTS, st.sampled_from(["no", "1e3", "~", "null", "2021-02-30", "å: ä", "# x", "- y", "a\nb\n"]))
_DATA = st.dictionaries(
    _KEYS,
    st.recursive(
        _SCALARS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(_KEYS, inner, max_size=3))
    ),
    min_size=1,
    max_size=4,
)


def composed(value: Any) -> Any:
    """Return data with its keys composed, as reading does; later equal keys would be faults."""
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", key): composed(item) for key, item in value.items()}
    return [composed(item) for item in value] if isinstance(value, list) else value


def size(value: Any) -> int:
    """Return how many values there are in data."""
    if isinstance(value, dict):
        return 1 + sum(size(item) for item in value.values())
    return 1 + sum(size(item) for item in value) if isinstance(value, list) else 1


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from leaves(item, (*path, number))
    else:
        yield path, value


@given(_DATA, st.booleans(), st.sampled_from([20, 80, 1000]))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_another_program_writes_is_read_back_with_every_value_in_its_place(
    data: dict[str, Any], flow: bool, columns: int
) -> None:
    if size(composed(data)) != size(data):
        return
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow, width=columns, sort_keys=False)
    tree = parse(text)
    assert tree.data == composed(data)
    for path, value in leaves(tree.data):
        place = tree.places[path]
        if place.style is None and place.value.line == place.value.end_line:
            assert cut(tree, *path) == value
        assert place.value >= (1, 1, 1, 1)


def assert_inside(text: str, error: FindingsError) -> None:
    """Check that every finding points into the file and can be shown."""
    lines = TextFile("f", text).lines
    assert error.findings
    for finding in error.findings:
        line, column, end_line, end_column = finding.span
        assert (line, column) <= (end_line, end_column)
        assert 1 <= line <= end_line <= len(lines)
        assert 1 <= column <= len(lines[line - 1]) + 1
        assert 1 <= end_column <= len(lines[end_line - 1]) + 1
        assert finding.excerpt in (lines[line - 1], None)
        assert finding.message
        assert finding_lines(finding)


def assert_read(text: str) -> None:
    """Read a text as a case; whatever is wrong must be findings inside it."""
    try:
        decoded = decode(text.encode("utf-8", "surrogatepass"), "f")
    except FindingsError as error:
        shown = [finding_lines(finding) for finding in error.findings]
    else:
        shown = []
        try:
            validate(Case, parse_yaml(TextFile("f", decoded)))
        except FindingsError as error:
            assert_inside(decoded, error)
    assert all(shown)


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_any_text_is_a_case_or_findings_inside_the_file(text: str) -> None:
    assert_read(text)


_PIECES = ["\n", "\r\n", "\r", "  ", "\t", ": ", ":", "- ", "? ", "[", "]", "{", "}", ",", "#", " #", "&a ", "*a",
           "!x ", "|", ">", "'", '"',
           "\\", "%", "@", "`", "---", "...", "<<: ", "a: ", "å", "🚲", "\u00a0", "\u0308", "null", "~", "''",
           "|9"]  # fmt: skip


@given(st.lists(st.sampled_from(_PIECES), max_size=14).map("".join))
@settings(max_examples=300, deadline=None)
@example("? a\n? a\n")
@example(": [a\n]")
@example("{? {? {a: &a }: *a }: }")
@example("'\\\n':")
@example("? [? [a]: b]\n: c\n")
def test_any_signs_of_yaml_are_a_case_or_findings_inside_the_file(text: str) -> None:
    assert_read(text)


_REFERENCE = REFERENCE.read_text(encoding="utf-8")
_OUTLINE = "\n".join(line[:60] for line in _REFERENCE.split("\n"))  # as many faults to make, in a tenth of the text


@given(st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_a_case_with_random_slips_is_a_case_or_findings_inside_the_file(data: st.DataObject) -> None:
    text = _OUTLINE
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.sampled_from([0, 0, 1, 1, 2, 10, 200]))
        text = text[:start] + data.draw(st.sampled_from(["", *_PIECES])) + text[start + length :]
    assert_read(text)


def test_the_reference_case_is_read_whole(reference: str) -> None:
    tree = parse(reference)
    assert validate(Case, tree).title.startswith("Förslag till avtal om strategiskt partnerskap")
    assert Path(REFERENCE).stem == validate(Case, tree).diary_number.file_stem
