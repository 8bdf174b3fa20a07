"""Findings as reports: each a function of plain findings, found by its name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import NamedTuple

from ksflow.sources.findings import Finding, Severity


class Report(NamedTuple):
    """What a check found: every case file with its findings, and all findings once, sorted by file and place."""

    cases: Sequence[tuple[str, Sequence[Finding]]]
    findings: Sequence[Finding]

    def count(self, severity: Severity) -> int:
        """Return how many findings have this severity."""
        return sum(finding.severity is severity for finding in self.findings)


FORMATS = ("text", "json", "sarif", "junit", "github")


def renderer(name: str) -> Callable[[Report], str]:
    """Return the function that makes a report in this format; only its own module is imported."""
    function: Callable[[Report], str] = import_module(f"ksflow.reports.{name}_report").render
    return function
