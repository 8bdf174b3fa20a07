"""ksflow: one YAML case file becomes every document a Swedish municipality writes about it.

For scripts: ``load_case`` reads a case, ``check`` finds what is wrong, ``build`` makes documents, and ``DiaryNumber``
is a diary number as a value. What they give is frozen; they print nothing and end nothing, and raise a ``KsflowError``
where the command line would end with exit code 2. Whatever is named here is loaded when it is asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__version__ = "0.1.0"

if TYPE_CHECKING:
    from ksflow.api.building import BuildResult, BuiltDocument, build
    from ksflow.api.checking import CheckedCase, CheckResult, SkippedRule, check
    from ksflow.api.loading import CaseError, load_case
    from ksflow.batch.results import Status
    from ksflow.casefile.model import Case
    from ksflow.diary.format import DiaryFormat
    from ksflow.diary.number import DiaryNumber
    from ksflow.organisation.workspace import WorkspaceError
    from ksflow.sources.errors import KsflowError, UsageError
    from ksflow.sources.findings import Finding, Severity, Span

__all__ = [
    "BuildResult",
    "BuiltDocument",
    "Case",
    "CaseError",
    "CheckResult",
    "CheckedCase",
    "DiaryFormat",
    "DiaryNumber",
    "Finding",
    "KsflowError",
    "Severity",
    "SkippedRule",
    "Span",
    "Status",
    "UsageError",
    "WorkspaceError",
    "__version__",
    "build",
    "check",
    "load_case",
]

_HOMES = {
    "ksflow.api.building": ("BuildResult", "BuiltDocument", "build"),
    "ksflow.api.checking": ("CheckResult", "CheckedCase", "SkippedRule", "check"),
    "ksflow.api.loading": ("CaseError", "load_case"),
    "ksflow.batch.results": ("Status",),
    "ksflow.casefile.model": ("Case",),
    "ksflow.diary.format": ("DiaryFormat",),
    "ksflow.diary.number": ("DiaryNumber",),
    "ksflow.organisation.workspace": ("WorkspaceError",),
    "ksflow.sources.errors": ("KsflowError", "UsageError"),
    "ksflow.sources.findings": ("Finding", "Severity", "Span"),
}
"""The modules that the public names live in: each is imported when one of its names is asked for."""


if not TYPE_CHECKING:  # else a type checker would believe in every name

    def __getattr__(name: str) -> object:
        for home, names in _HOMES.items():
            if name in names:
                from importlib import import_module

                value = globals()[name] = getattr(import_module(home), name)
                return value
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return list(__all__)
