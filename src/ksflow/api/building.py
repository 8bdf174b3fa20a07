"""Documents from a script."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from ksflow.api.asking import AnyPath, Names, Paths, asked_cases, messages_in, opened_workspace, several_names
from ksflow.batch.ordering import make_order
from ksflow.batch.results import Built, Status
from ksflow.batch.session import Session
from ksflow.batch.soundness import Soundness
from ksflow.locale import Language
from ksflow.sources.findings import Finding


@dataclass(frozen=True, slots=True)
class BuiltDocument:
    """What became of one document of one case."""

    case: str
    """The case file as messages name it: from the current folder when it lies below."""
    document: str
    """The kind: "tjansteutlatande"."""
    format: str
    status: Status
    path: Path | None
    """Where it lies; None when the case gives no such document."""
    sha256: str | None
    """Of the document; None when it could not be made or put in its place."""
    reason: str | None
    """Why it was built, or would be."""
    findings: tuple[Finding, ...]
    """What was found while it was made. What concerns the whole case stands with its first document."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What became of every document that was asked for."""

    documents: tuple[BuiltDocument, ...]
    """In the order of the cases."""
    orphans: tuple[Path, ...] = ()
    """Documents that lie among the others and that no case gives any more; told when all cases are built."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings once, sorted by file and place."""
        return tuple(sorted({finding for document in self.documents for finding in document.findings}))

    @property
    def kept_back(self) -> tuple[BuiltDocument, ...]:
        """The documents that could not be put in their place: "failed", or "edited" by somebody and left alone."""
        return tuple(document for document in self.documents if document.status.is_kept_back)

    @property
    def ok(self) -> bool:
        """Whether every document could be put in its place."""
        return not self.kept_back

    @property
    def is_current(self) -> bool:
        """Whether every document is, now, what its case gives."""
        return all(document.status in (Status.BUILT, Status.UNCHANGED) for document in self.documents)


def build(
    paths: Paths | None = None,
    *,
    workspace: AnyPath | None = None,
    documents: Names | None = None,
    formats: Names = "docx",
    out: AnyPath | None = None,
    attachments: bool = False,
    force: bool = False,
    dry_run: bool = False,
    jobs: int = 1,
    language: Language | None = None,
) -> BuildResult:
    """Build the documents of cases: what has changed since it was built, and nothing more.

    ``paths`` are case files or folders of them, else the workspace's cases/; an empty list is no case at all. A case
    that cannot be built never stops the others and raises nothing: its documents have the status "failed", and
    findings say why.

    >>> import ksflow
    >>> result = ksflow.build("cases/KS-2021-1682.103.yaml", documents="tjansteutlatande", formats="docx, html")
    >>> for document in result.documents:
    ...     print(document.status, document.path)
    built out/KS-2021-1682.103/tjansteutlatande.docx
    built out/KS-2021-1682.103/tjansteutlatande.html
    >>> result.ok
    True
    >>> ksflow.build("cases/KS-2021-1682.103.yaml", documents="tjansteutlatande").documents[0].status
    <Status.UNCHANGED: 'unchanged'>

    ``documents`` are kinds, else the three core documents; ``formats`` are "docx", "html", "pdf" and "md"; ``out`` is
    where they go, else out/ in the workspace. With ``attachments`` they stand behind those PDF files that can have
    them. A document that somebody has edited is kept unless ``force`` is given, which builds everything anew and keeps
    the edited ones beside. With ``dry_run`` nothing is written, and statuses tell what would become of the documents.
    ``jobs``, ``workspace`` and ``language`` are as in ``check``. While a PDF is made, the proxies in ``os.environ``
    lead nowhere, so that its look can fetch nothing; other threads of a script see that too.

    Raises WorkspaceError when there is no workspace or its kommun.yaml is faulty, UsageError for a path that is not
    there and for unknown documents and formats, and OSError when out/manifest.json cannot be written.
    """
    with messages_in(language):
        soundness = Soundness()
        found = opened_workspace(workspace, soundness.is_known)
        names = None if documents is None else several_names(documents)
        order = make_order(
            found, names, several_names(formats), None if out is None else Path(out), attachments=attachments
        )
        order = replace(order, force=force, only_look=dry_run)
        session = Session(order, asked_cases(paths, found.cases), jobs=jobs, whole=paths is None)
        soundness.remember(session.index)
        with closing(session), closing(session.results()) as results:
            made = tuple(_document(built) for result in results for built in result.documents)
            orphans = tuple(order.out / orphan.file for orphan in session.orphans())
            session.finish()
    return BuildResult(made, orphans)


def _document(built: Built) -> BuiltDocument:
    path = None if built.file is None else Path(built.file)
    facts = (built.case, built.document, built.format, built.status, path, built.sha256, built.reason)
    return BuiltDocument(*facts, tuple(built.findings))
