"""Rewriting case files of older formats where somebody asks for it: ``ksflow migrate``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ksflow.batch.bugreport import report_bug
from ksflow.batch.changes import Change
from ksflow.sources.findings import Finding, FindingsError
from ksflow.sources.migrations import parse_case
from ksflow.sources.named_files import shown_name
from ksflow.sources.textfile import read_text_file


@dataclass(frozen=True, slots=True)
class Migrated:
    """What became of a case file: neither a change nor findings when it is current already."""

    change: Change | None = None
    findings: list[Finding] = field(default_factory=list)
    """Why it cannot be rewritten. Faults that leave its format readable are no hindrance, and stay as they are."""
    failed: OSError | None = None
    """Why the change could not be written."""


def migrate_cases(root: Path, cases: list[Path], *, write: bool) -> Iterator[Migrated]:
    """Rewrite every case file that is of an older format, and yield what became of each.

    Without ``write`` no file is touched. A file that several paths lead to is rewritten once.
    """
    seen: set[str] = set()
    for path in cases:
        real = os.path.realpath(path)
        if real in seen:
            continue
        seen.add(real)
        name = shown_name(path)
        try:
            yield _migrated(path, Path(real), name, write=write)
        except FindingsError as error:
            yield Migrated(findings=error.findings)
        except Exception as error:
            yield Migrated(findings=[report_bug(name, error, root)])


def _migrated(path: Path, real: Path, name: str, *, write: bool) -> Migrated:
    source = read_text_file(path, name)
    text = parse_case(source).source.text
    if text == source.text:
        return Migrated()
    change = Change(real, name, source.text, text)
    try:
        if write:
            change.write()
    except OSError as error:
        return Migrated(change, failed=error)
    return Migrated(change)
