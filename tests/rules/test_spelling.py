"""SPR002 asks hunspell; here a program that knows a handful of words stands in for it, and the real one where it is."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rulecases import checked, workspace_with

from conftest import Outcome
from ksflow.batch.fixing import fix_cases
from ksflow.batch.tools import CODES, tools_state
from ksflow.rules.engine import rules
from ksflow.rules.examples import Example
from ksflow.rules.hunspell import HUNSPELL, Hunspell

ON: dict[str, object] = {"regler": {"SPR002": "varning"}}
PROGRAM = """\
#!{python}
import os, sys
known = open("sv_SE.dic", encoding="utf-8").read().split()
log = open(os.environ["HUNSPELL_LOG"], "a", encoding="utf-8")
print("start", *sys.argv[1:], file=log, flush=True)
out = open(1, "w", encoding="utf-8", closefd=False)
print("@(#) International Ispell Version 3.2.06 (but really Hunspell)", file=out, flush=True)
for line in open(0, encoding="utf-8", closefd=False):
    word = line.strip().removeprefix("^")
    print(word, file=log, flush=True)
    if word == "dör":
        sys.exit(1)
    if word in known or word.lower() in known:
        print("*\\n", file=out, flush=True)
    elif word == "komunen":
        print("& komunen 1 1: kommunen\\n", file=out, flush=True)
    elif word == "bygd":
        print("& bygd 4 1: byggd, byggt, bygde, byg\\n", file=out, flush=True)
    else:
        print("# " + word + " 1\\n", file=out, flush=True)
"""


@pytest.fixture
def hunspell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., list[str]]]:
    """Install a hunspell that knows these words; return what it has been asked so far."""
    folder = tmp_path / "verktyg"
    folder.mkdir()
    log = tmp_path / "log.txt"
    log.touch()

    def install(*words: str) -> list[str]:
        program = folder / "hunspell"
        program.write_text(PROGRAM.replace("{python}", sys.executable), "utf-8")
        program.chmod(0o755)
        (folder / "sv_SE.aff").write_text("SET UTF-8\n", "utf-8")
        (folder / "sv_SE.dic").write_text("\n".join([*words, *COMMON]), "utf-8")
        return log.read_text("utf-8").splitlines()

    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setenv("DICPATH", str(folder))
    monkeypatch.setenv("HUNSPELL_LOG", str(log))
    yield install
    HUNSPELL.close()


# The words of the case that examples change.
COMMON = re.findall(
    r"\w+",
    """
    kommunen lånar ut lokaler till föreningar utan avgift reglerna samlas nu riktlinjer som gäller alla finns för lån
    varje skola har hittills haft egna regler vuxit fram under många år riktlinjerna bilaga ersätter dem medför inga
    kostnader eftersom föreningarna själva städar lokalerna efter sig får stöd lika villkor enligt kommunallagen
    daterade antas den mars bakgrund ekonomiska konsekvenser juridiska kommunens på ge av och i skolornas kvällarna kap
    att det är en ett
    """,
)


def found(text: str, folder: Path, **municipality: object) -> list[tuple[str, str | None]]:
    result = checked(Example(text=text, municipality={**ON, **municipality}), folder)
    return [(result.marked(finding), finding.help) for finding in result.of("SPR002")]


def test_an_unknown_word_is_told_once_with_what_is_suggested(
    tmp_path: Path, hunspell: Callable[..., list[str]]
) -> None:
    hunspell()
    add = "put it into “ordlista” under “husregler” in kommun.yaml if it is right"
    assert found("Den komunen är bygd, och komunen är en ågt.", tmp_path) == [
        ("komunen", f"Perhaps “kommunen”; {add}"),
        ("bygd", f"Perhaps “byggd”, “byggt”, “bygde”; {add}"),
        ("ågt", f"Correct it, or {add}"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Det är Blåqvist, SÖRAB och ForumX.",  # begin with a capital inside a sentence
        "Det är Blåqvist. Blåqvist är ett. Blåqvists lokaler.",  # so it is a name at the beginning, too
        "Det är zz9, a@okänd.se, okänd.se, www.okänd.se och ”okänd” lokaler.",
        "Det är okända- och lokaler, KF:s lokaler.",
        "Det är `okänd` lokaler.",
        "Det är Storköpings bostäder och storköpings kommun.",  # names of kommun.yaml, however they are written
    ],
)
def test_what_is_no_word_of_the_language_is_passed_over(
    text: str, tmp_path: Path, hunspell: Callable[..., list[str]]
) -> None:
    hunspell()
    assert found(text, tmp_path) == []


def test_a_capital_that_begins_a_sentence_is_judged(tmp_path: Path, hunspell: Callable[..., list[str]]) -> None:
    hunspell()
    assert [word for word, _help in found("Okänd är en lokaler. Kommunen är ett.", tmp_path)] == ["Okänd"]


def test_the_municipality_has_a_word_list(tmp_path: Path, hunspell: Callable[..., list[str]]) -> None:
    hunspell()
    words = {"ordlista": ["flexpark", "Medborgarlöfte"]}
    assert found("Det är en flexpark, en flexparks medborgarlöfte.", tmp_path, husregler=words) == []


def test_one_process_answers_for_all_cases_and_is_asked_once_about_a_word(
    tmp_path: Path, hunspell: Callable[..., list[str]]
) -> None:
    hunspell()
    for number in range(3):
        found("Det är en komunen.", tmp_path / str(number))
    asked = hunspell()
    assert sum(line.startswith("start") for line in asked) == 1
    assert asked.count("komunen") == 1
    assert "-p /dev/null" in asked[0]  # no word list of the person who happens to run it


def test_hunspell_that_dies_hides_no_other_finding(tmp_path: Path, hunspell: Callable[..., list[str]]) -> None:
    hunspell()
    result = checked(Example(text="Det är dör, akademierna och dess lokaler.", municipality=ON), tmp_path)
    assert [finding.code for finding in result.findings] == ["SPR006"]


def test_the_state_changes_with_the_dictionary(tmp_path: Path, hunspell: Callable[..., list[str]]) -> None:
    hunspell()
    before = Hunspell().state()
    assert "sv_SE.dic" in before
    hunspell("fler", "ord")
    assert Hunspell().state() != before


def test_what_a_check_may_remember_hangs_on_the_dictionary_where_it_is_asked(
    workspace: Path, hunspell: Callable[..., list[str]]
) -> None:
    hunspell()
    kommun = (workspace / "kommun.yaml").read_text("utf-8")
    assert tools_state(workspace) == ""
    (workspace / "kommun.yaml").write_text(f"{kommun}regler: {{SPR002: av}}\n", "utf-8")
    assert tools_state(workspace) == ""
    (workspace / "kommun.yaml").write_text(f"{kommun}regler: {{SPR002: info}}\n", "utf-8")
    before = tools_state(workspace)
    assert before.startswith("SPR002 ")
    hunspell("fler", "ord")
    assert tools_state(workspace) != before


def test_the_rules_that_ask_a_program_are_all_known() -> None:
    assert {code for code, rule in rules().items() if rule.tool} == CODES
    assert not any(rules()[code].on for code in CODES)  # a check need not look further than kommun.yaml


def test_a_single_suggestion_is_written_only_by_unsafe_fixes(
    tmp_path: Path, hunspell: Callable[..., list[str]]
) -> None:
    hunspell()
    workspace, path = workspace_with(Example(text="Det är komunen. Det är bygd.", municipality=ON), tmp_path)
    before = path.read_text("utf-8")
    list(fix_cases(workspace, [path], lambda code: code == "SPR002", unsafe=False))
    assert path.read_text("utf-8") == before
    list(fix_cases(workspace, [path], lambda code: code == "SPR002", unsafe=True))
    assert path.read_text("utf-8") == before.replace("är komunen", "är kommunen")


@pytest.mark.parametrize("lacking", ["program", "dictionary"])
def test_without_hunspell_one_line_says_so_and_the_check_goes_on(
    lacking: str, workspace: Path, write_case: Callable[..., Path], ksflow: Callable[..., Outcome],
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hunspell: Callable[..., list[str]],
) -> None:  # fmt: skip
    hunspell()
    with (workspace / "kommun.yaml").open("a", encoding="utf-8") as file:
        file.write("regler: {SPR002: varning}\n")
    for number in range(2):
        write_case(FAULTY.replace("120", f"12{number}"), f"{number}.yaml")
    if lacking == "program":
        monkeypatch.setenv("PATH", str(tmp_path))
        reason = "The program hunspell is not installed"
    else:
        monkeypatch.setattr("ksflow.rules.hunspell._folders", lambda *_: iter([tmp_path]))
        monkeypatch.setattr("ksflow.rules.hunspell._installed", lambda *_: None)
        reason = "hunspell has no Swedish dictionary (sv_SE.dic)"
    outcome = ksflow("check")
    assert outcome.code == 0
    assert outcome.stderr.splitlines()[0] == f"ksflow: SPR002 is not looked for: {reason}"
    assert outcome.stderr.count("SPR002") == 1
    assert "FIL115" not in outcome.stdout  # nobody knows whether the entry is needed


FAULTY = """\
diarienummer: KS-2024/120
datum: 2024-03-04
rubrik: Riktlinjer
nämnd: Kommunstyrelsen
handläggare: {namn: Anna Lindqvist}
beslutsförslag: [{att: [Riktlinjer antas.]}]
sammanfattning: Den komunen.
ignorera: [{regel: SPR002, skäl: Det heter så}]
"""


@pytest.mark.skipif(HUNSPELL.missing() is not None, reason="hunspell with a Swedish dictionary is not installed")
def test_the_real_dictionary_knows_the_words_of_municipalities(tmp_path: Path) -> None:
    assert shutil.which("hunspell")
    text = (
        "Tjänsteutlåtandet om markanvisningsavtal och barnkonsekvensanalys lämnas till kommunstyrelseförvaltningen. "
        "Handlägare skriver tjänsteutlåtnade om sammhället."
    )
    words = [word for word, _help in found(text, tmp_path)]
    assert words == ["Handlägare", "tjänsteutlåtnade", "sammhället"]
