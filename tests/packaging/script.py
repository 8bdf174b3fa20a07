"""A script of somebody who uses ksflow as a library: type checkers read it against an installed wheel, and it runs.

``python script.py WORKSPACE`` stands for all that such scripts do with what ``import ksflow`` offers.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import assert_type

import ksflow


def facts(case: ksflow.Case) -> tuple[ksflow.DiaryNumber, date, str, list[str]]:
    """Return some of what a case says."""
    texts: list[str] = [clause.text for proposal in case.proposals for clause in proposal.clauses]
    assert_type(case.officer.email, str | None)
    first: str | None = case.sections[0].sections[0].text  # Markdown is a str
    return case.diary_number, case.date, case.title, [*texts, first or ""]


def place(finding: ksflow.Finding) -> str:
    """Return where a finding is."""
    assert_type(finding.severity, ksflow.Severity)
    assert_type(finding.span, ksflow.Span)
    assert_type(finding.help, str | None)
    return f"{finding.file}:{finding.span.line}"


def main(workspace: Path) -> int:
    """Load, check and build the cases of a workspace."""
    for path in sorted((workspace / "cases").glob("*.yaml")):
        try:
            number, _date, title, _texts = facts(ksflow.load_case(path, workspace=workspace, language="sv"))
        except ksflow.CaseError as error:
            assert_type(error.findings, tuple[ksflow.Finding, ...])
            print(*map(place, error.findings), sep="\n")
        else:
            print(number, title)
    try:
        checked = ksflow.check(workspace=workspace, select=["DIA", "SPR001"], ignore="DIA004")
    except (ksflow.UsageError, ksflow.WorkspaceError) as error:
        assert_type(error, ksflow.UsageError | ksflow.WorkspaceError)
        return 2
    for case in checked.cases:
        assert_type(case, ksflow.CheckedCase)
        print(case.file, len(case.findings))
    assert_type(checked.skipped, tuple[ksflow.SkippedRule, ...])
    built = ksflow.build(workspace=workspace, documents="sandlista", formats=("docx", "html"), jobs=1)
    for document in built.documents:
        assert_type(document.path, Path | None)
        assert_type(document.status, ksflow.Status)
        print(document.case, document.format, document.status)
    assert_type(built.orphans, tuple[Path, ...])
    assert_type(ksflow.DiaryFormat("{organ} {år}/{löpnr}").parse("KS 2021/1") < ksflow.DiaryNumber("KS", 2021, 2), bool)
    return 0 if checked.ok and built.ok else 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
