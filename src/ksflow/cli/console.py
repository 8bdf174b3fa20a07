"""What people see: results on standard output; what was built and how far it has come on standard error.

Rich is there for colours and progress bars; where a stream can show neither, a file or a CI log, it is not loaded.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Literal, TextIO, TypeVar

import typer

from ksflow.locale import _, ngettext
from ksflow.reports import Report, renderer
from ksflow.reports.text_report import finding_lines
from ksflow.sources.findings import Finding, Severity
from ksflow.sources.harmless import harmless, harmless_in_logs

if TYPE_CHECKING:
    import rich.console

    from ksflow.batch.overview import Section
    from ksflow.batch.results import Built
    from ksflow.rules.pages import Line

T = TypeVar("T")
Part = str | tuple[str, str]
"""A text, or a text and its style."""
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold blue"}
_PAGE_STYLES = {"title": "bold", "heading": "bold", "marks": "bold yellow"}
_MANY = 20
"""From how many cases on a progress bar is worth its place."""
_FOR_RICH = ("FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE")
"""With these, Rich takes a stream for a terminal that looks like none."""


class Console:
    """Both streams, with colour only on a terminal and never against ``NO_COLOR``."""

    def __init__(self, quiet: bool = False) -> None:
        self.quiet = quiet
        self.said: set[Finding] = set()

    @cached_property
    def console(self) -> rich.console.Console:
        """Standard error as Rich sees it."""
        return _rich_console(stderr=True)

    @cached_property
    def results(self) -> rich.console.Console:
        """Standard output as Rich sees it."""
        return _rich_console(stderr=False)

    @property
    def is_terminal(self) -> bool:
        """Tell whether standard error can show a progress bar."""
        return "console" in self.__dict__ or (not _is_plain(sys.stderr) and self.console.is_terminal)

    def _say(self, *parts: Part) -> None:
        """Print a line on standard error."""
        if _is_plain(sys.stderr):
            _write(sys.stderr, _plain(parts))
        else:
            _print(self.console, parts)

    def _answer(self, *parts: Part) -> None:
        """Print a line on standard output."""
        if _is_plain(sys.stdout):
            _write(sys.stdout, _plain(parts))
        else:
            _print(self.results, parts)

    def tracked(self, results: Iterable[T], total: int, what: str) -> Iterator[T]:
        """Yield the results, under a progress bar when there are many and a terminal to show it on."""
        if self.quiet or total < _MANY or not self.is_terminal:
            yield from results
            return
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

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
        self._answer(text)

    def page(self, lines: Iterable[Line]) -> None:
        """Show the lines of a page on standard output."""
        for line in lines:
            self._answer((line.text, _PAGE_STYLES.get(line.kind, "")))

    def line_aside(self, text: str) -> None:
        """Show a line about the work on standard error."""
        self._say((text, "dim"))

    def wrote(self, file: str, *, unchanged: bool = False) -> None:
        """Show that a file has been written, or was the same already."""
        if not self.quiet:
            mark = ("=", "dim") if unchanged else ("✓", "green")
            self._say(mark, f" {file}")

    def finding(self, finding: Finding) -> None:
        """Show a finding with its line on standard error."""
        for parts in _finding_lines(finding):
            self._say(*parts)

    def report(self, name: str, report: Report, checked: str | None = None) -> None:
        """Write a report to standard output; for people also the sum, to standard error: ``checked`` says of what."""
        if name != "text":
            # Bytes, so that no console's encoding changes what a program reads.
            typer.echo(renderer(name)(report).encode("utf-8"), nl=False)
            return
        for finding in report.findings:
            for parts in _finding_lines(finding):
                self._answer(*parts)
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
            self._say((text, "bold red" if failed else "bold"))

    def facts(self, sections: Iterable[Section]) -> None:
        """Show labelled facts on standard output, section by section, their labels aligned."""
        for number, section in enumerate(sections):
            if number:
                self._answer("")
            self._answer((section.heading, "bold"))
            room = max((len(fact.label) for fact in section.facts), default=0)
            for fact in section.facts:
                self._answer((f"  {fact.label.ljust(room)}", "dim"), f"  {fact.value}")

    def note(self, text: str) -> None:
        """Show something that is no fault but that nobody should miss."""
        self._say(("ksflow: ", "bold yellow"), text)

    def refusal(self, text: str) -> None:
        """Show in one line why a command cannot begin."""
        self._say(("ksflow: ", "bold red"), " ".join(text.split()))


def _rich_console(*, stderr: bool) -> rich.console.Console:
    import rich.console

    # soft_wrap: a path that is cut at column 80 is a lost path. Rich's own NO_COLOR leaves bold and dim, and with them
    # escape codes that an editor's problem matcher stumbles over.
    system: Literal["auto"] | None = None if os.environ.get("NO_COLOR") else "auto"
    return rich.console.Console(stderr=stderr, soft_wrap=True, highlight=False, color_system=system)


def _is_plain(stream: TextIO) -> bool:
    """Tell whether a stream can surely show neither colours nor a progress bar."""
    return not stream.isatty() and not any(os.environ.get(name) for name in _FOR_RICH)


def _plain(parts: Iterable[Part]) -> str:
    """Return a line without its styles, and with nothing that the CI system whose log it may stand in would obey."""
    return harmless_in_logs("".join(part if isinstance(part, str) else part[0] for part in parts))


def _write(stream: TextIO, text: str) -> None:
    stream.write(f"{text}\n")
    stream.flush()  # in order with what the other stream shows


def _print(console: rich.console.Console, parts: Iterable[Part]) -> None:
    from rich.text import Text

    # Rich lets the commands of terminals through; with FORCE_COLOR it also writes to the logs of CI systems.
    safe = harmless if console.file.isatty() else harmless_in_logs
    shown = [safe(part) if isinstance(part, str) else (safe(part[0]), part[1]) for part in parts]
    console.print(Text.assemble(*shown))


def _finding_lines(finding: Finding) -> Iterator[tuple[Part, ...]]:
    head, *rest = finding_lines(finding)
    place, severity, remainder = _parts(head, finding)
    yield (place, "bold"), " ", (severity, _STYLES[finding.severity]), remainder
    for line in rest:
        yield (line,)


def _parts(head: str, finding: Finding) -> tuple[str, str, str]:
    """Split "place: severity code message" for colouring."""
    mark = f" {finding.severity} {finding.code}"
    place, _mark, remainder = head.partition(mark)
    return place, str(finding.severity), f" {finding.code}{remainder}"
