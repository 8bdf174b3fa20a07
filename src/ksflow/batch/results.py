"""What became of a document: plain data that crosses processes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from ksflow.sources.findings import Finding


class Status(StrEnum):
    """What became of a document, or of one that was only looked at: what would become of it."""

    BUILT = "built"
    UNCHANGED = "unchanged"
    EDITED = "edited"
    """Somebody has changed the file since it was built; it was left as it is."""
    FAILED = "failed"
    STALE = "stale"
    """The file is not what its case gives today; only looking tells so."""
    MISSING = "missing"
    """There is no file; only looking tells so."""

    @property
    def is_kept_back(self) -> bool:
        """Tell whether a document that was asked for could not be put in its place."""
        return self in (Status.FAILED, Status.EDITED)


@dataclass(frozen=True, slots=True)
class Built:
    """What became of one document of one case."""

    case: str
    document: str
    format: str
    status: Status
    file: str | None = None
    """Where it lies; None when the case gives no such document."""
    sha256: str | None = None
    """Of the document; None when it could not be made or put in its place."""
    findings: list[Finding] = field(default_factory=list)
    reason: str | None = None
    """Why it was built, or would be, for the user."""
