"""The rules about content find what an editor marked in the reference case, and pass over what is right."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from rulecases import words_at

from conftest import REFERENCE, ROOT
from ksflow.batch.checking import check_case
from ksflow.organisation.workspace import find_workspace
from ksflow.sources.findings import Finding, Severity

FAMILIES = ("INN", "BIL", "DSK", "TIL")
SLIPS: dict[str, Any] = yaml.safe_load((ROOT / "tests/data/rules/reference_slips.yaml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    return _checked(REFERENCE)


def _checked(path: Path) -> list[Finding]:
    return [one for one in check_case(find_workspace(ROOT), path) if one.code.startswith(FAMILIES)]


def _stands_at(finding: Finding, entry: dict[str, Any]) -> bool:
    """Tell whether a finding is the one of an entry: at its words, or, of two places, at the other and naming it."""
    if finding.code != entry["code"]:
        return False
    line = REFERENCE.read_text(encoding="utf-8").splitlines()[entry["line"] - 1]
    column = line.index(entry["text"]) + 1
    span = finding.span
    if span.line == entry["line"]:
        return bool(span.column < column + len(entry["text"]) and column < span.end_column)
    return bool(span.line == entry.get("also")) and f"line {entry['line']}" in finding.message


def test_everything_that_an_editor_marked_is_found(findings: list[Finding]) -> None:
    marked = [entry for entry in SLIPS["fel"] if str(entry["code"]).startswith(FAMILIES)]
    assert len(marked) > 15
    assert [entry for entry in marked if not any(_stands_at(finding, entry) for finding in findings)] == []


def test_nothing_else_is_found(findings: list[Finding]) -> None:
    marked = [entry for entry in SLIPS["fel"] if str(entry["code"]).startswith(FAMILIES)]
    assert [finding for finding in findings if not any(_stands_at(finding, entry) for entry in marked)] == []


@pytest.mark.parametrize("folder", ["cases", "tests/data/rules/prose"])
def test_no_other_case_that_is_right_gets_an_error_or_a_warning(folder: str) -> None:
    found = {
        (finding.file, finding.code, words_at(path.read_text(encoding="utf-8"), finding.span))
        for path in sorted((ROOT / folder).glob("*.yaml"))
        if path != REFERENCE
        for finding in _checked(path)
        if finding.severity is not Severity.INFO
    }
    assert found == set()
