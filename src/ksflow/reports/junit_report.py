"""JUnit XML as GitLab and Jenkins read it: a test case for each file, failed when the file has errors."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from ksflow.reports import Report
from ksflow.reports.text_report import finding_lines
from ksflow.sources.findings import Finding, Severity
from ksflow.sources.harmless import harmless

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def render(report: Report) -> str:
    """Return the report; warnings and notes go to the output of a file's test case, they fail nothing."""
    failures = sum(_fails(findings) for _file, findings in report.cases)
    return suite(len(report.cases), failures, "".join(_case(file, findings) for file, findings in report.cases))


def suite(tests: int, failures: int, cases: str) -> str:
    """Return the document that holds test cases."""
    counts = f'tests="{tests}" failures="{failures}" errors="0" skipped="0"'
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<testsuites name="ksflow" {counts}>\n'
        f'  <testsuite name="ksflow" {counts}>\n{cases}  </testsuite>\n</testsuites>\n'
    )


def _fails(findings: Sequence[Finding]) -> bool:
    return any(finding.severity is Severity.ERROR for finding in findings)


def _case(file: str, findings: Sequence[Finding]) -> str:
    head = f"    <testcase classname={attribute(file)} name={attribute('ksflow check')} file={attribute(file)}"
    return testcase(head, findings)


def testcase(head: str, findings: Sequence[Finding]) -> str:
    """Return a test case, whose opening tag is given without its end, with what was found in it."""
    if not findings:
        return f"{head}/>\n"
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    rest = [finding for finding in findings if finding.severity is not Severity.ERROR]
    parts = [f"{head}>\n"]
    if errors:
        first = errors[0]
        message = first.message if len(errors) == 1 else f"{first.message} (+{len(errors) - 1})"
        parts.append(
            f"      <failure type={attribute(first.code)} message={attribute(message)}>{_lines(errors)}</failure>\n"
        )
    if rest:
        parts.append(f"      <system-out>{_lines(rest)}</system-out>\n")
    return "".join((*parts, "    </testcase>\n"))


def _lines(findings: Sequence[Finding]) -> str:
    text = "\n".join(line for finding in findings for line in finding_lines(finding))
    return _quiet(_clean(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))


def attribute(text: str) -> str:
    """Return a text as the value of an attribute, in quotation marks."""
    return _quiet(quoteattr(_clean(text), {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}))


def _clean(text: str) -> str:
    return harmless(_FORBIDDEN.sub("\ufffd", text.replace("\r", "\n")))


def _quiet(markup: str) -> str:
    """Write what a CI system would take for a command, were the report shown in a log, so that XML alone reads it."""
    return markup.replace("##", "#&#35;")
