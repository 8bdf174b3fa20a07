"""``ksflow build --watch``: what has changed is built again, until Ctrl-C."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ksflow.batch.results import Built, Status
from ksflow.locale import _, decimal, ngettext
from ksflow.sources.errors import reason_of
from ksflow.sources.findings import Finding

if TYPE_CHECKING:
    from ksflow.batch.order import Order
    from ksflow.batch.running import CaseResult
    from ksflow.cli.console import Console
    from ksflow.organisation.workspace import Workspace

_QUIET_MS = 120
"""How long files must have been left alone before they are built."""
_NAMED = 3
"""How many files a line names."""


class Watch:
    """Builds again and again; says what is new each time, and nothing twice."""

    def __init__(
        self,
        root: Path,
        order: Callable[[Workspace], Order],
        paths: list[Path],
        jobs: int,
        console: Console,
    ) -> None:
        """``order`` makes the order for a workspace as it is now; it may refuse as the command does."""
        self.root = root
        self.order = order
        self.paths = paths
        self.jobs = jobs
        self.console = console
        self._found: dict[str, tuple[Finding, ...]] = {}
        """What was found in each case, and in kommun.yaml, when last it was looked at."""
        self._trouble = ""

    def follow(self, out: Path) -> None:
        """Build what is not current, then what changes; only an interruption ends it."""
        from ksflow.batch.watching import Watched, changes

        self.build(always=True)  # before anything is watched: workers can then be forked
        self.console.line_aside(_("Watching for changes. Ctrl-C ends it"))
        more = tuple(path if path.is_dir() else path.parent for path in map(Path.absolute, self.paths))
        for some in changes(Watched(self.root, more, (out.absolute(),)), threading.Event(), _QUIET_MS):
            if some is None or some:
                self.build()

    def build(self, *, always: bool = False) -> None:
        """Build what has changed, and say what came of it, ``always`` or if there is news; no fault ends it."""
        from ksflow.batch.paths import PathError, find_cases
        from ksflow.organisation.workspace import WorkspaceError, find_workspace
        from ksflow.sources.findings import FindingsError
        from ksflow.sources.walking import KOMMUN_FILE

        began = datetime.now().astimezone()
        try:
            workspace = find_workspace(self.root)
            cases = find_cases(self.paths, workspace.cases)
            order = self.order(workspace)
        except FindingsError as error:
            self._tell({KOMMUN_FILE: tuple(error.findings)})
        except (WorkspaceError, PathError) as error:
            self._once(str(error))
        except typer.Exit:  # a document whose template is gone, for example; it has been said
            return
        else:
            self._trouble = ""
            documents = [built for result in self._results(order, cases) for built in result.documents]
            found: dict[str, tuple[Finding, ...]] = {KOMMUN_FILE: ()}
            for built in documents:
                found[built.case] = (*found.get(built.case, ()), *built.findings)
            self._found = {of: findings for of, findings in self._found.items() if of in found}
            is_news = self._tell(found)
            if always or is_news or any(built.status is Status.BUILT for built in documents):
                self._sum(documents, began, whole=always)

    def _results(self, order: Order, cases: list[Path]) -> Iterator[CaseResult]:
        from ksflow.batch.session import Session

        session = Session(order, cases, jobs=self.jobs, whole=not self.paths)
        with closing(session), closing(session.results()) as results:
            yield from results
            try:
                session.finish()
            except OSError as error:
                self._once(_("The manifest cannot be written: {reason}", reason=reason_of(error)))

    # Telling

    def _tell(self, found: dict[str, tuple[Finding, ...]]) -> bool:
        """Show what is found that was not before, and what is well again; return whether there was any such news.

        A fault in a template meets every case; it is said once.
        """
        before = {finding for findings in self._found.values() for finding in findings}
        well = sorted(of for of, findings in found.items() if self._found.get(of) and not findings)
        self._found |= found
        new = sorted({finding for findings in found.values() for finding in findings} - before)
        for finding in new:
            self.console.finding(finding)
        if well and not self.console.quiet:
            self.console.line_aside(_("{time} Well again: {files}", time=_clock(), files=_names(well)))
        return bool(new or well)

    def _once(self, trouble: str) -> None:
        if trouble != self._trouble:
            self._trouble = trouble
            self.console.refusal(trouble)

    def _sum(self, documents: list[Built], began: datetime, *, whole: bool) -> None:
        counts = Counter(built.status for built in documents)
        built = counts[Status.BUILT]
        told = [ngettext("{count} document built", "{count} documents built", built)]
        if whole and (unchanged := counts[Status.UNCHANGED]):
            told.append(ngettext("{count} unchanged", "{count} unchanged", unchanged))
        if edited := counts[Status.EDITED]:
            told.append(ngettext("{count} edited", "{count} edited", edited))
        if failed := counts[Status.FAILED]:
            told.append(ngettext("{count} failed", "{count} failed", failed))
        seconds = decimal((datetime.now().astimezone() - began).total_seconds())
        line = _("{time} {what} ({seconds} s)", time=_clock(began), what=", ".join(told), seconds=seconds)
        files = [built.file for built in documents if built.status is Status.BUILT and built.file]
        self.console.summary(f"{line}: {_names(files)}" if files else line, failed=bool(edited or failed))


def _names(files: Sequence[str]) -> str:
    """Name the first files, and say how many more there are."""
    more = f" + {len(files) - _NAMED}" if len(files) > _NAMED else ""
    return f"{', '.join(files[:_NAMED])}{more}"


def _clock(moment: datetime | None = None) -> str:
    return f"{moment or datetime.now().astimezone():%H:%M:%S}"
