"""What a build has made, as reports: JSON by the design's contract, JUnit XML, and findings in the other forms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from ksflow.locale import _
from ksflow.reports import Report, renderer
from ksflow.reports.junit_report import attribute, suite, testcase
from ksflow.sources.findings import START, Finding, Severity
from ksflow.sources.harmless import as_json

KEPT_BACK = ("failed", "edited")
"""The statuses of documents that could not be put in their place."""


class Entry(NamedTuple):
    """What became of a document."""

    case: str
    document: str
    format: str
    file: str | None
    status: str
    sha256: str | None
    reason: str | None
    findings: Sequence[Finding]


class BuildReport(NamedTuple):
    """What became of all documents, and how long it took."""

    documents: Sequence[Entry]
    findings: Sequence[Finding]
    """All of them once, sorted by file and place."""
    seconds: float
    slowest: Sequence[tuple[str, float]]
    """Cases and the seconds that they took, the slowest first."""
    orphans: Sequence[str]


def render_build(name: str, report: BuildReport) -> str:
    """Return the report in one of the forms that findings have, but for text."""
    if name == "json":
        return _json(report)
    if name == "junit":
        return _junit(report)
    by_case: dict[str, list[Finding]] = {}
    for entry in report.documents:
        by_case.setdefault(entry.case, []).extend(entry.findings)
    return renderer(name)(Report(list(by_case.items()), report.findings))


def _json(report: BuildReport) -> str:
    statuses = Counter(entry.status for entry in report.documents)
    content: dict[str, Any] = {
        "version": 1,
        "documents": [
            {
                "case": entry.case,
                "document": entry.document,
                "format": entry.format,
                "file": entry.file,
                "status": entry.status,
                "sha256": entry.sha256,
                "reason": entry.reason,
            }
            for entry in report.documents
        ],
        "findings": [finding.as_dict() for finding in report.findings],
        "summary": {
            "cases": len({entry.case for entry in report.documents}),
            "documents": len(report.documents),
            **{status: statuses[status] for status in ("built", "unchanged", "failed", "edited")},
            **{status: statuses[status] for status in ("stale", "missing") if statuses[status]},
            "errors": sum(finding.severity is Severity.ERROR for finding in report.findings),
            "warnings": sum(finding.severity is Severity.WARNING for finding in report.findings),
            "orphans": list(report.orphans),
            "seconds": round(report.seconds, 3),
            "slowest": [{"case": case, "seconds": round(seconds, 3)} for case, seconds in report.slowest],
        },
    }
    return as_json(content)


def _junit(report: BuildReport) -> str:
    failures = sum(entry.status in KEPT_BACK for entry in report.documents)
    return suite(len(report.documents), failures, "".join(_testcase(entry) for entry in report.documents))


def _testcase(entry: Entry) -> str:
    head = (
        f"    <testcase classname={attribute(entry.case)} name={attribute(f'{entry.document}.{entry.format}')}"
        f" file={attribute(entry.case)}"
    )
    findings = list(entry.findings)
    if entry.status in KEPT_BACK and not any(finding.severity is Severity.ERROR for finding in findings):
        message = _("The case has errors, which stand with its first document")
        findings.append(Finding(entry.case, START, "FIL113", Severity.ERROR, message))
    return testcase(head, findings)
