"""What browsers are told: the state of a document, and lines of a file, as plain data for JSON."""

from __future__ import annotations

from typing import Any

from ksflow.locale import _, ngettext, sentences
from ksflow.preview.editors import Opener
from ksflow.preview.session import Session, Shown, Status
from ksflow.preview.source_lines import lines_around
from ksflow.sources.findings import Finding, Severity
from ksflow.sources.named_files import shown_name


def state(session: Session, shown: Shown, editor: Opener | None) -> dict[str, Any]:
    """Return all that a page needs to show a document, but for the parts of its view."""
    sources = session.sources()

    def finding(one: Finding) -> dict[str, Any]:
        path = sources.get(one.file)
        span = one.span
        return {
            **one.as_dict(),
            "excerpt": one.excerpt,
            "has_source": path is not None,
            "editor": editor(path, span.line, span.column) if editor and path else None,
        }

    return {
        "version": shown.version,
        "document": shown.kind,
        "format": shown.form,
        "status": shown.status,
        "notice": _notice(session, shown),
        "parts": [{"digest": part.digest, "width": part.width, "height": part.height} for part in shown.view],
        "documents": [{"name": name, "title": title} for name, title in shown.kinds.items()],
        "file": shown_name(session.path),
        "number": shown.number,
        "title": shown.title,
        "findings": [finding(one) for one in shown.findings],
        "counts": counts(shown.findings),
        "can_download": shown.status is Status.CURRENT and not shown.gone,
    }


def _notice(session: Session, shown: Shown) -> str | None:
    """Return what the reader must know of the page, None when it is what the case gives."""
    if shown.gone:
        message = _("The file is gone: {file}", file=shown_name(session.path))
        kept = _("You see the document as it last was. It comes back when the file does") if shown.view else None
        return sentences(message, kept) + "."
    if shown.status is Status.KEPT:
        return _("There are errors. You see the document as it last was, before they came") + "."
    if shown.status is Status.EMPTY:
        return _("The document cannot be shown until the errors are mended") + "."
    if shown.status is Status.FAULTY:
        return _("There are errors. The document can be read here, but not built") + "."
    return None


def counts(findings: list[Finding]) -> str:
    """Return how many findings there are, in words."""
    errors, warnings, notes = (
        sum(finding.severity is severity for finding in findings)
        for severity in (Severity.ERROR, Severity.WARNING, Severity.INFO)
    )
    said = [ngettext("{count} error", "{count} errors", errors)] if errors else []
    said += [ngettext("{count} warning", "{count} warnings", warnings)] if warnings else []
    said += [ngettext("{count} note", "{count} notes", notes)] if notes else []
    return ", ".join(said) or _("nothing wrong")


def source(session: Session, file: str, line: int, editor: Opener | None) -> dict[str, Any] | None:
    """Return lines of a file that a finding is about; no lines when it is gone, None for any other file."""
    path = session.sources().get(file)  # a look-up of a name that was given out: no path is made of what was asked for
    if path is None:
        return None
    try:
        first, lines = lines_around(path, line)
    except OSError:
        first, lines = 1, []
    return {"file": file, "first": first, "lines": lines, "editor": editor(path, line, 1) if editor else None}
