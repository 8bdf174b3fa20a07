"""The JSON report: version 1, a contract that only grows."""

from __future__ import annotations

from ksflow.reports import Report
from ksflow.sources.findings import Severity
from ksflow.sources.harmless import as_json


def render(report: Report) -> str:
    """Return the report as one JSON object; the same keys in every language."""
    content = {
        "version": 1,
        "findings": [finding.as_dict() for finding in report.findings],
        "summary": {
            "cases": len(report.cases),
            "errors": report.count(Severity.ERROR),
            "warnings": report.count(Severity.WARNING),
        },
    }
    return as_json(content)
