"""GitHub workflow commands: annotations beside the lines of a pull request."""

from __future__ import annotations

from ksflow.reports import Report
from ksflow.sources.findings import Finding, Severity

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def render(report: Report) -> str:
    """Return one workflow command for each finding."""
    return "".join(f"{_command(finding)}\n" for finding in report.findings)


def _command(finding: Finding) -> str:
    span = finding.span
    properties = {"file": finding.file, "line": span.line}
    if span.end_line == span.line:  # GitHub takes columns only for a place on one line; its end column is inclusive
        properties |= {"endLine": span.line, "col": span.column, "endColumn": max(span.column, span.end_column - 1)}
    else:
        properties |= {"endLine": span.end_line}
    properties["title"] = f"ksflow {finding.code}"
    shown = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    text = finding.message if finding.help is None else f"{finding.message}\n{finding.help}"
    return f"::{_COMMANDS[finding.severity]} {shown}::{_data(text)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
