"""Findings as the indexes under .ksflow/ keep them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from ksflow.sources.findings import Finding, Severity, Span


def findings_as_data(findings: Iterable[Finding]) -> list[list[Any]]:
    """Return findings as lists that JSON holds."""
    return [
        [
            *(one.file, list(one.span), one.code, str(one.severity), one.message),
            *(one.help, one.excerpt, one.diary_number, one.fix),
        ]
        for one in findings
    ]


def findings_from_data(data: list[list[Any]]) -> Iterator[Finding]:
    """Yield the findings that were made into lists."""
    for file, span, code, severity, *rest in data:
        yield Finding(file, Span(*span), code, Severity(severity), *rest)
