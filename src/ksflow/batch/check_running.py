"""Checking many cases: those that have changed, here or spread over workers; results come in the order of the cases."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from ksflow.batch.bugreport import report_bug
from ksflow.batch.check_index import CheckIndex, Found, Places
from ksflow.batch.standpoint import Standpoint
from ksflow.locale import _
from ksflow.organisation.workspace import Workspace, find_workspace
from ksflow.sources.findings import START, Finding, Severity
from ksflow.sources.named_files import noting_looked_for, shown_name

if TYPE_CHECKING:
    from ksflow.batch.team import Team

PAYS_OFF_AT = 50
"""From how many cases on processes of their own are worth their start."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found in one file, sorted by place."""

    file: str
    findings: list[Finding]


class CheckRun:
    """A check of many cases. Its workers, if it has any, have begun."""

    def __init__(
        self, workspace: Workspace, cases: list[Path], index: CheckIndex | None = None, *, jobs: int = 1
    ) -> None:
        """Take cases of a workspace, and the index with what is known of them."""
        self.workspace = workspace
        self.cases = cases
        self.index = index
        self._known = [index.recall(path) if index else None for path in cases]
        self._team: Team[str, Found] | None = None
        changed = [str(path) for path, known in zip(cases, self._known, strict=True) if known is None]
        if jobs > 1 and len(changed) >= PAYS_OFF_AT:
            self._team = _team(workspace, changed, jobs)

    def results(self) -> Iterator[Checked]:
        """Yield what was found in each case, as soon as it is there. A fault of ksflow itself is a finding too."""
        numbers: dict[str, str] = {}
        try:
            for path, known in zip(self.cases, self._known, strict=True):
                name = shown_name(path)
                found = known or self._checked(path)
                # Whether another case has the same number depends on the others: it is never remembered.
                if found.stem and numbers.setdefault(found.stem, name) != name:
                    found = look_into(self.workspace, path, numbers)
                yield Checked(name, found.findings)
            if self._team:
                self._team.dismiss()
        finally:
            if self._team:
                self._team.dismiss(at_once=True)
            if self.index:
                self.index.save()

    def _checked(self, path: Path) -> Found:
        found = self._team.next() if self._team else look_into(self.workspace, path)
        if self.index:
            self.index.remember(path, found)
        return found


def look_into(workspace: Workspace, path: Path, numbers: dict[str, str] | None = None) -> Found:
    """Check one case: alone, or beside those whose numbers are given (see ``check_case``)."""
    from ksflow.batch.checking import check_case

    seen: dict[str, str] = {}
    since = time.time_ns()
    with noting_looked_for() as looked_for:
        try:
            findings = check_case(workspace, path, seen if numbers is None else numbers)
        except Exception as error:
            findings = [report_bug(shown_name(path), error, workspace.root)]
    places = Places(workspace.root).seen(path, looked_for, since)
    return Found(findings, next(iter(seen), None), places)


class _Job(NamedTuple):
    """What workers must know."""

    root: str
    standpoint: Standpoint


def _team(workspace: Workspace, cases: list[str], jobs: int) -> Team[str, Found]:
    from ksflow.batch.executors import LocalCrew
    from ksflow.batch.team import Team

    job = _Job(str(workspace.root), Standpoint.now())
    _warm_up(workspace)
    return Team(LocalCrew(jobs), partial(_work, job), cases, len(cases), _died, lambda found: found)


def _warm_up(workspace: Workspace) -> None:
    """Load what every case needs, so that processes that are forked have it."""
    import gc

    import ksflow.batch.checking  # noqa: F401

    workspace.municipality.directory  # noqa: B018
    _workspaces[str(workspace.root)] = workspace
    gc.collect()
    gc.freeze()  # else the collector would write to the pages that the workers share


_workspaces: dict[str, Workspace] = {}
"""The workspace of this process, by its root: what is forked has it, what is spawned reads it once."""


def _work(job: _Job, cases: list[str]) -> list[Found]:
    """Check some cases; what this needs and gives can be pickled."""
    try:
        job.standpoint.enter()
        if job.root not in _workspaces:
            _workspaces[job.root] = find_workspace(Path(job.root))
        return [look_into(_workspaces[job.root], Path(path)) for path in cases]
    except SystemExit:  # told to stop
        os._exit(1)


def _died(case: str) -> Found:
    name = shown_name(Path(case))
    message = _("The process that checked this case died twice")
    help_ = _("Is there enough memory? Check it alone with -j 1, and report it if that fails too")
    return Found([Finding(name, START, "FIL998", Severity.ERROR, message, help_)], None, [])
