"""SARIF 2.1.0 (OASIS standard, 27 March 2020) for code scanning and editors."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import quote

from ksflow import __version__
from ksflow.locale import sentences
from ksflow.reports import Report
from ksflow.rules.catalogue import entry
from ksflow.rules.pages import markdown
from ksflow.sources.findings import Finding, Severity
from ksflow.sources.harmless import as_json

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


def render(report: Report) -> str:
    """Return the report as a SARIF log with one run."""
    codes = sorted({finding.code for finding in report.findings})
    run = {
        "tool": {"driver": {"name": "ksflow", "version": __version__, "rules": [_rule(code) for code in codes]}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, codes.index(finding.code)) for finding in report.findings],
    }
    return as_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(code: str) -> dict[str, Any]:
    about = entry(code)
    rule = {
        "id": code,
        "shortDescription": {"text": about.summary},
        "fullDescription": {"text": about.why},
        "help": {"text": about.why, "markdown": markdown(code)},
        "defaultConfiguration": {"level": _LEVELS[about.severity]},
        "properties": {"tags": [about.family]},
    }
    return {**rule, "name": about.name} if about.name else rule


def _result(finding: Finding, rule_index: int) -> dict[str, Any]:
    span = finding.span
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": _LEVELS[finding.severity],
        "message": {"text": sentences(finding.message, finding.help)},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": _uri(finding.file)},
                    "region": {
                        "startLine": span.line,
                        "startColumn": span.column,
                        "endLine": span.end_line,
                        "endColumn": span.end_column,
                    },
                }
            }
        ],
    }
    if finding.diary_number:
        result["properties"] = {"diaryNumber": finding.diary_number}
    return result


def _uri(file: str) -> str:
    """Return a file's name as a URI: relative for a relative name, file:// for an absolute one."""
    path = Path(file)
    return path.as_uri() if path.is_absolute() else quote(file)
