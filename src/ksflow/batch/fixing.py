"""Mending cases where their authors ask for it: ``ksflow check --fix``. Nothing else ever changes what people write."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from ksflow.batch.bugreport import report_bug
from ksflow.batch.changes import Change
from ksflow.casefile.ignoring import ignored_codes
from ksflow.casefile.loading import Inspected, inspect_case
from ksflow.organisation.workspace import Workspace
from ksflow.rules.engine import Fixing, Rule, applied_rules
from ksflow.rules.fixes import Edit, apart, edits_of, mended
from ksflow.rules.manuscript import Manuscript
from ksflow.sources.findings import Finding, FindingsError
from ksflow.sources.named_files import shown_name
from ksflow.sources.textfile import TextFile, read_text_file

_ROUNDS = 10
"""How often a case is read again after edits: those that overlapped come then, and what they have laid bare."""


@dataclass
class Texts:
    """The files as they are to be, on top of those on the disk."""

    changed: dict[Path, Change] = field(default_factory=dict)

    def read(self, path: Path, name: str) -> TextFile:
        """Read a file as it is to be; raise FindingsError when it cannot be used."""
        if self.changed and (change := self.changed.get(_real(path))):
            return TextFile(name, change.after, path)
        return read_text_file(path, name)

    def change(self, source: TextFile, path: Path, text: str, fixes: int) -> None:
        """Take a new text of a file."""
        real = _real(path)
        before = self.changed.get(real) or Change(real, source.name, source.text, "", 0)
        self.changed[real] = replace(before, after=text, fixes=before.fixes + fixes)


def _real(path: Path) -> Path:
    return Path(os.path.realpath(path))


@dataclass(frozen=True, slots=True)
class Fixed:
    """What became of a case."""

    changes: list[Change]
    """The files that have been written."""
    dropped: list[tuple[str, Edit]]
    """Edits that would have changed more than their words, with the names of their files."""
    failed: list[tuple[str, OSError]]
    """The files that could not be written."""
    bug: Finding | None = None


def fix_cases(
    workspace: Workspace, cases: list[Path], wanted: Callable[[str], bool], *, unsafe: bool, texts: Texts | None = None
) -> Iterator[Fixed]:
    """Mend every case, and yield what became of it.

    The files are written case by case; with ``texts`` they are changed there instead, and nothing is written.
    """
    kinds = {Fixing.SAFE, Fixing.UNSAFE} if unsafe else {Fixing.SAFE}
    rules = [rule for rule in applied_rules(workspace.municipality) if rule.fixing in kinds and wanted(rule.code)]
    for path in cases:
        kept = Texts() if texts is None else texts
        try:
            dropped = _fix_case(workspace, path, rules, kept)
        except FindingsError:
            yield Fixed([], [], [])  # it cannot be read, which checking tells
        except Exception as error:
            yield Fixed([], [], [], report_bug(shown_name(path), error, workspace.root))
        else:
            yield _written(kept, dropped) if texts is None else Fixed([], dropped, [])


def _written(texts: Texts, dropped: list[tuple[str, Edit]]) -> Fixed:
    changes: list[Change] = []
    failed: list[tuple[str, OSError]] = []
    for change in texts.changed.values():
        try:
            change.write()
        except OSError as error:
            failed.append((change.name, error))
        else:
            changes.append(change)
    return Fixed(changes, dropped, failed)


def _fix_case(workspace: Workspace, path: Path, rules: list[Rule], texts: Texts) -> list[tuple[str, Edit]]:
    """Mend one case in memory; return the edits that were left out."""
    dropped: list[tuple[str, Edit]] = []
    for _round in range(_ROUNDS):
        inspected = inspect_case(path, workspace.municipality, workspace.root, texts.read)
        ignored = ignored_codes(inspected.tree)
        manuscript = Manuscript(inspected, workspace.municipality)
        edits = list(edits_of(manuscript, [rule for rule in rules if rule.code not in ignored]))
        made = 0
        dropped = []
        for file, source, some in _by_file(inspected, edits):
            result = mended(inspected, source, apart(some))
            dropped += [(source.name, edit) for edit in result.dropped]
            if result.made:
                texts.change(source, file, result.text, len(result.made))
                made += len(result.made)
        if not made:
            break
    return dropped


def _by_file(inspected: Inspected, edits: list[Edit]) -> Iterator[tuple[Path, TextFile, list[Edit]]]:
    """Yield every file with its edits; two sections may show the same one."""
    files: dict[Path, tuple[TextFile, list[Edit]]] = {}
    for edit in edits:
        source = edit.field.file or inspected.tree.source
        path = source.path or inspected.path
        files.setdefault(_real(path), (source, []))[1].append(edit)
    yield from ((path, source, some) for path, (source, some) in files.items())
