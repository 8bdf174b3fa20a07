"""What a preview knows: the case as it is, the last documents that could be made of it, and what is wrong.

Used from several threads: one looks for changes, others answer browsers. Nothing is ever written.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from ksflow.batch.bugreport import report_bug
from ksflow.batch.checking import check_case
from ksflow.batch.inputs import Stamp, stamp
from ksflow.casefile.ignoring import weigh
from ksflow.casefile.loading import CaseFile, inspect_case
from ksflow.documents.content_template import load_content_template
from ksflow.documents.kinds import find_kinds
from ksflow.documents.text_faults import text_findings
from ksflow.locale import _
from ksflow.organisation.workspace import Workspace, WorkspaceError, find_workspace
from ksflow.preview.views import Part, View, file_content, view
from ksflow.sources.findings import START, Finding, FindingsError, Severity, has_errors
from ksflow.sources.named_files import noting_used_files, shown_name
from ksflow.sources.walking import KOMMUN_FILE

_TEXTS = (".yaml", ".yml", ".md", ".j2", ".typ", ".html")
"""The endings of files whose lines can be shown."""
_UNDER_WAY = 2
"""How many views of a document are kept: browsers may still be fetching the parts of the last but one."""


class Status(StrEnum):
    """What the page that is shown has to do with the case as it is."""

    CURRENT = "current"
    FAULTY = "faulty"
    """It is of the case as it is, but the case has errors: it could not be built."""
    KEPT = "kept"
    """It is of the case as it was before the errors came."""
    EMPTY = "empty"
    """Nothing could be made so far."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a browser is to show of a document in a format."""

    version: int
    kind: str
    form: str
    status: Status
    gone: bool
    """The case file is not there."""
    view: View
    findings: list[Finding]
    kinds: dict[str, str]
    """All the documents, by the names of their templates, with the names that they are printed with."""
    number: str
    title: str


@dataclass(slots=True)
class _Made:
    """What has been made of a document in a format."""

    version: int = 0
    status: Status = Status.EMPTY
    views: list[View] = field(default_factory=list)
    """The last ones, the newest first."""
    findings: list[Finding] = field(default_factory=list)


class Session:
    """The preview of one case."""

    def __init__(self, workspace: Workspace, path: Path) -> None:
        self.path = path
        self.version: int = 0
        """Rises each time that something may look otherwise."""
        self._lock = threading.RLock()
        self._workspace = workspace
        self._kommun: Stamp | None = None
        self._kommun_findings: list[Finding] = []
        self._findings: list[Finding] = []
        self._case: CaseFile | None = None
        self._is_sound = False
        self._good: CaseFile | None = None
        """The last case without errors."""
        self._used: set[Path] = set()
        self._seen: dict[Path, Stamp | None] = {}
        self._made: dict[tuple[str, str], _Made] = {}
        self.refresh()

    @property
    def root(self) -> Path:
        """The workspace's folder."""
        return self._workspace.root

    # Following the files

    def refresh(self) -> None:
        """Read everything anew."""
        with self._lock:
            self._read()
            self.version += 1

    def is_being_saved(self) -> bool:
        """Tell whether the case file is missing or empty, as it is for a moment while some editors save."""
        found = stamp(str(self.path))
        return found is None or found[0] == 0

    def notice(self) -> bool:
        """Look for changes that nobody has told of; return whether there were any.

        A network drive does not tell what other computers do, and folders that are not watched hold files that are
        looked for in vain.
        """
        with self._lock:
            if self._stamps() == self._seen and not self._lacks_files():
                return False
            before = (self._seen, self._findings)
            self._read()
            if (self._seen, self._findings) == before:
                return False
            self.version += 1
            return True

    def _read(self) -> None:
        self._read_kommun()
        with noting_used_files() as used:
            try:
                self._findings = check_case(self._workspace, self.path)
            except Exception as error:
                self._findings = [report_bug(shown_name(self.path), error, self.root)]
            self._load()
        self._used |= used
        self._seen = self._stamps()

    def _read_kommun(self) -> None:
        """Read kommun.yaml if it has changed; a faulty one leaves the one that was read before in force."""
        path = self.root / KOMMUN_FILE
        found = stamp(str(path))
        if self._kommun is not None and found == self._kommun:
            return
        self._kommun = found
        try:
            workspace = find_workspace(self.root)
            workspace.municipality  # noqa: B018 - read now, while there is one that was read before
            self._workspace, self._kommun_findings = workspace, []
        except FindingsError as error:
            self._kommun_findings = error.findings
        except WorkspaceError:
            message = _("The file does not exist")
            self._kommun_findings = [Finding(shown_name(path), START, "FIL001", Severity.ERROR, message)]

    def _load(self) -> None:
        """Load the case if its keys are right, also one that a build would refuse."""
        self._case, self._is_sound = None, False
        municipality = self._workspace.municipality
        try:
            found = inspect_case(self.path, municipality, self.root)
            if found.case is None:
                return
            findings = weigh(found.tree, found.findings, municipality)
            self._case = CaseFile(self.path, self.root, found.tree, found.case, found.texts, findings)
            faults = [*findings, *text_findings(self._case)]
        except Exception:  # checking has told of it
            return
        self._is_sound = not has_errors(faults) and not self._kommun_findings
        if self._is_sound:
            self._good = self._case

    def _stamps(self) -> dict[Path, Stamp | None]:
        files = {self.path, self.root / KOMMUN_FILE, *self._used, *_templates(self._workspace.template_folders)}
        return {path: stamp(str(path)) for path in files}

    def _lacks_files(self) -> bool:
        return any(finding.code in ("FIL001", "FIL110", "FIL111") for finding in self._findings)

    # Showing

    def show(self, kind: str, form: str) -> Shown:
        """Return a document as it is now, or as it last could be made; the first one when there is none such."""
        with self._lock:
            folders = self._workspace.template_folders
            kinds = {name: _printed_name(name, folders) for name in _in_order(find_kinds(folders))}
            kind = kind if kind in kinds else next(iter(kinds), kind)
            made = self._made.setdefault((kind, form), _Made())
            if made.version != self.version:
                self._make(made, kind, form)
            known = self._case or self._good
            return Shown(
                self.version,
                kind,
                form,
                made.status,
                not os.path.lexists(self.path),
                made.views[0] if made.views else (),
                self._told(made),
                kinds,
                self._workspace.municipality.diary_format.format(known.case.diary_number) if known else self.path.stem,
                known.case.title if known else "",
            )

    def _told(self, made: _Made) -> list[Finding]:
        """Return all that is wrong; what checking warns of and this view cannot be made for is told once."""
        graver = {(finding.file, finding.span, finding.code) for finding in made.findings}
        checked = (one for one in self._findings if (one.file, one.span, one.code) not in graver)
        return sorted({*self._kommun_findings, *checked, *made.findings})

    def _make(self, made: _Made, kind: str, form: str) -> None:
        made.version, made.findings, made.status = self.version, [], Status.EMPTY
        if self._case:
            made.status = Status.CURRENT if self._is_sound else Status.FAULTY
            if self._try(made, self._case, kind, form):
                return
        if made.views:
            made.status = Status.KEPT
        elif self._good and self._good is not self._case:
            findings = made.findings
            made.status = Status.KEPT if self._try(made, self._good, kind, form) else Status.EMPTY
            made.findings = findings
        else:
            made.status = Status.EMPTY

    def _try(self, made: _Made, loaded: CaseFile, kind: str, form: str) -> bool:
        try:
            with noting_used_files() as used:
                new = view(loaded, self._workspace, kind, form)
        except FindingsError as error:
            made.findings = error.findings
            return False
        except Exception as error:
            if self._is_sound:  # a case with errors may lack what documents are made of, which is told already
                made.findings = [report_bug(loaded.name, error, self.root)]
            return False
        if fresh := used - self._used:
            self._used |= fresh
            self._seen |= {path: stamp(str(path)) for path in fresh}
        if not made.views or made.views[0] != new:
            made.views = [new, *made.views][:_UNDER_WAY]
        return True

    def part(self, digest: str) -> Part | None:
        """Return a part of a view, None when it is not shown any more."""
        with self._lock:
            parts = (part for made in self._made.values() for view in made.views for part in view)
            return next((part for part in parts if part.digest == digest), None)

    def file(self, kind: str, form: str) -> tuple[str, bytes] | None:
        """Return a document as a build would write it, with a name for the file; None when it cannot be built."""
        with self._lock:
            if not self._case or not self._is_sound or kind not in find_kinds(self._workspace.template_folders):
                return None
            try:
                content = file_content(self._case, self._workspace, kind, form)
            except FindingsError:
                return None
            return f"{self._case.case.diary_number.file_stem}-{kind}.{form}", content

    # Files that findings are about

    def sources(self) -> dict[str, Path]:
        """Return the files whose lines can be shown, by the names that findings call them."""
        with self._lock:
            files = {self.path, self.root / KOMMUN_FILE, *self._used}
            files.update(_templates(self._workspace.template_folders))
        return {shown_name(path): path for path in files if path.suffix.lower() in _TEXTS}


def _templates(folders: list[Path]) -> Iterator[Path]:
    """Yield the templates; of two with the same name the one that is used is named last."""
    for folder in reversed(folders):
        try:
            yield from (Path(entry.path) for entry in os.scandir(folder) if entry.is_file())
        except OSError:
            continue


def _in_order(kinds: dict[str, Path]) -> list[str]:
    """Return the documents, those that every case has first."""
    from ksflow.batch.order import CORE_DOCUMENTS

    return [*(kind for kind in CORE_DOCUMENTS if kind in kinds), *sorted(set(kinds).difference(CORE_DOCUMENTS))]


def _printed_name(kind: str, folders: list[Path]) -> str:
    try:
        return load_content_template(kind, folders).head.name
    except FindingsError:
        return kind
