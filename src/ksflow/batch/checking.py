"""Checking cases: every fault of every file, in the order of the files; nothing is changed and nothing is built."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from ksflow.batch.bugreport import report_bug
from ksflow.casefile.ignoring import weigh
from ksflow.casefile.loading import Inspected, inspect_case
from ksflow.documents.text_faults import text_findings
from ksflow.organisation.workspace import Workspace
from ksflow.sources.findings import Finding, FindingsError
from ksflow.sources.named_files import shown_name


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found in one file, sorted by place."""

    file: str
    findings: list[Finding]


def check_cases(workspace: Workspace, cases: list[Path]) -> Iterator[Checked]:
    """Check every case; each result comes as soon as it is there. A fault of ksflow itself is a finding too."""
    for path in cases:
        name = shown_name(path)
        try:
            findings = check_case(workspace, path)
        except Exception as error:
            findings = [report_bug(name, error, workspace.root)]
        yield Checked(name, findings)


def check_case(workspace: Workspace, path: Path) -> list[Finding]:
    """Return every finding of one case, sorted by file and place."""
    try:
        inspected = inspect_case(path, workspace.municipality, workspace.root)
    except FindingsError as error:
        return sorted(error.findings)
    findings = [*inspected.findings, *text_findings(inspected)]
    number = _diary_number(inspected, workspace)
    remaining = weigh(inspected.case, inspected.tree, findings, workspace.municipality)
    return sorted(replace(finding, diary_number=number) for finding in remaining)


def _diary_number(inspected: Inspected, workspace: Workspace) -> str | None:
    """Return the number of a case, also of one that is faulty elsewhere."""
    try:
        return str(workspace.municipality.diary_format.parse(str(inspected.tree.data.get("diarienummer")).strip()))
    except ValueError:
        return None
