"""Repeated sentences: which place is named, and what is said about the difference."""

from __future__ import annotations

from pathlib import Path

from rulecases import workspace_with

from ksflow.batch.checking import check_case
from ksflow.rules.examples import Example
from ksflow.sources.findings import Finding

SENTENCE = "Varje skola har hittills haft egna regler för lån av lokaler."


def found(example: Example, folder: Path, text: str) -> list[Finding]:
    """Check a case that has a section in a file of its own."""
    workspace, path = workspace_with(example, folder)
    (path.parent / "text.md").write_text(text, encoding="utf-8")
    return [one for one in check_case(workspace, path) if one.code in ("INN004", "INN005")]


def in_file(summary: str) -> Example:
    background = {"rubrik": "Bakgrund", "fil": "text.md"}
    return Example(case={"sammanfattning": summary, "avsnitt": [background]})


def test_a_sentence_of_a_file_is_found_there_and_the_other_named_with_its_file(tmp_path: Path) -> None:
    (finding,) = found(in_file(SENTENCE), tmp_path, f"Bilaga 1 är ny.\n\n{SENTENCE}\n")
    assert finding.file.endswith("cases/text.md")
    assert finding.span.line == 3
    case = finding.file.replace("text.md", "KS-2024-120.yaml")
    text = (tmp_path / "cases" / "KS-2024-120.yaml").read_text(encoding="utf-8")
    line = next(number for number, one in enumerate(text.splitlines(), 1) if SENTENCE in one)
    assert finding.message == f"The sentence stands also in {case}, line {line}"


def test_the_help_shows_the_words_that_differ(tmp_path: Path) -> None:
    summary = "De nya reglerna antas göra lån av kommunens lokaler både enklare och billigare för alla."
    text = "Bilaga 1: De nya reglerna förutsätts göra lån av kommunens lokaler enklare och billigare för alla.\n"
    (finding,) = found(in_file(summary), tmp_path, text)
    assert finding.code == "INN005"
    assert finding.help == "Keep one, or write both alike: here “förutsätts”, there “antas”; only there “både”"


def test_of_three_sentences_two_are_equal_and_the_third_differs(tmp_path: Path) -> None:
    summary = "De nya reglerna antas göra lån av kommunens lokaler både enklare och billigare för alla."
    text = f"{summary}\n\n{summary.replace('antas', 'förutsätts')}\n"
    assert [one.code for one in found(in_file(summary), tmp_path, text)] == ["INN004", "INN005"]


def test_hundreds_of_sentences_with_the_same_beginning_are_compared_in_passing(tmp_path: Path) -> None:
    text = "".join(
        f"- Nämnden för område {number} ska senast i maj redovisa plan {number}.\n\n" for number in range(900)
    )
    assert found(in_file("Planer redovisas."), tmp_path, text) == []
