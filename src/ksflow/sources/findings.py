"""A finding: what is wrong, exactly where, and what to write instead."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from ksflow.sources.harmless import harmless
from ksflow.sources.personal_numbers import masked


class Severity(StrEnum):
    """How bad a finding is; only an error makes a run fail."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Span(NamedTuple):
    """A stretch of text: 1-based lines and columns, in characters; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int


START = Span(1, 1, 1, 1)


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """Something the author can mend. Plain data: compares by place, pickles, and knows nothing of colours."""

    file: str
    span: Span
    code: str
    severity: Severity
    message: str
    help: str | None = field(default=None, compare=False)
    excerpt: str | None = field(default=None, compare=False, repr=False)
    diary_number: str | None = field(default=None, compare=False)
    fix: str = field(default="", compare=False)
    """How ``ksflow check`` can mend it: "safe" (--fix), "unsafe" (--unsafe-fixes) or "" for not at all."""

    def __post_init__(self) -> None:
        """Hide personal numbers, and all that commands a terminal: reports go to logs that others read."""
        for name in ("message", "help", "excerpt", "diary_number"):
            if text := getattr(self, name):
                shown = text if name == "excerpt" else text.replace("\r", " ")  # a line break in what is quoted
                if (safe := masked(harmless(shown))) is not text:
                    object.__setattr__(self, name, safe)

    def __str__(self) -> str:
        """Return the finding as a report's first line about it: place, severity, code and message."""
        return f"{self.file}:{self.span.line}:{self.span.column}: {self.severity} {self.code} {self.message}"

    def as_dict(self) -> dict[str, str | int | None]:
        """Return the finding as the JSON report shows it."""
        return {
            "file": self.file,
            "line": self.span.line,
            "column": self.span.column,
            "end_line": self.span.end_line,
            "end_column": self.span.end_column,
            "code": self.code,
            "severity": str(self.severity),
            "message": self.message,
            "help": self.help,
            "diary_number": self.diary_number,
        }


class FindingsError(Exception):
    """Raised by a reader that cannot give a value; carries the findings that say why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__(findings)
        self.findings = findings


def has_errors(findings: list[Finding]) -> bool:
    """Tell whether any of the findings is an error."""
    return any(finding.severity is Severity.ERROR for finding in findings)
