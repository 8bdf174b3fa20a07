"""What is wrong with cases, as values."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from ksflow.api.asking import AnyPath, Names, Paths, asked_cases, messages_in, opened_workspace, several_names
from ksflow.batch.check_index import CheckIndex
from ksflow.batch.check_running import CheckRun
from ksflow.batch.selection import selection
from ksflow.batch.tools import missing_tools
from ksflow.locale import Language
from ksflow.organisation.workspace import find_root
from ksflow.sources.codes import is_blocking
from ksflow.sources.findings import Finding, Severity


class CheckedCase(NamedTuple):
    """A case file, and what was found in it."""

    file: str
    """As messages name it: from the current folder when it lies below."""
    findings: tuple[Finding, ...]


class SkippedRule(NamedTuple):
    """A rule that kommun.yaml turns on and that this machine cannot apply."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class CheckResult:
    """What a check found."""

    cases: tuple[CheckedCase, ...]
    """Every case file that was checked, also those with nothing wrong."""
    skipped: tuple[SkippedRule, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings once, sorted by file and place."""
        return tuple(sorted({finding for case in self.cases for finding in case.findings}))

    @property
    def errors(self) -> tuple[Finding, ...]:
        """The findings that make ``ksflow check`` end with exit code 1."""
        return tuple(finding for finding in self.findings if finding.severity is Severity.ERROR)

    @property
    def ok(self) -> bool:
        """Whether there are no errors; warnings are allowed."""
        return not self.errors


def check(
    paths: Paths | None = None,
    *,
    workspace: AnyPath | None = None,
    select: Names = (),
    ignore: Names = (),
    jobs: int = 1,
    language: Language | None = None,
) -> CheckResult:
    """Find all that is wrong with case files; nothing is changed and nothing is built.

    ``paths`` are case files or folders of them, else the workspace's cases/; an empty list is no case at all. A faulty
    case is no exception but has findings.

    >>> import ksflow
    >>> result = ksflow.check("cases/KS-2021-1682.103.yaml", select="SPR001, BES004", language="sv")
    >>> for finding in result.findings:
    ...     print(finding)
    cases/KS-2021-1682.103.yaml:15:193: warning BES004 Ett avtal godkänns, men ingen får i uppdrag att underteckna det
    cases/KS-2021-1682.103.yaml:80:50: error SPR001 ”förslagna” är fel här: ”föreslagna” är det som menas
    >>> result.ok
    False

    ``select`` and ``ignore`` choose codes by their beginnings, as the options of ``ksflow check`` do. Faults for which
    a case cannot be read are told all the same. What is found is remembered in .ksflow/, so that an unchanged case is
    not read again.

    ``jobs`` processes share the work where there are fifty cases or more; a script that asks for more than one must
    begin its own work under ``if __name__ == "__main__":``, since other systems than Linux start each process by
    importing it. ``workspace`` and ``language`` are as in ``load_case``.

    Raises WorkspaceError when there is no workspace or its kommun.yaml is faulty, and UsageError for a path that is
    not there and a code that does not exist.
    """
    with messages_in(language):
        given = None if workspace is None else Path(workspace)
        with closing(CheckIndex(find_root(given))) as index:
            found = opened_workspace(given, lambda _root: index.knows_the_situation())
            wanted = selection(several_names(select), several_names(ignore))
            cases = asked_cases(paths, found.cases)
            skipped = tuple(SkippedRule(*missing) for missing in missing_tools(found.root))
            checked = tuple(
                CheckedCase(
                    one.file,
                    tuple(found for found in one.findings if wanted(found.code) or is_blocking(found.code)),
                )
                for one in CheckRun(found, cases, index, jobs=jobs).results()
            )
    return CheckResult(checked, skipped)
