"""What a build shows: its progress, what became of each document, and the sum at the end."""

from __future__ import annotations

import heapq
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ksflow.batch.results import Built, Status
from ksflow.locale import _, decimal, ngettext
from ksflow.sources.findings import Finding
from ksflow.sources.named_files import shown_name

if TYPE_CHECKING:
    from ksflow.batch.running import CaseResult
    from ksflow.cli.console import Console
    from ksflow.reports.build_report import Entry

MANY = 20
"""From how many cases on a progress bar is worth its place, and documents are not listed."""
EVERY = 10.0
"""Seconds between two lines about the progress where there is no terminal."""
_SLOWEST = 5


class Tally:
    """Takes in the results of a build one by one; keeps counts, and the documents only for a report."""

    def __init__(self, console: Console, report: str, *, only_look: bool, every: bool = False) -> None:
        """``every`` shows also documents that are as they should be when only looking."""
        self.every = every
        self.console = console
        self.report = report
        self.only_look = only_look
        self.counts: Counter[Status] = Counter()
        self.cases: int = 0
        self.troubles: int = 0
        self._entries: list[Entry] = []
        self._findings: set[Finding] = set()
        self._orphans: list[str] = []
        self._slowest: list[tuple[float, str]] = []
        self._listed = True
        self._unwritten = 0

    @property
    def failed(self) -> bool:
        """Tell whether some document could not be put in its place, or something else went wrong."""
        kept_back = sum(count for status, count in self.counts.items() if status.is_kept_back)
        return bool(self.troubles or (self.counts[Status.FAILED] if self.only_look else kept_back))

    @property
    def not_current(self) -> bool:
        """Tell whether some document is not what its case gives."""
        return any(self.counts[status] for status in Status if status not in (Status.BUILT, Status.UNCHANGED))

    def watched(self, results: Iterable[CaseResult], total: int) -> Iterator[CaseResult]:
        """Yield the results, under a progress bar on a terminal, else with a line now and then, when there are many."""
        what = _("Looking") if self.only_look else _("Building")
        self._listed = total < MANY or self.only_look
        if self.console.quiet or total < MANY:
            yield from results
        elif self.console.is_terminal:
            yield from self._under_bar(results, total, what)
        else:
            yield from self._with_lines(results, total, what)

    def _under_bar(self, results: Iterable[CaseResult], total: int, what: str) -> Iterator[CaseResult]:
        from ksflow.cli.building_bar import building_bar

        with building_bar(self.console.console) as progress:
            bar = progress.add_task(what, total=total, failures="")
            for result in results:
                yield result
                progress.update(bar, advance=1, failures=self._failures())

    def _with_lines(self, results: Iterable[CaseResult], total: int, what: str) -> Iterator[CaseResult]:
        began = said = time.monotonic()
        for number, result in enumerate(results, start=1):
            yield result
            now = time.monotonic()
            if now - said >= EVERY and number < total:
                said = now
                text = _(
                    "{what}: {number} of {total} cases, {seconds} s left",
                    what=what,
                    number=number,
                    total=total,
                    seconds=round((now - began) / number * (total - number)),
                )
                self.console.line_aside(", ".join(filter(None, (text, self._failures()))))

    def _failures(self) -> str:
        kept_back = sum(count for status, count in self.counts.items() if status.is_kept_back)
        return ngettext("{count} failed", "{count} failed", kept_back) if kept_back else ""

    def take(self, result: CaseResult) -> None:
        """Take in what became of a case, and show it."""
        self.cases += 1
        if result.seconds:
            keep = heapq.heappushpop if len(self._slowest) == _SLOWEST else heapq.heappush
            keep(self._slowest, (result.seconds, result.case))
        self._unwritten += result.is_unwritten and not self.only_look
        for built in result.documents:
            self.counts[built.status] += 1
            if self.report == "text":
                self._show(built)
            else:
                self._keep(built)

    def _show(self, built: Built) -> None:
        self.console.findings(built)
        if self.only_look:
            if self.every:
                self.console.line(
                    f"{state(built.status)}: {built.file or f'{built.document}.{built.format}, {built.case}'}"
                )
            elif built.status not in (Status.UNCHANGED, Status.FAILED):
                self.console.line(f"{state(built.status)}: {built.file} ({built.reason})")
        elif built.file and self._listed and built.sha256:
            self.console.wrote(built.file, unchanged=built.status is not Status.BUILT)

    def _keep(self, built: Built) -> None:
        from ksflow.reports.build_report import Entry

        self._findings.update(built.findings)
        facts = (built.case, built.document, built.format, built.file, str(built.status), built.sha256)
        self._entries.append(Entry(*facts, built.reason, built.findings))

    def deaths(self, count: int) -> None:
        """Say that workers died, which somebody should know also when all went well in the end."""
        if count:
            text = ngettext("{count} worker died and was replaced", "{count} workers died and were replaced", count)
            self.console.note(text)

    def orphans(self, files: Sequence[Path]) -> None:
        """List the documents that no case gives any more."""
        self._orphans = [shown_name(path) for path in files]
        self._list(
            self._orphans,
            ngettext(
                "{count} document belongs to no case any more; --prune removes it",
                "{count} documents belong to no case any more; --prune removes them",
                len(files),
            ),
        )

    def pruned(self, files: Sequence[Path]) -> None:
        """List the documents that were removed."""
        self._list([shown_name(path) for path in files], ngettext("{count} removed", "{count} removed", len(files)))

    def kept(self, files: Sequence[Path]) -> None:
        """List the documents that belong to no case but that somebody has edited."""
        self._orphans = [shown_name(path) for path in files]
        self._list(
            self._orphans,
            ngettext(
                "{count} document belongs to no case any more, but has been edited and is kept",
                "{count} documents belong to no case any more, but have been edited and are kept",
                len(files),
            ),
        )

    def _list(self, files: Sequence[str], text: str) -> None:
        if files and not self.console.quiet:
            self.console.note(text)
            for file in files:
                self.console.line_aside(f"  {file}")

    def trouble(self, text: str) -> None:
        """Show something that went wrong beside the documents."""
        self.troubles += 1
        self.console.refusal(text)

    def close(self, out: Path, seconds: float) -> None:
        """Write the report, if one is asked for, and show the sum."""
        slowest = sorted(self._slowest, reverse=True)
        if self.report != "text":
            from ksflow.reports.build_report import BuildReport, render_build

            named = [(case, taken) for taken, case in slowest]
            report = BuildReport(self._entries, sorted(self._findings), seconds, named, self._orphans)
            typer.echo(render_build(self.report, report).encode("utf-8"), nl=False)
        self.console.summary(self._sum(out, seconds), self.failed)
        if self._unwritten:
            self.console.note(
                ngettext(
                    "{count} case still has places to be filled in; ksflow check shows them",
                    "{count} cases still have places to be filled in; ksflow check shows them",
                    self._unwritten,
                )
            )
        if slowest and self.cases >= MANY and not self.only_look and not self.console.quiet:
            shown = (f"{case} {round(taken * 1000)} ms" for taken, case in slowest)
            self.console.line_aside(_("Slowest: {cases}", cases=", ".join(shown)))

    def _sum(self, out: Path, seconds: float) -> str:
        texts = {
            Status.BUILT: ngettext("{count} document built", "{count} documents built", self.counts[Status.BUILT]),
            Status.MISSING: ngettext("{count} missing", "{count} missing", self.counts[Status.MISSING]),
            Status.STALE: ngettext("{count} stale", "{count} stale", self.counts[Status.STALE]),
            Status.UNCHANGED: ngettext("{count} current", "{count} current", self.counts[Status.UNCHANGED])
            if self.only_look
            else ngettext("{count} unchanged", "{count} unchanged", self.counts[Status.UNCHANGED]),
            Status.EDITED: ngettext("{count} edited", "{count} edited", self.counts[Status.EDITED]),
            Status.FAILED: ngettext("{count} failed", "{count} failed", self.counts[Status.FAILED]),
        }
        always = Status.UNCHANGED if self.only_look else Status.BUILT
        return _(
            "{what} → {folder} ({cases}, {seconds} s)",
            what=", ".join(text for status, text in texts.items() if self.counts[status] or status is always),
            folder=f"{shown_name(out)}/",
            cases=ngettext("{count} case", "{count} cases", self.cases),
            seconds=decimal(seconds),
        )


def state(status: Status) -> str:
    """Return what a document is, for people."""
    words = {
        Status.UNCHANGED: _("current"),
        Status.BUILT: _("current"),
        Status.STALE: _("stale"),
        Status.MISSING: _("missing"),
        Status.EDITED: _("edited"),
        Status.FAILED: _("cannot be built"),
    }
    return words[status]
