"""The progress bar of a build; it needs Rich, which is loaded only where there is a terminal."""

from __future__ import annotations

import rich.console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, Task, TextColumn, TimeRemainingColumn
from rich.text import Text

from ksflow.locale import _, decimal


def building_bar(console: rich.console.Console) -> Progress:
    """Return a bar with rate, remaining time and the failures so far."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate("{task.completed}"),
        TimeRemainingColumn(),
        TextColumn("[bold red]{task.fields[failures]}"),
    )
    return Progress(*columns, console=console, transient=True)


class _Rate(TextColumn):
    """How many cases a second."""

    def render(self, task: Task) -> Text:
        return Text(_("{rate}/s", rate=decimal(task.speed)) if task.speed else "", "dim")
