"""Where words stand: spans cover a text once, and what a finding marks is what stands there in the file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ksflow.casefile.loading import Inspected, inspect_case
from ksflow.organisation.workspace import Workspace, find_workspace
from ksflow.rules.engine import Fixing, Rule, find_problems, rules
from ksflow.rules.examples import Example
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import MASK, Excerpt
from ksflow.rules.spans import ALL, PROSE, spans_of
from ksflow.sources.textfile import TextFile, first_forbidden

ROOT = Path(__file__).parents[2]
CASES = [*sorted((ROOT / "cases").glob("*.yaml")), *sorted((ROOT / "tests/data/rules/prose").glob("*.yaml"))]

_WORDS = [
    "avtalet", "det föreslagna partnerskap", "ska ska", "2 kap. 3 § kommunallagen (1991:900)", "”citat”", '"rakt"',
    "'", "KS-2021/1682.103", "08-53530000", "5%", "1.250.000 kr", "den 4 mars 2024", "2024-03-04", "a.b@c.se",
    "www.x.se/y", "forskare/lärare", "och/eller", "ggr/år", "m.m.", "idag", "skall", "*kursiv*", "**fet**", "`kod`",
    "[länk](www.x.se)", "\n", "\n\n", "\n- ", "\n  - ", "\n1. ", "  ", " ", "(", ")", ".", ",", ":", "\u00a0",
    "\u00ad", "\u200b", "o\u0308", "\n\n| a | b |\n|---|---|\n| c  | d |\n\n", "\n> ", "&amp;", "\\", "\\\n", "é",
    "Ö", "𝒳", "\t", "```\nx  y\n```\n", "[^1]", "\n\n[^1]: not.\n", "# ", "![bild](b.png)", "<b>", "---",
    "\n\n    kod  här\n",
]  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=25).map(" ".join),
    st.lists(st.sampled_from(_WORDS), min_size=1, max_size=25).map("".join),
    st.text(st.characters(blacklist_categories=("Cs", "Cc", "Co", "Cn")), min_size=1, max_size=80),
).filter(lambda text: text.strip() != "" and first_forbidden(text) is None)


@given(st.text(max_size=200) | TEXTS, st.sets(st.sampled_from(["Anna Berg", "Berg", "avtalet AB"])))
@settings(max_examples=200, deadline=None)
def test_spans_cover_a_text_exactly_once(text: str, names: set[str]) -> None:
    spans = spans_of(text, (), frozenset(names))
    assert [span.start for span in spans[:1]] == ([0] if text else [])
    assert all(before.end == after.start for before, after in pairwise(spans))
    assert all(span.start < span.end for span in spans)
    assert (spans[-1].end if spans else 0) == len(text)


@given(TEXTS)
@settings(max_examples=200, deadline=None)
def test_a_masked_text_is_as_long_as_the_text(text: str) -> None:
    for passage in manuscript_of(text).passages:
        assert passage.view(ALL) == passage.text
        assert len(passage.view(PROSE)) == len(passage.text)
        assert passage.view(frozenset()) == MASK * len(passage.text)


def written(manuscript: Manuscript, excerpt: Excerpt) -> str | None:
    """Return what stands in the file where an excerpt is said to stand; None when its place is not known."""
    found = manuscript.file_range(excerpt)
    return None if found is None else manuscript.file_of(excerpt.passage.field).text[slice(*found)]


def assert_every_word_stands_where_it_is_said_to(manuscript: Manuscript) -> None:
    for passage in manuscript.passages:
        at = 0
        for word in passage.text.split():
            at = passage.text.index(word, at)
            excerpt = passage.excerpt(at, at + len(word))
            if excerpt.is_plain and (found := written(manuscript, excerpt)) is not None:
                quote = manuscript.inspected.tree.place(passage.path).style or ""
                escaped = quote in ("'", '"') and not passage.field.file
                assert (yaml.safe_load(f"{quote}{found}{quote}") if escaped else found) == word
            at += len(word)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_every_word_of_a_case_stands_where_it_is_said_to(path: Path) -> None:
    workspace = find_workspace(ROOT)
    manuscript = Manuscript(inspect_case(path, workspace.municipality, workspace.root), workspace.municipality)
    assert_every_word_stands_where_it_is_said_to(manuscript)
    words = sum(len(passage.text.split()) for passage in manuscript.passages)
    known = [passage for passage in manuscript.passages if written(manuscript, passage.excerpt(0, 1)) is not None]
    assert words > 100
    assert known == manuscript.passages, "every place is known"


STYLES: dict[str, Callable[[str], str]] = {
    "literal": lambda text: "|\n" + "".join(f"      {line}\n" if line else "\n" for line in text.split("\n")),
    "folded": lambda text: ">\n" + "".join(f"      {line}\n" if line else "\n" for line in text.split("\n")),
    "single": lambda text: "'" + text.replace("'", "''") + "'\n",
    "double": lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"\n',
    "plain": lambda text: text + "\n",
}

SAID = "Han sade \"ja\" och 'nej' till c:\\mapp; det förslagna avtalet gäller idag, ”sade” hon."


@pytest.mark.parametrize("style", STYLES)
def test_every_word_is_found_however_the_value_is_written(style: str, tmp_path: Path) -> None:
    manuscript = manuscript_of_yaml(STYLES[style](SAID), tmp_path)
    text = next(passage for passage in manuscript.passages if passage.path == ("avsnitt", 0, "text"))
    assert text.text.split() == SAID.split()
    escapes: dict[str, Callable[[str], str]] = {
        "single": lambda word: word.replace("'", "''"),
        "double": lambda word: word.replace('"', '\\"'),
    }
    at = 0
    for word in SAID.split():
        at = text.text.index(word, at)
        found = written(manuscript, text.excerpt(at, at + len(word)))
        expected = escapes.get(style, str)(word)
        assert found == (expected.replace("\\mapp", "\\\\mapp") if style == "double" else expected)
        at += len(word)


def manuscript_of_yaml(value: str, folder: Path) -> Manuscript:
    """Return a case in which a section's text is written in a given way."""
    data = Example().in_case()
    sections = data.pop("avsnitt")
    rest = yaml.safe_dump(data, allow_unicode=True)
    text = f"{rest}avsnitt:\n  - rubrik: Bakgrund\n    text: {value}"
    path = folder / "fall.yaml"
    path.write_text(text, "utf-8")
    assert sections
    return Manuscript(inspect_case(path, workspace().municipality, ROOT), workspace().municipality)


@cache
def workspace() -> Workspace:
    return find_workspace(ROOT)


def manuscript_of(text: str) -> Manuscript:
    """Return a case with a text in a section."""
    data = Example().in_case()
    data["avsnitt"][0]["text"] = text
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fall.yaml"
        path.write_text(yaml.safe_dump(data, allow_unicode=True, width=60), "utf-8")
        return Manuscript(inspect_case(path, workspace().municipality, ROOT), workspace().municipality)


@given(TEXTS)
@example("a\n\n> (\n\n- ”\n")
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_makes_a_rule_fail_and_every_place_can_be_shown(text: str) -> None:
    manuscript = manuscript_of(text)
    for _rule, problem in find_problems(manuscript, list(rules().values())):
        if isinstance(problem.place, Excerpt):
            place = problem.place
            assert 0 <= place.start < place.end <= len(place.passage.text)
            assert problem.instead != place.text, "says something else than what stands there"
            manuscript.span(place)
        else:
            manuscript.inspected.span(problem.place)


SAFE = [rule for rule in rules().values() if rule.fixing is Fixing.SAFE]


@given(TEXTS, st.sampled_from(SAFE))
@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_what_a_safe_rule_writes_comes_to_an_end(text: str, rule: Rule) -> None:
    for _round in range(3):  # what has been mended may bring two blanks together
        text = mended_text(rule, text)
    assert not fixes(rule, manuscript_of(text))


def fixes(rule: Rule, manuscript: Manuscript) -> list[tuple[int, int, str]]:
    """Return what a rule writes into the text of the section, by the places in that text."""
    found: list[tuple[int, int, str]] = []
    for _rule, problem in find_problems(manuscript, [rule]):
        place = problem.place
        if problem.instead is not None and isinstance(place, Excerpt) and place.is_plain:
            found.append((*place.passage.range(place.start, place.end), problem.instead))
    return found


def mended_text(rule: Rule, text: str) -> str:
    for start, end, instead in sorted(fixes(rule, manuscript_of(text)), reverse=True):
        text = text[:start] + instead + text[end:]
    return text


@given(TEXTS)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_every_word_of_any_text_stands_where_it_is_said_to(text: str) -> None:
    assert_every_word_stands_where_it_is_said_to(manuscript_of(text))


@pytest.mark.parametrize("text", ["diarienummer: 1\n", "rubrik: ''\navsnitt: [{text: Kort.}, 1, {rubrik: {a: b}}]\n"])
def test_a_case_with_hardly_any_text_makes_no_rule_fail(text: str, tmp_path: Path) -> None:
    path = tmp_path / "fall.yaml"
    path.write_text(text, "utf-8")
    manuscript = Manuscript(inspect_case(path, workspace().municipality, ROOT), workspace().municipality)
    assert list(find_problems(manuscript, list(rules().values()))) == []


def test_a_text_in_a_file_of_its_own_has_its_places_there(tmp_path: Path) -> None:
    source = TextFile("text.md", "# Rubrik\n\nDet förslagna *avtalet* gäller.\n")
    manuscript = manuscript_of("Kommunen lånar ut lokaler.")
    inspected: Inspected = replace(manuscript.inspected, texts={("avsnitt", 0): source})
    own = Manuscript(inspected, manuscript.municipality)
    found = [passage for passage in own.passages if passage.field.file]
    assert [passage.text for passage in found] == ["Rubrik", "Det förslagna avtalet gäller."]
    assert_every_word_stands_where_it_is_said_to(own)
    assert written(own, found[1].excerpt(4, 13)) == "förslagna"
    assert own.span(found[1].excerpt(4, 13)) == (3, 5, 3, 14)
