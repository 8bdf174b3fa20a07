"""What people see: results on standard output; what was built and how far it has come on standard error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

import rich.console
import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from ksflow.locale import _, ngettext
from ksflow.reports import Report, renderer
from ksflow.reports.text_report import finding_lines
from ksflow.sources.findings import Finding, Severity

if TYPE_CHECKING:
    from ksflow.batch.overview import Section
    from ksflow.batch.results import Built

T = TypeVar("T")
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold blue"}
_MANY = 20
"""From how many cases on a progress bar is worth its place."""


class Console:
    """Both streams, with colour only on a terminal and never against ``NO_COLOR``."""

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet
        # soft_wrap: a path that is cut at column 80 is a lost path.
        self.console = rich.console.Console(stderr=True, soft_wrap=True, highlight=False)
        self.results = rich.console.Console(soft_wrap=True, highlight=False)
        self.said: set[Finding] = set()

    def tracked(self, results: Iterable[T], total: int, what: str) -> Iterator[T]:
        """Yield the results, under a progress bar when there are many and a terminal to show it on."""
        if self.quiet or total < _MANY or not self.console.is_terminal:
            yield from results
            return
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self.console, transient=True) as progress:
            yield from progress.track(results, total=total, description=what)

    def findings(self, result: Built) -> None:
        """Show what was found while a document was made."""
        for finding in result.findings:
            if finding.file != result.case:  # a fault in a template meets every case; it is said once
                if finding in self.said:
                    continue
                self.said.add(finding)
            self.finding(finding)

    def line(self, text: str) -> None:
        """Show a line of a result on standard output."""
        self.results.print(Text(text))

    def line_aside(self, text: str) -> None:
        """Show a line about the work on standard error."""
        self.console.print(Text(text, "dim"))

    def wrote(self, file: str, *, unchanged: bool = False) -> None:
        """Show that a file has been written, or was the same already."""
        if not self.quiet:
            mark = ("=", "dim") if unchanged else ("✓", "green")
            self.console.print(Text.assemble(mark, f" {file}"))

    def finding(self, finding: Finding) -> None:
        """Show a finding with its line on standard error."""
        _print_finding(self.console, finding)

    def report(self, name: str, report: Report, checked: str | None = None) -> None:
        """Write a report to standard output; for people also the sum, to standard error: ``checked`` says of what."""
        if name != "text":
            # Bytes, so that no console's encoding changes what a program reads.
            typer.echo(renderer(name)(report).encode("utf-8"), nl=False)
            return
        for finding in report.findings:
            _print_finding(self.results, finding)
        errors, warnings, notes = map(report.count, (Severity.ERROR, Severity.WARNING, Severity.INFO))
        counts = [ngettext("{count} error", "{count} errors", errors)] if errors else []
        counts += [ngettext("{count} warning", "{count} warnings", warnings)] if warnings else []
        counts += [ngettext("{count} note", "{count} notes", notes)] if notes else []
        cases = checked or ngettext("{count} case checked", "{count} cases checked", len(report.cases))
        result = ", ".join(counts) or _("nothing wrong")
        self.summary(f"{cases}: {result}", bool(errors))

    def summary(self, text: str, failed: bool) -> None:
        """Show the last line, unless asked to be quiet: the findings have been shown."""
        if not self.quiet:
            self.console.print(Text(text, "bold red" if failed else "bold"))

    def facts(self, sections: Iterable[Section]) -> None:
        """Show labelled facts on standard output, section by section, their labels aligned."""
        for number, section in enumerate(sections):
            self.results.print(Text(f"{chr(10) if number else ''}{section.heading}", "bold"))
            room = max((len(fact.label) for fact in section.facts), default=0)
            for fact in section.facts:
                self.results.print(Text.assemble((f"  {fact.label.ljust(room)}", "dim"), f"  {fact.value}"))

    def note(self, text: str) -> None:
        """Show something that is no fault but that nobody should miss."""
        self.console.print(Text.assemble(("ksflow: ", "bold yellow"), text))

    def refusal(self, text: str) -> None:
        """Show in one line why a command cannot begin."""
        self.console.print(Text.assemble(("ksflow: ", "bold red"), " ".join(text.split())))


def _print_finding(console: rich.console.Console, finding: Finding) -> None:
    head, *rest = finding_lines(finding)
    place, severity, remainder = _parts(head, finding)
    console.print(Text.assemble((place, "bold"), " ", (severity, _STYLES[finding.severity]), remainder))
    for line in rest:
        console.print(Text(line))


def _parts(head: str, finding: Finding) -> tuple[str, str, str]:
    """Split "place: severity code message" for colouring."""
    mark = f" {finding.severity} {finding.code}"
    place, _mark, remainder = head.partition(mark)
    return place, str(finding.severity), f" {finding.code}{remainder}"
