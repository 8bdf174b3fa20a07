"""Correct cases, written before the rules, give no error and no warning."""

from __future__ import annotations

from pathlib import Path

import pytest

from ksflow.batch.checking import check_case
from ksflow.casefile.loading import inspect_case
from ksflow.organisation.workspace import find_workspace
from ksflow.rules.manuscript import Manuscript
from ksflow.sources.findings import Severity

ROOT = Path(__file__).parents[2]
PROSE = sorted((ROOT / "tests" / "data" / "rules" / "prose").glob("*.yaml"))
CASES = [path for path in sorted((ROOT / "cases").glob("*.yaml")) if path.stem != "KS-2021-1682.103"]
"""The reference case has real slips."""


@pytest.mark.parametrize("path", [*PROSE, *CASES], ids=lambda path: path.stem)
def test_correct_prose_gives_no_error_and_no_warning(path: Path) -> None:
    found = check_case(find_workspace(ROOT), path)
    assert [finding for finding in found if finding.severity is not Severity.INFO] == []


def test_the_prose_is_enough_to_tell() -> None:
    workspace = find_workspace(ROOT)
    sentences = 0
    for path in PROSE:
        inspected = inspect_case(path, workspace.municipality, workspace.root)
        sentences += len(Manuscript(inspected, workspace.municipality).sentences)
    assert sentences >= 300
