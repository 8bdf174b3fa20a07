"""The rules about decisions find what an editor marked in the reference case, and pass over what is right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from rulecases import words_at

from conftest import REFERENCE, ROOT
from ksflow.batch.checking import check_case
from ksflow.organisation.workspace import find_workspace
from ksflow.sources.findings import Finding

FAMILIES = ("DIA", "DAT", "ORG", "BES", "EXP")
SLIPS: dict[str, Any] = yaml.safe_load((ROOT / "tests/data/rules/reference_slips.yaml").read_text(encoding="utf-8"))
MARKED = [entry for entry in SLIPS["fel"] if str(entry["code"]).startswith(FAMILIES)]


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    return _checked(REFERENCE)


def _checked(path: Path) -> list[Finding]:
    return [one for one in check_case(find_workspace(ROOT), path) if one.code.startswith(FAMILIES)]


def _stands_at(finding: Finding, entry: dict[str, Any]) -> bool:
    """Tell whether a finding is the one of an entry: the same code, in the same line, on some of its words."""
    line = REFERENCE.read_text(encoding="utf-8").splitlines()[entry["line"] - 1]
    column = line.index(entry["text"]) + 1
    span = finding.span
    same_place = span.column < column + len(entry["text"]) and column < span.end_column
    return (finding.code, span.line) == (entry["code"], entry["line"]) and bool(same_place)


def test_everything_that_an_editor_marked_is_found(findings: list[Finding]) -> None:
    assert len(MARKED) == 10
    assert [entry for entry in MARKED if not any(_stands_at(finding, entry) for finding in findings)] == []


def test_nothing_else_is_found(findings: list[Finding]) -> None:
    assert [finding for finding in findings if not any(_stands_at(finding, entry) for entry in MARKED)] == []


@pytest.mark.parametrize("folder", ["cases", "tests/data/rules/prose"])
def test_no_other_case_gets_a_finding(folder: str) -> None:
    found = {
        (finding.file, finding.code, words_at(path.read_text(encoding="utf-8"), finding.span))
        for path in sorted((ROOT / folder).glob("*.yaml"))
        if path != REFERENCE
        for finding in _checked(path)
    }
    assert found == set()
