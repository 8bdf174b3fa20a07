"""`ksflow check --fix` writes what a rule says, into every kind of value, and changes nothing else."""

from __future__ import annotations

import dataclasses
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from _pytest.mark.structures import ParameterSet
from hypothesis import given, settings
from hypothesis import strategies as st
from rulecases import workspace_with

from ksflow.batch.checking import check_case
from ksflow.batch.fixing import Fixed, fix_cases
from ksflow.organisation.workspace import Workspace, find_workspace
from ksflow.rules import engine
from ksflow.rules.engine import Fixing, Problem, Rule, rules
from ksflow.rules.examples import Example, examples, read_examples
from ksflow.rules.manuscript import Manuscript
from ksflow.rules.passages import Form, plain_passage
from ksflow.sources.textfile import read_text_file
from ksflow.sources.yamltree import parse_yaml

MORE = Path(__file__).parent / "examples"


def mended_examples() -> list[ParameterSet]:
    found: list[ParameterSet] = []
    for code in rules():
        every = examples(code).bad
        if (more := MORE / f"{code}.yaml").exists():
            every = [*every, *read_examples(more.read_text("utf-8")).bad]
        numbered = enumerate((one for one in every if one.mended), 1)
        found += [pytest.param(code, example, id=f"{code}-{number}") for number, example in numbered]
    return found


def fix(workspace: Workspace, *paths: Path, code: str = "") -> list[Fixed]:
    results = list(fix_cases(workspace, list(paths), lambda one: one.startswith(code), unsafe=True))
    assert [result.bug for result in results] == [None] * len(results)
    return results


def data(path: Path) -> dict[str, object]:
    return parse_yaml(read_text_file(path, path.name)).data


@pytest.mark.parametrize(("code", "example"), mended_examples())
def test_a_bad_example_becomes_its_mended_text(code: str, example: Example, tmp_path: Path) -> None:
    if (tool := rules()[code].tool) and (missing := tool.missing()):
        pytest.skip(missing)
    workspace, path = workspace_with(example, tmp_path)
    fix(workspace, path, code=code)
    assert example.mended is not None
    if example.clauses:
        wanted = dataclasses.replace(example, clauses=[line for line in example.mended.splitlines() if line.strip()])
    else:
        wanted = dataclasses.replace(example, text=example.mended)
    assert data(path) == wanted.in_case()
    assert [finding for finding in check_case(workspace, path) if finding.code == code and finding.fix] == []


def test_every_rule_that_mends_shows_what_it_writes() -> None:
    mending = {code for code, rule in rules().items() if rule.fixing is not Fixing.NONE}
    shown = {param.values[0] for param in mended_examples()}
    assert mending - shown == set()


# Every way of writing a value

FAULT = "Akademierna och dess"
WORDS = ["kommunen", "väg", "ån", "och", "100", "e-post", "*kursiv*", "avtal,", "slut.", FAULT, FAULT]
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=12).filter(lambda words: FAULT in words)


@st.composite
def values(draw: st.DrawFn) -> str:
    """Return a text of a section as a YAML value that stands after "text:"."""
    words = " ".join(["Alla", *draw(TEXTS)]).split(" ")
    style = draw(st.sampled_from(["plain", "single", "double", "|", ">", "|-", "|1", ">+"]))
    breaks = draw(st.lists(st.booleans(), min_size=len(words), max_size=len(words)))
    gaps = ["\n      " if broken else " " for broken in breaks]
    text = "".join(word + gap for word, gap in zip(words, gaps, strict=True)).rstrip()
    if style == "plain":
        return f" {text}"
    if style == "single":
        return f" 'Så kallade ''{text}'"
    if style == "double":
        return f' "\\"Å\\u00e5\\" \\t{text}"'
    return f" {style}\n      {text}\n"


@st.composite
def files(draw: st.DrawFn) -> tuple[str, bytes]:
    """Return the text of a case before mending, and its bytes."""
    value = draw(values())
    text = CASE.replace("@", value.rstrip("\n"))
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n", "\r"])))
    return text, draw(st.sampled_from([b"", b"\xef\xbb\xbf"])) + text.encode()


CASE = """\
# Akademierna och dess — en kommentar står som den står   \n\
"diarienummer": KS-2024/120   # och dess
datum: 2024-03-04
rubrik:   'Riktlinjer'
nämnd: Kommunstyrelsen
handläggare: {namn: Anna Lindqvist}
beslutsförslag: [{att: ["Riktlinjer antas."]}]
sammanfattning: >-
   Reglerna samlas.
avsnitt:
  - rubrik: Bakgrund
    text:@
  - {rubrik: Slut, text: "Slut."}   # till sist
"""


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        workspace_with(Example(), root)
        yield root


def mended_bytes(before: bytes) -> bytes:
    """Return what mending must make of a file: the words of the value alone are replaced."""
    head, mark, body = before.partition(b"text:")
    return head + mark + body.replace(b"dess", b"deras")


@given(files())
@settings(max_examples=150, deadline=None)
def test_only_the_words_change_however_the_value_is_written(folder: Path, file: tuple[str, bytes]) -> None:
    workspace, path = find_workspace(folder), folder / "cases" / "KS-2024-120.yaml"
    path.write_bytes(file[1])
    before = data(path)
    (fixed,) = fix(workspace, path, code="SPR006")
    assert fixed.dropped == []
    assert path.read_bytes() == mended_bytes(file[1])
    assert repr(data(path)) == re.sub(r"och((?: |\\n)+)dess", r"och\1deras", repr(before))
    assert fix(workspace, path, code="SPR006")[0].changes == []


def writing(old: str, instead: str, *, content: bool = True) -> Rule:
    """Return a rule that has words written otherwise; it is never content if it finds its own ones too."""

    def check(manuscript: Manuscript) -> Iterator[Problem]:
        for excerpt, _match in manuscript.search(re.compile(re.escape(old))):
            if not (content and old in instead and instead in excerpt.passage.text):
                yield Problem(excerpt, "…", None, instead)

    return dataclasses.replace(rules()["SPR006"], check=check, fixing=Fixing.SAFE)


STYLED = {
    "plain": "{}",
    "single": "'{}'",
    "double": '"{}"',
    "literal": "|\n      {}",
    "folded": ">-\n      {}",
    "flow": "{{}}",
}


def replaced(tree: object, old: str, new: str) -> object:
    if isinstance(tree, dict):
        return {key: replaced(value, old, new) for key, value in tree.items()}
    if isinstance(tree, list):
        return [replaced(value, old, new) for value in tree]
    return tree.replace(old, new) if isinstance(tree, str) else tree


@given(
    st.sampled_from(list(STYLED)), st.text(st.sampled_from("ab å:#\"'\\*_-[]{}&!|>%@`,.1\t"), max_size=8), st.booleans()
)
@settings(max_examples=400, deadline=None)
def test_whatever_a_rule_writes_the_file_says_that_or_stays(
    folder: Path, style: str, instead: str, first: bool
) -> None:
    workspace, path = find_workspace(folder), folder / "cases" / "KS-2024-120.yaml"
    value = "ordet står här" if first else "Här står ordet i texten"
    text = CASE.replace("@", f" {STYLED[style].replace('{}', value)}")
    if style == "flow":
        text = CASE.replace("    text:@", "    avsnitt: [{rubrik: Inre, text: " + value + "}]")
    path.write_text(text, encoding="utf-8")
    before = data(path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "rules", lambda: {"SPR006": writing("ordet", instead)})
        (fixed,) = fix(workspace, path)
    after = path.read_text(encoding="utf-8")
    if after == text:
        return
    assert fixed.dropped == []
    assert data(path) == replaced(before, value, value.replace("ordet", instead))
    start = text.index("ordet")
    assert after.startswith(text[:start])
    assert after.endswith(text[start + len("ordet") :])


@pytest.mark.parametrize(
    ("text", "old", "instead", "becomes"),
    [
        ("i enighet med lagen", "i enighet med", "i enlighet med", "i enlighet med lagen"),
        ("det att att sägs", "att att", "att", "det att sägs"),
        ("det att\n      att sägs", "att att", "att", "det att sägs"),
        ("i\n      enighet med", "i enighet med", "i enlighet med", "i\n      enlighet med"),
        ("här  finns två", "här  finns", "här finns", "här finns två"),
        ("får uppdrag att", "får uppdrag", "får i uppdrag", "får i uppdrag att"),
        ("uppdrag ges", "uppdrag", "ett uppdrag", "ett uppdrag ges"),
        ("kostar 10%", "10%", "10\u00a0%", "kostar 10\u00a0%"),
    ],
)
def test_the_less_is_touched_the_more_can_be_mended(
    text: str, old: str, instead: str, becomes: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, path = find_workspace(folder), folder / "cases" / "KS-2024-120.yaml"
    path.write_text(CASE.replace("@", f" |\n      {text}"), encoding="utf-8")
    monkeypatch.setattr(engine, "rules", lambda: {"SPR006": writing(old, instead)})
    fix(workspace, path)
    assert path.read_text(encoding="utf-8") == CASE.replace("@", f" |\n      {becomes}")


@pytest.mark.parametrize(
    "text",
    [
        "|\n      här står or*det* i texten",  # Markdown among the letters
        "här står or&shy;det i texten",
    ],
)
def test_words_that_the_file_writes_otherwise_are_left(
    text: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, path = find_workspace(folder), folder / "cases" / "KS-2024-120.yaml"
    whole = CASE.replace("@", f" {text}")
    path.write_text(whole, encoding="utf-8")
    monkeypatch.setattr(engine, "rules", lambda: {"SPR006": writing("ordet", "satsen")})
    assert fix(workspace, path) == [Fixed([], [], [])]
    assert path.read_text(encoding="utf-8") == whole


@pytest.mark.parametrize(
    ("value", "old", "becomes"),
    [
        ('"står or\\u0064et här"', "ordet", '"står \\"så\\" och \'så\' här"'),
        ('"står \\\\ordet här"', "\\ordet", '"står \\"så\\" och \'så\' här"'),
        ("'står o''det här'", "o'det", "'står \"så\" och ''så'' här'"),
        ('"står och\\\n      ordet här"', "ordet", '"står och\\\n      \\"så\\" och \'så\' här"'),
    ],
)
def test_what_quotation_marks_escape_is_read_and_written_so(
    value: str, old: str, becomes: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace, path = find_workspace(folder), folder / "cases" / "KS-2024-120.yaml"
    path.write_text(CASE.replace("@", f" {value}"), encoding="utf-8")
    monkeypatch.setattr(engine, "rules", lambda: {"SPR006": writing(old, "\"så\" och 'så'")})
    fix(workspace, path)
    assert path.read_text(encoding="utf-8") == CASE.replace("@", f" {becomes}")


def test_a_backslash_is_written_so_that_it_is_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, path = find_workspace(folder), folder / "cases" / "KS-2024-120.yaml"
    path.write_text(CASE.replace("@", ' "står ordet här"'), encoding="utf-8")
    monkeypatch.setattr(engine, "rules", lambda: {"SPR006": writing("ordet", "a\\b")})
    fix(workspace, path)
    assert path.read_text(encoding="utf-8") == CASE.replace("@", ' "står a\\\\b här"')


HEADING = """|
      **Avgifter**

      Avgifter tas inte ut.

      - ett
"""


@pytest.mark.parametrize(
    ("instead", "is_made"),
    [
        ("### Avgifter", True),  # the line itself may become something else
        ("### Avgifter\\", True),
        ("[ett]: /url", True),
        ("`", True),
        ("<!--", False),  # what follows would be swallowed
        ("    ", False),  # YAML would take the blanks for the indentation
    ],
)
def test_an_edit_of_markdown_changes_its_own_line_alone(
    instead: str, is_made: bool, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check(manuscript: Manuscript) -> Iterator[Problem]:
        for passage in manuscript.passages:
            if (at := passage.field.text.find("**Avgifter**")) >= 0:
                source = plain_passage(passage.field, Form.PARAGRAPH)
                yield Problem(source.excerpt(at, at + 12), "…", None, instead)

    workspace, path = find_workspace(folder), folder / "cases" / "KS-2024-120.yaml"
    whole = CASE.replace("@", f" {HEADING.rstrip()}")
    path.write_text(whole, encoding="utf-8")
    rule = dataclasses.replace(rules()["SPR006"], check=check)
    monkeypatch.setattr(engine, "rules", lambda: {"SPR006": rule})
    fix(workspace, path)
    assert path.read_text("utf-8") == (whole.replace("**Avgifter**", instead) if is_made else whole)


def test_a_text_that_an_alias_repeats_is_left_and_told(folder: Path) -> None:
    workspace, path = find_workspace(folder), folder / "cases" / "KS-2024-120.yaml"
    whole = CASE.replace("@", f" &a {FAULT} lokaler.").replace('"Slut."', "*a")
    path.write_text(whole, encoding="utf-8")
    (fixed,) = fix(workspace, path, code="SPR006")
    assert [(name[-16:], edit.code) for name, edit in fixed.dropped] == [("KS-2024-120.yaml", "SPR006")]
    assert path.read_text(encoding="utf-8") == whole


def test_overlapping_edits_are_made_one_after_the_other(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, path = find_workspace(folder), folder / "cases" / "KS-2024-120.yaml"
    path.write_text(CASE.replace("@", " idag är en dag, idag"), encoding="utf-8")
    one, other = writing("idag är", "i dag är"), writing("är en dag", "är en bra dag")
    monkeypatch.setattr(engine, "rules", lambda: {"SPR006": one, "SPR007": dataclasses.replace(other, code="SPR007")})
    fix(workspace, path)
    assert "text: i dag är en bra dag, idag\n" in path.read_text(encoding="utf-8")


def test_a_rule_that_is_never_content_ends_all_the_same(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, path = find_workspace(folder), folder / "cases" / "KS-2024-120.yaml"
    path.write_text(CASE.replace("@", " ordet"), encoding="utf-8")
    monkeypatch.setattr(engine, "rules", lambda: {"SPR006": writing("ordet", "ordet ordet", content=False)})
    fix(workspace, path)
    assert path.read_text(encoding="utf-8").count("ordet") <= 2**10


def test_a_fault_of_ksflow_while_mending_is_a_finding(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace, path = find_workspace(folder), folder / "cases" / "KS-2024-120.yaml"
    path.write_text(CASE.replace("@", " ordet"), encoding="utf-8")

    def broken(_manuscript: Manuscript) -> Iterator[Problem]:
        raise ZeroDivisionError
        yield

    rule = dataclasses.replace(rules()["SPR006"], check=broken)
    monkeypatch.setattr(engine, "rules", lambda: {"SPR006": rule})
    (fixed,) = fix_cases(workspace, [path], lambda _code: True, unsafe=False)
    assert fixed.bug is not None
    assert fixed.bug.code == "FIL999"
