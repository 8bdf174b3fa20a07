"""What people see on standard error: what was built, what is wrong, how far it has come."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, TypeVar

import rich.console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.text import Text

from ksflow.locale import _
from ksflow.sources.findings import Finding, Severity
from ksflow.sources.textreport import finding_lines

if TYPE_CHECKING:
    from ksflow.batch.building import Built

T = TypeVar("T")
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold blue"}
_MANY = 20
"""From how many cases on a progress bar is worth its place."""


class Console:
    """Standard error, with colour only on a terminal and never against ``NO_COLOR``."""

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet
        # soft_wrap: a path that is cut at column 80 is a lost path.
        self.console = rich.console.Console(stderr=True, soft_wrap=True, highlight=False)
        self.listed = True

    def tracked(self, results: Iterable[T], total: int) -> Iterator[T]:
        """Yield the results, under a progress bar when there are many and a terminal to show it on."""
        if self.quiet or total < _MANY or not self.console.is_terminal:
            self.listed = total < _MANY
            yield from results
            return
        self.listed = False
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self.console, transient=True) as progress:
            yield from progress.track(results, total=total, description=_("Building"))

    def built(self, result: Built) -> None:
        """Show what became of a document: each one when there are few, only the failures when there are many."""
        for finding in result.findings:
            self.finding(finding)
        if result.file and self.listed and not self.quiet:
            self.console.print(f"[green]✓[/green] {escape(result.file)}")

    def finding(self, finding: Finding) -> None:
        """Show a finding with its line."""
        head, *rest = finding_lines(finding)
        place, severity, remainder = _parts(head, finding)
        text = Text.assemble((place, "bold"), " ", (severity, _STYLES[finding.severity]), remainder)
        self.console.print(text)
        for line in rest:
            self.console.print(Text(line))

    def summary(self, text: str, failed: bool) -> None:
        """Show the last line; kept quiet only when asked to and all is well."""
        if not self.quiet:
            self.console.print(Text(text, "bold red" if failed else "bold"))

    def note(self, text: str) -> None:
        """Show something that is no fault but that nobody should miss."""
        self.console.print(Text.assemble(("ksflow: ", "bold yellow"), text))

    def refusal(self, text: str) -> None:
        """Show in one line why a command cannot begin."""
        self.console.print(Text.assemble(("ksflow: ", "bold red"), " ".join(text.split())))


def _parts(head: str, finding: Finding) -> tuple[str, str, str]:
    """Split "place: severity code message" for colouring."""
    place = f"{finding.file}:{finding.span.line}:{finding.span.column}:"
    severity, _space, remainder = head.removeprefix(place).lstrip().partition(" ")
    return place, severity, f" {remainder}"
