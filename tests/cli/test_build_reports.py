"""What a build tells: reports for programs, a sum for people, and what it would do."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from conftest import Outcome
from ksflow.batch.running import CaseResult
from ksflow.cli.console import Console
from ksflow.cli.tally import Tally
from smallcases import hashes, small_case, write_cases

Ksflow = Callable[..., Outcome]


@pytest.fixture
def mixed(workspace: Path, ksflow: Ksflow) -> Path:
    """Return a workspace with a case that is new, one that is unchanged, one that is faulty, and one that is edited."""
    write_cases(workspace, range(2, 5))
    ksflow("build", "-d", "tjansteutlatande")
    (workspace / "out" / "KS-2024-4" / "tjansteutlatande.docx").write_bytes(b"edited")
    write_cases(workspace, range(1, 2))
    (workspace / "cases" / "KS-2024-3.yaml").write_text(small_case(3).replace("-03-05", "-02-31"), encoding="utf-8")
    return workspace


def test_the_json_report_holds_every_document_by_the_contract(mixed: Path, ksflow: Ksflow) -> None:
    outcome = ksflow("build", "-d", "tjansteutlatande", "--report", "json")
    content = json.loads(outcome.stdout)
    digests = hashes(mixed / "out")
    seconds = content["summary"].pop("seconds")
    slowest = content["summary"].pop("slowest")
    documents = [
        tuple(entry[key] for key in ("case", "document", "format", "file", "status", "sha256"))
        for entry in content["documents"]
    ]

    def entry(number: int, status: str, file: bool = True, digest: bool = True) -> tuple[str | None, ...]:
        path = f"KS-2024-{number}/tjansteutlatande.docx"
        shown = f"out/{path}" if file else None
        kind = ("tjansteutlatande", "docx")
        return (f"cases/KS-2024-{number}.yaml", *kind, shown, status, digests[path] if digest else None)

    assert outcome.code == 1
    assert documents == [
        entry(1, "built"),
        entry(2, "unchanged"),
        entry(3, "failed", file=False, digest=False),
        entry(4, "edited", digest=False),
    ]
    assert content["version"] == 1
    assert [finding["code"] for finding in content["findings"]] == ["FIL102", "FIL116"]
    assert content["summary"] == {
        "cases": 4, "documents": 4, "built": 1, "unchanged": 1, "failed": 1, "edited": 1, "errors": 2, "warnings": 0,
        "orphans": [],
    }  # fmt: skip
    assert seconds > 0
    assert {one["case"] for one in slowest} == {f"cases/KS-2024-{number}.yaml" for number in (1, 3, 4)}


def test_the_junit_report_has_a_test_case_for_every_document(mixed: Path, ksflow: Ksflow) -> None:
    outcome = ksflow("build", "-d", "tjansteutlatande,sandlista", "--report", "junit")
    root = ET.fromstring(outcome.stdout)
    assert (root.get("tests"), root.get("failures")) == ("8", "3")
    told = {
        (case.get("classname"), case.get("name")): failure.get("message")
        for case in root.iter("testcase")
        for failure in case.iter("failure")
    }
    assert told == {
        ("cases/KS-2024-3.yaml", "tjansteutlatande.docx"): "The date does not exist: 2024-02-31",
        ("cases/KS-2024-3.yaml", "sandlista.docx"): "The case has errors, which stand with its first document",
        (
            "cases/KS-2024-4.yaml",
            "tjansteutlatande.docx",
        ): "The document has been edited since it was built, and is kept as it is",
    }


def test_the_github_report_annotates_what_is_wrong(mixed: Path, ksflow: Ksflow) -> None:
    lines = ksflow("build", "-d", "tjansteutlatande", "--report", "github").stdout.splitlines()
    assert [line.split(",")[0] for line in lines] == [
        "::error file=cases/KS-2024-3.yaml",
        "::error file=out/KS-2024-4/tjansteutlatande.docx",
    ]


def test_an_unknown_report_is_refused(workspace: Path, ksflow: Ksflow) -> None:
    outcome = ksflow("build", "--report", "jsno")
    assert (outcome.code, outcome.stderr) == (2, "ksflow: There is no report jsno. Did you mean “json”?\n")


def test_the_sum_names_what_was_edited_and_what_failed(mixed: Path, ksflow: Ksflow) -> None:
    last = ksflow("build", "-d", "tjansteutlatande").stderr.splitlines()[-1]
    assert re.fullmatch(r"1 document built, 1 unchanged, 1 edited, 1 failed → out/ \(4 cases, \d+\.\d s\)", last)


def test_many_cases_are_summed_up_with_the_slowest(workspace: Path, ksflow: Ksflow) -> None:
    write_cases(workspace, range(1, 26))
    lines = ksflow("build", "-d", "sandlista").stderr.splitlines()
    assert len(lines) == 2
    assert re.fullmatch(r"Slowest: (cases/KS-2024-\d+\.yaml \d+ ms(, |$)){5}", lines[1])


def test_status_says_of_every_document_what_it_is(mixed: Path, ksflow: Ksflow) -> None:
    (mixed / "cases" / "KS-2024-2.yaml").write_text(small_case(2, "Annan väg"), encoding="utf-8")
    write_cases(mixed, range(5, 6))
    ksflow("build", "-d", "tjansteutlatande", "cases/KS-2024-5.yaml")
    before = hashes(mixed / "out")
    outcome = ksflow("status", "-d", "tjansteutlatande")
    assert outcome.code == 1
    assert outcome.stdout.splitlines() == [
        "missing: out/KS-2024-1/tjansteutlatande.docx",
        "stale: out/KS-2024-2/tjansteutlatande.docx",
        "cannot be built: tjansteutlatande.docx, cases/KS-2024-3.yaml",
        "edited: out/KS-2024-4/tjansteutlatande.docx",
        "current: out/KS-2024-5/tjansteutlatande.docx",
    ]
    assert "1 missing, 1 stale, 1 current, 1 edited, 1 failed → out/ (5 cases, " in outcome.stderr
    assert hashes(mixed / "out") == before


def test_status_is_the_same_without_the_index(mixed: Path, ksflow: Ksflow) -> None:
    outcome = ksflow("status", "-d", "tjansteutlatande")
    (mixed / ".ksflow" / "build.sqlite").unlink()
    assert ksflow("status", "-d", "tjansteutlatande").stdout == outcome.stdout


def test_documents_of_a_case_that_is_gone_are_listed_and_removed_when_asked(workspace: Path, ksflow: Ksflow) -> None:
    write_cases(workspace, range(1, 4))
    ksflow("build", "-d", "tjansteutlatande")
    (workspace / "cases" / "KS-2024-2.yaml").unlink()
    (workspace / "cases" / "KS-2024-3.yaml").rename(workspace / "cases" / "annat-namn.yaml")
    (workspace / "out" / "utskick").mkdir()
    (workspace / "out" / "utskick" / "Någon.docx").write_bytes(b"a notice")
    listed = ksflow("build", "-d", "tjansteutlatande").stderr
    told = "1 document belongs to no case any more; --prune removes it\n  out/KS-2024-2/tjansteutlatande.docx\n"
    assert told in listed
    assert told in ksflow("status", "-d", "tjansteutlatande").stderr
    (workspace / ".ksflow" / "build.sqlite").unlink()
    assert told in ksflow("build", "-d", "tjansteutlatande").stderr
    assert (workspace / "out" / "KS-2024-2").exists()
    assert "1 removed\n  out/KS-2024-2/" in ksflow("build", "-d", "tjansteutlatande", "--prune").stderr
    assert sorted(path.name for path in (workspace / "out").iterdir()) == [
        "KS-2024-1", "KS-2024-3", "manifest.json", "utskick",
    ]  # fmt: skip
    assert ksflow("verify").code == 0


def test_prune_keeps_what_somebody_has_edited_and_what_a_faulty_case_has_given(workspace: Path, ksflow: Ksflow) -> None:
    write_cases(workspace, range(1, 4))
    ksflow("build", "-d", "tjansteutlatande")
    (workspace / "cases" / "KS-2024-2.yaml").unlink()
    edited = workspace / "out" / "KS-2024-2" / "tjansteutlatande.docx"
    edited.write_bytes(b"edited")
    (workspace / "cases" / "KS-2024-3.yaml").write_bytes(b"diarienummer: [\n")
    outcome = ksflow("build", "-d", "tjansteutlatande", "--prune")
    assert "has been edited and is kept\n  out/KS-2024-2/tjansteutlatande.docx\n" in outcome.stderr
    assert edited.read_bytes() == b"edited"
    assert (workspace / "out" / "KS-2024-3" / "tjansteutlatande.docx").exists()


@pytest.mark.parametrize("more", ["cases/KS-2024-1.yaml", "--dry-run", "--check"])
def test_prune_needs_a_whole_build(more: str, workspace: Path, ksflow: Ksflow) -> None:
    write_cases(workspace, range(1, 2))
    assert ksflow("build", "--prune", more).code == 2


def test_without_a_terminal_a_line_now_and_then_tells_how_far_it_has_come(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ksflow.cli.tally.EVERY", 0.0)
    tally = Tally(Console(), "text", only_look=False)
    for result in tally.watched((CaseResult(f"{number}.yaml", [], 0.1) for number in range(20)), 20):
        tally.take(result)
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 19
    assert re.fullmatch(r"Building: 1 of 20 cases, \d+ s left", lines[0])


def test_on_a_terminal_a_bar_shows_the_rate_and_the_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    import io

    import rich.console

    from ksflow.batch.results import Built, Status

    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "xterm")
    console, stream = Console(), io.StringIO()
    console.console = rich.console.Console(file=stream, force_terminal=True, width=100)
    tally = Tally(console, "text", only_look=False)
    failed = Built("a.yaml", "sandlista", "docx", Status.FAILED)
    for result in tally.watched((CaseResult(f"{number}.yaml", [failed], 0.1) for number in range(30)), 30):
        tally.take(result)
    shown = stream.getvalue()
    assert "30/30" in shown
    assert "30 failed" in shown
    assert "/s" in shown
