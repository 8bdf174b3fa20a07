"""What ``ksflow check --fix`` and ``--diff`` do before, or in place of, checking."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ksflow.locale import _, ngettext, sentences
from ksflow.sources.errors import reason_of

if TYPE_CHECKING:
    from ksflow.batch.fixing import Fixed
    from ksflow.cli.console import Console
    from ksflow.organisation.workspace import Workspace
    from ksflow.sources.findings import Finding


@dataclass
class Work:
    """What mending has come to."""

    fixes: int = 0
    files: set[Path] = field(default_factory=set)
    failed: bool = False
    bugs: list[Finding] = field(default_factory=list)

    def told(self) -> str:
        """Return how many fixes there are, in how many files."""
        if not self.fixes:
            return _("No fixes")
        fixes = ngettext("{count} fix", "{count} fixes", self.fixes)
        files = ngettext("{count} file", "{count} files", len(self.files))
        return _("{fixes} in {files}", fixes=fixes, files=files)


def fix(found: Workspace, cases: list[Path], wanted: Callable[[str], bool], unsafe: bool, console: Console) -> Work:
    """Mend the cases, and say which files have been written."""
    from ksflow.batch.fixing import fix_cases

    work = Work()
    results = fix_cases(found, cases, wanted, unsafe=unsafe)
    for fixed in console.tracked(results, len(cases), _("Fixing")):
        _tell(fixed, work, console)
        for change in fixed.changes:
            work.fixes += change.fixes
            work.files.add(change.path)
            console.wrote(change.name)
    return work


def show_fixes(
    found: Workspace, cases: list[Path], wanted: Callable[[str], bool], unsafe: bool, console: Console
) -> Work:
    """Write what mending would change to standard output, as a unified diff; no file is touched."""
    from ksflow.batch.fixing import Texts, fix_cases
    from ksflow.batch.patches import unified_diff

    work, texts = Work(), Texts()
    for fixed in console.tracked(fix_cases(found, cases, wanted, unsafe=unsafe, texts=texts), len(cases), _("Fixing")):
        _tell(fixed, work, console)
    for change in texts.changed.values():
        work.fixes += change.fixes
        work.files.add(change.path)
        before, after = (f"{change.mark}{text}" for text in (change.before, change.after))
        typer.echo(unified_diff(change.name, before, after).encode("utf-8"), nl=False)
    console.summary(_("{fixes}; nothing has been written", fixes=work.told()), failed=False)
    return work


def hint(findings: Sequence[Finding], console: Console) -> None:
    """Say how many findings ``--fix`` could mend."""
    safe = sum(finding.fix == "safe" for finding in findings)
    unsafe = sum(finding.fix == "unsafe" for finding in findings)
    if console.quiet or not safe + unsafe:
        return
    told = ngettext("--fix mends {count} of them", "--fix mends {count} of them", safe) if safe else None
    if unsafe:
        more = ngettext(
            "--fix --unsafe-fixes changes {count} to what is probably meant",
            "--fix --unsafe-fixes changes {count} to what is probably meant",
            unsafe,
        )
        told = sentences(told, more) if told else more
    console.line_aside(told or "")


def _tell(fixed: Fixed, work: Work, console: Console) -> None:
    """Say what could not be mended as it should."""
    for name, edit in fixed.dropped:
        place = f"{name}:{edit.span.line}:{edit.span.column}"
        message = _("{code} is left as it is: mending it would change more than these words", code=edit.code)
        console.note(f"{place}: {message}")
    for name, error in fixed.failed:
        work.failed = True
        console.refusal(_("{file} cannot be written: {reason}", file=name, reason=reason_of(error)))
    if fixed.bug:
        work.bugs.append(fixed.bug)
